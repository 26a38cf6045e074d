/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.parser;

import io.blazedb.calcite.catalog.DefaultRights;
import io.blazedb.calcite.catalog.PolicyDefinition;
import io.blazedb.calcite.catalog.RightKind;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.parser.SecurityStatement.ObjectKind;
import io.blazedb.calcite.parser.SecurityStatement.RoleOptions;
import io.blazedb.calcite.parser.SecurityStatement.Wanted;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads statements about roles, rights and policies, behind their first words. */
final class SecurityParser {
    private final TokenReader in;

    SecurityParser(TokenReader in) {
        this.in = in;
    }

    private static Command command(SecurityStatement statement) {
        return new Command.Security(statement);
    }

    // Roles.

    /** CREATE ROLE or CREATE USER; a user may log in unless it is said otherwise. */
    Command createRole(boolean user) {
        boolean ifNotExists = in.accept("if", "not", "exists");
        String name = in.name();
        RoleOptions options = new RoleOptionsParser(in, user ? Boolean.TRUE : null).read();
        return command(new SecurityStatement.CreateRole(name, ifNotExists, options));
    }

    Command alterRole() {
        String name = in.name();
        if (in.sees("rename") || in.sees("set") || in.sees("reset") || in.sees("in")) {
            throw notSupported("ALTER ROLE ... " + in.peek().text().toUpperCase(Locale.ROOT));
        }
        return command(new SecurityStatement.AlterRole(name, new RoleOptionsParser(in, null).read()));
    }

    Command dropRole(boolean ifExists) {
        return command(new SecurityStatement.DropRole(in.list(in::name), ifExists));
    }

    /** SET ROLE, behind ROLE. */
    Command setRole() {
        return new Command.SetRole(false, in.accept("none") ? null : roleOrText());
    }

    /** SET SESSION AUTHORIZATION, behind these words. */
    Command setSessionAuthorization() {
        return new Command.SetRole(true, in.accept("default") ? null : roleOrText());
    }

    private String roleOrText() {
        return in.peek().kind() == SqlToken.Kind.STRING ? in.string() : in.name();
    }

    // Rights.

    /** GRANT or REVOKE of roles, of rights, or of rights on a publication. */
    Command grant(boolean revoke) {
        boolean adminOnly = revoke && in.accept("admin", "option", "for");
        boolean optionOnly = revoke && in.accept("grant", "option", "for");
        int on = 0;
        int depth = 0;
        while (in.peek(on).kind() != SqlToken.Kind.END
                && !(depth == 0 && (in.peek(on).isWord("on") || in.peek(on).isWord(revoke ? "from" : "to")))) {
            depth += in.peek(on).isSymbol("(") ? 1 : in.peek(on).isSymbol(")") ? -1 : 0;
            on++;
        }
        if (in.peek(on).isWord("on")) {
            return in.peek(on + 1).isWord("publication")
                    ? new PublicationParser(in).grant(revoke)
                    : rights(revoke, optionOnly);
        }
        List<String> roles = in.list(in::name);
        in.expect(revoke ? "from" : "to");
        List<String> members = in.list(in::name);
        boolean admin = !revoke && in.accept("with", "admin", "option");
        if (in.accept("granted", "by")) {
            in.name();
        }
        if (revoke && !in.accept("cascade")) {
            in.accept("restrict");
        }
        return command(new SecurityStatement.GrantRole(revoke, roles, members, admin, adminOnly));
    }

    private Command rights(boolean revoke, boolean optionOnly) {
        List<Wanted> wanted = new ArrayList<>();
        List<String> allColumns = List.of();
        if (in.accept("all")) {
            in.accept("privileges");
            allColumns = columns();
        } else {
            wanted.addAll(in.list(this::wanted));
        }
        in.expect("on");
        boolean inSchemas = in.sees("all", "tables") || in.sees("all", "sequences");
        ObjectKind objects = ObjectKind.TABLE;
        if (inSchemas) {
            in.expect("all");
            objects = in.accept("tables") ? ObjectKind.TABLE : ObjectKind.SEQUENCE;
            in.accept("sequences");
            in.expect("in", "schema");
        } else if (in.accept("sequence")) {
            objects = ObjectKind.SEQUENCE;
        } else if (in.accept("schema")) {
            objects = ObjectKind.SCHEMA;
        } else if (in.sees("database") || in.sees("function") || in.sees("type") || in.sees("language")) {
            throw notSupported("GRANT ... ON " + in.peek().text().toUpperCase(Locale.ROOT));
        } else {
            in.accept("table");
        }
        List<List<String>> names = in.list(in::qualifiedName);
        in.expect(revoke ? "from" : "to");
        List<String> grantees = grantees();
        boolean option = revoke ? optionOnly : in.accept("with", "grant", "option");
        if (in.accept("granted", "by")) {
            in.name();
        }
        boolean cascade = revoke && in.accept("cascade");
        if (revoke && !cascade) {
            in.accept("restrict");
        }
        return command(new SecurityStatement.GrantRights(
                revoke, List.copyOf(wanted), allColumns, objects, names, inSchemas, grantees, option, cascade));
    }

    private List<String> grantees() {
        return in.list(() -> {
            if (!in.peek(1).isSymbol(",") && in.sees("group") && in.peek(1).isName()) {
                in.accept("group");
            }
            return in.name();
        });
    }

    private Wanted wanted() {
        RightKind kind = kind();
        return new Wanted(kind, kind.isOfColumns() ? columns() : List.of());
    }

    private List<String> columns() {
        return in.peek().isSymbol("(") ? in.nameList() : List.of();
    }

    private RightKind kind() {
        for (RightKind kind : RightKind.values()) {
            if (in.accept(kind.name().toLowerCase(Locale.ROOT))) {
                return kind;
            }
        }
        throw in.unexpected("expected a privilege, such as SELECT");
    }

    /** ALTER DEFAULT PRIVILEGES, behind these words. */
    Command defaults() {
        List<String> roles = in.accept("for", "role") || in.accept("for", "user") ? in.list(in::name) : List.of();
        List<String> schemas = in.accept("in", "schema") ? in.list(in::name) : List.of();
        boolean revoke = in.accept("revoke");
        boolean optionOnly = revoke && in.accept("grant", "option", "for");
        if (!revoke) {
            in.expect("grant");
        }
        List<RightKind> rights = new ArrayList<>();
        if (in.accept("all")) {
            in.accept("privileges");
        } else {
            rights.addAll(in.list(this::kind));
        }
        in.expect("on");
        DefaultRights.Objects objects;
        if (in.accept("tables")) {
            objects = DefaultRights.Objects.TABLES;
        } else if (in.accept("sequences")) {
            objects = DefaultRights.Objects.SEQUENCES;
        } else {
            in.expect("schemas");
            objects = DefaultRights.Objects.SCHEMAS;
        }
        in.expect(revoke ? "from" : "to");
        List<String> grantees = grantees();
        boolean option = revoke ? optionOnly : in.accept("with", "grant", "option");
        return command(new SecurityStatement.AlterDefaults(
                roles, schemas, revoke, List.copyOf(rights), objects, grantees, option));
    }

    /** ALTER ... name OWNER TO role, behind what it is. */
    Command owner(ObjectKind objects) {
        boolean ifExists = in.accept("if", "exists");
        List<String> name = in.qualifiedName();
        in.expect("owner", "to");
        return command(new SecurityStatement.SetOwner(objects, name, ifExists, in.name()));
    }

    /** Whether ALTER SEQUENCE or ALTER TABLE goes on with a name and OWNER TO. */
    boolean seesOwner() {
        int at = in.sees("if", "exists") ? 2 : 0;
        while (in.peek(at).isName() && in.peek(at + 1).isSymbol(".")) {
            at += 2;
        }
        return in.peek(at + 1).isWord("owner") && in.peek(at + 2).isWord("to");
    }

    Command reassignOwned() {
        in.expect("owned", "by");
        List<String> roles = in.list(in::name);
        in.expect("to");
        return command(new SecurityStatement.ReassignOwned(roles, in.name()));
    }

    /** DROP OWNED BY, behind OWNED. */
    Command dropOwned() {
        in.expect("by");
        List<String> roles = in.list(in::name);
        if (!in.accept("cascade")) {
            in.accept("restrict");
        }
        return command(new SecurityStatement.DropOwned(roles));
    }

    // Policies.

    Command createPolicy() {
        String name = in.name();
        in.expect("on");
        List<String> table = in.qualifiedName();
        boolean permissive = true;
        if (in.accept("as")) {
            permissive = in.accept("permissive");
            if (!permissive) {
                in.expect("restrictive");
            }
        }
        PolicyDefinition.Command command = in.accept("for") ? policyCommand() : PolicyDefinition.Command.ALL;
        List<String> roles = in.accept("to") ? in.list(in::name) : List.of("public");
        return command(
                new SecurityStatement.CreatePolicy(name, table, permissive, command, roles, using(), withCheck()));
    }

    private PolicyDefinition.Command policyCommand() {
        for (PolicyDefinition.Command command : PolicyDefinition.Command.values()) {
            if (in.accept(command.name().toLowerCase(Locale.ROOT))) {
                return command;
            }
        }
        throw in.unexpected("expected ALL, SELECT, INSERT, UPDATE or DELETE");
    }

    Command alterPolicy() {
        String name = in.name();
        in.expect("on");
        List<String> table = in.qualifiedName();
        if (in.accept("rename", "to")) {
            return command(new SecurityStatement.AlterPolicy(name, table, in.name(), List.of(), null, null));
        }
        List<String> roles = in.accept("to") ? in.list(in::name) : List.of();
        return command(new SecurityStatement.AlterPolicy(name, table, null, roles, using(), withCheck()));
    }

    Command dropPolicy(boolean ifExists) {
        String name = in.name();
        in.expect("on");
        List<String> table = in.qualifiedName();
        if (!in.accept("cascade")) {
            in.accept("restrict");
        }
        return command(new SecurityStatement.DropPolicy(name, table, ifExists));
    }

    private @Nullable String using() {
        return in.accept("using") ? in.parenthesized() : null;
    }

    private @Nullable String withCheck() {
        return in.accept("with", "check") ? in.parenthesized() : null;
    }

    /** ENABLE, DISABLE, FORCE or NO FORCE ROW LEVEL SECURITY as a part of ALTER TABLE; null if it is something else. */
    Command.@Nullable Alteration rowSecurity() {
        Boolean enabled = null;
        Boolean forced = null;
        if (in.accept("enable", "row", "level", "security")) {
            enabled = true;
        } else if (in.accept("disable", "row", "level", "security")) {
            enabled = false;
        } else if (in.accept("force", "row", "level", "security")) {
            forced = true;
        } else if (in.accept("no", "force", "row", "level", "security")) {
            forced = false;
        } else {
            return null;
        }
        return new Command.Alteration.SetRowSecurity(enabled, forced);
    }

    static BlazeSqlException notSupported(String what) {
        return new BlazeSqlException(SqlErrorCode.FEATURE_NOT_SUPPORTED, what + " is not supported");
    }
}
