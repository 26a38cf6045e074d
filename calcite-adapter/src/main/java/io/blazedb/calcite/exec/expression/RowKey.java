/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.expression;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Values of several columns as a key of a hash table; NULLs are equal to each other. */
public final class RowKey {
    private final @Nullable Object[] values;
    private final int hash;

    private RowKey(@Nullable Object[] values) {
        this.values = values;
        this.hash = Arrays.hashCode(values);
    }

    /** Stands for NULL where a key is a single value. */
    private enum Null {
        NULL
    }

    /** The key of a row: one value in its key form, or several of them. */
    public static Object of(@Nullable Object[] row, int[] columns, Values.KeyForm[] forms) {
        if (columns.length == 1) {
            Object value = forms[0].apply(row[columns[0]]);
            return value == null ? Null.NULL : value;
        }
        @Nullable Object[] values = new @Nullable Object[columns.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = forms[i].apply(row[columns[i]]);
        }
        return new RowKey(values);
    }

    /** The key of a row, or null if one of its values is NULL, so that it equals nothing. */
    public static @Nullable Object ofNotNull(@Nullable Object[] row, int[] columns, Values.KeyForm[] forms) {
        for (int column : columns) {
            if (row[column] == null) {
                return null;
            }
        }
        return of(row, columns, forms);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RowKey key && hash == key.hash && Arrays.equals(values, key.values);
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
