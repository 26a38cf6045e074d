/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import io.blazedb.calcite.schema.BlazeTypes;
import io.blazedb.calcite.types.Interval;
import io.blazedb.calcite.types.Intervals;
import io.blazedb.calcite.types.SqlType;
import java.math.BigDecimal;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.sql2rel.SqlRexContext;
import org.jspecify.annotations.Nullable;

/**
 * Sums and differences with dates as PostgreSQL has them: two timestamps or two times differ by an interval, a date and an interval are a
 * timestamp. Where such a timestamp has no time of the day and is compared with a date, dates are compared, so that an index of the date
 * serves.
 */
final class TemporalSums {
    private static final BigDecimal MILLIS_PER_DAY = BigDecimal.valueOf(86_400_000);

    private TemporalSums() {}

    /** The sum or difference, or null if it is another one. */
    static @Nullable RexNode convert(
            SqlRexContext context, SqlCall call, List<RelDataType> operands, RelDataType type) {
        if (operands.size() != 2) {
            return null;
        }
        RexBuilder rexBuilder = context.getRexBuilder();
        RelDataType left = operands.get(0);
        RelDataType right = operands.get(1);
        boolean minus = call.getKind() == SqlKind.MINUS;
        if (minus && SqlTypeUtil.isDatetime(left) && SqlTypeUtil.isDatetime(right) && SqlTypeUtil.isInterval(type)) {
            return rexBuilder.makeCall(
                    type,
                    SqlStdOperatorTable.MINUS_DATE,
                    List.of(context.convertExpression(call.operand(0)), context.convertExpression(call.operand(1))));
        }
        boolean reversed = !minus && (SqlTypeUtil.isInterval(left) || left.getSqlTypeName() == SqlTypeName.TIME);
        RelDataType date = reversed ? right : left;
        if (date.getSqlTypeName() != SqlTypeName.DATE || !isTime(reversed ? left : right, minus)) {
            return null;
        }
        RexNode day = context.convertExpression(call.operand(reversed ? 1 : 0));
        RexNode time = context.convertExpression(call.operand(reversed ? 0 : 1));
        RexNode interval = SqlTypeUtil.isInterval(time.getType())
                ? time
                : rexBuilder.makeAbstractCast(
                        BlazeTypes.toRel(
                                context.getTypeFactory(),
                                SqlType.of(SqlType.Name.INTERVAL),
                                time.getType().isNullable()),
                        time,
                        false);
        RelDataType timestamp = context.getTypeFactory()
                .createTypeWithNullability(type, day.getType().isNullable());
        return rexBuilder.makeCall(
                type,
                minus ? SqlStdOperatorTable.MINUS_DATE : SqlStdOperatorTable.DATETIME_PLUS,
                List.of(rexBuilder.makeAbstractCast(timestamp, day, false), interval));
    }

    /** Whether values of the type are added to dates: intervals and times of the day. */
    private static boolean isTime(RelDataType type, boolean minus) {
        return SqlTypeUtil.isInterval(type) || (!minus && type.getSqlTypeName() == SqlTypeName.TIME);
    }

    /** Whether intervals are compared, of any precisions. */
    static boolean areIntervals(SqlRexContext context, SqlCall call) {
        return call.isA(SqlKind.COMPARISON)
                && call.getOperandList().stream()
                        .allMatch(operand ->
                                SqlTypeUtil.isInterval(context.getValidator().getValidatedNodeType(operand)));
    }

    /** Calcite would convert one interval to the precision of the other by arithmetic. */
    static RexNode comparedIntervals(SqlRexContext context, SqlCall call) {
        return context.getRexBuilder()
                .makeCall(
                        call.getOperator(),
                        call.getOperandList().stream()
                                .map(context::convertExpression)
                                .toList());
    }

    /** A comparison, in which timestamps that are dates are compared as dates. */
    static RexNode compared(RexBuilder rexBuilder, RexNode comparison) {
        return comparison.accept(new RexShuttle() {
            @Override
            public RexNode visitCall(RexCall call) {
                if (call.isA(SqlKind.COMPARISON) && call.getOperands().size() == 2) {
                    RexNode left = day(rexBuilder, call.getOperands().get(0));
                    RexNode right = day(rexBuilder, call.getOperands().get(1));
                    if (left != null && right != null) {
                        return rexBuilder.makeCall(call.getType(), call.getOperator(), List.of(left, right));
                    }
                }
                return super.visitCall(call);
            }
        });
    }

    /** The date that a timestamp is; null if it may have a time of the day. */
    private static @Nullable RexNode day(RexBuilder rexBuilder, RexNode node) {
        if (!(node instanceof RexCall call)
                || call.getOperands().isEmpty()
                || call.getType().getSqlTypeName() != SqlTypeName.TIMESTAMP) {
            return null;
        }
        RexNode first = call.getOperands().get(0);
        if (call.getKind() == SqlKind.CAST) {
            return first.getType().getSqlTypeName() == SqlTypeName.DATE ? first : day(rexBuilder, first);
        }
        SqlOperator operator = call.getOperator();
        boolean sum = operator.getName().equals(SqlStdOperatorTable.DATETIME_PLUS.getName())
                || operator.getName().equals(SqlStdOperatorTable.MINUS_DATE.getName());
        RexNode date = sum
                        && call.getOperands().size() == 2
                        && isWholeDays(call.getOperands().get(1))
                ? day(rexBuilder, first)
                : null;
        return date == null
                ? null
                : rexBuilder.makeCall(
                        date.getType(),
                        operator,
                        List.of(date, call.getOperands().get(1)));
    }

    private static boolean isWholeDays(RexNode interval) {
        if (interval instanceof RexCall cast
                && cast.getKind() == SqlKind.CAST
                && cast.getOperands().get(0) instanceof RexLiteral text
                && SqlTypeUtil.isInterval(cast.getType())
                && SqlTypeUtil.isCharacter(text.getType())) {
            Interval value = text.isNull() ? null : Intervals.parse(text.getValueAs(String.class));
            return value != null && value.micros() == 0;
        }
        if (!(interval instanceof RexLiteral literal) || !SqlTypeUtil.isInterval(literal.getType())) {
            return false;
        }
        BigDecimal value = literal.getValueAs(BigDecimal.class);
        return value != null
                && (SqlTypeName.YEAR_INTERVAL_TYPES.contains(literal.getType().getSqlTypeName())
                        || value.remainder(MILLIS_PER_DAY).signum() == 0);
    }
}
