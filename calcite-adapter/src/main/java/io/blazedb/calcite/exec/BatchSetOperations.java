/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec;

import io.blazedb.calcite.exec.expression.Expression;
import io.blazedb.calcite.exec.operator.Operator;
import io.blazedb.calcite.exec.operator.SimpleOperators;
import io.blazedb.calcite.plan.rel.BlazeAggregate;
import io.blazedb.calcite.plan.rel.BlazeIntersect;
import io.blazedb.calcite.plan.rel.BlazeProject;
import io.blazedb.calcite.plan.rel.BlazeRel;
import io.blazedb.calcite.plan.rel.BlazeUnion;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rel.RelCollations;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/**
 * INTERSECT and EXCEPT over batches: the rows of both sides in groups, each with the numbers of the first and the last side that has it.
 *
 * <pre>
 * EXCEPT        Filter(last = 0)
 *   l     to      Aggregate by all columns, MIN(side) AS first, MAX(side) AS last
 *   r               UNION ALL
 *                     Project(all columns, 0 AS side)
 *                       l
 *                     Project(all columns, 1 AS side)
 *                       r
 * </pre>
 *
 * The rows of a group are those that came first, so that of values which are equal but not the same the left side's is given.
 */
final class BatchSetOperations {
    private BatchSetOperations() {}

    /** The operator; null if it needs rows. */
    static @Nullable Operator of(SetOp operation, BatchBuilder batches) {
        boolean intersect = operation instanceof BlazeIntersect;
        int sides = operation.getInputs().size();
        if (operation.all || sides < 2 || (intersect && sides > 2)) {
            return null;
        }
        Operator groups = batches.aggregate(groups(operation));
        if (groups == null) {
            return null;
        }
        int width = operation.getRowType().getFieldCount();
        Expression isWanted = intersect
                ? (row, context) -> !side(row[width]).equals(side(row[width + 1]))
                : (row, context) -> side(row[width + 1]).equals(0L);
        Expression[] columns = new Expression[width];
        for (int i = 0; i < width; i++) {
            columns[i] = new Expression.Column(i);
        }
        return SimpleOperators.project(SimpleOperators.filter(groups, isWanted), columns);
    }

    private static Long side(@Nullable Object number) {
        return ((Number) java.util.Objects.requireNonNull(number)).longValue();
    }

    private static BlazeAggregate groups(SetOp operation) {
        RexBuilder rexBuilder = operation.getCluster().getRexBuilder();
        RelDataTypeFactory types = operation.getCluster().getTypeFactory();
        RelDataType number = types.createSqlType(SqlTypeName.BIGINT);
        int width = operation.getRowType().getFieldCount();
        List<RelNode> sides = new ArrayList<>();
        for (RelNode input : operation.getInputs()) {
            List<RexNode> columns = new ArrayList<>();
            for (int i = 0; i < width; i++) {
                columns.add(rexBuilder.makeInputRef(input, i));
            }
            columns.add(rexBuilder.makeExactLiteral(BigDecimal.valueOf(sides.size()), number));
            RelDataType row = types.builder()
                    .addAll(input.getRowType().getFieldList())
                    .add("$side", number)
                    .build();
            sides.add(new BlazeProject((BlazeRel) input, columns, row, Set.of()));
        }
        BlazeUnion union = new BlazeUnion(sides, true);
        ImmutableBitSet keys = ImmutableBitSet.range(width);
        List<AggregateCall> calls = List.of(
                extreme(SqlStdOperatorTable.MIN, width, number), extreme(SqlStdOperatorTable.MAX, width, number));
        return new BlazeAggregate(union, keys, List.of(keys), calls, union.rows());
    }

    private static AggregateCall extreme(SqlAggFunction function, int column, RelDataType type) {
        return AggregateCall.create(
                function, false, false, false, List.of(), List.of(column), -1, null, RelCollations.EMPTY, type, null);
    }
}
