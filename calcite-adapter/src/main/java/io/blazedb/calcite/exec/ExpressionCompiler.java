/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.exec.expression.Arithmetic;
import io.blazedb.calcite.exec.expression.Casts;
import io.blazedb.calcite.exec.expression.Evaluation;
import io.blazedb.calcite.exec.expression.Expression;
import io.blazedb.calcite.exec.expression.Functions;
import io.blazedb.calcite.exec.expression.Temporals;
import io.blazedb.calcite.exec.expression.Values;
import io.blazedb.calcite.exec.operator.LargeValues;
import io.blazedb.calcite.exec.operator.SubQueries.Comparison;
import io.blazedb.calcite.schema.BlazeTypes;
import io.blazedb.calcite.types.Interval;
import io.blazedb.calcite.types.SqlType;
import io.blazedb.calcite.validate.UserOperators;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/**
 * Compiles Calcite's expressions to closures. Calls of operators that have no closure of their own go to Calcite's runtime, one
 * generated class for each ({@link CalciteFunction}).
 */
public final class ExpressionCompiler {
    private static final long MICROS_PER_MILLI = 1000;

    private final SubQueryCompiler subQueries;
    private final CorrelatedUse correlatedUse;

    /** Compiles a sub-query whose enclosing row is the row at hand. */
    @FunctionalInterface
    public interface SubQueryCompiler {
        Expression compile(RexSubQuery subQuery, ExpressionCompiler operands);
    }

    /** Told of every column of an enclosing row that an expression uses. */
    @FunctionalInterface
    public interface CorrelatedUse {
        void uses(Expression.Outer column);
    }

    public ExpressionCompiler(SubQueryCompiler subQueries, CorrelatedUse correlatedUse) {
        this.subQueries = subQueries;
        this.correlatedUse = correlatedUse;
    }

    /** A compiler of expressions over a single row. */
    public static ExpressionCompiler withoutSubQueries() {
        return new ExpressionCompiler(
                (subQuery, operands) -> {
                    throw new BlazeSqlException(
                            SqlErrorCode.FEATURE_NOT_SUPPORTED, "sub-queries are not supported in this place");
                },
                column -> {});
    }

    public Expression[] compile(List<? extends RexNode> nodes) {
        return nodes.stream().map(this::compile).toArray(Expression[]::new);
    }

    /** An expression whose value is handed on as it is: it may be a large object, of which nothing is read yet. */
    Expression compileValue(RexNode node) {
        if (node instanceof RexInputRef ref) {
            return new Expression.Column(ref.getIndex());
        }
        if (node instanceof RexDynamicParam parameter) {
            return new Expression.Parameter(parameter.getIndex());
        }
        return compile(node);
    }

    static boolean isLargeObject(RexNode node) {
        return switch (node.getType().getSqlTypeName()) {
            case VARCHAR, VARBINARY -> node.getType().getPrecision() == SqlType.CLOB.precision();
            default -> false;
        };
    }

    public Expression compile(RexNode node) {
        if (node instanceof RexInputRef || node instanceof RexDynamicParam) {
            return isLargeObject(node) ? LargeValues.whole(compileValue(node)) : compileValue(node);
        }
        if (node instanceof RexLiteral literal) {
            return new Expression.Constant(Literals.value(literal));
        }
        if (node instanceof RexFieldAccess access) {
            return fieldAccess(access);
        }
        if (node instanceof RexSubQuery subQuery) {
            return subQueries.compile(subQuery, this);
        }
        if (node instanceof RexCall call) {
            return folded(call, call(call));
        }
        throw unsupported(node.toString());
    }

    private Expression fieldAccess(RexFieldAccess access) {
        if (access.getReferenceExpr() instanceof RexCorrelVariable variable) {
            Expression.Outer outer =
                    new Expression.Outer(variable.id.getId(), access.getField().getIndex());
            correlatedUse.uses(outer);
            return isLargeObject(access) ? LargeValues.whole(outer) : outer;
        }
        Expression struct = compile(access.getReferenceExpr());
        int index = access.getField().getIndex();
        return (row, e) -> {
            Object value = struct.evaluate(row, e);
            return value == null ? null : ((@Nullable Object[]) value)[index];
        };
    }

    /** Computes an expression of constants now, unless it fails: then it fails if and when it is needed. */
    private static Expression folded(RexCall call, Expression expression) {
        if (!call.getOperator().isDeterministic() || call.getOperator().isDynamicFunction()) {
            return expression;
        }
        for (RexNode operand : call.getOperands()) {
            if (!(operand instanceof RexLiteral)) {
                return expression;
            }
        }
        try {
            return new Expression.Constant(expression.evaluate(new Object[0], Literals.NO_EVALUATION));
        } catch (BlazeSqlException | ArithmeticException | DateTimeException failsWhenNeeded) {
            return expression;
        }
    }

    private Expression call(RexCall call) {
        List<RexNode> operands = call.getOperands();
        return switch (call.getKind()) {
            case AND -> Logic.and(compile(operands));
            case OR -> or(call);
            case NOT -> Logic.not(compile(operands.get(0)));
            case IS_NULL -> Logic.isNull(compile(operands.get(0)), true);
            case IS_NOT_NULL -> Logic.isNull(compile(operands.get(0)), false);
            case IS_TRUE -> Logic.is(compile(operands.get(0)), true, true);
            case IS_NOT_TRUE -> Logic.is(compile(operands.get(0)), true, false);
            case IS_FALSE -> Logic.is(compile(operands.get(0)), false, true);
            case IS_NOT_FALSE -> Logic.is(compile(operands.get(0)), false, false);
            case IS_UNKNOWN -> Logic.isNull(compile(operands.get(0)), true);
            case EQUALS -> comparison(operands, Comparison.EQUAL);
            case NOT_EQUALS -> comparison(operands, Comparison.NOT_EQUAL);
            case LESS_THAN -> comparison(operands, Comparison.LESS);
            case LESS_THAN_OR_EQUAL -> comparison(operands, Comparison.LESS_OR_EQUAL);
            case GREATER_THAN -> comparison(operands, Comparison.GREATER);
            case GREATER_THAN_OR_EQUAL -> comparison(operands, Comparison.GREATER_OR_EQUAL);
            case IS_DISTINCT_FROM -> distinctFrom(operands, true);
            case IS_NOT_DISTINCT_FROM -> distinctFrom(operands, false);
            case SEARCH -> Searches.compile(compile(operands.get(0)), (RexLiteral) operands.get(1));
            case CASE -> caseOf(call);
            case COALESCE -> Logic.coalesce(alike(call, 0, 1));
            case CAST, SAFE_CAST -> cast(call);
            case REINTERPRET -> reinterpret(call);
            case ROW -> RowValues.of(compile(operands));
            case LIKE, SIMILAR, POSIX_REGEX_CASE_SENSITIVE, POSIX_REGEX_CASE_INSENSITIVE, RLIKE ->
                TextCalls.pattern(this, call);
            case PLUS,
                    CHECKED_PLUS,
                    MINUS,
                    CHECKED_MINUS,
                    TIMES,
                    CHECKED_TIMES,
                    DIVIDE,
                    CHECKED_DIVIDE,
                    MOD,
                    MINUS_PREFIX,
                    CHECKED_MINUS_PREFIX,
                    PLUS_PREFIX -> arithmetic(call);
            default -> function(call);
        };
    }

    private Expression or(RexCall call) {
        Expression lookup = Searches.equalities(this, call);
        return lookup != null ? lookup : Logic.or(compile(call.getOperands()));
    }

    private Expression comparison(List<RexNode> operands, Comparison comparison) {
        RexNode left = operands.get(0);
        RexNode right = operands.get(1);
        if (left.getType().isStruct() || left.getKind() == SqlKind.ROW) {
            return Logic.compareRows(compile(left), compile(right), comparison);
        }
        boolean padded = Literals.isPadded(left) || Literals.isPadded(right);
        Expression a = padded ? TextCalls.trimmed(compile(left)) : compile(left);
        Expression b = padded ? TextCalls.trimmed(compile(right)) : compile(right);
        return Logic.compare(a, b, comparison);
    }

    private Expression distinctFrom(List<RexNode> operands, boolean distinct) {
        Expression a = compile(operands.get(0));
        Expression b = compile(operands.get(1));
        return (row, e) -> {
            Object x = a.evaluate(row, e);
            Object y = b.evaluate(row, e);
            boolean differ = (x == null || y == null) ? x != y : Values.compare(x, y) != 0;
            return differ == distinct;
        };
    }

    /** Operands that are values of the call; a text among arrays is an array, among values of an enumerated type a label. */
    private Expression[] alike(RexCall call, int first, int step) {
        Expression[] values = compile(call.getOperands());
        SqlType type = isPlain(call.getType()) ? BlazeTypes.fromRel(call.getType()) : SqlType.of(SqlType.Name.NULL);
        for (int i = first; (type.isArray() || type.isEnum() || type.isInterval()) && i < values.length; i++) {
            boolean value = (i - first) % step == 0 || i == values.length - 1;
            SqlType from = BlazeTypes.fromRel(call.getOperands().get(i).getType());
            UnaryOperator<Object> conversion = value ? Casts.cast(from, type) : null;
            values[i] =
                    conversion == null || from.name() == SqlType.Name.NULL ? values[i] : strict(values[i], conversion);
        }
        return values;
    }

    private Expression caseOf(RexCall call) {
        Expression[] parts = alike(call, 1, 2);
        return (row, e) -> {
            for (int i = 0; i + 1 < parts.length; i += 2) {
                if (parts[i].isTrue(row, e)) {
                    return parts[i + 1].evaluate(row, e);
                }
            }
            return parts.length % 2 == 0 ? null : parts[parts.length - 1].evaluate(row, e);
        };
    }

    private Expression cast(RexCall call) {
        RexNode operand = call.getOperands().get(0);
        RelDataType type = call.getType();
        if (type.isStruct() && operand.getType().isStruct()) {
            return RowValues.cast(compile(operand), operand.getType(), type);
        }
        if (!isPlain(type)) {
            return CalciteFunction.compile(this, call);
        }
        Expression value = compile(operand);
        SqlType from = BlazeTypes.fromRel(operand.getType());
        SqlType to = BlazeTypes.fromRel(type);
        if (call.getKind() == SqlKind.SAFE_CAST) {
            UnaryOperator<@Nullable Object> safe = Casts.safeCast(from, to);
            return (row, e) -> safe.apply(value.evaluate(row, e));
        }
        UnaryOperator<Object> conversion = Casts.cast(from, to);
        return conversion == null ? value : strict(value, conversion);
    }

    /** Calcite's view of an interval of time is a number of milliseconds; the engine's is one of microseconds. */
    private Expression reinterpret(RexCall call) {
        RexNode operand = call.getOperands().get(0);
        Expression value = compile(operand);
        SqlType from = BlazeTypes.fromRel(operand.getType());
        SqlType to = BlazeTypes.fromRel(call.getType());
        if (from.name() == to.name()) {
            return value;
        }
        if (from.isInterval()) {
            return isOfMonths(operand.getType())
                    ? strict(value, a -> Casts.number(((Interval) a).months(), to))
                    : strict(value, a -> Casts.number(Temporals.micros((Interval) a) / MICROS_PER_MILLI, to));
        }
        if (to.isInterval()) {
            return isOfMonths(call.getType())
                    ? strict(value, a -> Interval.of(Values.decimal(a).longValue(), 0, 0))
                    : strict(value, a -> Interval.ofMicros(((Number) a).longValue() * MICROS_PER_MILLI));
        }
        return CalciteFunction.compile(this, call);
    }

    private Expression arithmetic(RexCall call) {
        List<RexNode> operands = call.getOperands();
        SqlType result = BlazeTypes.fromRel(call.getType());
        Expression a = compile(operands.get(0));
        if (operands.size() == 1) {
            boolean interval = !isNumber(result);
            return switch (call.getKind()) {
                case PLUS_PREFIX -> a;
                default -> strict(a, interval ? v -> ((Interval) v).negated() : Arithmetic.negate(result));
            };
        }
        SqlType leftType = BlazeTypes.fromRel(operands.get(0).getType());
        SqlType rightType = BlazeTypes.fromRel(operands.get(1).getType());
        Expression b = compile(operands.get(1));
        if (result.name() == SqlType.Name.DATE && (isNumber(leftType) || isNumber(rightType))) {
            boolean minus = call.getKind() == SqlKind.MINUS;
            return isNumber(leftType)
                    ? strict(b, a, (date, days) -> Temporals.plusDays(date, days, false))
                    : strict(a, b, (date, days) -> Temporals.plusDays(date, days, minus));
        }
        boolean numbers = isNumber(leftType) && isNumber(rightType);
        if (!numbers || !isNumber(result)) {
            if (operands.size() > 2 || leftType.name() == SqlType.Name.NULL || rightType.name() == SqlType.Name.NULL) {
                return temporalDifference(call, a, b, leftType, rightType, result);
            }
            return temporalArithmetic(call, a, b, leftType, rightType, result);
        }
        return strict(a, b, numeric(call.getKind(), result));
    }

    private static BinaryOperator<Object> numeric(SqlKind kind, SqlType result) {
        return switch (kind) {
            case PLUS, CHECKED_PLUS -> Arithmetic.add(result);
            case MINUS, CHECKED_MINUS -> Arithmetic.subtract(result);
            case TIMES, CHECKED_TIMES -> Arithmetic.multiply(result);
            case DIVIDE, CHECKED_DIVIDE -> Arithmetic.divide(result);
            case MOD -> Arithmetic.modulo(result);
            default -> throw new IllegalStateException("no arithmetic: " + kind);
        };
    }

    private Expression temporalArithmetic(
            RexCall call, Expression a, Expression b, SqlType left, SqlType right, SqlType result) {
        boolean minus = call.getKind() == SqlKind.MINUS || call.getKind() == SqlKind.CHECKED_MINUS;
        boolean plus = call.getKind() == SqlKind.PLUS || call.getKind() == SqlKind.CHECKED_PLUS;
        if (plus || minus) {
            if (isInterval(left) && isInterval(right)) {
                return strict(a, b, minus ? Temporals::minus : Temporals::plus);
            }
            if (isInterval(right)) {
                return plusInterval(a, left, b, minus, result);
            }
            if (isInterval(left) && plus) {
                return plusInterval(b, right, a, false, result);
            }
            return temporalDifference(call, a, b, left, right, result);
        }
        if (isInterval(left) && isNumber(right)) {
            return call.getKind() == SqlKind.TIMES || call.getKind() == SqlKind.CHECKED_TIMES
                    ? strict(a, b, Temporals::multiply)
                    : strict(a, b, Temporals::divide);
        }
        if (isInterval(right) && isNumber(left)) {
            return strict(b, a, Temporals::multiply);
        }
        throw unsupported(call.toString());
    }

    private static Expression plusInterval(
            Expression value, SqlType type, Expression interval, boolean minus, SqlType result) {
        return strict(
                value,
                interval,
                (x, y) -> Temporals.plus(x, type, minus ? ((Interval) y).negated() : (Interval) y, result));
    }

    /** The difference of two dates or times: an interval, or a number of days. */
    private static Expression temporalDifference(
            RexCall call, Expression a, Expression b, SqlType left, SqlType right, SqlType result) {
        if (left.name() == SqlType.Name.NULL || right.name() == SqlType.Name.NULL) {
            return new Expression.Constant(null);
        }
        if (call.getKind() != SqlKind.MINUS && call.getKind() != SqlKind.CHECKED_MINUS) {
            throw unsupported(call.toString());
        }
        if (isOfMonths(call.getType())) {
            return strict(a, b, (x, y) -> Interval.of(Temporals.monthsBetween(y, right, x, left), 0, 0));
        }
        if (result.isInterval()) {
            boolean times = left.name() == SqlType.Name.TIME;
            return strict(a, b, (x, y) -> {
                long micros = Temporals.microsBetween(y, right, x, left);
                return times ? Interval.ofMicros(micros) : Interval.ofDaysAndMicros(micros);
            });
        }
        return strict(
                a,
                b,
                (x, y) -> Casts.number(Temporals.microsBetween(y, right, x, left) / Temporals.MICROS_PER_DAY, result));
    }

    private Expression function(RexCall call) {
        if (call.getOperator() instanceof UserOperators.Scalar user) {
            return UserCalls.scalar(this, call, user.function());
        }
        String name = call.getOperator().getName().toUpperCase(Locale.ROOT);
        Expression special = SpecialCalls.compile(this, call, name);
        if (special != null) {
            return special;
        }
        List<RexNode> operands = call.getOperands();
        List<SqlType> types = new ArrayList<>(operands.size());
        boolean plain = true;
        for (RexNode operand : operands) {
            plain &= isPlain(operand.getType());
            if (plain) {
                types.add(BlazeTypes.fromRel(operand.getType()));
            }
        }
        plain &= isPlain(call.getType());
        Functions.Strict function = plain ? Functions.find(name, types, BlazeTypes.fromRel(call.getType())) : null;
        return function == null ? CalciteFunction.compile(this, call) : strict(compile(operands), function);
    }

    /** Whether values of the type are single values, not structures. */
    public static boolean isPlain(RelDataType type) {
        return switch (type.getSqlTypeName()) {
            case ARRAY -> type.getComponentType() != null && isPlain(type.getComponentType());
            case MAP, MULTISET, ROW, ANY, OTHER, SYMBOL, GEOMETRY, STRUCTURED, VARIANT, CURSOR, COLUMN_LIST, FUNCTION ->
                false;
            default -> !type.isStruct();
        };
    }

    static Expression strict(Expression operand, UnaryOperator<Object> function) {
        if (isNull(operand)) {
            return operand;
        }
        return (row, e) -> {
            Object value = operand.evaluate(row, e);
            return value == null ? null : function.apply(value);
        };
    }

    static boolean isNull(Expression expression) {
        return expression instanceof Expression.Constant constant && constant.value() == null;
    }

    static Expression strict(Expression left, Expression right, BinaryOperator<Object> function) {
        if (isNull(left) || isNull(right)) {
            return new Expression.Constant(null);
        }
        return (row, e) -> {
            Object x = left.evaluate(row, e);
            if (x == null) {
                return null;
            }
            Object y = right.evaluate(row, e);
            return y == null ? null : function.apply(x, y);
        };
    }

    /** A function of two values that may itself give NULL. */
    @FunctionalInterface
    interface NullableFunction {
        @Nullable
        Object apply(Object left, Object right);
    }

    static Expression strictNullable(Expression left, Expression right, NullableFunction function) {
        return (row, e) -> {
            Object x = left.evaluate(row, e);
            Object y = x == null ? null : right.evaluate(row, e);
            return x == null || y == null ? null : function.apply(x, y);
        };
    }

    static Expression strict(Expression[] operands, Functions.Strict function) {
        return (row, e) -> {
            Object[] values = new Object[operands.length];
            for (int i = 0; i < values.length; i++) {
                Object value = operands[i].evaluate(row, e);
                if (value == null) {
                    return null;
                }
                values[i] = value;
            }
            return function.apply(values);
        };
    }

    private static boolean isInterval(SqlType type) {
        return type.isInterval();
    }

    /** Whether Calcite counts values of the type in months. */
    private static boolean isOfMonths(RelDataType type) {
        return SqlTypeName.YEAR_INTERVAL_TYPES.contains(type.getSqlTypeName());
    }

    private static boolean isNumber(SqlType type) {
        return switch (type.name()) {
            case SMALLINT, INTEGER, BIGINT, DECIMAL, REAL, DOUBLE -> true;
            default -> false;
        };
    }

    static BlazeSqlException unsupported(String what) {
        return new BlazeSqlException(SqlErrorCode.FEATURE_NOT_SUPPORTED, "this expression is not supported: " + what);
    }

    /**
     * The value of an expression without columns, parameters and sub-queries.
     *
     * @throws BlazeSqlException if computing it fails
     */
    public static @Nullable Object constantOrThrow(RexNode node) {
        return withoutSubQueries().compile(node).evaluate(new Object[0], Literals.NO_EVALUATION);
    }

    /** A constant that must not be NULL, such as a flag. */
    static Object constant(Expression expression) {
        return Objects.requireNonNull(expression.evaluate(new Object[0], new Evaluation(Literals.NO_STATEMENT)));
    }
}
