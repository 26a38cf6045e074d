/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import io.blazedb.calcite.check.DatabaseCheck;
import io.blazedb.calcite.check.Finding;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.parser.Command;
import io.blazedb.calcite.session.Database;
import io.blazedb.calcite.session.SessionNames;
import io.blazedb.calcite.session.StatementScope;
import io.blazedb.storage.Progress;
import io.blazedb.storage.Store;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The statements by which a session cares for whole databases. */
final class SessionCare {
    static final List<ResultColumn> FINDING_COLUMNS = List.of(
            CommandQuery.text("severity"),
            CommandQuery.text("object"),
            CommandQuery.text("finding"),
            CommandQuery.text("detail"));

    private final SqlSession session;
    private final ExecuteOptions options;

    SessionCare(SqlSession session, ExecuteOptions options) {
        this.session = session;
        this.options = options;
    }

    /** A row for each finding; none is health. */
    SqlResult check(Command.CheckDatabase check) {
        String alias = check.alias() == null ? session.currentDatabase() : check.alias();
        Database database = session.databaseOf(alias);
        List<Finding> findings =
                new ArrayList<>(DatabaseCheck.pages(database.resources().store(), asking()));
        findings.addAll(session.inScope(false, scope -> {
            StatementContext context = started(scope);
            return DatabaseCheck.contents(
                    scope.read(database),
                    alias,
                    table -> database.resources()
                            .rules()
                            .rules(
                                    table,
                                    () -> new SessionNames(
                                            scope,
                                            session.engine().databases(),
                                            session.systemViews(),
                                            database.isTemporary() ? database : null,
                                            alias,
                                            table.schema())),
                    context);
        }));
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (Finding finding : findings) {
            rows.add(new @Nullable Object[] {
                finding.severity().name(), finding.object(), finding.problem().name(), finding.detail()
            });
        }
        return Results.rows(Results.cursor(FINDING_COLUMNS, rows));
    }

    /** Copies the current database as it is now, its free space included; goes on with a copy that was interrupted. */
    void backup(Command.Backup backup) {
        Store store = whole("BACKUP", session.currentDatabase());
        store.backup(path(backup.target()), progress());
    }

    /** Gives back the free space of the current database, or copies it as it is now without that. */
    void vacuum(Command.Vacuum vacuum) {
        Store store = whole("VACUUM", session.currentDatabase());
        String into = vacuum.into();
        if (into != null) {
            store.vacuumInto(path(into), progress());
        } else {
            session.requireWritable(session.databaseOf(session.currentDatabase()));
            store.vacuum(progress());
        }
    }

    /** Seals every page of a database under a new data key. */
    void rotateKey(Command.RotateKey rotate) {
        Store store = whole("ROTATE KEY", rotate.alias());
        session.requireWritable(session.databaseOf(rotate.alias()));
        store.rotateKey(progress());
    }

    /** The store of a database that is not a part of another one. */
    private Store whole(String what, String alias) {
        if (session.inTransaction()) {
            throw new BlazeSqlException(
                    SqlErrorCode.ACTIVE_TRANSACTION, what + " cannot run inside a transaction block");
        }
        Database database = session.databaseOf(alias);
        if (database.namespace() != 0) {
            throw new BlazeSqlException(
                    SqlErrorCode.FEATURE_NOT_SUPPORTED,
                    "database \"" + database.alias() + "\" is a replica inside main: use " + what + " on main");
        }
        return database.resources().store();
    }

    private static Path path(String target) {
        try {
            return Path.of(target);
        } catch (InvalidPathException malformed) {
            throw new BlazeSqlException(SqlErrorCode.INVALID_PARAMETER, "not a path: \"" + target + "\"", malformed);
        }
    }

    /** Ends the work when the statement is cancelled or runs into its time limit. */
    private Progress progress() {
        Runnable asking = asking();
        return (done, total) -> asking.run();
    }

    private Runnable asking() {
        return started(session.newScope(false, session.isolation()))::checkCancelled;
    }

    private StatementContext started(StatementScope scope) {
        StatementContext context =
                new StatementContext(session, scope, new @Nullable Object[0], false, options.timeoutMillis());
        session.started(context);
        return context;
    }
}
