/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec;

import io.blazedb.calcite.exec.expression.Evaluation;
import io.blazedb.calcite.exec.expression.Expression;
import io.blazedb.calcite.exec.expression.Values;
import io.blazedb.calcite.exec.operator.SubQueries.Comparison;
import org.jspecify.annotations.Nullable;

/** Comparisons and logic of three values. */
final class Logic {
    private Logic() {}

    static Expression and(Expression[] operands) {
        return new Expression() {
            @Override
            public @Nullable Object evaluate(@Nullable Object[] row, Evaluation e) {
                Object result = true;
                for (Expression operand : operands) {
                    Object value = operand.evaluate(row, e);
                    if (value == null) {
                        result = null;
                    } else if (!(Boolean) value) {
                        return false;
                    }
                }
                return result;
            }

            @Override
            public boolean isTrue(@Nullable Object[] row, Evaluation e) {
                for (Expression operand : operands) {
                    if (!operand.isTrue(row, e)) {
                        return false;
                    }
                }
                return true;
            }
        };
    }

    static Expression or(Expression[] operands) {
        return (row, e) -> {
            Object result = false;
            for (Expression operand : operands) {
                Object value = operand.evaluate(row, e);
                if (value == null) {
                    result = null;
                } else if ((Boolean) value) {
                    return true;
                }
            }
            return result;
        };
    }

    static Expression not(Expression operand) {
        return ExpressionCompiler.strict(operand, value -> !(Boolean) value);
    }

    static Expression isNull(Expression operand, boolean wanted) {
        return (row, e) -> operand.evaluate(row, e) == null == wanted;
    }

    /** IS [NOT] TRUE and IS [NOT] FALSE. */
    static Expression is(Expression operand, boolean truth, boolean wanted) {
        return (row, e) -> {
            Object value = operand.evaluate(row, e);
            return (value != null && (Boolean) value == truth) == wanted;
        };
    }

    static Expression coalesce(Expression[] operands) {
        return (row, e) -> {
            for (Expression operand : operands) {
                Object value = operand.evaluate(row, e);
                if (value != null) {
                    return value;
                }
            }
            return null;
        };
    }

    static Expression compare(Expression left, Expression right, Comparison comparison) {
        if (ExpressionCompiler.isNull(left) || ExpressionCompiler.isNull(right)) {
            return new Expression.Constant(null);
        }
        if (right instanceof Expression.Constant constant && constant.value() instanceof Integer number) {
            return compareInteger(left, number, comparison);
        }
        return new Expression() {
            @Override
            public @Nullable Object evaluate(@Nullable Object[] row, Evaluation e) {
                Object x = left.evaluate(row, e);
                if (x == null) {
                    return null;
                }
                Object y = right.evaluate(row, e);
                return y == null ? null : (Boolean) comparison.holds(Values.compare(x, y));
            }

            @Override
            public boolean isTrue(@Nullable Object[] row, Evaluation e) {
                Object x = left.evaluate(row, e);
                Object y = x == null ? null : right.evaluate(row, e);
                return x != null && y != null && comparison.holds(Values.compare(x, y));
            }
        };
    }

    private static Expression compareInteger(Expression left, int right, Comparison comparison) {
        Integer boxed = right;
        return new Expression() {
            @Override
            public @Nullable Object evaluate(@Nullable Object[] row, Evaluation e) {
                Object x = left.evaluate(row, e);
                return x == null ? null : (Boolean) holds(x);
            }

            @Override
            public boolean isTrue(@Nullable Object[] row, Evaluation e) {
                Object x = left.evaluate(row, e);
                return x != null && holds(x);
            }

            private boolean holds(Object x) {
                int order = x instanceof Integer value ? Integer.compare(value, right) : Values.compare(x, boxed);
                return comparison.holds(order);
            }
        };
    }

    /** Compares row values field by field, as the standard has it. */
    static Expression compareRows(Expression left, Expression right, Comparison comparison) {
        return ExpressionCompiler.strictNullable(
                left,
                right,
                (x, y) -> io.blazedb.calcite.exec.operator.SubQueries.compare(
                        (@Nullable Object[]) x, (@Nullable Object[]) y, comparison));
    }
}
