/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.ddl;

import io.blazedb.calcite.ResultColumn;
import io.blazedb.calcite.catalog.CatalogView;
import io.blazedb.calcite.catalog.CatalogWriter;
import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.catalog.ColumnDefinition.Identity;
import io.blazedb.calcite.catalog.DefaultRights;
import io.blazedb.calcite.catalog.RightKind;
import io.blazedb.calcite.catalog.SecurityDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.catalog.TableDefinition.Kind;
import io.blazedb.calcite.dml.Counters;
import io.blazedb.calcite.dml.TableRows;
import io.blazedb.calcite.dml.TableWriter;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.exec.operator.OperatorResult;
import io.blazedb.calcite.parser.BlazeParser;
import io.blazedb.calcite.parser.Command;
import io.blazedb.calcite.plan.BlazePlanner;
import io.blazedb.calcite.plan.CompiledQuery;
import io.blazedb.calcite.plan.PlanningContext;
import io.blazedb.calcite.plan.ViewQuery;
import io.blazedb.calcite.session.Database;
import io.blazedb.calcite.session.TemporaryDatabase;
import io.blazedb.calcite.types.SqlType;
import io.blazedb.storage.WriteTransaction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** CREATE, DROP, TRUNCATE and COMMENT for tables and views. */
final class TableDdl {
    private final DdlContext context;
    private final Names names;

    TableDdl(DdlContext context, Names names) {
        this.context = context;
        this.names = names;
    }

    void create(Command.CreateTable create) {
        Names.Target target = create.temporary() ? names.temporaryTarget(create.name()) : names.target(create.name());
        if (isTaken(target, create.ifNotExists())) {
            return;
        }
        List<Command.Column> columns = new ArrayList<>(create.columns());
        List<Command.Constraint> constraints = new ArrayList<>(create.constraints());
        List<Command.CreateIndex> indexes = new ArrayList<>();
        for (int i = create.likes().size() - 1; i >= 0; i--) {
            Command.Like like = create.likes().get(i);
            Names.Found liked = names.requireAny(like.table());
            names.require(liked, RightKind.SELECT, List.of());
            new LikeClause(liked.table(), like, create.name()).addTo(columns, constraints, indexes);
        }
        TableDefinition table =
                with(new TableBuilder(context, names, target).build(columns, constraints), create.onCommit());
        store(target, table, create.layout());
        for (Command.Column column : create.columns()) {
            if (column.identityStart() != 1) {
                WriteTransaction transaction = context.scope().write(target.database());
                int id = table.columns().get(table.columnIndex(column.name())).id();
                Counters.create(transaction, table.tree(), id, column.identityStart());
            }
        }
        for (Command.CreateIndex index : indexes) {
            new IndexDdl(context, names).create(index);
        }
        if (!indexes.isEmpty()) {
            table = names.requireTable(create.name()).table();
        }
        for (Command.Constraint constraint : create.constraints()) {
            if (constraint.kind() == Command.ConstraintKind.FOREIGN_KEY) {
                table = new ForeignKeyDdl(context, names).add(new Names.Found(target.database(), table), constraint);
            }
        }
    }

    long createAs(Command.CreateTableAs create) {
        Names.Target target = create.temporary() ? names.temporaryTarget(create.name()) : names.target(create.name());
        if (isTaken(target, create.ifNotExists())) {
            return 0;
        }
        CompiledQuery query = BlazePlanner.compile(BlazeParser.parse(create.querySql()), context.names());
        requireQuery(query);
        requireColumns(query);
        TableDefinition table = with(
                new TableBuilder(context, names, target).build(declared(query.columns(), create.columns()), List.of()),
                create.onCommit());
        store(target, table, null);
        if (!create.withData()) {
            return 0;
        }
        TableWriter writer = context.writer(target.database(), table);
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

    static void requireColumns(CompiledQuery query) {
        for (ResultColumn column : query.columns()) {
            if (column.type().name() == SqlType.Name.RECORD
                    || (column.type().isArray() && column.type().elementType().name() == SqlType.Name.RECORD)) {
                throw new BlazeSqlException(
                        SqlErrorCode.FEATURE_NOT_SUPPORTED,
                        "column \"" + column.label() + "\" would hold whole rows, which is not supported");
            }
        }
    }

    void createView(Command.CreateView create) {
        Names.Target target = viewTarget(create);
        CatalogView catalog = names.catalog(target.database());
        TableDefinition present = catalog.table(target.database().namespace(), target.schema(), target.name());
        if (present != null && !(create.orReplace() && present.kind() == Kind.VIEW)) {
            if (create.ifNotExists()) {
                return;
            }
            throw duplicate(target.name());
        }
        CompiledQuery query = BlazePlanner.compile(
                BlazeParser.parse(create.querySql()),
                context.names().inSchemaFirst(target.database().alias(), target.schema()));
        requireQuery(query);
        if (!query.parameterTypes().isEmpty()) {
            throw new BlazeSqlException(SqlErrorCode.INVALID_DEFINITION, "a view cannot have parameters");
        }
        for (String alias : query.databasesRead()) {
            if (!alias.equals(target.database().alias())
                    && !target.database().isTemporary()
                    && !target.database().alias().equals(Database.MAIN)) {
                throw new BlazeSqlException(
                        SqlErrorCode.INVALID_DEFINITION,
                        "a view of an attached database can only name tables of that database");
            }
        }
        List<ColumnDefinition> columns = new ArrayList<>();
        int id = 1;
        for (Command.Column column : declared(query.columns(), create.columns())) {
            columns.add(new ColumnDefinition(id++, column.name(), column.type(), true, null, Identity.NONE, null));
        }
        requireDistinct(columns);
        if (present != null) {
            requireSameColumns(present, columns);
        }
        SecurityDefinition before = catalog.security(0, target.schema(), target.name());
        if (present != null) {
            names.requireOwner(new Names.Found(target.database(), present));
        }
        TableDefinition view = new TableDefinition(
                0,
                0,
                target.schema(),
                target.name(),
                Kind.VIEW,
                present == null ? 1 : present.version() + 1,
                List.copyOf(columns),
                List.of(),
                null,
                List.of(),
                List.of(),
                expanded(create.querySql(), query, target),
                present == null ? null : present.comment());
        if (create.checkOption() != TableDefinition.CheckOption.NONE) {
            view = Definitions.withOptions(
                    view,
                    new TableDefinition.Options(
                            TableDefinition.OnCommit.PRESERVE_ROWS, create.checkOption(), Map.of()));
            BlazePlanner.requireUpdatable(view, target.database().alias(), context.names());
        }
        names.catalogWriter(target.database()).putTable(view);
        context.scope().catalogChanged();
        new Dependents(context, names).requirePublishable(target.database(), view);
        new Ownership(context, names)
                .created(target, DefaultRights.Objects.TABLES, before.withInvoker(create.invoker()));
    }

    /** The query with its stars written out: columns that tables get later are none of the view's. */
    String expanded(String sql, CompiledQuery query, Names.Target target) {
        PlanningContext first = context.names().inSchemaFirst(target.database().alias(), target.schema());
        String expanded = ViewQuery.of(sql, first).expanded(target.database().alias(), target.schema());
        PlanningContext inside = context.names().inSchema(target.database().alias(), target.schema());
        return BlazePlanner.compile(BlazeParser.parse(expanded), inside)
                        .columns()
                        .equals(query.columns())
                ? expanded
                : sql;
    }

    /** OR REPLACE may add columns behind those that are there. */
    private static void requireSameColumns(TableDefinition view, List<ColumnDefinition> columns) {
        for (int i = 0; i < view.columns().size(); i++) {
            ColumnDefinition before = view.columns().get(i);
            ColumnDefinition after = i < columns.size() ? columns.get(i) : null;
            String problem = after == null
                    ? "columns cannot be dropped from view \"" + view.name() + "\""
                    : !after.name().equals(before.name())
                            ? "the name of column \"" + before.name() + "\" of view \"" + view.name()
                                    + "\" cannot become \"" + after.name() + "\"; use ALTER VIEW ... RENAME COLUMN"
                            : !after.type().name().equals(before.type().name())
                                    ? "the type of column \"" + before.name() + "\" of view \"" + view.name()
                                            + "\" cannot be changed"
                                    : null;
            if (problem != null) {
                throw new BlazeSqlException(SqlErrorCode.INVALID_DEFINITION, problem);
            }
        }
    }

    /** A view of temporary tables is temporary, too. */
    private Names.Target viewTarget(Command.CreateView create) {
        if (!create.temporary() && !readsTemporaryTables(create.querySql())) {
            return names.target(create.name());
        }
        if (!context.names().currentDatabase().equals(Database.MAIN)
                || !context.names().currentSchema().equals("public")) {
            throw new BlazeSqlException(
                    SqlErrorCode.FEATURE_NOT_SUPPORTED,
                    "a temporary view is only supported while \"public\" is the current schema");
        }
        return names.temporaryTarget(create.name());
    }

    private boolean readsTemporaryTables(String querySql) {
        if (context.temporaryIfOpen() == null) {
            return false;
        }
        try {
            return BlazePlanner.compile(BlazeParser.parse(querySql), context.names())
                    .databasesRead()
                    .contains(TemporaryDatabase.NAME);
        } catch (BlazeSqlException onlyInItsSchema) {
            return false;
        }
    }

    /** Drops all temporary tables and views. */
    void discardTemporary() {
        Database temporary = context.temporaryIfOpen();
        if (temporary != null) {
            for (TableDefinition table : names.catalog(temporary).tables(0, TemporaryDatabase.NAME)) {
                names.catalogWriter(temporary).dropTable(table);
            }
            context.scope().catalogChanged();
        }
    }

    /** Drops tables; those that refer to each other only go together. */
    void drop(Command.DropTable drop) {
        for (List<String> name : drop.names()) {
            Names.Found found = names.find(name);
            if (found != null) {
                Names.requireNoMaterializedView(found);
            }
        }
        if (drop.names().size() > 1) {
            List<Names.Found> tables = new ArrayList<>();
            for (List<String> name : drop.names()) {
                if (names.find(name) != null || !drop.ifExists()) {
                    tables.add(names.requireTable(name));
                }
            }
            new ForeignKeyDdl(context, names).dropAmong(tables);
        }
        drop.names().forEach(name -> drop(name, drop.ifExists(), drop.cascade()));
    }

    void drop(List<String> name, boolean ifExists, boolean cascade) {
        Names.Found found = names.find(name);
        if (found == null && ifExists) {
            return;
        }
        found = names.requireTable(name);
        new ViewDependents(context, names).release(found, cascade, Set.of());
        TableDefinition table = new ForeignKeyDdl(context, names).releaseTable(found, cascade);
        new Dependents(context, names).release(found, cascade);
        WriteTransaction transaction = context.scope().write(found.database());
        names.catalogWriter(found.database()).dropTable(table);
        for (ColumnDefinition column : table.columns()) {
            if (column.identity() != Identity.NONE) {
                Counters.drop(transaction, table.tree(), column.id());
            }
        }
        Counters.drop(transaction, table.tree(), Counters.ROW_ID);
        Counters.drop(transaction, table.tree(), Counters.COLUMN_ID);
        context.scope().catalogChanged();
    }

    /**
     * Drops views; one that another of them reads goes with it. Views that read them stay without RESTRICT and CASCADE, and can be used
     * again when there is something of that name.
     */
    void dropViews(Command.DropView drop) {
        Set<TableDefinition> together = new HashSet<>();
        for (List<String> name : drop.names()) {
            Names.Found found = names.find(name);
            if (found != null) {
                together.add(found.table());
            } else if (!drop.ifExists()) {
                throw undefinedView(name);
            }
        }
        for (List<String> name : drop.names()) {
            Names.Found found = names.find(name);
            if (found != null && found.table().kind() == Kind.VIEW && (drop.cascade() || drop.restrict())) {
                new ViewDependents(context, names).release(found, drop.cascade(), together);
            }
        }
        drop.names().forEach(name -> dropView(name, true, drop.cascade()));
    }

    private static BlazeSqlException undefinedView(List<String> name) {
        return new BlazeSqlException(
                SqlErrorCode.UNDEFINED_TABLE, "view \"" + String.join(".", name) + "\" does not exist");
    }

    void dropView(List<String> name, boolean ifExists, boolean cascade) {
        Names.Found found = names.find(name);
        if (found == null) {
            if (ifExists) {
                return;
            }
            throw undefinedView(name);
        }
        if (found.table().kind() != Kind.VIEW) {
            throw new BlazeSqlException(
                    SqlErrorCode.WRONG_OBJECT_TYPE, "\"" + found.table().name() + "\" is not a view");
        }
        names.requireOwn(found.database());
        names.requireOwner(found);
        if (cascade) {
            new ViewDependents(context, names).release(found, true, Set.of());
        }
        new Dependents(context, names).release(found, cascade);
        names.catalogWriter(found.database()).dropTable(found.table());
        context.scope().catalogChanged();
    }

    /** Empties tables. One that others refer to is emptied together with them only. */
    void truncate(Command.Truncate truncate) {
        List<Names.Found> tables = new ArrayList<>();
        for (List<String> name : truncate.names()) {
            Names.Found found = names.requireTableOfAnybody(name);
            Names.requireNoMaterializedView(found);
            tables.add(found);
        }
        List<Names.Found> together = new ForeignKeyDdl(context, names).together(tables, truncate.cascade());
        for (Names.Found found : together) {
            names.require(found, RightKind.TRUNCATE, List.of());
        }
        if (truncate.restartIdentity()) {
            together.forEach(table -> new TableRebuild(context, names).restart(table));
        } else {
            together.forEach(this::truncate);
        }
    }

    /** Empties a table. One that is published or linked loses its rows one by one, so that those who follow it are told of each. */
    void truncate(Names.Found found) {
        if (new Dependents(context, names).isFollowed(found)) {
            TableWriter writer = context.writer(found.database(), found.table());
            TableRows.forEach(context.scope().read(found.database()), found.table(), writer::delete);
            return;
        }
        WriteTransaction transaction = context.scope().write(found.database());
        transaction.clear(found.table().tree());
        found.table().indexes().forEach(index -> transaction.clear(index.tree()));
    }

    void comment(Command.CommentOn comment) {
        List<String> name = comment.name();
        int parts = comment.column() ? name.size() - 1 : name.size();
        Names.Found found = names.requireAny(name.subList(0, parts));
        names.requireOwn(found.database());
        names.requireOwner(found);
        TableDefinition table = found.table();
        TableDefinition changed;
        if (comment.column()) {
            int position = Names.requireColumn(table, name.get(parts));
            List<ColumnDefinition> columns = new ArrayList<>(table.columns());
            columns.set(position, Definitions.withComment(columns.get(position), comment.text()));
            changed = Definitions.withColumns(table, columns);
        } else {
            changed = Definitions.withComment(table, comment.text());
        }
        names.catalogWriter(found.database()).putTable(changed);
    }

    void comment(Command.CommentOnConstraint comment) {
        Names.Found found = names.requireTable(comment.table());
        TableDefinition table = found.table();
        String name = comment.constraint();
        boolean known = table.foreignKey(name) != null
                || table.checks().stream().anyMatch(check -> check.name().equals(name))
                || table.indexes().stream()
                        .anyMatch(index -> index.constraint() && index.name().equals(name))
                || (!table.primaryKey().isEmpty() && name.equals(table.primaryKeyNameOrDefault()));
        if (!known) {
            throw new BlazeSqlException(
                    SqlErrorCode.UNDEFINED_OBJECT,
                    "constraint \"" + name + "\" of table \"" + table.name() + "\" does not exist");
        }
        Map<String, String> comments = new HashMap<>(table.options().constraintComments());
        comments.remove(name);
        String text = comment.text();
        if (text != null) {
            comments.put(name, text);
        }
        TableDefinition.Options options = new TableDefinition.Options(
                table.options().onCommit(),
                table.options().checkOption(),
                Map.copyOf(comments),
                table.options().unpopulated());
        names.catalogWriter(found.database()).putTable(Definitions.withOptions(table, options));
    }

    void store(Names.Target target, TableDefinition table, Command.@Nullable Layout layout) {
        WriteTransaction transaction = context.scope().write(target.database());
        CatalogWriter writer = new CatalogWriter(transaction);
        if (layout == Command.Layout.COLUMN) {
            writer.putTableByColumn(table);
        } else {
            writer.putTable(table);
        }
        new Ownership(context, names).created(target, DefaultRights.Objects.TABLES, SecurityDefinition.NONE);
        for (ColumnDefinition column : table.columns()) {
            if (column.identity() != Identity.NONE) {
                Counters.create(transaction, table.tree(), column.id());
            }
        }
        if (table.primaryKey().isEmpty()) {
            Counters.create(transaction, table.tree(), Counters.ROW_ID);
        }
        context.scope().catalogChanged();
    }

    boolean isTaken(Names.Target target, boolean ifNotExists) {
        CatalogView catalog = names.catalog(target.database());
        if (catalog.sequence(target.schema(), target.name()) != null) {
            throw duplicate(target.name());
        }
        if (catalog.table(target.database().namespace(), target.schema(), target.name()) == null) {
            return false;
        }
        if (ifNotExists) {
            return true;
        }
        throw duplicate(target.name());
    }

    private static BlazeSqlException duplicate(String name) {
        return new BlazeSqlException(SqlErrorCode.DUPLICATE_TABLE, "table \"" + name + "\" already exists");
    }

    private static TableDefinition with(TableDefinition table, TableDefinition.OnCommit onCommit) {
        return Definitions.withOptions(
                table, new TableDefinition.Options(onCommit, TableDefinition.CheckOption.NONE, Map.of()));
    }

    static void requireQuery(CompiledQuery query) {
        if (query.isDml()) {
            throw new BlazeSqlException(SqlErrorCode.INVALID_DEFINITION, "a query is needed here");
        }
    }

    static List<Command.Column> declared(List<ResultColumn> columns, List<String> wanted) {
        if (wanted.size() > columns.size()) {
            throw new BlazeSqlException(
                    SqlErrorCode.SYNTAX_ERROR,
                    "the query has " + columns.size() + " columns, but " + wanted.size() + " names were given");
        }
        List<Command.Column> declared = new ArrayList<>(columns.size());
        for (int i = 0; i < columns.size(); i++) {
            SqlType type = columns.get(i).type();
            declared.add(new Command.Column(
                    i < wanted.size() ? wanted.get(i) : columns.get(i).label(),
                    type.name() == SqlType.Name.NULL ? SqlType.of(SqlType.Name.VARCHAR) : type,
                    null,
                    null,
                    Identity.NONE));
        }
        return declared;
    }

    static void requireDistinct(List<ColumnDefinition> columns) {
        Set<String> seen = new HashSet<>();
        for (ColumnDefinition column : columns) {
            if (!seen.add(column.name())) {
                throw new BlazeSqlException(
                        SqlErrorCode.DUPLICATE_COLUMN, "column \"" + column.name() + "\" is there more than once");
            }
        }
    }
}
