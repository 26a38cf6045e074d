/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.ddl;

import io.blazedb.calcite.catalog.CatalogView;
import io.blazedb.calcite.catalog.CatalogWriter;
import io.blazedb.calcite.catalog.DefaultRights;
import io.blazedb.calcite.catalog.SecurityDefinition;
import io.blazedb.calcite.catalog.SecurityDefinition.Right;
import io.blazedb.calcite.session.Database;
import java.util.ArrayList;
import java.util.List;

/** To whom new things belong, and which rights they have from the beginning. Only main knows roles. */
final class Ownership {
    private final DdlContext context;
    private final Names names;

    Ownership(DdlContext context, Names names) {
        this.context = context;
        this.names = names;
    }

    /** A new table, view or sequence belongs to the current role; one that replaces another keeps what that had. */
    void created(Names.Target target, DefaultRights.Objects objects, SecurityDefinition before) {
        Database database = target.database();
        if (!database.alias().equals(Database.MAIN)) {
            return;
        }
        SecurityDefinition security = before.equals(SecurityDefinition.NONE)
                ? initial(names.catalog(database), target.schema(), objects)
                : before;
        writer(database).putSecurity(0, target.schema(), target.name(), security);
        context.scope().catalogChanged();
    }

    /** A new schema belongs to a role. */
    void createdSchema(Database database, String schema, String owner) {
        if (!database.alias().equals(Database.MAIN)) {
            return;
        }
        SecurityDefinition security = initial(names.catalog(database), "", DefaultRights.Objects.SCHEMAS)
                .withOwner(owner);
        if (!security.equals(SecurityDefinition.NONE)) {
            writer(database).putSchemaSecurity(0, schema, security);
        }
    }

    private SecurityDefinition initial(CatalogView catalog, String schema, DefaultRights.Objects objects) {
        String owner = context.execution().user();
        List<Right> rights = new ArrayList<>();
        for (DefaultRights defaults : catalog.defaultRights()) {
            boolean fits = defaults.role().equals(owner)
                    && defaults.objects() == objects
                    && (defaults.schema().isEmpty() || defaults.schema().equals(schema));
            if (fits) {
                defaults.rights().stream()
                        .filter(right -> !rights.contains(right))
                        .forEach(rights::add);
            }
        }
        return SecurityDefinition.NONE.withOwner(owner).withRights(rights);
    }

    private CatalogWriter writer(Database database) {
        return names.catalogWriter(database);
    }
}
