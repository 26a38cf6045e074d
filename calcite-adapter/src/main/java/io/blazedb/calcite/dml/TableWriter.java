/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.dml;

import io.blazedb.calcite.catalog.CatalogTrees;
import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.catalog.IndexDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.exec.expression.ExpressionContext;
import io.blazedb.calcite.exec.operator.RowWriter;
import io.blazedb.calcite.types.BigEndian;
import io.blazedb.calcite.types.Coercions;
import io.blazedb.calcite.types.KeyCodec;
import io.blazedb.calcite.types.LargeObject;
import io.blazedb.calcite.types.RowCodec;
import io.blazedb.calcite.types.RowReader;
import io.blazedb.calcite.types.SqlType;
import io.blazedb.calcite.types.StoredObject;
import io.blazedb.calcite.types.StreamedObject;
import io.blazedb.storage.WriteTransaction;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows of one table in one transaction, with everything that belongs to a row: its key, its index entries, its constraints. The
 * one place that does.
 *
 * <p>Invariants:
 * <ol>
 *   <li>All checks of a row come before its first write.
 *   <li>Each index has exactly one entry for each row that meets its predicate.
 *   <li>The change feed gets a row's bytes from before the transaction; index entries go without.
 *   <li>A commit fails if another transaction changed the table's definition meanwhile, so that no row misses a new index.
 * </ol>
 *
 * <p>One thread at a time.
 */
public final class TableWriter implements RowWriter {
    private static final byte[] EMPTY = new byte[0];
    private static final SqlType BIGINT = SqlType.of(SqlType.Name.BIGINT);

    private final WriteTransaction transaction;
    private final WriteRules rules;
    private final TableDefinition table;
    private final boolean largeObjects;
    private final Counters counters;
    private final ExpressionContext context;
    private final @Nullable RowObserver observer;
    private final @Nullable ForeignKeys foreignKeys;
    private final Guard guard;

    /** Called with the key of a row before it is changed; returns when that may be done. */
    @FunctionalInterface
    public interface Guard {
        void await(long tree, byte[] key);
    }

    /**
     * A writer.
     *
     * @param context what CHECK conditions may know
     * @param observer told of each row after it is written, or null
     * @param foreignKeys told of each row too; null if the table neither refers to others nor is referred to
     */
    public TableWriter(
            WriteTransaction transaction,
            WriteRules rules,
            Counters counters,
            ExpressionContext context,
            @Nullable RowObserver observer,
            @Nullable ForeignKeys foreignKeys) {
        this(transaction, rules, counters, context, observer, foreignKeys, (tree, key) -> {});
    }

    /**
     * A writer that waits for rows which others have locked.
     *
     * @param guard waits
     */
    public TableWriter(
            WriteTransaction transaction,
            WriteRules rules,
            Counters counters,
            ExpressionContext context,
            @Nullable RowObserver observer,
            @Nullable ForeignKeys foreignKeys,
            Guard guard) {
        this.transaction = transaction;
        this.rules = rules;
        this.table = rules.table();
        this.largeObjects = table.hasLargeObjects();
        this.counters = counters;
        this.context = context;
        this.observer = observer;
        this.foreignKeys = foreignKeys;
        this.guard = guard;
        transaction.dependOn(
                CatalogTrees.CATALOG, CatalogTrees.tableKey(table.namespace(), table.schema(), table.name()));
    }

    public TableDefinition table() {
        return table;
    }

    @Override
    public boolean insertsAllOrNothing() {
        return table.indexes().isEmpty() && observer == null && foreignKeys == null;
    }

    @Override
    public boolean changesItsTableOnly() {
        return observer == null || !observer.mayWriteMore(transaction);
    }

    @Override
    public Object nextIdentity(int column) {
        ColumnDefinition identity = table.columns().get(column);
        long value = counters.next(transaction, table.tree(), identity.id());
        Object assigned = Coercions.assign(value, BIGINT, identity.type(), identity.name());
        if (assigned == null) {
            throw new IllegalStateException("an identity value is not NULL");
        }
        context.identityGiven(table.tree(), identity.id(), value);
        return assigned;
    }

    @Override
    public void complete(@Nullable Object @Nullable [] oldRow, @Nullable Object[] row) {
        if (observer != null) {
            observer.beforeWrite(transaction, table, oldRow, row);
        }
        rules.compute(row, context);
    }

    @Override
    public byte[] insert(@Nullable Object[] row) {
        prepare(null, row);
        KeyCodec primaryKey = rules.layout().primaryKey();
        byte[] key;
        if (primaryKey == null) {
            key = BigEndian.key(counters.next(transaction, table.tree(), Counters.ROW_ID));
        } else {
            key = primaryKey.encode(row);
            requireFree(table.tree(), key, null);
        }
        put(key, row);
        return key;
    }

    /** Inserts a row under a given row id, or under its primary key; replaces nothing. For tables that copy another table's keys. */
    public void insertAt(byte[] key, @Nullable Object[] row) {
        prepare(null, row);
        requireFree(table.tree(), key, null);
        put(key, row);
    }

    @Override
    public @Nullable StoredRow conflicting(@Nullable Object[] row, List<Integer> arbiters) {
        prepare(null, row);
        for (int arbiter : arbiters) {
            byte[] key = keyInTheWay(row, arbiter);
            @Nullable
            Object[] stored =
                    key == null ? null : new RowReader(rules.layout().rows(), transaction).row(table.tree(), key);
            if (key != null && stored != null) {
                return new StoredRow(key, stored);
            }
        }
        return null;
    }

    private byte @Nullable [] keyInTheWay(@Nullable Object[] row, int arbiter) {
        KeyCodec primaryKey = rules.layout().primaryKey();
        if (arbiter == PRIMARY_KEY) {
            return primaryKey == null ? null : primaryKey.encode(row);
        }
        byte[] entry = rules.indexes().get(arbiter).uniqueEntry(row, EMPTY, context);
        return entry == null
                ? null
                : transaction.get(table.indexes().get(arbiter).tree(), entry);
    }

    @Override
    public byte[] update(byte[] key, @Nullable Object[] oldRow, @Nullable Object[] newRow) {
        guard.await(table.tree(), key);
        prepare(oldRow, newRow);
        KeyCodec primaryKey = rules.layout().primaryKey();
        byte[] newKey = primaryKey == null ? key : primaryKey.encode(newRow);
        boolean moved = !Arrays.equals(key, newKey);
        if (moved) {
            requireFree(table.tree(), newKey, null);
        }
        byte[][][] entries = changedEntries(key, oldRow, newKey, newRow);
        byte[] before = rules.layout().rows().encodeWithoutLarge(oldRow);
        if (moved) {
            write(newKey, newRow, null);
            transaction.delete(table.tree(), key, before);
        } else {
            write(key, newRow, before);
        }
        List<IndexDefinition> indexes = table.indexes();
        for (int i = 0; i < entries.length; i++) {
            byte[][] entry = entries[i];
            if (entry.length > 0) {
                long tree = indexes.get(i).tree();
                if (entry[0].length > 0 && !Arrays.equals(entry[0], entry[1])) {
                    transaction.delete(tree, entry[0]);
                }
                if (entry[1].length > 0) {
                    transaction.put(tree, entry[1], indexes.get(i).unique() ? newKey : EMPTY);
                }
            }
        }
        if (observer != null) {
            observer.rowChanged(transaction, table, key, oldRow, newKey, newRow);
        }
        if (foreignKeys != null) {
            foreignKeys.written(table, newKey, oldRow, newRow);
        }
        return newKey;
    }

    @Override
    public void delete(byte[] key, @Nullable Object[] oldRow) {
        guard.await(table.tree(), key);
        transaction.delete(table.tree(), key, rules.layout().rows().encodeWithoutLarge(oldRow));
        List<IndexDefinition> indexes = table.indexes();
        for (int i = 0; i < indexes.size(); i++) {
            byte[] entry = rules.indexes().get(i).entry(oldRow, key, context);
            if (entry != null) {
                transaction.delete(indexes.get(i).tree(), entry);
            }
        }
        if (observer != null) {
            observer.rowChanged(transaction, table, key, oldRow, key, null);
        }
        if (foreignKeys != null) {
            foreignKeys.removed(table, oldRow, null);
        }
    }

    private void put(byte[] key, @Nullable Object[] row) {
        List<IndexDefinition> indexes = table.indexes();
        byte @Nullable [][] entries = new byte @Nullable [indexes.size()][];
        for (int i = 0; i < entries.length; i++) {
            IndexKeys keys = rules.indexes().get(i);
            byte[] unique = keys.uniqueEntry(row, key, context);
            if (unique != null) {
                requireFree(indexes.get(i).tree(), unique, indexes.get(i));
            }
            entries[i] = unique == null ? keys.entry(row, key, context) : unique;
        }
        write(key, row, null);
        for (int i = 0; i < entries.length; i++) {
            byte[] entry = entries[i];
            if (entry != null) {
                transaction.putOwned(
                        indexes.get(i).tree(), entry, indexes.get(i).unique() ? key : EMPTY, null);
            }
        }
        if (observer != null) {
            observer.rowChanged(transaction, table, key, null, key, row);
        }
        if (foreignKeys != null) {
            foreignKeys.written(table, key, null, row);
        }
    }

    /** Writes a row; streams are read now, and what was stored of them stands in the row afterwards. */
    private void write(byte[] key, @Nullable Object[] row, byte @Nullable [] before) {
        RowCodec codec = rules.layout().rows();
        if (!RowCodec.isLarge(row)) {
            transaction.putOwned(table.tree(), key, codec.encode(row), before);
            return;
        }
        try (InputStream bytes = codec.encodeLarge(row)) {
            transaction.putLarge(table.tree(), key, bytes, before);
        } catch (IOException | UncheckedIOException failed) {
            throw LargeObject.failed(failed);
        }
        @Nullable Object[] stored = new RowReader(codec, transaction).row(table.tree(), key);
        for (int i = 0; stored != null && i < row.length; i++) {
            if (row[i] instanceof StreamedObject streamed && stored[i] instanceof StoredObject object) {
                streamed.storedAs(object);
            }
            row[i] = row[i] instanceof LargeObject ? stored[i] : row[i];
        }
    }

    /**
     * Old and new entry key for each index whose entry changes, nothing for the others; an empty key where a row has no entry. Unique ones
     * are known to be free.
     */
    private byte[][][] changedEntries(byte[] key, @Nullable Object[] oldRow, byte[] newKey, @Nullable Object[] newRow) {
        List<IndexDefinition> indexes = table.indexes();
        byte[][][] entries = new byte[indexes.size()][][];
        for (int i = 0; i < entries.length; i++) {
            IndexKeys keys = rules.indexes().get(i);
            byte[] oldEntry = keys.entry(oldRow, key, context);
            byte[] newEntry = keys.entry(newRow, newKey, context);
            boolean same = Arrays.equals(oldEntry, newEntry);
            if (same && Arrays.equals(key, newKey)) {
                entries[i] = new byte[0][];
                continue;
            }
            if (!same && newEntry != null) {
                byte[] unique = keys.uniqueEntry(newRow, newKey, context);
                if (unique != null) {
                    requireFree(indexes.get(i).tree(), unique, indexes.get(i));
                }
            }
            entries[i] = new byte[][] {oldEntry == null ? EMPTY : oldEntry, newEntry == null ? EMPTY : newEntry};
        }
        return entries;
    }

    private void requireFree(long tree, byte[] key, @Nullable IndexDefinition index) {
        boolean large = largeObjects && index == null;
        if (large ? transaction.openLarge(tree, key) == null : transaction.get(tree, key) == null) {
            return;
        }
        StringBuilder columns = new StringBuilder();
        if (index == null) {
            table.primaryKey().forEach(column -> append(columns, new IndexDefinition.Column(column, false)));
        } else {
            index.columns().forEach(column -> append(columns, column));
        }
        String constraint = index == null ? table.primaryKeyNameOrDefault() : index.name();
        throw new BlazeSqlException(
                SqlErrorCode.UNIQUE_VIOLATION,
                "duplicate key violates unique constraint \"" + constraint + "\" on table \"" + table.name() + "\" ("
                        + columns + ")",
                constraint,
                null);
    }

    private void append(StringBuilder names, IndexDefinition.Column column) {
        names.append(names.isEmpty() ? "" : ", ")
                .append(
                        column.expression() == null
                                ? table.columns().get(column.column()).name()
                                : column.computed().sql());
    }

    private void prepare(@Nullable Object @Nullable [] oldRow, @Nullable Object[] row) {
        complete(oldRow, row);
        rules.checkDomains(row, context);
        List<ColumnDefinition> columns = table.columns();
        for (int i = 0; i < row.length; i++) {
            if (row[i] == null && !columns.get(i).nullable()) {
                throw new BlazeSqlException(
                        SqlErrorCode.NOT_NULL_VIOLATION,
                        "null value in column \"" + columns.get(i).name() + "\" of table \"" + table.name()
                                + "\" violates not-null constraint");
            }
        }
        for (int i = 0; i < rules.checks().size(); i++) {
            if (Boolean.FALSE.equals(rules.checks().get(i).evaluate(row, context))) {
                String constraint = table.checks().get(i).name();
                throw new BlazeSqlException(
                        SqlErrorCode.CHECK_VIOLATION,
                        "new row of table \"" + table.name() + "\" violates check constraint \"" + constraint + "\"",
                        constraint,
                        null);
            }
        }
    }
}
