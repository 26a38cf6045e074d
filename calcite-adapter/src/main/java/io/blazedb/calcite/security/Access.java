/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.security;

import io.blazedb.calcite.catalog.CatalogView;
import io.blazedb.calcite.catalog.RightKind;
import io.blazedb.calcite.catalog.SecurityDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the role of a statement may do, in the catalog that the statement sees. Everything that is not granted is refused; what a database
 * is attached under belongs to {@code owner}, who lets others see it by views.
 *
 * <p>Used by one thread, as long as its catalog holds.
 */
public final class Access {
    private static final String MAIN = "main";
    private static final String TEMPORARY = "pg_temp";
    private static final String INFORMATION_SCHEMA = "information_schema";
    private static final String PG_CATALOG = "pg_catalog";

    /** System views that show each role what concerns it; the others are for superusers. */
    private static final Set<String> SHOWN_TO_ALL = Set.of("indexes", "policies", "privileges", "roles", "settings");

    private static final Access UNRESTRICTED = new Access(null, null, true);

    private final @Nullable CatalogView catalog;
    private final @Nullable Authorization authorization;
    private final boolean filtering;

    private Access(@Nullable CatalogView catalog, @Nullable Authorization authorization, boolean filtering) {
        this.catalog = catalog;
        this.authorization = authorization;
        this.filtering = filtering;
    }

    /** Everything: of superusers, and of the engine's own work. */
    public static Access unrestricted() {
        return UNRESTRICTED;
    }

    /**
     * What a role may do.
     *
     * @param catalog main's
     * @param filtering whether rows are filtered by policies; otherwise a statement that policies would filter is refused
     */
    public static Access of(CatalogView catalog, String role, boolean filtering) {
        Authorization authorization = Authorization.of(catalog, role);
        return authorization.role().superuser() ? UNRESTRICTED : new Access(catalog, authorization, filtering);
    }

    /** Whether nothing needs to be asked. */
    public boolean isUnrestricted() {
        return authorization == null;
    }

    /** What another role may do in the same catalog. */
    public Access as(CatalogView main, String role) {
        return of(main, role, filtering);
    }

    /**
     * Rights on a table, view or system view.
     *
     * @return null if there are no limits
     * @throws BlazeSqlException 42501 if the role must not even know of it
     */
    public @Nullable TableRights of(String database, TableDefinition table) {
        Authorization role = authorization;
        CatalogView main = catalog;
        if (role == null || main == null) {
            return null;
        }
        if (table.kind() == TableDefinition.Kind.SYSTEM_VIEW) {
            if (table.schema().equals(INFORMATION_SCHEMA)
                    || table.schema().equals(PG_CATALOG)
                    || SHOWN_TO_ALL.contains(table.name())) {
                return null;
            }
            throw denied("view " + table.name());
        }
        if (isOwn(database)) {
            return null;
        }
        if (!database.equals(MAIN)) {
            throw denied("database " + database);
        }
        requireUsage(database, table.namespace(), table.schema());
        SecurityDefinition security = main.security(table.namespace(), table.schema(), table.name());
        return new TableRights(role, table, security, filtering);
    }

    /** 42501 unless the role finds what is in a schema. */
    public void requireUsage(String database, int namespace, String schema) {
        requireOfSchema(database, namespace, schema, RightKind.USAGE);
    }

    /** 42501 unless the role may make things in a schema. */
    public void requireCreate(String database, int namespace, String schema) {
        requireOfSchema(database, namespace, schema, RightKind.CREATE);
    }

    private void requireOfSchema(String database, int namespace, String schema, RightKind kind) {
        Authorization role = authorization;
        CatalogView main = catalog;
        if (role == null || main == null || isOwn(database)) {
            return;
        }
        if (!database.equals(MAIN)) {
            throw denied("database " + database);
        }
        if (!role.may(main.schemaSecurity(namespace, schema), kind)) {
            throw denied("schema " + schema);
        }
    }

    /** 42501 unless the role may do one of these things with a sequence. */
    public void requireOfSequence(String database, String schema, String name, RightKind... kinds) {
        Authorization role = authorization;
        CatalogView main = catalog;
        if (role == null || main == null || isOwn(database)) {
            return;
        }
        requireUsage(database, 0, schema);
        SecurityDefinition security = main.security(0, schema, name);
        for (RightKind kind : kinds) {
            if (role.may(security, kind)) {
                return;
            }
        }
        throw denied("sequence " + name);
    }

    /** 42501 unless an object belongs to the role. */
    public void requireOwner(String database, SecurityDefinition security, String what) {
        Authorization role = authorization;
        if (role != null && !isOwn(database) && !(database.equals(MAIN) && role.owns(security))) {
            throw new BlazeSqlException(SqlErrorCode.PERMISSION_DENIED, "must be owner of " + what);
        }
    }

    /** Temporary tables are their session's, whatever its role. */
    private static boolean isOwn(String database) {
        return database.equals(TEMPORARY);
    }

    /** 42501 unless nothing is refused to the role. */
    public void requireSuperuser(String what) {
        if (authorization != null) {
            throw new BlazeSqlException(
                    SqlErrorCode.PERMISSION_DENIED, "permission denied: " + what + " is for superusers");
        }
    }

    /** Who it is; null if nothing is refused to it. */
    public @Nullable Authorization authorization() {
        return authorization;
    }

    static BlazeSqlException denied(String what) {
        return new BlazeSqlException(SqlErrorCode.PERMISSION_DENIED, "permission denied for " + what);
    }
}
