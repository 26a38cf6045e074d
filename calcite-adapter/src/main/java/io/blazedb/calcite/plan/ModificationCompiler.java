/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import io.blazedb.calcite.ResultColumn;
import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.exec.OperatorBuilder;
import io.blazedb.calcite.exec.expression.Expression;
import io.blazedb.calcite.exec.expression.ScalarExpression;
import io.blazedb.calcite.exec.operator.ExecutionContext;
import io.blazedb.calcite.exec.operator.ModifyOperators;
import io.blazedb.calcite.exec.operator.ModifyOperators.Changes;
import io.blazedb.calcite.exec.operator.ModifyOperators.ColumnSource;
import io.blazedb.calcite.exec.operator.ModifyOperators.Modification;
import io.blazedb.calcite.exec.operator.Operator;
import io.blazedb.calcite.exec.operator.OperatorContext;
import io.blazedb.calcite.exec.operator.OperatorResult;
import io.blazedb.calcite.parser.BlazeParser;
import io.blazedb.calcite.plan.Frontend.Converted;
import io.blazedb.calcite.plan.rel.BlazeRel;
import io.blazedb.calcite.schema.BlazeTypes;
import io.blazedb.calcite.types.SqlType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDelete;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlInsert;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlUpdate;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/**
 * Compiles INSERT, UPDATE and DELETE: the query that reads what to write is planned like any other, the operator on top of it assigns
 * values to columns and writes.
 */
final class ModificationCompiler {
    private static final SqlType NULL = SqlType.of(SqlType.Name.NULL);

    private final PlanningContext context;
    private final Frontend frontend;

    ModificationCompiler(PlanningContext context) {
        this.context = context;
        this.frontend = new Frontend(context);
    }

    CompiledQuery insert(SqlInsert insert) {
        ResolvedTable target = target(insert.getTargetTable());
        TableDefinition table = target.definition();
        List<Integer> columns = insertColumns(insert.getTargetColumnList(), table);
        SqlNode source = insert.getSource();
        return source.getKind() == SqlKind.VALUES
                ? insertValues(target, columns, rows((SqlCall) source, columns, table))
                : insertQuery(target, columns, source);
    }

    private static List<Integer> insertColumns(@Nullable SqlNodeList names, TableDefinition table) {
        List<Integer> columns = new ArrayList<>();
        if (names == null || names.isEmpty()) {
            for (int i = 0; i < table.columns().size(); i++) {
                columns.add(i);
            }
            return columns;
        }
        for (SqlNode name : names) {
            int column = column(table, (SqlIdentifier) name);
            if (columns.contains(column)) {
                throw new BlazeSqlException(
                        SqlErrorCode.DUPLICATE_COLUMN, "column \"" + name + "\" is specified more than once");
            }
            columns.add(column);
        }
        return columns;
    }

    private static int column(TableDefinition table, SqlIdentifier name) {
        String simple = name.names.get(name.names.size() - 1);
        int column = table.columnIndex(simple);
        if (column < 0) {
            throw new BlazeSqlException(
                    SqlErrorCode.UNDEFINED_COLUMN,
                    "column \"" + simple + "\" of table \"" + table.name() + "\" does not exist");
        }
        return column;
    }

    private List<List<SqlNode>> rows(SqlCall values, List<Integer> columns, TableDefinition table) {
        List<List<SqlNode>> rows = new ArrayList<>();
        int width = -1;
        for (SqlNode row : values.getOperandList()) {
            List<SqlNode> cells = row.getKind() == SqlKind.ROW ? ((SqlCall) row).getOperandList() : List.of(row);
            requireCount(cells.size(), columns.size(), table);
            if (width >= 0 && cells.size() != width) {
                throw new BlazeSqlException(
                        SqlErrorCode.COLUMN_COUNT_MISMATCH, "rows of VALUES must have the same number of values");
            }
            width = cells.size();
            List<SqlNode> assigned = new ArrayList<>();
            for (int i = 0; i < width; i++) {
                assigned.add(assigned(cells.get(i), table.columns().get(columns.get(i))));
            }
            rows.add(assigned);
        }
        return rows;
    }

    private static void requireCount(int given, int wanted, TableDefinition table) {
        if (given > wanted || given == 0) {
            throw new BlazeSqlException(
                    SqlErrorCode.COLUMN_COUNT_MISMATCH,
                    "INSERT into \"" + table.name() + "\" has " + given + " values for " + wanted + " columns");
        }
    }

    /** The expression given for a column: DEFAULT becomes the column's default, a parameter gets the column's type. */
    private SqlNode assigned(SqlNode value, ColumnDefinition column) {
        if (value.getKind() == SqlKind.DEFAULT) {
            String text = column.defaultSql();
            return text == null ? SqlLiteral.createNull(SqlParserPos.ZERO) : BlazeParser.parseExpression(text);
        }
        boolean always = column.identity() == ColumnDefinition.Identity.ALWAYS;
        if (always && !(value instanceof SqlLiteral literal && literal.getValue() == null)) {
            throw new BlazeSqlException(
                    SqlErrorCode.GENERATED_ALWAYS,
                    "column \"" + column.name() + "\" is GENERATED ALWAYS and takes DEFAULT only");
        }
        hint(value, column);
        return value;
    }

    private void hint(SqlNode value, ColumnDefinition column) {
        if (value instanceof SqlDynamicParam parameter) {
            frontend.hint(parameter.getIndex(), type(column));
        }
    }

    private RelDataType type(ColumnDefinition column) {
        return BlazeTypes.toRel(frontend.typeFactory(), column.type(), true);
    }

    /** All rows as one: every value keeps its own type, whatever stands in the same column of other rows. */
    private CompiledQuery insertValues(ResolvedTable target, List<Integer> columns, List<List<SqlNode>> rows) {
        List<SqlNode> cells = new ArrayList<>();
        rows.forEach(cells::addAll);
        Converted converted = frontend.convert(SourceQueries.row(cells));
        BlazeRel plan = frontend.plan(converted.rel());
        List<SqlType> types = types(plan);
        int width = rows.get(0).size();
        TableDefinition table = target.definition();
        List<ColumnDefinition> written = new ArrayList<>();
        columns.subList(0, width).forEach(i -> written.add(table.columns().get(i)));
        Operator source = ModifyOperators.split(new OperatorBuilder().build(plan), written, types);
        List<SqlType> columnTypes = written.stream().map(ColumnDefinition::type).toList();
        return insert(target, columns.subList(0, width), converted, plan, source, columnTypes);
    }

    private CompiledQuery insertQuery(ResolvedTable target, List<Integer> columns, SqlNode source) {
        TableDefinition table = target.definition();
        if (source instanceof SqlSelect select) {
            List<SqlNode> items = select.getSelectList();
            for (int i = 0; i < Math.min(items.size(), columns.size()); i++) {
                hint(items.get(i), table.columns().get(columns.get(i)));
            }
        }
        Converted converted = frontend.convert(source);
        BlazeRel plan = frontend.plan(converted.rel());
        List<SqlType> types = types(plan);
        requireCount(types.size(), columns.size(), table);
        Operator operator = new OperatorBuilder().build(plan);
        return insert(target, columns.subList(0, types.size()), converted, plan, operator, types);
    }

    private CompiledQuery insert(
            ResolvedTable target,
            List<Integer> columns,
            Converted converted,
            BlazeRel plan,
            Operator source,
            List<SqlType> types) {
        TableDefinition table = target.definition();
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
        Modification modification = ModifyOperators.insert(target.database(), table, source, sources);
        return compiled("BlazeInsert into ", target, converted, plan, modification);
    }

    CompiledQuery update(SqlUpdate update) {
        ResolvedTable target = target(update.getTargetTable());
        TableDefinition table = target.definition();
        String alias = alias(update.getAlias(), target);
        List<SqlNode> expressions = new ArrayList<>();
        expressions.add(SourceQueries.all(alias));
        int count = update.getTargetColumnList().size();
        int[] targets = new int[count];
        Set<Integer> seen = new LinkedHashSet<>();
        for (int i = 0; i < count; i++) {
            SqlIdentifier name = (SqlIdentifier) update.getTargetColumnList().get(i);
            targets[i] = column(table, name);
            if (!seen.add(targets[i])) {
                throw new BlazeSqlException(
                        SqlErrorCode.DUPLICATE_COLUMN, "column \"" + name + "\" is specified more than once");
            }
            expressions.add(assigned(
                    update.getSourceExpressionList().get(i), table.columns().get(targets[i])));
        }
        Converted converted = frontend.convert(
                SourceQueries.columns(frontend.keyedName(target), alias, expressions, update.getCondition()));
        BlazeRel plan = frontend.plan(converted.rel());
        List<SqlType> types = types(plan);
        SqlType[] newTypes =
                types.subList(table.columns().size() + 1, types.size()).toArray(SqlType[]::new);
        Modification modification =
                ModifyOperators.update(target.database(), table, new OperatorBuilder().build(plan), targets, newTypes);
        return compiled("BlazeUpdate ", target, converted, plan, modification);
    }

    CompiledQuery delete(SqlDelete delete) {
        ResolvedTable target = target(delete.getTargetTable());
        String alias = alias(delete.getAlias(), target);
        Converted converted = frontend.convert(SourceQueries.columns(
                frontend.keyedName(target), alias, List.of(SourceQueries.all(alias)), delete.getCondition()));
        BlazeRel plan = frontend.plan(converted.rel());
        Modification modification =
                ModifyOperators.delete(target.database(), target.definition(), new OperatorBuilder().build(plan));
        return compiled("BlazeDelete from ", target, converted, plan, modification);
    }

    private static String alias(@Nullable SqlIdentifier alias, ResolvedTable target) {
        return alias == null ? target.definition().name() : alias.getSimple();
    }

    private ResolvedTable target(SqlNode name) {
        if (!(name instanceof SqlIdentifier identifier)) {
            throw new BlazeSqlException(SqlErrorCode.FEATURE_NOT_SUPPORTED, "only a table can be written to");
        }
        ResolvedTable target = context.resolve(identifier.names);
        if (target == null) {
            throw new BlazeSqlException(
                    SqlErrorCode.UNDEFINED_TABLE,
                    "table \"" + String.join(".", identifier.names) + "\" does not exist");
        }
        if (target.definition().kind() != TableDefinition.Kind.TABLE) {
            throw new BlazeSqlException(
                    SqlErrorCode.FEATURE_NOT_SUPPORTED,
                    "\"" + target.definition().name() + "\" is a view and cannot be written to");
        }
        return target;
    }

    private static List<SqlType> types(BlazeRel plan) {
        List<SqlType> types = new ArrayList<>();
        for (RelDataTypeField field : plan.getRowType().getFieldList()) {
            types.add(BlazeTypes.fromRel(field.getType()));
        }
        return types;
    }

    private CompiledQuery compiled(
            String what, ResolvedTable target, Converted converted, BlazeRel plan, Modification modification) {
        TableDefinition table = target.definition();
        String name = target.database() + "." + table.schema() + "." + table.name();
        Set<ResolvedTable> tables = new LinkedHashSet<>(frontend.tables());
        tables.add(target);
        return new Statement(
                QueryCompiler.parameters(converted),
                List.copyOf(tables),
                target,
                Explain.text(what + name, plan),
                modification);
    }

    private record Statement(
            List<SqlType> parameterTypes,
            List<ResolvedTable> tables,
            ResolvedTable target,
            String explain,
            Modification modification)
            implements CompiledQuery {

        @Override
        public boolean isDml() {
            return true;
        }

        @Override
        public List<ResultColumn> columns() {
            return List.of();
        }

        @Override
        public Set<String> databasesRead() {
            return QueryCompiler.databases(tables);
        }

        @Override
        public Set<String> databasesWritten() {
            return Set.of(target.database());
        }

        @Override
        public OperatorResult open(ExecutionContext context) {
            Changes changes = PlanErrors.running(() -> modification.run(new OperatorContext(context)));
            return new Written(changes);
        }
    }

    private record Written(Changes changes) implements OperatorResult {
        @Override
        public @Nullable Object @Nullable [] next() {
            return null;
        }

        @Override
        public long updateCount() {
            return changes.count();
        }

        @Override
        public List<@Nullable Object[]> writtenRows() {
            return changes.rows();
        }

        @Override
        public void close() {}
    }
}
