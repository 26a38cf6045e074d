/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import java.util.List;
import java.util.Objects;
import org.apache.calcite.sql.JoinConditionType;
import org.apache.calcite.sql.JoinType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/** Queries that the planner writes itself: those that read what statements change. */
final class SourceQueries {
    private static final SqlParserPos NOWHERE = SqlParserPos.ZERO;

    private SourceQueries() {}

    /** {@code SELECT expressions FROM table AS alias WHERE condition}. */
    static SqlSelect columns(List<String> table, String alias, List<SqlNode> expressions, @Nullable SqlNode condition) {
        return select(expressions, named(new SqlIdentifier(table, NOWHERE), alias), condition);
    }

    /** {@code SELECT expressions FROM from WHERE condition}. */
    static SqlSelect select(List<SqlNode> expressions, SqlNode from, @Nullable SqlNode condition) {
        return new SqlSelect(
                NOWHERE,
                null,
                new SqlNodeList(expressions, NOWHERE),
                from,
                condition,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    /** {@code table AS alias}. */
    static SqlNode named(SqlNode table, String alias) {
        return SqlStdOperatorTable.AS.createCall(NOWHERE, table, new SqlIdentifier(alias, NOWHERE));
    }

    /** {@code left JOIN right ON condition}, or {@code left, right} without a condition. */
    static SqlNode join(SqlNode left, JoinType type, SqlNode right, @Nullable SqlNode condition) {
        return new SqlJoin(
                NOWHERE,
                left,
                SqlLiteral.createBoolean(false, NOWHERE),
                type.symbol(NOWHERE),
                right,
                (condition == null ? JoinConditionType.NONE : JoinConditionType.ON).symbol(NOWHERE),
                condition);
    }

    /** {@code first, rest}, with the first table before all tables of the rest. */
    static SqlNode before(SqlNode first, SqlNode rest) {
        if (rest instanceof SqlJoin join && join.getJoinType() == JoinType.COMMA) {
            return join(before(first, join.getLeft()), JoinType.COMMA, join.getRight(), null);
        }
        return join(first, JoinType.COMMA, rest, null);
    }

    /** A tree of its own: validation changes trees, and tells tables apart by their nodes. */
    static SqlNode copy(SqlNode node) {
        SqlNode copy = node.accept(new SqlShuttle() {
            @Override
            public SqlNode visit(SqlIdentifier name) {
                return name.clone(name.getParserPosition());
            }

            @Override
            public @Nullable SqlNode visit(SqlCall call) {
                CallCopyingArgHandler handler = new CallCopyingArgHandler(call, true);
                call.getOperator().acceptCall(this, call, false, handler);
                return handler.result();
            }
        });
        return Objects.requireNonNull(copy);
    }

    /** {@code VALUES (expressions)}. */
    static SqlNode row(List<SqlNode> expressions) {
        return SqlStdOperatorTable.VALUES.createCall(NOWHERE, SqlStdOperatorTable.ROW.createCall(NOWHERE, expressions));
    }
}
