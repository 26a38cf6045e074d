/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.exec.expression.Accumulator;
import io.blazedb.calcite.exec.expression.Expression;
import io.blazedb.calcite.function.UserFunction;
import io.blazedb.calcite.schema.BlazeTypes;
import io.blazedb.calcite.types.Coercions;
import io.blazedb.calcite.types.SqlType;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.apache.calcite.rex.RexCall;
import org.jspecify.annotations.Nullable;

/** Calls of functions that the program has given. */
final class UserCalls {
    private UserCalls() {}

    static Expression scalar(ExpressionCompiler compiler, RexCall call, UserFunction.Scalar function) {
        Expression[] operands = compiler.compile(call.getOperands());
        List<SqlType> types = call.getOperands().stream()
                .map(operand -> BlazeTypes.fromRel(operand.getType()))
                .toList();
        return (row, e) -> {
            Object[] arguments = new Object[operands.length];
            for (int i = 0; i < arguments.length; i++) {
                Object value = operands[i].evaluate(row, e);
                if (value == null) {
                    return null;
                }
                arguments[i] =
                        argument(value, types.get(i), function.arguments().get(i));
            }
            return result(function, () -> function.body().apply(arguments));
        };
    }

    /**
     * An aggregate function.
     *
     * @param columns columns of the arguments
     * @param types types of these columns
     */
    static Accumulator.Factory aggregate(UserFunction.Aggregate function, List<Integer> columns, List<SqlType> types) {
        return () -> {
            UserFunction.Group group = Objects.requireNonNull(
                    guarded(function, () -> function.start().begin()));
            return new Accumulator() {
                @Override
                public void add(@Nullable Object[] row) {
                    Object[] arguments = new Object[columns.size()];
                    for (int i = 0; i < arguments.length; i++) {
                        Object value = row[columns.get(i)];
                        if (value == null) {
                            return;
                        }
                        arguments[i] = argument(
                                value, types.get(i), function.arguments().get(i));
                    }
                    guarded(function, () -> {
                        group.add(arguments);
                        return arguments;
                    });
                }

                @Override
                public @Nullable Object result() {
                    return UserCalls.result(function, group::result);
                }
            };
        };
    }

    private static Object argument(Object value, SqlType from, SqlType to) {
        Object converted = from.name() == to.name() ? value : Coercions.convert(value, from, to);
        return Objects.requireNonNull(Coercions.toExternal(converted, to));
    }

    private static @Nullable Object result(UserFunction function, Callable<@Nullable Object> call) {
        return Coercions.toInternal(guarded(function, call), function.result());
    }

    /** Runs the program's code: whatever it throws is an error of the statement. */
    private static <T extends @Nullable Object> T guarded(UserFunction function, Callable<T> call) {
        try {
            return call.call();
        } catch (Exception | StackOverflowError | AssertionError | LinkageError failure) {
            throw new BlazeSqlException(
                    SqlErrorCode.EXTERNAL_ROUTINE,
                    "function " + function.name() + " failed with "
                            + failure.getClass().getSimpleName(),
                    failure);
        }
    }
}
