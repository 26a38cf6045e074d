/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.column;

import io.blazedb.storage.bytes.BigEndian;
import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import java.util.Arrays;

/**
 * The values of one column in a batch of rows: integers and booleans as long, floating-point numbers as double, all else as slices of
 * arrays. Values of rows that are NULL mean nothing. Readers must not change the arrays.
 */
public final class ColumnVector {
    private static final long[] NO_LONGS = {};
    private static final double[] NO_DOUBLES = {};
    private static final byte[] NO_BYTES = {};

    private final ColumnKind kind;
    private long[] longs = NO_LONGS;
    private double[] doubles = NO_DOUBLES;
    private byte[][] arrays = {};
    private int[] offsets = {};
    private int[] lengths = {};
    private final long[] nulls = new long[Limits.BATCH_ROWS_MAX / Long.SIZE];
    private boolean hasNulls;

    public ColumnVector(ColumnKind kind) {
        this.kind = kind;
    }

    /** Makes room for so many rows; values that are there mean nothing any more. */
    void reserve(int rows) {
        if (kind.isLong()) {
            longs = longs.length < rows ? new long[rows] : longs;
        } else if (kind.isDouble()) {
            doubles = doubles.length < rows ? new double[rows] : doubles;
        } else if (arrays.length < rows) {
            arrays = new byte[rows][];
            Arrays.fill(arrays, NO_BYTES);
            offsets = new int[rows];
            lengths = new int[rows];
        }
    }

    public ColumnKind kind() {
        return kind;
    }

    /** The values, if {@link ColumnKind#isLong}. */
    public long[] longs() {
        return longs;
    }

    /** The values, if {@link ColumnKind#isDouble}. */
    public double[] doubles() {
        return doubles;
    }

    /** The arrays that other values stand in, by row. */
    public byte[][] arrays() {
        return arrays;
    }

    /** Where in its array each value begins. */
    public int[] offsets() {
        return offsets;
    }

    /** How many bytes each value has. */
    public int[] lengths() {
        return lengths;
    }

    public ByteSlice slice(int row) {
        return new ByteSlice(arrays[row], offsets[row], lengths[row]);
    }

    /** Whether any row is NULL. */
    public boolean hasNulls() {
        return hasNulls;
    }

    public boolean isNull(int row) {
        return (nulls[row >> 6] & 1L << row) != 0;
    }

    /** A bit for each row, lowest first, set for NULL. */
    public long[] nulls() {
        return nulls;
    }

    /** Forgets which rows are NULL. */
    public void clear() {
        if (hasNulls) {
            Arrays.fill(nulls, 0);
            hasNulls = false;
        }
    }

    public void setNull(int row) {
        nulls[row >> 6] |= 1L << row;
        hasNulls = true;
    }

    /** Makes {@code count} rows NULL. */
    public void setNulls(int row, int count) {
        for (int i = row; i < row + count; i++) {
            setNull(i);
        }
    }

    /** Makes those rows NULL whose bits are set, lowest bit first, from bit {@code bit} of a bitmap on. */
    public void setNulls(int row, int count, byte[] bitmap, int offset, int bit) {
        for (int i = 0; i < count; i++) {
            int at = bit + i;
            if ((bitmap[offset + (at >> 3)] & 1 << (at & 7)) != 0) {
                setNull(row + i);
            }
        }
    }

    public void setSlice(int row, byte[] array, int offset, int length) {
        arrays[row] = array;
        offsets[row] = offset;
        lengths[row] = length;
    }

    /**
     * Sets a value from its bytes.
     *
     * @throws io.blazedb.storage.error.StoreException CORRUPTED if they are none of this kind
     */
    public void set(int row, byte[] from, int offset, int length) {
        if (kind.isLong()) {
            longs[row] = integer(from, offset, length);
        } else if (kind.isDouble()) {
            doubles[row] = floating(from, offset, length);
        } else {
            setSlice(row, from, offset, length);
        }
    }

    /** Sets many values from their bytes, which stand one after the other. */
    public void setAll(int row, int count, ColumnKind stored, byte[] from, int offset) {
        if (kind.isLong() && stored.isLong()) {
            setLongs(row, count, stored, from, offset);
        } else if (kind.isDouble() && stored.isDouble()) {
            setDoubles(row, count, stored, from, offset);
        } else {
            int width = stored.width();
            for (int i = 0; i < count; i++) {
                set(row + i, from, offset + width * i, width);
            }
        }
    }

    private void setLongs(int row, int count, ColumnKind stored, byte[] from, int offset) {
        switch (stored) {
            case INT64 -> {
                for (int i = 0; i < count; i++) {
                    longs[row + i] = BigEndian.getLong(from, offset + 8 * i);
                }
            }
            case INT32 -> setInts(row, count, from, offset);
            case INT16 -> {
                for (int i = 0; i < count; i++) {
                    longs[row + i] = (short) BigEndian.getShort(from, offset + 2 * i);
                }
            }
            default -> {
                for (int i = 0; i < count; i++) {
                    longs[row + i] = from[offset + i];
                }
            }
        }
    }

    /** Two at a time: a read costs more than taking its result apart. */
    private void setInts(int row, int count, byte[] from, int offset) {
        long[] into = longs;
        int i = 0;
        for (; i + 1 < count; i += 2) {
            long two = BigEndian.getLong(from, offset + 4 * i);
            into[row + i] = two >> Integer.SIZE;
            into[row + i + 1] = (int) two;
        }
        if (i < count) {
            into[row + i] = BigEndian.getInt(from, offset + 4 * i);
        }
    }

    private void setDoubles(int row, int count, ColumnKind stored, byte[] from, int offset) {
        double[] into = doubles;
        if (stored == ColumnKind.FLOAT64) {
            for (int i = 0; i < count; i++) {
                into[row + i] = Double.longBitsToDouble(BigEndian.getLong(from, offset + 8 * i));
            }
        } else {
            for (int i = 0; i < count; i++) {
                into[row + i] = Float.intBitsToFloat(BigEndian.getInt(from, offset + 4 * i));
            }
        }
    }

    private static long integer(byte[] from, int offset, int length) {
        return switch (length) {
            case 1 -> from[offset];
            case 2 -> (short) BigEndian.getShort(from, offset);
            case 4 -> BigEndian.getInt(from, offset);
            case 8 -> BigEndian.getLong(from, offset);
            default -> throw damaged();
        };
    }

    private static double floating(byte[] from, int offset, int length) {
        return switch (length) {
            case 4 -> Float.intBitsToFloat(BigEndian.getInt(from, offset));
            case 8 -> Double.longBitsToDouble(BigEndian.getLong(from, offset));
            default -> throw damaged();
        };
    }

    private static StoreException damaged() {
        return new StoreException(StoreErrorCode.CORRUPTED, "value of a column");
    }
}
