/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec;

import io.blazedb.calcite.exec.expression.Arithmetic;
import io.blazedb.calcite.exec.expression.Expression;
import io.blazedb.calcite.exec.operator.SubQueries.Comparison;
import io.blazedb.calcite.exec.vector.RowFallback;
import io.blazedb.calcite.exec.vector.VectorArithmetic.Operation;
import io.blazedb.calcite.exec.vector.VectorCase;
import io.blazedb.calcite.exec.vector.VectorConstant;
import io.blazedb.calcite.exec.vector.VectorExpression;
import io.blazedb.calcite.exec.vector.VectorFilter;
import io.blazedb.calcite.exec.vector.VectorForms;
import io.blazedb.calcite.plan.rel.SubQueryShapes;
import io.blazedb.calcite.schema.BlazeTypes;
import io.blazedb.calcite.types.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BinaryOperator;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/**
 * Compiles Calcite's expressions over the columns of a batch. What has no loop of its own is computed row by row with the closures of
 * {@link ExpressionCompiler}, so every expression gives what it gives over rows.
 */
final class VectorCompiler {
    private final ExpressionCompiler compiler;
    private final RexBuilder rexBuilder;
    private final Set<CorrelationId> variables;
    private final List<VectorExpression> columns;

    /**
     * A compiler of expressions over a batch.
     *
     * @param variables names under which sub-queries in the expressions see the row
     * @param columns how values of each column are held
     */
    VectorCompiler(
            ExpressionCompiler compiler,
            RexBuilder rexBuilder,
            Set<CorrelationId> variables,
            List<VectorExpression> columns) {
        this.compiler = compiler;
        this.rexBuilder = rexBuilder;
        this.variables = variables;
        this.columns = columns;
    }

    /** Whether an expression can be computed over batches: not if it gives something else each time, or no single value. */
    static boolean isPossible(RexNode node) {
        return RexUtil.isDeterministic(node)
                && !ExpressionCompiler.isLargeObject(node)
                && ExpressionCompiler.isPlain(node.getType())
                && VectorForms.isSupported(BlazeTypes.fromRel(node.getType()));
    }

    VectorExpression expression(RexNode node) {
        if (node instanceof RexInputRef ref) {
            return columns.get(ref.getIndex());
        }
        SqlType type = BlazeTypes.fromRel(node.getType());
        if (inputs(node).length == 0) {
            return new VectorConstant(compiler.compile(node), type);
        }
        VectorExpression vector = node instanceof RexCall call ? call(call, type) : null;
        return vector != null ? vector : new RowFallback(compiler.compile(node), inputs(node), type);
    }

    /** Whether it is known to be NULL: what it is combined with is then not computed, and cannot fail. */
    private boolean isNull(RexNode node) {
        return inputs(node).length == 0 && ExpressionCompiler.isNull(compiler.compile(node));
    }

    private int[] inputs(RexNode node) {
        return SubQueryShapes.columns(node, variables).toArray();
    }

    private @Nullable VectorExpression call(RexCall call, SqlType type) {
        List<RexNode> operands = call.getOperands();
        return switch (call.getKind()) {
            case PLUS, CHECKED_PLUS -> arithmetic(Operation.ADD, operands, type);
            case MINUS, CHECKED_MINUS -> arithmetic(Operation.SUBTRACT, operands, type);
            case TIMES, CHECKED_TIMES -> arithmetic(Operation.MULTIPLY, operands, type);
            case DIVIDE, CHECKED_DIVIDE -> arithmetic(Operation.DIVIDE, operands, type);
            case CASE -> caseOf(operands, type);
            case COALESCE -> coalesce(operands, type);
            case CAST -> cast(operands.get(0), type);
            case AND,
                    OR,
                    NOT,
                    IS_NULL,
                    IS_NOT_NULL,
                    EQUALS,
                    NOT_EQUALS,
                    LESS_THAN,
                    LESS_THAN_OR_EQUAL,
                    GREATER_THAN,
                    GREATER_THAN_OR_EQUAL -> VectorCase.truth(filter(call, true), filter(call, false));
            default -> null;
        };
    }

    private @Nullable VectorExpression arithmetic(Operation operation, List<RexNode> operands, SqlType type) {
        if (operands.size() != 2
                || !operands.stream().allMatch(VectorCompiler::isPossible)
                || operands.stream().anyMatch(this::isNull)) {
            return null;
        }
        BinaryOperator<Object> exact = switch (operation) {
            case ADD -> Arithmetic.add(type);
            case SUBTRACT -> Arithmetic.subtract(type);
            case MULTIPLY -> Arithmetic.multiply(type);
            case DIVIDE -> Arithmetic.divide(type);
        };
        return VectorForms.arithmetic(operation, expression(operands.get(0)), expression(operands.get(1)), type, exact);
    }

    private @Nullable VectorExpression caseOf(List<RexNode> operands, SqlType type) {
        if (!operands.stream().allMatch(VectorCompiler::isPossible)) {
            return null;
        }
        List<VectorFilter> conditions = new ArrayList<>();
        List<VectorExpression> values = new ArrayList<>();
        for (int i = 0; i + 1 < operands.size(); i += 2) {
            conditions.add(filter(operands.get(i), true));
            values.add(expression(operands.get(i + 1)));
        }
        if (operands.size() % 2 != 0) {
            values.add(expression(operands.get(operands.size() - 1)));
        }
        return VectorForms.caseOf(conditions, values, type);
    }

    private @Nullable VectorExpression coalesce(List<RexNode> operands, SqlType type) {
        if (!operands.stream().allMatch(VectorCompiler::isPossible)) {
            return null;
        }
        List<VectorFilter> conditions = new ArrayList<>();
        List<VectorExpression> values = new ArrayList<>();
        for (RexNode operand : operands) {
            VectorExpression value = expression(operand);
            conditions.add(VectorFilter.isNull(value, false));
            values.add(value);
        }
        return VectorForms.caseOf(conditions, values, type);
    }

    private @Nullable VectorExpression cast(RexNode operand, SqlType type) {
        return isPossible(operand) ? VectorForms.cast(expression(operand), type) : null;
    }

    /** The rows for which a condition is TRUE, or those for which it is FALSE. */
    VectorFilter filter(RexNode node, boolean truth) {
        VectorFilter filter = nativeFilter(node, truth);
        return filter != null ? filter : VectorForms.rowwise(compiler.compile(node), inputs(node), truth);
    }

    private @Nullable VectorFilter nativeFilter(RexNode node, boolean truth) {
        if (!(node instanceof RexCall call)) {
            return !isPossible(node) ? null : VectorFilter.isTruth(expression(node), truth);
        }
        List<RexNode> operands = call.getOperands();
        return switch (call.getKind()) {
            case AND -> truth ? VectorFilter.all(filters(operands, true)) : VectorFilter.any(filters(operands, false));
            case OR -> truth ? or(call) : VectorFilter.all(filters(operands, false));
            case NOT -> filter(operands.get(0), !truth);
            case IS_TRUE -> is(operands.get(0), true, truth);
            case IS_NOT_TRUE -> is(operands.get(0), true, !truth);
            case IS_FALSE -> is(operands.get(0), false, truth);
            case IS_NOT_FALSE -> is(operands.get(0), false, !truth);
            case IS_NULL, IS_UNKNOWN -> isNull(operands.get(0), truth);
            case IS_NOT_NULL -> isNull(operands.get(0), !truth);
            case EQUALS -> comparison(operands, truth ? Comparison.EQUAL : Comparison.NOT_EQUAL);
            case NOT_EQUALS -> comparison(operands, truth ? Comparison.NOT_EQUAL : Comparison.EQUAL);
            case LESS_THAN -> comparison(operands, truth ? Comparison.LESS : Comparison.GREATER_OR_EQUAL);
            case LESS_THAN_OR_EQUAL -> comparison(operands, truth ? Comparison.LESS_OR_EQUAL : Comparison.GREATER);
            case GREATER_THAN -> comparison(operands, truth ? Comparison.GREATER : Comparison.LESS_OR_EQUAL);
            case GREATER_THAN_OR_EQUAL -> comparison(operands, truth ? Comparison.GREATER_OR_EQUAL : Comparison.LESS);
            case SEARCH -> search(call, truth);
            case LIKE -> like(call, truth);
            default -> null;
        };
    }

    private List<VectorFilter> filters(List<RexNode> nodes, boolean truth) {
        return nodes.stream().map(node -> filter(node, truth)).toList();
    }

    /** Many equalities of one column are a look-up in a table, which the closures have. */
    private @Nullable VectorFilter or(RexCall call) {
        return Searches.equalities(compiler, call) != null ? null : VectorFilter.any(filters(call.getOperands(), true));
    }

    private VectorFilter is(RexNode operand, boolean truth, boolean wanted) {
        VectorFilter filter = filter(operand, truth);
        return wanted ? filter : VectorFilter.not(filter);
    }

    private @Nullable VectorFilter isNull(RexNode operand, boolean wanted) {
        return isPossible(operand) ? VectorFilter.isNull(expression(operand), wanted) : null;
    }

    private @Nullable VectorFilter comparison(List<RexNode> operands, Comparison comparison) {
        RexNode left = operands.get(0);
        RexNode right = operands.get(1);
        if (!isPossible(left) || !isPossible(right) || Literals.isPadded(left) || Literals.isPadded(right)) {
            return null;
        }
        if (isNull(left) || isNull(right)) {
            return null;
        }
        return VectorForms.comparison(comparison, expression(left), expression(right));
    }

    /** A few points and ranges as comparisons; more of them are a look-up in a table, which the closures have. */
    private @Nullable VectorFilter search(RexCall call, boolean truth) {
        if (call.getOperands().get(0).getType().getSqlTypeName() == SqlTypeName.CHAR) {
            return null;
        }
        RexNode expanded = RexUtil.expandSearch(rexBuilder, null, call);
        if (expanded.getKind() == SqlKind.SEARCH || expanded.nodeCount() > VectorForms.SEARCH_NODES_MAX) {
            return null;
        }
        return filter(expanded, truth);
    }

    private @Nullable VectorFilter like(RexCall call, boolean truth) {
        List<RexNode> operands = call.getOperands();
        String name = call.getOperator().getName().toUpperCase(Locale.ROOT);
        boolean plain = operands.size() == 2
                && (name.equals("LIKE") || name.equals("NOT LIKE"))
                && isPossible(operands.get(0))
                && isPossible(operands.get(1))
                && inputs(operands.get(1)).length == 0;
        if (!plain) {
            return null;
        }
        Expression pattern = compiler.compile(operands.get(1));
        VectorFilter other = VectorForms.rowwise(compiler.compile(call), inputs(call), truth);
        return VectorForms.like(
                expression(operands.get(0)),
                new VectorConstant(pattern, SqlType.of(SqlType.Name.VARCHAR)),
                name.equals("LIKE") == truth,
                other);
    }
}
