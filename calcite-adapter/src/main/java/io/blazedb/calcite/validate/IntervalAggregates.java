/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.validate;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.fun.SqlBasicAggFunction;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlTypeUtil;

/** SUM and AVG of intervals, which Calcite has for numbers only. */
final class IntervalAggregates {
    static final SqlAggFunction SUM = function("SUM OF INTERVALS");
    static final SqlAggFunction AVG = function("AVG OF INTERVALS");

    private IntervalAggregates() {}

    private static SqlAggFunction function(String name) {
        return SqlBasicAggFunction.create(
                name, SqlKind.OTHER_FUNCTION, ReturnTypes.ARG0_NULLABLE_IF_EMPTY, OperandTypes.INTERVAL);
    }

    /** Whether it is one of these functions if its argument is an interval. */
    static boolean mayBe(SqlBasicCall call) {
        String name = call.getOperator().getName();
        return call.operandCount() == 1
                && (name.equalsIgnoreCase("SUM") || name.equalsIgnoreCase("AVG"))
                && !(call.operand(0) instanceof SqlNodeList);
    }

    /** Makes it one if its argument is of this type. */
    static void settle(SqlBasicCall call, RelDataType type) {
        if (SqlTypeUtil.isInterval(type)) {
            call.setOperator(call.getOperator().getName().equalsIgnoreCase("SUM") ? SUM : AVG);
        }
    }
}
