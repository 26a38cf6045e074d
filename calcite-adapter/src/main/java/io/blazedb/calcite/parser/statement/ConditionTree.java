/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.parser.statement;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlBetweenOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.parser.SqlParserUtil;
import org.apache.calcite.sql.parser.SqlParserUtil.ToTreeListItem;
import org.jspecify.annotations.Nullable;

/**
 * Makes a tree of the operands and operators of an expression. Calcite's own way takes time with the cube of their number where LIKE,
 * BETWEEN or IN are among them: half a minute for a thousand LIKEs. So a long condition is first divided at its ORs, then at its ANDs. The
 * parts are joined to a tree that is as low as can be: what walks it later, on the stack, has so many levels less.
 */
public final class ConditionTree {
    private static final int ITEMS_MIN = 48;
    /** A tree of so many operators in a row is too high for any stack, and takes long to be made. */
    private static final int ITEMS_MAX = 40_000;

    private ConditionTree() {}

    /** The tree; {@code list} holds nodes and {@link ToTreeListItem}s as they stand in the text. */
    public static SqlNode of(List<Object> list) {
        return list.size() < ITEMS_MIN || bindsLess(list) ? undivided(list) : divided(list, SqlStdOperatorTable.OR);
    }

    private static SqlNode undivided(List<Object> items) {
        if (items.size() > ITEMS_MAX) {
            throw new BlazeSqlException(SqlErrorCode.STATEMENT_TOO_COMPLEX, "the statement is nested too deeply");
        }
        return SqlParserUtil.toTree(items);
    }

    /** Whether an operator binds less than OR. */
    private static boolean bindsLess(List<Object> list) {
        int least = Math.min(SqlStdOperatorTable.OR.getLeftPrec(), SqlStdOperatorTable.OR.getRightPrec());
        for (Object item : list) {
            SqlOperator operator = operator(item);
            if (operator != null && Math.min(operator.getLeftPrec(), operator.getRightPrec()) < least) {
                return true;
            }
        }
        return false;
    }

    @SuppressWarnings("ReferenceEquality") // operators of equal name are equal
    private static SqlNode divided(List<Object> list, SqlOperator divider) {
        List<SqlNode> parts = new ArrayList<>();
        List<SqlParserPos> joints = new ArrayList<>();
        int start = 0;
        int openBetweens = 0;
        for (int i = 0; i < list.size(); i++) {
            SqlOperator operator = operator(list.get(i));
            if (operator instanceof SqlBetweenOperator) {
                openBetweens++;
            }
            if (operator != divider) {
                continue;
            }
            if (divider.getKind() == SqlKind.AND && openBetweens > 0) {
                // This AND belongs to BETWEEN.
                openBetweens--;
                continue;
            }
            parts.add(part(list.subList(start, i), divider));
            joints.add(((ToTreeListItem) list.get(i)).getPos());
            start = i + 1;
        }
        parts.add(part(list.subList(start, list.size()), divider));
        return joined(parts, joints, divider);
    }

    /** The parts in their order, with {@code joints} between them. */
    private static SqlNode joined(List<SqlNode> parts, List<SqlParserPos> joints, SqlOperator divider) {
        if (parts.size() == 1) {
            return parts.get(0);
        }
        int half = parts.size() / 2;
        SqlNode left = joined(parts.subList(0, half), joints.subList(0, half - 1), divider);
        SqlNode right = joined(parts.subList(half, parts.size()), joints.subList(half, joints.size()), divider);
        return divider.createCall(joints.get(half - 1).plusAll(List.of(left, right)), left, right);
    }

    private static SqlNode part(List<Object> items, SqlOperator divider) {
        return divider.getKind() == SqlKind.OR
                ? divided(items, SqlStdOperatorTable.AND)
                : undivided(new ArrayList<>(items));
    }

    private static @Nullable SqlOperator operator(Object item) {
        return item instanceof ToTreeListItem listed ? listed.getOperator() : null;
    }
}
