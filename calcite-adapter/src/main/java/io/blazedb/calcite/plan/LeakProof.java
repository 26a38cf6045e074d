/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import java.util.EnumSet;
import java.util.Set;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * Which conditions may meet rows that policies hide: those that can neither fail nor do anything but give a value. It names what is
 * known to be harmless; everything else is not.
 */
public final class LeakProof {
    private static final Set<SqlKind> COMPARISONS = EnumSet.of(
            SqlKind.EQUALS,
            SqlKind.NOT_EQUALS,
            SqlKind.LESS_THAN,
            SqlKind.LESS_THAN_OR_EQUAL,
            SqlKind.GREATER_THAN,
            SqlKind.GREATER_THAN_OR_EQUAL,
            SqlKind.IS_DISTINCT_FROM,
            SqlKind.IS_NOT_DISTINCT_FROM,
            SqlKind.SEARCH);
    private static final Set<SqlKind> LOGIC = EnumSet.of(
            SqlKind.AND,
            SqlKind.OR,
            SqlKind.NOT,
            SqlKind.IS_NULL,
            SqlKind.IS_NOT_NULL,
            SqlKind.IS_TRUE,
            SqlKind.IS_NOT_TRUE,
            SqlKind.IS_FALSE,
            SqlKind.IS_NOT_FALSE);

    /** Types whose values are kept as what they are compared as. */
    private static final Set<SqlTypeName> PLAIN = EnumSet.of(
            SqlTypeName.BOOLEAN,
            SqlTypeName.SMALLINT,
            SqlTypeName.INTEGER,
            SqlTypeName.BIGINT,
            SqlTypeName.DECIMAL,
            SqlTypeName.REAL,
            SqlTypeName.DOUBLE,
            SqlTypeName.CHAR,
            SqlTypeName.VARCHAR,
            SqlTypeName.BINARY,
            SqlTypeName.VARBINARY,
            SqlTypeName.DATE,
            SqlTypeName.TIME,
            SqlTypeName.TIMESTAMP,
            SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE,
            SqlTypeName.UUID);

    private LeakProof() {}

    /** Whether a condition is harmless. */
    public static boolean is(RexNode node) {
        if (!PLAIN.contains(node.getType().getSqlTypeName())
                && node.getType().getSqlTypeName() != SqlTypeName.NULL
                && !RexUtil.isNull(node)) {
            // A literal of a SEARCH holds ranges of its own type.
            return node instanceof RexLiteral;
        }
        if (node instanceof RexInputRef || node instanceof RexLiteral || node instanceof RexDynamicParam) {
            return true;
        }
        if (node instanceof RexFieldAccess access) {
            return access.getReferenceExpr() instanceof RexCorrelVariable;
        }
        if (!(node instanceof RexCall call) || call.getKind() == SqlKind.SCALAR_QUERY) {
            return false;
        }
        boolean harmless = LOGIC.contains(call.getKind())
                || (COMPARISONS.contains(call.getKind()) && sameFamily(call))
                || (call.getKind() == SqlKind.CAST && isWidening(call))
                || isSessionValue(call);
        return harmless && call.getOperands().stream().allMatch(LeakProof::is);
    }

    /** Comparing numbers with numbers, texts with texts and so on needs no conversion that could fail. */
    private static boolean sameFamily(RexCall call) {
        if (call.getKind() == SqlKind.SEARCH) {
            return true;
        }
        return call.getOperands().get(0).getType().getFamily()
                        == call.getOperands().get(1).getType().getFamily()
                || call.getOperands().stream().allMatch(LeakProof::isNumber)
                || call.getOperands().stream().anyMatch(RexUtil::isNull);
    }

    private static boolean isNumber(RexNode node) {
        return node.getType().getSqlTypeName().getFamily() == org.apache.calcite.sql.type.SqlTypeFamily.NUMERIC;
    }

    private static boolean isWidening(RexCall cast) {
        SqlTypeName from = cast.getOperands().get(0).getType().getSqlTypeName();
        SqlTypeName to = cast.getType().getSqlTypeName();
        boolean integers = rank(from) > 0 && rank(to) >= rank(from);
        boolean texts = (from == SqlTypeName.VARCHAR || from == SqlTypeName.CHAR)
                && to == SqlTypeName.VARCHAR
                && (cast.getType().getPrecision() == org.apache.calcite.rel.type.RelDataType.PRECISION_NOT_SPECIFIED
                        || (cast.getOperands().get(0).getType().getPrecision() >= 0
                                && cast.getType().getPrecision()
                                        >= cast.getOperands().get(0).getType().getPrecision()));
        return integers || texts;
    }

    private static int rank(SqlTypeName type) {
        return switch (type) {
            case SMALLINT -> 1;
            case INTEGER -> 2;
            case BIGINT -> 3;
            default -> 0;
        };
    }

    @SuppressWarnings("ReferenceEquality") // operators of equal name are equal
    private static boolean isSessionValue(RexCall call) {
        return call.getOperator() == SqlStdOperatorTable.CURRENT_USER
                || call.getOperator() == SqlStdOperatorTable.SESSION_USER
                || call.getOperator() == SqlStdOperatorTable.USER;
    }
}
