/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import io.blazedb.calcite.catalog.ColumnDefinition.Identity;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.exec.operator.ColumnAssignments;
import io.blazedb.calcite.parser.statement.Assignment;
import io.blazedb.calcite.types.SqlType;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;

/** A SET clause: an expression for each column it names. */
final class SetClause {
    private final WriteTarget target;
    private final List<Integer> columns = new ArrayList<>();
    private final List<Boolean> generated = new ArrayList<>();
    private final List<SqlNode> expressions = new ArrayList<>();

    private SetClause(WriteTarget target) {
        this.target = target;
    }

    static SetClause of(List<Assignment> assignments, WriteTarget target, Frontend frontend) {
        SetClause clause = new SetClause(target);
        for (Assignment assignment : assignments) {
            clause.add(assignment, frontend);
        }
        return clause;
    }

    /** Positions of the columns that are set. */
    List<Integer> columns() {
        return columns;
    }

    /** The expressions, in the order of the columns. */
    List<SqlNode> expressions() {
        return expressions;
    }

    /** What to do with the expressions' values. */
    ColumnAssignments assignments(List<SqlType> types) {
        List<ColumnAssignments.Target> targets = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            targets.add(new ColumnAssignments.Target(columns.get(i), types.get(i), generated.get(i)));
        }
        return new ColumnAssignments(target.table(), List.copyOf(targets));
    }

    private void add(Assignment assignment, Frontend frontend) {
        List<SqlNode> values = assignment.values();
        int count = assignment.columns().size();
        if (count > 1 && values.size() == 1 && values.get(0).isA(SqlKind.QUERY)) {
            values = columnsOf(values.get(0), count);
        }
        if (values.size() != count) {
            throw new BlazeSqlException(SqlErrorCode.SYNTAX_ERROR, "number of columns does not match number of values");
        }
        for (int i = 0; i < count; i++) {
            SqlIdentifier name = assignment.columns().get(i);
            int column = target.column(name);
            if (columns.contains(column)) {
                throw new BlazeSqlException(
                        SqlErrorCode.DUPLICATE_COLUMN, "column \"" + name + "\" is specified more than once");
            }
            columns.add(column);
            boolean identity = target.table().columns().get(column).identity() != Identity.NONE;
            generated.add(identity && values.get(i).getKind() == SqlKind.DEFAULT);
            expressions.add(target.assigned(values.get(i), column, frontend));
        }
    }

    /** {@code (SELECT column FROM (query) AS "(row)" (column, ...))} for each column of a query. */
    private static List<SqlNode> columnsOf(SqlNode query, int count) {
        SqlParserPos position = query.getParserPosition();
        List<SqlNode> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<SqlNode> named = new ArrayList<>();
            named.add(SourceQueries.copy(query));
            named.add(new SqlIdentifier("(row)", position));
            for (int j = 0; j < count; j++) {
                named.add(new SqlIdentifier("(" + j + ")", position));
            }
            SqlNode from = SqlStdOperatorTable.AS.createCall(position, named);
            SqlNode column = new SqlIdentifier("(" + i + ")", position);
            values.add(SqlStdOperatorTable.SCALAR_QUERY.createCall(
                    position, SourceQueries.select(List.of(column), from, null)));
        }
        return values;
    }
}
