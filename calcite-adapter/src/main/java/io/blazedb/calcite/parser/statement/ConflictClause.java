/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.parser.statement;

import java.util.List;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.jspecify.annotations.Nullable;

/**
 * ON CONFLICT.
 *
 * @param keys the columns and expressions whose unique constraint or index is meant; empty if none were given
 * @param predicate condition behind them, for an index of some rows, or null
 * @param constraint name of the constraint, or null
 * @param assignments what to set in the row that is there; empty for DO NOTHING
 * @param where which of those rows to change, or null
 */
public record ConflictClause(
        List<SqlNode> keys,
        @Nullable SqlNode predicate,
        @Nullable SqlIdentifier constraint,
        List<Assignment> assignments,
        @Nullable SqlNode where) {
    public ConflictClause {
        keys = List.copyOf(keys);
        assignments = List.copyOf(assignments);
    }
}
