/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.exec.expression.Casts;
import io.blazedb.calcite.exec.expression.Evaluation;
import io.blazedb.calcite.exec.expression.Expression;
import io.blazedb.calcite.exec.expression.JsonFunctions;
import io.blazedb.calcite.jsonpath.JsonPath;
import io.blazedb.calcite.schema.BlazeTypes;
import io.blazedb.calcite.types.Json;
import io.blazedb.calcite.types.SqlType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlJsonConstructorNullClause;
import org.apache.calcite.sql.SqlJsonEmptyOrError;
import org.apache.calcite.sql.SqlJsonExistsErrorBehavior;
import org.apache.calcite.sql.SqlJsonQueryEmptyOrErrorBehavior;
import org.apache.calcite.sql.SqlJsonQueryWrapperBehavior;
import org.apache.calcite.sql.SqlJsonValueEmptyOrErrorBehavior;
import org.apache.calcite.sql.fun.SqlJsonArrayFunction;
import org.apache.calcite.sql.fun.SqlJsonExistsFunction;
import org.apache.calcite.sql.fun.SqlJsonObjectFunction;
import org.apache.calcite.sql.fun.SqlJsonQueryFunction;
import org.apache.calcite.sql.fun.SqlJsonValueFunction;
import org.jspecify.annotations.Nullable;

/** JSON_VALUE, JSON_QUERY, JSON_EXISTS, JSON_OBJECT and JSON_ARRAY of the standard, with the results of PostgreSQL. */
final class SqlJsonCalls {
    /** What stands behind the value and the path. */
    private static final int CLAUSES = 2;

    private static final SqlType TEXT = SqlType.of(SqlType.Name.VARCHAR);

    private final ExpressionCompiler compiler;
    private final RexCall call;

    private SqlJsonCalls(ExpressionCompiler compiler, RexCall call) {
        this.compiler = compiler;
        this.call = call;
    }

    /** The call as a closure, or null if it is not one of these functions. */
    static @Nullable Expression compile(ExpressionCompiler compiler, RexCall call) {
        SqlJsonCalls calls = new SqlJsonCalls(compiler, call);
        if (call.getOperator() instanceof SqlJsonValueFunction) {
            return calls.value();
        }
        if (call.getOperator() instanceof SqlJsonQueryFunction) {
            return calls.query();
        }
        if (call.getOperator() instanceof SqlJsonExistsFunction) {
            return calls.exists();
        }
        if (call.getOperator() instanceof SqlJsonObjectFunction) {
            return calls.object();
        }
        return call.getOperator() instanceof SqlJsonArrayFunction ? calls.array() : null;
    }

    /** The items that the path leads to; null if the value or the path is NULL. */
    private Search search() {
        Expression context = compiler.compile(call.getOperands().get(0));
        Expression path = compiler.compile(call.getOperands().get(1));
        JsonPath constant = path instanceof Expression.Constant literal && literal.value() != null
                ? JsonPath.parse(literal.value().toString())
                : null;
        return (row, e) -> {
            Object json = context.evaluate(row, e);
            Object text = json == null || constant != null ? null : path.evaluate(row, e);
            JsonPath found = text == null ? constant : JsonPath.parse(text.toString());
            return json == null || found == null ? null : new Found(found, Json.parse(json.toString()));
        };
    }

    @FunctionalInterface
    private interface Search {
        @Nullable
        Found at(@Nullable Object[] row, Evaluation evaluation);
    }

    private record Found(JsonPath path, Object tree) {
        List<Object> items() {
            return path.query(tree, Map.of());
        }
    }

    /** An operand that is a word of the syntax, or null. */
    private <T extends Enum<T>> @Nullable T symbol(int index, Class<T> kind) {
        RexNode operand = index < call.getOperands().size() ? call.getOperands().get(index) : null;
        return operand instanceof RexLiteral literal && kind.isInstance(literal.getValue())
                ? kind.cast(literal.getValue())
                : null;
    }

    private Expression value() {
        SqlType type = BlazeTypes.fromRel(call.getType());
        UnaryOperator<Object> conversion = Casts.cast(TEXT, type);
        Expression onEmpty = null;
        Expression onError = new Expression.Constant(null);
        boolean failsIfEmpty = false;
        boolean fails = false;
        for (int i = CLAUSES; i < call.getOperands().size(); i++) {
            SqlJsonValueEmptyOrErrorBehavior behavior = symbol(i, SqlJsonValueEmptyOrErrorBehavior.class);
            if (behavior == null) {
                continue;
            }
            boolean error = behavior == SqlJsonValueEmptyOrErrorBehavior.ERROR;
            Expression instead = behavior == SqlJsonValueEmptyOrErrorBehavior.DEFAULT
                    ? converted(call.getOperands().get(++i), type)
                    : new Expression.Constant(null);
            if (symbol(i + 1, SqlJsonEmptyOrError.class) == SqlJsonEmptyOrError.EMPTY) {
                onEmpty = instead;
                failsIfEmpty = error;
            } else {
                onError = instead;
                fails = error;
            }
        }
        return new Value(search(), conversion, onEmpty, failsIfEmpty, onError, fails);
    }

    private Expression converted(RexNode operand, SqlType type) {
        UnaryOperator<Object> conversion = Casts.cast(BlazeTypes.fromRel(operand.getType()), type);
        Expression value = compiler.compile(operand);
        return conversion == null ? value : ExpressionCompiler.strict(value, conversion::apply);
    }

    private record Value(
            Search search,
            @Nullable UnaryOperator<Object> conversion,
            @Nullable Expression onEmpty,
            boolean failsIfEmpty,
            Expression onError,
            boolean fails)
            implements Expression {
        @Override
        public @Nullable Object evaluate(@Nullable Object[] row, Evaluation e) {
            Found found = search.at(row, e);
            if (found == null) {
                return null;
            }
            try {
                List<Object> items = found.items();
                if (items.isEmpty()) {
                    return empty(row, e);
                }
                return scalar(items);
            } catch (BlazeSqlException failure) {
                if (fails || failure.code() == SqlErrorCode.JSON_NO_ITEM) {
                    throw failure;
                }
                return onError.evaluate(row, e);
            }
        }

        private @Nullable Object empty(@Nullable Object[] row, Evaluation e) {
            if (failsIfEmpty) {
                throw new BlazeSqlException(SqlErrorCode.JSON_NO_ITEM, "no SQL/JSON item found for specified path");
            }
            return onEmpty == null ? null : onEmpty.evaluate(row, e);
        }

        private @Nullable Object scalar(List<Object> items) {
            if (items.size() > 1) {
                throw new BlazeSqlException(
                        SqlErrorCode.JSON_SEVERAL_ITEMS,
                        "JSON path expression in JSON_VALUE must return single scalar item");
            }
            Object item = items.get(0);
            if (item instanceof List<?> || item instanceof Map<?, ?>) {
                throw new BlazeSqlException(
                        SqlErrorCode.JSON_SCALAR_REQUIRED,
                        "JSON path expression in JSON_VALUE must return single scalar item");
            }
            if (item == Json.NULL) {
                return null;
            }
            String text = item instanceof BigDecimal number ? number.toPlainString() : item.toString();
            return conversion == null ? text : conversion.apply(text);
        }
    }

    private Expression query() {
        Search search = search();
        SqlJsonQueryWrapperBehavior wrapper = SqlJsonQueryWrapperBehavior.WITHOUT_ARRAY;
        List<SqlJsonQueryEmptyOrErrorBehavior> behaviors = new ArrayList<>();
        for (int i = CLAUSES; i < call.getOperands().size(); i++) {
            SqlJsonQueryWrapperBehavior wrapping = symbol(i, SqlJsonQueryWrapperBehavior.class);
            wrapper = wrapping == null ? wrapper : wrapping;
            SqlJsonQueryEmptyOrErrorBehavior behavior = symbol(i, SqlJsonQueryEmptyOrErrorBehavior.class);
            if (behavior != null) {
                behaviors.add(behavior);
            }
        }
        SqlJsonQueryEmptyOrErrorBehavior onEmpty =
                behaviors.isEmpty() ? SqlJsonQueryEmptyOrErrorBehavior.NULL : behaviors.get(0);
        SqlJsonQueryEmptyOrErrorBehavior onError =
                behaviors.size() < 2 ? SqlJsonQueryEmptyOrErrorBehavior.NULL : behaviors.get(1);
        SqlJsonQueryWrapperBehavior wrapping = wrapper;
        return (row, e) -> {
            Found found = search.at(row, e);
            if (found == null) {
                return null;
            }
            try {
                List<Object> items = found.items();
                return items.isEmpty()
                        ? instead(onEmpty, SqlErrorCode.JSON_NO_ITEM, "no SQL/JSON item found for specified path", null)
                        : Json.print(wrapped(items, wrapping));
            } catch (BlazeSqlException failure) {
                return failure.code() == SqlErrorCode.JSON_NO_ITEM
                        ? rethrow(failure)
                        : instead(onError, failure.code(), String.valueOf(failure.getMessage()), failure);
            }
        };
    }

    private static Object rethrow(BlazeSqlException failure) {
        throw failure;
    }

    private static @Nullable Object instead(
            SqlJsonQueryEmptyOrErrorBehavior behavior,
            SqlErrorCode code,
            String message,
            @Nullable BlazeSqlException failure) {
        return switch (behavior) {
            case ERROR -> throw failure != null ? failure : new BlazeSqlException(code, message);
            case EMPTY_ARRAY -> "[]";
            case EMPTY_OBJECT -> "{}";
            case NULL -> null;
        };
    }

    private static Object wrapped(List<Object> items, SqlJsonQueryWrapperBehavior wrapping) {
        return switch (wrapping) {
            case WITH_UNCONDITIONAL_ARRAY -> items;
            case WITH_CONDITIONAL_ARRAY -> items.size() == 1 ? items.get(0) : items;
            case WITHOUT_ARRAY -> {
                if (items.size() > 1) {
                    throw new BlazeSqlException(
                            SqlErrorCode.JSON_SEVERAL_ITEMS,
                            "JSON path expression in JSON_QUERY must return single item when no wrapper is requested");
                }
                yield items.get(0);
            }
        };
    }

    private Expression exists() {
        Search search = search();
        SqlJsonExistsErrorBehavior given = symbol(CLAUSES, SqlJsonExistsErrorBehavior.class);
        SqlJsonExistsErrorBehavior behavior = given == null ? SqlJsonExistsErrorBehavior.FALSE : given;
        return (row, e) -> {
            Found found = search.at(row, e);
            if (found == null) {
                return null;
            }
            try {
                return !found.items().isEmpty();
            } catch (BlazeSqlException failure) {
                return switch (behavior) {
                    case ERROR -> throw failure;
                    case TRUE -> true;
                    case FALSE -> false;
                    case UNKNOWN -> null;
                };
            }
        };
    }

    private Expression object() {
        boolean nulls = symbol(0, SqlJsonConstructorNullClause.class) != SqlJsonConstructorNullClause.ABSENT_ON_NULL;
        List<RexNode> operands = call.getOperands();
        Expression[] values = compiler.compile(operands.subList(1, operands.size()));
        return (row, e) -> {
            StringBuilder out = new StringBuilder("{");
            for (int i = 0; i < values.length; i += 2) {
                Object key = values[i].evaluate(row, e);
                Object value = values[i + 1].evaluate(row, e);
                if (key == null) {
                    throw new BlazeSqlException(SqlErrorCode.NULL_NOT_ALLOWED, "null value not allowed for object key");
                }
                if (value != null || nulls) {
                    out.append(out.length() > 1 ? ", " : "")
                            .append(Json.quoted(key.toString()))
                            .append(" : ")
                            .append(json(value, i + 2));
                }
            }
            return out.append('}').toString();
        };
    }

    private Expression array() {
        boolean nulls = symbol(0, SqlJsonConstructorNullClause.class) == SqlJsonConstructorNullClause.NULL_ON_NULL;
        List<RexNode> operands = call.getOperands();
        Expression[] values = compiler.compile(operands.subList(1, operands.size()));
        return (row, e) -> {
            StringBuilder out = new StringBuilder("[");
            for (int i = 0; i < values.length; i++) {
                Object value = values[i].evaluate(row, e);
                if (value != null || nulls) {
                    out.append(out.length() > 1 ? ", " : "").append(json(value, i + 1));
                }
            }
            return out.append(']').toString();
        };
    }

    private String json(@Nullable Object value, int operand) {
        // The type of a plain NULL is none of the engine's.
        return value == null
                ? "null"
                : JsonFunctions.value(
                        value,
                        BlazeTypes.fromRel(call.getOperands().get(operand).getType()),
                        false);
    }
}
