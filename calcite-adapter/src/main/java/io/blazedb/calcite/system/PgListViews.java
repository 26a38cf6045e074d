/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.system;

import static io.blazedb.calcite.system.SystemView.BIGINT;
import static io.blazedb.calcite.system.SystemView.BOOLEAN;
import static io.blazedb.calcite.system.SystemView.DOUBLE;
import static io.blazedb.calcite.system.SystemView.INTEGER;
import static io.blazedb.calcite.system.SystemView.TEXT;

import io.blazedb.calcite.catalog.IndexDefinition;
import io.blazedb.calcite.catalog.PolicyDefinition;
import io.blazedb.calcite.catalog.RoleDefinition;
import io.blazedb.calcite.catalog.SequenceDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.function.UserFunction;
import io.blazedb.calcite.session.Database;
import io.blazedb.calcite.types.SqlArray;
import io.blazedb.calcite.types.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The views of {@code pg_catalog} that people read: lists of tables, views, indexes, sequences, roles, settings. */
final class PgListViews {
    private static final SqlType TEXTS = SqlType.array(TEXT);
    private static final SqlType BIGINTS = SqlType.array(BIGINT);
    private static final long NO_LIMIT = -1;

    private PgListViews() {}

    static List<SystemView> all() {
        List<SystemView> views = new ArrayList<>(List.of(
                tables(),
                views(),
                materializedViews(),
                indexes(),
                sequences(),
                sequence(),
                policies(),
                settings(),
                databases(),
                functions(),
                accessMethods(),
                languages()));
        views.add(roles("pg_roles"));
        views.add(roles("pg_authid"));
        views.add(users());
        views.add(preparedStatements());
        views.add(cursors());
        views.add(members());
        views.add(empty("pg_inherits", "inhrelid", "inhparent", "inhseqno"));
        views.add(empty("pg_trigger", "oid", "tgrelid", "tgparentid", "tgname", "tgfoid", "tgisinternal", "tgenabled"));
        views.add(empty("pg_rewrite", "oid", "rulename", "ev_class", "ev_type"));
        views.add(
                empty("pg_depend", "classid", "objid", "objsubid", "refclassid", "refobjid", "refobjsubid", "deptype"));
        views.add(empty("pg_shdescription", "objoid", "classoid", "description"));
        views.add(empty("pg_extension", "oid", "extname", "extowner", "extnamespace", "extversion"));
        views.add(empty("pg_collation", "oid", "collname", "collnamespace", "collprovider"));
        views.add(empty("pg_partitioned_table", "partrelid", "partstrat"));
        views.add(empty("pg_foreign_table", "ftrelid", "ftserver"));
        views.add(empty("pg_event_trigger", "oid", "evtname", "evtevent"));
        return views;
    }

    /** A catalog of what there is none of. */
    private static SystemView empty(String name, String... columns) {
        SystemView.Builder builder = PgCatalogViews.view(name);
        for (String column : columns) {
            boolean text = column.endsWith("name")
                    || column.endsWith("type")
                    || column.startsWith("tgenabled")
                    || column.equals("description")
                    || column.equals("extversion")
                    || column.equals("collprovider")
                    || column.equals("evtevent")
                    || column.equals("partstrat");
            builder.columns(column.equals("tgisinternal") ? BOOLEAN : text ? TEXT : BIGINT, column);
        }
        return builder.rows((context, rows) -> {});
    }

    private static void each(SystemContext context, String kind, Consumer<PgRelation> action) {
        PgRelation.all(context).stream()
                .filter(relation -> relation.kind().equals(kind))
                .forEach(action);
    }

    private static String owner(PgRelation relation) {
        return PgCatalogViews.security(relation).owner();
    }

    private static SystemView tables() {
        return PgCatalogViews.view("pg_tables")
                .columns(TEXT, "schemaname", "tablename", "tableowner", "tablespace")
                .columns(BOOLEAN, "hasindexes", "hasrules", "hastriggers", "rowsecurity")
                .rows((context, rows) -> each(context, "r", relation -> {
                    TableDefinition table = relation.table();
                    boolean indexed = table != null
                            && !(table.indexes().isEmpty() && table.primaryKey().isEmpty());
                    rows.accept(new @Nullable Object[] {
                        relation.schema(),
                        relation.name(),
                        owner(relation),
                        null,
                        indexed,
                        false,
                        table != null
                                && !(table.foreignKeys().isEmpty()
                                        && table.references().isEmpty()),
                        PgCatalogViews.security(relation).rowSecurity()
                    });
                }));
    }

    private static SystemView views() {
        return PgCatalogViews.view("pg_views")
                .columns(TEXT, "schemaname", "viewname", "viewowner", "definition")
                .rows((context, rows) -> each(
                        context,
                        "v",
                        relation -> rows.accept(new @Nullable Object[] {
                            relation.schema(), relation.name(), owner(relation), query(relation)
                        })));
    }

    /** The query of a view; null if it is its owner's secret. */
    static @Nullable String query(PgRelation relation) {
        String sql = relation.table() == null ? null : relation.table().viewSql();
        return sql == null || sql.isEmpty() ? null : sql;
    }

    private static SystemView materializedViews() {
        return PgCatalogViews.view("pg_matviews")
                .columns(TEXT, "schemaname", "matviewname", "matviewowner", "tablespace")
                .columns(BOOLEAN, "hasindexes", "ispopulated")
                .columns(TEXT, "definition")
                .rows((context, rows) -> each(context, "m", relation -> {
                    TableDefinition view = java.util.Objects.requireNonNull(relation.table());
                    rows.accept(new @Nullable Object[] {
                        relation.schema(),
                        relation.name(),
                        owner(relation),
                        null,
                        !view.indexes().isEmpty(),
                        !view.options().unpopulated(),
                        query(relation)
                    });
                }));
    }

    private static SystemView indexes() {
        return PgCatalogViews.view("pg_indexes")
                .columns(TEXT, "schemaname", "tablename", "indexname", "tablespace", "indexdef")
                .rows((context, rows) -> each(context, "i", relation -> {
                    TableDefinition table = java.util.Objects.requireNonNull(relation.table());
                    IndexDefinition index = relation.index();
                    rows.accept(new @Nullable Object[] {
                        relation.schema(), table.name(), relation.name(), null, PgTexts.index(table, index)
                    });
                }));
    }

    private static SystemView sequences() {
        return PgCatalogViews.view("pg_sequences")
                .columns(TEXT, "schemaname", "sequencename", "sequenceowner", "data_type")
                .columns(BIGINT, "start_value", "min_value", "max_value", "increment_by")
                .columns(BOOLEAN, "cycle")
                .columns(BIGINT, "cache_size", "last_value")
                .rows((context, rows) -> each(context, "S", relation -> {
                    SequenceDefinition sequence = relation.sequence();
                    if (sequence != null) {
                        rows.accept(new @Nullable Object[] {
                            relation.schema(),
                            relation.name(),
                            owner(relation),
                            sequence.type().name().toLowerCase(Locale.ROOT),
                            sequence.start(),
                            sequence.min(),
                            sequence.max(),
                            sequence.increment(),
                            sequence.cycle(),
                            1L,
                            null
                        });
                    }
                }));
    }

    private static SystemView sequence() {
        return PgCatalogViews.view("pg_sequence")
                .columns(BIGINT, "seqrelid", "seqtypid", "seqstart", "seqincrement", "seqmax", "seqmin", "seqcache")
                .columns(BOOLEAN, "seqcycle")
                .rows((context, rows) -> each(context, "S", relation -> {
                    SequenceDefinition sequence = relation.sequence();
                    if (sequence != null) {
                        rows.accept(new @Nullable Object[] {
                            relation.oid(),
                            PgTypes.oid(SqlType.of(sequence.type())),
                            sequence.start(),
                            sequence.increment(),
                            sequence.max(),
                            sequence.min(),
                            1L,
                            sequence.cycle()
                        });
                    }
                }));
    }

    private static SystemView policies() {
        return PgCatalogViews.view("pg_policies")
                .columns(TEXT, "schemaname", "tablename", "policyname", "permissive")
                .columns(TEXTS, "roles")
                .columns(TEXT, "cmd", "qual", "with_check")
                .rows((context, rows) -> each(context, "r", relation -> {
                    for (PolicyDefinition policy :
                            PgCatalogViews.security(relation).policies()) {
                        List<String> roles = policy.roles().stream()
                                .map(role -> role.equals(RoleDefinition.PUBLIC) ? "public" : role)
                                .toList();
                        rows.accept(new @Nullable Object[] {
                            relation.schema(),
                            relation.name(),
                            policy.name(),
                            policy.permissive() ? "PERMISSIVE" : "RESTRICTIVE",
                            SqlArray.of(TEXT, roles),
                            policy.command().name(),
                            policy.usingSql(),
                            policy.checkSql()
                        });
                    }
                }));
    }

    private static SystemView settings() {
        return PgCatalogViews.view("pg_settings")
                .columns(TEXT, "name", "setting", "unit", "category", "short_desc", "context", "vartype", "source")
                .rows((context, rows) -> {
                    for (Map.Entry<String, String> setting : context.settings().entrySet()) {
                        rows.accept(new @Nullable Object[] {
                            setting.getKey(), setting.getValue(), null, "", "", "user", "string", "session"
                        });
                    }
                });
    }

    private static SystemView databases() {
        return PgCatalogViews.view("pg_database")
                .columns(BIGINT, "oid")
                .columns(TEXT, "datname")
                .columns(BIGINT, "datdba")
                .columns(INTEGER, "encoding")
                .columns(TEXT, "datcollate", "datctype")
                .columns(BOOLEAN, "datistemplate", "datallowconn")
                .columns(INTEGER, "datconnlimit")
                .columns(TEXT, "datacl")
                .rows((context, rows) -> {
                    for (SystemDatabase database : context.databases()) {
                        rows.accept(new @Nullable Object[] {
                            PgRelation.named("database", "", database.alias()),
                            database.alias(),
                            PgRelation.ofRole(RoleDefinition.OWNER),
                            6,
                            "C",
                            "C",
                            false,
                            true,
                            -1,
                            null
                        });
                    }
                });
    }

    private static SystemView functions() {
        return PgCatalogViews.view("pg_proc")
                .columns(BIGINT, "oid")
                .columns(TEXT, "proname")
                .columns(BIGINT, "pronamespace", "proowner", "prolang")
                .columns(TEXT, "prokind")
                .columns(BOOLEAN, "prosecdef", "proleakproof", "proisstrict", "proretset")
                .columns(TEXT, "provolatile", "proparallel")
                .columns(INTEGER, "pronargs", "pronargdefaults")
                .columns(BIGINT, "prorettype")
                .columns(BIGINTS, "proargtypes")
                .columns(TEXTS, "proargnames")
                .columns(TEXT, "prosrc")
                .columns(DOUBLE, "procost", "prorows")
                .rows((context, rows) -> {
                    for (UserFunction function : context.engine().functions().all()) {
                        List<Long> arguments =
                                function.arguments().stream().map(PgTypes::oid).toList();
                        rows.accept(new @Nullable Object[] {
                            PgRelation.named("function", function.name(), arguments.toString()),
                            function.name(),
                            PgRelation.ofSchema("public"),
                            PgRelation.ofRole(RoleDefinition.OWNER),
                            PgRelation.named("language", "", "java"),
                            function instanceof UserFunction.Aggregate ? "a" : "f",
                            false,
                            false,
                            true,
                            false,
                            "v",
                            "u",
                            arguments.size(),
                            0,
                            PgTypes.oid(function.result()),
                            SqlArray.of(BIGINT, arguments),
                            null,
                            function.name(),
                            1.0,
                            0.0
                        });
                    }
                });
    }

    private static SystemView accessMethods() {
        return PgCatalogViews.view("pg_am")
                .columns(BIGINT, "oid")
                .columns(TEXT, "amname", "amhandler", "amtype")
                .rows((context, rows) -> {
                    rows.accept(new @Nullable Object[] {2L, "heap", "heap_tableam_handler", "t"});
                    rows.accept(new @Nullable Object[] {403L, "btree", "bthandler", "i"});
                });
    }

    private static SystemView languages() {
        return PgCatalogViews.view("pg_language")
                .columns(BIGINT, "oid")
                .columns(TEXT, "lanname")
                .columns(BIGINT, "lanowner")
                .columns(BOOLEAN, "lanispl", "lanpltrusted")
                .rows((context, rows) -> rows.accept(
                        new @Nullable Object[] {PgRelation.named("language", "", "java"), "java", 10L, false, false}));
    }

    private static SystemView roles(String name) {
        return PgCatalogViews.view(name)
                .columns(TEXT, "rolname")
                .columns(BOOLEAN, "rolsuper", "rolinherit", "rolcreaterole", "rolcreatedb", "rolcanlogin")
                .columns(BOOLEAN, "rolreplication")
                .columns(BIGINT, "rolconnlimit")
                .columns(TEXT, "rolpassword", "rolvaliduntil")
                .columns(BOOLEAN, "rolbypassrls")
                .columns(TEXT, "rolconfig")
                .columns(BIGINT, "oid")
                .rows((context, rows) -> forEachRole(
                        context,
                        role -> rows.accept(new @Nullable Object[] {
                            role.name(),
                            role.superuser(),
                            role.inherit(),
                            role.createRole(),
                            role.superuser(),
                            role.login(),
                            false,
                            NO_LIMIT,
                            "********",
                            null,
                            role.bypassRls(),
                            null,
                            PgRelation.ofRole(role.name())
                        })));
    }

    private static void forEachRole(SystemContext context, Consumer<RoleDefinition> action) {
        SystemDatabase main = context.databases().get(0);
        if (main.alias().equals(Database.MAIN)) {
            main.catalog().roles().forEach(action);
        }
    }

    private static SystemView users() {
        return PgCatalogViews.view("pg_user")
                .columns(TEXT, "usename")
                .columns(BIGINT, "usesysid")
                .columns(BOOLEAN, "usecreatedb", "usesuper", "userepl", "usebypassrls")
                .columns(TEXT, "passwd", "valuntil", "useconfig")
                .rows((context, rows) -> forEachRole(context, role -> {
                    if (role.login()) {
                        rows.accept(new @Nullable Object[] {
                            role.name(),
                            PgRelation.ofRole(role.name()),
                            role.superuser(),
                            role.superuser(),
                            false,
                            role.bypassRls(),
                            "********",
                            null,
                            null
                        });
                    }
                }));
    }

    private static SystemView preparedStatements() {
        return PgCatalogViews.view("pg_prepared_statements")
                .columns(TEXT, "name", "statement")
                .columns(INTEGER, "parameters")
                .columns(BOOLEAN, "from_sql")
                .rows((context, rows) -> context.preparedStatements()
                        .forEach(one ->
                                rows.accept(new @Nullable Object[] {one.name(), one.sql(), one.parameters(), true})));
    }

    private static SystemView cursors() {
        return PgCatalogViews.view("pg_cursors")
                .columns(TEXT, "name", "statement")
                .columns(BOOLEAN, "is_holdable", "is_binary", "is_scrollable")
                .rows((context, rows) -> context.cursors()
                        .forEach(one -> rows.accept(
                                new @Nullable Object[] {one.name(), one.sql(), one.held(), false, one.scrolls()})));
    }

    private static SystemView members() {
        return PgCatalogViews.view("pg_auth_members")
                .columns(BIGINT, "roleid", "member", "grantor")
                .columns(BOOLEAN, "admin_option")
                .rows((context, rows) -> forEachRole(
                        context,
                        role -> role.memberships()
                                .forEach(membership -> rows.accept(new @Nullable Object[] {
                                    PgRelation.ofRole(membership.role()),
                                    PgRelation.ofRole(role.name()),
                                    PgRelation.ofRole(RoleDefinition.OWNER),
                                    membership.admin()
                                }))));
    }
}
