/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.vector;

import io.blazedb.calcite.exec.expression.Casts;
import io.blazedb.calcite.exec.expression.Expression;
import io.blazedb.calcite.exec.operator.OperatorContext;
import io.blazedb.calcite.exec.operator.SubQueries.Comparison;
import io.blazedb.calcite.exec.vector.VectorArithmetic.Operation;
import io.blazedb.calcite.types.SqlType;
import java.util.List;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/** Makes expressions over vectors whose operands have the same form; null where no loop does what is wanted. */
public final class VectorForms {
    /** A condition with more parts than this is looked up, not compared. */
    public static final int SEARCH_NODES_MAX = 32;

    /** Digits after the point with which a DECIMAL may still fit into a long; with more, rows are computed one by one. */
    static final int LONG_DIGITS = 18;

    private VectorForms() {}

    /** Whether values of a type can be held in vectors. */
    public static boolean isSupported(SqlType type) {
        return Vector.Form.of(type) != null;
    }

    /** Whether values of both types are equal in SQL just if they are in vectors of their form. */
    public static boolean isComparable(SqlType a, SqlType b) {
        Vector.Form form = Vector.Form.of(a);
        if (form != Vector.Form.of(b) || form == null) {
            return false;
        }
        return a.name() == b.name()
                || (isWhole(a) && isWhole(b))
                || form == Vector.Form.DOUBLE
                || (isText(a) && isText(b))
                || (isBinary(a) && isBinary(b));
    }

    /** A condition computed row by row. */
    public static VectorFilter rowwise(Expression condition, int[] columns, boolean truth) {
        return RowFallback.filter(condition, columns, truth);
    }

    /** A column with the values of an expression; of none if nobody needs it. */
    public static VectorExpression output(int index, @Nullable VectorExpression expression, SqlType type) {
        int scale = expression == null ? 0 : expression.scale();
        VectorExpression column = VectorExpression.column(index, expression == null ? type : expression.type());
        return new VectorExpression() {
            @Override
            public SqlType type() {
                return column.type();
            }

            @Override
            public int scale() {
                return scale;
            }

            @Override
            public Evaluator start(OperatorContext context) {
                return column.start(context);
            }
        };
    }

    public static @Nullable VectorExpression arithmetic(
            Operation operation,
            VectorExpression left,
            VectorExpression right,
            SqlType type,
            BinaryOperator<Object> exact) {
        if (!isNumber(left.type()) || !isNumber(right.type())) {
            return null;
        }
        return switch (type.name()) {
            case SMALLINT, INTEGER, BIGINT ->
                isWhole(left.type()) && isWhole(right.type())
                        ? new VectorArithmetic(operation, left, right, type, 0, exact)
                        : null;
            case DOUBLE ->
                new VectorArithmetic(
                        operation, VectorConversion.toDouble(left), VectorConversion.toDouble(right), type, 0, exact);
            case DECIMAL -> decimal(operation, left, right, type, exact);
            default -> null;
        };
    }

    private static @Nullable VectorExpression decimal(
            Operation operation,
            VectorExpression left,
            VectorExpression right,
            SqlType type,
            BinaryOperator<Object> exact) {
        if (!isExact(left.type()) || !isExact(right.type())) {
            return null;
        }
        int leftScale = digits(left);
        int rightScale = digits(right);
        boolean multiplied = operation == Operation.MULTIPLY;
        int scale = multiplied ? leftScale + rightScale : Math.max(leftScale, rightScale);
        if (operation == Operation.DIVIDE || scale > type.scale() || scale > LONG_DIGITS) {
            return null;
        }
        return new VectorArithmetic(
                operation,
                VectorConversion.toDecimal(left, multiplied ? leftScale : scale),
                VectorConversion.toDecimal(right, multiplied ? rightScale : scale),
                type,
                scale,
                exact);
    }

    private static int digits(VectorExpression expression) {
        return expression.type().name() == SqlType.Name.DECIMAL ? expression.scale() : 0;
    }

    /** A CASE whose values have the type of the result, or are NULL. */
    public static @Nullable VectorExpression caseOf(
            List<VectorFilter> conditions, List<VectorExpression> values, SqlType type) {
        int scale = values.stream().mapToInt(VectorForms::digits).max().orElse(0);
        for (VectorExpression value : values) {
            boolean same = Vector.Form.of(value.type()) == Vector.Form.of(type)
                    && (value.type().name() == type.name() || (isText(value.type()) && isText(type)));
            if (!same) {
                return null;
            }
        }
        return new VectorCase(conditions, values, type, scale);
    }

    /** A conversion that cannot fail and does not round. */
    public static @Nullable VectorExpression cast(VectorExpression operand, SqlType type) {
        SqlType from = operand.type();
        if (Casts.cast(from, type) == null) {
            return operand;
        }
        boolean widens = type.name() == SqlType.Name.BIGINT
                || (type.name() == SqlType.Name.INTEGER && from.name() == SqlType.Name.SMALLINT);
        if (isWhole(from) && widens) {
            return new VectorConversion(operand, type, 0);
        }
        return isNumber(from) && type.name() == SqlType.Name.DOUBLE ? VectorConversion.toDouble(operand) : null;
    }

    public static @Nullable VectorFilter comparison(
            Comparison comparison, VectorExpression left, VectorExpression right) {
        SqlType a = left.type();
        SqlType b = right.type();
        if (isNumber(a) && isNumber(b)) {
            if (Vector.Form.of(a) == Vector.Form.DOUBLE || Vector.Form.of(b) == Vector.Form.DOUBLE) {
                return new VectorComparison(
                        comparison, VectorConversion.toDouble(left), VectorConversion.toDouble(right));
            }
            if (!isWhole(a) || !isWhole(b)) {
                int scale = commonScale(left, right);
                return new VectorComparison(
                        comparison, VectorConversion.toDecimal(left, scale), VectorConversion.toDecimal(right, scale));
            }
        }
        return isComparable(a, b) ? new VectorComparison(comparison, left, right) : null;
    }

    /** A constant takes the scale of what it is compared with. */
    private static int commonScale(VectorExpression left, VectorExpression right) {
        if (left instanceof VectorConstant && digits(right) > 0) {
            return digits(right);
        }
        if (right instanceof VectorConstant && digits(left) > 0) {
            return digits(left);
        }
        return Math.max(digits(left), digits(right));
    }

    /** LIKE with a constant pattern; {@code other} is for patterns that need more. */
    public static @Nullable VectorFilter like(
            VectorExpression text, VectorConstant pattern, boolean wanted, VectorFilter other) {
        return text.type().name() == SqlType.Name.VARCHAR ? new VectorText(text, pattern, wanted, other) : null;
    }

    private static boolean isWhole(SqlType type) {
        return switch (type.name()) {
            case SMALLINT, INTEGER, BIGINT -> true;
            default -> false;
        };
    }

    private static boolean isExact(SqlType type) {
        return isWhole(type) || type.name() == SqlType.Name.DECIMAL;
    }

    private static boolean isNumber(SqlType type) {
        return isExact(type) || type.name() == SqlType.Name.REAL || type.name() == SqlType.Name.DOUBLE;
    }

    private static boolean isText(SqlType type) {
        return switch (type.name()) {
            case CHAR, VARCHAR, JSON -> true;
            default -> false;
        };
    }

    private static boolean isBinary(SqlType type) {
        return type.name() == SqlType.Name.BINARY || type.name() == SqlType.Name.VARBINARY;
    }
}
