/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.check;

import io.blazedb.calcite.catalog.CatalogCheck;
import io.blazedb.calcite.catalog.CatalogTrees;
import io.blazedb.calcite.catalog.ForeignKeyDefinition;
import io.blazedb.calcite.catalog.IndexDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.check.Finding.Problem;
import io.blazedb.calcite.check.Finding.Severity;
import io.blazedb.calcite.dml.ForeignKey;
import io.blazedb.calcite.dml.WriteRules;
import io.blazedb.calcite.exec.operator.ExecutionContext;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.Store;
import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.check.CheckFinding;
import io.blazedb.storage.error.StoreException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Checks a database from the bottom to the top: every page of the file, every record of the catalog, every row and every index entry of
 * every table, attached replicas included, and whether anything is stored that nothing owns.
 *
 * <p>Others may read and write meanwhile; what is checked is one snapshot.
 */
public final class DatabaseCheck {
    private final ReadTransaction transaction;
    private final String alias;
    private final Function<TableDefinition, WriteRules> rules;
    private final ExecutionContext context;
    private final Findings findings = new Findings();
    private final Map<Long, String> owners = new HashMap<>();
    private final Map<List<String>, TableDefinition> byName = new HashMap<>();

    private DatabaseCheck(
            ReadTransaction transaction,
            String alias,
            Function<TableDefinition, WriteRules> rules,
            ExecutionContext context) {
        this.transaction = transaction;
        this.alias = alias;
        this.rules = rules;
        this.context = context;
    }

    /**
     * What is wrong with the pages of a store. Takes a checkpoint first.
     *
     * @param eachPage called for each page; ends the work by what it throws
     * @throws StoreException READ_ONLY, IO_ERROR, ...
     */
    public static List<Finding> pages(Store store, Runnable eachPage) {
        Findings findings = new Findings();
        for (CheckFinding finding : store.check(eachPage).findings()) {
            Severity severity = finding.kind() == CheckFinding.Kind.LEAKED ? Severity.WARNING : Severity.ERROR;
            findings.add(severity, "file", Problem.valueOf(finding.kind().name()), finding.context());
        }
        return findings.list();
    }

    /**
     * What is wrong with the catalog, the tables and the indexes of a store.
     *
     * @param alias the database's name, for findings
     * @param rules what is known of a table to check its rows
     */
    public static List<Finding> contents(
            ReadTransaction transaction,
            String alias,
            Function<TableDefinition, WriteRules> rules,
            ExecutionContext context) {
        DatabaseCheck check = new DatabaseCheck(transaction, alias, rules, context);
        try {
            check.run();
        } catch (StoreException damage) {
            if (!isDamage(damage)) {
                throw damage;
            }
            check.findings.error(
                    "catalog", Problem.UNREADABLE_PAGE, damage.code().text());
        }
        return check.findings.list();
    }

    private void run() {
        List<TableDefinition> tables = new ArrayList<>();
        long nextTree = CatalogCheck.run(
                transaction,
                (key, object, problem) ->
                        findings.error("catalog", Problem.BAD_CATALOG_RECORD, object + ": " + problem),
                tables::add);
        for (TableDefinition table : tables) {
            if (table.kind() == TableDefinition.Kind.TABLE) {
                if (table.namespace() == 0) {
                    byName.put(List.of(table.schema(), table.name()), table);
                }
                own(table.tree(), name(table), nextTree);
                for (IndexDefinition index : table.indexes()) {
                    own(index.tree(), name(table) + ", index " + index.name(), nextTree);
                }
            }
        }
        for (TableDefinition table : tables) {
            if (table.kind() == TableDefinition.Kind.TABLE) {
                rows(table, foreignKeys(table));
            }
        }
        orphans(nextTree);
    }

    private void own(long tree, String owner, long nextTree) {
        if (tree < CatalogTrees.FIRST_USER_TREE || tree >= nextTree) {
            findings.error("catalog", Problem.BAD_CATALOG_RECORD, owner + ": its tree was never given to it");
        }
        String other = owners.put(tree, owner);
        if (other != null) {
            findings.error("catalog", Problem.BAD_CATALOG_RECORD, owner + ": shares its tree with " + other);
        }
    }

    /** The foreign keys of a table whose definitions are right on both sides. */
    private List<ForeignKey> foreignKeys(TableDefinition table) {
        List<ForeignKey> keys = new ArrayList<>();
        for (ForeignKeyDefinition key : table.foreignKeys()) {
            TableDefinition parent = byName.get(List.of(key.parentSchema(), key.parentTable()));
            String problem = CatalogCheck.problem(table, key, parent);
            if (problem != null || parent == null) {
                findings.error(
                        "catalog",
                        Problem.BAD_CATALOG_RECORD,
                        name(table) + ": its foreign key " + key.name() + " " + problem);
            } else {
                keys.add(new ForeignKey(key, table, parent));
            }
        }
        return keys;
    }

    private void rows(TableDefinition table, List<ForeignKey> foreignKeys) {
        WriteRules known = rulesOf(table);
        if (known != null) {
            new TableCheck(transaction, known, foreignKeys, name(table), findings, context).run();
        }
    }

    private @Nullable WriteRules rulesOf(TableDefinition table) {
        try {
            return rules.apply(table);
        } catch (StoreException failure) {
            throw failure;
        } catch (RuntimeException malformed) {
            findings.error("catalog", Problem.BAD_CATALOG_RECORD, name(table) + ": a CHECK condition cannot be read");
            return null;
        }
    }

    private void orphans(long nextTree) {
        for (long tree = CatalogTrees.FIRST_USER_TREE; tree < nextTree; tree++) {
            if (!owners.containsKey(tree)) {
                long entries = transaction.count(tree, KeyRange.all());
                if (entries > 0) {
                    findings.add(
                            Severity.WARNING,
                            "tree " + tree,
                            Problem.ORPHAN_TREE,
                            entries + " entries that nothing owns");
                }
            }
        }
    }

    private String name(TableDefinition table) {
        String replica = table.namespace() == 0 ? "" : ", replica " + table.namespace();
        return alias + "." + table.schema() + "." + table.name() + replica;
    }

    private static boolean isDamage(StoreException failure) {
        return failure.code().category() == io.blazedb.storage.error.StoreErrorCode.Category.CORRUPTION;
    }
}
