/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec;

import io.blazedb.calcite.exec.expression.Expression;
import io.blazedb.calcite.exec.expression.SetValues;
import io.blazedb.calcite.exec.operator.Operator;
import io.blazedb.calcite.exec.operator.Rows;
import io.blazedb.calcite.schema.BlazeTypes;
import io.blazedb.calcite.types.SqlType;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.apache.calcite.rex.RexCall;
import org.jspecify.annotations.Nullable;

/** Functions that give rows. A NULL argument gives none. */
public final class SetFunctions {
    private SetFunctions() {}

    public static boolean isKnown(RexCall call) {
        return SetValues.isKnown(call.getOperator().getName().toUpperCase(Locale.ROOT));
    }

    /**
     * The rows of a call.
     *
     * @param width columns of a row
     * @param numbered whether the last of them is the row's number
     */
    static Operator compile(ExpressionCompiler compiler, RexCall call, int width, boolean numbered) {
        Expression[] arguments = compiler.compile(call.getOperands());
        List<SqlType> types = call.getOperands().stream()
                .map(operand -> BlazeTypes.fromRel(operand.getType()))
                .toList();
        SetValues.Function function =
                SetValues.find(call.getOperator().getName().toUpperCase(Locale.ROOT), types);
        boolean lenient = call.getOperator().getName().equalsIgnoreCase("UNNEST");
        return context -> {
            @Nullable Object[] values = new @Nullable Object[arguments.length];
            for (int i = 0; i < values.length; i++) {
                Object value = arguments[i].evaluate(new @Nullable Object[0], context);
                if (value == null && !lenient) {
                    return Rows.EMPTY;
                }
                values[i] = value;
            }
            Iterator<@Nullable Object[]> rows = function.apply(values);
            return new Rows() {
                private long number;

                @Override
                public @Nullable Object @Nullable [] next() {
                    if (!rows.hasNext()) {
                        return null;
                    }
                    context.execution().checkCancelled();
                    @Nullable Object[] row = java.util.Arrays.copyOf(rows.next(), width);
                    if (numbered) {
                        row[width - 1] = (int) ++number;
                    }
                    return row;
                }
            };
        };
    }
}
