/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.catalog;

import io.blazedb.calcite.catalog.SecurityDefinition.Right;

/** Records of roles and rights to bytes and back. Each begins with the number of its format. */
final class SecurityRecords {
    private static final int FORMAT = 1;

    private SecurityRecords() {}

    static byte[] encode(RoleDefinition role) {
        RecordWriter out = new RecordWriter().number(FORMAT);
        return out.text(role.name())
                .flag(role.login())
                .flag(role.inherit())
                .flag(role.superuser())
                .flag(role.createRole())
                .flag(role.bypassRls())
                .list(
                        role.memberships(),
                        membership -> out.text(membership.role()).flag(membership.admin()))
                .toByteArray();
    }

    static RoleDefinition role(byte[] bytes) {
        RecordReader in = begin(bytes);
        return new RoleDefinition(
                in.text(),
                in.flag(),
                in.flag(),
                in.flag(),
                in.flag(),
                in.flag(),
                in.list(() -> new RoleDefinition.Membership(in.text(), in.flag())));
    }

    static byte[] encode(SecurityDefinition security) {
        RecordWriter out = new RecordWriter().number(FORMAT);
        return out.text(security.owner())
                .list(security.rights(), right -> write(out, right))
                .flag(security.rowSecurity())
                .flag(security.forced())
                .list(
                        security.policies(),
                        policy -> out.text(policy.name())
                                .flag(policy.permissive())
                                .constant(policy.command())
                                .texts(policy.roles())
                                .optionalText(policy.usingSql())
                                .optionalText(policy.checkSql()))
                .flag(security.invoker())
                .toByteArray();
    }

    static SecurityDefinition security(byte[] bytes) {
        RecordReader in = begin(bytes);
        return new SecurityDefinition(
                in.text(),
                in.list(() -> right(in)),
                in.flag(),
                in.flag(),
                in.list(() -> new PolicyDefinition(
                        in.text(),
                        in.flag(),
                        in.constant(PolicyDefinition.Command.values()),
                        in.texts(),
                        in.optionalText(),
                        in.optionalText())),
                in.flag());
    }

    static byte[] encode(DefaultRights rights) {
        RecordWriter out = new RecordWriter().number(FORMAT);
        return out.text(rights.role())
                .text(rights.schema())
                .constant(rights.objects())
                .list(rights.rights(), right -> write(out, right))
                .toByteArray();
    }

    static DefaultRights defaultRights(byte[] bytes) {
        RecordReader in = begin(bytes);
        return new DefaultRights(
                in.text(), in.text(), in.constant(DefaultRights.Objects.values()), in.list(() -> right(in)));
    }

    private static void write(RecordWriter out, Right right) {
        out.text(right.grantee())
                .constant(right.kind())
                .number(right.column())
                .flag(right.grantable())
                .text(right.grantor());
    }

    private static Right right(RecordReader in) {
        return new Right(in.text(), in.constant(RightKind.values()), in.integer(), in.flag(), in.text());
    }

    private static RecordReader begin(byte[] bytes) {
        RecordReader in = new RecordReader(bytes);
        if (in.integer() != FORMAT) {
            throw RecordReader.damaged();
        }
        return in;
    }
}
