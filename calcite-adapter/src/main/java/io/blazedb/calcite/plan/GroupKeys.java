/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
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
import org.apache.calcite.sql.SqlWithItem;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/**
 * GROUP BY of a table's primary key: those of its other columns that the statement uses have one value for each group, so they are
 * grouped by too.
 */
final class GroupKeys {
    private static final String STAR = "*";
    private static final int CUBE_ELEMENTS_MAX = 12;
    private static final int GROUPING_SETS_MAX = 4_096;

    private final PlanningContext context;
    private final Set<String> used = new HashSet<>();
    private final Set<String> defined = new HashSet<>();

    /**
     * For the queries of one statement.
     *
     * @param statement the tree in which to look for names of columns
     */
    GroupKeys(SqlNode statement, PlanningContext context) {
        this.context = context;
        statement.accept(new SqlBasicVisitor<@Nullable Void>() {
            @Override
            public @Nullable Void visit(SqlIdentifier name) {
                if (!name.isStar()) {
                    used.add(name.names.get(name.names.size() - 1));
                }
                return null;
            }

            @Override
            public @Nullable Void visit(SqlCall call) {
                if (call instanceof SqlSelect select
                        && select.getSelectList().stream()
                                .anyMatch(item -> item instanceof SqlIdentifier name && name.isStar())) {
                    used.add(STAR);
                }
                if (call instanceof SqlWithItem item) {
                    defined.add(item.name.getSimple());
                }
                return super.visit(call);
            }
        });
    }

    void complete(SqlSelect select) {
        SqlNodeList group = select.getGroup();
        if (group == null || group.isEmpty() || select.getFrom() == null) {
            return;
        }
        requireFew(group);
        for (SqlNode key : group) {
            if (!(key instanceof SqlIdentifier name) || name.isStar()) {
                return;
            }
        }
        SqlNodeList completed = new SqlNodeList(group, group.getParserPosition());
        boolean alone = select.getFrom().getKind() != SqlKind.JOIN;
        from(select.getFrom(), group, completed, alone);
        if (completed.size() > group.size()) {
            select.setGroupBy(completed);
        }
    }

    /** As PostgreSQL has it: each set is a grouping of its own. */
    private static void requireFew(SqlNodeList group) {
        double sets = 1;
        for (SqlNode key : group) {
            sets *= sets(key);
        }
        if (sets > GROUPING_SETS_MAX) {
            throw new BlazeSqlException(
                    SqlErrorCode.STATEMENT_TOO_COMPLEX,
                    "too many grouping sets present (maximum " + GROUPING_SETS_MAX + ")");
        }
    }

    private static double sets(SqlNode key) {
        if (!(key instanceof SqlCall call)) {
            return 1;
        }
        return switch (call.getKind()) {
            case CUBE -> {
                if (call.operandCount() > CUBE_ELEMENTS_MAX) {
                    throw new BlazeSqlException(
                            SqlErrorCode.LIMIT_EXCEEDED, "CUBE is limited to " + CUBE_ELEMENTS_MAX + " elements");
                }
                yield Math.pow(2, call.operandCount());
            }
            case ROLLUP -> call.operandCount() + 1;
            case GROUPING_SETS ->
                call.getOperandList().stream().mapToDouble(GroupKeys::sets).sum();
            default -> 1;
        };
    }

    private void from(@Nullable SqlNode node, SqlNodeList group, SqlNodeList completed, boolean alone) {
        if (node instanceof SqlJoin join) {
            from(join.getLeft(), group, completed, false);
            from(join.getRight(), group, completed, false);
        } else if (node instanceof SqlIdentifier name) {
            table(name, name.names.get(name.names.size() - 1), group, completed, alone);
        } else if (node instanceof SqlCall as
                && as.getKind() == SqlKind.AS
                && as.operandCount() == 2
                && as.operand(0) instanceof SqlIdentifier name) {
            table(name, ((SqlIdentifier) as.operand(1)).getSimple(), group, completed, alone);
        }
    }

    private void table(SqlIdentifier name, String alias, SqlNodeList group, SqlNodeList completed, boolean alone) {
        ResolvedTable resolved = name.isSimple() && defined.contains(name.getSimple()) ? null : resolve(name);
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
            boolean needed = used.contains(column.name()) || used.contains(STAR);
            if (needed && !grouped.contains(column.name())) {
                completed.add(new SqlIdentifier(List.of(alias, column.name()), SqlParserPos.ZERO));
            }
        }
    }

    private @Nullable ResolvedTable resolve(SqlIdentifier name) {
        try {
            return context.resolve(name.names);
        } catch (BlazeSqlException unknown) {
            return null;
        }
    }
}
