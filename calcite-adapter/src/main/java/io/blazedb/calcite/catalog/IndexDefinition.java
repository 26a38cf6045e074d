/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.catalog;

import io.blazedb.calcite.types.SqlType;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An index over columns of a table, or over values computed from them.
 *
 * @param tree id of the index's tree in the store
 * @param name the name
 * @param columns what is indexed, in order
 * @param unique whether entries with no NULL must be unique
 * @param constraint whether it belongs to a UNIQUE constraint of the same name
 * @param predicateSql condition of the rows that have an entry; null for all rows
 * @param included positions of the columns of INCLUDE
 * @param comment text of COMMENT ON, or null
 */
public record IndexDefinition(
        long tree,
        String name,
        List<Column> columns,
        boolean unique,
        boolean constraint,
        @Nullable String predicateSql,
        List<Integer> included,
        @Nullable String comment) {

    /** An index over columns, of all rows. */
    public IndexDefinition(long tree, String name, List<Column> columns, boolean unique, boolean constraint) {
        this(tree, name, columns, unique, constraint, null, List.of(), null);
    }

    /**
     * One indexed column or expression.
     *
     * @param column position in {@link TableDefinition#columns()}, 0-based; {@link #EXPRESSION} for an expression
     * @param descending whether larger values come first
     * @param nullsFirst whether NULL comes before every value
     * @param expression what is computed, or null for a column
     */
    public record Column(
            int column,
            boolean descending,
            boolean nullsFirst,
            @Nullable Computed expression) {
        /** Stands for an expression among positions of columns. */
        public static final int EXPRESSION = -1;

        /** A column with NULL at the end of the larger values. */
        public Column(int column, boolean descending) {
            this(column, descending, descending, null);
        }

        /** The same at another position of the table. */
        public Column at(int position) {
            return new Column(position, descending, nullsFirst, expression);
        }

        /** Its expression; it must have one. */
        public Computed computed() {
            return Objects.requireNonNull(expression);
        }
    }

    /**
     * An indexed expression.
     *
     * @param sql its text
     * @param type type of its values
     */
    public record Computed(String sql, SqlType type) {}

    /** Whether it has an entry for every row, under values of columns only. */
    public boolean isPlain() {
        return predicateSql == null && columns.stream().noneMatch(column -> column.expression() != null);
    }

    /** Type of one of its columns or expressions. */
    public SqlType keyType(TableDefinition table, int position) {
        Column column = columns.get(position);
        return column.expression() == null
                ? table.columns().get(column.column()).type()
                : column.computed().type();
    }

    public IndexDefinition withTree(long newTree) {
        return new IndexDefinition(newTree, name, columns, unique, constraint, predicateSql, included, comment);
    }

    public IndexDefinition withName(String newName) {
        return new IndexDefinition(tree, newName, columns, unique, constraint, predicateSql, included, comment);
    }

    public IndexDefinition withColumns(List<Column> newColumns, List<Integer> newIncluded) {
        return new IndexDefinition(
                tree,
                name,
                List.copyOf(newColumns),
                unique,
                constraint,
                predicateSql,
                List.copyOf(newIncluded),
                comment);
    }

    public IndexDefinition withPredicate(@Nullable String newPredicateSql) {
        return new IndexDefinition(tree, name, columns, unique, constraint, newPredicateSql, included, comment);
    }

    public IndexDefinition withComment(@Nullable String newComment) {
        return new IndexDefinition(tree, name, columns, unique, constraint, predicateSql, included, newComment);
    }
}
