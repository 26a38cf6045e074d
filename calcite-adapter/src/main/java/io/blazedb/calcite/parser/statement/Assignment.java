/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.parser.statement;

import java.util.List;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;

/**
 * {@code column = value} or {@code (column, ...) = (value, ...)} of a SET clause.
 *
 * @param columns the columns
 * @param values as many expressions, or a single query for all columns; DEFAULT may stand for an expression
 */
public record Assignment(List<SqlIdentifier> columns, List<SqlNode> values) {
    public Assignment {
        columns = List.copyOf(columns);
        values = List.copyOf(values);
    }
}
