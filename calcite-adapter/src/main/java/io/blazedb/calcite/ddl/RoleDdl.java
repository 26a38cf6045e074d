/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.ddl;

import io.blazedb.calcite.catalog.CatalogView;
import io.blazedb.calcite.catalog.CatalogWriter;
import io.blazedb.calcite.catalog.RoleDefinition;
import io.blazedb.calcite.catalog.RoleDefinition.Membership;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.parser.SecurityStatement;
import io.blazedb.calcite.parser.SecurityStatement.RoleOptions;
import io.blazedb.calcite.parser.SecurityStatement.Secret;
import io.blazedb.calcite.security.Authorization;
import io.blazedb.calcite.security.Logins;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Roles and who is a member of which. */
final class RoleDdl {
    private static final Set<String> NOT_NAMES =
            Set.of("public", "none", "current_user", "current_role", "session_user", "user");

    private final DdlContext context;
    private final Roles roles;

    RoleDdl(DdlContext context, Names names) {
        this.context = context;
        this.roles = new Roles(context, names);
    }

    void create(SecurityStatement.CreateRole create) {
        requireMayChangeRoles(create.options());
        if (roles.catalog().role(create.name()) != null) {
            if (create.ifNotExists()) {
                return;
            }
            throw new BlazeSqlException(SqlErrorCode.DUPLICATE_OBJECT, "role \"" + create.name() + "\" already exists");
        }
        if (NOT_NAMES.contains(create.name()) || create.name().isEmpty()) {
            throw new BlazeSqlException(
                    SqlErrorCode.INVALID_PARAMETER, "role name \"" + create.name() + "\" is reserved");
        }
        Logins.requireName(create.name());
        RoleDefinition bare = new RoleDefinition(create.name(), false, true, false, false, false, List.of());
        put(changed(bare, create.options()));
        RoleOptions options = create.options();
        options.in().forEach(role -> addMember(role, create.name(), false));
        options.members().forEach(member -> addMember(create.name(), member, false));
        options.admins().forEach(member -> addMember(create.name(), member, true));
        if (!options.members().isEmpty() || !options.admins().isEmpty() || !isSuperuser()) {
            roles.changed();
        }
        if (!isSuperuser()) {
            // Who makes a role may also change it.
            addMember(create.name(), context.execution().user(), true);
        }
        secret(create.name(), options.password(), false);
    }

    void alter(SecurityStatement.AlterRole alter) {
        String name = roles.named(alter.name());
        RoleOptions options = alter.options();
        boolean own = name.equals(context.execution().user()) && onlyPassword(options);
        if (!own) {
            requireMayChange(name, options);
        }
        if (name.equals(RoleDefinition.OWNER) && !onlyPassword(options)) {
            throw new BlazeSqlException(SqlErrorCode.PERMISSION_DENIED, "role \"owner\" cannot be changed");
        }
        RoleDefinition role = Authorization.require(roles.catalog(), name);
        if (!onlyPassword(options)) {
            put(changed(role, options));
            options.in().forEach(other -> addMember(other, name, false));
            options.members().forEach(member -> addMember(name, member, false));
            options.admins().forEach(member -> addMember(name, member, true));
        }
        if (name.equals(RoleDefinition.OWNER)) {
            throw new BlazeSqlException(
                    SqlErrorCode.FEATURE_NOT_SUPPORTED,
                    "the owner's secret is a key of the file itself; change it with the command rekey");
        }
        secret(name, options.password(), options.noPassword());
    }

    private static boolean onlyPassword(RoleOptions options) {
        return options.login() == null
                && options.inherit() == null
                && options.superuser() == null
                && options.createRole() == null
                && options.bypassRls() == null
                && options.in().isEmpty()
                && options.members().isEmpty()
                && options.admins().isEmpty();
    }

    void drop(SecurityStatement.DropRole drop) {
        for (String name : drop.names()) {
            if (roles.catalog().role(name) == null && drop.ifExists()) {
                continue;
            }
            Authorization.require(roles.catalog(), name);
            requireMayChange(name, null);
            if (name.equals(RoleDefinition.OWNER)
                    || name.equals(context.execution().user())) {
                throw new BlazeSqlException(
                        SqlErrorCode.OBJECT_IN_USE, "role \"" + name + "\" cannot be dropped while it is in use");
            }
            roles.requireUnused(name);
            for (RoleDefinition other : roles.catalog().roles()) {
                if (other.membership(name) != null) {
                    put(without(other, name));
                }
            }
            roles.writer().dropRole(name);
            roles.changed();
            secret(name, null, true);
        }
    }

    void grant(SecurityStatement.GrantRole grant) {
        for (String written : grant.roles()) {
            String role = roles.named(written);
            requireAdmin(role);
            for (String to : grant.members()) {
                String member = roles.named(to);
                if (!grant.revoke()) {
                    addMember(role, member, grant.admin());
                } else {
                    RoleDefinition definition = Authorization.require(roles.catalog(), member);
                    RoleDefinition left = without(definition, role);
                    if (grant.adminOnly() && definition.membership(role) != null) {
                        List<Membership> memberships = new ArrayList<>(left.memberships());
                        memberships.add(new Membership(role, false));
                        left = left.withMemberships(memberships);
                    }
                    put(left);
                }
            }
        }
    }

    private void addMember(String written, String to, boolean admin) {
        CatalogView catalog = roles.catalog();
        String role = roles.named(written);
        String member = roles.named(to);
        Authorization.require(catalog, role);
        if (Authorization.isMember(catalog, role, member)) {
            throw new BlazeSqlException(
                    SqlErrorCode.INVALID_GRANT, "role \"" + role + "\" is a member of role \"" + member + "\"");
        }
        if (member.equals(RoleDefinition.OWNER)) {
            return;
        }
        RoleDefinition definition = Authorization.require(catalog, member);
        Membership present = definition.membership(role);
        List<Membership> memberships = new ArrayList<>(without(definition, role).memberships());
        memberships.add(new Membership(role, admin || (present != null && present.admin())));
        put(definition.withMemberships(memberships));
    }

    private static RoleDefinition without(RoleDefinition role, String other) {
        return role.withMemberships(role.memberships().stream()
                .filter(membership -> !membership.role().equals(other))
                .toList());
    }

    private static RoleDefinition changed(RoleDefinition role, RoleOptions options) {
        return new RoleDefinition(
                role.name(),
                or(options.login(), role.login()),
                or(options.inherit(), role.inherit()),
                or(options.superuser(), role.superuser()),
                or(options.createRole(), role.createRole()),
                or(options.bypassRls(), role.bypassRls()),
                role.memberships());
    }

    private static boolean or(@Nullable Boolean said, boolean before) {
        return said == null ? before : said;
    }

    private void put(RoleDefinition role) {
        CatalogWriter writer = roles.writer();
        writer.putRole(role);
        roles.changed();
    }

    /** Secrets are no part of the catalog: the slot changes when the transaction has. */
    private void secret(String role, @Nullable Secret password, boolean remove) {
        if (password != null || remove) {
            context.changeSecret(role, password == null ? null : password.characters());
        }
    }

    private boolean isSuperuser() {
        return context.access().isUnrestricted();
    }

    /** Making roles takes CREATEROLE, making them mighty takes a superuser. */
    private void requireMayChangeRoles(@Nullable RoleOptions options) {
        Authorization authorization = context.access().authorization();
        if (authorization == null) {
            return;
        }
        boolean mighty = options != null
                && (Boolean.TRUE.equals(options.superuser())
                        || Boolean.TRUE.equals(options.bypassRls())
                        || Boolean.TRUE.equals(options.createRole()));
        if (!authorization.role().createRole() || mighty) {
            throw new BlazeSqlException(SqlErrorCode.PERMISSION_DENIED, "permission denied to create or change role");
        }
        if (options != null) {
            options.in().forEach(role -> requireAdmin(roles.named(role)));
        }
    }

    private void requireMayChange(String name, @Nullable RoleOptions options) {
        requireMayChangeRoles(options);
        if (!isSuperuser()) {
            requireAdmin(name);
            if (Authorization.require(roles.catalog(), name).superuser()) {
                throw new BlazeSqlException(
                        SqlErrorCode.PERMISSION_DENIED, "permission denied to create or change role");
            }
        }
    }

    /** Who may make others members of a role: superusers, and members with that option. */
    private void requireAdmin(String role) {
        Authorization authorization = context.access().authorization();
        if (authorization == null) {
            Authorization.require(roles.catalog(), role);
            return;
        }
        boolean admin = roles.catalog().roles().stream()
                .filter(member -> authorization.hasRightsOf(member.name()))
                .map(member -> member.membership(role))
                .anyMatch(membership -> membership != null && membership.admin());
        if (!admin || role.equals(RoleDefinition.OWNER)) {
            throw new BlazeSqlException(
                    SqlErrorCode.PERMISSION_DENIED, "must have admin option on role \"" + role + "\"");
        }
    }
}
