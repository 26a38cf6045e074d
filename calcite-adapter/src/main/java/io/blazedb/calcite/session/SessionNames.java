/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.session;

import io.blazedb.calcite.attachment.RemoteDatabase;
import io.blazedb.calcite.attachment.RowSource;
import io.blazedb.calcite.catalog.CatalogView;
import io.blazedb.calcite.catalog.DomainDefinition;
import io.blazedb.calcite.catalog.RoleDefinition;
import io.blazedb.calcite.catalog.SecurityDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.catalog.TableStatistics;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.function.UserFunction;
import io.blazedb.calcite.plan.PlanningContext;
import io.blazedb.calcite.plan.ResolvedTable;
import io.blazedb.calcite.security.Access;
import io.blazedb.calcite.system.SystemViews;
import io.blazedb.storage.bytes.KeyRange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** What names mean in a session, in the views of one scope; remembers on which catalogs that depends. One thread at a time. */
public final class SessionNames implements PlanningContext {
    private static final double VIEW_ROWS = 100;

    private final StatementScope scope;
    private final Databases databases;
    private final SystemViews systemViews;
    private final @Nullable Database temporary;
    private final String currentDatabase;
    private final List<String> path;
    private final Access access;
    private final Map<String, Long> versions;
    private final Map<ResolvedTable, Double> estimates;
    private final Map<String, TableDefinition> given = new HashMap<>();
    private List<UserFunction> functions = List.of();
    private AtomicBoolean cancelled = new AtomicBoolean();
    private long deadlineNanos;

    /**
     * Names of the engine's own work, to which nothing is refused.
     *
     * @param temporary the session's temporary tables, which come before all others; null if there are none
     */
    public SessionNames(
            StatementScope scope,
            Databases databases,
            SystemViews systemViews,
            @Nullable Database temporary,
            String currentDatabase,
            String currentSchema) {
        this(scope, databases, systemViews, temporary, currentDatabase, List.of(currentSchema), Access.unrestricted());
    }

    /**
     * Names of a session.
     *
     * @param path schemas in which names without one are looked for, the current one first
     */
    public SessionNames(
            StatementScope scope,
            Databases databases,
            SystemViews systemViews,
            @Nullable Database temporary,
            String currentDatabase,
            List<String> path,
            Access access) {
        this(
                scope,
                databases,
                systemViews,
                temporary,
                currentDatabase,
                path,
                access,
                new LinkedHashMap<>(),
                new LinkedHashMap<>());
    }

    private SessionNames(
            StatementScope scope,
            Databases databases,
            SystemViews systemViews,
            @Nullable Database temporary,
            String currentDatabase,
            List<String> path,
            Access access,
            Map<String, Long> versions,
            Map<ResolvedTable, Double> estimates) {
        this.scope = scope;
        this.databases = databases;
        this.systemViews = systemViews;
        this.temporary = temporary;
        this.currentDatabase = currentDatabase;
        this.path = List.copyOf(path);
        this.access = access;
        this.versions = versions;
        this.estimates = estimates;
    }

    /** Rows of every table that was asked for. */
    public Map<ResolvedTable, Double> estimates() {
        return Map.copyOf(estimates);
    }

    /** Catalog version of every database that was looked into, by alias. */
    public Map<String, Long> versions() {
        return Map.copyOf(versions);
    }

    @Override
    public @Nullable ResolvedTable resolve(List<String> names) {
        TableDefinition rows = names.size() == 1 ? given.get(names.get(0)) : null;
        if (rows != null) {
            return new ResolvedTable(Database.MAIN, rows);
        }
        ResolvedTable hiding = temporary(names);
        return hiding == null ? permanent(names) : hiding;
    }

    /** The temporary table of that name; plans made in a session with temporary tables depend on which there are. */
    private @Nullable ResolvedTable temporary(List<String> names) {
        if (temporary == null) {
            return null;
        }
        versions.put(temporary.alias(), scope.catalog(temporary).version());
        int last = names.size() - 1;
        boolean named = switch (last) {
            case 0 -> true;
            case 1 -> names.get(0).equals(TemporaryDatabase.NAME);
            case 2 ->
                names.get(1).equals(TemporaryDatabase.NAME)
                        && (names.get(0).equals(Database.MAIN) || names.get(0).equals(TemporaryDatabase.NAME));
            default -> false;
        };
        return named ? find(temporary.alias(), TemporaryDatabase.NAME, names.get(last)) : null;
    }

    private @Nullable ResolvedTable permanent(List<String> names) {
        boolean inTemporary = currentDatabase.equals(TemporaryDatabase.NAME);
        String database = inTemporary ? Database.MAIN : currentDatabase;
        return switch (names.size()) {
            case 1 -> inPath(database, inTemporary ? List.of("public") : path, names.get(0));
            case 2 -> {
                ResolvedTable table = find(database, names.get(0), names.get(1));
                yield table != null || !databases.isKnown(names.get(0))
                        ? table
                        : find(names.get(0), "public", names.get(1));
            }
            case 3 -> databases.isKnown(names.get(0)) ? find(names.get(0), names.get(1), names.get(2)) : null;
            default -> null;
        };
    }

    private @Nullable ResolvedTable inPath(String database, List<String> schemas, String name) {
        ResolvedTable found = null;
        for (int i = 0; found == null && i < schemas.size(); i++) {
            found = find(database, schemas.get(i), name);
        }
        return found == null && name.startsWith("pg_") ? find(database, SystemViews.PG_CATALOG, name) : found;
    }

    /** Ends planning as soon as something is true. */
    public SessionNames cancelledBy(AtomicBoolean flag) {
        cancelled = flag;
        return this;
    }

    /**
     * Ends planning at a time.
     *
     * @param nanos as {@link System#nanoTime} tells it; 0 for never
     */
    public SessionNames until(long nanos) {
        deadlineNanos = nanos;
        return this;
    }

    @Override
    public AtomicBoolean cancelled() {
        return cancelled;
    }

    @Override
    public void checkCancelled() {
        if (cancelled.get()) {
            throw new BlazeSqlException(SqlErrorCode.QUERY_CANCELED, "the statement was cancelled");
        }
        if (deadlineNanos != 0 && System.nanoTime() - deadlineNanos > 0) {
            throw new BlazeSqlException(SqlErrorCode.QUERY_CANCELED, "the statement ran into its time limit");
        }
    }

    /** Lets statements name functions of the program. */
    public SessionNames with(List<UserFunction> known) {
        functions = known;
        return this;
    }

    @Override
    public List<UserFunction> functions() {
        return functions;
    }

    @Override
    public Set<String> tableNames() {
        Set<String> names = new HashSet<>();
        Database database = databases.require(currentDatabase);
        path.forEach(schema ->
                scope.catalog(database).tables(database.namespace(), schema).forEach(table -> names.add(table.name())));
        return names;
    }

    @Override
    public void give(String name, TableDefinition rows) {
        given.put(name, rows);
    }

    @Override
    public @Nullable DomainDefinition domain(List<String> names) {
        boolean inTemporary = currentDatabase.equals(TemporaryDatabase.NAME);
        String own = inTemporary ? Database.MAIN : currentDatabase;
        Database database = database(names.size() == 3 && databases.isKnown(names.get(0)) ? names.get(0) : own);
        if (database.namespace() != 0 || names.size() > 3) {
            return null;
        }
        versions.put(database.alias(), scope.catalog(database).version());
        String name = names.get(names.size() - 1);
        if (names.size() > 1) {
            return scope.catalog(database).domain(names.get(names.size() - 2), name);
        }
        List<String> schemas = new ArrayList<>(inTemporary ? List.of() : path);
        schemas.add("public");
        DomainDefinition found = null;
        for (int i = 0; found == null && i < schemas.size(); i++) {
            found = scope.catalog(database).domain(schemas.get(i), name);
        }
        return found;
    }

    /** What is defined once for all sessions does not see temporary tables of one; what is temporary itself does. */
    @Override
    public PlanningContext inSchema(String database, String schema) {
        Database visible = database.equals(TemporaryDatabase.NAME) ? temporary : null;
        return inSchemas(database, List.of(schema), visible);
    }

    /** As {@link #inSchema}, with the schemas of the session behind that one. */
    public PlanningContext inSchemaFirst(String database, String schema) {
        List<String> schemas = new ArrayList<>();
        schemas.add(schema);
        schemas.addAll(database.equals(currentDatabase) ? path : List.of());
        return inSchemas(database, schemas, database.equals(TemporaryDatabase.NAME) ? temporary : null);
    }

    private SessionNames inSchemas(String database, List<String> schemas, @Nullable Database visible) {
        return new SessionNames(scope, databases, systemViews, visible, database, schemas, access, versions, estimates)
                .with(functions)
                .cancelledBy(cancelled)
                .until(deadlineNanos);
    }

    @Override
    public Access access() {
        return access;
    }

    @Override
    public PlanningContext inView(ResolvedTable view) {
        TableDefinition definition = view.definition();
        Database visible = view.database().equals(TemporaryDatabase.NAME) ? temporary : null;
        return new SessionNames(
                        scope,
                        databases,
                        systemViews,
                        visible,
                        view.database(),
                        List.of(definition.schema()),
                        inside(view),
                        versions,
                        estimates)
                .with(functions)
                .cancelledBy(cancelled)
                .until(deadlineNanos);
    }

    /** A view reads with its owner's rights, unless it says otherwise; a temporary one is its session's. */
    private Access inside(ResolvedTable view) {
        TableDefinition definition = view.definition();
        if (view.database().equals(TemporaryDatabase.NAME)) {
            return access;
        }
        CatalogView main = scope.catalog(databases.main());
        SecurityDefinition security = view.database().equals(Database.MAIN)
                ? main.security(definition.namespace(), definition.schema(), definition.name())
                : SecurityDefinition.NONE;
        if (security.invoker()) {
            return access;
        }
        return security.owner().equals(RoleDefinition.OWNER)
                ? Access.unrestricted()
                : access.as(main, security.owner());
    }

    @Override
    public String currentDatabase() {
        return currentDatabase;
    }

    @Override
    public String currentSchema() {
        return path.get(0);
    }

    @Override
    public Set<String> databases() {
        return Set.copyOf(databases.aliases());
    }

    @Override
    public double estimatedRows(ResolvedTable table) {
        if (table.definition().kind() != TableDefinition.Kind.TABLE) {
            return VIEW_ROWS;
        }
        Database database = database(table.database());
        RemoteDatabase owner = database.remote();
        RowSource rows = database.resources().rows();
        if (owner != null) {
            return owner.estimatedRows(table.definition());
        }
        if (rows != null) {
            return rows.estimatedRows(table.definition());
        }
        long count = scope.read(database).count(table.definition().tree(), KeyRange.all());
        estimates.put(table, (double) count);
        return count;
    }

    @Override
    public boolean isRemote(String database) {
        return database(database).remote() != null;
    }

    @Override
    public @Nullable TableStatistics statistics(ResolvedTable table) {
        return table.definition().kind() == TableDefinition.Kind.TABLE
                ? scope.catalog(database(table.database())).statistics(table.definition())
                : null;
    }

    private @Nullable ResolvedTable find(String alias, String schema, String name) {
        TableDefinition view = systemViews.table(schema, name);
        if (view != null) {
            if (!access.isUnrestricted()) {
                // What may be read, and of what, is in main's catalog.
                Database main = databases.main();
                versions.put(main.alias(), scope.catalog(main).version());
            }
            return new ResolvedTable(alias, view);
        }
        Database database = database(alias);
        versions.put(alias, scope.catalog(database).version());
        if (!access.isUnrestricted()) {
            if (scope.catalog(database).hasSchema(database.namespace(), schema)) {
                access.requireUsage(alias, database.namespace(), schema);
            }
            versions.put(Database.MAIN, scope.catalog(databases.main()).version());
        }
        TableDefinition table = scope.catalog(database).table(database.namespace(), schema, name);
        return table == null ? null : new ResolvedTable(alias, table);
    }

    private Database database(String alias) {
        return temporary != null && alias.equals(temporary.alias()) ? temporary : databases.require(alias);
    }
}
