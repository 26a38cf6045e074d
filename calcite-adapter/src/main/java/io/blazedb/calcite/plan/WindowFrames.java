/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import java.util.Locale;
import java.util.Set;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlWindow;

/** Frames of functions to which they mean nothing, since these look at the whole partition: Calcite refuses them. */
final class WindowFrames {
    private static final Set<String> OVER_PARTITIONS =
            Set.of("RANK", "DENSE_RANK", "PERCENT_RANK", "CUME_DIST", "ROW_NUMBER", "NTILE", "LEAD", "LAG");

    private WindowFrames() {}

    static void drop(SqlCall over) {
        if (over.operand(1) instanceof SqlWindow window && over.operand(0) instanceof SqlCall function) {
            SqlCall inner = function;
            while (inner.getKind() == SqlKind.IGNORE_NULLS || inner.getKind() == SqlKind.RESPECT_NULLS) {
                inner = inner.operand(0);
            }
            SqlNode lower = window.getLowerBound();
            boolean framed = lower != null || window.getUpperBound() != null;
            if (framed && OVER_PARTITIONS.contains(inner.getOperator().getName().toUpperCase(Locale.ROOT))) {
                over.setOperand(
                        1,
                        SqlWindow.create(
                                window.getDeclName(),
                                window.getRefName(),
                                window.getPartitionList(),
                                window.getOrderList(),
                                SqlLiteral.createBoolean(false, window.getParserPosition()),
                                null,
                                null,
                                null,
                                SqlWindow.createExcludeNoOthers(window.getParserPosition()),
                                window.getParserPosition()));
            }
        }
    }
}
