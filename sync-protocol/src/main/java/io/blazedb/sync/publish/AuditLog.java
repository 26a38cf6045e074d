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

/**
 * Who asked for what, when, and what was decided: a hash chain in the publishing database. Nothing is disclosed before its entry has
 * been committed.
 *
 * <p>Threading: safe for any number of threads and processes.
 */
public final class AuditLog {
    private static final int ATTEMPTS_MAX = 20;

    private final Store store;
    private final Clock clock;

    public AuditLog(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** Commits one entry for each publication; one with an empty publication if there are none. */
    public void append(
            AuditEntry.Principal who, String action, List<String> publications, boolean allowed, String detail) {
        for (int attempt = 1; ; attempt++) {
            try (WriteTransaction transaction = store.beginWrite(IsolationLevel.SNAPSHOT)) {
                append(transaction, who, action, publications, allowed, detail);
                transaction.commit();
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
        long number = 1;
        byte[] previous = new byte[SyncPosition.DIGEST_BYTES];
        try (Cursor last = transaction.scanDescending(SyncTrees.AUDIT, KeyRange.all())) {
            if (last.next()) {
                AuditEntry entry = AuditEntry.decode(last.value().toByteArray());
                number = entry.number() + 1;
                previous = entry.hash();
            }
        }
        long atMicros = clock.instant().toEpochMilli() * 1_000;
        for (String publication : publications.isEmpty() ? List.of("") : publications) {
            AuditEntry entry = new AuditEntry(number, previous, atMicros, who, action, publication, allowed, detail);
            transaction.put(SyncTrees.AUDIT, key(number), entry.encode());
            previous = entry.hash();
            number++;
        }
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
