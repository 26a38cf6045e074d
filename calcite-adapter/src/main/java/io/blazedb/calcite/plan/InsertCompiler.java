/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.catalog.ColumnDefinition.Identity;
import io.blazedb.calcite.catalog.RightKind;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.exec.OperatorBuilder;
import io.blazedb.calcite.exec.expression.Expression;
import io.blazedb.calcite.exec.expression.ScalarExpression;
import io.blazedb.calcite.exec.operator.ColumnAssignments;
import io.blazedb.calcite.exec.operator.ModifyOperators;
import io.blazedb.calcite.exec.operator.ModifyOperators.OnConflict;
import io.blazedb.calcite.exec.operator.NewRows;
import io.blazedb.calcite.exec.operator.NewRows.ColumnSource;
import io.blazedb.calcite.exec.operator.Operator;
import io.blazedb.calcite.exec.operator.RowGuard;
import io.blazedb.calcite.exec.operator.RowProgram;
import io.blazedb.calcite.parser.statement.ConflictClause;
import io.blazedb.calcite.parser.statement.InsertNode;
import io.blazedb.calcite.parser.statement.InsertNode.Overriding;
import io.blazedb.calcite.plan.rel.BlazeRel;
import io.blazedb.calcite.types.SqlType;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.JoinType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.jspecify.annotations.Nullable;

/** Compiles INSERT: the query that gives the rows is planned like any other, the operator on top of it makes whole rows and writes. */
final class InsertCompiler {
    private static final SqlType NULL = SqlType.of(SqlType.Name.NULL);
    private static final String EXCLUDED = "excluded";

    private final PlanningContext context;
    private final Frontend frontend;
    private final InsertNode insert;
    private final WriteTarget target;
    private final WriteAccess access;

    InsertCompiler(InsertNode insert, PlanningContext context) {
        this.context = context;
        this.frontend = new Frontend(context);
        this.insert = insert;
        this.target = WriteTarget.of(insert, context);
        this.access = WriteAccess.of(target, frontend, context);
    }

    CompiledQuery compile() {
        List<Integer> columns = columns(insert.columns(), target);
        access.require(RightKind.INSERT, columns);
        SqlNode source = insert.source();
        return source.getKind() == SqlKind.VALUES
                ? values(columns, rows((SqlCall) source, columns))
                : query(columns, source);
    }

    /** Positions of the named columns, or all. */
    static List<Integer> columns(@Nullable SqlNodeList names, WriteTarget target) {
        List<Integer> columns = new ArrayList<>();
        if (names == null || names.isEmpty()) {
            return target.columns();
        }
        for (SqlNode name : names) {
            int column = target.column((SqlIdentifier) name);
            if (columns.contains(column)) {
                throw new BlazeSqlException(
                        SqlErrorCode.DUPLICATE_COLUMN, "column \"" + name + "\" is specified more than once");
            }
            columns.add(column);
        }
        return columns;
    }

    /** The expressions of one row for the first of the columns. */
    static List<SqlNode> row(List<SqlNode> cells, List<Integer> columns, WriteTarget target, Frontend frontend) {
        requireCount(cells.size(), columns.size(), target.table());
        List<SqlNode> assigned = new ArrayList<>();
        for (int i = 0; i < cells.size(); i++) {
            assigned.add(target.assigned(cells.get(i), columns.get(i), frontend));
        }
        return assigned;
    }

    /** How rows are made of values for some columns and the defaults of the others. */
    static NewRows newRows(WriteTarget target, List<Integer> columns, List<SqlType> types, PlanningContext context) {
        TableDefinition table = target.table();
        List<ColumnSource> sources = new ArrayList<>();
        for (int i = 0; i < table.columns().size(); i++) {
            ColumnDefinition column = table.columns().get(i);
            int given = columns.indexOf(i);
            if (given >= 0) {
                sources.add(new ColumnSource(given, types.get(given), null, NULL));
            } else if (column.defaultSql() != null) {
                ScalarExpression otherwise = BlazePlanner.scalar(table, column.defaultSql(), context);
                Expression value = (row, evaluation) -> otherwise.evaluate(row, evaluation.statement());
                sources.add(new ColumnSource(-1, NULL, value, otherwise.type()));
            } else {
                sources.add(new ColumnSource(-1, NULL, null, NULL));
            }
        }
        return new NewRows(table, List.copyOf(sources));
    }

    private List<List<SqlNode>> rows(SqlCall values, List<Integer> columns) {
        List<List<SqlNode>> rows = new ArrayList<>();
        for (SqlNode row : values.getOperandList()) {
            List<SqlNode> cells = row.getKind() == SqlKind.ROW ? ((SqlCall) row).getOperandList() : List.of(row);
            requireCount(cells.size(), columns.size(), target.table());
            if (!rows.isEmpty() && cells.size() != rows.get(0).size()) {
                throw new BlazeSqlException(
                        SqlErrorCode.COLUMN_COUNT_MISMATCH, "rows of VALUES must have the same number of values");
            }
            rows.add(
                    insert.overriding() == Overriding.NONE
                            ? row(cells, columns, target, frontend)
                            : given(cells, columns));
        }
        return rows;
    }

    /** The expressions of one row, among them values for columns that are generated. */
    private List<SqlNode> given(List<SqlNode> cells, List<Integer> columns) {
        List<SqlNode> assigned = new ArrayList<>();
        for (int i = 0; i < cells.size(); i++) {
            boolean generated = target.table().columns().get(columns.get(i)).identity() != Identity.NONE;
            SqlNode cell = cells.get(i);
            if (generated && cell.getKind() != SqlKind.DEFAULT) {
                target.hint(cell, columns.get(i), frontend);
                assigned.add(cell);
            } else {
                assigned.add(target.assigned(cell, columns.get(i), frontend));
            }
        }
        return assigned;
    }

    private static void requireCount(int given, int wanted, TableDefinition table) {
        if (given > wanted || given == 0) {
            throw new BlazeSqlException(
                    SqlErrorCode.COLUMN_COUNT_MISMATCH,
                    "INSERT into \"" + table.name() + "\" has " + given + " values for " + wanted + " columns");
        }
    }

    /** All rows as one: every value keeps its own type, whatever stands in the same column of other rows. */
    private CompiledQuery values(List<Integer> columns, List<List<SqlNode>> rows) {
        List<SqlNode> cells = new ArrayList<>();
        rows.forEach(cells::addAll);
        BlazeRel plan = frontend.plan(frontend.convert(SourceQueries.row(cells)).rel());
        int width = rows.get(0).size();
        List<ColumnDefinition> written = new ArrayList<>();
        columns.subList(0, width)
                .forEach(i -> written.add(target.table().columns().get(i)));
        Operator source = ModifyOperators.split(new OperatorBuilder().build(plan), written, RowPrograms.types(plan));
        List<SqlType> columnTypes = written.stream().map(ColumnDefinition::type).toList();
        return compiled(columns.subList(0, width), plan, source, false, columnTypes);
    }

    private CompiledQuery query(List<Integer> columns, SqlNode source) {
        if (source instanceof SqlSelect select) {
            List<SqlNode> items = select.getSelectList();
            for (int i = 0; i < Math.min(items.size(), columns.size()); i++) {
                target.hint(items.get(i), columns.get(i), frontend);
            }
        }
        BlazeRel plan = frontend.plan(frontend.convert(source).rel());
        List<SqlType> types = RowPrograms.types(plan);
        requireCount(types.size(), columns.size(), target.table());
        for (int column : columns.subList(0, types.size())) {
            if (insert.overriding() == Overriding.NONE
                    || target.table().columns().get(column).isGenerated()) {
                target.requireNotGenerated(column);
            }
        }
        boolean readsTarget = frontend.tables().stream().anyMatch(this::mayBeTarget);
        return compiled(columns.subList(0, types.size()), plan, new OperatorBuilder().build(plan), readsTarget, types);
    }

    /** Whether what is read from a table may be what this statement writes. */
    private boolean mayBeTarget(ResolvedTable read) {
        return read.definition().kind() == TableDefinition.Kind.SYSTEM_VIEW
                || (read.database().equals(target.resolved().database())
                        && read.definition().tree() == target.table().tree());
    }

    private CompiledQuery compiled(
            List<Integer> columns, BlazeRel plan, Operator source, boolean readsTarget, List<SqlType> types) {
        NewRows rows = newRows(target, stored(columns), types, context);
        ConflictClause clause = insert.conflict();
        OnConflict conflict = clause == null ? null : conflict(clause);
        RowPrograms.Returning returning =
                RowPrograms.returning(insert, target, frontend, target.named(frontend), context);
        return ModificationCompiler.compiled(
                "BlazeInsert into ",
                conflict == null ? "" : " on conflict " + (conflict.values() == null ? "do nothing" : "do update"),
                target,
                frontend,
                plan,
                returning,
                ModifyOperators.insert(
                        target.written(),
                        rows,
                        source,
                        readsTarget || (conflict != null && conflict.values() != null),
                        conflict,
                        guard(conflict),
                        returning.program()));
    }

    private @Nullable RowGuard guard(@Nullable OnConflict conflict) {
        return conflict != null && conflict.values() != null
                ? access.ofUpsert()
                : access.ofInsert(insert.returning() != null);
    }

    /** The columns whose given values are stored; -1 for one that is generated although a value is given. */
    private List<Integer> stored(List<Integer> columns) {
        return insert.overriding() != Overriding.USER
                ? columns
                : columns.stream()
                        .map(i -> target.table().columns().get(i).identity() == Identity.NONE ? i : -1)
                        .toList();
    }

    /** The columns that say which conflicts are meant are read; of a constraint or an expression it is not asked which. */
    private void requireReadable(ConflictClause clause) {
        List<Integer> columns = new ArrayList<>();
        boolean plain = clause.constraint() == null && clause.predicate() == null;
        for (SqlNode key : clause.keys()) {
            if (key instanceof SqlIdentifier column) {
                columns.add(target.column(column));
            } else {
                plain = false;
            }
        }
        if (plain) {
            access.require(RightKind.SELECT, columns);
        } else {
            access.require(RightKind.SELECT);
        }
    }

    private OnConflict conflict(ConflictClause clause) {
        List<Integer> arbiters = ConflictArbiters.of(clause, target, context);
        requireReadable(clause);
        if (clause.assignments().isEmpty()) {
            return new OnConflict(arbiters, null, null, new ColumnAssignments(target.table(), List.of()));
        }
        SetClause set = SetClause.of(clause.assignments(), target, frontend);
        access.require(RightKind.UPDATE, set.columns());
        SqlNode from =
                SourceQueries.join(target.named(frontend), JoinType.COMMA, target.named(EXCLUDED, frontend), null);
        SqlNode condition = clause.where();
        RowProgram where = condition == null ? null : RowPrograms.condition(frontend, condition, from);
        RowPrograms.Compiled values = RowPrograms.compile(frontend, set.expressions(), from);
        return new OnConflict(arbiters, where, values.program(), set.assignments(values.types()));
    }
}
