/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import java.util.HashMap;
import java.util.Map;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlWindow;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/**
 * Windows by name where Calcite does not follow them: {@code OVER (w ROWS ...)}, whose frame it would lose, and {@code OVER w} in the ORDER BY
 * of the statement. The window's own parts stand there instead.
 */
final class WindowNames extends SqlBasicVisitor<@Nullable Void> {
    private final Map<String, SqlWindow> windows = new HashMap<>();
    private final boolean everywhere;

    private WindowNames(SqlSelect select, boolean everywhere) {
        this.everywhere = everywhere;
        for (SqlNode node : select.getWindowList()) {
            if (node instanceof SqlWindow window && window.getDeclName() != null) {
                windows.put(window.getDeclName().getSimple(), window);
            }
        }
    }

    static void inSelect(SqlSelect select) {
        WindowNames names = new WindowNames(select, false);
        if (!names.windows.isEmpty()) {
            select.getSelectList().accept(names);
        }
    }

    static void inOrder(SqlOrderBy ordered) {
        if (ordered.query instanceof SqlSelect select && !select.getWindowList().isEmpty()) {
            ordered.orderList.accept(new WindowNames(select, true));
        }
    }

    @Override
    public @Nullable Void visit(SqlCall call) {
        if (call.getKind() == SqlKind.OVER && call instanceof SqlBasicCall over) {
            SqlNode window = over.operand(1);
            if (window instanceof SqlWindow own && own.getRefName() != null) {
                SqlWindow base = windows.get(own.getRefName().getSimple());
                if (base != null && base.getRefName() == null && base.getLowerBound() == null) {
                    over.setOperand(1, merged(base, own));
                }
            } else if (everywhere && window instanceof SqlIdentifier name && name.isSimple()) {
                SqlWindow base = windows.get(name.getSimple());
                if (base != null && base.getRefName() == null) {
                    over.setOperand(1, merged(base, base));
                }
            }
        }
        return call instanceof SqlSelect ? null : super.visit(call);
    }

    /** The partition and order of the one, unless it has none, with the frame of the other. */
    private static SqlWindow merged(SqlWindow base, SqlWindow frame) {
        return SqlWindow.create(
                null,
                null,
                copy(base.getPartitionList()),
                base.getOrderList().isEmpty() ? copy(frame.getOrderList()) : copy(base.getOrderList()),
                SqlLiteral.createBoolean(frame.isRows(), frame.getParserPosition()),
                frame.getLowerBound(),
                frame.getUpperBound(),
                null,
                frame.getExclude(),
                frame.getParserPosition());
    }

    private static SqlNodeList copy(SqlNodeList list) {
        return list.isEmpty() ? list : (SqlNodeList) SourceQueries.copy(list);
    }
}
