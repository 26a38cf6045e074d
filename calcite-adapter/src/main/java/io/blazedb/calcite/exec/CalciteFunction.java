/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.exec.expression.Evaluation;
import io.blazedb.calcite.exec.expression.Expression;
import io.blazedb.calcite.exec.expression.ExpressionContext;
import io.blazedb.calcite.schema.BlazeTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import java.util.function.UnaryOperator;
import org.apache.calcite.DataContext;
import org.apache.calcite.adapter.java.JavaTypeFactory;
import org.apache.calcite.linq4j.QueryProvider;
import org.apache.calcite.linq4j.function.Function1;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexExecutorImpl;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.schema.SchemaPlus;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.jspecify.annotations.Nullable;

/**
 * A call that Calcite's runtime computes: a generated class over the values of its operands. For every function without a closure of
 * its own, such as JSON_ARRAYAGG or IS JSON, and for arrays and rows inside one expression.
 */
final class CalciteFunction {
    private static final System.Logger LOG = System.getLogger(CalciteFunction.class.getName());

    private final List<Expression> inputs = new ArrayList<>();
    private final List<UnaryOperator<@Nullable Object>> conversions = new ArrayList<>();
    private final RelDataTypeFactory typeFactory = new BlazeTypes.Factory();
    private final RelDataTypeFactory.Builder recordType = typeFactory.builder();
    private final RexBuilder rexBuilder = new RexBuilder(typeFactory);
    private final ExpressionCompiler compiler;

    private CalciteFunction(ExpressionCompiler compiler) {
        this.compiler = compiler;
    }

    static Expression compile(ExpressionCompiler compiler, RexCall call) {
        if (!ExpressionCompiler.isPlain(call.getType())) {
            throw new BlazeSqlException(
                    SqlErrorCode.FEATURE_NOT_SUPPORTED,
                    "values of type " + call.getType().getSqlTypeName() + " are not supported in this place");
        }
        boolean intervals = SqlTypeUtil.isInterval(call.getType())
                || call.getOperands().stream().anyMatch(operand -> SqlTypeUtil.isInterval(operand.getType()));
        if (intervals) {
            throw new BlazeSqlException(
                    SqlErrorCode.UNDEFINED_FUNCTION,
                    "function " + call.getOperator().getName().toLowerCase(Locale.ROOT)
                            + " does not exist for intervals");
        }
        LOG.log(
                System.Logger.Level.DEBUG,
                "{0} runs in Calcite's runtime",
                call.getOperator().getName());
        return new CalciteFunction(compiler).build(call);
    }

    private Expression build(RexCall call) {
        RexNode over = absorb(call);
        RelDataType rowType = recordType.build();
        Function1<DataContext, @Nullable Object @Nullable []> function;
        try {
            function = RexExecutorImpl.getExecutable(rexBuilder, List.of(over), rowType)
                    .getFunction();
        } catch (RuntimeException | AssertionError notImplemented) {
            throw new BlazeSqlException(
                    SqlErrorCode.FEATURE_NOT_SUPPORTED,
                    "function " + call.getOperator().getName() + " is not supported here",
                    notImplemented);
        }
        UnaryOperator<@Nullable Object> fromCalcite = CalciteValues.fromCalcite(BlazeTypes.fromRel(call.getType()));
        Expression[] operands = inputs.toArray(Expression[]::new);
        return (row, e) -> {
            @Nullable Object[] values = new @Nullable Object[operands.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = conversions.get(i).apply(operands[i].evaluate(row, e));
            }
            return fromCalcite.apply(run(function, new Inputs(values, e)));
        };
    }

    private static @Nullable Object run(
            Function1<DataContext, @Nullable Object @Nullable []> function, DataContext context) {
        try {
            @Nullable Object[] result = function.apply(context);
            return result == null ? null : result[0];
        } catch (BlazeSqlException own) {
            throw own;
        } catch (ArithmeticException overflow) {
            throw new BlazeSqlException(SqlErrorCode.NUMERIC_OUT_OF_RANGE, "value out of range", overflow);
        } catch (RuntimeException failure) {
            throw new BlazeSqlException(SqlErrorCode.DATA_EXCEPTION, sentence(failure), failure);
        }
    }

    private static String sentence(RuntimeException failure) {
        String message = failure.getMessage();
        return message == null
                ? "a function failed"
                : message.lines().findFirst().orElse("a function failed");
    }

    /** Replaces operands that the engine computes by fields of the record that the generated class reads. */
    private RexNode absorb(RexCall call) {
        List<RexNode> operands = new ArrayList<>(call.getOperands().size());
        for (RexNode operand : call.getOperands()) {
            if (operand instanceof RexLiteral) {
                operands.add(operand);
            } else if (operand instanceof RexCall nested && !ExpressionCompiler.isPlain(operand.getType())) {
                operands.add(absorb(nested));
            } else {
                operands.add(input(operand));
            }
        }
        return call.clone(call.getType(), operands);
    }

    private RexNode input(RexNode operand) {
        int index = inputs.size();
        inputs.add(compiler.compile(operand));
        conversions.add(CalciteValues.toCalcite(BlazeTypes.fromRel(operand.getType())));
        recordType.add("c" + index, operand.getType());
        return rexBuilder.makeInputRef(operand.getType(), index);
    }

    /** What generated code asks for. */
    private record Inputs(@Nullable Object[] values, Evaluation evaluation) implements DataContext {
        @Override
        public @Nullable SchemaPlus getRootSchema() {
            return null;
        }

        @Override
        public JavaTypeFactory getTypeFactory() {
            return new BlazeTypes.Factory();
        }

        @Override
        public @Nullable QueryProvider getQueryProvider() {
            return null;
        }

        @Override
        public @Nullable Object get(String name) {
            return switch (name) {
                case "inputRecord" -> values;
                default -> variable(name, evaluation.statement());
            };
        }
    }

    /** Variables of a statement that Calcite's runtime knows by name. */
    static @Nullable Object variable(String name, ExpressionContext statement) {
        return switch (name) {
            case "utcTimestamp", "currentTimestamp", "localTimestamp" ->
                statement.statementTime().toEpochMilli();
            case "timeZone" -> TimeZone.getTimeZone("UTC");
            case "user", "systemUser" -> statement.user();
            case "locale" -> java.util.Locale.ROOT;
            default -> null;
        };
    }
}
