/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.client;

import io.blazedb.storage.Registration;
import io.blazedb.storage.Store;
import io.blazedb.storage.error.StoreException;
import io.blazedb.sync.apply.ConflictLog;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Tells of rejected writes on a thread of its own, each once and in their order. */
final class ConflictWatch implements Registration {
    private static final System.Logger LOG = System.getLogger(ConflictWatch.class.getName());

    private final Store store;
    private final Consumer<Conflict> listener;
    private final ExecutorService executor;
    private final AtomicBoolean looking = new AtomicBoolean();
    private final Registration commits;
    /** Of the executor's thread. */
    private long told;

    ConflictWatch(Store store, long afterNumber, Consumer<Conflict> listener) {
        this.store = store;
        this.told = afterNumber;
        this.listener = listener;
        this.executor = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "blazedb-conflicts");
            thread.setDaemon(true);
            return thread;
        });
        this.commits = store.onCommit(sequence -> lookSoon());
        lookSoon();
    }

    /** A commit says only that there may be something: one look serves all that come before it begins. */
    private void lookSoon() {
        if (looking.compareAndSet(false, true)) {
            try {
                executor.execute(this::look);
            } catch (RejectedExecutionException closed) {
                looking.set(true);
            }
        }
    }

    private void look() {
        looking.set(false);
        List<io.blazedb.sync.apply.Conflict> newer;
        try {
            newer = ConflictLog.after(store, told);
        } catch (StoreException e) {
            // The database is closed, or the next commit tries again.
            LOG.log(System.Logger.Level.DEBUG, "conflicts cannot be read", e);
            return;
        }
        for (io.blazedb.sync.apply.Conflict noted : newer) {
            told = noted.number();
            try {
                listener.accept(Conflict.of(noted));
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.WARNING, "a listener for conflicts failed", e);
            }
        }
    }

    @Override
    public void close() {
        commits.close();
        executor.shutdown();
    }
}
