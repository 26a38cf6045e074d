/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.exec.expression.Evaluation;
import io.blazedb.calcite.exec.expression.Expression;
import io.blazedb.calcite.exec.expression.Values;
import io.blazedb.calcite.exec.operator.Operator;
import io.blazedb.calcite.exec.operator.SubPlan;
import io.blazedb.calcite.exec.operator.SubQueries;
import io.blazedb.calcite.exec.operator.SubQueries.Comparison;
import io.blazedb.calcite.plan.rel.BlazeShared;
import io.blazedb.calcite.schema.BlazeTypes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlQuantifyOperator;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/**
 * Makes expressions of sub-queries. Nothing is decorrelated: a sub-query runs once for each combination of the outer values it uses,
 * and tests for membership look into a hash table of its rows.
 */
final class SubQueryBuilder implements ExpressionCompiler.SubQueryCompiler, ExpressionCompiler.CorrelatedUse {
    private final OperatorBuilder operators;
    private final Deque<Set<CorrelationId>> rowNames = new ArrayDeque<>();
    private final Deque<Set<Expression.Outer>> used = new ArrayDeque<>();

    SubQueryBuilder(OperatorBuilder operators) {
        this.operators = operators;
        rowNames.push(Set.of());
    }

    /** Runs an action for a node whose row sub-queries know by these names. */
    <T> T within(Set<CorrelationId> names, Supplier<T> action) {
        rowNames.push(names);
        try {
            return action.get();
        } finally {
            rowNames.pop();
        }
    }

    @Override
    public void uses(Expression.Outer column) {
        Set<Expression.Outer> columns = used.peek();
        if (columns != null) {
            columns.add(column);
        }
    }

    /** The plan of a sub-query, with the outer columns that it and those inside of it use. */
    SubPlan subPlan(RelNode rel, ImmutableBitSet required) {
        used.push(new LinkedHashSet<>());
        Set<Integer> inner = new HashSet<>();
        Operator operator = operators.build(rel, required);
        collectNames(rel, inner);
        Set<Expression.Outer> columns = used.pop();
        List<Expression.Outer> outer = new ArrayList<>();
        for (Expression.Outer column : columns) {
            if (!inner.contains(column.correlation())) {
                outer.add(column);
                uses(column);
            }
        }
        return new SubPlan(operator, outer);
    }

    private static void collectNames(RelNode rel, Set<Integer> names) {
        rel.getVariablesSet().forEach(id -> names.add(id.getId()));
        rel.getInputs().forEach(input -> collectNames(input, names));
        if (rel instanceof BlazeShared shared) {
            collectNames(shared.definition(), names);
        }
    }

    @Override
    public Expression compile(RexSubQuery subQuery, ExpressionCompiler compiler) {
        Set<CorrelationId> names = rowNames.element();
        int[] ids = names.stream().mapToInt(CorrelationId::getId).toArray();
        List<Expression> operands = List.of(compiler.compile(subQuery.getOperands()));
        boolean exists = subQuery.getKind() == SqlKind.EXISTS;
        SubPlan plan = subPlan(subQuery.rel, exists ? ImmutableBitSet.of() : OperatorBuilder.allColumns(subQuery.rel));
        Expression test = expression(subQuery, plan, operands);
        return ids.length == 0 ? test : withRow(test, ids);
    }

    /** Shows the present row to sub-queries by its names. */
    private static Expression withRow(Expression expression, int[] ids) {
        return new Expression() {
            @Override
            public @Nullable Object evaluate(@Nullable Object[] row, Evaluation evaluation) {
                @Nullable Object[][] before = new @Nullable Object[ids.length][];
                for (int i = 0; i < ids.length; i++) {
                    before[i] = evaluation.setOuterRow(ids[i], row);
                }
                try {
                    return expression.evaluate(row, evaluation);
                } finally {
                    for (int i = 0; i < ids.length; i++) {
                        evaluation.setOuterRow(ids[i], before[i]);
                    }
                }
            }
        };
    }

    private static Expression expression(RexSubQuery subQuery, SubPlan plan, List<Expression> operands) {
        return switch (subQuery.getKind()) {
            case EXISTS -> SubQueries.exists(plan);
            case SCALAR_QUERY -> SubQueries.scalar(plan);
            case ARRAY_QUERY_CONSTRUCTOR ->
                SubQueries.array(plan, BlazeTypes.fromRel(subQuery.getType()).elementType());
            case IN -> in(subQuery, plan, operands);
            case NOT_IN -> Logic.not(in(subQuery, plan, operands));
            case SOME, ALL -> quantified(subQuery, plan, operands);
            default ->
                throw new BlazeSqlException(
                        SqlErrorCode.FEATURE_NOT_SUPPORTED,
                        "sub-queries of kind " + subQuery.getKind() + " are not supported");
        };
    }

    private static Expression in(RexSubQuery subQuery, SubPlan plan, List<Expression> operands) {
        Values.KeyForm[] forms = new Values.KeyForm[operands.size()];
        List<Expression> comparable = new ArrayList<>();
        for (int i = 0; i < forms.length; i++) {
            RexNode operand = subQuery.getOperands().get(i);
            forms[i] = Values.KeyForm.of(
                    BlazeTypes.fromRel(operand.getType()), OperatorBuilder.fieldType(subQuery.rel, i));
            comparable.add(operands.get(i));
        }
        return SubQueries.in(plan, comparable, forms);
    }

    private static Expression quantified(RexSubQuery subQuery, SubPlan plan, List<Expression> operands) {
        SqlQuantifyOperator operator = (SqlQuantifyOperator) subQuery.getOperator();
        Comparison comparison = switch (operator.comparisonKind) {
            case EQUALS -> Comparison.EQUAL;
            case NOT_EQUALS -> Comparison.NOT_EQUAL;
            case LESS_THAN -> Comparison.LESS;
            case LESS_THAN_OR_EQUAL -> Comparison.LESS_OR_EQUAL;
            case GREATER_THAN -> Comparison.GREATER;
            case GREATER_THAN_OR_EQUAL -> Comparison.GREATER_OR_EQUAL;
            default ->
                throw new BlazeSqlException(SqlErrorCode.FEATURE_NOT_SUPPORTED, "this comparison is not supported");
        };
        if (subQuery.getKind() == SqlKind.SOME) {
            return SubQueries.some(plan, operands, comparison);
        }
        return Logic.not(SubQueries.some(plan, operands, negated(comparison)));
    }

    private static Comparison negated(Comparison comparison) {
        return switch (comparison) {
            case EQUAL -> Comparison.NOT_EQUAL;
            case NOT_EQUAL -> Comparison.EQUAL;
            case LESS -> Comparison.GREATER_OR_EQUAL;
            case LESS_OR_EQUAL -> Comparison.GREATER;
            case GREATER -> Comparison.LESS_OR_EQUAL;
            case GREATER_OR_EQUAL -> Comparison.LESS;
        };
    }
}
