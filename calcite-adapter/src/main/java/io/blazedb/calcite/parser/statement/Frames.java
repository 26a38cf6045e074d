/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.parser.statement;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import java.math.BigDecimal;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlWindow;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/**
 * Frames of windows that Calcite's trees do not know. GROUPS counts rows that are equal in the window's order as one: such a frame is one of
 * ROWS with all distances above {@link #GROUPS}, or one of RANGE if it has no distances.
 */
public final class Frames {
    /** Distances from here on count groups of equal rows. */
    public static final long GROUPS = 1L << 40;

    private Frames() {}

    /** A window; one of groups is written as one of rows. */
    public static SqlWindow window(SqlWindow window, boolean groups) {
        if (!groups) {
            return window;
        }
        if (window.getOrderList().isEmpty() && window.getRefName() == null) {
            throw new BlazeSqlException(SqlErrorCode.WINDOWING_ERROR, "GROUPS mode requires an ORDER BY clause");
        }
        SqlNode lower = window.getLowerBound();
        SqlNode upper = window.getUpperBound();
        boolean distances = isDistance(lower) || isDistance(upper);
        SqlParserPos position = window.getParserPosition();
        return SqlWindow.create(
                window.getDeclName(),
                window.getRefName(),
                window.getPartitionList(),
                window.getOrderList(),
                SqlLiteral.createBoolean(distances, position),
                distances ? counted(lower, position) : lower,
                distances ? counted(upper, position) : upper,
                null,
                window.getExclude(),
                position);
    }

    private static boolean isDistance(@Nullable SqlNode bound) {
        return bound instanceof SqlCall;
    }

    private static SqlNode counted(@Nullable SqlNode bound, SqlParserPos position) {
        if (bound instanceof SqlCall call) {
            long distance =
                    call.operand(0) instanceof SqlLiteral literal && literal.getValue() instanceof BigDecimal number
                            ? number.longValue()
                            : -1;
            if (distance < 0 || distance >= GROUPS) {
                throw new BlazeSqlException(
                        SqlErrorCode.INVALID_FRAME,
                        "frame starting or ending offset must be a number that is not negative");
            }
            return call.getOperator().createCall(position, number(distance, position));
        }
        return bound == null || SqlWindow.isCurrentRow(bound)
                ? SqlWindow.createPreceding(number(0, position), position)
                : bound;
    }

    private static SqlNode number(long distance, SqlParserPos position) {
        return SqlLiteral.createExactNumeric(String.valueOf(GROUPS + distance), position);
    }
}
