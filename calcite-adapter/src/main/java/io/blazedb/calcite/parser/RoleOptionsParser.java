/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.parser;

import io.blazedb.calcite.parser.SecurityStatement.RoleOptions;
import io.blazedb.calcite.parser.SecurityStatement.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads the options of CREATE ROLE and ALTER ROLE. Reads one statement. */
final class RoleOptionsParser {
    private final TokenReader in;
    private @Nullable Boolean login;
    private @Nullable Boolean inherit;
    private @Nullable Boolean superuser;
    private @Nullable Boolean createRole;
    private @Nullable Boolean bypassRls;
    private @Nullable Secret password;
    private boolean noPassword;
    private final List<String> memberOf = new ArrayList<>();
    private final List<String> members = new ArrayList<>();
    private final List<String> admins = new ArrayList<>();

    /** Options of which one is given already. */
    RoleOptionsParser(TokenReader in, @Nullable Boolean login) {
        this.in = in;
        this.login = login;
    }

    RoleOptions read() {
        in.accept("with");
        while (in.peek().kind() == SqlToken.Kind.WORD) {
            option();
        }
        return new RoleOptions(
                login,
                inherit,
                superuser,
                createRole,
                bypassRls,
                password,
                noPassword,
                List.copyOf(memberOf),
                List.copyOf(members),
                List.copyOf(admins));
    }

    private void option() {
        if (in.accept("encrypted") || in.sees("password")) {
            in.expect("password");
            noPassword = in.accept("null");
            password = noPassword ? null : new Secret(in.string());
        } else if (in.accept("in", "role") || in.accept("in", "group")) {
            memberOf.addAll(in.list(in::name));
        } else if (in.accept("role") || in.accept("user")) {
            members.addAll(in.list(in::name));
        } else if (in.accept("admin")) {
            admins.addAll(in.list(in::name));
        } else {
            attribute();
        }
    }

    private void attribute() {
        String word = in.peek().text();
        boolean on = !word.startsWith("no");
        switch (on ? word : word.substring(2)) {
            case "login" -> login = on;
            case "inherit" -> inherit = on;
            case "superuser" -> superuser = on;
            case "createrole" -> createRole = on;
            case "bypassrls" -> bypassRls = on;
            case "createdb", "replication" -> {
                // Databases are files, and whom they are published to is said by GRANT ... ON PUBLICATION.
            }
            case "connection", "valid" ->
                throw SecurityParser.notSupported(word.toUpperCase(Locale.ROOT) + " of a role");
            default -> throw in.unexpected("expected an option of a role, such as LOGIN");
        }
        in.next();
    }
}
