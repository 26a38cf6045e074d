/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql2rel.SqlRexContext;

/**
 * {@code (a, b) IS [NOT] DISTINCT FROM (c, d)}: rows are distinct if any of their fields is, and not if none is. Calcite 1.42 asks for
 * all fields in both.
 */
final class DistinctRows {
    private DistinctRows() {}

    static boolean mayBeCompared(SqlCall call) {
        return call.getKind() == SqlKind.IS_DISTINCT_FROM || call.getKind() == SqlKind.IS_NOT_DISTINCT_FROM;
    }

    static RexNode convert(SqlRexContext context, SqlCall call) {
        RexBuilder rexBuilder = context.getRexBuilder();
        boolean distinct = call.getKind() == SqlKind.IS_DISTINCT_FROM;
        RexNode left = context.convertExpression(call.operand(0));
        RexNode right = context.convertExpression(call.operand(1));
        if (!left.getType().isStruct() || !right.getType().isStruct()) {
            return RelOptUtil.isDistinctFrom(rexBuilder, left, right, !distinct);
        }
        List<RexNode> fields = new ArrayList<>();
        for (int i = 0; i < left.getType().getFieldCount(); i++) {
            RexNode first = field(rexBuilder, left, i);
            RexNode second = field(rexBuilder, right, i);
            fields.add(RelOptUtil.isDistinctFrom(rexBuilder, first, second, !distinct));
        }
        return distinct
                ? RexUtil.composeDisjunction(rexBuilder, fields)
                : RexUtil.composeConjunction(rexBuilder, fields);
    }

    /** A field of a row that is written out, perhaps under a cast of the row. */
    private static RexNode field(RexBuilder rexBuilder, RexNode row, int index) {
        RexNode written = row;
        while (written.isA(SqlKind.CAST)
                && ((RexCall) written).getOperands().get(0).getType().isStruct()) {
            written = ((RexCall) written).getOperands().get(0);
        }
        return written.isA(SqlKind.ROW)
                ? rexBuilder.ensureType(
                        row.getType().getFieldList().get(index).getType(),
                        ((RexCall) written).getOperands().get(index),
                        false)
                : rexBuilder.makeFieldAccess(row, index);
    }
}
