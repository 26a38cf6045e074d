/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.publish;

import io.blazedb.storage.Cursor;
import io.blazedb.storage.IsolationLevel;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.Store;
import io.blazedb.storage.WriteTransaction;
import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.sync.error.SyncErrorCode;
import io.blazedb.sync.error.SyncException;
import io.blazedb.sync.subscription.SyncPosition;
import io.blazedb.sync.subscription.SyncTrees;
import io.blazedb.sync.wire.WireWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Who asked for what, when, and what was decided: a hash chain in the publishing database. Nothing is disclosed before its entry is
 * durable.
 *
 * <p>Threading: safe for any number of threads and processes. Entries that several threads have at the same time are one commit.
 */
public final class AuditLog {
    private static final int ATTEMPTS_MAX = 20;

    /** Longest detail of an entry; what is longer is cut, and says so. */
    static final int DETAIL_CHARS_MAX = 16 << 10;

    /** An entry without its place. */
    private record Draft(AuditEntry.Principal who, String action, String publication, boolean allowed, String detail) {}

    /** Entries that wait for their commit, and what became of them. Guarded by {@link #committing}. */
    private static final class Waiting {
        private final List<Draft> drafts;
        private boolean done;
        private long first;
        private @Nullable RuntimeException failure;

        Waiting(List<Draft> drafts) {
            this.drafts = drafts;
        }
    }

    private final Store store;
    private final Clock clock;
    private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
    private final ReentrantLock committing = new ReentrantLock();

    public AuditLog(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * Commits one entry for each publication; one with an empty publication if there are none. They are durable when this returns.
     *
     * @return number of the first
     */
    public long append(
            AuditEntry.Principal who, String action, List<String> publications, boolean allowed, String detail) {
        return append(drafts(who, action, publications, allowed, detail));
    }

    /**
     * As {@link #append(AuditEntry.Principal, String, List, boolean, String)}, with a detail for each publication.
     *
     * @param details by publication; not empty
     */
    long append(AuditEntry.Principal who, String action, Map<String, String> details, boolean allowed) {
        List<Draft> drafts = new ArrayList<>();
        details.forEach((publication, detail) -> drafts.add(new Draft(who, action, publication, allowed, cut(detail))));
        return append(drafts);
    }

    private long append(List<Draft> drafts) {
        Waiting own = new Waiting(drafts);
        waiting.add(own);
        committing.lock();
        try {
            if (!own.done) {
                commitWaiting();
            }
        } finally {
            committing.unlock();
        }
        RuntimeException failure = own.failure;
        if (failure != null) {
            throw failure;
        }
        return own.first;
    }

    private void commitWaiting() {
        List<Waiting> together = new ArrayList<>();
        for (Waiting next = waiting.poll(); next != null; next = waiting.poll()) {
            together.add(next);
        }
        RuntimeException failure = null;
        try {
            commit(together);
        } catch (RuntimeException e) {
            failure = e;
        }
        for (Waiting committed : together) {
            committed.failure = failure;
            committed.done = true;
        }
    }

    private void commit(List<Waiting> together) {
        for (int attempt = 1; ; attempt++) {
            try (WriteTransaction transaction = store.beginWrite(IsolationLevel.SNAPSHOT)) {
                for (Waiting next : together) {
                    next.first = append(transaction, next.drafts);
                }
                store.sync(transaction.commit());
                return;
            } catch (StoreException e) {
                if (e.code() != StoreErrorCode.WRITE_CONFLICT || attempt == ATTEMPTS_MAX) {
                    throw e;
                }
            }
        }
    }

    /** Adds an entry for each publication to a transaction; one with an empty publication if there are none. */
    void append(
            WriteTransaction transaction,
            AuditEntry.Principal who,
            String action,
            List<String> publications,
            boolean allowed,
            String detail) {
        append(transaction, drafts(who, action, publications, allowed, detail));
    }

    private static List<Draft> drafts(
            AuditEntry.Principal who, String action, List<String> publications, boolean allowed, String detail) {
        List<Draft> drafts = new ArrayList<>();
        for (String publication : publications.isEmpty() ? List.of("") : publications) {
            drafts.add(new Draft(who, action, publication, allowed, cut(detail)));
        }
        return drafts;
    }

    private static String cut(String detail) {
        return detail.length() <= DETAIL_CHARS_MAX
                ? detail
                : detail.substring(0, DETAIL_CHARS_MAX) + " ... (" + detail.length() + " characters)";
    }

    private long append(WriteTransaction transaction, List<Draft> drafts) {
        long number = 1;
        byte[] previous = new byte[SyncPosition.DIGEST_BYTES];
        try (Cursor last = transaction.scanDescending(SyncTrees.AUDIT, KeyRange.all())) {
            if (last.next()) {
                AuditEntry entry = AuditEntry.decode(last.value().toByteArray());
                number = entry.number() + 1;
                previous = entry.hash();
            }
        }
        long first = number;
        long atMicros = clock.instant().toEpochMilli() * 1_000;
        for (Draft draft : drafts) {
            AuditEntry entry = new AuditEntry(
                    number,
                    previous,
                    atMicros,
                    draft.who,
                    draft.action,
                    draft.publication,
                    draft.allowed,
                    draft.detail);
            transaction.put(SyncTrees.AUDIT, key(number), entry.encode());
            previous = entry.hash();
            number++;
        }
        return first;
    }

    /**
     * All entries, oldest first.
     *
     * @throws SyncException DAMAGED_AUDIT if the chain does not hold
     */
    public List<AuditEntry> entries() {
        List<AuditEntry> entries = new ArrayList<>();
        byte[] previous = new byte[SyncPosition.DIGEST_BYTES];
        try (ReadTransaction read = store.beginRead();
                Cursor cursor = read.scan(SyncTrees.AUDIT, KeyRange.all())) {
            while (cursor.next()) {
                AuditEntry entry = AuditEntry.decode(cursor.value().toByteArray());
                if (entry.number() != entries.size() + 1 || !Arrays.equals(entry.previousHash(), previous)) {
                    throw new SyncException(SyncErrorCode.DAMAGED_AUDIT, "entry=" + entry.number());
                }
                previous = entry.hash();
                entries.add(entry);
            }
        }
        return entries;
    }

    private static byte[] key(long number) {
        return new WireWriter(Long.BYTES).u64(number).toByteArray();
    }
}
