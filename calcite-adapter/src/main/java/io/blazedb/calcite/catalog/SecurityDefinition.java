/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.catalog;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whose a table, view, sequence or schema is and who may do what with it. What has no such record belongs to
 * {@link RoleDefinition#OWNER} alone.
 *
 * @param owner the role it belongs to
 * @param rights what others may do
 * @param rowSecurity whether policies decide about rows
 * @param forced whether they do for the table's owner too
 * @param policies the policies, whether they are in force or not
 * @param invoker of a view: whether it reads with the rights of who asks instead of its owner's
 */
public record SecurityDefinition(
        String owner,
        List<Right> rights,
        boolean rowSecurity,
        boolean forced,
        List<PolicyDefinition> policies,
        boolean invoker) {
    /** What holds without a record. */
    public static final SecurityDefinition NONE =
            new SecurityDefinition(RoleDefinition.OWNER, List.of(), false, false, List.of(), false);

    /** As {@link #NONE} for the schema public: everybody finds what is in it. */
    public static final SecurityDefinition PUBLIC_SCHEMA = NONE.withRights(
            List.of(new Right(RoleDefinition.PUBLIC, RightKind.USAGE, Right.ALL_COLUMNS, false, RoleDefinition.OWNER)));

    /**
     * Something that a role may do.
     *
     * @param grantee the role, or {@link RoleDefinition#PUBLIC}
     * @param kind what
     * @param column id of the column it is limited to, or {@link #ALL_COLUMNS}
     * @param grantable whether the role may pass it on
     * @param grantor who gave it
     */
    public record Right(String grantee, RightKind kind, int column, boolean grantable, String grantor) {
        public static final int ALL_COLUMNS = 0;

        /** Whether it is the same thing for the same role from the same one. */
        public boolean matches(Right other) {
            return grantee.equals(other.grantee)
                    && kind == other.kind
                    && column == other.column
                    && grantor.equals(other.grantor);
        }
    }

    public SecurityDefinition withOwner(String role) {
        return new SecurityDefinition(role, rights, rowSecurity, forced, policies, invoker);
    }

    public SecurityDefinition withRights(List<Right> changed) {
        return new SecurityDefinition(owner, List.copyOf(changed), rowSecurity, forced, policies, invoker);
    }

    public SecurityDefinition withRowSecurity(boolean enabled, boolean force) {
        return new SecurityDefinition(owner, rights, enabled, force, policies, invoker);
    }

    public SecurityDefinition withPolicies(List<PolicyDefinition> changed) {
        return new SecurityDefinition(owner, rights, rowSecurity, forced, List.copyOf(changed), invoker);
    }

    public SecurityDefinition withInvoker(boolean asInvoker) {
        return new SecurityDefinition(owner, rights, rowSecurity, forced, policies, asInvoker);
    }

    /** The same without rights on a column that goes. */
    SecurityDefinition withoutColumns(List<Integer> kept) {
        List<Right> left = new ArrayList<>();
        for (Right right : rights) {
            if (right.column() == Right.ALL_COLUMNS || kept.contains(right.column())) {
                left.add(right);
            }
        }
        return left.size() == rights.size() ? this : withRights(left);
    }

    /** A policy by name, or null. */
    public @Nullable PolicyDefinition policy(String name) {
        for (PolicyDefinition policy : policies) {
            if (policy.name().equals(name)) {
                return policy;
            }
        }
        return null;
    }

    /** Whether a role owns it, has a right on it or gave one, or is named by a policy. */
    public boolean names(String role) {
        return owner.equals(role)
                || rights.stream()
                        .anyMatch(right ->
                                right.grantee().equals(role) || right.grantor().equals(role))
                || policies.stream().anyMatch(policy -> policy.roles().contains(role));
    }
}
