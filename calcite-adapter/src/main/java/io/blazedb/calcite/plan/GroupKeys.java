/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.error.BlazeSqlException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** GROUP BY of a table's primary key: the table's other columns have one value for each group, so they are grouped by too. */
final class GroupKeys {
    private GroupKeys() {}

    static void complete(SqlSelect select, PlanningContext context) {
        SqlNodeList group = select.getGroup();
        if (group == null || group.isEmpty() || select.getFrom() == null) {
            return;
        }
        for (SqlNode key : group) {
            if (!(key instanceof SqlIdentifier name) || name.isStar()) {
                return;
            }
        }
        SqlNodeList completed = new SqlNodeList(group, group.getParserPosition());
        boolean alone = select.getFrom().getKind() != SqlKind.JOIN;
        from(select.getFrom(), group, completed, alone, context);
        if (completed.size() > group.size()) {
            select.setGroupBy(completed);
        }
    }

    private static void from(
            @Nullable SqlNode node, SqlNodeList group, SqlNodeList completed, boolean alone, PlanningContext context) {
        if (node instanceof SqlJoin join) {
            from(join.getLeft(), group, completed, false, context);
            from(join.getRight(), group, completed, false, context);
        } else if (node instanceof SqlIdentifier name) {
            table(name, name.names.get(name.names.size() - 1), group, completed, alone, context);
        } else if (node instanceof SqlCall as
                && as.getKind() == SqlKind.AS
                && as.operandCount() == 2
                && as.operand(0) instanceof SqlIdentifier name) {
            table(name, ((SqlIdentifier) as.operand(1)).getSimple(), group, completed, alone, context);
        }
    }

    private static void table(
            SqlIdentifier name,
            String alias,
            SqlNodeList group,
            SqlNodeList completed,
            boolean alone,
            PlanningContext context) {
        ResolvedTable resolved = resolve(name, context);
        if (resolved == null || resolved.definition().primaryKey().isEmpty()) {
            return;
        }
        TableDefinition table = resolved.definition();
        Set<String> grouped = new HashSet<>();
        for (SqlNode key : group) {
            List<String> names = ((SqlIdentifier) key).names;
            if (names.size() == 1 ? alone : names.get(names.size() - 2).equals(alias)) {
                grouped.add(names.get(names.size() - 1));
            }
        }
        for (int position : table.primaryKey()) {
            if (!grouped.contains(table.columns().get(position).name())) {
                return;
            }
        }
        for (ColumnDefinition column : table.columns()) {
            if (!grouped.contains(column.name())) {
                completed.add(new SqlIdentifier(List.of(alias, column.name()), SqlParserPos.ZERO));
            }
        }
    }

    private static @Nullable ResolvedTable resolve(SqlIdentifier name, PlanningContext context) {
        try {
            return context.resolve(name.names);
        } catch (BlazeSqlException unknown) {
            return null;
        }
    }
}
