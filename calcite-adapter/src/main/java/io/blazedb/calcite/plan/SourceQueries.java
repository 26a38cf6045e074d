/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import java.util.List;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** Queries that the planner writes itself: those that read what UPDATE and DELETE change. */
final class SourceQueries {
    private static final SqlParserPos NOWHERE = SqlParserPos.ZERO;

    private SourceQueries() {}

    /** {@code SELECT expressions FROM table AS alias WHERE condition}. */
    static SqlSelect columns(List<String> table, String alias, List<SqlNode> expressions, @Nullable SqlNode condition) {
        SqlNode from = SqlStdOperatorTable.AS.createCall(
                NOWHERE, new SqlIdentifier(table, NOWHERE), new SqlIdentifier(alias, NOWHERE));
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

    /** {@code alias.*}. */
    static SqlNode all(String alias) {
        return SqlIdentifier.star(List.of(alias, ""), NOWHERE, List.of(NOWHERE, NOWHERE));
    }

    /** {@code VALUES (expressions)}. */
    static SqlNode row(List<SqlNode> expressions) {
        return SqlStdOperatorTable.VALUES.createCall(NOWHERE, SqlStdOperatorTable.ROW.createCall(NOWHERE, expressions));
    }
}
