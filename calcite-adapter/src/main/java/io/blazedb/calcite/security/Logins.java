/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.security;

import io.blazedb.calcite.catalog.CatalogView;
import io.blazedb.calcite.catalog.RoleDefinition;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * As whom a session begins. A key slot named {@code user:NAME} is the user NAME's and opens sessions of that user only; every other slot
 * is the owner's, who may begin as any user.
 */
public final class Logins {
    /** The user who created the database. */
    public static final String OWNER = RoleDefinition.OWNER;

    private static final String PREFIX = "user:";
    private static final int SLOT_NAME_BYTES_MAX = 64;

    private Logins() {}

    /** Name of a user's key slot. */
    public static String slot(String user) {
        return PREFIX + user;
    }

    /** Whether a key slot is a user's other than the owner. */
    public static boolean isUsers(@Nullable String slot) {
        return slot != null && slot.startsWith(PREFIX);
    }

    /** Refuses names that no key slot can bear. */
    public static void requireName(String role) {
        if (slot(role).getBytes(StandardCharsets.UTF_8).length > SLOT_NAME_BYTES_MAX) {
            throw new BlazeSqlException(SqlErrorCode.LIMIT_EXCEEDED, "a role's name has at most 59 bytes");
        }
    }

    /**
     * The user of a new session.
     *
     * @param slot name of the key slot that the secret opened; null for a database in memory
     * @param wanted the user asked for; empty for whose the secret is
     * @throws BlazeSqlException 28P01 if the secret is another user's, 28000 if there is no such user or it may not log in
     */
    public static String user(CatalogView catalog, @Nullable String slot, String wanted) {
        String own = isUsers(slot) && slot != null ? slot.substring(PREFIX.length()) : null;
        String user = wanted.isEmpty() ? (own == null ? RoleDefinition.OWNER : own) : wanted;
        if (own != null && !own.equals(user)) {
            throw new BlazeSqlException(
                    SqlErrorCode.WRONG_PASSWORD, "password authentication failed for user \"" + user + "\"");
        }
        RoleDefinition role = catalog.role(user);
        if (role == null) {
            throw new BlazeSqlException(SqlErrorCode.INVALID_AUTHORIZATION, "role \"" + user + "\" does not exist");
        }
        if (!role.login()) {
            throw new BlazeSqlException(
                    SqlErrorCode.INVALID_AUTHORIZATION, "role \"" + user + "\" is not permitted to log in");
        }
        return user;
    }
}
