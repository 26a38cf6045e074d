/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.catalog.ColumnDefinition.Identity;
import io.blazedb.calcite.exec.expression.Evaluation;
import io.blazedb.calcite.exec.expression.Expression;
import io.blazedb.calcite.parser.DirectStatement.Value;
import io.blazedb.calcite.parser.DirectStatement.ValueKind;
import io.blazedb.calcite.types.SqlType;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The values of one short statement, as expressions, and the types of its parameters. Not thread-safe. */
final class DirectValues {
    private static final SqlType BIGINT = SqlType.of(SqlType.Name.BIGINT);

    private final boolean literalsAreParameters;
    private final Map<Integer, SqlType> parameterTypes = new TreeMap<>();

    DirectValues(boolean literalsAreParameters) {
        this.literalsAreParameters = literalsAreParameters;
    }

    /** Types of the parameters seen so far, in order. */
    List<SqlType> parameterTypes() {
        return List.copyOf(parameterTypes.values());
    }

    /** A number with the other sign. */
    private record Negated(Expression number) implements Expression {
        @Override
        public @Nullable Object evaluate(@Nullable Object[] row, Evaluation evaluation) {
            Object value = number.evaluate(row, evaluation);
            if (value instanceof BigDecimal decimal) {
                return decimal.negate();
            }
            return value instanceof Long whole ? (Object) (-whole) : value;
        }
    }

    /** A value that a key column is compared with; null if that needs more than finding the key. */
    @Nullable
    Expression compared(Value value, SqlType column, boolean equal) {
        boolean fits = switch (value.kind()) {
            case PARAMETER -> equal ? isEqualComparable(column) : isRangeComparable(column);
            case INTEGER -> isInteger(column) || column.name() == SqlType.Name.DECIMAL;
            case DECIMAL -> column.name() == SqlType.Name.DECIMAL;
            case STRING -> column.name() == SqlType.Name.VARCHAR;
            case BOOLEAN, NULL -> false;
        };
        return fits ? expression(value, column) : null;
    }

    /** A value that a column gets; null if that is not a plain assignment. */
    @Nullable
    Expression assigned(Value value, ColumnDefinition column) {
        SqlType type = column.type();
        boolean fits = switch (value.kind()) {
            case PARAMETER, NULL -> true;
            case INTEGER, DECIMAL ->
                isInteger(type)
                        || type.name() == SqlType.Name.DECIMAL
                        || type.name() == SqlType.Name.REAL
                        || type.name() == SqlType.Name.DOUBLE;
            case STRING -> true;
            case BOOLEAN -> type.name() == SqlType.Name.BOOLEAN;
        };
        return fits && column.identity() != Identity.ALWAYS && !column.isGenerated() ? expression(value, type) : null;
    }

    /** The type that an assigned value has. */
    static SqlType assignedType(Value value, ColumnDefinition column) {
        return switch (value.kind()) {
            case PARAMETER -> parameterType(column.type());
            case INTEGER -> BIGINT;
            case DECIMAL -> SqlType.of(SqlType.Name.DECIMAL);
            case STRING -> SqlType.of(SqlType.Name.VARCHAR);
            case BOOLEAN -> SqlType.of(SqlType.Name.BOOLEAN);
            case NULL -> SqlType.of(SqlType.Name.NULL);
        };
    }

    /** The value of LIMIT or OFFSET. */
    @Nullable
    Expression rowCount(@Nullable Value value) {
        return value == null ? null : expression(value, BIGINT);
    }

    /** A value for EXPLAIN. */
    String text(Value value) {
        if (value.kind() == ValueKind.PARAMETER || (literalsAreParameters && value.number() >= 0)) {
            return "?" + (value.number() + 1);
        }
        String text = value.kind() == ValueKind.STRING ? "'" + value.text() + "'" : value.text();
        return value.negative() ? "-" + text : text;
    }

    private Expression expression(Value value, SqlType type) {
        if (value.kind() == ValueKind.PARAMETER) {
            parameterTypes.put(value.number(), parameterType(type));
            return new Expression.Parameter(value.number());
        }
        Expression expression = literalsAreParameters && value.number() >= 0
                ? new Expression.Parameter(value.number())
                : new Expression.Constant(constant(value));
        return value.negative() ? new Negated(expression) : expression;
    }

    private static @Nullable Object constant(Value value) {
        return switch (value.kind()) {
            case INTEGER -> Long.valueOf(value.text());
            case DECIMAL -> new BigDecimal(value.text());
            case STRING -> value.text();
            case BOOLEAN -> Boolean.valueOf(value.text());
            case PARAMETER, NULL -> null;
        };
    }

    /** A parameter takes any value of its kind; where it is used decides what fits. */
    private static SqlType parameterType(SqlType type) {
        if (type.isLargeObject()) {
            return type;
        }
        return switch (type.name()) {
            case CHAR, VARCHAR -> SqlType.of(SqlType.Name.VARCHAR);
            case BINARY, VARBINARY -> SqlType.of(SqlType.Name.VARBINARY);
            case ENUM -> type;
            default -> SqlType.of(type.name());
        };
    }

    private static boolean isInteger(SqlType type) {
        return switch (type.name()) {
            case SMALLINT, INTEGER, BIGINT -> true;
            default -> false;
        };
    }

    private static boolean isEqualComparable(SqlType type) {
        return isRangeComparable(type) || type.name() == SqlType.Name.UUID || type.name() == SqlType.Name.BOOLEAN;
    }

    private static boolean isRangeComparable(SqlType type) {
        return switch (type.name()) {
            case SMALLINT, INTEGER, BIGINT, DECIMAL, VARCHAR, DATE, TIME, TIMESTAMP, TIMESTAMP_TZ -> true;
            default -> false;
        };
    }
}
