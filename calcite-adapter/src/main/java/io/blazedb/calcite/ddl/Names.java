/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.ddl;

import io.blazedb.calcite.catalog.CatalogView;
import io.blazedb.calcite.catalog.CatalogWriter;
import io.blazedb.calcite.catalog.RightKind;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.plan.ResolvedTable;
import io.blazedb.calcite.security.TableRights;
import io.blazedb.calcite.session.Database;
import io.blazedb.calcite.session.TemporaryDatabase;
import io.blazedb.calcite.system.SystemViews;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds what definitions name, and where new things go. */
final class Names {
    private final DdlContext context;

    Names(DdlContext context) {
        this.context = context;
    }

    /** A schema of a database. */
    record SchemaName(Database database, String schema) {}

    /** A place for a table, index or view. */
    record Target(Database database, String schema, String name) {}

    /** A table and the database it is in. */
    record Found(Database database, TableDefinition table) {}

    static boolean isSystemSchema(String schema) {
        return schema.equals("information_schema")
                || schema.equals("blaze")
                || schema.equals(SystemViews.PG_CATALOG)
                || TemporaryDatabase.isReserved(schema);
    }

    /** Where a new temporary table or view of this name goes. */
    Target temporaryTarget(List<String> name) {
        if (name.size() > 2 || (name.size() == 2 && !name.get(0).equals(TemporaryDatabase.NAME))) {
            throw new BlazeSqlException(
                    SqlErrorCode.INVALID_DEFINITION, "a temporary table cannot be in a schema of the database");
        }
        return new Target(context.temporary(), TemporaryDatabase.NAME, name.get(name.size() - 1));
    }

    /** Where a new object of this name goes; its schema exists and may be written. */
    Target target(List<String> name) {
        Target target = place(name);
        Database database = target.database();
        context.access().requireCreate(database.alias(), database.namespace(), target.schema());
        return target;
    }

    /** What a name means, whether there is something of that name or not; its schema exists and may be written. */
    Target place(List<String> name) {
        if (name.size() == 2 && name.get(0).equals(TemporaryDatabase.NAME)) {
            return temporaryTarget(name);
        }
        SchemaName schema = schemaOf(name);
        Database database = schema.database();
        if (isSystemSchema(schema.schema())) {
            throw new BlazeSqlException(
                    SqlErrorCode.PERMISSION_DENIED,
                    "permission denied: schema \"" + schema.schema() + "\" belongs to the system");
        }
        requireOwn(database);
        if (!catalog(database).hasSchema(database.namespace(), schema.schema())) {
            throw new BlazeSqlException(
                    SqlErrorCode.INVALID_SCHEMA, "schema \"" + schema.schema() + "\" does not exist");
        }
        return new Target(database, schema.schema(), name.get(name.size() - 1));
    }

    /** The place of an index of this name that is there already, among those of temporary tables first; otherwise as {@link #place}. */
    Target indexTarget(List<String> name) {
        Database temporary = context.temporaryIfOpen();
        String index = name.get(name.size() - 1);
        if (temporary != null
                && name.size() == 1
                && catalog(temporary).tableOfIndex(0, TemporaryDatabase.NAME, index) != null) {
            return new Target(temporary, TemporaryDatabase.NAME, index);
        }
        return place(name);
    }

    /** The schema that CREATE SCHEMA or DROP SCHEMA names. */
    SchemaName schema(List<String> name) {
        if (name.size() > 2) {
            throw new BlazeSqlException(SqlErrorCode.SYNTAX_ERROR, "a schema's name has at most two parts");
        }
        Database database = context.database(
                name.size() == 2 ? name.get(0) : context.names().currentDatabase());
        requireOwn(database);
        return new SchemaName(database, name.get(name.size() - 1));
    }

    /** A table or view, or null. */
    @Nullable
    Found find(List<String> name) {
        ResolvedTable resolved = context.names().resolve(name);
        return resolved == null ? null : new Found(context.database(resolved.database()), resolved.definition());
    }

    /** A table of the own schema that may be changed: it belongs to the current role. */
    Found requireTable(List<String> name) {
        Found found = requireTableOfAnybody(name);
        requireOwner(found);
        return found;
    }

    /** 42809 if it is a materialized view, with which less can be done than with a table. */
    static void requireNoMaterializedView(Found found) {
        if (found.table().isMaterializedView()) {
            throw new BlazeSqlException(
                    SqlErrorCode.WRONG_OBJECT_TYPE,
                    "\"" + found.table().name() + "\" is a materialized view, not a table");
        }
    }

    /** 42501 unless a table or view belongs to the current role. */
    void requireOwner(Found found) {
        TableRights rights = context.access().of(found.database().alias(), found.table());
        if (rights != null) {
            rights.requireOwner();
        }
    }

    /** 42501 unless the current role may do something with these columns of a table, or with all of it if there are none. */
    void require(Found found, RightKind kind, List<Integer> columns) {
        TableRights rights = context.access().of(found.database().alias(), found.table());
        if (rights != null && columns.isEmpty()) {
            rights.require(kind);
        } else if (rights != null) {
            rights.require(kind, columns);
        }
    }

    /** 42501 unless a sequence belongs to the current role. */
    void requireSequenceOwner(Target target) {
        Database database = target.database();
        context.access()
                .requireOwner(
                        database.alias(),
                        catalog(database).security(0, target.schema(), target.name()),
                        "sequence " + target.name());
    }

    /** A table whose database may be written; what may be done with it is to be asked. */
    Found requireTableOfAnybody(List<String> name) {
        Found found = requireAny(name);
        if (found.table().kind() != TableDefinition.Kind.TABLE) {
            throw new BlazeSqlException(
                    SqlErrorCode.WRONG_OBJECT_TYPE, "\"" + found.table().name() + "\" is not a table");
        }
        requireOwn(found.database());
        return found;
    }

    /** A table or view to read. */
    Found requireAny(List<String> name) {
        Found found = find(name);
        if (found == null) {
            throw undefined(name);
        }
        return found;
    }

    static BlazeSqlException undefined(List<String> name) {
        return new BlazeSqlException(
                SqlErrorCode.UNDEFINED_TABLE, "table \"" + String.join(".", name) + "\" does not exist");
    }

    static int requireColumn(TableDefinition table, String column) {
        int position = table.columnIndex(column);
        if (position < 0) {
            throw new BlazeSqlException(
                    SqlErrorCode.UNDEFINED_COLUMN,
                    "column \"" + column + "\" of table \"" + table.name() + "\" does not exist");
        }
        return position;
    }

    CatalogView catalog(Database database) {
        return context.scope().catalog(database);
    }

    CatalogWriter catalogWriter(Database database) {
        return new CatalogWriter(context.scope().write(database));
    }

    /** Refuses to define anything in a replica, whose definitions are its publisher's, or where writes are refused. */
    void requireOwn(Database database) {
        context.requireWritable(database);
        if (database.namespace() != 0) {
            throw new BlazeSqlException(
                    SqlErrorCode.PERMISSION_DENIED,
                    "permission denied: the definitions of database \"" + database.alias()
                            + "\" belong to its publisher");
        }
    }

    private SchemaName schemaOf(List<String> name) {
        String currentDatabase = context.names().currentDatabase();
        return switch (name.size()) {
            case 1 ->
                new SchemaName(
                        context.database(currentDatabase), context.names().currentSchema());
            case 2 -> {
                Database current = context.database(currentDatabase);
                boolean schema = isSystemSchema(name.get(0))
                        || catalog(current).hasSchema(current.namespace(), name.get(0))
                        || !context.isDatabase(name.get(0));
                yield schema
                        ? new SchemaName(current, name.get(0))
                        : new SchemaName(context.database(name.get(0)), "public");
            }
            default -> new SchemaName(context.database(name.get(0)), name.get(1));
        };
    }
}
