/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlCharStringLiteral;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlWith;
import org.apache.calcite.sql.SqlWithItem;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * Literals that a recursive query starts with are texts of any length: the rows that follow have the types of the first ones, and would be cut
 * to the length of the literal.
 */
final class RecursiveTexts {
    private RecursiveTexts() {}

    static void widen(SqlWithItem item) {
        if (item.query instanceof SqlCall query && query.getKind() == SqlKind.UNION) {
            inQuery(query.operand(0));
        }
    }

    /** Literals of a select list that end with blanks are texts, which keep them, wherever the column is used. */
    static void keepBlanks(SqlSelect select) {
        if (select.getSelectList().stream().anyMatch(RecursiveTexts::endsWithBlank)) {
            select.setSelectList(new SqlNodeList(
                    select.getSelectList().stream()
                            .map(item -> endsWithBlank(item) ? widened(item) : item)
                            .toList(),
                    select.getSelectList().getParserPosition()));
        }
    }

    private static boolean endsWithBlank(SqlNode item) {
        if (item.getKind() == SqlKind.AS) {
            return endsWithBlank(((SqlCall) item).operand(0));
        }
        return item instanceof SqlCharStringLiteral literal
                && literal.getValueAs(String.class).endsWith(" ");
    }

    private static void inQuery(SqlNode query) {
        if (query instanceof SqlSelect select) {
            select.setSelectList(widened(select.getSelectList()));
            if (select.getFrom() != null && select.getFrom().getKind() == SqlKind.AS) {
                SqlNode from = ((SqlCall) select.getFrom()).operand(0);
                if (from.getKind() == SqlKind.VALUES) {
                    inQuery(from);
                }
            }
        } else if (query instanceof SqlOrderBy ordered) {
            inQuery(ordered.query);
        } else if (query instanceof SqlWith with) {
            inQuery(with.body);
        } else if (query instanceof SqlCall call
                && (call.isA(SqlKind.SET_QUERY) || call.getKind() == SqlKind.VALUES || call.getKind() == SqlKind.ROW)) {
            boolean row = call.getKind() == SqlKind.ROW;
            for (int i = 0; i < call.operandCount(); i++) {
                if (row) {
                    call.setOperand(i, widened(call.<SqlNode>operand(i)));
                } else {
                    inQuery(call.operand(i));
                }
            }
        }
    }

    private static SqlNodeList widened(SqlNodeList items) {
        return new SqlNodeList(items.stream().map(RecursiveTexts::widened).toList(), items.getParserPosition());
    }

    private static SqlNode widened(SqlNode item) {
        SqlParserPos position = item.getParserPosition();
        if (item instanceof SqlCharStringLiteral) {
            return SqlStdOperatorTable.CAST.createCall(
                    position,
                    item,
                    new SqlDataTypeSpec(new SqlBasicTypeNameSpec(SqlTypeName.VARCHAR, position), position));
        }
        if (item.getKind() == SqlKind.AS) {
            SqlCall as = (SqlCall) item;
            return as.getOperator().createCall(position, widened(as.<SqlNode>operand(0)), as.operand(1));
        }
        return item;
    }
}
