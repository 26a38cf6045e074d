/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec;

import io.blazedb.calcite.exec.expression.ArrayFunctions;
import io.blazedb.calcite.exec.expression.Expression;
import io.blazedb.calcite.exec.expression.Values;
import io.blazedb.calcite.exec.operator.SubQueries.Comparison;
import io.blazedb.calcite.schema.BlazeTypes;
import io.blazedb.calcite.types.ArrayTypes;
import io.blazedb.calcite.types.Coercions;
import io.blazedb.calcite.types.SqlArray;
import io.blazedb.calcite.types.SqlType;
import io.blazedb.calcite.validate.ArrayOperators;
import java.util.List;
import org.apache.calcite.rex.RexCall;
import org.jspecify.annotations.Nullable;

/** Calls of array functions: their arguments become arrays and elements of one type. */
final class ArrayCalls {
    private ArrayCalls() {}

    /** The call as a closure, or null if it is none of a function of arrays. */
    static @Nullable Expression compile(ExpressionCompiler compiler, RexCall call, String name) {
        List<SqlType> types = call.getOperands().stream()
                .map(operand -> BlazeTypes.fromRel(operand.getType()))
                .toList();
        String signature = ArrayOperators.signature(name, types);
        if (signature == null && (name.equals("@>") || name.equals("<@"))) {
            signature = types.stream().anyMatch(SqlType::isArray) ? "RR" : null;
        }
        if (signature == null) {
            return null;
        }
        SqlType element = ArrayTypes.element(signature, types);
        Expression[] arguments = compiler.compile(call.getOperands());
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = converted(arguments[i], types.get(i), ArrayTypes.role(signature, i), element);
        }
        if (name.endsWith(" ANY") || name.endsWith(" ALL")) {
            return quantified(arguments[0], arguments[1], name);
        }
        if (name.equals("CURRENT_SCHEMAS")) {
            return (row, e) ->
                    SqlArray.of(SqlType.of(SqlType.Name.VARCHAR), e.statement().searchPath());
        }
        ArrayFunctions.Function function = ArrayFunctions.find(name, element);
        if (function == null) {
            throw ExpressionCompiler.unsupported(name);
        }
        return (row, e) -> {
            @Nullable Object[] values = new @Nullable Object[arguments.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = arguments[i].evaluate(row, e);
            }
            return function.apply(values);
        };
    }

    private static Expression converted(Expression argument, SqlType type, char role, SqlType element) {
        boolean array = type.isArray() || role == 'R';
        if ((role != 'R' && role != 'E') || type.name() == SqlType.Name.NULL) {
            return argument;
        }
        SqlType wanted = array ? SqlType.array(element) : element;
        boolean same = array ? type.isArray() && type.elementType().equals(element) : type.equals(element);
        return same ? argument : ExpressionCompiler.strict(argument, value -> Coercions.convert(value, type, wanted));
    }

    /** {@code value op ANY (array)}: NULL if none fits but some element is NULL. */
    private static Expression quantified(Expression left, Expression right, String name) {
        boolean all = name.endsWith(" ALL");
        Comparison comparison = switch (name.substring(0, name.length() - 4)) {
            case "=" -> Comparison.EQUAL;
            case "<>" -> Comparison.NOT_EQUAL;
            case "<" -> Comparison.LESS;
            case "<=" -> Comparison.LESS_OR_EQUAL;
            case ">" -> Comparison.GREATER;
            default -> Comparison.GREATER_OR_EQUAL;
        };
        return (row, e) -> {
            SqlArray array = (SqlArray) right.evaluate(row, e);
            if (array == null) {
                return null;
            }
            Object value = left.evaluate(row, e);
            boolean unknown = false;
            for (int i = 0; i < array.size(); i++) {
                Object element = array.element(i);
                if (value == null || element == null) {
                    unknown = true;
                } else if (comparison.holds(Values.compare(value, element)) != all) {
                    return !all;
                }
            }
            return unknown ? null : (Object) all;
        };
    }
}
