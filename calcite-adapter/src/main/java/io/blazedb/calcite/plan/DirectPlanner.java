/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import io.blazedb.calcite.ResultColumn;
import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.catalog.ColumnDefinition.Identity;
import io.blazedb.calcite.catalog.RightKind;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.exec.expression.Expression;
import io.blazedb.calcite.exec.operator.ColumnAssignments;
import io.blazedb.calcite.exec.operator.CountOperator;
import io.blazedb.calcite.exec.operator.KeySeekOperator;
import io.blazedb.calcite.exec.operator.LargeValues;
import io.blazedb.calcite.exec.operator.ModifyOperators;
import io.blazedb.calcite.exec.operator.ModifyOperators.Modification;
import io.blazedb.calcite.exec.operator.NewRows;
import io.blazedb.calcite.exec.operator.NewRows.ColumnSource;
import io.blazedb.calcite.exec.operator.Operator;
import io.blazedb.calcite.exec.operator.RowInsert;
import io.blazedb.calcite.exec.operator.ScanOperator;
import io.blazedb.calcite.exec.operator.SimpleOperators;
import io.blazedb.calcite.exec.operator.TableAccess;
import io.blazedb.calcite.exec.operator.WrittenTable;
import io.blazedb.calcite.parser.DirectParser;
import io.blazedb.calcite.parser.DirectStatement;
import io.blazedb.calcite.parser.DirectStatement.Item;
import io.blazedb.calcite.parser.DirectStatement.Value;
import io.blazedb.calcite.security.TableRights;
import io.blazedb.calcite.types.SqlType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Plans the short statements that {@link DirectParser} reads, straight into operators and without loading a class of Calcite. What it
 * makes gives the same rows, columns and failures as the plan that Calcite would make; where that is not certain, it makes none.
 *
 * <p>It takes tables, not views; keys that are given as a whole, or as far as a range, by values that need no conversion; values that
 * are assigned as they are. Plans one statement; not thread-safe.
 */
public final class DirectPlanner {
    private static final SqlType NULL = SqlType.of(SqlType.Name.NULL);
    private static final String HOW = "Planned without the optimizer\n";

    private final ResolvedTable resolved;
    private final TableDefinition table;
    private final TableAccess access;
    private final DirectValues values;

    private DirectPlanner(ResolvedTable resolved, DirectValues values) {
        this.resolved = resolved;
        this.table = resolved.definition();
        this.access = new TableAccess(resolved.database(), table);
        this.values = values;
    }

    /**
     * Plans a statement.
     *
     * @param literalsAreParameters whether the plan takes the statement's literals, all of them in order, as its parameters
     * @return null if it is none of those planned here
     */
    public static @Nullable CompiledQuery compile(String sql, boolean literalsAreParameters, PlanningContext context) {
        DirectStatement statement = DirectParser.parse(sql);
        ResolvedTable resolved = statement == null ? null : context.resolve(statement.table());
        if (statement == null
                || resolved == null
                || resolved.definition().kind() != TableDefinition.Kind.TABLE
                || context.isRemote(resolved.database())
                || (resolved.definition().isMaterializedView()
                        && (resolved.definition().options().unpopulated()
                                || !(statement instanceof DirectStatement.Select)))) {
            return null;
        }
        TableRights rights = context.access().of(resolved.database(), resolved.definition());
        if (rights != null && !isFree(statement, rights)) {
            return null;
        }
        DirectPlanner planner = new DirectPlanner(resolved, new DirectValues(literalsAreParameters));
        if (statement instanceof DirectStatement.Select select) {
            return planner.select(select);
        }
        if (statement instanceof DirectStatement.Insert insert) {
            return planner.insert(insert);
        }
        if (statement instanceof DirectStatement.Update update) {
            return planner.update(update);
        }
        return statement instanceof DirectStatement.Delete delete ? planner.delete(delete) : null;
    }

    /** Whether the statement may do what it does with the whole table, and no policy has a say. */
    private static boolean isFree(DirectStatement statement, TableRights rights) {
        boolean may = statement instanceof DirectStatement.Insert
                ? rights.may(RightKind.INSERT)
                : rights.may(RightKind.SELECT)
                        && (statement instanceof DirectStatement.Select
                                || rights.may(
                                        statement instanceof DirectStatement.Update
                                                ? RightKind.UPDATE
                                                : RightKind.DELETE));
        return may && !rights.isFiltered();
    }

    // SELECT.

    private @Nullable CompiledQuery select(DirectStatement.Select select) {
        DirectAccess path = DirectAccess.of(table, select.alias(), select.where(), values);
        if (path == null || !path.orderBy(select.order())) {
            return null;
        }
        if (select.count() != null) {
            return count(select, select.count(), path);
        }
        List<Integer> columns = positions(select.items(), path);
        boolean limited = path.isNarrow() || select.limit() != null;
        if (columns == null || !limited || (!select.order().isEmpty() && !namesAreClear(select.items()))) {
            return null;
        }
        Operator rows = read(path, columns, false);
        if (!isWholeRow(columns)) {
            Expression[] expressions = new Expression[columns.size()];
            for (int i = 0; i < expressions.length; i++) {
                expressions[i] = new Expression.Column(columns.get(i));
            }
            rows = SimpleOperators.project(rows, expressions);
        }
        StringBuilder explain = new StringBuilder();
        String indent = "";
        if (select.limit() != null || select.offset() != null) {
            rows = SimpleOperators.limit(rows, values.rowCount(select.offset()), values.rowCount(select.limit()));
            explain.append("BlazeLimit")
                    .append(select.limit() == null ? "" : " limit " + values.text(select.limit()))
                    .append(select.offset() == null ? "" : " offset " + values.text(select.offset()))
                    .append('\n');
            indent = "  ";
        }
        explain.append(indent).append(path.explain(name(), values)).append('\n').append(HOW);
        return query(resultColumns(select.items(), columns), explain.toString(), rows);
    }

    private @Nullable CompiledQuery count(DirectStatement.Select select, String label, DirectAccess path) {
        if (!select.order().isEmpty() || select.limit() != null || select.offset() != null) {
            return null;
        }
        ResultColumn column = new ResultColumn(label, SqlType.of(SqlType.Name.BIGINT), false, null);
        String explain = "BlazeCount of entries\n  " + path.explain(name(), values) + '\n' + HOW;
        return query(List.of(column), explain, new CountOperator(access, path.index(), path.condition()));
    }

    private CompiledQuery query(List<ResultColumn> columns, String explain, Operator rows) {
        return new OperatorQuery(columns, values.parameterTypes(), List.of(resolved), explain, false, null, rows);
    }

    /** Positions of the columns wanted; null if one of them is not there. */
    private @Nullable List<Integer> positions(List<Item> items, DirectAccess path) {
        List<Integer> positions = new ArrayList<>();
        for (Item item : items) {
            int position = path.column(item.qualifier(), item.column());
            if (position < 0) {
                return null;
            }
            positions.add(position);
        }
        for (int i = 0; items.isEmpty() && i < table.columns().size(); i++) {
            positions.add(i);
        }
        return positions;
    }

    /** Whether a name in ORDER BY means the column of the table and nothing else. */
    private static boolean namesAreClear(List<Item> items) {
        Set<String> names = new HashSet<>();
        for (Item item : items) {
            if (item.alias() != null || !names.add(item.column())) {
                return false;
            }
        }
        return true;
    }

    private boolean isWholeRow(List<Integer> columns) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i) != i) {
                return false;
            }
        }
        return columns.size() == table.columns().size();
    }

    private List<ResultColumn> resultColumns(List<Item> items, List<Integer> positions) {
        List<ResultColumn> columns = new ArrayList<>();
        for (int i = 0; i < positions.size(); i++) {
            ColumnDefinition column = table.columns().get(positions.get(i));
            String alias = items.isEmpty() ? null : items.get(i).alias();
            columns.add(new ResultColumn(
                    alias == null ? column.name() : alias,
                    column.type(),
                    column.nullable(),
                    new ResultColumn.Origin(
                            resolved.database(),
                            table.schema(),
                            table.name(),
                            column.name(),
                            column.identity() != Identity.NONE)));
        }
        return columns;
    }

    private Operator read(DirectAccess path, List<Integer> columns, boolean withKey) {
        int[] decoded = new TreeSet<>(columns).stream().mapToInt(i -> i).toArray();
        return path.isSeek()
                ? new KeySeekOperator(access, path.condition(), false, null, decoded, withKey, LargeValues.STREAMED)
                : new ScanOperator(
                        access,
                        path.index(),
                        path.condition(),
                        path.descending(),
                        null,
                        new int[0],
                        decoded,
                        withKey,
                        LargeValues.STREAMED);
    }

    // INSERT.

    private @Nullable CompiledQuery insert(DirectStatement.Insert insert) {
        int width = insert.rows().get(0).size();
        List<Integer> columns = insertedColumns(insert.columns(), width);
        if (columns == null) {
            return null;
        }
        List<ColumnDefinition> written = new ArrayList<>();
        columns.forEach(column -> written.add(table.columns().get(column)));
        List<SqlType> types = new ArrayList<>();
        List<Expression> cells = new ArrayList<>();
        for (List<Value> row : insert.rows()) {
            if (row.size() != width) {
                return null;
            }
            for (int i = 0; i < width; i++) {
                Expression cell = values.assigned(row.get(i), written.get(i));
                if (cell == null) {
                    return null;
                }
                cells.add(cell);
                types.add(DirectValues.assignedType(row.get(i), written.get(i)));
            }
        }
        NewRows rows = newRows(columns);
        if (rows == null) {
            return null;
        }
        WrittenTable access = new WrittenTable(resolved.database(), table);
        if (insert.rows().size() == 1) {
            return modification(
                    "BlazeInsert into " + name() + "\n  BlazeValues  (rows 1)\n",
                    new RowInsert(access, rows, cells, types, written));
        }
        Operator all = SimpleOperators.values(List.<Expression[]>of(cells.toArray(new Expression[0])));
        return modification(
                "BlazeInsert into " + name() + "\n  BlazeValues  (rows "
                        + insert.rows().size() + ")\n",
                ModifyOperators.insert(
                        access, rows, ModifyOperators.split(all, written, types), false, null, null, null));
    }

    private @Nullable List<Integer> insertedColumns(List<String> names, int width) {
        List<Integer> columns = new ArrayList<>();
        for (String column : names) {
            int position = table.columnIndex(column);
            if (position < 0 || columns.contains(position)) {
                return null;
            }
            columns.add(position);
        }
        for (int i = 0; names.isEmpty() && i < table.columns().size(); i++) {
            columns.add(i);
        }
        return width > columns.size() ? null : columns.subList(0, width);
    }

    /** Rows of these columns and the defaults of the others; null if a default is more than a literal. */
    private @Nullable NewRows newRows(List<Integer> columns) {
        List<ColumnSource> sources = new ArrayList<>();
        for (int i = 0; i < table.columns().size(); i++) {
            ColumnDefinition column = table.columns().get(i);
            int given = columns.indexOf(i);
            String otherwise = column.defaultSql();
            if (given >= 0) {
                sources.add(new ColumnSource(given, column.type(), null, NULL));
            } else if (otherwise == null) {
                sources.add(new ColumnSource(-1, NULL, null, NULL));
            } else {
                Value literal = DirectParser.parseLiteral(otherwise);
                Expression value = literal == null ? null : new DirectValues(false).assigned(literal, column);
                if (literal == null || value == null) {
                    return null;
                }
                sources.add(new ColumnSource(-1, NULL, value, DirectValues.assignedType(literal, column)));
            }
        }
        return new NewRows(table, List.copyOf(sources));
    }

    // UPDATE and DELETE.

    private @Nullable CompiledQuery update(DirectStatement.Update update) {
        int own = table.columns().size();
        List<Expression> row = new ArrayList<>();
        for (int i = 0; i <= own; i++) {
            row.add(new Expression.Column(i));
        }
        List<ColumnAssignments.Target> targets = new ArrayList<>();
        for (DirectStatement.Assignment assignment : update.set()) {
            int position = table.columnIndex(assignment.column());
            boolean twice = targets.stream().anyMatch(target -> target.column() == position);
            Expression value = position < 0 || twice
                    ? null
                    : values.assigned(assignment.value(), table.columns().get(position));
            if (value == null) {
                return null;
            }
            row.add(value);
            SqlType type = DirectValues.assignedType(
                    assignment.value(), table.columns().get(position));
            targets.add(new ColumnAssignments.Target(position, type, false));
        }
        DirectAccess path = DirectAccess.of(table, update.alias(), update.where(), values);
        if (path == null || !path.isSingle()) {
            return null;
        }
        Operator source = SimpleOperators.project(read(path, all(), true), row.toArray(new Expression[0]));
        return modification(
                "BlazeUpdate " + name() + "\n  " + path.explain(name(), values) + "\n",
                ModifyOperators.update(
                        new WrittenTable(resolved.database(), table),
                        source,
                        own + 1,
                        new ColumnAssignments(table, List.copyOf(targets)),
                        null,
                        null));
    }

    private @Nullable CompiledQuery delete(DirectStatement.Delete delete) {
        DirectAccess path = DirectAccess.of(table, delete.alias(), delete.where(), values);
        if (path == null || !path.isSingle()) {
            return null;
        }
        return modification(
                "BlazeDelete from " + name() + "\n  " + path.explain(name(), values) + "\n",
                ModifyOperators.delete(
                        new WrittenTable(resolved.database(), table),
                        read(path, all(), true),
                        table.columns().size() + 1,
                        null));
    }

    private CompiledQuery modification(String explain, Modification modification) {
        return new CompiledModification(
                List.of(),
                values.parameterTypes(),
                List.of(resolved),
                resolved,
                Set.of(resolved),
                explain + HOW,
                modification);
    }

    private List<Integer> all() {
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < table.columns().size(); i++) {
            all.add(i);
        }
        return all;
    }

    private String name() {
        return resolved.database() + "." + table.schema() + "." + table.name();
    }
}
