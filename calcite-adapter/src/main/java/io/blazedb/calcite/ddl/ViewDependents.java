/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.ddl;

import io.blazedb.calcite.catalog.CatalogView;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.catalog.TableDefinition.Kind;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.parser.BlazeParser;
import io.blazedb.calcite.parser.ColumnNames;
import io.blazedb.calcite.plan.BlazePlanner;
import io.blazedb.calcite.plan.CompiledQuery;
import io.blazedb.calcite.plan.PlanningContext;
import io.blazedb.calcite.plan.ResolvedTable;
import io.blazedb.calcite.plan.ViewQuery;
import io.blazedb.calcite.session.Database;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The views that read a table or view: what becomes of them when it is dropped or gets another name. */
final class ViewDependents {
    private final DdlContext context;
    private final Names names;

    ViewDependents(DdlContext context, Names names) {
        this.context = context;
        this.names = names;
    }

    /** A view that reads something, and its query. */
    private record Reader(Names.Found view, ViewQuery query) {}

    /**
     * Drops the views that read it, with those that read them.
     *
     * @param cascade whether to drop them; otherwise there must be none
     * @param together views that are dropped in the same statement
     * @throws BlazeSqlException 2BP01 if there are some
     */
    void release(Names.Found found, boolean cascade, Set<TableDefinition> together) {
        List<String> reasons = new ArrayList<>();
        if (!cascade) {
            describe(found, reasons, together);
        }
        requireNone(reasons, kind(found.table()) + " " + found.table().name());
        if (cascade) {
            readers(found).forEach(this::drop);
        }
    }

    /** Drops the views that read a column, or refuses if there are any. */
    void releaseColumn(Names.Found found, String column, boolean cascade) {
        List<String> reasons = new ArrayList<>();
        for (Reader reader : readers(found)) {
            if (!reader.query().reads(relation(found), column)) {
                continue;
            }
            if (cascade) {
                drop(reader);
            } else {
                TableDefinition view = reader.view().table();
                reasons.add(kind(view) + " " + view.name() + " depends on column " + column + " of "
                        + kind(found.table()) + " " + found.table().name());
                describe(reader.view(), reasons, Set.of());
            }
        }
        requireNone(
                reasons,
                "column " + column + " of " + kind(found.table()) + " "
                        + found.table().name());
    }

    /**
     * Refuses to change the type of a column that views read.
     *
     * @throws BlazeSqlException 0A000 if one does
     */
    void requireUnread(Names.Found found, String column) {
        for (Reader reader : readers(found)) {
            if (reader.query().reads(relation(found), column)) {
                throw new BlazeSqlException(
                        SqlErrorCode.FEATURE_NOT_SUPPORTED,
                        "the type of column \"" + column + "\" cannot be changed as view \""
                                + reader.view().table().name() + "\" reads it");
            }
        }
    }

    /** The views with another name for a column, to be stored when it has it. */
    Rewritten withColumn(Names.Found found, String column, String newName) {
        return rewritten(
                found,
                (query, relation) ->
                        query.reads(relation, column) ? query.withColumn(relation, column, newName) : null);
    }

    /** The views with another name for a table or view, to be stored when it has it. */
    Rewritten withTable(Names.Found found, String schema, String newName) {
        return rewritten(found, (query, relation) -> query.withRelation(relation, List.of(schema, newName)));
    }

    /** A view's query as it means the same in any schema. */
    String freeOfSchema(Names.Found view) {
        return ViewQuery.of(sql(view.table()), inside(view))
                .expanded(view.database().alias(), "");
    }

    /** Views with changed queries. */
    final class Rewritten {
        private final List<Names.Found> views = new ArrayList<>();

        /** Stores the views; each reads what it has read before. */
        void store() {
            for (Names.Found found : views) {
                requireSame(found);
                names.catalogWriter(found.database()).putTable(found.table());
            }
            context.scope().catalogChanged();
        }

        private void requireSame(Names.Found found) {
            TableDefinition view = found.table();
            boolean same;
            try {
                CompiledQuery query = BlazePlanner.compile(BlazeParser.parse(sql(view)), inside(found));
                same = query.columns().size() == view.columns().size();
                for (int i = 0; same && i < view.columns().size(); i++) {
                    same = query.columns().get(i).type().name()
                            == view.columns().get(i).type().name();
                }
            } catch (BlazeSqlException unresolved) {
                same = false;
            }
            if (!same) {
                throw new BlazeSqlException(
                        SqlErrorCode.FEATURE_NOT_SUPPORTED,
                        "the name cannot be changed as the query of view \"" + view.name()
                                + "\" depends on it in a way that is not supported; drop the view and create it anew");
            }
        }
    }

    private Rewritten rewritten(Names.Found found, BiFunction<ViewQuery, ViewQuery.Relation, @Nullable String> change) {
        Rewritten rewritten = new Rewritten();
        for (Reader reader : readers(found)) {
            String sql = change.apply(reader.query(), relation(found));
            if (sql != null) {
                TableDefinition view = reader.view().table();
                rewritten.views.add(new Names.Found(reader.view().database(), Definitions.withQuery(view, sql)));
            }
        }
        return rewritten;
    }

    private void describe(Names.Found found, List<String> reasons, Set<TableDefinition> together) {
        for (Reader reader : readers(found)) {
            TableDefinition view = reader.view().table();
            String reason = kind(view) + " " + view.name() + " depends on " + kind(found.table()) + " "
                    + found.table().name();
            if (!together.contains(view) && !reasons.contains(reason)) {
                reasons.add(reason);
                describe(reader.view(), reasons, together);
            }
        }
    }

    private static void requireNone(List<String> reasons, String what) {
        if (!reasons.isEmpty()) {
            throw new BlazeSqlException(
                    SqlErrorCode.DEPENDENT_OBJECTS,
                    what + " cannot be dropped because other objects depend on it: " + String.join(", ", reasons)
                            + "; use DROP ... CASCADE to drop them, too");
        }
    }

    private void drop(Reader reader) {
        TableDefinition view = reader.view().table();
        List<String> name = List.of(reader.view().database().alias(), view.schema(), view.name());
        if (view.isMaterializedView()) {
            new TableDdl(context, names).drop(name, true, true);
        } else {
            new TableDdl(context, names).dropView(name, true, true);
        }
    }

    private static String kind(TableDefinition table) {
        return table.isMaterializedView() ? "materialized view" : table.kind() == Kind.VIEW ? "view" : "table";
    }

    private static ViewQuery.Relation relation(Names.Found found) {
        return new ViewQuery.Relation(
                found.database().alias(), found.table().schema(), found.table().name());
    }

    /** The views that read it, themselves and not through another view. */
    private List<Reader> readers(Names.Found found) {
        ViewQuery.Relation relation = relation(found);
        List<Reader> readers = new ArrayList<>();
        for (Database database : databases(found)) {
            CatalogView catalog = names.catalog(database);
            for (String schema : catalog.schemas(0)) {
                for (TableDefinition view : catalog.tables(0, schema)) {
                    Reader reader = reader(new Names.Found(database, view), relation);
                    if (reader != null) {
                        readers.add(reader);
                    }
                }
            }
        }
        return readers;
    }

    /** Where such views may be: in its own database, in the main one, and among those of the session alone. */
    private Set<Database> databases(Names.Found found) {
        Set<Database> databases = new LinkedHashSet<>();
        databases.add(found.database());
        databases.add(context.database(Database.MAIN));
        Database temporary = context.temporaryIfOpen();
        if (temporary != null) {
            databases.add(temporary);
        }
        return databases;
    }

    /** A view whose query cannot be resolved any more reads nothing. */
    private @Nullable Reader reader(Names.Found view, ViewQuery.Relation relation) {
        String sql = view.table().viewSql();
        if (sql == null || !ColumnNames.names(sql, relation.name())) {
            return null;
        }
        try {
            ViewQuery query = ViewQuery.of(sql, inside(view));
            return query.relations().contains(relation) ? new Reader(view, query) : null;
        } catch (BlazeSqlException unresolved) {
            return null;
        }
    }

    private PlanningContext inside(Names.Found view) {
        return context.names().inView(new ResolvedTable(view.database().alias(), view.table()));
    }

    private static String sql(TableDefinition view) {
        return java.util.Objects.requireNonNull(view.viewSql());
    }
}
