/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.parser;

import io.blazedb.calcite.catalog.GrantDefinition.GranteeKind;
import io.blazedb.calcite.catalog.GrantDefinition.Privilege;
import io.blazedb.calcite.catalog.LinkDefinition.OnDelete;
import io.blazedb.calcite.parser.Command.CreateLink.Condition;
import io.blazedb.calcite.parser.Command.PublicationChange;
import io.blazedb.calcite.parser.Command.PublicationTable;
import io.blazedb.calcite.types.Coercions;
import io.blazedb.calcite.types.SqlType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads definitions of publications, their grants, and links, behind their first words. */
final class PublicationParser {
    private final TokenReader in;

    PublicationParser(TokenReader in) {
        this.in = in;
    }

    Command create() {
        boolean ifNotExists = in.accept("if", "not", "exists");
        String name = in.name();
        in.expect("for");
        return new Command.CreatePublication(name, ifNotExists, tables(true));
    }

    Command alter() {
        String name = in.name();
        PublicationChange change;
        if (in.accept("add")) {
            change = PublicationChange.ADD;
        } else if (in.accept("drop")) {
            change = PublicationChange.DROP;
        } else {
            in.expect("set");
            change = PublicationChange.SET;
        }
        return new Command.AlterPublication(name, change, tables(change != PublicationChange.DROP));
    }

    Command grant(boolean revoke) {
        List<Privilege> privileges = new ArrayList<>();
        do {
            if (revoke && in.accept("all")) {
                in.accept("privileges");
                privileges.addAll(List.of(Privilege.values()));
            } else if (in.accept("select")) {
                privileges.add(Privilege.SELECT);
            } else if (in.accept("subscribe")) {
                privileges.add(Privilege.SUBSCRIBE);
            } else if (in.accept("write")) {
                privileges.add(Privilege.WRITE);
            } else {
                throw in.unexpected("expected SELECT, SUBSCRIBE or WRITE");
            }
        } while (in.acceptSymbol(","));
        in.expect("on", "publication");
        String publication = in.name();
        in.expect(revoke ? "from" : "to");
        if (in.accept("app", "group")) {
            return grant(revoke, privileges, publication, GranteeKind.APP_GROUP, grantee());
        } else if (in.accept("app")) {
            return grant(revoke, privileges, publication, GranteeKind.APP, grantee());
        } else if (in.accept("same", "user")) {
            return grant(revoke, privileges, publication, GranteeKind.SAME_USER, "");
        } else if (in.accept("user")) {
            return grant(revoke, privileges, publication, GranteeKind.USER, grantee());
        }
        in.expect("public");
        return grant(revoke, privileges, publication, GranteeKind.PUBLIC, "");
    }

    /** EXPLAIN PUBLICATION name FOR {APP 'x' | USER 'u'}. */
    Command explain() {
        String publication = in.name();
        in.expect("for");
        if (in.accept("app")) {
            return new Command.ExplainPublication(publication, GranteeKind.APP, grantee());
        }
        in.expect("user");
        return new Command.ExplainPublication(publication, GranteeKind.USER, grantee());
    }

    Command link() {
        boolean ifNotExists = in.accept("if", "not", "exists");
        String name = in.name();
        in.expect("on");
        List<String> table = in.qualifiedName();
        List<String> columns = in.nameList();
        in.expect("references");
        List<String> otherTable = in.qualifiedName();
        List<String> otherColumns = in.nameList();
        in.expect("on");
        in.expectSymbol("(");
        List<Condition> conditions = new ArrayList<>();
        do {
            List<String> left = columnName();
            in.expectSymbol("=");
            conditions.add(new Condition(left, columnName()));
        } while (in.accept("and"));
        in.expectSymbol(")");
        return new Command.CreateLink(
                name, ifNotExists, table, columns, otherTable, otherColumns, List.copyOf(conditions), onDelete());
    }

    private OnDelete onDelete() {
        if (!in.accept("on", "delete") || in.accept("keep")) {
            return OnDelete.KEEP;
        }
        if (in.accept("set", "null")) {
            return OnDelete.SET_NULL;
        }
        in.expect("cascade");
        return OnDelete.CASCADE;
    }

    private List<String> columnName() {
        List<String> parts = new ArrayList<>();
        do {
            parts.add(in.name());
        } while (in.acceptSymbol("."));
        return List.copyOf(parts);
    }

    private List<PublicationTable> tables(boolean whole) {
        List<PublicationTable> tables = new ArrayList<>();
        in.expect("table");
        do {
            in.accept("table");
            tables.add(table(whole));
        } while (in.acceptSymbol(","));
        return List.copyOf(tables);
    }

    private PublicationTable table(boolean whole) {
        List<String> name = in.qualifiedName();
        List<String> columns = whole && in.peek().isSymbol("(") ? in.nameList() : List.of();
        List<String> except = whole && in.accept("except") ? in.nameList() : List.of();
        String where = whole && in.accept("where") ? in.parenthesized() : null;
        return new PublicationTable(name, columns, except, where);
    }

    /** An app, group or user is named by a string or a name. */
    private String grantee() {
        return in.peek().kind() == SqlToken.Kind.STRING ? in.string() : in.name();
    }

    private Command grant(
            boolean revoke, List<Privilege> privileges, String publication, GranteeKind kind, String grantee) {
        Long validUntil = revoke ? null : validUntil();
        return new Command.GrantPublication(revoke, List.copyOf(privileges), publication, kind, grantee, validUntil);
    }

    /** [VALID UNTIL 'timestamp'], as PostgreSQL writes it for passwords; without an offset it is in UTC. */
    private @Nullable Long validUntil() {
        if (!in.accept("valid", "until")) {
            return null;
        }
        in.accept("timestamp");
        String text = in.string();
        if (text.strip().equalsIgnoreCase("infinity")) {
            return null;
        }
        return (Long)
                Coercions.convert(text, SqlType.of(SqlType.Name.VARCHAR), SqlType.of(SqlType.Name.TIMESTAMP_TZ, 6));
    }
}
