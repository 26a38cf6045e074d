/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.check;

import io.blazedb.calcite.catalog.Catalog;
import io.blazedb.calcite.catalog.CatalogCheck;
import io.blazedb.calcite.catalog.CatalogRepair;
import io.blazedb.calcite.catalog.CatalogTrees;
import io.blazedb.calcite.catalog.CatalogView;
import io.blazedb.calcite.catalog.CatalogWriter;
import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.catalog.ForeignKeyDefinition;
import io.blazedb.calcite.catalog.IndexDefinition;
import io.blazedb.calcite.catalog.SequenceDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.catalog.TableDefinition.Reference;
import io.blazedb.calcite.catalog.TableLayout;
import io.blazedb.calcite.dml.Counters;
import io.blazedb.calcite.dml.ForeignKey;
import io.blazedb.calcite.dml.Sequences;
import io.blazedb.calcite.dml.TableRows;
import io.blazedb.calcite.dml.WriteRules;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.exec.expression.ExpressionContext;
import io.blazedb.calcite.types.BigEndian;
import io.blazedb.calcite.types.RowCodec;
import io.blazedb.calcite.types.SqlType;
import io.blazedb.storage.Cursor;
import io.blazedb.storage.IsolationLevel;
import io.blazedb.storage.Store;
import io.blazedb.storage.WriteTransaction;
import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.care.SalvageReport;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes a healthy database of what a salvage has left of one: a catalog that agrees with itself, indexes that are those of the rows,
 * generators that give no value twice. A constraint that the rows no longer meet is left out, a row that cannot be read is too; each is
 * named.
 */
public final class DatabaseRepair {
    /** Where rows go whose table nobody knows any more. */
    private static final String LOST_SCHEMA = "salvaged";

    private final Store store;
    private final SalvageReport salvage;
    private final Function<TableDefinition, WriteRules> rules;
    private final ExpressionContext context;
    private final Consumer<String> report;

    private DatabaseRepair(
            Store store,
            SalvageReport salvage,
            Function<TableDefinition, WriteRules> rules,
            ExpressionContext context,
            Consumer<String> report) {
        this.store = store;
        this.salvage = salvage;
        this.rules = rules;
        this.context = context;
        this.report = report;
    }

    /**
     * Repairs a salvaged store that nobody else has open.
     *
     * @param rules what is known of a table to check its rows
     * @param report told of everything that is missing, in the order of the catalog
     */
    public static void run(
            Store store,
            SalvageReport salvage,
            Function<TableDefinition, WriteRules> rules,
            ExpressionContext context,
            Consumer<String> report) {
        new DatabaseRepair(store, salvage, rules, context, report).run();
    }

    private void run() {
        List<TableDefinition> tables = new ArrayList<>();
        inTransaction(transaction -> tables.addAll(
                CatalogRepair.run(transaction, salvage.treesEnd(), text -> report.accept("left out: " + text))));
        reportGaps(tables);
        for (TableDefinition table : tables) {
            if (table.kind() == TableDefinition.Kind.TABLE) {
                inTransaction(transaction -> repair(transaction, table));
            }
        }
        inTransaction(this::foreignKeys);
        inTransaction(this::sequences);
        inTransaction(transaction -> keepLost(transaction, tables));
    }

    private void repair(WriteTransaction transaction, TableDefinition table) {
        new TableRepair(transaction, rulesOf(table), this::isDoubtful, context, report).run();
    }

    private WriteRules rulesOf(TableDefinition table) {
        List<TableDefinition.Check> readable = new ArrayList<>();
        for (TableDefinition.Check check : table.checks()) {
            if (isReadable(table, check)) {
                readable.add(check);
            } else {
                report.accept(name(table) + ": constraint " + check.name() + " left out, its condition cannot be read");
            }
        }
        return rules.apply(readable.size() == table.checks().size() ? table : withChecks(table, readable));
    }

    private boolean isReadable(TableDefinition table, TableDefinition.Check check) {
        try {
            return rules.apply(withChecks(table, List.of(check))).checks().size() == 1;
        } catch (BlazeSqlException malformed) {
            return false;
        }
    }

    private static TableDefinition withChecks(TableDefinition table, List<TableDefinition.Check> checks) {
        return table.changed(table.columns(), table.indexes(), checks, table.foreignKeys(), table.references());
    }

    private boolean isDoubtful(long tree, byte[] key) {
        return salvage.trees().stream().anyMatch(lost -> lost.tree() == tree && lost.isDoubtful(key));
    }

    /** Leaves out foreign keys that the rows do not meet, or whose other side is lost. */
    private void foreignKeys(WriteTransaction transaction) {
        Map<List<String>, TableDefinition> tables = new LinkedHashMap<>();
        CatalogCheck.run(transaction, (key, object, problem) -> {}, table -> {
            if (table.namespace() == 0 && table.kind() == TableDefinition.Kind.TABLE) {
                tables.put(List.of(table.schema(), table.name()), table);
            }
        });
        CatalogWriter writer = new CatalogWriter(transaction);
        Set<Reference> kept = new HashSet<>();
        for (TableDefinition table : List.copyOf(tables.values())) {
            List<ForeignKeyDefinition> keys = new ArrayList<>();
            for (ForeignKeyDefinition key : table.foreignKeys()) {
                TableDefinition parent = tables.get(List.of(key.parentSchema(), key.parentTable()));
                String problem = problem(transaction, table, key, parent);
                if (problem == null) {
                    keys.add(key);
                    kept.add(new Reference(table.schema(), table.name(), key.name()));
                } else {
                    report.accept(name(table) + ": constraint " + key.name() + " left out, " + problem);
                }
            }
            if (keys.size() < table.foreignKeys().size()) {
                tables.put(
                        List.of(table.schema(), table.name()),
                        table.changed(table.columns(), table.indexes(), table.checks(), keys, table.references()));
            }
        }
        for (TableDefinition table : tables.values()) {
            List<Reference> references = new ArrayList<>(table.references());
            references.removeIf(reference -> !kept.contains(reference));
            TableDefinition changed = references.size() == table.references().size()
                    ? table
                    : table.changed(table.columns(), table.indexes(), table.checks(), table.foreignKeys(), references);
            writer.putTable(changed);
        }
    }

    private void sequences(WriteTransaction transaction) {
        CatalogView catalog = new Catalog().view(transaction);
        for (String schema : catalog.schemas(0)) {
            for (SequenceDefinition sequence : catalog.sequences(schema)) {
                if (Sequences.restartIfLost(transaction, sequence)) {
                    report.accept(schema + "." + sequence.name() + ": the sequence begins anew");
                }
            }
        }
    }

    private static @Nullable String problem(
            WriteTransaction transaction,
            TableDefinition child,
            ForeignKeyDefinition definition,
            @Nullable TableDefinition parent) {
        String problem = CatalogCheck.problem(child, definition, parent);
        if (problem != null || parent == null) {
            return "it " + problem;
        }
        ForeignKey key = new ForeignKey(definition, child, parent);
        long[] violations = new long[1];
        TableRows.forEach(transaction, child, (rowKey, row) -> {
            if (!key.hasParentIn(transaction, row)) {
                violations[0]++;
            }
        });
        return violations[0] == 0 ? null : violations[0] + " rows refer to rows that are not there";
    }

    /** Entries of trees that no definition owns any more: as they are, in tables of bytes. */
    private void keepLost(WriteTransaction transaction, List<TableDefinition> tables) {
        Set<Long> owned = new HashSet<>();
        tables.forEach(table -> {
            owned.add(table.tree());
            table.indexes().forEach(index -> owned.add(index.tree()));
        });
        for (long tree = CatalogTrees.FIRST_USER_TREE; tree < salvage.treesEnd(); tree++) {
            if (!owned.contains(tree) && transaction.count(tree, KeyRange.all()) > 0) {
                keepLost(transaction, tree);
                transaction.clear(tree);
            }
        }
    }

    private void keepLost(WriteTransaction transaction, long tree) {
        CatalogWriter writer = new CatalogWriter(transaction);
        TableDefinition table = lostTable(writer.allocateTree(), tree);
        Counters.create(transaction, table.tree(), Counters.ROW_ID);
        RowCodec codec = TableLayout.rows(table);
        long rows = 0;
        try (Cursor cursor = transaction.scan(tree, KeyRange.all())) {
            while (cursor.next()) {
                if (cursor.value().length() > 0) {
                    rows++;
                    byte[] key = BigEndian.key(Counters.advance(transaction, table.tree(), Counters.ROW_ID, 1));
                    transaction.put(table.tree(), key, codec.encode(new @Nullable Object[] {
                        cursor.key().toByteArray(), cursor.value().toByteArray()
                    }));
                }
            }
        }
        if (rows > 0) {
            writer.putSchema(0, LOST_SCHEMA);
            writer.putTable(table);
            report.accept("tree " + tree + ": its definition is lost; " + rows + " entries are kept as bytes in table "
                    + LOST_SCHEMA + "." + table.name());
        } else {
            transaction.clear(table.tree());
            Counters.drop(transaction, table.tree(), Counters.ROW_ID);
            report.accept("tree " + tree + ": an index whose definition is lost, left out");
        }
    }

    private static TableDefinition lostTable(long newTree, long tree) {
        SqlType bytes = SqlType.of(SqlType.Name.VARBINARY);
        return new TableDefinition(
                newTree,
                0,
                LOST_SCHEMA,
                "tree_" + tree,
                TableDefinition.Kind.TABLE,
                1,
                List.of(
                        new ColumnDefinition(1, "entry_key", bytes, false, null, ColumnDefinition.Identity.NONE, null),
                        new ColumnDefinition(
                                2, "entry_value", bytes, false, null, ColumnDefinition.Identity.NONE, null)),
                List.of(),
                null,
                List.<IndexDefinition>of(),
                List.of(),
                null,
                null);
    }

    private void reportGaps(List<TableDefinition> tables) {
        for (SalvageReport.Tree lost : salvage.trees()) {
            String name = ownerOf(lost.tree(), tables);
            for (SalvageReport.Gap gap : lost.gaps()) {
                report.accept(name + ": " + (gap.entries() < 0 ? "entries" : gap.entries() + " entries") + " lost, "
                        + gap.keysText()
                        + (gap.olderSequence() < 0
                                ? ""
                                : "; " + gap.olderEntries() + " of commit " + gap.olderSequence() + " in their place"));
            }
        }
        salvage.notes().forEach(note -> report.accept("lost: " + note));
        if (salvage.lossInLog()) {
            report.accept("lost: commits in the log that later ones follow");
        }
    }

    private static String ownerOf(long tree, List<TableDefinition> tables) {
        for (TableDefinition table : tables) {
            if (table.tree() == tree) {
                return name(table);
            }
            for (IndexDefinition index : table.indexes()) {
                if (index.tree() == tree) {
                    return name(table) + ", index " + index.name() + " (rebuilt from the rows)";
                }
            }
        }
        return tree == CatalogTrees.CATALOG
                ? "the catalog"
                : tree == CatalogTrees.COUNTERS ? "generators of values" : "tree " + tree;
    }

    static String name(TableDefinition table) {
        return table.schema() + "." + table.name() + (table.namespace() == 0 ? "" : ", replica " + table.namespace());
    }

    private void inTransaction(Consumer<WriteTransaction> work) {
        try (WriteTransaction transaction = store.beginWrite(IsolationLevel.SNAPSHOT)) {
            work.accept(transaction);
            transaction.commit();
        }
    }
}
