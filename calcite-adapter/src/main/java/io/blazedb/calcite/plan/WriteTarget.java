/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.catalog.PolicyDefinition.Command;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.exec.operator.WrittenTable;
import io.blazedb.calcite.parser.BlazeParser;
import io.blazedb.calcite.parser.statement.ModifyNode;
import io.blazedb.calcite.schema.BlazeTypes;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/**
 * The table that a statement writes, directly or through a view.
 *
 * @param resolved the table
 * @param name its name, or that of the view, as written
 * @param shape the table with the columns' names that the statement uses: the view's, or its own
 * @param alias what the statement calls it
 * @param view the view that is written, or null
 * @param shownColumns positions in the table of the columns that the statement sees, in their order
 * @param written how it is written
 */
record WriteTarget(
        ResolvedTable resolved,
        SqlIdentifier name,
        ResolvedTable shape,
        String alias,
        @Nullable UpdatableView view,
        List<Integer> shownColumns,
        WrittenTable written) {

    /** The target of a statement; it must be a table, or a view of one. */
    static WriteTarget of(ModifyNode statement, PlanningContext context) {
        SqlIdentifier name = statement.target();
        ResolvedTable target = context.resolve(name.names);
        if (target == null) {
            throw new BlazeSqlException(
                    SqlErrorCode.UNDEFINED_TABLE, "table \"" + String.join(".", name.names) + "\" does not exist");
        }
        if (target.definition().kind() != TableDefinition.Kind.TABLE) {
            return through(target, name, statement.targetName(), context);
        }
        if (target.definition().isMaterializedView()) {
            throw new BlazeSqlException(
                    SqlErrorCode.WRONG_OBJECT_TYPE,
                    "cannot change materialized view \"" + target.definition().name() + "\"");
        }
        List<Integer> columns = new ArrayList<>();
        for (int i = 0; i < target.definition().columns().size(); i++) {
            columns.add(i);
        }
        return new WriteTarget(
                target,
                name,
                target,
                statement.targetName(),
                null,
                columns,
                new WrittenTable(target.database(), target.definition()));
    }

    private static WriteTarget through(
            ResolvedTable target, SqlIdentifier name, String alias, PlanningContext context) {
        if (!context.access().isUnrestricted()) {
            throw new BlazeSqlException(
                    SqlErrorCode.FEATURE_NOT_SUPPORTED,
                    "only the owner of the database can write through view \""
                            + target.definition().name() + "\"");
        }
        UpdatableView view = UpdatableView.of(target, context);
        ResolvedTable base = view.base();
        List<WrittenTable.ViewCheck> checks = new ArrayList<>();
        for (UpdatableView.Check check : view.checks()) {
            checks.add(new WrittenTable.ViewCheck(
                    check.view(),
                    BlazePlanner.predicate(
                            base.definition(),
                            SourceQueries.copy(check.condition()),
                            context.inSchema(base.database(), base.definition().schema()))));
        }
        return new WriteTarget(
                base,
                name,
                view.shape(target.definition()),
                alias,
                view,
                view.columns(),
                new WrittenTable(base.database(), base.definition(), checks));
    }

    TableDefinition table() {
        return resolved.definition();
    }

    /** {@code table AS alias}. */
    SqlNode named(Frontend frontend) {
        return named(alias, frontend);
    }

    /** The table under another name. */
    SqlNode named(String other, Frontend frontend) {
        SqlNode table = view == null
                ? SourceQueries.copy(name)
                : new SqlIdentifier(frontend.shapedName(shape, resolved), SqlParserPos.ZERO);
        return SourceQueries.named(table, other);
    }

    /** The table under its alias, with the hidden key as its last column; its rows are chosen by policies for these commands. */
    SqlNode keyed(Frontend frontend, Command... commands) {
        List<String> keyed =
                view == null ? frontend.keyedName(resolved, commands) : frontend.shapedKeyedName(shape, resolved);
        return SourceQueries.named(new SqlIdentifier(keyed, SqlParserPos.ZERO), alias);
    }

    /** A condition on the rows to change, and that they belong to the view. */
    @Nullable
    SqlNode restricted(@Nullable SqlNode condition) {
        SqlNode all = condition;
        if (view != null) {
            for (SqlNode one : view.conditions(shape.definition(), alias)) {
                all = all == null ? one : SqlStdOperatorTable.AND.createCall(SqlParserPos.ZERO, all, one);
            }
        }
        return all;
    }

    /** Items of RETURNING, in which {@code *} stands for what the view shows. */
    SqlNodeList shown(SqlNodeList items) {
        if (view == null) {
            return items;
        }
        SqlNodeList shown = new SqlNodeList(items.getParserPosition());
        for (SqlNode item : items) {
            boolean all = item instanceof SqlIdentifier id
                    && id.isStar()
                    && (id.names.size() == 1 || id.names.get(0).equals(alias));
            if (all) {
                for (int position : columns()) {
                    String column = shape.definition().columns().get(position).name();
                    shown.add(new SqlIdentifier(List.of(alias, column), item.getParserPosition()));
                }
            } else {
                shown.add(item);
            }
        }
        return shown;
    }

    /** Positions of the columns that a statement means which names none. */
    List<Integer> columns() {
        if (shownColumns.contains(-1)) {
            throw new BlazeSqlException(
                    SqlErrorCode.FEATURE_NOT_SUPPORTED,
                    "name the columns to write: not every column of the view is one of its table");
        }
        return new ArrayList<>(shownColumns);
    }

    /** Position of a column. */
    int column(SqlIdentifier column) {
        String simple = column.names.get(column.names.size() - 1);
        int position = shape.definition().columnIndex(simple);
        if (position < 0) {
            throw new BlazeSqlException(
                    SqlErrorCode.UNDEFINED_COLUMN,
                    view == null
                            ? "column \"" + simple + "\" of table \"" + table().name() + "\" does not exist"
                            : "view \"" + alias + "\" has no column \"" + simple + "\" that is one of its table");
        }
        return position;
    }

    /** The expression given for a column: DEFAULT becomes the column's default, a parameter gets the column's type. */
    SqlNode assigned(SqlNode value, int position, Frontend frontend) {
        ColumnDefinition column = table().columns().get(position);
        if (value.getKind() == SqlKind.DEFAULT) {
            String text = column.defaultSql();
            return text == null ? SqlLiteral.createNull(SqlParserPos.ZERO) : BlazeParser.parseExpression(text);
        }
        if (column.isGenerated() || !(value instanceof SqlLiteral literal && literal.getValue() == null)) {
            requireNotGenerated(position);
        }
        hint(value, position, frontend);
        return value;
    }

    /** Refuses a value for a column that only ever gets generated ones. */
    void requireNotGenerated(int position) {
        ColumnDefinition column = table().columns().get(position);
        if (column.isGenerated()) {
            throw new BlazeSqlException(
                    SqlErrorCode.GENERATED_ALWAYS,
                    "column \"" + column.name() + "\" is a generated column and takes DEFAULT only");
        }
        if (column.identity() == ColumnDefinition.Identity.ALWAYS) {
            throw new BlazeSqlException(
                    SqlErrorCode.GENERATED_ALWAYS,
                    "column \"" + column.name() + "\" is GENERATED ALWAYS and takes DEFAULT only");
        }
    }

    /** Gives a parameter the type of the column it is assigned to. */
    void hint(SqlNode value, int position, Frontend frontend) {
        if (value instanceof SqlDynamicParam parameter) {
            ColumnDefinition column = table().columns().get(position);
            frontend.hint(parameter.getIndex(), BlazeTypes.toRel(frontend.typeFactory(), column.type(), true));
        }
    }
}
