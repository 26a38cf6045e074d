/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import io.blazedb.calcite.attachment.FileAttachment;
import io.blazedb.calcite.catalog.AttachmentDefinition;
import io.blazedb.calcite.catalog.AttachmentDefinition.SecretKind;
import io.blazedb.calcite.catalog.CatalogView;
import io.blazedb.calcite.catalog.LinkDefinition;
import io.blazedb.calcite.ddl.DdlExecutor;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.error.SqlErrors;
import io.blazedb.calcite.exec.operator.OperatorResult;
import io.blazedb.calcite.parser.BlazeParser;
import io.blazedb.calcite.parser.Command;
import io.blazedb.calcite.plan.CompiledQuery;
import io.blazedb.calcite.session.Database;
import io.blazedb.calcite.types.SqlType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A statement that is a command. */
final class CommandQuery implements PreparedQuery {
    private static final SqlType TEXT = SqlType.of(SqlType.Name.VARCHAR);
    private static final long KEY_FILE_BYTES_MAX = 1 << 20;

    private final SqlSession session;
    private final Command command;

    CommandQuery(SqlSession session, Command command) {
        this.session = session;
        this.command = command;
    }

    @Override
    public Kind kind() {
        if (command instanceof Command.Definition) {
            return Kind.DDL;
        }
        return columns().isEmpty() ? Kind.SESSION : Kind.QUERY;
    }

    @Override
    public List<ResultColumn> columns() {
        if (command instanceof Command.Show show) {
            return show.name().equals("all") ? List.of(text("name"), text("setting")) : List.of(text(show.name()));
        }
        if (command instanceof Command.CheckDatabase) {
            return SessionCare.FINDING_COLUMNS;
        }
        if (command instanceof Command.ExplainPublication) {
            return SessionPublications.COLUMNS;
        }
        return command instanceof Command.Explain ? List.of(text("plan")) : List.of();
    }

    @Override
    public List<SqlType> parameterTypes() {
        return List.of();
    }

    @Override
    public SqlResult execute(List<@Nullable Object> parameters, ExecuteOptions options) {
        session.requireOpen();
        if (!parameters.isEmpty()) {
            throw new BlazeSqlException(SqlErrorCode.INVALID_PARAMETER, "the statement has no parameters");
        }
        try {
            return command instanceof Command.Definition definition
                    ? Results.count(define(definition, options))
                    : control((Command.Control) command, options);
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError failure) {
            throw SqlErrors.of(failure);
        }
    }

    @Override
    public BatchResult executeBatch(List<List<@Nullable Object>> parameters, ExecuteOptions options) {
        List<SqlResult> results = new ArrayList<>(parameters.size());
        for (List<@Nullable Object> one : parameters) {
            try {
                results.add(execute(one, options));
            } catch (BlazeSqlException failure) {
                return new BatchResult(results, failure);
            }
        }
        return new BatchResult(results, null);
    }

    private long define(Command.Definition definition, ExecuteOptions options) {
        if (definition instanceof Command.Discard discard
                && discard.all()
                && session.transaction().isOpen()) {
            throw new BlazeSqlException(SqlErrorCode.ACTIVE_TRANSACTION, "DISCARD ALL cannot run inside a transaction");
        }
        long rows = session.inScope(true, scope -> {
            // What is deferred names its tables: it is checked before one of them may get another name.
            scope.checkDeferred();
            return new DdlExecutor(new SessionDdl(session, scope, options.timeoutMillis())).run(definition);
        });
        if (definition instanceof Command.Discard discard && discard.all()) {
            session.sessionSettings().set(session, "all", null);
            session.statements().deallocate(null);
            session.namedCursors().closeAll();
        }
        if (definition instanceof Command.CreateLink) {
            session.engine().shared().links().wake();
        }
        if (changesPublishing(definition)) {
            session.publishingChanged();
        }
        return rows;
    }

    private static boolean changesPublishing(Command.Definition definition) {
        return definition instanceof Command.GrantPublication
                || definition instanceof Command.CreatePublication
                || definition instanceof Command.AlterPublication
                || definition instanceof Command.DropPublication;
    }

    /** Refuses what concerns the file as a whole to all but superusers. */
    private void requireMayControl(Command.Control control) {
        boolean ofTheFile = control instanceof Command.Attach
                || control instanceof Command.Detach
                || control instanceof Command.CheckDatabase
                || control instanceof Command.Backup
                || control instanceof Command.Vacuum
                || control instanceof Command.RotateKey
                || control instanceof Command.Checkpoint;
        if (ofTheFile) {
            session.requireSuperuser("a command about the database as a whole");
        }
    }

    private SqlResult control(Command.Control control, ExecuteOptions options) {
        requireMayControl(control);
        if (control instanceof Command.Begin begin) {
            session.transaction().begin(begin.modes());
        } else if (control instanceof Command.Commit) {
            session.commit();
        } else if (control instanceof Command.Rollback) {
            session.rollback();
        } else if (control instanceof Command.Savepoint savepoint) {
            session.savepoint(savepoint.name());
        } else if (control instanceof Command.RollbackToSavepoint rollback) {
            session.rollbackToSavepoint(rollback.name());
        } else if (control instanceof Command.ReleaseSavepoint release) {
            session.releaseSavepoint(release.name());
        } else if (control instanceof Command.SetTransaction set) {
            setTransaction(set);
        } else if (control instanceof Command.SetConstraints set) {
            session.transaction().setConstraints(set.names(), set.deferred(), session::available);
        } else if (control instanceof Command.SetRole set) {
            setRole(set);
        } else if (control instanceof Command.SetVariable set) {
            session.sessionSettings().set(session, set.name(), set.value());
        } else if (control instanceof Command.Show show) {
            return show(show.name());
        } else if (control instanceof Command.Use use) {
            use(use.name());
        } else if (control instanceof Command.Explain explain) {
            return explain(explain, options);
        } else if (control instanceof Command.ExplainPublication publication) {
            return new SessionPublications(session).explain(publication);
        } else if (control instanceof Command.Attach attach) {
            attach(attach);
        } else if (control instanceof Command.Detach detach) {
            detach(detach);
        } else if (control instanceof Command.CheckDatabase check) {
            return new SessionCare(session, options).check(check);
        } else if (control instanceof Command.Backup backup) {
            new SessionCare(session, options).backup(backup);
        } else if (control instanceof Command.Vacuum vacuum) {
            new SessionCare(session, options).vacuum(vacuum);
        } else if (control instanceof Command.RotateKey rotate) {
            new SessionCare(session, options).rotateKey(rotate);
        } else if (control instanceof Command.Copy copy) {
            return Results.count(SessionCopy.of(session, copy, options).withFile());
        } else if (control instanceof Command.Checkpoint) {
            session.engine().store().checkpoint();
        }
        return Results.count(0);
    }

    private void setTransaction(Command.SetTransaction set) {
        Command.Modes modes = set.modes();
        if (!set.session()) {
            session.transaction().setModes(modes);
            return;
        }
        if (modes.isolation() != null) {
            session.setIsolation(modes.isolation());
        }
        if (modes.readOnly() != null) {
            session.setReadOnly(modes.readOnly());
        }
        if (modes.latest() != null) {
            session.transaction().setLatest(modes.latest());
        }
    }

    private void setRole(Command.SetRole set) {
        session.inScope(false, scope -> {
            CatalogView main = scope.catalog(session.engine().databases().main());
            if (set.session()) {
                session.roles().setSessionUser(main, set.role());
            } else {
                session.roles().setRole(main, set.role());
            }
            return true;
        });
    }

    private SqlResult show(String name) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        if (name.equals("all")) {
            for (Map.Entry<String, String> setting : session.settings().entrySet()) {
                rows.add(new @Nullable Object[] {setting.getKey(), setting.getValue()});
            }
        } else {
            rows.add(new @Nullable Object[] {session.sessionSettings().show(session, name)});
        }
        return Results.rows(Results.cursor(columns(), rows));
    }

    private void use(List<String> name) {
        if (name.size() > 2) {
            throw new BlazeSqlException(SqlErrorCode.SYNTAX_ERROR, "USE names a database, or a database and a schema");
        }
        session.setCurrentDatabase(name.get(0));
        session.setCurrentSchema(name.size() == 2 ? name.get(1) : "public");
    }

    private SqlResult explain(Command.Explain explain, ExecuteOptions options) {
        ExplainFormat format = ExplainFormat.of(explain.format());
        if (BlazeParser.parseCommand(explain.statementSql()) != null) {
            throw new BlazeSqlException(
                    SqlErrorCode.FEATURE_NOT_SUPPORTED, "only queries, INSERT, UPDATE and DELETE can be explained");
        }
        PlannedQuery query = PlannedQuery.asWritten(session, explain.statementSql(), options.timeoutMillis());
        List<@Nullable Object[]> rows = new ArrayList<>();
        ExplainFormat.Measured measured = explain.analyze() ? measured(query.compiled()) : null;
        format.lines(query.compiled().explain(), measured).forEach(line -> rows.add(new @Nullable Object[] {line}));
        return Results.rows(Results.cursor(columns(), rows));
    }

    /** Runs the statement and says what it took; what it changes is kept, as in PostgreSQL. */
    private ExplainFormat.Measured measured(CompiledQuery query) {
        long start = System.nanoTime();
        List<String> spilled = new ArrayList<>();
        long count = session.inScope(query.isDml(), scope -> {
            for (String written : query.databasesWritten()) {
                session.requireRowsWritable(session.databaseOf(written));
            }
            StatementContext context = new StatementContext(session, scope, new @Nullable Object[0], false, 0);
            session.started(context);
            try (OperatorResult result = query.open(context)) {
                long rows = 0;
                while (result.next() != null) {
                    rows++;
                }
                result.spilled().forEach((operator, bytes) -> spilled.add(operator + ", " + bytes + " bytes"));
                return query.isDml() ? result.updateCount() : rows;
            }
        });
        return new ExplainFormat.Measured(count, (System.nanoTime() - start) / 1_000, spilled);
    }

    private void attach(Command.Attach attach) {
        if (session.transaction().isReadOnlyNow()) {
            throw new BlazeSqlException(
                    SqlErrorCode.READ_ONLY_TRANSACTION, "cannot attach a database in a read-only session");
        }
        requireNoTransaction("ATTACH");
        if (attach.ifNotExists() && session.engine().databases().isKnown(attach.alias())) {
            return;
        }
        boolean file = attach.source().indexOf("://") < 0;
        String source = file ? FileAttachment.normalized(attach.source()) : attach.source();
        String password = attach.password();
        String keyFile = attach.keyFile();
        byte[] secret =
                password != null ? password.getBytes(StandardCharsets.UTF_8) : keyFile == null ? null : read(keyFile);
        SecretKind kind =
                password != null ? SecretKind.PASSPHRASE : keyFile == null ? SecretKind.NONE : SecretKind.RAW_KEY;
        session.engine()
                .databases()
                .attachments()
                .attach(
                        attach.alias(),
                        attach.temporary(),
                        namespace -> new AttachmentDefinition(
                                attach.alias(),
                                source,
                                namespace,
                                attach.writable(),
                                attach.predicates(),
                                kind,
                                secret));
    }

    private void detach(Command.Detach detach) {
        if (detach.ifExists() && !session.engine().databases().isKnown(detach.alias())) {
            return;
        }
        if (detach.alias().equals(Database.MAIN)) {
            throw new BlazeSqlException(SqlErrorCode.PERMISSION_DENIED, "database \"main\" cannot be detached");
        }
        if (session.transaction().isReadOnlyNow()) {
            throw new BlazeSqlException(
                    SqlErrorCode.READ_ONLY_TRANSACTION, "cannot detach a database in a read-only session");
        }
        requireNoTransaction("DETACH");
        List<LinkDefinition> links = session.inScope(
                false, scope -> scope.catalog(session.databaseOf(Database.MAIN)).links());
        for (LinkDefinition link : links) {
            if (link.database().equals(detach.alias())) {
                throw new BlazeSqlException(
                        SqlErrorCode.DEPENDENT_OBJECTS,
                        "database \"" + detach.alias() + "\" cannot be detached because link \"" + link.name()
                                + "\" follows it");
            }
        }
        session.engine().databases().attachments().detach(detach.alias());
        if (session.currentDatabase().equals(detach.alias())) {
            session.setCurrentDatabase(Database.MAIN);
        }
    }

    /** A transaction that has seen nothing yet may go on; one that has must not have its databases changed. */
    private void requireNoTransaction(String what) {
        session.detachCursors();
        if (!session.transaction().releaseUnchanged()) {
            throw new BlazeSqlException(
                    SqlErrorCode.ACTIVE_TRANSACTION,
                    what + " cannot run inside a transaction that has changed something");
        }
    }

    private static byte[] read(String keyFile) {
        try {
            Path path = Path.of(keyFile);
            if (Files.size(path) > KEY_FILE_BYTES_MAX) {
                throw new BlazeSqlException(SqlErrorCode.INVALID_PARAMETER, "the key file is too large");
            }
            return Files.readAllBytes(path);
        } catch (IOException failure) {
            throw new BlazeSqlException(
                    SqlErrorCode.IO_ERROR, "the key file \"" + keyFile + "\" cannot be read", failure);
        }
    }

    static ResultColumn text(String label) {
        return new ResultColumn(label, TEXT, true, null);
    }
}
