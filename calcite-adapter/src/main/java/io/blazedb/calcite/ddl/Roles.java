/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.ddl;

import io.blazedb.calcite.catalog.CatalogView;
import io.blazedb.calcite.catalog.CatalogWriter;
import io.blazedb.calcite.catalog.DefaultRights;
import io.blazedb.calcite.catalog.RoleDefinition;
import io.blazedb.calcite.catalog.SecurityDefinition;
import io.blazedb.calcite.catalog.SequenceDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.security.Authorization;
import io.blazedb.calcite.session.Database;
import java.util.ArrayList;
import java.util.List;

/** Roles as statements name them, and everything in main that has an owner and rights. */
final class Roles {
    private final DdlContext context;
    private final Names names;

    Roles(DdlContext context, Names names) {
        this.context = context;
        this.names = names;
    }

    /** What something with rights is. */
    enum Kind {
        TABLE,
        VIEW,
        SEQUENCE,
        SCHEMA
    }

    /**
     * Something that has an owner and rights.
     *
     * @param name empty for a schema
     */
    record Secured(Kind kind, String schema, String name, SecurityDefinition security) {
        /** For messages. */
        String text() {
            return kind.name().toLowerCase(java.util.Locale.ROOT) + " " + (kind == Kind.SCHEMA ? schema : name);
        }
    }

    Database main() {
        return context.database(Database.MAIN);
    }

    CatalogView catalog() {
        return names.catalog(main());
    }

    CatalogWriter writer() {
        context.requireWritable(main());
        return names.catalogWriter(main());
    }

    void changed() {
        context.scope().catalogChanged();
    }

    /** As {@link #named}; scripts of PostgreSQL name its first superuser, who is the owner here. */
    String namedOwner(String written) {
        return written.equals("postgres") && catalog().role(written) == null ? RoleDefinition.OWNER : named(written);
    }

    /** The role that a name stands for. */
    String named(String written) {
        return switch (written) {
            case "current_user", "current_role" -> context.execution().user();
            case "session_user" -> context.execution().sessionUser();
            default -> {
                Authorization.require(catalog(), written);
                yield written;
            }
        };
    }

    /** The role that a name stands for, or all of them. */
    String namedOrPublic(String written) {
        return written.equals("public") ? RoleDefinition.PUBLIC : named(written);
    }

    void put(Secured object, SecurityDefinition security) {
        if (object.kind() == Kind.SCHEMA) {
            writer().putSchemaSecurity(0, object.schema(), security);
        } else {
            writer().putSecurity(0, object.schema(), object.name(), security);
        }
        changed();
    }

    Secured table(TableDefinition table) {
        Kind kind = table.kind() == TableDefinition.Kind.TABLE ? Kind.TABLE : Kind.VIEW;
        return new Secured(kind, table.schema(), table.name(), catalog().security(0, table.schema(), table.name()));
    }

    Secured sequence(SequenceDefinition sequence) {
        return new Secured(
                Kind.SEQUENCE,
                sequence.schema(),
                sequence.name(),
                catalog().security(0, sequence.schema(), sequence.name()));
    }

    Secured schema(String schema) {
        if (!catalog().hasSchema(0, schema)) {
            throw new BlazeSqlException(SqlErrorCode.INVALID_SCHEMA, "schema \"" + schema + "\" does not exist");
        }
        return new Secured(Kind.SCHEMA, schema, "", catalog().schemaSecurity(0, schema));
    }

    /** Everything in main. */
    List<Secured> all() {
        List<Secured> all = new ArrayList<>();
        for (String schema : catalog().schemas(0)) {
            all.add(schema(schema));
            catalog().tables(0, schema).forEach(table -> all.add(table(table)));
            catalog().sequences(schema).forEach(sequence -> all.add(sequence(sequence)));
        }
        return all;
    }

    /** Refuses to drop a role that something names. */
    void requireUnused(String role) {
        for (Secured object : all()) {
            if (object.security().names(role)) {
                throw new BlazeSqlException(
                        SqlErrorCode.DEPENDENT_OBJECTS,
                        "role \"" + role + "\" cannot be dropped because " + object.text()
                                + " depends on it; see REASSIGN OWNED and DROP OWNED");
            }
        }
        for (DefaultRights defaults : catalog().defaultRights()) {
            boolean named = defaults.role().equals(role)
                    || defaults.rights().stream()
                            .anyMatch(right -> right.grantee().equals(role));
            if (named) {
                throw new BlazeSqlException(
                        SqlErrorCode.DEPENDENT_OBJECTS,
                        "role \"" + role + "\" cannot be dropped because default privileges depend on it");
            }
        }
    }
}
