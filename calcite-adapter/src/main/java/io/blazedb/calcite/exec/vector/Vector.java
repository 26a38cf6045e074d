/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.vector;

import io.blazedb.calcite.exec.expression.Values;
import io.blazedb.calcite.types.SqlType;
import io.blazedb.calcite.types.StoredValues;
import io.blazedb.storage.column.ColumnVector;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Values of one column in a batch. Values of rows that are NULL, and of rows that are not selected, mean nothing but may be computed with.
 *
 * <pre>
 * form     types                                       where
 * LONG     BOOLEAN, whole numbers, dates, intervals    longs
 * DOUBLE   REAL, DOUBLE                                doubles
 * DECIMAL  DECIMAL                                     longs, as numbers of the vector's scale; others in large
 * BYTES    texts in UTF-8, byte strings, UUID          arrays, offsets, lengths
 * </pre>
 */
final class Vector {
    private static final long[] NO_LONGS = {};
    private static final double[] NO_DOUBLES = {};
    private static final byte[] NO_BYTES = {};
    private static final int WORD = Long.SIZE;

    /** How values are held. */
    enum Form {
        LONG,
        DOUBLE,
        DECIMAL,
        BYTES;

        /** The form of a type; null if there is none. */
        static @Nullable Form of(SqlType type) {
            return switch (type.name()) {
                case BOOLEAN, SMALLINT, INTEGER, BIGINT, DATE, TIME, TIMESTAMP, TIMESTAMP_TZ, ENUM -> LONG;
                case REAL, DOUBLE -> DOUBLE;
                case DECIMAL -> DECIMAL;
                case CHAR, VARCHAR, JSON, JSONB, BINARY, VARBINARY, UUID -> BYTES;
                case ARRAY, RECORD, NULL, INTERVAL, INTERVAL_YEAR_MONTH, INTERVAL_DAY_TIME -> null;
            };
        }
    }

    final SqlType type;
    final Form form;
    /** Digits after the point of every DECIMAL in {@link #longs}. */
    final int scale;

    long[] longs = NO_LONGS;
    double[] doubles = NO_DOUBLES;
    byte[][] arrays = new byte[0][];
    int[] offsets = {};
    int[] lengths = {};
    boolean hasLarge;
    /** DECIMALs that {@link #longs} does not hold, by row; those of other rows are null. */
    private @Nullable BigDecimal[] large = {};

    private long[] nulls = new long[1];
    private boolean hasNulls;

    Vector(SqlType type, int scale) {
        Form known = Form.of(type);
        if (known == null) {
            throw new IllegalArgumentException("no vectors of type " + type.name());
        }
        this.type = type;
        this.form = known;
        this.scale = scale;
    }

    Vector(SqlType type) {
        this(type, Math.max(type.scale(), 0));
    }

    /** Makes room for rows; what was there means nothing any more, and no row is NULL. */
    void reset(int rows) {
        if (capacity() < rows) {
            grow(rows, false);
        }
        clearNulls();
        clearLarge();
    }

    /** Makes room for more rows and keeps those that are there. */
    void reserve(int rows) {
        if (capacity() < rows) {
            grow(Math.max(rows, 2 * capacity()), true);
        }
    }

    /** About how much it holds, the bytes of its values aside. */
    long bytes() {
        return 8L * longs.length + 8L * doubles.length + 12L * arrays.length + 8L * nulls.length + 64L * large.length;
    }

    private int capacity() {
        return switch (form) {
            case LONG, DECIMAL -> longs.length;
            case DOUBLE -> doubles.length;
            case BYTES -> arrays.length;
        };
    }

    private void grow(int rows, boolean keep) {
        switch (form) {
            case LONG, DECIMAL -> longs = keep ? Arrays.copyOf(longs, rows) : new long[rows];
            case DOUBLE -> doubles = keep ? Arrays.copyOf(doubles, rows) : new double[rows];
            case BYTES -> {
                int before = arrays.length;
                arrays = Arrays.copyOf(arrays, rows);
                Arrays.fill(arrays, before, rows, NO_BYTES);
                offsets = Arrays.copyOf(offsets, rows);
                lengths = Arrays.copyOf(lengths, rows);
            }
        }
        if (nulls.length * WORD < rows) {
            nulls = Arrays.copyOf(nulls, (rows + WORD - 1) / WORD);
        }
    }

    private void clearNulls() {
        if (hasNulls) {
            Arrays.fill(nulls, 0);
            hasNulls = false;
        }
    }

    private void clearLarge() {
        if (hasLarge) {
            Arrays.fill(large, null);
            hasLarge = false;
        }
    }

    boolean hasNulls() {
        return hasNulls;
    }

    boolean isNull(int row) {
        return hasNulls && (nulls[row >> 6] & 1L << row) != 0;
    }

    void setNull(int row) {
        nulls[row >> 6] |= 1L << row;
        hasNulls = true;
    }

    /** Takes over which rows are NULL in another vector, besides those that are here. */
    void addNulls(Vector other, int rows) {
        if (other.hasNulls) {
            int words = Math.min((rows + WORD - 1) / WORD, other.nulls.length);
            for (int i = 0; i < words; i++) {
                nulls[i] |= other.nulls[i];
            }
            hasNulls = true;
        }
    }

    /** Shows the values of a column of the store. */
    void show(ColumnVector column) {
        longs = column.longs();
        doubles = column.doubles();
        arrays = column.arrays();
        offsets = column.offsets();
        lengths = column.lengths();
        nulls = column.nulls();
        hasNulls = column.hasNulls();
    }

    /** Decodes a column of DECIMALs of the store. */
    void decode(ColumnVector column, int rows) {
        reset(rows);
        byte[][] from = column.arrays();
        int[] starts = column.offsets();
        int[] sizes = column.lengths();
        boolean anyNull = column.hasNulls();
        for (int i = 0; i < rows; i++) {
            if (anyNull && column.isNull(i)) {
                setNull(i);
                continue;
            }
            if (StoredValues.isSmallDecimal(from[i], starts[i], sizes[i], scale)) {
                longs[i] = StoredValues.unscaled(from[i], starts[i], sizes[i]);
            } else {
                setDecimal(i, StoredValues.decimal(from[i], starts[i], sizes[i]));
            }
        }
    }

    /** The internal value of a row; null for NULL. */
    @Nullable
    Object value(int row) {
        if (isNull(row)) {
            return null;
        }
        return switch (type.name()) {
            case BOOLEAN -> longs[row] != 0;
            case SMALLINT -> (short) longs[row];
            case INTEGER, DATE -> (int) longs[row];
            case BIGINT, TIME, TIMESTAMP, TIMESTAMP_TZ, ENUM -> longs[row];
            case REAL -> (float) doubles[row];
            case DOUBLE -> doubles[row];
            case DECIMAL -> decimal(row);
            case CHAR, VARCHAR, JSON, JSONB ->
                new String(arrays[row], offsets[row], lengths[row], StandardCharsets.UTF_8);
            case BINARY, VARBINARY -> Arrays.copyOfRange(arrays[row], offsets[row], offsets[row] + lengths[row]);
            case UUID -> StoredValues.uuid(arrays[row], offsets[row]);
            case ARRAY, RECORD, NULL, INTERVAL, INTERVAL_YEAR_MONTH, INTERVAL_DAY_TIME -> null;
        };
    }

    BigDecimal decimal(int row) {
        BigDecimal exception = large(row);
        return exception != null ? exception : BigDecimal.valueOf(longs[row], scale);
    }

    /** The DECIMAL of a row if {@link #longs} does not hold it. */
    @Nullable
    BigDecimal large(int row) {
        return hasLarge && row < large.length ? large[row] : null;
    }

    /** Forgets the DECIMAL of a row that {@link #longs} does not hold. */
    void clearLarge(int row) {
        if (row < large.length) {
            large[row] = null;
        }
    }

    /** Sets a row to an internal value. */
    void set(int row, @Nullable Object value) {
        if (value == null) {
            setNull(row);
            return;
        }
        switch (form) {
            case LONG -> longs[row] = value instanceof Boolean truth ? (truth ? 1 : 0) : ((Number) value).longValue();
            case DOUBLE -> doubles[row] = ((Number) value).doubleValue();
            case DECIMAL -> setDecimal(row, Values.decimal(value));
            case BYTES -> {
                byte[] bytes = bytes(value);
                setSlice(row, bytes, 0, bytes.length);
            }
        }
    }

    private static byte[] bytes(Object value) {
        if (value instanceof byte[] bytes) {
            return bytes;
        }
        return value instanceof UUID uuid
                ? StoredValues.bytes(uuid)
                : ((String) value).getBytes(StandardCharsets.UTF_8);
    }

    void setDecimal(int row, BigDecimal value) {
        BigInteger unscaled = value.scale() == scale ? value.unscaledValue() : null;
        if (unscaled != null && unscaled.bitLength() < Long.SIZE) {
            longs[row] = unscaled.longValue();
            return;
        }
        if (large.length <= row) {
            large = Arrays.copyOf(large, longs.length);
        }
        large[row] = value;
        hasLarge = true;
    }

    void setSlice(int row, byte[] array, int offset, int length) {
        arrays[row] = array;
        offsets[row] = offset;
        lengths[row] = length;
    }

    /**
     * Copies values of rows of a vector of the same type and scale.
     *
     * @param rows where they go; null for the first {@code count}
     */
    void copyAll(int @Nullable [] rows, Vector from, int[] fromRows, int count) {
        if (form == Form.LONG && !from.hasNulls) {
            long[] into = longs;
            long[] values = from.longs;
            for (int k = 0; k < count; k++) {
                into[rows == null ? k : rows[k]] = values[fromRows[k]];
            }
            return;
        }
        for (int k = 0; k < count; k++) {
            copy(rows == null ? k : rows[k], from, fromRows[k]);
        }
    }

    /** Copies a value of a vector of the same type and scale. */
    void copy(int row, Vector from, int fromRow) {
        if (from.isNull(fromRow)) {
            setNull(row);
            return;
        }
        switch (form) {
            case LONG -> longs[row] = from.longs[fromRow];
            case DOUBLE -> doubles[row] = from.doubles[fromRow];
            case DECIMAL -> {
                if (from.scale == scale && from.large(fromRow) == null) {
                    longs[row] = from.longs[fromRow];
                } else {
                    setDecimal(row, from.decimal(fromRow));
                }
            }
            case BYTES -> setSlice(row, from.arrays[fromRow], from.offsets[fromRow], from.lengths[fromRow]);
        }
    }
}
