/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.system;

import io.blazedb.calcite.catalog.Commented;
import io.blazedb.calcite.catalog.TableDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What COMMENT ON says of something in main.
 *
 * @param object number of what it is about
 * @param catalog the table of {@code pg_catalog} that has a row for it
 * @param column number of a column, or 0
 */
record PgComment(long object, String catalog, int column, String text) {
    private static final Map<String, Long> CATALOGS = Map.of(
            "pg_class", 1259L,
            "pg_namespace", 2615L,
            "pg_constraint", 2606L,
            "pg_type", 1247L,
            "pg_proc", 1255L,
            "pg_database", 1262L,
            "pg_authid", 1260L,
            "pg_attrdef", 2604L,
            "pg_index", 2610L);

    long classOid() {
        return CATALOGS.getOrDefault(catalog, 0L);
    }

    /** The number of a table of {@code pg_catalog} by its name; null if it has none. */
    static @Nullable Long catalogOid(String name) {
        return CATALOGS.get(name);
    }

    static List<PgComment> all(SystemContext context) {
        List<PgComment> comments = new ArrayList<>();
        for (PgRelation relation : PgRelation.all(context)) {
            TableDefinition table = relation.table();
            if (relation.isIndex()) {
                add(
                        comments,
                        relation.oid(),
                        "pg_class",
                        0,
                        relation.database().catalog().comment(Commented.INDEX, relation.schema(), relation.name()));
            } else if (table != null) {
                ofTable(comments, relation.oid(), table);
            } else {
                add(
                        comments,
                        relation.oid(),
                        "pg_class",
                        0,
                        relation.database().catalog().comment(Commented.SEQUENCE, relation.schema(), relation.name()));
            }
        }
        for (SystemDatabase database : PgRelation.mainCatalogs(context)) {
            for (String schema : database.catalog().schemas(0)) {
                add(
                        comments,
                        PgRelation.ofSchema(schema),
                        "pg_namespace",
                        0,
                        database.catalog().comment(Commented.SCHEMA, "", schema));
                database.catalog()
                        .domains(schema)
                        .forEach(domain -> add(
                                comments,
                                PgRelation.named("type", schema, domain.name()),
                                "pg_type",
                                0,
                                domain.comment()));
            }
        }
        return comments;
    }

    private static void ofTable(List<PgComment> comments, long oid, TableDefinition table) {
        add(comments, oid, "pg_class", 0, table.comment());
        for (int i = 0; i < table.columns().size(); i++) {
            add(comments, oid, "pg_class", i + 1, table.columns().get(i).comment());
        }
        table.options()
                .constraintComments()
                .forEach((name, text) -> add(comments, PgRelation.ofConstraint(table, name), "pg_constraint", 0, text));
    }

    private static void add(List<PgComment> comments, long object, String catalog, int column, @Nullable String text) {
        if (text != null) {
            comments.add(new PgComment(object, catalog, column, text));
        }
    }
}
