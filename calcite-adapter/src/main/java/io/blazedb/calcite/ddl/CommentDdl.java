/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.ddl;

import io.blazedb.calcite.catalog.CatalogView;
import io.blazedb.calcite.catalog.Commented;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.parser.Command;
import io.blazedb.calcite.session.Database;
import java.util.List;

/** COMMENT ON what keeps no text itself. */
final class CommentDdl {
    private final DdlContext context;
    private final Names names;

    CommentDdl(DdlContext context, Names names) {
        this.context = context;
        this.names = names;
    }

    /** Where a text belongs. */
    private record Place(Database database, String schema, String name) {}

    void comment(Command.CommentOnObject comment) {
        Place place = switch (comment.kind()) {
            case DATABASE -> database(comment.name());
            case SCHEMA -> schema(comment.name());
            case SEQUENCE -> sequence(comment.name());
            case INDEX -> index(comment.name());
            case POLICY -> policy(comment);
            case ROLE, PUBLICATION -> global(comment.kind(), comment.name());
            case FUNCTION -> throw undefined("function", comment.name());
        };
        names.catalogWriter(place.database()).putComment(comment.kind(), place.schema(), place.name(), comment.text());
    }

    private Place database(List<String> name) {
        String alias = name.get(0);
        if (name.size() != 1 || !alias.equals(Database.MAIN)) {
            throw new BlazeSqlException(
                    SqlErrorCode.INVALID_CATALOG,
                    "database \"" + String.join(".", name) + "\" is not the main database");
        }
        context.access().requireSuperuser("COMMENT ON DATABASE");
        return new Place(main(), "", "");
    }

    private Place schema(List<String> name) {
        Names.SchemaName schema = names.schema(name);
        CatalogView catalog = names.catalog(schema.database());
        if (!catalog.hasSchema(0, schema.schema())) {
            throw new BlazeSqlException(
                    SqlErrorCode.INVALID_SCHEMA, "schema \"" + schema.schema() + "\" does not exist");
        }
        context.access()
                .requireOwner(
                        schema.database().alias(),
                        catalog.schemaSecurity(0, schema.schema()),
                        "schema " + schema.schema());
        return new Place(schema.database(), "", schema.schema());
    }

    private Place sequence(List<String> name) {
        Names.Target target = names.place(name);
        if (names.catalog(target.database()).sequence(target.schema(), target.name()) == null) {
            throw new BlazeSqlException(
                    SqlErrorCode.UNDEFINED_TABLE, "sequence \"" + String.join(".", name) + "\" does not exist");
        }
        names.requireSequenceOwner(target);
        return new Place(target.database(), target.schema(), target.name());
    }

    private Place index(List<String> name) {
        Names.Target target = names.indexTarget(name);
        Database database = target.database();
        String table = names.catalog(database).tableOfIndex(0, target.schema(), target.name());
        if (table == null) {
            throw new BlazeSqlException(
                    SqlErrorCode.UNDEFINED_TABLE, "index \"" + String.join(".", name) + "\" does not exist");
        }
        names.requireTable(List.of(database.alias(), target.schema(), table));
        return new Place(database, target.schema(), target.name());
    }

    private Place policy(Command.CommentOnObject comment) {
        Names.Found table = names.requireTable(comment.table());
        String name = comment.name().get(0);
        CatalogView catalog = names.catalog(table.database());
        if (catalog.security(0, table.table().schema(), table.table().name()).policy(name) == null) {
            throw new BlazeSqlException(
                    SqlErrorCode.UNDEFINED_OBJECT,
                    "policy \"" + name + "\" for table \"" + table.table().name() + "\" does not exist");
        }
        return new Place(
                table.database(),
                table.table().schema(),
                policyName(table.table().name(), name));
    }

    static String policyName(String table, String policy) {
        return table + " " + policy;
    }

    private Place global(Commented kind, List<String> name) {
        CatalogView catalog = names.catalog(main());
        String only = name.get(0);
        boolean known = kind == Commented.ROLE ? catalog.role(only) != null : catalog.publication(only) != null;
        if (name.size() != 1 || !known) {
            throw undefined(kind == Commented.ROLE ? "role" : "publication", name);
        }
        context.access().requireSuperuser("COMMENT ON " + kind);
        return new Place(main(), "", only);
    }

    private Database main() {
        return context.database(Database.MAIN);
    }

    private static BlazeSqlException undefined(String what, List<String> name) {
        return new BlazeSqlException(
                SqlErrorCode.UNDEFINED_OBJECT, what + " \"" + String.join(".", name) + "\" does not exist");
    }
}
