/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.catalog;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.types.BigEndian;
import io.blazedb.storage.Cursor;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.bytes.KeyRange;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads every record of a catalog and compares those that speak of each other. */
public final class CatalogCheck {
    private final ReadTransaction transaction;
    private final Problems problems;
    private final Consumer<TableDefinition> tables;

    /** Told of what is wrong. */
    @FunctionalInterface
    public interface Problems {
        /**
         * Something is wrong with a record.
         *
         * @param key key of the record
         * @param object name of what it describes
         * @param problem what is wrong
         */
        void accept(byte[] key, String object, String problem);
    }

    private CatalogCheck(ReadTransaction transaction, Problems problems, Consumer<TableDefinition> tables) {
        this.transaction = transaction;
        this.problems = problems;
        this.tables = tables;
    }

    /**
     * Checks the catalog of a store.
     *
     * @param problems gets what is wrong
     * @param tables gets each table and view that can be read
     * @return the lowest tree id that was never given to a table or index
     */
    public static long run(ReadTransaction transaction, Problems problems, Consumer<TableDefinition> tables) {
        CatalogCheck check = new CatalogCheck(transaction, problems, tables);
        try (Cursor cursor = transaction.scan(CatalogTrees.CATALOG, KeyRange.all())) {
            while (cursor.next()) {
                check.record(cursor.key().toByteArray(), cursor.value().toByteArray());
            }
        }
        return Math.max(CatalogTrees.FIRST_USER_TREE, check.nextTree());
    }

    /** What is wrong with a foreign key of a table, or null. */
    public static @Nullable String problem(
            TableDefinition child, ForeignKeyDefinition key, @Nullable TableDefinition parent) {
        if (parent == null) {
            return "refers to a table that does not exist";
        }
        if (!child.hasColumns(key.columns()) || !parent.hasColumns(key.parentColumns())) {
            return "names a column that does not exist";
        }
        Set<Integer> positions = new HashSet<>();
        for (int position : parent.positions(key.parentColumns())) {
            positions.add(position);
        }
        if (parent.keyName(positions) == null) {
            return "refers to columns that are no key";
        }
        return parent.references().contains(new TableDefinition.Reference(child.schema(), child.name(), key.name()))
                ? null
                : "is not known to the table it refers to";
    }

    /** Every definition of a table or view that can be read and bears its own name. */
    static void definitions(ReadTransaction transaction, Consumer<TableDefinition> definitions) {
        byte[] prefix = CatalogTrees.prefix(CatalogTrees.TABLE);
        try (Cursor cursor = transaction.scan(CatalogTrees.CATALOG, KeyRange.prefix(prefix))) {
            while (cursor.next()) {
                TableDefinition table;
                try {
                    table = CatalogRecords.table(cursor.value().toByteArray());
                } catch (BlazeSqlException malformed) {
                    continue;
                }
                byte[] key = CatalogTrees.tableKey(table.namespace(), table.schema(), table.name());
                if (Arrays.equals(key, cursor.key().toByteArray())) {
                    definitions.accept(table);
                }
            }
        }
    }

    private long nextTree() {
        byte[] next = get(CatalogTrees.COUNTER, 0, "tree", "");
        return next == null || next.length != Long.BYTES ? 0 : BigEndian.getLong(next, 0);
    }

    private void record(byte[] key, byte[] value) {
        @Nullable Object[] parts;
        try {
            parts = CatalogTrees.decode(key);
        } catch (RuntimeException malformed) {
            problems.accept(key, "catalog", "a record's name cannot be read");
            return;
        }
        if (!(parts[0] instanceof Short kind)
                || !(parts[1] instanceof Integer namespace)
                || !(parts[2] instanceof String name)
                || !(parts[3] instanceof String second)) {
            problems.accept(key, "catalog", "a record's name cannot be read");
            return;
        }
        String object = second.isEmpty() ? name : name + "." + second;
        try {
            String problem = problem(kind, namespace, name, second, value);
            if (problem != null) {
                problems.accept(key, object, problem);
            }
        } catch (RuntimeException malformed) {
            problems.accept(key, object, "its record cannot be read");
        }
    }

    /** What is wrong with a record, or null. */
    private @Nullable String problem(short kind, int namespace, String name, String second, byte[] value) {
        return switch (kind) {
            case CatalogTrees.VERSION, CatalogTrees.COUNTER ->
                unless(value.length == Long.BYTES, "its record has the wrong length");
            case CatalogTrees.TABLE -> table(namespace, name, second, CatalogRecords.table(value));
            case CatalogTrees.INDEX -> index(namespace, name, second, new String(value, StandardCharsets.UTF_8));
            case CatalogTrees.PUBLICATION -> publication(name, CatalogRecords.publication(value));
            case CatalogTrees.GRANT -> {
                String publication = CatalogRecords.grant(value).publication();
                yield unless(
                        publication.equals(name) && get(CatalogTrees.PUBLICATION, 0, name, "") != null,
                        "it grants a publication that does not exist");
            }
            case CatalogTrees.LINK -> {
                LinkDefinition link = CatalogRecords.link(value);
                yield unless(
                        link.name().equals(name) && get(CatalogTrees.TABLE, 0, link.schema(), link.table()) != null,
                        "it links a table that does not exist");
            }
            case CatalogTrees.ATTACHMENT ->
                unless(CatalogRecords.attachment(value).alias().equals(name), "its record bears another name");
            case CatalogTrees.STATISTICS -> {
                CatalogRecords.statistics(value);
                yield unless(get(CatalogTrees.TABLE, namespace, name, second) != null, "statistics without a table");
            }
            case CatalogTrees.SEQUENCE -> sequence(name, second, CatalogRecords.sequence(value));
            case CatalogTrees.ROLE ->
                unless(SecurityRecords.role(value).name().equals(name), "its record bears another name");
            case CatalogTrees.SECURITY -> {
                SecurityRecords.security(value);
                boolean known = second.isEmpty()
                        || get(CatalogTrees.TABLE, namespace, name, second) != null
                        || get(CatalogTrees.SEQUENCE, namespace, name, second) != null;
                yield unless(known, "rights without a table or sequence");
            }
            case CatalogTrees.DEFAULT_RIGHTS -> {
                SecurityRecords.defaultRights(value);
                yield null;
            }
            case CatalogTrees.DOMAIN -> {
                DomainDefinition domain = CatalogRecords.domain(value);
                yield unless(
                        domain.schema().equals(name) && domain.name().equals(second), "its record bears another name");
            }
            case CatalogTrees.SCHEMA, CatalogTrees.SETTING, CatalogTrees.COMMENT -> null;
            default -> "its kind " + kind + " is not known";
        };
    }

    private static @Nullable String unless(boolean right, String problem) {
        return right ? null : problem;
    }

    private @Nullable String table(int namespace, String schema, String name, TableDefinition table) {
        if (table.namespace() != namespace
                || !table.schema().equals(schema)
                || !table.name().equals(name)) {
            return "its record bears another name";
        }
        String problem = shape(table);
        if (problem != null) {
            return problem;
        }
        for (IndexDefinition index : table.indexes()) {
            byte[] owner = get(CatalogTrees.INDEX, namespace, schema, index.name());
            if (owner == null || !name.equals(new String(owner, StandardCharsets.UTF_8))) {
                return "the name of its index " + index.name() + " is not in the catalog";
            }
        }
        tables.accept(table);
        return null;
    }

    /** What makes a definition contradict itself, or null. */
    private static @Nullable String shape(TableDefinition table) {
        int columns = table.columns().size();
        Set<Integer> ids = new HashSet<>();
        for (ColumnDefinition column : table.columns()) {
            if (column.id() < 1 || !ids.add(column.id())) {
                return "two of its columns have one id";
            }
        }
        for (int column : table.primaryKey()) {
            if (column < 0 || column >= columns) {
                return "its primary key names a column that does not exist";
            }
        }
        for (IndexDefinition index : table.indexes()) {
            for (IndexDefinition.Column column : index.columns()) {
                if (column.expression() == null && (column.column() < 0 || column.column() >= columns)) {
                    return "its index " + index.name() + " names a column that does not exist";
                }
            }
        }
        return table.kind() == TableDefinition.Kind.VIEW && table.viewSql() == null ? "the view has no query" : null;
    }

    private @Nullable String index(int namespace, String schema, String name, String owner) {
        byte[] record = get(CatalogTrees.TABLE, namespace, schema, owner);
        boolean known = record != null
                && CatalogRecords.table(record).indexes().stream()
                        .anyMatch(index -> index.name().equals(name));
        return known ? null : "the index belongs to no table";
    }

    private static @Nullable String sequence(String schema, String name, SequenceDefinition sequence) {
        if (sequence.schema().equals(schema) && sequence.name().equals(name)) {
            return null;
        }
        return "its record bears another name";
    }

    private @Nullable String publication(String name, PublicationDefinition publication) {
        if (!publication.name().equals(name)) {
            return "its record bears another name";
        }
        for (PublicationDefinition.PublishedTable table : publication.tables()) {
            if (get(CatalogTrees.TABLE, 0, table.schema(), table.table()) == null) {
                return "it publishes table " + table.table() + " that does not exist";
            }
        }
        return null;
    }

    private byte @Nullable [] get(short kind, int namespace, String name, String second) {
        return transaction.get(CatalogTrees.CATALOG, CatalogTrees.key(kind, namespace, name, second));
    }
}
