/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.attach;

import io.blazedb.calcite.attachment.AttachedWrites;
import io.blazedb.calcite.attachment.Attachment;
import io.blazedb.calcite.attachment.AttachmentStatus;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.storage.IsolationLevel;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.Registration;
import io.blazedb.storage.Store;
import io.blazedb.storage.WriteTransaction;
import io.blazedb.storage.error.StoreException;
import io.blazedb.sync.apply.ChangeApplier;
import io.blazedb.sync.apply.IntentQueue;
import io.blazedb.sync.apply.ReplicaState;
import io.blazedb.sync.error.SyncErrorCode;
import io.blazedb.sync.error.SyncException;
import io.blazedb.sync.session.SessionState;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An attached replica. A thread of its own keeps it current: in at most one of the processes that have the main database open, by a lease; the
 * others read what it writes, and one of them takes over when it ends.
 *
 * <pre>
 * STANDBY (another process has the lease) --lease--&gt; CONNECTING --connector--&gt; SNAPSHOT, CATCH_UP, LIVE
 * any of these --connection ends--&gt; OFFLINE --pause, doubled each time--&gt; CONNECTING
 * any --revoked--&gt; REVOKED, stays connected in case access is granted again
 * any --contradiction--&gt; FORKED, ends
 * </pre>
 *
 * <p>Threading: safe for any number of threads.
 */
public final class ReplicaAttachment implements Attachment {
    private static final System.Logger LOG = System.getLogger(ReplicaAttachment.class.getName());
    private static final long PAUSE_MILLIS_MIN = 20;
    private static final long STANDBY_MILLIS = 250;

    /** Longest pause after a refusal, which another attempt would hardly change. */
    private static final long REFUSED_MILLIS_MAX = 30_000;

    private static final long FIRST_SNAPSHOT_SECONDS_MAX = 300;
    private static final long STOP_MILLIS_MAX = 5_000;

    private final Store store;
    private final String source;
    private final int namespace;
    private final boolean resumed;
    private final @Nullable IntentQueue writes;
    private final Supplier<ChangeApplier> appliers;
    private final ReplicaConnector connector;
    private final CompletableFuture<Boolean> firstSnapshot = new CompletableFuture<>();
    private final Thread follower;
    private final Object pausing = new Object();
    private volatile boolean closed;
    private volatile @Nullable ChangeApplier applier;
    private volatile SessionState connection = SessionState.OFFLINE;
    private volatile long head;
    private volatile @Nullable String lastError;
    /** A commit of the store at which nobody had revoked anything. */
    private volatile long readableAt = -1;

    private ReplicaAttachment(
            Store store,
            String source,
            String alias,
            int namespace,
            boolean resumed,
            Supplier<ChangeApplier> appliers,
            ReplicaConnector connector,
            @Nullable IntentQueue writes) {
        this.writes = writes;
        this.store = store;
        this.source = source;
        this.namespace = namespace;
        this.resumed = resumed;
        this.appliers = appliers;
        this.connector = connector;
        this.follower = new Thread(this::run, "blazedb-replica-" + alias);
        follower.setDaemon(true);
    }

    /**
     * Starts an attachment; a new one returns when its first snapshot is complete, one that was there before at once.
     *
     * @param appliers makes the applier of this replica once the lease is held
     * @param writes what is written for the owner; null for a replica that is only read
     * @throws BlazeSqlException why a new one cannot be had
     */
    public static ReplicaAttachment start(
            Store store,
            String source,
            String alias,
            int namespace,
            boolean resumed,
            Supplier<ChangeApplier> appliers,
            ReplicaConnector connector,
            @Nullable IntentQueue writes) {
        ReplicaAttachment attachment =
                new ReplicaAttachment(store, source, alias, namespace, resumed, appliers, connector, writes);
        attachment.follower.start();
        if (!resumed) {
            try {
                attachment.awaitFirstSnapshot();
            } catch (BlazeSqlException e) {
                attachment.close();
                throw e;
            }
            attachment.requireWrites();
        }
        return attachment;
    }

    /** The main store. */
    @Override
    public Store store() {
        return store;
    }

    @Override
    public void requireReadable() {
        long now = store.committedSequence();
        if (now == readableAt) {
            return;
        }
        if (load().condition() == ReplicaState.Condition.REVOKED) {
            throw new BlazeSqlException(
                    SqlErrorCode.PERMISSION_DENIED, "the publisher has revoked access to " + source);
        }
        readableAt = now;
    }

    @Override
    public int namespace() {
        return namespace;
    }

    @Override
    public boolean isReadOnly() {
        return true;
    }

    @Override
    public @Nullable AttachedWrites writes() {
        return writes;
    }

    @Override
    public AttachmentStatus status() {
        ReplicaState stored = load();
        ChangeApplier leading = applier;
        ReplicaState.Content replica = stored.replica();
        long position = replica == null ? 0 : replica.position().position();
        SessionState state = switch (stored.condition()) {
            case REVOKED -> SessionState.REVOKED;
            case FORKED -> SessionState.FORKED;
            case FOLLOWING -> connection;
        };
        String error = state == SessionState.REVOKED ? "the publisher has revoked access" : lastError;
        return new AttachmentStatus(
                "REPLICA",
                state.name(),
                position,
                Math.max(head, position),
                leading == null ? -1 : leading.lagMicros(),
                error,
                writes == null ? 0 : writes.undecided());
    }

    @Override
    public void detach() {
        close();
        if (writes != null) {
            writes.abandon();
        }
        try (WriteTransaction transaction = store.beginWrite(IsolationLevel.SNAPSHOT)) {
            ReplicaState.remove(transaction, namespace);
            if (transaction.hasChanges()) {
                transaction.commit();
            }
        }
    }

    @Override
    public void close() {
        synchronized (pausing) {
            if (closed) {
                return;
            }
            closed = true;
            pausing.notifyAll();
        }
        connector.close();
        firstSnapshot.completeExceptionally(new SyncException(SyncErrorCode.CLOSED, ""));
        if (Thread.currentThread() == follower) {
            return;
        }
        try {
            follower.join(STOP_MILLIS_MAX);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What is to be written, too, needs a grant for that; without one there is no attachment. */
    private void requireWrites() {
        if (writes != null) {
            try {
                writes.requireGranted();
            } catch (BlazeSqlException e) {
                detach();
                throw e;
            }
        }
    }

    private void awaitFirstSnapshot() {
        try {
            firstSnapshot.get(FIRST_SNAPSHOT_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SyncException failure) {
                throw SyncFailures.toSql(failure);
            }
            if (e.getCause() instanceof BlazeSqlException failure) {
                throw failure;
            }
            if (e.getCause() instanceof StoreException failure) {
                throw failure;
            }
            throw new BlazeSqlException(SqlErrorCode.INTERNAL_ERROR, "attaching failed", e.getCause());
        } catch (TimeoutException e) {
            throw SyncFailures.toSql(new SyncException(SyncErrorCode.TIMEOUT, "first snapshot"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BlazeSqlException(SqlErrorCode.QUERY_CANCELED, "attaching was interrupted", e);
        }
    }

    private void run() {
        long pauseMillis = PAUSE_MILLIS_MIN;
        while (!closed) {
            long before = head;
            long pauseMillisMax = REFUSED_MILLIS_MAX;
            try {
                Optional<Registration> lease = store.tryLease("replica " + namespace);
                if (lease.isEmpty()) {
                    pause(STANDBY_MILLIS);
                    continue;
                }
                Registration held = lease.get();
                try {
                    follow();
                } finally {
                    held.close();
                }
            } catch (SyncException e) {
                failed(e, e.getMessage());
                if (e.code().category() == SyncErrorCode.Category.IO || e.code() == SyncErrorCode.UNKNOWN_DATABASE) {
                    pauseMillisMax = connector.pauseMillisMax();
                }
            } catch (RuntimeException | OutOfMemoryError e) {
                // The thread's last line: whatever it is, it is shown, and tried again.
                if (!closed) {
                    LOG.log(System.Logger.Level.WARNING, "following " + source + " failed", e);
                }
                failed(e, e.getMessage());
            }
            ChangeApplier last = applier;
            applier = null;
            if (!resumed && firstSnapshot.isCompletedExceptionally()) {
                // The caller of start() is told; trying again behind its back would be noted as one more request.
                return;
            }
            if (last != null && last.state().condition() == ReplicaState.Condition.FORKED) {
                return;
            }
            pauseMillis = head > before ? PAUSE_MILLIS_MIN : Math.min(pauseMillis * 2, pauseMillisMax);
            pause(pauseMillis);
        }
    }

    private void follow() {
        ChangeApplier made = appliers.get();
        applier = made;
        if (closed || made.state().condition() == ReplicaState.Condition.FORKED) {
            return;
        }
        connection = SessionState.CONNECTING;
        connector.follow(made, (state, newest) -> {
            head = Math.max(head, newest);
            connection = state;
            if (state == SessionState.FORKED && made.state().condition() != ReplicaState.Condition.FORKED) {
                made.forked();
            }
            if (state == SessionState.LIVE) {
                lastError = null;
            }
            if (made.position() != null && (writes == null || writes.isKnown())) {
                firstSnapshot.complete(true);
            }
        });
    }

    private void failed(Throwable failure, @Nullable String message) {
        connection = SessionState.OFFLINE;
        if (!closed) {
            lastError = message;
        }
        firstSnapshot.completeExceptionally(failure);
    }

    /** What is stored, so that it agrees with the rows that a statement beginning now sees. */
    private ReplicaState load() {
        try (ReadTransaction read = store.beginRead()) {
            return ReplicaState.load(read, namespace);
        } catch (SyncException e) {
            throw new BlazeSqlException(
                    SqlErrorCode.DATA_CORRUPTED, "the stored state of the replica of " + source + " cannot be read", e);
        }
    }

    private void pause(long millis) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        synchronized (pausing) {
            long leftMillis = millis;
            while (!closed && leftMillis > 0) {
                try {
                    pausing.wait(leftMillis);
                } catch (InterruptedException e) {
                    closed = true;
                    Thread.currentThread().interrupt();
                }
                leftMillis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            }
        }
    }
}
