/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec;

import io.blazedb.calcite.exec.expression.Expression;
import io.blazedb.calcite.schema.BlazeTypes;
import io.blazedb.calcite.types.EnumLabels;
import io.blazedb.calcite.types.SqlArray;
import io.blazedb.calcite.types.SqlType;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;

/** Functions of enumerated types, whose arguments say which type is meant. */
final class EnumCalls {
    private EnumCalls() {}

    static Expression compile(ExpressionCompiler compiler, RexCall call, String name) {
        SqlType result = BlazeTypes.fromRel(call.getType());
        EnumLabels labels = (result.isArray() ? result.elementType() : result).enumLabels();
        if (name.equals("ENUM_RANGE")) {
            return range(compiler, call.getOperands(), labels);
        }
        List<EnumLabels.Label> all = labels.labels();
        return new Expression.Constant(
                all.isEmpty()
                        ? null
                        : (Object) all.get(name.equals("ENUM_FIRST") ? 0 : all.size() - 1)
                                .number());
    }

    private static Expression range(ExpressionCompiler compiler, List<RexNode> operands, EnumLabels labels) {
        SqlType type = SqlType.enumeration(labels);
        if (operands.size() == 1) {
            return new Expression.Constant(between(type, null, null));
        }
        Expression first = number(compiler, operands.get(0), type);
        Expression last = number(compiler, operands.get(1), type);
        return (row, e) -> between(type, (Long) first.evaluate(row, e), (Long) last.evaluate(row, e));
    }

    private static Expression number(ExpressionCompiler compiler, RexNode operand, SqlType type) {
        Expression value = compiler.compile(operand);
        SqlType from = BlazeTypes.fromRel(operand.getType());
        return from.isEnum() || from.name() == SqlType.Name.NULL
                ? value
                : ExpressionCompiler.strict(value, text -> type.enumLabels().number((String) text));
    }

    private static SqlArray between(SqlType type, @Nullable Long first, @Nullable Long last) {
        List<Object> numbers = new ArrayList<>();
        for (EnumLabels.Label label : type.enumLabels().labels()) {
            if ((first == null || label.number() >= first) && (last == null || label.number() <= last)) {
                numbers.add(label.number());
            }
        }
        return SqlArray.of(type, numbers);
    }
}
