/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.types;

import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.bytes.KeyRange;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Values of key columns to bytes whose unsigned order is the order of the values, and back.
 *
 * <p>A primary key is its columns one after the other. An index entry has a marker before each column, 1 for a value and 2 for NULL, so
 * that NULL comes after every value; a descending column has all its bits flipped, marker included. Where NULL is to come at the other
 * end, its marker is 0. What follows the columns of an index entry is the primary key of its row, unless the index is unique and no column is NULL: then it is the entry's value.
 *
 * <p>Immutable; safe for any number of threads.
 */
public final class KeyCodec {
    private static final byte VALUE = 1;
    private static final byte NULL = 2;
    private static final byte NULL_AT_OTHER_END = 0;

    private final SqlType[] types;
    private final int[] columns;
    private final boolean[] descending;
    private final boolean[] nullsFirst;
    private final boolean index;
    private final boolean unique;

    /**
     * A codec of keys.
     *
     * @param types type of each key column
     * @param columns position of each key column in the row
     * @param descending whether larger values come first
     * @param index whether the keys are entries of an index, not primary keys
     * @param unique whether the index is unique
     */
    public KeyCodec(SqlType[] types, int[] columns, boolean[] descending, boolean index, boolean unique) {
        this(types, columns, descending, descending, index, unique);
    }

    /**
     * A codec of keys.
     *
     * @param nullsFirst whether NULL comes before every value
     */
    public KeyCodec(
            SqlType[] types, int[] columns, boolean[] descending, boolean[] nullsFirst, boolean index, boolean unique) {
        this.types = types.clone();
        this.columns = columns.clone();
        this.descending = descending.clone();
        this.nullsFirst = nullsFirst.clone();
        this.index = index;
        this.unique = unique;
    }

    /**
     * One end of a range.
     *
     * @param value an internal value, not NULL
     * @param inclusive whether the value itself belongs to the range
     */
    public record Bound(Object value, boolean inclusive) {}

    public int columnCount() {
        return types.length;
    }

    /** Positions of the key columns in the row, in key order. */
    public int[] columns() {
        return columns.clone();
    }

    /** The primary key of a row. */
    public byte[] encode(@Nullable Object[] row) {
        assert !index;
        ValueBuffer out = new ValueBuffer(12 * types.length);
        for (int i = 0; i < types.length; i++) {
            put(out, i, row[columns[i]]);
        }
        return out.toByteArray();
    }

    /** The key of a row's index entry. */
    public byte[] encodeEntry(@Nullable Object[] row, byte[] primaryKey) {
        assert index;
        ValueBuffer out = new ValueBuffer(12 * types.length + primaryKey.length);
        boolean hasNull = false;
        for (int i = 0; i < types.length; i++) {
            Object value = row[columns[i]];
            hasNull |= value == null;
            put(out, i, value);
        }
        if (!unique || hasNull) {
            out.put(primaryKey);
        }
        return out.toByteArray();
    }

    /** Whether the row's entry must be the only one with its values: the index is unique and none of the columns is NULL. */
    public boolean mustBeUnique(@Nullable Object[] row) {
        if (!unique) {
            return false;
        }
        for (int column : columns) {
            if (row[column] == null) {
                return false;
            }
        }
        return true;
    }

    /** The common start of all keys whose first columns have these values; values are in key order. */
    public byte[] encodePrefix(@Nullable Object[] values, int count) {
        ValueBuffer out = new ValueBuffer(12 * count);
        for (int i = 0; i < count; i++) {
            put(out, i, values[i]);
        }
        return out.toByteArray();
    }

    /** All keys whose first columns have these values. */
    public KeyRange prefixRange(@Nullable Object[] values, int count) {
        return KeyRange.prefix(encodePrefix(values, count));
    }

    /**
     * All keys whose first columns have these values and whose next column is not NULL and within the bounds.
     *
     * @param lower the smallest value, or null for no limit
     * @param upper the largest value, or null for no limit
     */
    public KeyRange range(@Nullable Object[] values, int count, @Nullable Bound lower, @Nullable Bound upper) {
        boolean backwards = descending[count];
        byte[] from = edge(values, count, backwards ? upper : lower, true);
        byte[] to = edge(values, count, backwards ? lower : upper, false);
        if (to != null && from != null && Arrays.compareUnsigned(from, to) > 0) {
            to = from;
        }
        return new KeyRange(from == null ? new byte[] {(byte) 0xff} : from, to);
    }

    /** The first key of the range, or the first key after it; null for "after all keys". */
    private byte @Nullable [] edge(@Nullable Object[] values, int count, @Nullable Bound bound, boolean first) {
        ValueBuffer out = new ValueBuffer(12 * (count + 1));
        for (int i = 0; i < count; i++) {
            put(out, i, values[i]);
        }
        if (bound != null) {
            put(out, count, bound.value());
            byte[] key = out.toByteArray();
            return bound.inclusive() == first ? key : KeyRange.successor(key);
        }
        if (index) {
            out.put(descending[count] ? ~VALUE : VALUE);
        }
        byte[] prefix = out.toByteArray();
        return first ? prefix : KeyRange.successor(prefix);
    }

    /** The key columns' values, in key order. */
    public @Nullable Object[] decode(ByteSlice key) {
        @Nullable Object[] values = new @Nullable Object[types.length];
        KeyReader in = new KeyReader(key);
        for (int i = 0; i < types.length; i++) {
            values[i] = get(in, i);
        }
        return values;
    }

    /** The primary key that an index entry points to. */
    public byte[] primaryKey(ByteSlice entryKey, ByteSlice entryValue) {
        assert index;
        if (unique) {
            return entryValue.toByteArray();
        }
        KeyReader in = new KeyReader(entryKey);
        for (int i = 0; i < types.length; i++) {
            in.invert(descending[i]);
            if (in.next() == VALUE) {
                KeyValues.skip(in, types[i]);
            }
        }
        return in.rest();
    }

    private void put(ValueBuffer out, int column, @Nullable Object value) {
        int start = out.size();
        if (index) {
            byte absent = nullsFirst[column] == descending[column] ? NULL : NULL_AT_OTHER_END;
            out.put(value == null ? absent : VALUE);
        }
        if (value != null) {
            KeyValues.write(out, value, types[column]);
        } else if (!index) {
            throw new IllegalArgumentException("a primary key has no NULL");
        }
        if (descending[column]) {
            out.invertFrom(start);
        }
    }

    private @Nullable Object get(KeyReader in, int column) {
        in.invert(descending[column]);
        return index && in.next() != VALUE ? null : KeyValues.read(in, types[column]);
    }
}
