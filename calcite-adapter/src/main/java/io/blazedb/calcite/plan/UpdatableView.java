/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.catalog.TableDefinition.CheckOption;
import io.blazedb.calcite.catalog.TableDefinition.Kind;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.parser.BlazeParser;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.sql.util.SqlShuttle;
import org.apache.calcite.util.Util;
import org.jspecify.annotations.Nullable;

/**
 * A view whose rows are rows of one table, so that writing to it is writing to the table: one SELECT of columns and expressions from a
 * table or another such view, with WHERE at most.
 *
 * @param base the table
 * @param columns for each column of the view the position of the table's column that it is, or -1 for an expression
 * @param conditions what rows of the view meet, over the table's columns
 * @param checks which of the conditions a row that is written through the view must meet, and the view that says so
 */
record UpdatableView(ResolvedTable base, List<Integer> columns, List<SqlNode> conditions, List<Check> checks) {
    private static final int VIEWS_DEEP_MAX = 100;

    /** A condition of WITH CHECK OPTION. */
    record Check(String view, SqlNode condition) {}

    /** A column that the view does not show has no name that a user can write. */
    private static String hidden(String column) {
        return "\u0000" + column;
    }

    /**
     * What a view is as a table.
     *
     * @throws BlazeSqlException 55000 if it is none
     */
    static UpdatableView of(ResolvedTable view, PlanningContext context) {
        return of(view, context, false, 0);
    }

    private static UpdatableView of(ResolvedTable view, PlanningContext context, boolean cascaded, int depth) {
        TableDefinition definition = view.definition();
        String sql = definition.viewSql();
        if (definition.kind() != Kind.VIEW || sql == null || depth > VIEWS_DEEP_MAX) {
            throw notUpdatable(view, "it belongs to the system");
        }
        PlanningContext inside = context.inSchema(view.database(), definition.schema());
        SqlSelect select = select(view, sql);
        requireRowsOfOneTable(view, sql, inside);
        SqlNode from = select.getFrom();
        SqlNode named = from != null && from.getKind() == SqlKind.AS ? ((SqlCall) from).operand(0) : from;
        if (!(named instanceof SqlIdentifier name)) {
            throw notUpdatable(view, "it does not read a single table or view");
        }
        ResolvedTable below = inside.resolve(name.names);
        if (below == null) {
            throw new BlazeSqlException(
                    SqlErrorCode.UNDEFINED_TABLE, "table \"" + String.join(".", name.names) + "\" does not exist");
        }
        boolean all = cascaded || definition.options().checkOption() == CheckOption.CASCADED;
        UpdatableView inner =
                below.definition().kind() == Kind.TABLE ? table(below) : of(below, context, all, depth + 1);
        List<SqlNode> items = expanded(select, below.definition());
        if (items.size() != definition.columns().size()) {
            throw notUpdatable(view, "it no longer fits the table that it reads");
        }
        List<Integer> columns = new ArrayList<>();
        for (SqlNode item : items) {
            int position = inner.position(below.definition(), item);
            columns.add(columns.contains(position) ? -1 : position);
        }
        List<SqlNode> conditions = new ArrayList<>(inner.conditions());
        List<Check> checks = new ArrayList<>(inner.checks());
        SqlNode where = select.getWhere();
        if (where != null) {
            SqlNode condition = inner.overBase(view, below.definition(), where);
            conditions.add(condition);
            if (all || definition.options().checkOption() == CheckOption.LOCAL) {
                checks.add(new Check(definition.name(), condition));
            }
        }
        return new UpdatableView(inner.base(), List.copyOf(columns), List.copyOf(conditions), List.copyOf(checks));
    }

    /** The table under its view's names for its columns; those that the view does not show have names that nobody can write. */
    ResolvedTable shape(TableDefinition view) {
        TableDefinition table = base.definition();
        List<ColumnDefinition> named = new ArrayList<>();
        for (ColumnDefinition column : table.columns()) {
            named.add(renamed(column, hidden(column.name())));
        }
        for (int i = 0; i < columns.size(); i++) {
            int position = columns.get(i);
            if (position >= 0) {
                named.set(
                        position,
                        renamed(
                                table.columns().get(position),
                                view.columns().get(i).name()));
            }
        }
        return new ResolvedTable(
                base.database(),
                table.changed(named, table.indexes(), table.checks(), table.foreignKeys(), table.references()));
    }

    /** The conditions over the columns of {@link #shape}, which a statement calls by a name of its own. */
    List<SqlNode> conditions(TableDefinition shape, String alias) {
        List<SqlNode> renamed = new ArrayList<>();
        for (SqlNode condition : conditions) {
            renamed.add(condition.accept(new SqlShuttle() {
                @Override
                public SqlNode visit(SqlIdentifier id) {
                    int position = base.definition().columnIndex(Util.last(id.names));
                    return position < 0
                            ? id
                            : new SqlIdentifier(
                                    List.of(alias, shape.columns().get(position).name()), SqlParserPos.ZERO);
                }
            }));
        }
        return renamed;
    }

    private static UpdatableView table(ResolvedTable table) {
        List<Integer> columns = new ArrayList<>();
        for (int i = 0; i < table.definition().columns().size(); i++) {
            columns.add(i);
        }
        return new UpdatableView(table, columns, List.of(), List.of());
    }

    private static SqlSelect select(ResolvedTable view, String sql) {
        SqlNode query = BlazeParser.parse(sql);
        if (query instanceof SqlOrderBy ordered && ordered.fetch == null && ordered.offset == null) {
            query = ordered.query;
        }
        boolean plain = query instanceof SqlSelect select
                && !select.isDistinct()
                && select.getGroup() == null
                && select.getHaving() == null
                && select.getQualify() == null
                && select.getFetch() == null
                && select.getOffset() == null
                && select.getFrom() != null;
        if (!plain) {
            throw notUpdatable(view, "it is more than a SELECT of one table with WHERE");
        }
        return (SqlSelect) query;
    }

    /** Aggregates, windows and functions that give rows are seen best after the query was converted. */
    private static void requireRowsOfOneTable(ResolvedTable view, String sql, PlanningContext inside) {
        RelNode rel = new Frontend(inside).convert(BlazeParser.parse(sql)).rel();
        while (!(rel instanceof TableScan)) {
            boolean rowByRow = rel instanceof Filter
                    || rel instanceof org.apache.calcite.rel.core.Sort
                    || (rel instanceof Project project && !project.containsOver());
            if (!rowByRow) {
                throw notUpdatable(view, "its rows are not those of one table");
            }
            rel = rel.getInput(0);
        }
    }

    private static List<SqlNode> expanded(SqlSelect select, TableDefinition below) {
        List<SqlNode> items = new ArrayList<>();
        for (SqlNode item : select.getSelectList()) {
            if (item instanceof SqlIdentifier id && id.isStar()) {
                below.columns().forEach(column -> items.add(new SqlIdentifier(column.name(), SqlParserPos.ZERO)));
            } else {
                items.add(item);
            }
        }
        return items;
    }

    /** Position in the table of the column that an item over the columns of the relation below is, or -1. */
    private int position(TableDefinition below, SqlNode item) {
        SqlNode node = item.getKind() == SqlKind.AS ? ((SqlCall) item).operand(0) : item;
        int column = node instanceof SqlIdentifier id ? below.columnIndex(Util.last(id.names)) : -1;
        return column < 0 ? -1 : columns.get(column);
    }

    /** A condition over the columns of the relation below as one over those of the table. */
    private SqlNode overBase(ResolvedTable view, TableDefinition below, SqlNode condition) {
        condition.accept(new SqlBasicVisitor<@Nullable Void>() {
            @Override
            public @Nullable Void visit(SqlCall call) {
                if (call.isA(SqlKind.QUERY)) {
                    throw new BlazeSqlException(
                            SqlErrorCode.FEATURE_NOT_SUPPORTED,
                            "writing to view \"" + view.definition().name()
                                    + "\" is not supported as its condition has a sub-query");
                }
                return super.visit(call);
            }
        });
        Map<String, String> names = new HashMap<>();
        Set<String> computed = new HashSet<>();
        for (int i = 0; i < below.columns().size(); i++) {
            String name = below.columns().get(i).name();
            if (columns.get(i) < 0) {
                computed.add(name);
            } else {
                names.put(name, base.definition().columns().get(columns.get(i)).name());
            }
        }
        return java.util.Objects.requireNonNull(condition.accept(new SqlShuttle() {
            @Override
            public SqlNode visit(SqlIdentifier id) {
                String last = Util.last(id.names);
                if (computed.contains(last)) {
                    throw new BlazeSqlException(
                            SqlErrorCode.FEATURE_NOT_SUPPORTED,
                            "writing to view \"" + view.definition().name()
                                    + "\" is not supported as its condition uses computed column \"" + last + "\"");
                }
                String name = names.get(last);
                return name == null ? id : new SqlIdentifier(name, SqlParserPos.ZERO);
            }
        }));
    }

    private static ColumnDefinition renamed(ColumnDefinition column, String name) {
        return new ColumnDefinition(
                column.id(),
                name,
                column.type(),
                column.nullable(),
                column.defaultSql(),
                column.identity(),
                column.comment(),
                column.generatedSql(),
                column.domain());
    }

    private static BlazeSqlException notUpdatable(ResolvedTable view, String reason) {
        return new BlazeSqlException(
                SqlErrorCode.OBJECT_NOT_READY,
                "view \"" + view.definition().name() + "\" cannot be written to because " + reason);
    }
}
