/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.system;

import static io.blazedb.calcite.system.SystemView.BOOLEAN;
import static io.blazedb.calcite.system.SystemView.TEXT;

import io.blazedb.calcite.catalog.CatalogView;
import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.catalog.PolicyDefinition;
import io.blazedb.calcite.catalog.RightKind;
import io.blazedb.calcite.catalog.RoleDefinition;
import io.blazedb.calcite.catalog.SecurityDefinition;
import io.blazedb.calcite.catalog.SecurityDefinition.Right;
import io.blazedb.calcite.catalog.SequenceDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.security.Authorization;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Views over roles, rights and policies of main: those of SQL's {@code information_schema}, and shorter ones in {@code blaze}. */
final class SecurityViews {
    private static final String PUBLIC = "PUBLIC";
    private static final List<RightKind> OF_TABLES = List.of(
            RightKind.INSERT,
            RightKind.SELECT,
            RightKind.UPDATE,
            RightKind.DELETE,
            RightKind.TRUNCATE,
            RightKind.REFERENCES,
            RightKind.TRIGGER);

    private SecurityViews() {}

    static List<SystemView> all() {
        return List.of(
                tablePrivileges("table_privileges"),
                tablePrivileges("role_table_grants"),
                columnPrivileges("column_privileges"),
                columnPrivileges("role_column_grants"),
                enabledRoles(),
                applicableRoles(),
                roles(),
                policies(),
                privileges());
    }

    private static SystemDatabase main(SystemContext context) {
        return context.databases().get(0);
    }

    private static SystemView tablePrivileges(String name) {
        return SystemView.named(SystemViews.INFORMATION_SCHEMA, name)
                .columns(TEXT, "grantor", "grantee", "table_catalog", "table_schema", "table_name")
                .columns(TEXT, "privilege_type", "is_grantable", "with_hierarchy")
                .rows((context, rows) -> forEachTable(context, (database, table, security) -> {
                    for (Right right : rights(security)) {
                        if (right.column() == Right.ALL_COLUMNS && isShown(context, security, right)) {
                            rows.accept(new @Nullable Object[] {
                                right.grantor(),
                                grantee(right),
                                database.alias(),
                                table.schema(),
                                table.name(),
                                right.kind().name(),
                                yesNo(right.grantable()),
                                yesNo(right.kind() == RightKind.SELECT)
                            });
                        }
                    }
                }));
    }

    private static SystemView columnPrivileges(String name) {
        return SystemView.named(SystemViews.INFORMATION_SCHEMA, name)
                .columns(TEXT, "grantor", "grantee", "table_catalog", "table_schema", "table_name", "column_name")
                .columns(TEXT, "privilege_type", "is_grantable")
                .rows((context, rows) -> forEachTable(context, (database, table, security) -> {
                    for (Right right : rights(security)) {
                        if (!right.kind().isOfColumns() || !isShown(context, security, right)) {
                            continue;
                        }
                        for (ColumnDefinition column : table.columns()) {
                            if (right.column() == Right.ALL_COLUMNS || right.column() == column.id()) {
                                rows.accept(new @Nullable Object[] {
                                    right.grantor(),
                                    grantee(right),
                                    database.alias(),
                                    table.schema(),
                                    table.name(),
                                    column.name(),
                                    right.kind().name(),
                                    yesNo(right.grantable())
                                });
                            }
                        }
                    }
                }));
    }

    /** A table with what is known of its rights. */
    private interface ForTable {
        void accept(SystemDatabase database, TableDefinition table, SecurityDefinition security);
    }

    private static void forEachTable(SystemContext context, ForTable action) {
        SystemDatabase main = main(context);
        CatalogView catalog = main.catalog();
        for (String schema : catalog.schemas(0)) {
            for (TableDefinition table : catalog.tables(0, schema)) {
                action.accept(main, table, catalog.security(0, schema, table.name()));
            }
        }
    }

    /** Whoever may do everything anyway has the rights of nobody else in these views, but sees those of all. */
    private static boolean isShown(SystemContext context, SecurityDefinition security, Right right) {
        Authorization role = context.access().authorization();
        return role == null
                || role.owns(security)
                || role.hasRightsOf(right.grantee())
                || role.hasRightsOf(right.grantor());
    }

    /** The owner's rights, then those that were granted. */
    private static List<Right> rights(SecurityDefinition security) {
        List<Right> rights = new ArrayList<>();
        for (RightKind kind : OF_TABLES) {
            rights.add(new Right(security.owner(), kind, Right.ALL_COLUMNS, true, security.owner()));
        }
        rights.addAll(security.rights());
        return rights;
    }

    private static SystemView enabledRoles() {
        return SystemView.named(SystemViews.INFORMATION_SCHEMA, "enabled_roles")
                .columns(TEXT, "role_name")
                .rows((context, rows) -> {
                    Authorization role = context.access().authorization();
                    for (RoleDefinition other : main(context).catalog().roles()) {
                        if (role == null || role.hasRightsOf(other.name())) {
                            rows.accept(new @Nullable Object[] {other.name()});
                        }
                    }
                });
    }

    private static SystemView applicableRoles() {
        return SystemView.named(SystemViews.INFORMATION_SCHEMA, "applicable_roles")
                .columns(TEXT, "grantee", "role_name", "is_grantable")
                .rows((context, rows) -> {
                    Authorization role = context.access().authorization();
                    for (RoleDefinition member : main(context).catalog().roles()) {
                        if (role == null || role.hasRightsOf(member.name())) {
                            for (RoleDefinition.Membership membership : member.memberships()) {
                                rows.accept(new @Nullable Object[] {
                                    member.name(), membership.role(), yesNo(membership.admin())
                                });
                            }
                        }
                    }
                });
    }

    private static SystemView roles() {
        return SystemView.named(SystemViews.BLAZE, "roles")
                .columns(TEXT, "role")
                .columns(BOOLEAN, "can_login", "inherits", "is_superuser", "can_create_roles", "bypasses_rls")
                .columns(TEXT, "member_of")
                .rows((context, rows) -> {
                    for (RoleDefinition role : main(context).catalog().roles()) {
                        rows.accept(new @Nullable Object[] {
                            role.name(),
                            role.login(),
                            role.inherit(),
                            role.superuser(),
                            role.createRole(),
                            role.bypassRls(),
                            role.memberships().stream()
                                    .map(RoleDefinition.Membership::role)
                                    .collect(Collectors.joining(", "))
                        });
                    }
                });
    }

    private static SystemView policies() {
        return SystemView.named(SystemViews.BLAZE, "policies")
                .columns(TEXT, "table_schema", "table_name", "policy")
                .columns(BOOLEAN, "enabled", "forced")
                .columns(TEXT, "kind", "command", "roles", "condition", "with_check")
                .rows((context, rows) -> forEachTable(context, (database, table, security) -> {
                    for (PolicyDefinition policy : security.policies()) {
                        rows.accept(new @Nullable Object[] {
                            table.schema(),
                            table.name(),
                            policy.name(),
                            security.rowSecurity(),
                            security.forced(),
                            policy.permissive() ? "PERMISSIVE" : "RESTRICTIVE",
                            policy.command().name(),
                            policy.roles().stream()
                                    .map(role -> role.isEmpty() ? PUBLIC : role)
                                    .collect(Collectors.joining(", ")),
                            policy.usingSql(),
                            policy.checkSql()
                        });
                    }
                }));
    }

    private static SystemView privileges() {
        return SystemView.named(SystemViews.BLAZE, "privileges")
                .columns(TEXT, "object_type", "object_schema", "object_name", "column_name", "owner")
                .columns(TEXT, "grantee", "privilege")
                .columns(BOOLEAN, "is_grantable")
                .columns(TEXT, "grantor")
                .rows((context, rows) -> {
                    CatalogView catalog = main(context).catalog();
                    for (String schema : catalog.schemas(0)) {
                        add(context, rows, "SCHEMA", schema, null, null, catalog.schemaSecurity(0, schema));
                        for (TableDefinition table : catalog.tables(0, schema)) {
                            add(
                                    context,
                                    rows,
                                    table.kind().name(),
                                    schema,
                                    table.name(),
                                    table,
                                    catalog.security(0, schema, table.name()));
                        }
                        for (SequenceDefinition sequence : catalog.sequences(schema)) {
                            add(
                                    context,
                                    rows,
                                    "SEQUENCE",
                                    schema,
                                    sequence.name(),
                                    null,
                                    catalog.security(0, schema, sequence.name()));
                        }
                    }
                });
    }

    private static void add(
            SystemContext context,
            Consumer<@Nullable Object[]> rows,
            String type,
            String schema,
            @Nullable String name,
            @Nullable TableDefinition table,
            SecurityDefinition security) {
        for (Right right : security.rights()) {
            String column = null;
            if (table != null && right.column() != Right.ALL_COLUMNS) {
                if (!table.hasColumns(List.of(right.column()))) {
                    continue;
                }
                column = table.columns()
                        .get(table.positions(List.of(right.column()))[0])
                        .name();
            }
            if (isShown(context, security, right)) {
                rows.accept(new @Nullable Object[] {
                    type,
                    schema,
                    name,
                    column,
                    security.owner(),
                    grantee(right),
                    right.kind().name(),
                    right.grantable(),
                    right.grantor()
                });
            }
        }
    }

    private static String grantee(Right right) {
        return right.grantee().isEmpty() ? PUBLIC : right.grantee();
    }

    private static String yesNo(boolean value) {
        return value ? "YES" : "NO";
    }
}
