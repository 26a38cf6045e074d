/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.parser;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A short statement as {@link DirectParser} reads it: of one table, with nothing but names and values in it. */
public sealed interface DirectStatement {

    /** The table's name as written: one to three parts. */
    List<String> table();

    /**
     * A name or value of the select list.
     *
     * @param qualifier table name or alias before the column, or null
     * @param column the column
     * @param alias what the result calls it, or null
     */
    record Item(
            @Nullable String qualifier,
            String column,
            @Nullable String alias) {}

    /** What a value is. */
    enum ValueKind {
        /** A question mark. */
        PARAMETER,
        INTEGER,
        DECIMAL,
        STRING,
        BOOLEAN,
        NULL
    }

    /**
     * A value.
     *
     * @param number position among the statement's parameters, or among its literals as {@link SqlText} counts them; -1 for others
     * @param text of a literal
     * @param negative whether a minus sign stands before it
     */
    record Value(ValueKind kind, int number, String text, boolean negative) {}

    /** How a column is compared. */
    enum Comparison {
        EQUAL,
        LESS,
        LESS_OR_EQUAL,
        GREATER,
        GREATER_OR_EQUAL
    }

    /** A column compared with a value. */
    record Condition(@Nullable String qualifier, String column, Comparison comparison, Value value) {}

    /** A column of ORDER BY. */
    record Order(@Nullable String qualifier, String column, boolean descending) {}

    /**
     * SELECT.
     *
     * @param alias what the statement calls the table, or null
     * @param items the columns wanted; empty for all, or for a count
     * @param count name of the count of rows, or null if the rows themselves are wanted
     */
    record Select(
            List<String> table,
            @Nullable String alias,
            List<Item> items,
            @Nullable String count,
            List<Condition> where,
            List<Order> order,
            @Nullable Value limit,
            @Nullable Value offset)
            implements DirectStatement {}

    /**
     * INSERT of values.
     *
     * @param columns their columns; empty for all
     */
    record Insert(List<String> table, List<String> columns, List<List<Value>> rows) implements DirectStatement {}

    /** A column and its new value. */
    record Assignment(String column, Value value) {}

    /** UPDATE. */
    record Update(List<String> table, @Nullable String alias, List<Assignment> set, List<Condition> where)
            implements DirectStatement {}

    /** DELETE. */
    record Delete(List<String> table, @Nullable String alias, List<Condition> where) implements DirectStatement {}
}
