/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.catalog;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A table or view as the catalog describes it. Immutable; every ALTER makes a new one with a higher version.
 *
 * @param tree id of the table's tree in the store; 0 for views
 * @param namespace 0 for the store's own tables, otherwise the attached replica that they belong to
 * @param schema the schema's name
 * @param name the name
 * @param kind what it is
 * @param version counts the changes of this definition
 * @param columns the columns in order
 * @param primaryKey positions of the key columns in key order; empty if the table has a hidden row id as its key
 * @param primaryKeyName name of the PRIMARY KEY constraint, or null
 * @param indexes secondary indexes
 * @param checks CHECK constraints
 * @param viewSql text of the query of a view or materialized view, or null
 * @param comment text of COMMENT ON, or null
 * @param foreignKeys FOREIGN KEY constraints
 * @param references foreign keys of tables, this one included, that refer to this table
 * @param options what only some tables and views have
 */
public record TableDefinition(
        long tree,
        int namespace,
        String schema,
        String name,
        Kind kind,
        int version,
        List<ColumnDefinition> columns,
        List<Integer> primaryKey,
        @Nullable String primaryKeyName,
        List<IndexDefinition> indexes,
        List<Check> checks,
        @Nullable String viewSql,
        @Nullable String comment,
        List<ForeignKeyDefinition> foreignKeys,
        List<Reference> references,
        Options options) {

    /** A table or view without options. */
    public TableDefinition(
            long tree,
            int namespace,
            String schema,
            String name,
            Kind kind,
            int version,
            List<ColumnDefinition> columns,
            List<Integer> primaryKey,
            @Nullable String primaryKeyName,
            List<IndexDefinition> indexes,
            List<Check> checks,
            @Nullable String viewSql,
            @Nullable String comment,
            List<ForeignKeyDefinition> foreignKeys,
            List<Reference> references) {
        this(
                tree,
                namespace,
                schema,
                name,
                kind,
                version,
                columns,
                primaryKey,
                primaryKeyName,
                indexes,
                checks,
                viewSql,
                comment,
                foreignKeys,
                references,
                Options.NONE);
    }

    /** A table that neither refers to others nor is referred to. */
    public TableDefinition(
            long tree,
            int namespace,
            String schema,
            String name,
            Kind kind,
            int version,
            List<ColumnDefinition> columns,
            List<Integer> primaryKey,
            @Nullable String primaryKeyName,
            List<IndexDefinition> indexes,
            List<Check> checks,
            @Nullable String viewSql,
            @Nullable String comment) {
        this(
                tree,
                namespace,
                schema,
                name,
                kind,
                version,
                columns,
                primaryKey,
                primaryKeyName,
                indexes,
                checks,
                viewSql,
                comment,
                List.of(),
                List.of());
    }

    /** What a table is. */
    public enum Kind {
        TABLE,
        VIEW,
        SYSTEM_VIEW
    }

    /** What becomes of a temporary table when a transaction is committed. */
    public enum OnCommit {
        PRESERVE_ROWS,
        DELETE_ROWS,
        DROP
    }

    /** Which conditions a row must meet that is written through a view. */
    public enum CheckOption {
        NONE,
        LOCAL,
        CASCADED
    }

    /**
     * What only some tables and views have.
     *
     * @param onCommit ON COMMIT of a temporary table
     * @param checkOption WITH CHECK OPTION of a view
     * @param constraintComments texts of COMMENT ON CONSTRAINT by the constraint's name
     * @param unpopulated whether it is a materialized view that has no rows yet, not even none
     */
    public record Options(
            OnCommit onCommit, CheckOption checkOption, Map<String, String> constraintComments, boolean unpopulated) {
        public static final Options NONE = new Options(OnCommit.PRESERVE_ROWS, CheckOption.NONE, Map.of());

        /** Of what has rows or is no materialized view. */
        public Options(OnCommit onCommit, CheckOption checkOption, Map<String, String> constraintComments) {
            this(onCommit, checkOption, constraintComments, false);
        }
    }

    /**
     * A CHECK constraint.
     *
     * @param name the name
     * @param sql text of the condition
     */
    public record Check(String name, String sql) {}

    /** The next version of this table, with other columns, indexes or constraints. */
    public TableDefinition changed(
            List<ColumnDefinition> newColumns,
            List<IndexDefinition> newIndexes,
            List<Check> newChecks,
            List<ForeignKeyDefinition> newForeignKeys,
            List<Reference> newReferences) {
        return new TableDefinition(
                tree,
                namespace,
                schema,
                name,
                kind,
                version + 1,
                List.copyOf(newColumns),
                primaryKey,
                primaryKeyName,
                List.copyOf(newIndexes),
                List.copyOf(newChecks),
                viewSql,
                comment,
                List.copyOf(newForeignKeys),
                List.copyOf(newReferences),
                options);
    }

    /** Name of the PRIMARY KEY constraint, given or not. */
    public String primaryKeyNameOrDefault() {
        return primaryKeyName == null ? name + "_pkey" : primaryKeyName;
    }

    /**
     * A foreign key that refers to the table.
     *
     * @param schema schema of the table it belongs to
     * @param table that table
     * @param constraint its name
     */
    public record Reference(String schema, String table, String constraint) {}

    /** A foreign key by name, or null. */
    public @Nullable ForeignKeyDefinition foreignKey(String constraint) {
        for (ForeignKeyDefinition key : foreignKeys) {
            if (key.name().equals(constraint)) {
                return key;
            }
        }
        return null;
    }

    /**
     * Name of the key that has just these columns: the primary key, a unique index, or null.
     *
     * @param positions positions of the columns, in any order
     */
    public @Nullable String keyName(Set<Integer> positions) {
        if (positions.equals(new HashSet<>(primaryKey))) {
            return primaryKeyNameOrDefault();
        }
        for (IndexDefinition index : indexes) {
            Set<Integer> indexed = new HashSet<>();
            index.columns().forEach(column -> indexed.add(column.column()));
            if (index.unique() && index.isPlain() && positions.equals(indexed)) {
                return index.name();
            }
        }
        return null;
    }

    /** Whether it has columns with all of these ids. */
    public boolean hasColumns(List<Integer> ids) {
        return ids.stream().allMatch(id -> columns.stream().anyMatch(column -> column.id() == id));
    }

    /** Whether its rows are those that a query had when it was refreshed last. */
    public boolean isMaterializedView() {
        return kind == Kind.TABLE && viewSql != null;
    }

    /** Whether it has a column that is computed from others. */
    public boolean hasGeneratedColumns() {
        return columns.stream().anyMatch(ColumnDefinition::isGenerated);
    }

    /** Positions of the columns with these ids. */
    public int[] positions(List<Integer> ids) {
        int[] positions = new int[ids.size()];
        for (int i = 0; i < positions.length; i++) {
            int position = 0;
            while (columns.get(position).id() != ids.get(i)) {
                position++;
            }
            positions[i] = position;
        }
        return positions;
    }

    /** Whether rows may have values that are too large for memory. */
    public boolean hasLargeObjects() {
        return columns.stream().anyMatch(column -> column.type().isLargeObject());
    }

    /** Position of a column by name, or -1. */
    public int columnIndex(String column) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equals(column)) {
                return i;
            }
        }
        return -1;
    }
}
