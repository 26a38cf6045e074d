/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec;

import io.blazedb.calcite.exec.expression.Expression;
import io.blazedb.calcite.exec.expression.JsonFunctions;
import io.blazedb.calcite.exec.expression.NullableFunctions;
import io.blazedb.calcite.schema.BlazeTypes;
import io.blazedb.calcite.types.SqlType;
import io.blazedb.calcite.types.Texts;
import io.blazedb.calcite.validate.RecordOperator;
import java.util.List;
import java.util.Locale;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;

/** PostgreSQL's functions that take NULLs or give them. */
final class LibraryCalls {
    private LibraryCalls() {}

    static @Nullable Expression compile(ExpressionCompiler compiler, RexCall call, String name) {
        List<RexNode> operands = call.getOperands();
        for (RexNode operand : operands) {
            if (!ExpressionCompiler.isPlain(operand.getType())) {
                return null;
            }
        }
        if (call.getOperator() instanceof RecordOperator operator) {
            return RowValues.record(operator, operands, compiler.compile(operands));
        }
        List<SqlType> types = operands.stream()
                .map(operand -> BlazeTypes.fromRel(operand.getType()))
                .toList();
        NullableFunctions.Function lenient = NullableFunctions.find(name, types);
        if (lenient != null) {
            Expression[] arguments = compiler.compile(operands);
            return (row, e) -> lenient.apply(values(arguments, row, e));
        }
        JsonFunctions.Lookup lookup = JsonFunctions.find(name, types);
        JsonFunctions.Lookup strict = lookup != null ? lookup : NullableFunctions.lookup(name, types);
        if (strict != null) {
            Expression[] arguments = compiler.compile(operands);
            for (int i = 1; i < arguments.length; i++) {
                SqlType type = types.get(i);
                arguments[i] = type.isArray()
                        ? ExpressionCompiler.strict(arguments[i], path -> Texts.format(path, type))
                        : arguments[i];
            }
            return lookup(arguments, strict);
        }
        return switch (name) {
            case "CURRENT_DATABASE" -> (row, e) -> e.statement().currentDatabase();
            case "VERSION" -> new Expression.Constant("BlazeDB, compatible with PostgreSQL 16");
            case "PG_TYPEOF" ->
                new Expression.Constant(Texts.typeName(
                                types.get(0).isArray() || types.get(0).isEnum()
                                        ? types.get(0)
                                        : SqlType.of(types.get(0).name()))
                        .toLowerCase(Locale.ROOT));
            default -> null;
        };
    }

    private static Expression lookup(Expression[] arguments, JsonFunctions.Lookup function) {
        return (row, e) -> {
            Object[] values = new Object[arguments.length];
            for (int i = 0; i < values.length; i++) {
                Object value = arguments[i].evaluate(row, e);
                if (value == null) {
                    return null;
                }
                values[i] = value;
            }
            return function.apply(values);
        };
    }

    private static @Nullable Object[] values(
            Expression[] arguments, @Nullable Object[] row, io.blazedb.calcite.exec.expression.Evaluation evaluation) {
        @Nullable Object[] values = new @Nullable Object[arguments.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = arguments[i].evaluate(row, evaluation);
        }
        return values;
    }
}
