/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import io.blazedb.calcite.catalog.CatalogView;
import io.blazedb.calcite.catalog.RoleDefinition;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.security.Access;
import io.blazedb.calcite.security.Authorization;
import org.jspecify.annotations.Nullable;

/**
 * Who a session is.
 *
 * <pre>
 * authenticated user --SET SESSION AUTHORIZATION, if a superuser--> session user --SET ROLE, if a member--> current role
 * </pre>
 *
 * <p>Changed by the thread of its session, read by any.
 */
final class SessionRoles {
    private final String authenticated;
    private volatile String sessionUser;
    private volatile @Nullable String role;
    private volatile boolean filtering = true;

    SessionRoles(String authenticated) {
        this.authenticated = authenticated;
        this.sessionUser = authenticated;
    }

    /** SESSION_USER. */
    String sessionUser() {
        return sessionUser;
    }

    /** CURRENT_USER. */
    String current() {
        String taken = role;
        return taken == null ? sessionUser : taken;
    }

    /** SHOW role. */
    String shown() {
        String taken = role;
        return taken == null ? "none" : taken;
    }

    /** SHOW row_security. */
    boolean isFiltering() {
        return filtering;
    }

    /** SET row_security: whether policies filter rows, or a statement that they would filter fails. */
    void setFiltering(boolean on) {
        filtering = on;
    }

    /** What a plan depends on beside its text and the catalogs: equal for sessions that may share it. */
    String planKey() {
        String current = current();
        return current.equals(RoleDefinition.OWNER) ? "" : filtering ? current : current + "\n";
    }

    /** What the current role may do. */
    Access access(CatalogView main) {
        String current = current();
        return current.equals(RoleDefinition.OWNER) ? Access.unrestricted() : Access.of(main, current, filtering);
    }

    /** SET ROLE; null for RESET ROLE. */
    void setRole(CatalogView main, @Nullable String name) {
        if (name != null) {
            RoleDefinition user = Authorization.require(main, sessionUser);
            Authorization.require(main, name);
            if (!user.superuser() && !Authorization.isMember(main, sessionUser, name)) {
                throw denied("set role \"" + name + "\"");
            }
        }
        role = name;
    }

    /** SET SESSION AUTHORIZATION; null for RESET SESSION AUTHORIZATION. */
    void setSessionUser(CatalogView main, @Nullable String name) {
        if (name != null && !name.equals(authenticated)) {
            Authorization.require(main, name);
            if (!Authorization.require(main, authenticated).superuser()) {
                throw denied("set session authorization \"" + name + "\"");
            }
        }
        sessionUser = name == null ? authenticated : name;
        role = null;
    }

    /** DISCARD ALL. */
    void reset() {
        sessionUser = authenticated;
        role = null;
        filtering = true;
    }

    private static BlazeSqlException denied(String what) {
        return new BlazeSqlException(SqlErrorCode.PERMISSION_DENIED, "permission denied to " + what);
    }
}
