/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.check;

import io.blazedb.calcite.catalog.CatalogTrees;
import io.blazedb.calcite.catalog.CatalogWriter;
import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.catalog.IndexDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.catalog.TableLayout;
import io.blazedb.calcite.dml.Counters;
import io.blazedb.calcite.dml.WriteRules;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.exec.expression.ExpressionContext;
import io.blazedb.calcite.types.BigEndian;
import io.blazedb.calcite.types.KeyCodec;
import io.blazedb.calcite.types.RowReader;
import io.blazedb.storage.Cursor;
import io.blazedb.storage.WriteTransaction;
import io.blazedb.storage.bytes.KeyRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes one table of a salvaged database whole. Rows that cannot be read, or stand under another key than their own, are left out; then
 * constraints that the others do not meet are; then the indexes are built anew.
 */
final class TableRepair {
    private static final byte[] EMPTY = {};
    private static final int PORTION_ROWS = 1_000;

    private final WriteTransaction transaction;
    private final WriteRules rules;
    private final TableDefinition table;
    private final TableLayout layout;
    private final Doubts doubts;
    private final ExpressionContext context;
    private final Consumer<String> report;

    private final Set<Integer> nullColumns = new TreeSet<>();
    /** Constraints that do not hold, and how many rows do not meet each. */
    private final TreeMap<Integer, Long> failedChecks = new TreeMap<>();

    private final TreeMap<Integer, Long> failedUnique = new TreeMap<>();
    private final RowReader reader;
    private final long[] highest;
    private long unreadable;
    private long displaced;

    /** Whether an entry may be older than others of its tree. */
    @FunctionalInterface
    interface Doubts {
        boolean isDoubtful(long tree, byte[] key);
    }

    private interface RowVisitor {
        void visit(byte[] key, @Nullable Object @Nullable [] row);
    }

    TableRepair(
            WriteTransaction transaction,
            WriteRules rules,
            Doubts doubts,
            ExpressionContext context,
            Consumer<String> report) {
        this.transaction = transaction;
        this.rules = rules;
        this.table = rules.table();
        this.layout = rules.layout();
        this.reader = new RowReader(layout.rows(), transaction);
        this.doubts = doubts;
        this.context = context;
        this.report = report;
        this.highest = new long[table.columns().size()];
    }

    void run() {
        forEach(this::examine);
        table.indexes().forEach(index -> transaction.clear(index.tree()));
        forEach(this::index);
        TableDefinition changed = withoutFailed();
        new CatalogWriter(transaction).putTable(changed);
        raiseGenerators();
        if (unreadable > 0) {
            report.accept(name() + ": " + unreadable + " rows left out that do not fit the definition");
        }
        if (displaced > 0) {
            report.accept(name() + ": " + displaced + " older rows left out, newer ones have their unique values");
        }
    }

    /** All rows in portions, so that the visitor may change them; null for one that cannot be read. */
    private void forEach(RowVisitor visitor) {
        byte[] from = EMPTY;
        while (true) {
            List<byte[]> keys = new ArrayList<>();
            List<@Nullable Object @Nullable []> rows = new ArrayList<>();
            try (Cursor cursor = transaction.scan(table.tree(), new KeyRange(from, null))) {
                while (keys.size() < PORTION_ROWS && cursor.next()) {
                    keys.add(cursor.key().toByteArray());
                    rows.add(decoded(() -> reader.row(cursor)));
                }
            }
            if (keys.isEmpty()) {
                return;
            }
            byte[] last = keys.get(keys.size() - 1);
            from = Arrays.copyOf(last, last.length + 1);
            for (int i = 0; i < keys.size(); i++) {
                visitor.visit(keys.get(i), rows.get(i));
            }
        }
    }

    private static @Nullable Object @Nullable [] decoded(Supplier<@Nullable Object @Nullable []> row) {
        try {
            return row.get();
        } catch (io.blazedb.storage.error.StoreException damage) {
            throw damage;
        } catch (RuntimeException malformed) {
            return null;
        }
    }

    private void examine(byte[] key, @Nullable Object @Nullable [] row) {
        if (row == null || !isAtHome(key, row)) {
            unreadable++;
            transaction.delete(table.tree(), key);
            return;
        }
        for (int i = 0; i < row.length; i++) {
            ColumnDefinition column = table.columns().get(i);
            if (row[i] == null && !column.nullable()) {
                nullColumns.add(i);
            }
            if (row[i] instanceof Number number && column.identity() != ColumnDefinition.Identity.NONE) {
                highest[i] = Math.max(highest[i], number.longValue());
            }
        }
        for (int i = 0; i < rules.checks().size(); i++) {
            if (!holds(i, row)) {
                failedChecks.merge(i, 1L, Long::sum);
            }
        }
    }

    private boolean isAtHome(byte[] key, @Nullable Object[] row) {
        KeyCodec primaryKey = layout.primaryKey();
        if (primaryKey == null) {
            return key.length == Long.BYTES;
        }
        for (int column : primaryKey.columns()) {
            if (row[column] == null) {
                return false;
            }
        }
        return Arrays.equals(key, primaryKey.encode(row));
    }

    private boolean holds(int check, @Nullable Object[] row) {
        try {
            return !Boolean.FALSE.equals(rules.checks().get(check).evaluate(row, context));
        } catch (BlazeSqlException failed) {
            return false;
        }
    }

    /** Enters a row into every index; of two with one unique value the one that may be older goes. */
    private void index(byte[] key, @Nullable Object @Nullable [] row) {
        if (row == null) {
            return;
        }
        for (int i = 0; i < table.indexes().size(); i++) {
            byte[] unique =
                    failedUnique.containsKey(i) ? null : rules.indexes().get(i).uniqueEntry(row, key, context);
            byte[] other = unique == null
                    ? null
                    : transaction.get(table.indexes().get(i).tree(), unique);
            if (other != null && !displace(key, other)) {
                failedUnique.put(i, 0L);
            }
            if (other != null && transaction.openLarge(table.tree(), key) == null) {
                return;
            }
        }
        for (int i = 0; i < table.indexes().size(); i++) {
            IndexDefinition index = table.indexes().get(i);
            byte[] entry = rules.indexes().get(i).entry(row, key, context);
            if (entry != null) {
                transaction.put(index.tree(), entry, index.unique() ? key : EMPTY);
            }
        }
    }

    /** Removes one of two rows if just one of them may be older than the other. */
    private boolean displace(byte[] key, byte[] other) {
        boolean doubtful = doubts.isDoubtful(table.tree(), key);
        if (doubtful == doubts.isDoubtful(table.tree(), other)) {
            return false;
        }
        displaced++;
        if (doubtful) {
            transaction.delete(table.tree(), key);
            return true;
        }
        @Nullable Object[] otherRow = decoded(() -> reader.row(table.tree(), other));
        transaction.delete(table.tree(), other);
        for (int i = 0; otherRow != null && i < table.indexes().size(); i++) {
            byte[] entry = rules.indexes().get(i).entry(otherRow, other, context);
            if (entry != null) {
                transaction.delete(table.indexes().get(i).tree(), entry);
            }
        }
        return true;
    }

    private TableDefinition withoutFailed() {
        List<ColumnDefinition> columns = new ArrayList<>(table.columns());
        for (int column : nullColumns) {
            ColumnDefinition old = columns.get(column);
            columns.set(
                    column,
                    new ColumnDefinition(
                            old.id(),
                            old.name(),
                            old.type(),
                            true,
                            old.defaultSql(),
                            old.identity(),
                            old.comment(),
                            old.generatedSql(),
                            old.domain()));
            report.accept(name() + ": NOT NULL of column " + old.name() + " left out, rows have no value there");
        }
        List<TableDefinition.Check> checks = new ArrayList<>();
        for (int i = 0; i < table.checks().size(); i++) {
            Long failed = failedChecks.get(i);
            if (failed == null) {
                checks.add(table.checks().get(i));
            } else {
                report.accept(name() + ": constraint " + table.checks().get(i).name() + " left out, " + failed
                        + " rows do not meet it");
            }
        }
        List<IndexDefinition> indexes = new ArrayList<>();
        for (int i = 0; i < table.indexes().size(); i++) {
            IndexDefinition index = table.indexes().get(i);
            if (failedUnique.containsKey(i)) {
                new CatalogWriter(transaction).dropIndex(table, index);
                report.accept(name() + ": unique " + (index.constraint() ? "constraint " : "index ") + index.name()
                        + " left out, rows have the same values");
            } else {
                indexes.add(index);
            }
        }
        return nullColumns.isEmpty() && failedChecks.isEmpty() && failedUnique.isEmpty()
                ? table
                : table.changed(columns, indexes, checks, table.foreignKeys(), table.references());
    }

    /** A generator that has lost its place would give values again. */
    private void raiseGenerators() {
        if (layout.primaryKey() == null) {
            long last = 0;
            try (Cursor cursor = transaction.scanDescending(table.tree(), KeyRange.all())) {
                if (cursor.next()) {
                    last = BigEndian.getLong(cursor.key().toByteArray(), 0);
                }
            }
            raise(Counters.ROW_ID, last);
        }
        for (int i = 0; i < highest.length; i++) {
            ColumnDefinition column = table.columns().get(i);
            if (column.identity() != ColumnDefinition.Identity.NONE) {
                raise(column.id(), highest[i]);
            }
        }
    }

    private void raise(int column, long last) {
        Long next = Counters.stored(transaction, table.tree(), column);
        if (next == null || next <= last) {
            transaction.put(
                    CatalogTrees.COUNTERS, Counters.key(table.tree(), column), BigEndian.key(Math.max(0, last) + 1));
        }
    }

    private String name() {
        return DatabaseRepair.name(table);
    }
}
