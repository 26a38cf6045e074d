/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/**
 * Comparisons of a row with the row of a query, which Calcite does not have: {@code (a, b) < (SELECT x, y ...)} is
 * {@code (SELECT (a, b) < (c1, c2) FROM (SELECT x, y ...) AS q (c1, c2)) = TRUE}, which is unknown without a row, and an error of two.
 */
final class RowComparisons extends SqlBasicVisitor<@Nullable Void> {
    private static final Set<SqlKind> COMPARISONS = EnumSet.of(
            SqlKind.EQUALS,
            SqlKind.NOT_EQUALS,
            SqlKind.LESS_THAN,
            SqlKind.LESS_THAN_OR_EQUAL,
            SqlKind.GREATER_THAN,
            SqlKind.GREATER_THAN_OR_EQUAL,
            SqlKind.IS_DISTINCT_FROM,
            SqlKind.IS_NOT_DISTINCT_FROM);

    private int count;

    private RowComparisons() {}

    /** Changes such comparisons in their place. */
    static void spread(SqlNode statement) {
        statement.accept(new RowComparisons());
    }

    @Override
    public @Nullable Void visit(SqlCall call) {
        super.visit(call);
        if (call instanceof SqlBasicCall comparison
                && COMPARISONS.contains(call.getKind())
                && call.operandCount() == 2) {
            SqlNode left = call.operand(0);
            SqlNode right = call.operand(1);
            if (left.getKind() == SqlKind.ROW && right.isA(SqlKind.QUERY)) {
                rewrite(comparison, (SqlCall) left, right, false);
            } else if (right.getKind() == SqlKind.ROW && left.isA(SqlKind.QUERY)) {
                rewrite(comparison, (SqlCall) right, left, true);
            }
        }
        return null;
    }

    private void rewrite(SqlBasicCall comparison, SqlCall row, SqlNode query, boolean swapped) {
        if (row.operandCount() < 2) {
            return;
        }
        String name = "$row" + count++;
        List<SqlNode> columns = new ArrayList<>();
        List<SqlNode> named = new ArrayList<>(List.of(query, identifier(name)));
        for (int i = 0; i < row.operandCount(); i++) {
            columns.add(identifier(name, "$c" + i));
            named.add(identifier("$c" + i));
        }
        SqlNode other = SqlStdOperatorTable.ROW.createCall(SqlParserPos.ZERO, columns);
        SqlOperator operator = comparison.getOperator();
        SqlNode compared =
                operator.createCall(comparison.getParserPosition(), swapped ? other : row, swapped ? row : other);
        SqlNode from = SqlStdOperatorTable.AS.createCall(SqlParserPos.ZERO, named);
        comparison.setOperator(SqlStdOperatorTable.EQUALS);
        comparison.setOperand(0, SourceQueries.select(List.of(compared), from, null));
        comparison.setOperand(1, SqlLiteral.createBoolean(true, SqlParserPos.ZERO));
    }

    private static SqlIdentifier identifier(String... names) {
        return new SqlIdentifier(List.of(names), SqlParserPos.ZERO);
    }
}
