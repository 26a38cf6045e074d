/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.ddl;

import io.blazedb.calcite.catalog.Commented;
import io.blazedb.calcite.catalog.PolicyDefinition;
import io.blazedb.calcite.catalog.PolicyDefinition.Command;
import io.blazedb.calcite.catalog.SecurityDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.parser.SecurityStatement;
import io.blazedb.calcite.plan.BlazePlanner;
import io.blazedb.calcite.session.Database;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Policies of tables, and whether they are in force. */
final class PolicyDdl {
    private final DdlContext context;
    private final Names names;
    private final Roles roles;

    PolicyDdl(DdlContext context, Names names) {
        this.context = context;
        this.names = names;
        this.roles = new Roles(context, names);
    }

    void create(SecurityStatement.CreatePolicy create) {
        TableDefinition table = requireOwnTable(names.requireTable(create.table()));
        Roles.Secured object = roles.table(table);
        if (object.security().policy(create.name()) != null) {
            throw new BlazeSqlException(
                    SqlErrorCode.DUPLICATE_OBJECT,
                    "policy \"" + create.name() + "\" for table \"" + table.name() + "\" already exists");
        }
        boolean noRowsThere = create.command() == Command.INSERT && create.usingSql() != null;
        boolean noNewRows =
                (create.command() == Command.SELECT || create.command() == Command.DELETE) && create.checkSql() != null;
        if (noRowsThere || noNewRows) {
            throw new BlazeSqlException(
                    SqlErrorCode.SYNTAX_ERROR,
                    noRowsThere
                            ? "only WITH CHECK expression allowed for INSERT"
                            : "WITH CHECK cannot be applied to SELECT or DELETE");
        }
        put(
                table,
                object.security(),
                null,
                new PolicyDefinition(
                        create.name(),
                        create.permissive(),
                        create.command(),
                        create.roles().stream().map(roles::namedOrPublic).toList(),
                        create.usingSql(),
                        create.checkSql()));
    }

    void alter(SecurityStatement.AlterPolicy alter) {
        TableDefinition table = requireOwnTable(names.requireTable(alter.table()));
        SecurityDefinition security = roles.table(table).security();
        PolicyDefinition old = require(table, security, alter.name());
        String newName = alter.newName();
        if (newName != null && security.policy(newName) != null) {
            throw new BlazeSqlException(
                    SqlErrorCode.DUPLICATE_OBJECT,
                    "policy \"" + newName + "\" for table \"" + table.name() + "\" already exists");
        }
        String usingSql = alter.usingSql();
        String checkSql = alter.checkSql();
        put(
                table,
                security,
                old,
                new PolicyDefinition(
                        newName == null ? old.name() : newName,
                        old.permissive(),
                        old.command(),
                        alter.roles().isEmpty()
                                ? old.roles()
                                : alter.roles().stream()
                                        .map(roles::namedOrPublic)
                                        .toList(),
                        usingSql == null ? old.usingSql() : usingSql,
                        checkSql == null ? old.checkSql() : checkSql));
    }

    void drop(SecurityStatement.DropPolicy drop) {
        if (drop.ifExists() && names.find(drop.table()) == null) {
            return;
        }
        TableDefinition table = requireOwnTable(names.requireTable(drop.table()));
        Roles.Secured object = roles.table(table);
        if (drop.ifExists() && object.security().policy(drop.name()) == null) {
            return;
        }
        List<PolicyDefinition> policies = new ArrayList<>(object.security().policies());
        policies.remove(require(table, object.security(), drop.name()));
        roles.put(object, object.security().withPolicies(policies));
        roles.writer()
                .putComment(Commented.POLICY, table.schema(), CommentDdl.policyName(table.name(), drop.name()), null);
    }

    /** ENABLE, DISABLE, FORCE, NO FORCE; null for what stays. */
    void set(Names.Found found, @Nullable Boolean enabled, @Nullable Boolean forced) {
        Roles.Secured object = roles.table(requireOwnTable(found));
        SecurityDefinition security = object.security();
        roles.put(
                object,
                security.withRowSecurity(
                        enabled == null ? security.rowSecurity() : enabled,
                        forced == null ? security.forced() : forced));
    }

    private static PolicyDefinition require(TableDefinition table, SecurityDefinition security, String name) {
        PolicyDefinition policy = security.policy(name);
        if (policy == null) {
            throw new BlazeSqlException(
                    SqlErrorCode.UNDEFINED_OBJECT,
                    "policy \"" + name + "\" for table \"" + table.name() + "\" does not exist");
        }
        return policy;
    }

    private void put(
            TableDefinition table,
            SecurityDefinition security,
            @Nullable PolicyDefinition old,
            PolicyDefinition policy) {
        for (String condition : new String[] {policy.usingSql(), policy.checkSql()}) {
            if (condition != null) {
                BlazePlanner.checkPolicy(table, condition, context.names().inSchema(Database.MAIN, table.schema()));
            }
        }
        List<PolicyDefinition> policies = new ArrayList<>(security.policies());
        if (old == null) {
            policies.add(policy);
        } else {
            policies.set(policies.indexOf(old), policy);
        }
        roles.put(roles.table(table), security.withPolicies(policies));
    }

    private static TableDefinition requireOwnTable(Names.Found found) {
        Names.requireNoMaterializedView(found);
        if (!found.database().alias().equals(Database.MAIN)) {
            throw new BlazeSqlException(
                    SqlErrorCode.FEATURE_NOT_SUPPORTED, "policies are for tables of the main database");
        }
        return found.table();
    }
}
