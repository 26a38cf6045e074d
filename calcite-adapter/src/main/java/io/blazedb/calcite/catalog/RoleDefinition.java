/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A role; one that may log in is a user. The secret of a user is a key slot of the file, not part of the catalog.
 *
 * @param name its name
 * @param login whether sessions may begin as this role
 * @param inherit whether it has the rights of the roles that it is a member of without SET ROLE
 * @param superuser whether no right and no policy is asked for
 * @param createRole whether it may make and change other roles
 * @param bypassRls whether no policy applies to it
 * @param memberships the roles that it is a member of
 */
public record RoleDefinition(
        String name,
        boolean login,
        boolean inherit,
        boolean superuser,
        boolean createRole,
        boolean bypassRls,
        List<Membership> memberships) {
    /** The creator of a database: always there, may do everything, and owns what nobody else does. */
    public static final String OWNER = "owner";

    /** Stands for every role where rights and policies name one; no role can have this name. */
    public static final String PUBLIC = "";

    static final RoleDefinition OWNER_ROLE = new RoleDefinition(OWNER, true, true, true, true, true, List.of());

    /**
     * Being a member of another role.
     *
     * @param role the other role
     * @param admin whether it may make others members too
     */
    public record Membership(String role, boolean admin) {}

    /** How it is a member of another role; null if it is none, or only through others. */
    public @Nullable Membership membership(String role) {
        for (Membership membership : memberships) {
            if (membership.role().equals(role)) {
                return membership;
            }
        }
        return null;
    }

    /** The same role with other memberships. */
    public RoleDefinition withMemberships(List<Membership> changed) {
        return new RoleDefinition(name, login, inherit, superuser, createRole, bypassRls, List.copyOf(changed));
    }
}
