/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.security;

import io.blazedb.calcite.catalog.CatalogView;
import io.blazedb.calcite.catalog.PolicyDefinition;
import io.blazedb.calcite.catalog.RightKind;
import io.blazedb.calcite.catalog.RoleDefinition;
import io.blazedb.calcite.catalog.SecurityDefinition;
import io.blazedb.calcite.catalog.SecurityDefinition.Right;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** A role in one state of the catalog, with the roles whose rights it has. Immutable. */
public final class Authorization {
    private final RoleDefinition role;
    private final Set<String> roles;

    private Authorization(RoleDefinition role, Set<String> roles) {
        this.role = role;
        this.roles = roles;
    }

    /**
     * What a role may do.
     *
     * @throws BlazeSqlException 42704 if there is no such role, any more
     */
    public static Authorization of(CatalogView catalog, String name) {
        RoleDefinition role = require(catalog, name);
        return new Authorization(role, reached(catalog, role, RoleDefinition::inherit));
    }

    /** Nobody of the database: what is granted to PUBLIC, and nothing else. */
    static Authorization ofNobody() {
        return new Authorization(
                new RoleDefinition(RoleDefinition.PUBLIC, false, true, false, false, false, List.of()), Set.of());
    }

    /** A role that must exist. */
    public static RoleDefinition require(CatalogView catalog, String name) {
        RoleDefinition role = catalog.role(name);
        if (role == null) {
            throw new BlazeSqlException(SqlErrorCode.UNDEFINED_OBJECT, "role \"" + name + "\" does not exist");
        }
        return role;
    }

    /** Whether a role is another one, or a member of it directly or through others. */
    public static boolean isMember(CatalogView catalog, String member, String of) {
        RoleDefinition role = require(catalog, member);
        return reached(catalog, role, any -> true).contains(of);
    }

    private static Set<String> reached(CatalogView catalog, RoleDefinition start, Predicate<RoleDefinition> through) {
        Set<String> reached = new HashSet<>();
        Deque<RoleDefinition> open = new ArrayDeque<>();
        reached.add(start.name());
        open.add(start);
        while (!open.isEmpty()) {
            RoleDefinition next = open.pop();
            if (!through.test(next)) {
                continue;
            }
            for (RoleDefinition.Membership membership : next.memberships()) {
                RoleDefinition other = catalog.role(membership.role());
                if (other != null && reached.add(other.name())) {
                    open.add(other);
                }
            }
        }
        return Set.copyOf(reached);
    }

    /** The role itself. */
    public RoleDefinition role() {
        return role;
    }

    /** Whether it has the rights of a role: its own, those of {@link RoleDefinition#PUBLIC}, inherited ones. */
    public boolean hasRightsOf(String name) {
        return name.equals(RoleDefinition.PUBLIC) || roles.contains(name);
    }

    public boolean owns(SecurityDefinition security) {
        return role.superuser() || roles.contains(security.owner());
    }

    /** Whether it may do something with the whole of an object. */
    public boolean may(SecurityDefinition security, RightKind kind) {
        return may(security, kind, Right.ALL_COLUMNS);
    }

    /** Whether it may do something with a column, because of that column or of the whole. */
    public boolean may(SecurityDefinition security, RightKind kind, int column) {
        if (owns(security)) {
            return true;
        }
        for (Right right : security.rights()) {
            boolean reaches = right.column() == Right.ALL_COLUMNS || right.column() == column;
            if (right.kind() == kind && reaches && hasRightsOf(right.grantee())) {
                return true;
            }
        }
        return false;
    }

    /** Whether it may do something with a part of an object at least. */
    public boolean mayAnywhere(SecurityDefinition security, RightKind kind) {
        if (owns(security)) {
            return true;
        }
        for (Right right : security.rights()) {
            if (right.kind() == kind && hasRightsOf(right.grantee())) {
                return true;
            }
        }
        return false;
    }

    /** Whether it may pass a right on. */
    public boolean mayGrant(SecurityDefinition security, RightKind kind, int column) {
        if (owns(security)) {
            return true;
        }
        for (Right right : security.rights()) {
            boolean reaches = right.column() == Right.ALL_COLUMNS || right.column() == column;
            if (right.kind() == kind && right.grantable() && reaches && hasRightsOf(right.grantee())) {
                return true;
            }
        }
        return false;
    }

    /** Whether it may do anything at all with an object. */
    public boolean touches(SecurityDefinition security) {
        return owns(security) || security.rights().stream().anyMatch(right -> hasRightsOf(right.grantee()));
    }

    /** Whether policies decide about rows for this role. */
    boolean isFiltered(SecurityDefinition security) {
        return security.rowSecurity()
                && !role.superuser()
                && !role.bypassRls()
                && (security.forced() || !owns(security));
    }

    boolean isMeant(PolicyDefinition policy) {
        return policy.roles().stream().anyMatch(this::hasRightsOf);
    }
}
