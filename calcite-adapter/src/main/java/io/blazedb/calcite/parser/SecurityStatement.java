/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.parser;

import io.blazedb.calcite.catalog.DefaultRights;
import io.blazedb.calcite.catalog.PolicyDefinition;
import io.blazedb.calcite.catalog.RightKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A statement about roles, rights or policies. Roles are names as written; {@code public}, {@code current_user}, {@code current_role} and
 * {@code session_user} among them stand for what they say.
 */
public sealed interface SecurityStatement {

    /** A passphrase that shows itself to nobody. */
    final class Secret {
        private final String text;

        Secret(String text) {
            this.text = text;
        }

        /** The passphrase; the caller wipes it. */
        public char[] characters() {
            return text.toCharArray();
        }

        @Override
        public String toString() {
            return "Secret";
        }
    }

    /**
     * What CREATE ROLE and ALTER ROLE say; null for what they do not.
     *
     * @param password the new passphrase
     * @param noPassword PASSWORD NULL
     * @param in roles to become a member of
     * @param members roles that become members
     * @param admins roles that become members who may make others members
     */
    record RoleOptions(
            @Nullable Boolean login,
            @Nullable Boolean inherit,
            @Nullable Boolean superuser,
            @Nullable Boolean createRole,
            @Nullable Boolean bypassRls,
            @Nullable Secret password,
            boolean noPassword,
            List<String> in,
            List<String> members,
            List<String> admins) {}

    record CreateRole(String name, boolean ifNotExists, RoleOptions options) implements SecurityStatement {}

    record AlterRole(String name, RoleOptions options) implements SecurityStatement {}

    record DropRole(List<String> names, boolean ifExists) implements SecurityStatement {}

    /** GRANT role TO role, or REVOKE; {@code adminOnly} takes back only the right to make others members. */
    record GrantRole(boolean revoke, List<String> roles, List<String> members, boolean admin, boolean adminOnly)
            implements SecurityStatement {}

    /** What rights are on. */
    enum ObjectKind {
        TABLE,
        SEQUENCE,
        SCHEMA
    }

    /** A right, for some columns or the whole. */
    record Wanted(RightKind kind, List<String> columns) {}

    /**
     * GRANT of rights, or REVOKE.
     *
     * @param rights what; empty for all there are
     * @param allColumns columns that all rights are limited to, if {@code rights} is empty
     * @param names tables, sequences or schemas
     * @param inSchemas whether {@code names} are schemas and everything of the kind in them is meant
     * @param option WITH GRANT OPTION, or GRANT OPTION FOR
     */
    record GrantRights(
            boolean revoke,
            List<Wanted> rights,
            List<String> allColumns,
            ObjectKind objects,
            List<List<String>> names,
            boolean inSchemas,
            List<String> grantees,
            boolean option,
            boolean cascade)
            implements SecurityStatement {}

    /**
     * ALTER DEFAULT PRIVILEGES.
     *
     * @param roles whose new things; empty for those of the current role
     * @param schemas where; empty for everywhere
     */
    record AlterDefaults(
            List<String> roles,
            List<String> schemas,
            boolean revoke,
            List<RightKind> rights,
            DefaultRights.Objects objects,
            List<String> grantees,
            boolean option)
            implements SecurityStatement {}

    /** ALTER ... OWNER TO. */
    record SetOwner(ObjectKind objects, List<String> name, boolean ifExists, String role)
            implements SecurityStatement {}

    /** REASSIGN OWNED BY roles TO a role. */
    record ReassignOwned(List<String> roles, String to) implements SecurityStatement {}

    /** DROP OWNED BY roles: what they own, and their rights. */
    record DropOwned(List<String> roles) implements SecurityStatement {}

    record CreatePolicy(
            String name,
            List<String> table,
            boolean permissive,
            PolicyDefinition.Command command,
            List<String> roles,
            @Nullable String usingSql,
            @Nullable String checkSql)
            implements SecurityStatement {}

    /** ALTER POLICY; null and nothing for what stays. */
    record AlterPolicy(
            String name,
            List<String> table,
            @Nullable String newName,
            List<String> roles,
            @Nullable String usingSql,
            @Nullable String checkSql)
            implements SecurityStatement {}

    record DropPolicy(String name, List<String> table, boolean ifExists) implements SecurityStatement {}
}
