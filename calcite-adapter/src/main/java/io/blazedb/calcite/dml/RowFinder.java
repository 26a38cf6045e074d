/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.dml;

import io.blazedb.calcite.catalog.IndexDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.catalog.TableLayout;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.types.Coercions;
import io.blazedb.calcite.types.KeyCodec;
import io.blazedb.calcite.types.RowCodec;
import io.blazedb.calcite.types.RowReader;
import io.blazedb.calcite.types.SqlType;
import io.blazedb.storage.Cursor;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.WriteTransaction;
import io.blazedb.storage.bytes.KeyRange;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds rows of a table by the values of some columns: by primary key or index if one begins with them, otherwise by a scan. */
public final class RowFinder {
    private static final int ROWS_PER_CHECK = 64;

    private final TableDefinition table;
    private final int[] columns;
    private final RowCodec rows;
    private final @Nullable KeyCodec primaryKey;
    private final @Nullable IndexDefinition index;
    private final @Nullable KeyCodec indexKey;

    /** A row and its key. */
    public record Found(byte[] key, @Nullable Object[] row) {}

    public RowFinder(TableDefinition table, List<String> columnNames) {
        this(table, columnNames.stream().mapToInt(table::columnIndex).toArray());
    }

    public RowFinder(TableDefinition table, int[] columns) {
        this.table = table;
        this.columns = columns.clone();
        this.rows = TableLayout.rows(table);
        this.primaryKey = startsWithColumns(table.primaryKey()) ? TableLayout.primaryKey(table) : null;
        IndexDefinition usable = null;
        for (IndexDefinition candidate : table.indexes()) {
            if (!candidate.isPlain()) {
                continue;
            }
            List<Integer> indexed = candidate.columns().stream()
                    .map(IndexDefinition.Column::column)
                    .toList();
            boolean better = usable == null || (candidate.unique() && !usable.unique());
            if (better && startsWithColumns(indexed)) {
                usable = candidate;
            }
        }
        this.index = usable;
        this.indexKey = usable == null ? null : TableLayout.index(table, usable);
    }

    /** Whether rows are found without a scan of the whole table. */
    public boolean isIndexed() {
        return primaryKey != null || index != null;
    }

    /** The rows in which the columns have these values; none if one of them is NULL or no value of its column's type. */
    public List<Found> find(ReadTransaction transaction, @Nullable Object[] values, List<SqlType> types) {
        return find(transaction, values, types, () -> {});
    }

    /** The same; the check is called now and then, and what it throws ends the search. */
    List<Found> find(ReadTransaction transaction, @Nullable Object[] values, List<SqlType> types, Runnable check) {
        @Nullable Object[] wanted = wanted(values, types);
        return wanted == null ? List.of() : find(transaction, wanted, check);
    }

    /** Whether any row has these values. */
    boolean exists(ReadTransaction transaction, @Nullable Object[] values, List<SqlType> types) {
        return !find(transaction, values, types).isEmpty();
    }

    /**
     * Whether the columns, which are a key of the table, have these values in a row. If so, the commit fails should another transaction
     * have changed that row's key meanwhile.
     */
    boolean requireKept(WriteTransaction transaction, @Nullable Object[] values, List<SqlType> types) {
        @Nullable Object[] wanted = wanted(values, types);
        if (wanted == null) {
            return false;
        }
        long tree = primaryKey == null && index != null ? index.tree() : table.tree();
        KeyCodec codec = primaryKey == null ? indexKey : primaryKey;
        if (codec == null) {
            throw new IllegalStateException("a foreign key refers to a key");
        }
        if (codec.columnCount() == columns.length) {
            byte[] key = codec.encodePrefix(inOrder(codec.columns(), wanted), columns.length);
            if (transaction.get(tree, key) == null) {
                return false;
            }
            transaction.dependOn(tree, key);
            return true;
        }
        if (find(transaction, wanted, () -> {}).isEmpty()) {
            return false;
        }
        transaction.dependOn(tree, codec.prefixRange(inOrder(codec.columns(), wanted), columns.length));
        return true;
    }

    /** Makes the commit fail if another transaction has written a row with these values meanwhile. */
    void dependOnAll(WriteTransaction transaction, @Nullable Object[] values, List<SqlType> types) {
        @Nullable Object[] wanted = wanted(values, types);
        if (wanted == null) {
            return;
        }
        if (primaryKey != null) {
            transaction.dependOn(
                    table.tree(), primaryKey.prefixRange(inOrder(primaryKey.columns(), wanted), columns.length));
        } else if (index != null && indexKey != null) {
            transaction.dependOn(
                    index.tree(), indexKey.prefixRange(inOrder(indexKey.columns(), wanted), columns.length));
        } else {
            transaction.dependOn(table.tree(), KeyRange.all());
        }
    }

    /** The values as those of the columns' types; null if one is NULL or has no such value. */
    private @Nullable Object @Nullable [] wanted(@Nullable Object[] values, List<SqlType> types) {
        @Nullable Object[] wanted = new @Nullable Object[columns.length];
        for (int i = 0; i < columns.length; i++) {
            Object value = values[i];
            if (value == null) {
                return null;
            }
            try {
                wanted[i] = Coercions.convert(
                        value, types.get(i), table.columns().get(columns[i]).type());
            } catch (BlazeSqlException notOfThisType) {
                return null;
            }
        }
        return wanted;
    }

    private List<Found> find(ReadTransaction transaction, @Nullable Object[] wanted, Runnable check) {
        List<Found> found = new ArrayList<>();
        if (primaryKey != null) {
            collect(
                    transaction,
                    primaryKey.prefixRange(inOrder(primaryKey.columns(), wanted), columns.length),
                    wanted,
                    found,
                    check);
        } else if (index != null && indexKey != null) {
            KeyRange range = indexKey.prefixRange(inOrder(indexKey.columns(), wanted), columns.length);
            List<byte[]> keys = new ArrayList<>();
            try (Cursor cursor = transaction.scan(index.tree(), range)) {
                while (cursor.next()) {
                    tick(keys.size(), check);
                    keys.add(indexKey.primaryKey(cursor.key(), cursor.value()));
                }
            }
            RowReader reader = new RowReader(rows, transaction);
            for (byte[] primary : keys) {
                tick(found.size(), check);
                @Nullable Object[] row = reader.row(table.tree(), primary);
                if (row != null) {
                    found.add(new Found(primary, row));
                }
            }
        } else {
            collect(transaction, KeyRange.all(), wanted, found, check);
        }
        return found;
    }

    private void collect(
            ReadTransaction transaction, KeyRange range, @Nullable Object[] wanted, List<Found> found, Runnable check) {
        RowReader reader = new RowReader(rows, transaction);
        int seen = 0;
        try (Cursor cursor = transaction.scan(table.tree(), range)) {
            while (cursor.next()) {
                tick(seen++, check);
                boolean equal = true;
                for (int i = 0; equal && i < columns.length; i++) {
                    equal = EqualValues.areEqual(reader.column(cursor, columns[i]), wanted[i]);
                }
                if (equal) {
                    found.add(new Found(cursor.key().toByteArray(), reader.row(cursor)));
                }
            }
        }
    }

    private static void tick(int seen, Runnable check) {
        if (seen % ROWS_PER_CHECK == 0) {
            check.run();
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
