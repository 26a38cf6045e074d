/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.catalog;

import io.blazedb.calcite.types.BigEndian;
import io.blazedb.storage.WriteTransaction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Makes the catalog of a salvaged store agree with itself: puts names back that follow from definitions, and takes out what contradicts
 * the rest or refers to what is lost.
 */
public final class CatalogRepair {
    private final WriteTransaction transaction;
    private final CatalogWriter writer;
    private final Consumer<String> removed;

    private CatalogRepair(WriteTransaction transaction, Consumer<String> removed) {
        this.transaction = transaction;
        this.writer = new CatalogWriter(transaction);
        this.removed = removed;
    }

    /**
     * Repairs the catalog.
     *
     * @param treesEnd a tree id above all that are in use
     * @param removed told of everything that is taken out
     * @return the tables and views that are left
     */
    public static List<TableDefinition> run(WriteTransaction transaction, long treesEnd, Consumer<String> removed) {
        CatalogRepair repair = new CatalogRepair(transaction, removed);
        repair.putNames();
        while (repair.dropContradictions()) {
            // What referred to a dropped record now contradicts it.
        }
        List<TableDefinition> tables = repair.tables();
        if (repair.dropOlderTwins(tables)) {
            tables = repair.tables();
        }
        repair.raiseCounters(tables, treesEnd);
        return tables;
    }

    private List<TableDefinition> tables() {
        List<TableDefinition> tables = new ArrayList<>();
        CatalogCheck.run(transaction, (key, object, problem) -> {}, tables::add);
        return tables;
    }

    /** Names of indexes and schemas follow from the definitions of tables. */
    private void putNames() {
        List<TableDefinition> all = new ArrayList<>();
        CatalogCheck.definitions(transaction, all::add);
        for (TableDefinition table : all) {
            byte[] name = table.name().getBytes(StandardCharsets.UTF_8);
            for (IndexDefinition index : table.indexes()) {
                byte[] key = CatalogTrees.key(CatalogTrees.INDEX, table.namespace(), table.schema(), index.name());
                if (transaction.get(CatalogTrees.CATALOG, key) == null) {
                    transaction.put(CatalogTrees.CATALOG, key, name);
                }
            }
            byte[] schema = CatalogTrees.key(CatalogTrees.SCHEMA, table.namespace(), table.schema(), "");
            if (!table.schema().equals("public") && transaction.get(CatalogTrees.CATALOG, schema) == null) {
                writer.putSchema(table.namespace(), table.schema());
            }
        }
    }

    private boolean dropContradictions() {
        List<byte[]> keys = new ArrayList<>();
        CatalogCheck.run(
                transaction,
                (key, object, problem) -> {
                    keys.add(key);
                    removed.accept("catalog record of " + object + ": " + problem);
                },
                table -> {});
        keys.forEach(key -> transaction.delete(CatalogTrees.CATALOG, key));
        return !keys.isEmpty();
    }

    /** An older record may have come back under the name that a table had then: of two with one tree the newer one counts. */
    private boolean dropOlderTwins(List<TableDefinition> tables) {
        Map<Long, TableDefinition> byTree = new HashMap<>();
        Set<TableDefinition> older = new HashSet<>();
        for (TableDefinition table : tables) {
            if (table.kind() == TableDefinition.Kind.TABLE) {
                TableDefinition twin = byTree.merge(
                        table.tree(), table, (one, other) -> one.version() >= other.version() ? one : other);
                if (!twin.equals(table)) {
                    older.add(table);
                }
            }
        }
        for (TableDefinition table : tables) {
            TableDefinition kept = byTree.get(table.tree());
            if (kept != null && !kept.equals(table) && table.kind() == TableDefinition.Kind.TABLE) {
                older.add(table);
            }
        }
        older.forEach(table -> {
            transaction.delete(
                    CatalogTrees.CATALOG, CatalogTrees.tableKey(table.namespace(), table.schema(), table.name()));
            removed.accept("the name " + table.schema() + "." + table.name() + " that a table had before");
        });
        while (dropContradictions()) {
            // Indexes of the old name.
        }
        return !older.isEmpty();
    }

    /** A tree or namespace that is given out again would mix two tables. */
    private void raiseCounters(List<TableDefinition> tables, long treesEnd) {
        long tree = Math.max(CatalogTrees.FIRST_USER_TREE, treesEnd);
        long namespace = 1;
        for (TableDefinition table : tables) {
            tree = Math.max(tree, table.tree() + 1);
            namespace = Math.max(namespace, table.namespace() + 1L);
            for (IndexDefinition index : table.indexes()) {
                tree = Math.max(tree, index.tree() + 1);
            }
        }
        raise("tree", tree);
        raise("namespace", namespace);
    }

    private void raise(String counter, long least) {
        byte[] key = CatalogTrees.key(CatalogTrees.COUNTER, 0, counter, "");
        byte[] present = transaction.get(CatalogTrees.CATALOG, key);
        if (present == null || BigEndian.getLong(present, 0) < least) {
            transaction.put(CatalogTrees.CATALOG, key, BigEndian.key(least));
        }
    }
}
