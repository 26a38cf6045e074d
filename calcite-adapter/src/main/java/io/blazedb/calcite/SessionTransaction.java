/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.parser.Command;
import io.blazedb.calcite.session.Database;
import io.blazedb.calcite.session.DistributedCommit;
import io.blazedb.calcite.session.Limits;
import io.blazedb.calcite.session.StatementScope;
import io.blazedb.storage.IsolationLevel;
import io.blazedb.storage.WriteTransaction;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The transaction of a session.
 *
 * <pre>
 *   IDLE --begin(), or a statement without auto-commit--> OPEN --first statement--> RUNNING (has views)
 *    ^                                                     |                           |
 *    +------------------ commit(), rollback() -------------+---------------------------+
 * </pre>
 *
 * <p>With auto-commit, a statement in IDLE runs in a scope of its own. One thread at a time.
 */
final class SessionTransaction {

    /** Makes scopes. */
    @FunctionalInterface
    interface Scopes {
        StatementScope open(boolean writable, IsolationLevel isolation);
    }

    private record Savepoint(String name, StatementScope.Mark mark) {}

    private final Scopes scopes;
    private final List<Savepoint> savepoints = new ArrayList<>();
    private DistributedCommit.Phases phases = new DistributedCommit.Phases() {};
    private boolean autoCommit = true;
    private boolean begun;
    private boolean external;
    private @Nullable StatementScope scope;
    private IsolationLevel isolation;
    private boolean readOnly;
    private @Nullable IsolationLevel isolationOnce;
    private @Nullable Boolean readOnlyOnce;
    private boolean latest;
    private @Nullable Boolean latestOnce;

    SessionTransaction(Scopes scopes, IsolationLevel isolation, boolean readOnly) {
        this.scopes = scopes;
        this.isolation = isolation;
        this.readOnly = readOnly;
    }

    boolean autoCommit() {
        return autoCommit;
    }

    void setAutoCommit(boolean on) {
        autoCommit = on;
    }

    boolean isOpen() {
        return begun || scope != null;
    }

    IsolationLevel isolation() {
        return isolation;
    }

    void setIsolation(IsolationLevel level) {
        isolation = level;
    }

    boolean isReadOnly() {
        return readOnly;
    }

    /** Whether the present transaction, or the next statement, must not write. */
    boolean isReadOnlyNow() {
        return readOnlyOnce == null ? readOnly : readOnlyOnce;
    }

    void setReadOnly(boolean on, boolean storeIsReadOnly) {
        if (scope != null) {
            throw new BlazeSqlException(
                    SqlErrorCode.ACTIVE_TRANSACTION, "read-only cannot be changed inside a transaction");
        }
        if (!on && storeIsReadOnly) {
            throw new BlazeSqlException(SqlErrorCode.READ_ONLY_TRANSACTION, "the database was opened read-only");
        }
        readOnly = on;
    }

    /** Whether several databases are read as they are, from the next transaction on; otherwise at one causal point. */
    void setLatest(boolean on) {
        latest = on;
    }

    /** SET TRANSACTION: holds for the open or the next transaction. */
    void setModes(Command.Modes modes) {
        IsolationLevel level = modes.isolation();
        Boolean onlyRead = modes.readOnly();
        if (scope != null) {
            throw new BlazeSqlException(
                    SqlErrorCode.ACTIVE_TRANSACTION, "SET TRANSACTION must come before the first statement");
        }
        if (Boolean.FALSE.equals(onlyRead) && readOnly) {
            throw new BlazeSqlException(SqlErrorCode.READ_ONLY_TRANSACTION, "the session is read-only");
        }
        isolationOnce = level == null ? isolationOnce : level;
        readOnlyOnce = onlyRead == null ? readOnlyOnce : onlyRead;
        latestOnce = modes.latest() == null ? latestOnce : modes.latest();
    }

    void setPhases(DistributedCommit.Phases between) {
        phases = between;
    }

    /** BEGIN. */
    void begin(Command.Modes modes) {
        if (isOpen()) {
            throw new BlazeSqlException(SqlErrorCode.ACTIVE_TRANSACTION, "a transaction is already in progress");
        }
        setModes(modes);
        begun = true;
    }

    void commit() {
        StatementScope ending = scope;
        DistributedCommit.Phases between = phases;
        reset();
        if (ending != null) {
            ending.commit(between);
        }
    }

    /** First phase of a commit; false if nothing was changed. The transaction ends in any case. */
    boolean prepare(Consumer<WriteTransaction> preparation) {
        StatementScope ending = scope;
        reset();
        return ending != null && ending.prepare(preparation);
    }

    /** Begins a transaction that the session does not end. */
    void setExternal() {
        external = true;
        autoCommit = false;
        begun = true;
    }

    /** Whether somebody outside of the session ends the transaction. */
    boolean isExternal() {
        return external;
    }

    void rollback() {
        StatementScope ending = scope;
        reset();
        if (ending != null) {
            ending.close();
        }
    }

    void savepoint(String name, Supplier<Collection<Database>> available) {
        if (autoCommit && !begun) {
            throw new BlazeSqlException(SqlErrorCode.NO_ACTIVE_TRANSACTION, "a savepoint needs a transaction");
        }
        savepoints.add(new Savepoint(name, current(available).mark()));
    }

    void rollbackTo(String name) {
        int at = find(name);
        Savepoint savepoint = savepoints.get(at);
        savepoints.subList(at + 1, savepoints.size()).clear();
        StatementScope open = scope;
        if (open != null) {
            open.rollbackTo(savepoint.mark());
        }
    }

    void release(String name) {
        savepoints.subList(find(name), savepoints.size()).clear();
    }

    /** SET CONSTRAINTS; without a transaction it has nothing to hold for. */
    void setConstraints(List<String> names, boolean deferred, Supplier<Collection<Database>> available) {
        StatementScope open = currentOrNull(available);
        if (open != null) {
            open.setConstraints(names, deferred);
        }
    }

    /** Runs a piece of work: all of it or nothing happens. */
    <T> T run(boolean write, Supplier<Collection<Database>> available, Function<StatementScope, T> body) {
        if (autoCommit && !begun) {
            return runAlone(write, body);
        }
        StatementScope open = current(available);
        return write ? undoable(open, body) : body.apply(open);
    }

    /** Runs a statement that writes: what fails leaves nothing behind. */
    static <T> T undoable(StatementScope open, Function<StatementScope, T> body) {
        StatementScope.Mark mark = open.mark();
        try {
            T result = body.apply(open);
            open.endStatement();
            open.release(mark);
            return result;
        } catch (RuntimeException | Error failure) {
            open.rollbackTo(mark);
            open.release(mark);
            throw failure;
        }
    }

    /** The open transaction's scope, made now if there is none; null if each statement is on its own. */
    @Nullable
    StatementScope currentOrNull(Supplier<Collection<Database>> available) {
        return autoCommit && !begun ? null : current(available);
    }

    /** A scope for one statement on its own. */
    StatementScope alone(boolean write) {
        StatementScope scope =
                scopes.open(write, isolation == IsolationLevel.READ_COMMITTED ? IsolationLevel.SNAPSHOT : isolation);
        scope.setLatest(latest);
        return scope;
    }

    private StatementScope current(Supplier<Collection<Database>> available) {
        StatementScope open = scope;
        if (open == null) {
            IsolationLevel level = isolationOnce == null ? isolation : isolationOnce;
            open = scopes.open(!isReadOnlyNow(), level);
            open.setLatest(latestOnce == null ? latest : latestOnce);
            open.begin(available.get());
            scope = open;
        } else if ((isolationOnce == null ? isolation : isolationOnce) == IsolationLevel.READ_COMMITTED) {
            open.refresh();
        }
        return open;
    }

    private <T> T runAlone(boolean write, Function<StatementScope, T> body) {
        for (int i = 0; ; i++) {
            try (StatementScope own = alone(write)) {
                T result = body.apply(own);
                if (write) {
                    own.endStatement();
                    own.commit(phases);
                }
                return result;
            } catch (StoreException | BlazeSqlException failure) {
                if (!isConflict(failure) || i >= Limits.CONFLICT_RETRIES) {
                    throw failure;
                }
                pause(i);
            }
        }
    }

    /** Lets go of the open transaction's views if nothing was changed in it; false if something was. */
    boolean releaseUnchanged() {
        StatementScope open = scope;
        if (open != null) {
            if (open.hasChanges() || !savepoints.isEmpty()) {
                return false;
            }
            open.close();
            scope = null;
        }
        return true;
    }

    private static boolean isConflict(RuntimeException failure) {
        return failure instanceof StoreException store
                ? store.code() == StoreErrorCode.WRITE_CONFLICT
                : failure instanceof BlazeSqlException sql && sql.code() == SqlErrorCode.SERIALIZATION_FAILURE;
    }

    /** Lets the others get on, the longer the more often it was in vain. */
    private static void pause(int tries) {
        if (tries < 3) {
            Thread.onSpinWait();
            return;
        }
        try {
            Thread.sleep(Math.min(tries / 3, 10));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private int find(String name) {
        for (int i = savepoints.size() - 1; i >= 0; i--) {
            if (savepoints.get(i).name().equals(name)) {
                return i;
            }
        }
        throw new BlazeSqlException(SqlErrorCode.INVALID_SAVEPOINT, "savepoint \"" + name + "\" does not exist");
    }

    private void reset() {
        scope = null;
        begun = false;
        isolationOnce = null;
        readOnlyOnce = null;
        latestOnce = null;
        savepoints.clear();
    }
}
