/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.check;

import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.catalog.IndexDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.catalog.TableLayout;
import io.blazedb.calcite.check.Finding.Problem;
import io.blazedb.calcite.dml.Counters;
import io.blazedb.calcite.dml.ForeignKey;
import io.blazedb.calcite.dml.IndexKeys;
import io.blazedb.calcite.dml.WriteRules;
import io.blazedb.calcite.exec.operator.ExecutionContext;
import io.blazedb.calcite.types.BigEndian;
import io.blazedb.calcite.types.KeyCodec;
import io.blazedb.calcite.types.RowReader;
import io.blazedb.storage.Cursor;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.error.StoreException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Checks the rows of one table against its definition, and rows and index entries against each other: every row is looked up in every
 * index, then every entry of every index in the table. Nothing is collected, so memory does not grow with the table.
 */
final class TableCheck {
    private static final int CANCEL_CHECK_ROWS = 1_024;
    private static final int KEY_BYTES_SHOWN = 32;

    private final ReadTransaction transaction;
    private final TableDefinition table;
    private final TableLayout layout;
    private final WriteRules rules;
    private final List<ForeignKey> foreignKeys;
    private final String name;
    private final Findings findings;
    private final ExecutionContext context;
    /** How many rows meet the predicate of each index that has one. */
    private final Map<Long, Long> entriesWanted = new HashMap<>();

    private final RowReader reader;
    private long visited;

    /**
     * A check of one table.
     *
     * @param foreignKeys by which its rows refer to others
     * @param name the table's full name, for findings
     */
    TableCheck(
            ReadTransaction transaction,
            WriteRules rules,
            List<ForeignKey> foreignKeys,
            String name,
            Findings findings,
            ExecutionContext context) {
        this.transaction = transaction;
        this.table = rules.table();
        this.layout = rules.layout();
        this.rules = rules;
        this.reader = new RowReader(layout.rows(), transaction);
        this.foreignKeys = foreignKeys;
        this.name = name;
        this.findings = findings;
        this.context = context;
    }

    void run() {
        long rows = rows();
        for (int i = 0; i < table.indexes().size(); i++) {
            entries(rules.indexes().get(i), rows);
        }
        counters();
    }

    /** Looks at every row; how many there are, or -1 if not all could be read. */
    private long rows() {
        long count = 0;
        try (Cursor cursor = transaction.scan(table.tree(), KeyRange.all())) {
            while (cursor.next()) {
                count++;
                visited();
                row(cursor.key().toByteArray(), decoded(() -> reader.row(cursor)));
            }
        } catch (StoreException damage) {
            findings.error(name, Problem.UNREADABLE_PAGE, text(damage));
            return -1;
        }
        compareCount(name, table.tree(), count);
        return count;
    }

    private void row(byte[] key, @Nullable Object @Nullable [] row) {
        if (row == null) {
            findings.error(name, Problem.UNREADABLE_ROW, at(key));
            return;
        }
        boolean complete = true;
        for (int i = 0; i < row.length; i++) {
            ColumnDefinition column = table.columns().get(i);
            if (row[i] == null && !column.nullable()) {
                findings.error(name, Problem.NOT_NULL_VIOLATED, "column " + column.name() + ", " + at(key));
                complete = false;
            }
        }
        if (!complete) {
            return;
        }
        if (!Arrays.equals(key, ownKey(row, key))) {
            findings.error(name, Problem.WRONG_KEY, at(key));
            return;
        }
        if (!isComputed(row)) {
            findings.error(name, Problem.WRONG_GENERATED_VALUE, at(key));
        }
        for (int i = 0; i < rules.checks().size(); i++) {
            if (!holds(i, row)) {
                findings.error(
                        name, Problem.CHECK_VIOLATED, table.checks().get(i).name() + ", " + at(key));
            }
        }
        for (ForeignKey foreignKey : foreignKeys) {
            if (!foreignKey.hasParentIn(transaction, row)) {
                findings.error(name, Problem.FOREIGN_KEY_VIOLATED, foreignKey.name() + ", " + at(key));
            }
        }
        for (int i = 0; i < table.indexes().size(); i++) {
            entryOf(key, row, rules.indexes().get(i));
        }
    }

    /** Whether computed columns have the values that they would get now. */
    private boolean isComputed(@Nullable Object[] row) {
        if (rules.generated().isEmpty()) {
            return true;
        }
        try {
            @Nullable Object[] computed = row.clone();
            rules.compute(computed, context);
            return Arrays.equals(layout.rows().encode(computed), layout.rows().encode(row));
        } catch (io.blazedb.calcite.error.BlazeSqlException failed) {
            return false;
        }
    }

    private static @Nullable Object @Nullable [] decoded(Supplier<@Nullable Object @Nullable []> row) {
        try {
            return row.get();
        } catch (StoreException damage) {
            throw damage;
        } catch (RuntimeException malformed) {
            return null;
        }
    }

    /** The key under which a row belongs. A row id is any eight bytes. */
    private byte[] ownKey(@Nullable Object[] row, byte[] key) {
        KeyCodec primaryKey = layout.primaryKey();
        if (primaryKey == null) {
            return key.length == Long.BYTES ? key : new byte[0];
        }
        return primaryKey.encode(row);
    }

    private boolean holds(int check, @Nullable Object[] row) {
        try {
            return !Boolean.FALSE.equals(rules.checks().get(check).evaluate(row, context));
        } catch (io.blazedb.calcite.error.BlazeSqlException failed) {
            return false;
        }
    }

    private void entryOf(byte[] key, @Nullable Object[] row, IndexKeys keys) {
        IndexDefinition index = keys.index();
        byte[] wanted = keys.entry(row, key, context);
        if (wanted == null) {
            return;
        }
        byte[] entry = transaction.get(index.tree(), wanted);
        if (entry == null) {
            findings.error(name(index), Problem.MISSING_INDEX_ENTRY, at(key));
        } else if (index.unique() && !Arrays.equals(entry, key)) {
            @Nullable Object[] otherRow = decoded(() -> reader.row(table.tree(), entry));
            byte[] unique = keys.uniqueEntry(row, key, context);
            boolean twice = otherRow != null
                    && unique != null
                    && Arrays.equals(unique, keys.uniqueEntry(otherRow, entry, context));
            findings.error(name(index), twice ? Problem.UNIQUE_VIOLATED : Problem.MISSING_INDEX_ENTRY, at(key));
        }
        if (index.predicateSql() != null) {
            entriesWanted.merge(index.tree(), 1L, Long::sum);
        }
    }

    /** Looks at every entry of an index. */
    private void entries(IndexKeys keys, long rows) {
        IndexDefinition index = keys.index();
        long count = 0;
        try (Cursor cursor = transaction.scan(index.tree(), KeyRange.all())) {
            while (cursor.next()) {
                count++;
                visited();
                byte[] entry = cursor.key().toByteArray();
                if (!hasRow(entry, cursor.value(), keys)) {
                    findings.error(name(index), Problem.STALE_INDEX_ENTRY, at(entry));
                }
            }
        } catch (StoreException damage) {
            findings.error(name(index), Problem.UNREADABLE_PAGE, text(damage));
            return;
        }
        compareCount(name(index), index.tree(), count);
        long wanted = index.predicateSql() == null ? rows : entriesWanted.getOrDefault(index.tree(), 0L);
        if (rows >= 0 && wanted != count) {
            findings.error(name(index), Problem.WRONG_COUNT, count + " entries for " + wanted + " rows");
        }
    }

    private boolean hasRow(byte[] entry, ByteSlice value, IndexKeys keys) {
        byte[] key;
        try {
            key = keys.codec().primaryKey(ByteSlice.of(entry), value);
        } catch (StoreException damage) {
            throw damage;
        } catch (RuntimeException malformed) {
            return false;
        }
        @Nullable Object[] row = decoded(() -> reader.row(table.tree(), key));
        return row != null && Arrays.equals(entry, keys.entry(row, key, context));
    }

    /** What is counted for quick answers must be what is there. */
    private void compareCount(String object, long tree, long counted) {
        long kept = transaction.count(tree, KeyRange.all());
        if (kept != counted) {
            findings.error(object, Problem.WRONG_COUNT, counted + " entries, " + kept + " by the count that is kept");
        }
    }

    /** A row id that is given again would overwrite a row. */
    private void counters() {
        if (layout.primaryKey() != null) {
            return;
        }
        Long next = Counters.stored(transaction, table.tree(), Counters.ROW_ID);
        try (Cursor last = transaction.scanDescending(table.tree(), KeyRange.all())) {
            if (next != null && last.next()) {
                byte[] key = last.key().toByteArray();
                if (key.length == Long.BYTES && BigEndian.getLong(key, 0) >= next) {
                    findings.error(name, Problem.COUNTER_BEHIND, "row ids, next " + next);
                }
            }
        } catch (StoreException damage) {
            findings.error(name, Problem.UNREADABLE_PAGE, text(damage));
        }
    }

    private void visited() {
        if (++visited % CANCEL_CHECK_ROWS == 0) {
            context.checkCancelled();
        }
    }

    private String name(IndexDefinition index) {
        return name + ", index " + index.name();
    }

    private static String text(StoreException damage) {
        return Objects.requireNonNullElse(damage.getMessage(), damage.code().text());
    }

    static String at(byte[] key) {
        boolean cut = key.length > KEY_BYTES_SHOWN;
        return "key " + HexFormat.of().formatHex(key, 0, cut ? KEY_BYTES_SHOWN : key.length) + (cut ? "…" : "");
    }
}
