/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A policy of a table: which of its rows some roles see and write once row-level security is enabled.
 *
 * @param name its name
 * @param permissive whether it admits rows, and one of several is enough; otherwise every one must admit them
 * @param command what it is for
 * @param roles whom it is for; {@link RoleDefinition#PUBLIC} for all
 * @param usingSql condition on rows that are there; null for none
 * @param checkSql condition on new rows; null for that of the rows that are there
 */
public record PolicyDefinition(
        String name,
        boolean permissive,
        Command command,
        List<String> roles,
        @Nullable String usingSql,
        @Nullable String checkSql) {

    /** What a policy is for; names are part of the catalog's format. */
    public enum Command {
        ALL,
        SELECT,
        INSERT,
        UPDATE,
        DELETE
    }
}
