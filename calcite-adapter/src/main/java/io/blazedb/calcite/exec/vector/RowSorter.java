/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.vector;

import io.blazedb.calcite.exec.operator.OperatorContext;
import io.blazedb.calcite.exec.vector.BatchSortOperator.Field;
import io.blazedb.calcite.types.BigEndian;
import java.util.Arrays;
import java.util.List;

/**
 * Sorts numbers of rows by columns of keys: first by eight bytes that keep the order of the first column, digit by digit; then rows that
 * have these in common by comparing them. Equal rows keep their order.
 */
final class RowSorter {
    private static final int DIGIT_BITS = 8;
    private static final int DIGITS = 1 << DIGIT_BITS;
    private static final int INSERTION_ROWS_MAX = 8;

    private final List<Field> order;
    private final Vector[] keys;
    private final int count;
    private final OperatorContext context;
    private long[] prefixes = {};
    private int[] rows = {};

    RowSorter(List<Field> order, Vector[] keys, int count, OperatorContext context) {
        this.context = context;
        this.order = order;
        this.keys = keys;
        this.count = count;
    }

    /** The rows in order. */
    int[] sort() {
        rows = new int[count];
        if (keys.length == 0) {
            for (int i = 0; i < count; i++) {
                rows[i] = i;
            }
            return rows;
        }
        Field first = order.get(0);
        Vector key = keys[0];
        int nulls = 0;
        for (int i = 0; i < count; i++) {
            nulls += key.isNull(i) ? 1 : 0;
        }
        int nullAt = first.nullsFirst() ? 0 : count - nulls;
        int from = first.nullsFirst() ? nulls : 0;
        int end = from + count - nulls;
        prefixes = new long[count];
        boolean exact = key.form != Vector.Form.BYTES && !key.hasLarge;
        int at = from;
        int nullEnd = nullAt;
        for (int i = 0; i < count; i++) {
            if (key.isNull(i)) {
                rows[nullEnd++] = i;
            } else {
                long prefix = exact || key.form == Vector.Form.BYTES ? prefix(key, i) : 0;
                prefixes[at] = first.descending() ? ~prefix : prefix;
                rows[at++] = i;
            }
        }
        sortDigits(from, end);
        sortRuns(from, end, exact);
        if (keys.length > 1) {
            sortByComparing(nullAt, nullEnd);
        }
        return rows;
    }

    /** Eight bytes, unsigned, that are never in the wrong order. */
    private static long prefix(Vector key, int row) {
        return switch (key.form) {
            case LONG, DECIMAL -> key.longs[row] ^ Long.MIN_VALUE;
            case DOUBLE -> VectorComparison.key(key.doubles[row]) ^ Long.MIN_VALUE;
            case BYTES -> head(key.arrays[row], key.offsets[row], key.lengths[row]);
        };
    }

    private static long head(byte[] bytes, int offset, int length) {
        if (length >= Long.BYTES) {
            return BigEndian.getLong(bytes, offset);
        }
        long head = 0;
        for (int i = 0; i < length; i++) {
            head |= (bytes[offset + i] & 0xffL) << (Long.SIZE - 8 - 8 * i);
        }
        return head;
    }

    /** Sorts a part by its prefixes, least significant digit first; digits that are the same everywhere cost one look. */
    private void sortDigits(int from, int to) {
        long[] prefixesBehind = new long[prefixes.length];
        int[] rowsBehind = new int[rows.length];
        int[] starts = new int[DIGITS];
        for (int shift = 0; shift < Long.SIZE; shift += DIGIT_BITS) {
            context.execution().checkCancelled();
            Arrays.fill(starts, 0);
            for (int i = from; i < to; i++) {
                starts[digit(prefixes[i], shift)]++;
            }
            if (to == from || starts[digit(prefixes[from], shift)] == to - from) {
                continue;
            }
            int start = from;
            for (int digit = 0; digit < DIGITS; digit++) {
                int size = starts[digit];
                starts[digit] = start;
                start += size;
            }
            System.arraycopy(rows, 0, rowsBehind, 0, rows.length);
            for (int i = from; i < to; i++) {
                int target = starts[digit(prefixes[i], shift)]++;
                prefixesBehind[target] = prefixes[i];
                rowsBehind[target] = rows[i];
            }
            long[] freePrefixes = prefixes;
            prefixes = prefixesBehind;
            prefixesBehind = freePrefixes;
            int[] freeRows = rows;
            rows = rowsBehind;
            rowsBehind = freeRows;
        }
    }

    private static int digit(long prefix, int shift) {
        return (int) (prefix >>> shift) & (DIGITS - 1);
    }

    /** Sorts rows with the same prefix. */
    private void sortRuns(int from, int to, boolean exact) {
        if (exact && keys.length == 1) {
            return;
        }
        int start = from;
        for (int i = from + 1; i <= to; i++) {
            if (i == to || prefixes[i] != prefixes[start]) {
                sortByComparing(start, i);
                start = i;
            }
        }
    }

    private void sortByComparing(int from, int to) {
        if (to - from > 1) {
            mergeSort(rows, from, to, new int[to - from]);
        }
    }

    private void mergeSort(int[] a, int from, int to, int[] spare) {
        if (to - from <= INSERTION_ROWS_MAX) {
            for (int i = from + 1; i < to; i++) {
                int row = a[i];
                int at = i;
                while (at > from && compare(a[at - 1], row) > 0) {
                    a[at] = a[at - 1];
                    at--;
                }
                a[at] = row;
            }
            return;
        }
        int middle = (from + to) >>> 1;
        mergeSort(a, from, middle, spare);
        mergeSort(a, middle, to, spare);
        if (compare(a[middle - 1], a[middle]) <= 0) {
            return;
        }
        int size = middle - from;
        System.arraycopy(a, from, spare, 0, size);
        int x = 0;
        int y = middle;
        int out = from;
        while (x < size) {
            a[out++] = y < to && compare(spare[x], a[y]) > 0 ? a[y++] : spare[x++];
        }
    }

    private int compare(int a, int b) {
        context.tick();
        for (int i = 0; i < keys.length; i++) {
            int c = compare(order.get(i), keys[i], a, keys[i], b);
            if (c != 0) {
                return c;
            }
        }
        return 0;
    }

    /** Compares two values in the order of a field. */
    static int compare(Field field, Vector a, int aRow, Vector b, int bRow) {
        boolean aNull = a.isNull(aRow);
        boolean bNull = b.isNull(bRow);
        if (aNull || bNull) {
            return aNull == bNull ? 0 : aNull == field.nullsFirst() ? -1 : 1;
        }
        int c = VectorOrder.compare(a, aRow, b, bRow);
        return field.descending() ? -c : c;
    }
}
