/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan.rel;

import io.blazedb.calcite.catalog.IndexDefinition;
import java.util.List;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;

/**
 * The way to the rows of a table.
 *
 * @param kind what is read
 * @param index the index, for {@link Kind#INDEX}
 * @param equalities conditions on the first key columns
 * @param lower lower bound of the next key column, or null
 * @param upper upper bound of the next key column, or null
 * @param descending whether the key is read backwards
 */
public record AccessPath(
        Kind kind,
        @Nullable IndexDefinition index,
        List<Equality> equalities,
        @Nullable Limit lower,
        @Nullable Limit upper,
        boolean descending) {

    /** What is read. */
    public enum Kind {
        /** The whole table. */
        FULL,
        /** Single rows by their whole primary key. */
        KEY_SEEK,
        /** A part of the table by the start of its primary key. */
        KEY_RANGE,
        /** Rows through entries of an index. */
        INDEX
    }

    /** A column equals one of these values, or is NULL. */
    public record Equality(int column, List<RexNode> values, boolean isNull) {}

    /** A column is beyond this value. */
    public record Limit(int column, RexNode value, boolean inclusive) {}

    /** All rows in key order. */
    public static AccessPath full(boolean descending) {
        return new AccessPath(Kind.FULL, null, List.of(), null, null, descending);
    }
}
