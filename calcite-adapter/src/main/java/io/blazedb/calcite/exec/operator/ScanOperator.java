/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.operator;

import io.blazedb.calcite.catalog.IndexDefinition;
import io.blazedb.calcite.exec.expression.Expression;
import io.blazedb.calcite.types.KeyCodec;
import io.blazedb.calcite.types.RowCodec;
import io.blazedb.calcite.types.RowReader;
import io.blazedb.storage.Cursor;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.bytes.LargeValue;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads rows of a table: all of them, those within ranges of the primary key, or those that ranges of an index point to.
 *
 * <p>A row has a place for every column of the table, but only the wanted ones are decoded; those of the filter first, the others only
 * for rows that pass it.
 */
public final class ScanOperator implements Operator, Lookup {
    private static final @Nullable Object[] NO_ROW = {};

    private final TableAccess access;
    private final @Nullable IndexDefinition index;
    private final @Nullable KeyCodec codec;
    private final KeyCondition condition;
    private final boolean descending;
    private final @Nullable Expression filter;
    private final int[] filterColumns;
    private final int[] outputColumns;
    private final int width;
    private final boolean withKey;
    private final LargeValues large;

    /**
     * A scan.
     *
     * @param index the index to go through, or null for the table itself
     * @param condition ranges of the index's key or the primary key
     * @param descending whether to read backwards
     * @param filter what a row must also meet, or null
     * @param filterColumns the columns that the filter reads
     * @param outputColumns the columns that others read, without those of the filter
     * @param withKey whether the row's key follows its columns
     * @param large how large objects are handed on
     */
    public ScanOperator(
            TableAccess access,
            @Nullable IndexDefinition index,
            KeyCondition condition,
            boolean descending,
            @Nullable Expression filter,
            int[] filterColumns,
            int[] outputColumns,
            boolean withKey,
            LargeValues large) {
        this.large = large;
        this.access = access;
        this.index = index;
        this.codec = index == null ? access.primaryKey() : access.index(index);
        this.condition = condition;
        this.descending = descending;
        this.filter = filter;
        this.filterColumns = filterColumns.clone();
        this.outputColumns = outputColumns.clone();
        this.withKey = withKey;
        this.width = access.table().columns().size() + (withKey ? 1 : 0);
    }

    @Override
    public boolean isSingle() {
        return index != null
                && index.unique()
                && condition.isSingle()
                && condition.equalities().size() == index.columns().size();
    }

    @Override
    public Rows open(OperatorContext context) {
        return open(context, NO_ROW);
    }

    @Override
    public Rows open(OperatorContext context, @Nullable Object[] outerRow) {
        ReadTransaction transaction = context.execution().read(access.database());
        List<KeyRange> ranges = codec == null ? List.of(KeyRange.all()) : condition.ranges(codec, outerRow, context);
        if (ranges.isEmpty()) {
            return Rows.EMPTY;
        }
        return new ScanRows(transaction, ranges, context);
    }

    private final class ScanRows implements Rows {
        private final ReadTransaction transaction;
        private final List<KeyRange> ranges;
        private final OperatorContext context;
        private final RowCodec codecOfRows = access.rows();
        private final long tree = access.table().tree();
        private int nextRange;
        private @Nullable Cursor cursor;
        private @Nullable Object[] scratch = new @Nullable Object[width];

        ScanRows(ReadTransaction transaction, List<KeyRange> ranges, OperatorContext context) {
            this.transaction = transaction;
            this.ranges = ranges;
            this.context = context;
        }

        @Override
        public @Nullable Object @Nullable [] next() {
            while (true) {
                Cursor open = cursor;
                if (open == null) {
                    if (nextRange == ranges.size()) {
                        return null;
                    }
                    open = openNext();
                }
                while (open.next()) {
                    context.tick();
                    @Nullable Object[] row = row(open);
                    if (row != null) {
                        return row;
                    }
                }
                open.close();
                cursor = null;
            }
        }

        private Cursor openNext() {
            KeyRange range = ranges.get(descending ? ranges.size() - 1 - nextRange : nextRange);
            nextRange++;
            long scanned = index == null ? tree : index.tree();
            Cursor opened = descending ? transaction.scanDescending(scanned, range) : transaction.scan(scanned, range);
            cursor = opened;
            return opened;
        }

        private @Nullable Object @Nullable [] row(Cursor open) {
            if (index == null) {
                LargeValue value = open.large();
                if (value != null) {
                    return largeRow(value, open.key().toByteArray());
                }
                ByteSlice bytes = open.value();
                return filtered(bytes) ? output(bytes, withKey ? open.key().toByteArray() : null) : null;
            }
            byte[] key = Objects.requireNonNull(codec).primaryKey(open.key(), open.value());
            if (access.hasLargeObjects()) {
                LargeValue value = transaction.openLarge(tree, key);
                return value == null ? null : largeRow(value, key);
            }
            byte[] bytes = transaction.get(tree, key);
            if (bytes == null) {
                return null;
            }
            ByteSlice slice = ByteSlice.of(bytes);
            return filtered(slice) ? output(slice, withKey ? key : null) : null;
        }

        /** As {@link #filtered} and {@link #output}, of a row that is kept in pieces. */
        private @Nullable Object @Nullable [] largeRow(LargeValue value, byte[] key) {
            RowReader reader = new RowReader(codecOfRows, transaction);
            @Nullable Object[] row = new @Nullable Object[width];
            reader.decode(value, filterColumns, row);
            if (filter != null && !filter.isTrue(row, context)) {
                return null;
            }
            reader.decode(value, outputColumns, row);
            if (large == LargeValues.WHOLE) {
                LargeValues.complete(row, filterColumns);
                LargeValues.complete(row, outputColumns);
            }
            if (withKey) {
                row[width - 1] = key;
            }
            return row;
        }

        private boolean filtered(ByteSlice bytes) {
            if (filter == null) {
                return true;
            }
            codecOfRows.decode(bytes, filterColumns, scratch);
            return filter.isTrue(scratch, context);
        }

        private @Nullable Object[] output(ByteSlice bytes, byte @Nullable [] key) {
            @Nullable Object[] row = scratch;
            scratch = new @Nullable Object[width];
            codecOfRows.decode(bytes, outputColumns, row);
            if (key != null) {
                row[width - 1] = key;
            }
            return row;
        }

        @Override
        public void close() {
            if (cursor != null) {
                cursor.close();
                cursor = null;
            }
        }
    }
}
