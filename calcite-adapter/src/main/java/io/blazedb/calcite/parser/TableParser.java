/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.parser;

import io.blazedb.calcite.catalog.ColumnDefinition.Identity;
import io.blazedb.calcite.catalog.TableDefinition.CheckOption;
import io.blazedb.calcite.catalog.TableDefinition.OnCommit;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.parser.Command.Alteration;
import io.blazedb.calcite.parser.Command.Column;
import io.blazedb.calcite.parser.Command.Constraint;
import io.blazedb.calcite.parser.Command.ConstraintKind;
import io.blazedb.calcite.types.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads definitions of tables, indexes and views, behind their first words. */
final class TableParser {
    private static final Set<String> SERIAL =
            Set.of("serial", "bigserial", "smallserial", "serial2", "serial4", "serial8");
    private static final String[] AFTER_DEFAULT = {
        "not", "null", "primary", "unique", "check", "references", "generated", "constraint", "collate"
    };

    private static final Set<String> STORAGE_OPTIONS = Set.of(
            "fillfactor",
            "parallel_workers",
            "toast_tuple_target",
            "vacuum_truncate",
            "vacuum_index_cleanup",
            "log_autovacuum_min_duration",
            "user_catalog_table",
            "oids",
            "deduplicate_items",
            "buffering",
            "fastupdate",
            "gin_pending_list_limit",
            "pages_per_range",
            "autosummarize");

    private static final Set<String> CODE_POINT_ORDER =
            Set.of("c", "posix", "ucs_basic", "default", "pg_c_utf8", "c.utf8", "c.utf-8", "binary");

    private final TokenReader in;

    TableParser(TokenReader in) {
        this.in = in;
    }

    Command table(boolean temporary) {
        boolean ifNotExists = in.accept("if", "not", "exists");
        List<String> name = in.qualifiedName();
        if (in.sees("partition", "of")) {
            throw notSupported("a partition of a table");
        }
        if (in.sees("as") || in.sees("on") || in.sees("with") || listsNamesOnly()) {
            List<String> columns = in.peek().isSymbol("(") ? in.nameList() : List.of();
            if (in.accept("with")) {
                storageOptions();
            }
            OnCommit onCommit = onCommit(temporary);
            in.expect("as");
            return tableAs(name, temporary, ifNotExists, columns, onCommit);
        }
        List<Column> columns = new ArrayList<>();
        List<Constraint> constraints = new ArrayList<>();
        List<Command.Like> likes = new ArrayList<>();
        in.expectSymbol("(");
        do {
            if (startsConstraint()) {
                constraints.add(constraint());
            } else if (in.sees("like")) {
                likes.add(like(columns.size()));
            } else {
                columns.add(column(constraints));
            }
        } while (in.acceptSymbol(","));
        in.expectSymbol(")");
        if (in.sees("partition", "by") || in.sees("inherits")) {
            throw notSupported(in.sees("inherits") ? "INHERITS of a table" : "a partitioned table");
        }
        if (in.accept("using")) {
            in.name();
        }
        Command.Layout layout = in.accept("with") ? layout() : null;
        return new Command.CreateTable(
                name,
                temporary,
                ifNotExists,
                List.copyOf(columns),
                List.copyOf(constraints),
                List.copyOf(likes),
                layout,
                onCommitInTablespace(temporary));
    }

    private OnCommit onCommitInTablespace(boolean temporary) {
        OnCommit onCommit = onCommit(temporary);
        if (in.accept("tablespace")) {
            in.name();
        }
        return onCommit;
    }

    private OnCommit onCommit(boolean temporary) {
        if (!in.accept("on", "commit")) {
            return OnCommit.PRESERVE_ROWS;
        }
        if (!temporary) {
            throw new BlazeSqlException(
                    SqlErrorCode.INVALID_DEFINITION, "ON COMMIT can only be used on temporary tables");
        }
        if (in.accept("drop")) {
            return OnCommit.DROP;
        }
        boolean delete = in.accept("delete");
        if (!delete) {
            in.expect("preserve");
        }
        in.expect("rows");
        return delete ? OnCommit.DELETE_ROWS : OnCommit.PRESERVE_ROWS;
    }

    private Command.Like like(int at) {
        in.expect("like");
        List<String> table = in.qualifiedName();
        List<String> including = new ArrayList<>();
        while (in.sees("including") || in.sees("excluding")) {
            boolean include = in.next().text().equals("including");
            String what = in.name();
            List<String> parts = what.equals("all")
                    ? List.of("defaults", "constraints", "identity", "indexes", "comments", "generated")
                    : List.of(what);
            including.removeAll(parts);
            if (include) {
                including.addAll(parts);
            }
        }
        return new Command.Like(at, table, List.copyOf(including));
    }

    /** The options behind WITH: {@code (layout = row)} or {@code (layout = column)}, and those of another storage. */
    private Command.@Nullable Layout layout() {
        Command.Layout layout = null;
        for (String[] option : storageOptions()) {
            if (option[0].equals("layout")) {
                layout = switch (option[1]) {
                    case "row" -> Command.Layout.ROW;
                    case "column" -> Command.Layout.COLUMN;
                    default ->
                        throw new BlazeSqlException(SqlErrorCode.INVALID_PARAMETER, "layout is \"row\" or \"column\"");
                };
            }
        }
        return layout;
    }

    /** Names and values in parentheses. Those that PostgreSQL's storage knows mean nothing here. */
    private List<String[]> storageOptions() {
        in.expectSymbol("(");
        List<String[]> options = in.list(() -> {
            StringBuilder name = new StringBuilder(in.name());
            while (in.acceptSymbol(".")) {
                name.append('.').append(in.name());
            }
            String option = name.substring(name.indexOf(".") + 1);
            if (!option.equals("layout") && !STORAGE_OPTIONS.contains(option) && !option.startsWith("autovacuum_")) {
                throw new BlazeSqlException(
                        SqlErrorCode.INVALID_PARAMETER, "unrecognized parameter \"" + option + "\"");
            }
            String value = "";
            if (in.acceptSymbol("=")) {
                in.acceptSymbol("-");
                value = in.next().text();
            }
            return new String[] {option, value};
        });
        in.expectSymbol(")");
        return options;
    }

    Command view(boolean temporary, boolean orReplace, boolean recursive) {
        boolean ifNotExists = in.accept("if", "not", "exists");
        List<String> name = in.qualifiedName();
        List<String> columns = (recursive || in.peek().isSymbol("(")) ? in.nameList() : List.of();
        boolean invoker = in.accept("with") && viewOptions();
        in.expect("as");
        String query = in.rest();
        String folded = query.toLowerCase(Locale.ROOT);
        CheckOption checkOption = CheckOption.NONE;
        if (folded.matches("(?s).*\\bwith\\s+((local|cascaded)\\s+)?check\\s+option")) {
            int start = folded.lastIndexOf("with");
            checkOption = folded.startsWith("local", start + 4 + blanks(folded, start + 4))
                    ? CheckOption.LOCAL
                    : CheckOption.CASCADED;
            query = query.substring(0, start).strip();
        }
        if (recursive) {
            String self = ColumnNames.quoted(name.get(name.size() - 1));
            String list =
                    String.join(", ", columns.stream().map(ColumnNames::quoted).toList());
            query = "WITH RECURSIVE " + self + " (" + list + ") AS (" + query + ") SELECT " + list + " FROM " + self;
        }
        return new Command.CreateView(name, temporary, orReplace, ifNotExists, columns, query, checkOption, invoker);
    }

    Command materializedView() {
        boolean ifNotExists = in.accept("if", "not", "exists");
        List<String> name = in.qualifiedName();
        List<String> columns = in.peek().isSymbol("(") ? in.nameList() : List.of();
        if (in.accept("using")) {
            in.name();
        }
        if (in.accept("with")) {
            storageOptions();
        }
        if (in.accept("tablespace")) {
            in.name();
        }
        in.expect("as");
        QueryWithData query = queryWithData();
        return new Command.CreateMaterializedView(name, ifNotExists, columns, query.sql(), query.withData());
    }

    private static int blanks(String text, int from) {
        int at = from;
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at - from;
    }

    /** Options of a view behind WITH; whether security_invoker is one of them. */
    private boolean viewOptions() {
        boolean invoker = false;
        in.expectSymbol("(");
        do {
            boolean security = in.accept("security_invoker");
            if (!security) {
                // A view is a barrier in any case where row-level security applies.
                in.expect("security_barrier");
            }
            boolean on = !in.acceptSymbol("=")
                    || in.accept("true")
                    || in.accept("on")
                    || !(in.accept("false") || in.accept("off"));
            invoker |= security && on;
        } while (in.acceptSymbol(","));
        in.expectSymbol(")");
        return invoker;
    }

    Command index(boolean unique) {
        in.accept("concurrently");
        boolean ifNotExists = in.accept("if", "not", "exists");
        String name = in.sees("on") ? null : in.name();
        in.expect("on");
        in.accept("only");
        List<String> table = in.qualifiedName();
        if (in.accept("using")) {
            in.name();
        }
        in.expectSymbol("(");
        List<Command.IndexColumn> columns = in.list(this::indexColumn);
        in.expectSymbol(")");
        List<String> included = in.accept("include") ? in.nameList() : List.of();
        if (in.accept("nulls") && !in.accept("distinct")) {
            throw notSupported("NULLS NOT DISTINCT of an index");
        }
        if (in.accept("with")) {
            storageOptions();
        }
        if (in.accept("tablespace")) {
            in.name();
        }
        String predicate = in.accept("where") ? in.rest() : null;
        return new Command.CreateIndex(name, table, columns, unique, ifNotExists, included, predicate);
    }

    Command alter() {
        boolean ifExists = in.accept("if", "exists");
        in.skipOnly();
        List<String> name = in.qualifiedName();
        in.acceptSymbol("*");
        return new Command.AlterTable(name, ifExists, in.list(this::alteration));
    }

    Command alterView() {
        boolean ifExists = in.accept("if", "exists");
        return new Command.AlterView(in.qualifiedName(), ifExists, alteration());
    }

    private Command tableAs(
            List<String> name, boolean temporary, boolean ifNotExists, List<String> columns, OnCommit onCommit) {
        QueryWithData query = queryWithData();
        return new Command.CreateTableAs(
                name, temporary, ifNotExists, columns, query.sql(), query.withData(), onCommit);
    }

    /** A query, and whether its rows are wanted. */
    private record QueryWithData(String sql, boolean withData) {}

    /** The rest of the statement: a query, and WITH DATA or WITH NO DATA behind it. */
    private QueryWithData queryWithData() {
        String query = in.rest();
        String folded = query.toLowerCase(Locale.ROOT);
        boolean without = folded.matches("(?s).*\\bwith\\s+no\\s+data");
        return without || folded.matches("(?s).*\\bwith\\s+data")
                ? new QueryWithData(
                        query.substring(0, folded.lastIndexOf("with")).strip(), !without)
                : new QueryWithData(query, true);
    }

    /** Whether names in parentheses and AS come next, as in CREATE TABLE t (a, b) AS. */
    private boolean listsNamesOnly() {
        int ahead = 0;
        if (!in.peek(ahead++).isSymbol("(")) {
            return false;
        }
        do {
            if (!in.peek(ahead++).isName()) {
                return false;
            }
        } while (in.peek(ahead++).isSymbol(","));
        return in.peek(ahead - 1).isSymbol(")")
                && (in.peek(ahead).isWord("as")
                        || in.peek(ahead).isWord("with")
                        || (in.peek(ahead).isWord("on") && in.peek(ahead + 1).isWord("commit")));
    }

    private boolean startsConstraint() {
        return in.sees("constraint")
                || in.sees("primary", "key")
                || in.sees("foreign", "key")
                || (in.sees("unique") && in.peek(1).isSymbol("("))
                || (in.sees("check") && in.peek(1).isSymbol("("));
    }

    private Constraint constraint() {
        String name = in.accept("constraint") ? in.name() : null;
        if (in.accept("primary", "key")) {
            return new Constraint(ConstraintKind.PRIMARY_KEY, name, in.nameList(), null);
        }
        if (in.accept("unique")) {
            return new Constraint(ConstraintKind.UNIQUE, name, in.nameList(), null);
        }
        if (in.accept("check")) {
            return new Constraint(ConstraintKind.CHECK, name, List.of(), in.parenthesized());
        }
        in.expect("foreign", "key");
        List<String> columns = in.nameList();
        in.expect("references");
        return new Constraint(ConstraintKind.FOREIGN_KEY, name, columns, null, new ReferencesParser(in).parse());
    }

    private Column column(List<Constraint> constraints) {
        String name = in.name();
        boolean serial = SERIAL.contains(in.peek().text());
        List<String> domain = TypeParser.domain(in);
        SqlType type = domain == null ? TypeParser.parse(in) : TypeParser.named(in);
        Identity identity = serial ? Identity.BY_DEFAULT : Identity.NONE;
        Boolean nullable = serial ? Boolean.FALSE : null;
        String defaultSql = null;
        String generated = null;
        long identityStart = 1;
        while (true) {
            String constraint = in.accept("constraint") ? in.name() : null;
            if (in.accept("not", "null")) {
                nullable = false;
            } else if (in.accept("null")) {
                nullable = true;
            } else if (in.accept("default")) {
                defaultSql = in.textBefore(AFTER_DEFAULT);
            } else if (in.accept("primary", "key")) {
                constraints.add(new Constraint(ConstraintKind.PRIMARY_KEY, constraint, List.of(name), null));
                if (in.accept("autoincrement")) {
                    identity = Identity.BY_DEFAULT;
                }
            } else if (in.accept("unique")) {
                constraints.add(new Constraint(ConstraintKind.UNIQUE, constraint, List.of(name), null));
            } else if (in.accept("check")) {
                constraints.add(new Constraint(ConstraintKind.CHECK, constraint, List.of(name), in.parenthesized()));
            } else if (in.accept("generated") || in.sees("as")) {
                generated = generated();
                if (generated == null) {
                    identity = identity();
                    identityStart = identityStart();
                    nullable = false;
                }
            } else if (in.accept("auto_increment")) {
                identity = Identity.BY_DEFAULT;
                nullable = false;
            } else if (in.accept("references")) {
                constraints.add(new Constraint(
                        ConstraintKind.FOREIGN_KEY, constraint, List.of(name), null, new ReferencesParser(in).parse()));
            } else if (in.accept("collate")) {
                List<String> collation = in.qualifiedName();
                requireCodePointOrder(collation.get(collation.size() - 1));
            } else if (constraint != null) {
                throw in.unexpected("expected a constraint");
            } else {
                return new Column(name, type, nullable, defaultSql, identity, generated, domain, identityStart);
            }
        }
    }

    /** The expression behind GENERATED ALWAYS AS, or AS alone; null if an identity column comes. */
    private @Nullable String generated() {
        int ahead = in.sees("always") ? 1 : 0;
        if (!in.peek(ahead).isWord("as") || !in.peek(ahead + 1).isSymbol("(")) {
            return null;
        }
        in.accept("always");
        in.expect("as");
        String expression = in.parenthesized();
        if (in.accept("virtual")) {
            throw notSupported("a virtual generated column");
        }
        if (!in.accept("persisted")) {
            in.accept("stored");
        }
        return expression;
    }

    private Identity identity() {
        Identity identity = Identity.ALWAYS;
        if (in.accept("by", "default")) {
            identity = Identity.BY_DEFAULT;
        } else {
            in.expect("always");
        }
        in.expect("as");
        in.expect("identity");
        return identity;
    }

    /** The first value, from the options of the sequence behind AS IDENTITY; identity columns count by 1. */
    private long identityStart() {
        return in.peek().isSymbol("(") ? new SequenceParser(new TokenReader(in.parenthesized())).identityStart() : 1;
    }

    private Command.IndexColumn indexColumn() {
        String expression = null;
        String name = null;
        if (in.peek().isSymbol("(")) {
            expression = in.parenthesized();
        } else if (in.peek(1).isSymbol("(")) {
            expression = in.call();
        } else {
            name = in.name();
        }
        if (in.accept("collate")) {
            requireCodePointOrder(in.name());
        }
        if (in.peek().isName() && in.peek().text().endsWith("_ops")) {
            in.name();
        }
        boolean descending = in.accept("desc");
        if (!descending) {
            in.accept("asc");
        }
        boolean nullsFirst = descending;
        if (in.accept("nulls")) {
            nullsFirst = in.accept("first");
            if (!nullsFirst) {
                in.expect("last");
            }
        }
        return new Command.IndexColumn(name, expression, descending, nullsFirst);
    }

    private static void requireCodePointOrder(String collation) {
        if (!CODE_POINT_ORDER.contains(collation.toLowerCase(Locale.ROOT))) {
            throw new BlazeSqlException(
                    SqlErrorCode.UNDEFINED_OBJECT,
                    "collation \"" + collation + "\" does not exist; text is ordered by code points (\"C\")");
        }
    }

    private Alteration alteration() {
        Alteration rowSecurity = new SecurityParser(in).rowSecurity();
        if (rowSecurity != null) {
            return rowSecurity;
        }
        if (in.accept("validate", "constraint")) {
            in.name();
            return new Alteration.Nothing();
        }
        if (in.accept("set", "schema")) {
            return new Alteration.SetSchema(in.name());
        }
        if (ofAnotherStorage()) {
            return new Alteration.Nothing();
        }
        if (in.accept("add")) {
            if (startsConstraint()) {
                Constraint constraint = constraint();
                in.accept("not", "valid");
                return new Alteration.AddConstraint(constraint);
            }
            in.accept("column");
            boolean ifNotExists = in.accept("if", "not", "exists");
            List<Constraint> constraints = new ArrayList<>();
            Column column = column(constraints);
            return new Alteration.AddColumn(column, List.copyOf(constraints), ifNotExists);
        }
        if (in.accept("drop")) {
            boolean constraint = in.accept("constraint");
            if (!constraint) {
                in.accept("column");
            }
            boolean ifExists = in.accept("if", "exists");
            String name = in.name();
            boolean cascade = in.accept("cascade");
            if (!cascade) {
                in.accept("restrict");
            }
            return constraint
                    ? new Alteration.DropConstraint(name, ifExists, cascade)
                    : new Alteration.DropColumn(name, ifExists, cascade);
        }
        if (in.accept("rename")) {
            if (in.accept("to")) {
                return new Alteration.RenameTable(in.name());
            }
            if (in.accept("constraint")) {
                String constraint = in.name();
                in.expect("to");
                return new Alteration.RenameConstraint(constraint, in.name());
            }
            in.accept("column");
            String name = in.name();
            in.expect("to");
            return new Alteration.RenameColumn(name, in.name());
        }
        in.expect("alter");
        in.accept("column");
        return alterColumn(in.name());
    }

    /** What dumps say of a storage that is not this one: without a meaning here, so it changes nothing. */
    private boolean ofAnotherStorage() {
        if (in.accept("cluster", "on")) {
            in.name();
            return true;
        }
        if (in.accept("replica", "identity")) {
            if (in.accept("using", "index")) {
                in.name();
                return true;
            }
            return in.accept("full") || in.accept("nothing") || in.accept("default");
        }
        boolean parameters = in.sees("set") || in.sees("reset");
        if (parameters && in.peek(1).isSymbol("(")) {
            in.next();
            in.parenthesized();
            return true;
        }
        return in.accept("set", "without", "cluster") || in.accept("set", "without", "oids");
    }

    private Alteration alterColumn(String column) {
        if (in.accept("set", "statistics")) {
            in.acceptSymbol("-");
            in.next();
            return new Alteration.Nothing();
        }
        if (in.accept("set", "storage") || in.accept("set", "compression")) {
            in.name();
            return new Alteration.Nothing();
        }
        if (in.accept("set", "default")) {
            return new Alteration.SetDefault(column, in.textBefore());
        }
        if (in.accept("drop", "default")) {
            return new Alteration.SetDefault(column, null);
        }
        if (in.accept("set", "not", "null")) {
            return new Alteration.SetNullable(column, false);
        }
        if (in.accept("set", "expression", "as")) {
            return new Alteration.SetExpression(column, in.parenthesized(), false);
        }
        if (in.accept("drop", "expression")) {
            return new Alteration.SetExpression(column, null, in.accept("if", "exists"));
        }
        if (in.accept("set", "generated")) {
            boolean always = in.accept("always");
            if (!always) {
                in.expect("by", "default");
            }
            return new Alteration.SetGenerated(column, always ? Identity.ALWAYS : Identity.BY_DEFAULT);
        }
        if (in.accept("restart")) {
            boolean given = in.accept("with") || in.peek().kind() == SqlToken.Kind.NUMBER;
            return new Alteration.RestartIdentity(column, given ? in.integer() : 1);
        }
        if (in.accept("drop", "not", "null")) {
            return new Alteration.SetNullable(column, true);
        }
        if (in.accept("type") || in.accept("set", "data", "type")) {
            List<String> domain = TypeParser.domain(in);
            SqlType type = domain == null ? TypeParser.parse(in) : TypeParser.named(in);
            if (in.accept("collate")) {
                requireCodePointOrder(in.name());
            }
            return new Alteration.SetType(column, type, domain, in.accept("using") ? in.textBefore() : null);
        }
        if (in.accept("add", "generated")) {
            Identity identity = identity();
            return new Alteration.SetIdentity(column, identity, identityStart(), false);
        }
        if (in.accept("drop", "identity")) {
            return new Alteration.SetIdentity(column, Identity.NONE, 1, in.accept("if", "exists"));
        }
        throw in.unexpected("expected SET or DROP");
    }

    private static BlazeSqlException notSupported(String what) {
        return new BlazeSqlException(SqlErrorCode.FEATURE_NOT_SUPPORTED, what + " is not supported");
    }
}
