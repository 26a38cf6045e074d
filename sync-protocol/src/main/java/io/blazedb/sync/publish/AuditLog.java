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
import io.blazedb.sync.wire.WireReader;
import io.blazedb.sync.wire.WireWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Who asked for what, when, and what was decided: a hash chain in the publishing database. Nothing is disclosed before its entry is
 * durable.
 *
 * <p>A log that is to keep a number of entries only is shortened from its beginning, at times, in the commit of an entry SHORTEN. What remains of what left is a stub,
 * its last number and hash, where the chain begins then; the entry names both. So a log whose beginning was cut, or whose stub was changed, does not hold.
 *
 * <pre>
 * key                value
 * u64 0              the stub: u64 number, 32 hash; only in a log that was shortened
 * u64 number         the entry
 * </pre>
 *
 * <p>Threading: safe for any number of threads and processes. Entries that several threads have at the same time are one commit.
 */
public final class AuditLog {
    private static final int ATTEMPTS_MAX = 20;

    /** Longest detail of an entry; what is longer is cut, and says so. */
    static final int DETAIL_CHARS_MAX = 16 << 10;

    /** What a shortened log says about itself. */
    private static final String SHORTEN = "SHORTEN";

    /** A log is looked at, whether it is too long, once in so many entries. */
    private static final int SHORTEN_EVERY = 64;

    /** Entries that leave in one commit. */
    private static final int SHORTEN_MAX = 10_000;

    private static final AuditEntry.Principal NOBODY = new AuditEntry.Principal("", "", "");

    /** The last entry that left a shortened log. */
    private record Stub(long number, byte[] hash) {
        String described() {
            return "entries up to " + number + " have left the log; hash "
                    + HexFormat.of().formatHex(hash);
        }
    }

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
    private final ToLongFunction<ReadTransaction> keep;
    private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
    private final ReentrantLock committing = new ReentrantLock();

    /** A log that is kept whole. */
    public AuditLog(Store store, Clock clock) {
        this(store, clock, transaction -> 0);
    }

    /**
     * A log of a database.
     *
     * @param keep how many entries a state of the database wants to keep at least; 0 for all
     */
    AuditLog(Store store, Clock clock, ToLongFunction<ReadTransaction> keep) {
        this.keep = keep;
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
        if ((number - 1) / SHORTEN_EVERY > (first - 1) / SHORTEN_EVERY) {
            shorten(transaction, number, previous);
        }
        return first;
    }

    /** Lets the oldest entries go if there are too many, and says so in an entry. */
    private void shorten(WriteTransaction transaction, long number, byte[] previous) {
        long kept = keep.applyAsLong(transaction);
        if (kept <= 0) {
            return;
        }
        List<byte[]> leaving = new ArrayList<>();
        Stub stub = null;
        try (Cursor oldest = transaction.scan(SyncTrees.AUDIT, new KeyRange(key(1), key(Math.max(1, number - kept))))) {
            while (leaving.size() < SHORTEN_MAX && oldest.next()) {
                AuditEntry entry = AuditEntry.decode(oldest.value().toByteArray());
                leaving.add(oldest.key().toByteArray());
                stub = new Stub(entry.number(), entry.hash());
            }
        }
        if (stub == null || leaving.size() < SHORTEN_EVERY) {
            return;
        }
        leaving.forEach(key -> transaction.delete(SyncTrees.AUDIT, key));
        transaction.put(
                SyncTrees.AUDIT,
                key(0),
                new WireWriter().u64(stub.number).raw(stub.hash).toByteArray());
        AuditEntry entry = new AuditEntry(
                number, previous, clock.instant().toEpochMilli() * 1_000, NOBODY, SHORTEN, "", true, stub.described());
        transaction.put(SyncTrees.AUDIT, key(number), entry.encode());
    }

    private static @Nullable Stub stub(ReadTransaction read) {
        byte[] value = read.get(SyncTrees.AUDIT, key(0));
        if (value == null) {
            return null;
        }
        WireReader reader = new WireReader(value);
        Stub stub = new Stub(reader.u64(), reader.raw(SyncPosition.DIGEST_BYTES));
        reader.end();
        return stub;
    }

    /**
     * All entries that have not left the log, oldest first.
     *
     * @throws SyncException DAMAGED_AUDIT if the chain does not hold
     */
    public List<AuditEntry> entries() {
        List<AuditEntry> entries = new ArrayList<>();
        try (ReadTransaction read = store.beginRead();
                Cursor cursor = read.scan(SyncTrees.AUDIT, new KeyRange(key(1), null))) {
            Stub stub = stub(read);
            boolean named = stub == null;
            long number = stub == null ? 1 : stub.number + 1;
            byte[] previous = stub == null ? new byte[SyncPosition.DIGEST_BYTES] : stub.hash;
            while (cursor.next()) {
                AuditEntry entry = AuditEntry.decode(cursor.value().toByteArray());
                if (entry.number() != number || !Arrays.equals(entry.previousHash(), previous)) {
                    throw new SyncException(SyncErrorCode.DAMAGED_AUDIT, "entry=" + entry.number());
                }
                named |= stub != null
                        && entry.action().equals(SHORTEN)
                        && entry.detail().equals(stub.described());
                previous = entry.hash();
                number++;
                entries.add(entry);
            }
            if (!named) {
                throw new SyncException(SyncErrorCode.DAMAGED_AUDIT, "entry=" + (number - entries.size() - 1));
            }
        }
        return entries;
    }

    private static byte[] key(long number) {
        return new WireWriter(Long.BYTES).u64(number).toByteArray();
    }
}
