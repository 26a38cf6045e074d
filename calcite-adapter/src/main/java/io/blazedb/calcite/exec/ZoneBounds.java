/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec;

import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.exec.expression.Expression;
import io.blazedb.calcite.exec.operator.SubQueries.Comparison;
import io.blazedb.calcite.exec.vector.ZoneBound;
import io.blazedb.calcite.schema.BlazeTypes;
import io.blazedb.calcite.types.SqlType;
import io.blazedb.calcite.types.StoredValues;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.jspecify.annotations.Nullable;

/** Finds the comparisons in a condition by which whole leaves can be left out. */
final class ZoneBounds {
    private ZoneBounds() {}

    /** Comparisons that every wanted row meets. */
    static List<ZoneBound> of(RexNode condition, List<ColumnDefinition> columns, ExpressionCompiler compiler) {
        List<ZoneBound> bounds = new ArrayList<>();
        for (RexNode conjunct : RelOptUtil.conjunctions(condition)) {
            if (conjunct instanceof RexCall call && call.getOperands().size() == 2) {
                ZoneBound bound = bound(call, columns, compiler);
                if (bound != null) {
                    bounds.add(bound);
                }
            }
        }
        return bounds;
    }

    private static @Nullable ZoneBound bound(
            RexCall call, List<ColumnDefinition> columns, ExpressionCompiler compiler) {
        RexNode left = call.getOperands().get(0);
        RexNode right = call.getOperands().get(1);
        boolean turned = right instanceof RexInputRef;
        RexNode value = turned ? left : right;
        Comparison comparison = comparison(turned ? call.getKind().reverse() : call.getKind());
        if (comparison == null
                || !((turned ? right : left) instanceof RexInputRef column)
                || RexUtil.containsInputRef(value)
                || Literals.isPadded(left)
                || Literals.isPadded(right)) {
            return null;
        }
        ColumnDefinition definition = columns.get(column.getIndex());
        if (!isComparable(definition.type(), BlazeTypes.fromRel(value.getType()))) {
            return null;
        }
        Expression expression = compiler.compile(value);
        return new ZoneBound(definition.id(), StoredValues.kind(definition.type()), comparison, expression);
    }

    private static boolean isComparable(SqlType column, SqlType value) {
        return switch (column.name()) {
            case SMALLINT, INTEGER, BIGINT ->
                switch (value.name()) {
                    case SMALLINT, INTEGER, BIGINT -> true;
                    default -> false;
                };
            case REAL, DOUBLE ->
                switch (value.name()) {
                    case SMALLINT, INTEGER, BIGINT, DECIMAL, REAL, DOUBLE -> true;
                    default -> false;
                };
            case DATE, TIME, TIMESTAMP, TIMESTAMP_TZ -> column.name() == value.name();
            case VARCHAR -> value.name() == SqlType.Name.VARCHAR || value.name() == SqlType.Name.CHAR;
            default -> false;
        };
    }

    private static @Nullable Comparison comparison(SqlKind kind) {
        return switch (kind) {
            case EQUALS -> Comparison.EQUAL;
            case LESS_THAN -> Comparison.LESS;
            case LESS_THAN_OR_EQUAL -> Comparison.LESS_OR_EQUAL;
            case GREATER_THAN -> Comparison.GREATER;
            case GREATER_THAN_OR_EQUAL -> Comparison.GREATER_OR_EQUAL;
            default -> null;
        };
    }
}
