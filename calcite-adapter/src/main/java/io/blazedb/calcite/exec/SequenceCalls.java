/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec;

import io.blazedb.calcite.exec.expression.Expression;
import io.blazedb.calcite.schema.BlazeTypes;
import io.blazedb.calcite.types.Coercions;
import io.blazedb.calcite.types.SqlType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;

/** Functions of sequences. NULL as an argument gives NULL and does nothing. */
final class SequenceCalls {
    private static final SqlType BIGINT = SqlType.of(SqlType.Name.BIGINT);

    private SequenceCalls() {}

    static Expression compile(ExpressionCompiler compiler, RexCall call, String name) {
        if (name.equals("LASTVAL")) {
            return (row, e) -> e.statement().sequences().last();
        }
        Expression sequence = compiler.compile(call.getOperands().get(0));
        if (name.equals("SETVAL")) {
            return set(compiler, call, sequence);
        }
        if (name.equals("PG_GET_SERIAL_SEQUENCE")) {
            Expression column = compiler.compile(call.getOperands().get(1));
            return (row, e) -> {
                Object table = sequence.evaluate(row, e);
                Object named = column.evaluate(row, e);
                return table == null || named == null
                        ? null
                        : e.statement().sequences().ofColumn((String) table, (String) named);
            };
        }
        boolean next = name.equals("NEXTVAL");
        return (row, e) -> {
            Object text = sequence.evaluate(row, e);
            if (text == null) {
                return null;
            }
            return next
                    ? e.statement().sequences().next((String) text)
                    : e.statement().sequences().current((String) text);
        };
    }

    private static Expression set(ExpressionCompiler compiler, RexCall call, Expression sequence) {
        RexNode operand = call.getOperands().get(1);
        Expression value = compiler.compile(operand);
        SqlType type = BlazeTypes.fromRel(operand.getType());
        Expression called = call.getOperands().size() == 3
                ? compiler.compile(call.getOperands().get(2))
                : new Expression.Constant(true);
        return (row, e) -> {
            Object text = sequence.evaluate(row, e);
            Object number = value.evaluate(row, e);
            Object counts = called.evaluate(row, e);
            Object converted = number == null ? null : Coercions.convert(number, type, BIGINT);
            if (text == null || converted == null || counts == null) {
                return null;
            }
            return e.statement().sequences().set((String) text, (Long) converted, (Boolean) counts);
        };
    }
}
