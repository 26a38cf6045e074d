/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.sql.JoinConditionType;
import org.apache.calcite.sql.JoinType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/** Columns that USING and NATURAL merge. */
final class JoinColumns {
    private JoinColumns() {}

    /**
     * Refuses a join that would compare a merged column by one of its sides only: behind a FULL or RIGHT JOIN that merges columns, the
     * left side of the next one may be NULL where the merged column is not.
     */
    static void requireKnown(SqlJoin join) {
        if (merges(join) && mayMiss(join.getLeft())) {
            throw new BlazeSqlException(
                    SqlErrorCode.FEATURE_NOT_SUPPORTED,
                    "USING or NATURAL behind a FULL or RIGHT JOIN with merged columns is not supported; join with ON");
        }
    }

    /** Puts what a column merged by the USING of an outer join stands for in place of its name in WHERE. */
    static void inWhere(SqlSelect select) {
        SqlNode where = select.getWhere();
        if (where == null || !(select.getFrom() instanceof SqlJoin join)) {
            return;
        }
        Map<String, SqlNode> columns = new HashMap<>();
        collect(join, columns);
        if (columns.isEmpty()) {
            return;
        }
        select.setWhere(where.accept(new SqlShuttle() {
            @Override
            public SqlNode visit(SqlIdentifier name) {
                SqlNode merged = name.isSimple() ? columns.get(name.getSimple()) : null;
                return merged == null ? name : SourceQueries.copy(merged);
            }

            @Override
            public @Nullable SqlNode visit(SqlCall call) {
                return call.isA(SqlKind.QUERY) ? call : super.visit(call);
            }
        }));
    }

    private static void collect(SqlJoin join, Map<String, SqlNode> columns) {
        if (join.getLeft() instanceof SqlJoin left) {
            collect(left, columns);
        }
        if (join.getConditionType() == JoinConditionType.USING && join.getCondition() instanceof SqlNodeList names) {
            for (SqlNode name : names) {
                String column = ((SqlIdentifier) name).getSimple();
                SqlNode left = join.getLeft() instanceof SqlJoin ? columns.get(column) : column(join.getLeft(), column);
                SqlNode right = column(join.getRight(), column);
                if (left != null && right != null) {
                    columns.put(
                            column,
                            switch (join.getJoinType()) {
                                case FULL ->
                                    SqlStdOperatorTable.COALESCE.createCall(join.getParserPosition(), left, right);
                                case RIGHT -> right;
                                default -> left;
                            });
                }
            }
        }
    }

    /** A column of a table by the name that the statement gives the table; null if it gives none. */
    private static @Nullable SqlNode column(SqlNode table, String column) {
        SqlNode named = table.getKind() == SqlKind.AS ? ((SqlCall) table).operand(1) : table;
        if (!(named instanceof SqlIdentifier name)) {
            return null;
        }
        return new SqlIdentifier(List.of(name.names.get(name.names.size() - 1), column), table.getParserPosition());
    }

    private static boolean merges(SqlJoin join) {
        return join.isNatural() || join.getConditionType() == JoinConditionType.USING;
    }

    private static boolean mayMiss(SqlNode left) {
        return left instanceof SqlJoin join
                && ((merges(join) && (join.getJoinType() == JoinType.FULL || join.getJoinType() == JoinType.RIGHT))
                        || mayMiss(join.getLeft()));
    }
}
