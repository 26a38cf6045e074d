/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.parser;

import io.blazedb.calcite.parser.Command.AlterDomain;
import io.blazedb.calcite.parser.Command.DomainChange;
import io.blazedb.calcite.types.SqlType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads CREATE DOMAIN and ALTER DOMAIN behind their first words. */
final class DomainParser {
    private static final String[] AFTER_DEFAULT = {"not", "null", "check", "constraint", "collate"};

    private final TokenReader in;

    DomainParser(TokenReader in) {
        this.in = in;
    }

    Command create() {
        List<String> name = in.qualifiedName();
        in.accept("as");
        SqlType type = TypeParser.parse(in);
        boolean notNull = false;
        String defaultSql = null;
        List<DomainChange.AddCheck> checks = new ArrayList<>();
        while (true) {
            if (in.accept("collate")) {
                in.qualifiedName();
            } else if (in.accept("default")) {
                defaultSql = in.textBefore(AFTER_DEFAULT);
            } else if (in.sees("constraint") || in.sees("check") || in.sees("not") || in.sees("null")) {
                DomainChange constraint = constraint();
                if (constraint instanceof DomainChange.AddCheck check) {
                    checks.add(check);
                } else if (constraint instanceof DomainChange.SetNotNull set) {
                    notNull = set.notNull();
                }
            } else {
                return new Command.CreateDomain(name, type, notNull, defaultSql, List.copyOf(checks));
            }
        }
    }

    Command alter() {
        List<String> name = in.qualifiedName();
        return new AlterDomain(name, change());
    }

    private DomainChange change() {
        if (in.accept("set", "default")) {
            return new DomainChange.SetDefault(in.rest());
        }
        if (in.accept("drop", "default")) {
            return new DomainChange.SetDefault(null);
        }
        if (in.accept("set")) {
            in.expect("not", "null");
            return new DomainChange.SetNotNull(true);
        }
        if (in.accept("drop", "not", "null")) {
            return new DomainChange.SetNotNull(false);
        }
        if (in.accept("drop", "constraint")) {
            boolean ifExists = in.accept("if", "exists");
            String constraint = in.name();
            if (!in.accept("cascade")) {
                in.accept("restrict");
            }
            return new DomainChange.DropCheck(constraint, ifExists);
        }
        if (in.accept("rename")) {
            in.expect("to");
            return new DomainChange.Rename(in.name());
        }
        in.expect("add");
        DomainChange added = constraint();
        in.accept("not", "valid");
        return added;
    }

    private DomainChange constraint() {
        @Nullable String name = in.accept("constraint") ? in.name() : null;
        if (in.accept("not", "null")) {
            return new DomainChange.SetNotNull(true);
        }
        if (in.accept("null")) {
            return new DomainChange.SetNotNull(false);
        }
        in.expect("check");
        return new DomainChange.AddCheck(name, in.parenthesized());
    }
}
