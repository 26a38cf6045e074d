/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import io.blazedb.calcite.types.SqlType;
import java.util.Set;

/**
 * What is known of an expression over a row of a table.
 *
 * @param type type of its value
 * @param columns positions of the columns that it reads
 * @param immutable whether it gives the same value for the same row whenever and by whomever it is computed
 */
public record RowExpression(SqlType type, Set<Integer> columns, boolean immutable) {
    public RowExpression {
        columns = Set.copyOf(columns);
    }
}
