/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.ddl;

import io.blazedb.calcite.parser.SecurityStatement;

/** Runs statements about roles, rights and policies. */
final class SecurityDdl {
    private final DdlContext context;
    private final Names names;

    SecurityDdl(DdlContext context, Names names) {
        this.context = context;
        this.names = names;
    }

    void run(SecurityStatement statement) {
        if (statement instanceof SecurityStatement.CreateRole create) {
            new RoleDdl(context, names).create(create);
        } else if (statement instanceof SecurityStatement.AlterRole alter) {
            new RoleDdl(context, names).alter(alter);
        } else if (statement instanceof SecurityStatement.DropRole drop) {
            new RoleDdl(context, names).drop(drop);
        } else if (statement instanceof SecurityStatement.GrantRole grant) {
            new RoleDdl(context, names).grant(grant);
        } else if (statement instanceof SecurityStatement.GrantRights grant) {
            new RightsDdl(context, names).grant(grant);
        } else if (statement instanceof SecurityStatement.AlterDefaults alter) {
            new RightsDdl(context, names).defaults(alter);
        } else if (statement instanceof SecurityStatement.SetOwner set) {
            new RightsDdl(context, names).owner(set);
        } else if (statement instanceof SecurityStatement.ReassignOwned reassign) {
            new RightsDdl(context, names).reassign(reassign);
        } else if (statement instanceof SecurityStatement.DropOwned drop) {
            new RightsDdl(context, names).dropOwned(drop);
        } else {
            policy(statement);
        }
    }

    private void policy(SecurityStatement statement) {
        PolicyDdl policies = new PolicyDdl(context, names);
        if (statement instanceof SecurityStatement.CreatePolicy create) {
            policies.create(create);
        } else if (statement instanceof SecurityStatement.AlterPolicy alter) {
            policies.alter(alter);
        } else if (statement instanceof SecurityStatement.DropPolicy drop) {
            policies.drop(drop);
        } else {
            throw new IllegalArgumentException("not a statement about policies");
        }
    }
}
