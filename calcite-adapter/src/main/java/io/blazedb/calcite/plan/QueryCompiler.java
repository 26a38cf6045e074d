/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import io.blazedb.calcite.ResultColumn;
import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.exec.OperatorBuilder;
import io.blazedb.calcite.exec.operator.Operator;
import io.blazedb.calcite.exec.operator.RowLocking;
import io.blazedb.calcite.exec.operator.Rows;
import io.blazedb.calcite.parser.statement.QueryTail;
import io.blazedb.calcite.plan.Frontend.Converted;
import io.blazedb.calcite.plan.rel.BlazeRel;
import io.blazedb.calcite.schema.BlazeTypes;
import io.blazedb.calcite.schema.NameSchema;
import io.blazedb.calcite.types.SqlType;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.sql.SqlNode;
import org.jspecify.annotations.Nullable;

/** Compiles queries. */
final class QueryCompiler {
    private QueryCompiler() {}

    static CompiledQuery compile(SqlNode query, PlanningContext context) {
        Frontend frontend = new Frontend(context);
        Labels labels = Labels.of(query);
        boolean locks = QueryTail.locks(query);
        RowLocking rowLocking =
                locks ? LockingCompiler.compile(SourceQueries.copy(QueryTail.unlocked(query)), context) : null;
        Converted converted = frontend.convert(query);
        BlazeRel plan = frontend.plan(converted.rel());
        OperatorBuilder builder = new OperatorBuilder();
        Operator operator = builder.build(plan);
        return new OperatorQuery(
                columns(converted, labels, context),
                parameters(frontend),
                List.copyOf(frontend.tables()),
                Explain.text(plan, builder.inBatches()),
                locks,
                rowLocking,
                operator);
    }

    /** A query that gives the plan of another statement, a row for each line. */
    static CompiledQuery explained(CompiledQuery statement) {
        List<@Nullable Object[]> lines = new ArrayList<>();
        statement.explain().lines().forEach(line -> lines.add(new @Nullable Object[] {line}));
        ResultColumn column = new ResultColumn("plan", SqlType.of(SqlType.Name.VARCHAR), false, null);
        return new OperatorQuery(
                List.of(column),
                statement.parameterTypes(),
                statement.tables(),
                statement.explain(),
                false,
                null,
                context -> Rows.of(lines));
    }

    static List<SqlType> parameters(Frontend frontend) {
        return frontend.parameterTypes().stream()
                .map(BlazeTypes::fromRel)
                .map(QueryCompiler::unlimited)
                .toList();
    }

    /** A parameter takes any value of its kind; where it is used decides what fits. */
    private static SqlType unlimited(SqlType type) {
        if (type.isLargeObject()) {
            return type;
        }
        return switch (type.name()) {
            case CHAR, VARCHAR -> SqlType.of(SqlType.Name.VARCHAR);
            case BINARY, VARBINARY -> SqlType.of(SqlType.Name.VARBINARY);
            case DECIMAL, TIME, TIMESTAMP, TIMESTAMP_TZ -> SqlType.of(type.name());
            default -> type;
        };
    }

    static List<ResultColumn> columns(Converted converted, Labels labels, PlanningContext context) {
        List<ResultColumn> columns = new ArrayList<>();
        List<RelDataTypeField> fields = converted.rel().getRowType().getFieldList();
        List<String> given = converted.root().validatedRowType.getFieldNames();
        List<String> names = labels.apply(given);
        for (int i = 0; i < fields.size(); i++) {
            SqlType type = BlazeTypes.fromRel(fields.get(i).getType());
            boolean nullable = fields.get(i).getType().isNullable();
            List<String> path =
                    i < converted.origins().size() ? converted.origins().get(i) : null;
            ResolvedTable table =
                    path == null ? null : context.resolve(NameSchema.written(path.subList(0, path.size() - 1)));
            int position =
                    table == null || path == null ? -1 : table.definition().columnIndex(path.get(path.size() - 1));
            if (table == null || position < 0) {
                columns.add(new ResultColumn(names.get(i), type, nullable, null));
                continue;
            }
            TableDefinition definition = table.definition();
            ColumnDefinition column = definition.columns().get(position);
            ResultColumn.Origin origin = new ResultColumn.Origin(
                    table.database(),
                    definition.schema(),
                    definition.name(),
                    column.name(),
                    column.identity() != ColumnDefinition.Identity.NONE);
            // A name that ends in a digit may be the column's own.
            String label = column.name().equals(given.get(i)) ? column.name() : names.get(i);
            columns.add(new ResultColumn(label, declared(column.type(), type), nullable, origin));
        }
        return columns;
    }

    /** The type the column was declared with, where Calcite knows less of it. */
    private static SqlType declared(SqlType column, SqlType planned) {
        return column.name() == planned.name() ? column : planned;
    }
}
