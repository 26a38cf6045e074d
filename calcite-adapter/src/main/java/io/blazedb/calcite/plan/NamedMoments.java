/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import java.util.Locale;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.NlsString;

/** {@code 'now'}, {@code 'today'}, {@code 'tomorrow'} and {@code 'yesterday'} as dates and times: those of the statement. */
final class NamedMoments {
    private NamedMoments() {}

    /** Puts the moment in the place of its name in a cast. */
    static void settle(SqlCall cast) {
        boolean literal = cast.operand(0) instanceof SqlLiteral text && text.getTypeName() == SqlTypeName.CHAR;
        SqlDataTypeSpec type = cast.operand(1);
        String name = type.getTypeName()
                .names
                .get(type.getTypeName().names.size() - 1)
                .toLowerCase(Locale.ROOT);
        boolean temporal = name.equals("date") || name.startsWith("time") || name.equals("datetime");
        if (!literal || !temporal) {
            return;
        }
        SqlParserPos position = cast.getParserPosition();
        SqlNode today = SqlStdOperatorTable.CURRENT_DATE.createCall(position);
        SqlNode day = SqlLiteral.createExactNumeric("1", position);
        String text = ((SqlLiteral) cast.operand(0)).getValueAs(NlsString.class).getValue();
        switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "now" -> cast.setOperand(0, SqlStdOperatorTable.CURRENT_TIMESTAMP.createCall(position));
            case "today" -> cast.setOperand(0, today);
            case "tomorrow" -> cast.setOperand(0, SqlStdOperatorTable.PLUS.createCall(position, today, day));
            case "yesterday" -> cast.setOperand(0, SqlStdOperatorTable.MINUS.createCall(position, today, day));
            default -> {}
        }
    }
}
