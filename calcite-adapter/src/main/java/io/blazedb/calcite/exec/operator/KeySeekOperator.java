/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.operator;

import io.blazedb.calcite.exec.expression.Expression;
import io.blazedb.calcite.types.KeyCodec;
import io.blazedb.calcite.types.RowReader;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.bytes.LargeValue;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads the rows of whole primary keys, one look-up for each key. */
public final class KeySeekOperator implements Operator, Lookup {
    private static final @Nullable Object[] NO_ROW = {};

    private final TableAccess access;
    private final KeyCodec codec;
    private final KeyCondition condition;
    private final boolean single;
    private final boolean descending;
    private final @Nullable Expression filter;
    private final int[] columns;
    private final int width;
    private final boolean withKey;
    private final LargeValues large;

    /**
     * A seek.
     *
     * @param condition an equality for every column of the primary key
     * @param filter what a row must also meet, or null
     * @param columns the columns to decode
     * @param withKey whether the row's key follows its columns
     * @param large how large objects are handed on
     */
    public KeySeekOperator(
            TableAccess access,
            KeyCondition condition,
            boolean descending,
            @Nullable Expression filter,
            int[] columns,
            boolean withKey,
            LargeValues large) {
        this.large = large;
        this.access = access;
        this.codec = Objects.requireNonNull(access.primaryKey());
        this.condition = condition;
        this.single = condition.isSingle();
        this.descending = descending;
        this.filter = filter;
        this.columns = columns.clone();
        this.withKey = withKey;
        this.width = access.table().columns().size() + (withKey ? 1 : 0);
    }

    @Override
    public Rows open(OperatorContext context) {
        return open(context, NO_ROW);
    }

    @Override
    public Rows open(OperatorContext context, @Nullable Object[] outerRow) {
        ReadTransaction transaction = context.execution().read(access.database());
        if (single) {
            byte[] key = condition.key(codec, outerRow, context);
            @Nullable Object[] row = key == null ? null : row(transaction, key, context);
            return row == null ? Rows.EMPTY : new Once(row);
        }
        List<KeyRange> keys = condition.ranges(codec, outerRow, context);
        Iterator<KeyRange> iterator = descending ? reversed(keys) : keys.iterator();
        return () -> {
            while (iterator.hasNext()) {
                context.tick();
                @Nullable Object[] row = row(transaction, iterator.next().from(), context);
                if (row != null) {
                    return row;
                }
            }
            return null;
        };
    }

    @Override
    public boolean isSingle() {
        return single;
    }

    private static Iterator<KeyRange> reversed(List<KeyRange> keys) {
        List<KeyRange> copy = new java.util.ArrayList<>(keys);
        java.util.Collections.reverse(copy);
        return copy.iterator();
    }

    private @Nullable Object @Nullable [] row(ReadTransaction transaction, byte[] key, OperatorContext context) {
        @Nullable Object[] row = new @Nullable Object[width];
        if (!decode(transaction, key, row) || (filter != null && !filter.isTrue(row, context))) {
            return null;
        }
        if (access.hasLargeObjects() && large == LargeValues.WHOLE) {
            LargeValues.complete(row, columns);
        }
        if (withKey) {
            row[width - 1] = key;
        }
        return row;
    }

    private boolean decode(ReadTransaction transaction, byte[] key, @Nullable Object[] row) {
        long tree = access.table().tree();
        if (access.hasLargeObjects()) {
            LargeValue value = transaction.openLarge(tree, key);
            if (value != null) {
                new RowReader(access.rows(), transaction).decode(value, columns, row);
            }
            return value != null;
        }
        byte[] bytes = transaction.get(tree, key);
        if (bytes != null) {
            access.rows().decode(ByteSlice.of(bytes), columns, row);
        }
        return bytes != null;
    }

    /** A single row. */
    private static final class Once implements Rows {
        private @Nullable Object @Nullable [] row;

        Once(@Nullable Object[] row) {
            this.row = row;
        }

        @Override
        public @Nullable Object @Nullable [] next() {
            @Nullable Object[] result = row;
            row = null;
            return result;
        }
    }
}
