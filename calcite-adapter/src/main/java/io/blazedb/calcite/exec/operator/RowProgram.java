/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.operator;

import io.blazedb.calcite.exec.memory.RowList;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Expressions over rows that a statement holds in memory. Immutable.
 *
 * @param operator gives the expressions' values for each row, in the rows' order
 * @param rows what the operator reads the rows from
 */
public record RowProgram(Operator operator, SimpleOperators.WorkTable rows) {

    /** The values of the expressions for each row. */
    public List<@Nullable Object[]> run(List<@Nullable Object[]> input, OperatorContext context) {
        context.remember(rows, (SimpleOperators.WorkTable.Source) () -> Rows.of(input));
        List<@Nullable Object[]> results = new ArrayList<>(input.size());
        try (Rows open = operator.open(context)) {
            @Nullable Object[] row;
            while ((row = open.next()) != null) {
                context.tick();
                results.add(row);
            }
        }
        return results;
    }

    /** The values of the expressions for each row of a list, computed when they are asked for. */
    Rows rows(RowList input, OperatorContext context) {
        context.remember(rows, (SimpleOperators.WorkTable.Source) () -> Rows.of(input.read()));
        return operator.open(context);
    }

    /** The values of the expressions for one row. */
    public @Nullable Object[] run(@Nullable Object[] row, OperatorContext context) {
        return run(List.<@Nullable Object[]>of(row), context).get(0);
    }

    /** Whether the first expression is TRUE for a row. */
    public boolean isTrue(@Nullable Object[] row, OperatorContext context) {
        return Boolean.TRUE.equals(run(row, context)[0]);
    }
}
