/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.link;

import io.blazedb.calcite.catalog.IndexDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.catalog.TableLayout;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.types.Coercions;
import io.blazedb.calcite.types.KeyCodec;
import io.blazedb.calcite.types.RowCodec;
import io.blazedb.calcite.types.SqlType;
import io.blazedb.storage.Cursor;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.bytes.KeyRange;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds rows of a table by the values of some columns: by primary key or index if one begins with them, otherwise by a scan. */
final class RowFinder {
    private final TableDefinition table;
    private final int[] columns;
    private final RowCodec rows;
    private final @Nullable KeyCodec primaryKey;
    private final @Nullable IndexDefinition index;

    /** A row and its key. */
    record Found(byte[] key, @Nullable Object[] row) {}

    RowFinder(TableDefinition table, List<String> columnNames) {
        this.table = table;
        this.columns = columnNames.stream().mapToInt(table::columnIndex).toArray();
        this.rows = TableLayout.rows(table);
        this.primaryKey = startsWithColumns(table.primaryKey()) ? TableLayout.primaryKey(table) : null;
        IndexDefinition usable = null;
        for (IndexDefinition candidate : table.indexes()) {
            List<Integer> indexed = candidate.columns().stream()
                    .map(IndexDefinition.Column::column)
                    .toList();
            if (startsWithColumns(indexed)) {
                usable = candidate;
                break;
            }
        }
        this.index = usable;
    }

    /** Whether rows are found without a scan of the whole table. */
    boolean isIndexed() {
        return primaryKey != null || index != null;
    }

    /** The rows in which the columns have these values; none if one of them is NULL or no value of its column's type. */
    List<Found> find(ReadTransaction transaction, @Nullable Object[] values, List<SqlType> types) {
        @Nullable Object[] wanted = new @Nullable Object[columns.length];
        for (int i = 0; i < columns.length; i++) {
            Object value = values[i];
            SqlType type = table.columns().get(columns[i]).type();
            if (value == null) {
                return List.of();
            }
            try {
                wanted[i] = Coercions.convert(value, types.get(i), type);
            } catch (BlazeSqlException notOfThisType) {
                return List.of();
            }
        }
        List<Found> found = new ArrayList<>();
        KeyCodec key = primaryKey;
        IndexDefinition by = index;
        if (key != null) {
            collect(transaction, key.prefixRange(inOrder(key.columns(), wanted), columns.length), wanted, found);
        } else if (by != null) {
            KeyCodec codec = TableLayout.index(table, by);
            KeyRange range = codec.prefixRange(inOrder(codec.columns(), wanted), columns.length);
            List<byte[]> keys = new ArrayList<>();
            try (Cursor cursor = transaction.scan(by.tree(), range)) {
                while (cursor.next()) {
                    keys.add(codec.primaryKey(cursor.key(), cursor.value()));
                }
            }
            for (byte[] primary : keys) {
                byte[] row = transaction.get(table.tree(), primary);
                if (row != null) {
                    found.add(new Found(primary, rows.decode(ByteSlice.of(row))));
                }
            }
        } else {
            collect(transaction, KeyRange.all(), wanted, found);
        }
        return found;
    }

    private void collect(ReadTransaction transaction, KeyRange range, @Nullable Object[] wanted, List<Found> found) {
        try (Cursor cursor = transaction.scan(table.tree(), range)) {
            while (cursor.next()) {
                boolean equal = true;
                for (int i = 0; equal && i < columns.length; i++) {
                    equal = Values.areEqual(rows.column(cursor.value(), columns[i]), wanted[i]);
                }
                if (equal) {
                    found.add(new Found(cursor.key().toByteArray(), rows.decode(cursor.value())));
                }
            }
        }
    }

    /** The values in the order of a key's first columns. */
    private @Nullable Object[] inOrder(int[] keyColumns, @Nullable Object[] wanted) {
        @Nullable Object[] ordered = new @Nullable Object[columns.length];
        for (int i = 0; i < columns.length; i++) {
            for (int j = 0; j < columns.length; j++) {
                if (keyColumns[i] == columns[j]) {
                    ordered[i] = wanted[j];
                }
            }
        }
        return ordered;
    }

    private boolean startsWithColumns(List<Integer> keyColumns) {
        if (keyColumns.size() < columns.length) {
            return false;
        }
        for (int column : columns) {
            if (!keyColumns.subList(0, columns.length).contains(column)) {
                return false;
            }
        }
        return true;
    }
}
