/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import io.blazedb.calcite.schema.BlazeTypes;
import io.blazedb.calcite.types.SqlType;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.sql2rel.SqlRexContext;

/**
 * {@code (start, end) OVERLAPS (start, end)}: as the standard has it the end does not belong to a period, unless it is the start. Calcite
 * counts it in.
 */
final class Overlaps {
    private final RexBuilder rexBuilder;

    private Overlaps(RexBuilder rexBuilder) {
        this.rexBuilder = rexBuilder;
    }

    static RexNode convert(SqlRexContext context, SqlCall call) {
        List<RexNode> parts = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            SqlCall period = call.operand(i);
            parts.add(context.convertExpression(period.operand(0)));
            parts.add(context.convertExpression(period.operand(1)));
        }
        return new Overlaps(context.getRexBuilder()).convert(parts);
    }

    private RexNode convert(List<RexNode> parts) {
        boolean sums = parts.stream().anyMatch(part -> SqlTypeUtil.isInterval(part.getType()));
        boolean mixed = parts.stream()
                        .map(part -> part.getType().getSqlTypeName())
                        .distinct()
                        .count()
                > 1;
        List<RexNode> moments = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            RexNode part = parts.get(i);
            if (SqlTypeUtil.isInterval(part.getType())) {
                RexNode start = moments.get(i - 1);
                moments.add(
                        rexBuilder.makeCall(start.getType(), SqlStdOperatorTable.DATETIME_PLUS, List.of(start, part)));
            } else {
                moments.add(sums || mixed ? timestamp(part) : part);
            }
        }
        RexNode start = extreme(moments.get(0), moments.get(1), SqlStdOperatorTable.LESS_THAN);
        RexNode end = extreme(moments.get(0), moments.get(1), SqlStdOperatorTable.GREATER_THAN);
        RexNode otherStart = extreme(moments.get(2), moments.get(3), SqlStdOperatorTable.LESS_THAN);
        RexNode otherEnd = extreme(moments.get(2), moments.get(3), SqlStdOperatorTable.GREATER_THAN);
        return rexBuilder.makeCall(
                SqlStdOperatorTable.OR,
                rexBuilder.makeCall(SqlStdOperatorTable.EQUALS, start, otherStart),
                isInside(otherStart, start, end),
                isInside(start, otherStart, otherEnd));
    }

    private RexNode timestamp(RexNode moment) {
        if (moment.getType().getSqlTypeName() != SqlTypeName.DATE) {
            return moment;
        }
        RelDataType type = BlazeTypes.toRel(
                rexBuilder.getTypeFactory(),
                SqlType.of(SqlType.Name.TIMESTAMP),
                moment.getType().isNullable());
        return rexBuilder.makeAbstractCast(type, moment, false);
    }

    private RexNode isInside(RexNode moment, RexNode start, RexNode end) {
        return rexBuilder.makeCall(
                SqlStdOperatorTable.AND,
                rexBuilder.makeCall(SqlStdOperatorTable.LESS_THAN, start, moment),
                rexBuilder.makeCall(SqlStdOperatorTable.LESS_THAN, moment, end));
    }

    /** The earlier or the later one of two. */
    private RexNode extreme(RexNode a, RexNode b, SqlOperator order) {
        return rexBuilder.makeCall(SqlStdOperatorTable.CASE, rexBuilder.makeCall(order, b, a), b, a);
    }
}
