/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.ddl;

import io.blazedb.calcite.catalog.IndexDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.dml.TableWriter;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.exec.operator.OperatorResult;
import io.blazedb.calcite.parser.BlazeParser;
import io.blazedb.calcite.parser.Command;
import io.blazedb.calcite.plan.BlazePlanner;
import io.blazedb.calcite.plan.CompiledQuery;
import io.blazedb.calcite.plan.PlanningContext;
import io.blazedb.calcite.plan.ResolvedTable;
import io.blazedb.calcite.session.Database;
import io.blazedb.calcite.session.TemporaryDatabase;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** CREATE, REFRESH and DROP MATERIALIZED VIEW. Its rows are those of a table, which only REFRESH writes. */
final class MaterializedViewDdl {
    private final DdlContext context;
    private final Names names;
    private final TableDdl tables;

    MaterializedViewDdl(DdlContext context, Names names) {
        this.context = context;
        this.names = names;
        this.tables = new TableDdl(context, names);
    }

    /** Returns the number of its rows. */
    long create(Command.CreateMaterializedView create) {
        Names.Target target = names.target(create.name());
        if (tables.isTaken(target, create.ifNotExists())) {
            return 0;
        }
        PlanningContext first = context.names().inSchemaFirst(target.database().alias(), target.schema());
        CompiledQuery query = BlazePlanner.compile(BlazeParser.parse(create.querySql()), first);
        TableDdl.requireQuery(query);
        TableDdl.requireColumns(query);
        requireStorable(query, target);
        TableDefinition table = new TableBuilder(context, names, target)
                .build(TableDdl.declared(query.columns(), create.columns()), List.of());
        table = Definitions.withQuery(table, tables.expanded(create.querySql(), query, target));
        table = withPopulated(table, create.withData());
        tables.store(target, table, null);
        return create.withData() ? fill(new Names.Found(target.database(), table), query) : 0;
    }

    private static void requireStorable(CompiledQuery query, Names.Target target) {
        if (!query.parameterTypes().isEmpty()) {
            throw new BlazeSqlException(SqlErrorCode.INVALID_DEFINITION, "a materialized view cannot have parameters");
        }
        for (String alias : query.databasesRead()) {
            boolean own = alias.equals(target.database().alias());
            if (!own && (!target.database().alias().equals(Database.MAIN) || isTemporary(alias))) {
                throw new BlazeSqlException(
                        SqlErrorCode.FEATURE_NOT_SUPPORTED,
                        "a materialized view cannot read temporary tables or, in an attached database, others than its own");
            }
        }
    }

    private static boolean isTemporary(String alias) {
        return TemporaryDatabase.isReserved(alias);
    }

    /** Its rows become those that its query has now; in the eyes of others all at once, with the commit. */
    void refresh(Command.RefreshMaterializedView refresh) {
        Names.Found found = require(refresh.name());
        TableDefinition view = found.table();
        if (refresh.concurrently()) {
            requireConcurrent(view, refresh.withData());
        }
        CompiledQuery query = BlazePlanner.compile(
                BlazeParser.parse(Objects.requireNonNull(view.viewSql())),
                context.names().inView(new ResolvedTable(found.database().alias(), view)));
        if (query.columns().size() != view.columns().size()) {
            throw new BlazeSqlException(
                    SqlErrorCode.INVALID_DEFINITION,
                    "materialized view \"" + view.name() + "\" no longer fits the tables it reads");
        }
        tables.truncate(found);
        if (view.options().unpopulated() == refresh.withData()) {
            view = withPopulated(view, refresh.withData());
            names.catalogWriter(found.database()).putTable(view);
            context.scope().catalogChanged();
        }
        if (refresh.withData()) {
            fill(new Names.Found(found.database(), view), query);
        }
    }

    private static void requireConcurrent(TableDefinition view, boolean withData) {
        if (!withData) {
            throw new BlazeSqlException(
                    SqlErrorCode.SYNTAX_ERROR, "CONCURRENTLY and WITH NO DATA cannot be used together");
        }
        if (view.options().unpopulated()) {
            throw new BlazeSqlException(
                    SqlErrorCode.FEATURE_NOT_SUPPORTED,
                    "CONCURRENTLY cannot be used when the materialized view is not populated");
        }
        if (view.indexes().stream().noneMatch(index -> index.unique() && isOfColumns(index))) {
            throw new BlazeSqlException(
                    SqlErrorCode.OBJECT_NOT_READY,
                    "materialized view \"" + view.name()
                            + "\" cannot be refreshed concurrently without a unique index on columns of all rows");
        }
    }

    private static boolean isOfColumns(IndexDefinition index) {
        return index.predicateSql() == null && index.columns().stream().allMatch(column -> column.expression() == null);
    }

    void drop(Command.DropMaterializedView drop) {
        for (List<String> name : drop.names()) {
            if (names.find(name) != null || !drop.ifExists()) {
                require(name);
                tables.drop(name, true, drop.cascade());
            }
        }
    }

    /** One that belongs to the current role. */
    private Names.Found require(List<String> name) {
        Names.Found found = names.find(name);
        if (found == null) {
            throw new BlazeSqlException(
                    SqlErrorCode.UNDEFINED_TABLE,
                    "materialized view \"" + String.join(".", name) + "\" does not exist");
        }
        if (!found.table().isMaterializedView()) {
            throw new BlazeSqlException(
                    SqlErrorCode.WRONG_OBJECT_TYPE, "\"" + found.table().name() + "\" is not a materialized view");
        }
        names.requireOwn(found.database());
        names.requireOwner(found);
        return found;
    }

    private long fill(Names.Found view, CompiledQuery query) {
        TableWriter writer = context.writer(view.database(), view.table());
        long count = 0;
        try (OperatorResult result = query.open(context.execution())) {
            @Nullable Object[] row;
            while ((row = result.next()) != null) {
                writer.insert(row);
                count++;
            }
        }
        return count;
    }

    private static TableDefinition withPopulated(TableDefinition view, boolean populated) {
        TableDefinition.Options options = view.options();
        return Definitions.withOptions(
                view,
                new TableDefinition.Options(
                        options.onCommit(), options.checkOption(), options.constraintComments(), !populated));
    }
}
