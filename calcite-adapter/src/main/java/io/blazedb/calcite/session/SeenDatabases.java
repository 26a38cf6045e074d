/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.session;

import io.blazedb.calcite.catalog.Causes;
import io.blazedb.calcite.catalog.Moment;
import io.blazedb.storage.IsolationLevel;
import io.blazedb.storage.Store;
import io.blazedb.storage.WriteTransaction;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What this program has read of other databases, so that what it writes into a store afterwards can be told from what it cannot depend on. It is
 * in the store before the first commit that may depend on it; knowing too much does no harm, so it is not of one session or transaction.
 *
 * <p>Threading: safe for any number of threads.
 */
final class SeenDatabases {
    private final Store store;
    private final Map<UUID, Long> seen = new HashMap<>();
    private volatile boolean unsaved;
    /** What was told last, which is mostly told again. */
    private volatile @Nullable Moment last;

    SeenDatabases(Store store) {
        this.store = store;
    }

    /** A state of another database was read. */
    void saw(Moment moment) {
        if (!moment.equals(last)) {
            synchronized (this) {
                saw(moment.database(), moment.sequence());
                moment.causes().forEach(this::saw);
            }
            last = moment;
        }
    }

    /** Others write after those who have read this, too. */
    void toldTo(SeenDatabases other) {
        Map<UUID, Long> all;
        synchronized (this) {
            all = Map.copyOf(seen);
        }
        synchronized (other) {
            all.forEach(other::saw);
        }
    }

    private synchronized void saw(UUID database, long sequence) {
        Long known = seen.get(database);
        boolean news = known == null ? seen.size() < Limits.SEEN_DATABASES_MAX : known < sequence;
        if (news && !database.equals(store.id())) {
            seen.put(database, sequence);
            unsaved = true;
        }
    }

    /** Notes in the store what was read and is not noted there; it is durable with the next commit that is. */
    void save() {
        for (int i = 0; unsaved; i++) {
            try {
                trySave();
            } catch (StoreException conflict) {
                if (conflict.code() != StoreErrorCode.WRITE_CONFLICT || i >= Limits.CONFLICT_RETRIES) {
                    throw conflict;
                }
            }
        }
    }

    private synchronized void trySave() {
        try (WriteTransaction transaction = store.beginWrite(IsolationLevel.SNAPSHOT)) {
            Causes.learn(transaction, seen);
            if (transaction.hasChanges()) {
                long unused = transaction.commitVisibly();
            }
            unsaved = false;
        }
    }
}
