/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.parser;

import io.blazedb.calcite.catalog.Commented;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.parser.SqlToken.Kind;
import io.blazedb.storage.IsolationLevel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one {@link Command}; definitions of tables and of publications have readers of their own. */
final class CommandParser {
    private static final Set<String> FIRST_WORDS = Set.of(
            "abort",
            "alter",
            "analyze",
            "attach",
            "backup",
            "begin",
            "check",
            "checkpoint",
            "close",
            "comment",
            "commit",
            "copy",
            "create",
            "deallocate",
            "declare",
            "detach",
            "discard",
            "do",
            "drop",
            "end",
            "execute",
            "explain",
            "fetch",
            "grant",
            "listen",
            "load",
            "lock",
            "move",
            "notify",
            "prepare",
            "reassign",
            "refresh",
            "release",
            "reset",
            "revoke",
            "rollback",
            "savepoint",
            "set",
            "show",
            "start",
            "truncate",
            "unlisten",
            "use",
            "vacuum");

    private static final Map<String, Commented> COMMENTED = Map.of(
            "database", Commented.DATABASE,
            "schema", Commented.SCHEMA,
            "sequence", Commented.SEQUENCE,
            "index", Commented.INDEX,
            "policy", Commented.POLICY,
            "role", Commented.ROLE,
            "publication", Commented.PUBLICATION);

    /** Options of EXPLAIN that choose details: there is one amount of them. */
    private static final Set<String> EXPLAIN_OPTIONS =
            Set.of("verbose", "costs", "settings", "buffers", "wal", "timing", "summary", "memory", "generic_plan");

    private final TokenReader in;

    private CommandParser(String sql) {
        this.in = new TokenReader(sql);
    }

    /** Whether a statement that begins with this word, in lower case, is a command. */
    static boolean isCommand(String firstWord) {
        return FIRST_WORDS.contains(firstWord);
    }

    static Command parse(String sql) {
        CommandParser parser = new CommandParser(sql);
        Command command = parser.command();
        parser.in.end();
        return command;
    }

    private Command command() {
        String first = in.next().text();
        return switch (first) {
            case "create" -> create();
            case "drop" -> drop();
            case "alter" -> alter();
            case "truncate" -> {
                in.accept("table");
                in.skipOnly();
                List<List<String>> names = in.list(in::qualifiedName);
                boolean restart = in.accept("restart", "identity");
                if (!restart) {
                    in.accept("continue", "identity");
                }
                yield new Command.Truncate(names, restart, cascade());
            }
            case "comment" -> comment();
            case "begin", "start" -> begin(first);
            case "commit", "end" -> {
                skipWork();
                in.accept("and", "no", "chain");
                yield new Command.Commit();
            }
            case "rollback", "abort" -> rollback();
            case "savepoint" -> new Command.Savepoint(in.name());
            case "release" -> {
                in.accept("savepoint");
                yield new Command.ReleaseSavepoint(in.name());
            }
            case "set" -> set();
            case "reset" -> reset();
            case "show" ->
                new Command.Show(
                        in.accept("transaction", "isolation", "level") ? "transaction_isolation" : settingName());
            case "use" -> new Command.Use(in.qualifiedName());
            case "explain" -> explain();
            case "attach" -> attach();
            case "detach" -> detach();
            case "grant", "revoke" -> new SecurityParser(in).grant(first.equals("revoke"));
            case "reassign" -> new SecurityParser(in).reassignOwned();
            case "copy" -> new CopyParser(in).parse();
            case "checkpoint" -> new Command.Checkpoint();
            case "refresh" -> {
                in.expect("materialized", "view");
                boolean concurrently = in.accept("concurrently");
                List<String> view = in.qualifiedName();
                boolean withData = !in.accept("with", "no", "data");
                if (withData) {
                    in.accept("with", "data");
                }
                yield new Command.RefreshMaterializedView(view, concurrently, withData);
            }
            case "analyze" -> new Command.Analyze(in.peek().isName() ? in.list(in::qualifiedName) : List.of());
            case "backup" -> {
                in.expect("to");
                yield new Command.Backup(in.string());
            }
            case "vacuum" -> vacuum();
            case "discard" -> discard();
            case "prepare" -> new Command.Session(new SessionParser(in).prepare());
            case "execute" -> new Command.Session(new SessionParser(in).execute());
            case "deallocate" -> new Command.Session(new SessionParser(in).deallocate());
            case "lock" -> new Command.Session(new SessionParser(in).lock());
            case "declare" -> new Command.Session(new SessionParser(in).declare());
            case "fetch", "move" -> new Command.Session(new SessionParser(in).fetch(first.equals("move")));
            case "close" -> new Command.Session(new SessionParser(in).close());
            case "unlisten" -> {
                if (!in.acceptSymbol("*")) {
                    in.name();
                }
                yield new Command.Session(new SessionStatement.Nothing());
            }
            case "do" ->
                throw new BlazeSqlException(
                        SqlErrorCode.FEATURE_NOT_SUPPORTED,
                        "DO is not supported: there is no procedural language, only SQL");
            case "check" -> {
                in.expect("database");
                yield new Command.CheckDatabase(in.peek().isName() ? in.name() : null);
            }
            default -> throw unsupported(first);
        };
    }

    private Command discard() {
        if (in.accept("plans") || in.accept("sequences")) {
            return new Command.Session(new SessionStatement.Nothing());
        }
        boolean all = in.accept("all");
        if (!all && !in.accept("temp")) {
            in.expect("temporary");
        }
        return new Command.Discard(all);
    }

    private Command vacuum() {
        in.accept("full");
        if (in.accept("analyze")) {
            return new Command.Analyze(in.peek().isName() ? in.list(in::qualifiedName) : List.of());
        }
        return new Command.Vacuum(in.accept("into") ? in.string() : null);
    }

    private Command create() {
        boolean orReplace = in.accept("or", "replace");
        boolean scoped = in.accept("local") || in.accept("global");
        boolean temporary = in.accept("temporary") || in.accept("temp");
        if (scoped && !temporary) {
            throw in.unexpected("expected TEMPORARY");
        }
        if (!temporary) {
            in.accept("unlogged");
        }
        if (in.accept("view")) {
            return new TableParser(in).view(temporary, orReplace, false);
        }
        if (!temporary && !orReplace && in.accept("materialized", "view")) {
            return new TableParser(in).materializedView();
        }
        if (in.accept("recursive", "view")) {
            return new TableParser(in).view(temporary, orReplace, true);
        }
        if (orReplace
                && !in.sees("function")
                && !in.sees("procedure")
                && !in.sees("trigger")
                && !in.sees("aggregate")
                && !in.sees("rule")
                && !in.sees("language")) {
            throw in.unexpected("expected VIEW");
        }
        if (in.accept("table")) {
            return new TableParser(in).table(temporary);
        }
        if (temporary) {
            throw in.sees("sequence") ? unsupported("create temporary sequence") : in.unexpected("expected TABLE");
        }
        if (in.accept("unique", "index") || in.accept("index")) {
            return new TableParser(in)
                    .index(in.peek(-1).isWord("index") && in.peek(-2).isWord("unique"));
        }
        if (in.accept("sequence")) {
            return new SequenceParser(in).create();
        }
        if (in.accept("domain")) {
            return new DomainParser(in).create();
        }
        if (in.accept("type")) {
            return new EnumParser(in).create();
        }
        if (in.accept("schema")) {
            boolean ifNotExists = in.accept("if", "not", "exists");
            List<String> schema = in.sees("authorization") ? List.of() : in.qualifiedName();
            String authorization = in.accept("authorization") ? in.name() : null;
            return new Command.CreateSchema(
                    schema.isEmpty() && authorization != null ? List.of(authorization) : schema,
                    ifNotExists,
                    authorization);
        }
        if (in.accept("publication")) {
            return new PublicationParser(in).create();
        }
        if (in.accept("policy")) {
            return new SecurityParser(in).createPolicy();
        }
        if (in.accept("role") || in.accept("group")) {
            return new SecurityParser(in).createRole(false);
        }
        if (in.accept("user")) {
            return new SecurityParser(in).createRole(true);
        }
        if (in.accept("link")) {
            return new PublicationParser(in).link();
        }
        if (in.accept("extension")) {
            // Dumps say it of the language that every database of PostgreSQL has.
            in.accept("if", "not", "exists");
            if (in.accept("plpgsql")) {
                if (in.accept("with", "schema") || in.accept("schema")) {
                    in.name();
                }
                return new Command.Session(new SessionStatement.Nothing());
            }
            throw new BlazeSqlException(
                    SqlErrorCode.FEATURE_NOT_SUPPORTED, "extension \"" + in.name() + "\" is not available");
        }
        if (in.sees("function") || in.sees("procedure") || in.sees("trigger") || in.sees("event", "trigger")) {
            throw new BlazeSqlException(
                    SqlErrorCode.FEATURE_NOT_SUPPORTED,
                    "CREATE " + in.peek().text().toUpperCase(Locale.ROOT)
                            + " is not supported: functions come from the program, and there are no triggers");
        }
        throw unsupported("create " + in.peek().text());
    }

    private Command drop() {
        String what = in.next().text();
        if (what.equals("materialized")) {
            in.expect("view");
        }
        if (what.equals("index")) {
            in.accept("concurrently");
        }
        boolean ifExists = in.accept("if", "exists");
        return switch (what) {
            case "table" -> new Command.DropTable(in.list(in::qualifiedName), ifExists, cascade());
            case "view" -> {
                List<List<String>> names = in.list(in::qualifiedName);
                boolean cascade = in.accept("cascade");
                yield new Command.DropView(names, ifExists, cascade, !cascade && in.accept("restrict"));
            }
            case "materialized" -> {
                List<List<String>> names = in.list(in::qualifiedName);
                yield new Command.DropMaterializedView(names, ifExists, cascade());
            }
            case "index" -> {
                List<List<String>> names = in.list(in::qualifiedName);
                cascade();
                yield new Command.DropIndex(names, ifExists);
            }
            case "sequence" -> {
                List<List<String>> names = in.list(in::qualifiedName);
                yield new Command.DropSequence(names, ifExists, cascade());
            }
            case "domain" -> new Command.DropDomain(in.list(in::qualifiedName), ifExists, cascade(), false);
            case "type" -> new Command.DropDomain(in.list(in::qualifiedName), ifExists, cascade(), true);
            case "schema" -> new Command.DropSchema(in.qualifiedName(), ifExists, cascade());
            case "publication" -> new Command.DropPublication(in.name(), ifExists);
            case "link" -> new Command.DropLink(in.name(), ifExists);
            case "policy" -> new SecurityParser(in).dropPolicy(ifExists);
            case "role", "user", "group" -> new SecurityParser(in).dropRole(ifExists);
            case "owned" -> new SecurityParser(in).dropOwned();
            default -> throw unsupported("drop " + what);
        };
    }

    private boolean cascade() {
        if (in.accept("cascade")) {
            return true;
        }
        in.accept("restrict");
        return false;
    }

    private Command alter() {
        if ((in.sees("domain") || in.sees("type")) && seesOwnerOfType()) {
            // Domains and types are everybody's.
            in.next();
            in.qualifiedName();
            in.expect("owner", "to");
            in.name();
            return new Command.Session(new SessionStatement.Nothing());
        }
        if (in.accept("table")) {
            in.skipOnly();
            return new SecurityParser(in).seesOwner()
                    ? new SecurityParser(in).owner(SecurityStatement.ObjectKind.TABLE)
                    : new TableParser(in).alter();
        }
        if (in.accept("view") || in.accept("materialized", "view")) {
            return new SecurityParser(in).seesOwner()
                    ? new SecurityParser(in).owner(SecurityStatement.ObjectKind.TABLE)
                    : new TableParser(in).alterView();
        }
        if (in.accept("schema")) {
            if (new SecurityParser(in).seesOwner()) {
                return new SecurityParser(in).owner(SecurityStatement.ObjectKind.SCHEMA);
            }
            List<String> schema = in.qualifiedName();
            in.expect("rename", "to");
            return new Command.RenameSchema(schema, in.name());
        }
        if (in.accept("sequence")) {
            return new SecurityParser(in).seesOwner()
                    ? new SecurityParser(in).owner(SecurityStatement.ObjectKind.SEQUENCE)
                    : new SequenceParser(in).alter();
        }
        if (in.accept("role") || in.accept("user") || in.accept("group")) {
            return new SecurityParser(in).alterRole();
        }
        if (in.accept("policy")) {
            return new SecurityParser(in).alterPolicy();
        }
        if (in.accept("default", "privileges")) {
            return new SecurityParser(in).defaults();
        }
        if (in.accept("domain")) {
            return new DomainParser(in).alter();
        }
        if (in.accept("type")) {
            return new EnumParser(in).alter();
        }
        if (in.accept("index")) {
            boolean ifExists = in.accept("if", "exists");
            List<String> index = in.qualifiedName();
            in.expect("rename", "to");
            return new Command.RenameIndex(index, ifExists, in.name());
        }
        if (in.accept("publication")) {
            return new PublicationParser(in).alter();
        }
        if (in.accept("database")) {
            String alias = in.name();
            in.expect("rotate", "key");
            return new Command.RotateKey(alias);
        }
        throw unsupported("alter " + in.peek().text());
    }

    private boolean seesOwnerOfType() {
        int at = 1;
        while (in.peek(at).isName() && in.peek(at + 1).isSymbol(".")) {
            at += 2;
        }
        return in.peek(at + 1).isWord("owner") && in.peek(at + 2).isWord("to");
    }

    private Command comment() {
        in.expect("on");
        if (in.accept("constraint")) {
            String constraint = in.name();
            in.expect("on");
            List<String> table = in.qualifiedName();
            in.expect("is");
            return new Command.CommentOnConstraint(table, constraint, in.accept("null") ? null : in.string());
        }
        if (in.accept("domain") || in.accept("type")) {
            List<String> domain = in.qualifiedName();
            in.expect("is");
            return new Command.AlterDomain(
                    domain, new Command.DomainChange.Comment(in.accept("null") ? null : in.string()));
        }
        Commented kind = COMMENTED.get(in.peek().text());
        if (kind != null && in.peek(1).isName()) {
            in.next();
            List<String> object = in.qualifiedName();
            List<String> table = kind == Commented.POLICY && in.accept("on") ? in.qualifiedName() : List.of();
            in.expect("is");
            return new Command.CommentOnObject(kind, object, table, in.accept("null") ? null : in.string());
        }
        if (in.accept("extension", "plpgsql")) {
            in.expect("is");
            in.string();
            return new Command.Session(new SessionStatement.Nothing());
        }
        if (!in.sees("column")
                && !in.sees("table")
                && !in.sees("view")
                && !in.sees("materialized", "view")
                && in.peek(1).isName()) {
            throw unsupported("comment on " + in.peek().text());
        }
        boolean column = in.accept("column");
        if (!column && !in.accept("table")) {
            in.accept("materialized");
            in.expect("view");
        }
        List<String> name = new ArrayList<>();
        do {
            name.add(in.name());
        } while (in.acceptSymbol("."));
        in.expect("is");
        String text = in.accept("null") ? null : in.string();
        return new Command.CommentOn(column, List.copyOf(name), text);
    }

    private Command begin(String first) {
        if (first.equals("start")) {
            in.expect("transaction");
        } else {
            skipWork();
        }
        return new Command.Begin(modes());
    }

    private Command rollback() {
        skipWork();
        if (in.accept("to")) {
            in.accept("savepoint");
            return new Command.RollbackToSavepoint(in.name());
        }
        return new Command.Rollback();
    }

    private void skipWork() {
        if (!in.accept("work")) {
            in.accept("transaction");
        }
    }

    private Command.Modes modes() {
        IsolationLevel isolation = null;
        Boolean readOnly = null;
        Boolean latest = null;
        while (in.peek().kind() == Kind.WORD) {
            if (in.accept("isolation", "level")) {
                isolation = isolation();
            } else if (in.accept("read", "only")) {
                readOnly = true;
            } else if (in.accept("read", "write")) {
                readOnly = false;
            } else if (in.accept("read", "latest")) {
                latest = true;
            } else if (in.accept("read", "consistent")) {
                latest = false;
            } else if (!in.accept("deferrable") && !in.accept("not", "deferrable")) {
                throw in.unexpected("expected ISOLATION LEVEL, READ ONLY, READ WRITE, READ LATEST or READ CONSISTENT");
            }
            in.acceptSymbol(",");
        }
        return new Command.Modes(isolation, readOnly, latest);
    }

    private IsolationLevel isolation() {
        if (in.accept("serializable")) {
            return IsolationLevel.SERIALIZABLE;
        } else if (in.accept("repeatable", "read") || in.accept("snapshot")) {
            return IsolationLevel.SNAPSHOT;
        } else if (in.accept("read", "committed") || in.accept("read", "uncommitted")) {
            return IsolationLevel.READ_COMMITTED;
        }
        throw in.unexpected("expected READ COMMITTED, REPEATABLE READ or SERIALIZABLE");
    }

    private Command reset() {
        if (in.accept("role")) {
            return new Command.SetRole(false, null);
        }
        if (in.accept("session", "authorization")) {
            return new Command.SetRole(true, null);
        }
        return new Command.SetVariable(settingName(), null);
    }

    private Command set() {
        if (in.accept("session", "characteristics", "as", "transaction")) {
            return new Command.SetTransaction(modes(), true);
        }
        if (in.accept("transaction")) {
            return new Command.SetTransaction(modes(), false);
        }
        if (in.accept("constraints")) {
            List<String> names = in.accept("all") ? List.of() : in.list(this::constraintName);
            boolean deferred = in.accept("deferred");
            if (!deferred) {
                in.expect("immediate");
            }
            return new Command.SetConstraints(names, deferred);
        }
        if (in.accept("session", "authorization")) {
            return new SecurityParser(in).setSessionAuthorization();
        }
        if (in.sees("local", "role")) {
            throw unsupported("set local role");
        }
        if (!in.accept("session")) {
            in.accept("local");
        }
        if (in.accept("role")) {
            in.accept("to");
            return new SecurityParser(in).setRole();
        }
        if (in.accept("time", "zone")) {
            return new Command.SetVariable("timezone", value());
        }
        if (in.accept("schema")) {
            return new Command.SetVariable("schema", value());
        }
        String name = settingName();
        if (!in.acceptSymbol("=")) {
            in.expect("to");
        }
        return new Command.SetVariable(name, value());
    }

    private String constraintName() {
        List<String> name = in.qualifiedName();
        return name.get(name.size() - 1);
    }

    private String settingName() {
        StringBuilder name = new StringBuilder(in.name());
        while (in.acceptSymbol(".")) {
            name.append('.').append(in.name());
        }
        return name.toString().toLowerCase(Locale.ROOT);
    }

    /** A setting's value as text; null for DEFAULT. */
    private @Nullable String value() {
        if (in.accept("default")) {
            return null;
        }
        StringBuilder value = new StringBuilder();
        do {
            value.append(value.isEmpty() ? "" : ", ");
            if (in.acceptSymbol("-")) {
                value.append('-');
            }
            SqlToken token = in.peek();
            if (token.kind() == Kind.SYMBOL || token.kind() == Kind.END) {
                throw in.unexpected("expected a value");
            }
            value.append(in.next().text());
        } while (in.acceptSymbol(","));
        return value.toString();
    }

    private Command explain() {
        if (in.accept("publication")) {
            return new PublicationParser(in).explain();
        }
        in.accept("plan", "for");
        boolean analyze = in.accept("analyze");
        in.accept("verbose");
        String format = "text";
        if (in.acceptSymbol("(")) {
            do {
                if (in.accept("analyze")) {
                    analyze = !in.accept("false") && !in.accept("off");
                } else if (EXPLAIN_OPTIONS.contains(in.peek().text())) {
                    in.next();
                    if (!in.peek().isSymbol(",") && !in.peek().isSymbol(")")) {
                        in.next();
                    }
                } else {
                    in.expect("format");
                    format = in.peek().isName() ? in.name() : in.string();
                }
            } while (in.acceptSymbol(","));
            in.expectSymbol(")");
        }
        if (in.sees("publication")) {
            throw unsupported("explain publication");
        }
        return new Command.Explain(analyze, format, in.rest());
    }

    private Command attach() {
        in.accept("database");
        boolean ifNotExists = in.accept("if", "not", "exists");
        String source = in.string();
        in.expect("as");
        String alias = in.name();
        String password = null;
        String keyFile = null;
        boolean writable = false;
        boolean temporary = false;
        Map<String, String> predicates = new HashMap<>();
        if (in.acceptSymbol("(")) {
            do {
                if (in.accept("password")) {
                    password = in.string();
                } else if (in.accept("key_file")) {
                    keyFile = in.string();
                } else if (in.accept("read_write")) {
                    writable = true;
                } else if (in.accept("temporary")) {
                    temporary = true;
                } else if (in.accept("where")) {
                    predicates.put("", in.parenthesized());
                } else if (in.accept("table")) {
                    List<String> table = in.qualifiedName();
                    in.expect("where");
                    predicates.put(String.join(".", table), in.parenthesized());
                } else {
                    in.expect("read_only");
                }
            } while (in.acceptSymbol(","));
            in.expectSymbol(")");
        }
        return new Command.Attach(
                source, alias, ifNotExists, password, keyFile, writable, temporary, Map.copyOf(predicates));
    }

    private Command detach() {
        in.accept("database");
        boolean ifExists = in.accept("if", "exists");
        return new Command.Detach(in.name(), ifExists);
    }

    private static BlazeSqlException unsupported(String what) {
        return new BlazeSqlException(
                SqlErrorCode.FEATURE_NOT_SUPPORTED, what.toUpperCase(Locale.ROOT) + " is not supported");
    }
}
