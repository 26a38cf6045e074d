/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.session;

import io.blazedb.calcite.catalog.CatalogTrees;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.types.BigEndian;
import io.blazedb.storage.Cursor;
import io.blazedb.storage.IsolationLevel;
import io.blazedb.storage.PreparedTransaction;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.Store;
import io.blazedb.storage.WriteTransaction;
import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Commits a transaction over several stores in all of them or in none: each store but main prepares, main's commit carries the decision,
 * then the others make visible what they prepared.
 *
 * <pre>
 *   ACTIVE --prepare all--> PREPARED --commit main--> DECIDED --commitPrepared all--> FINISHED (decision removed by a later commit)
 *                              |
 *                              +-- main fails, or nobody decides: rollbackPrepared all (presumed abort)
 * </pre>
 *
 * <p>Invariants:
 * <ol>
 *   <li>A prepared transaction becomes visible only when its decision is durable in main.
 *   <li>Whoever finds a prepared transaction without decision writes ABORTED under its name first. A coordinator that is still alive
 *       then fails with a write conflict, as it writes the same key.
 * </ol>
 *
 * <p>Threading: safe for any number of threads.
 */
public final class DistributedCommit {
    /** Key whose value changes with each decision. */
    private static final byte[] LAST_DECISION = new byte[0];

    private static final byte[] ABORTED = {0};
    private static final byte COMMITTED = 1;

    private final Store main;
    private final Map<UUID, Boolean> finished = new ConcurrentHashMap<>();

    public DistributedCommit(Store main) {
        this.main = main;
    }

    /** Called between the phases; for tests. */
    public interface Phases {
        default void prepared(UUID transaction) {}

        default void decided(UUID transaction) {}
    }

    /**
     * Commits.
     *
     * @param coordinator the transaction of main
     * @param participants transactions of the other stores
     */
    public void commit(WriteTransaction coordinator, Map<Store, WriteTransaction> participants, Phases phases) {
        UUID transaction = UUID.randomUUID();
        List<Store> prepared = new ArrayList<>();
        List<UUID> removed;
        try {
            for (Map.Entry<Store, WriteTransaction> participant : participants.entrySet()) {
                participant.getValue().prepare(transaction, main.id());
                prepared.add(participant.getKey());
            }
            phases.prepared(transaction);
            coordinator.put(CatalogTrees.DECISIONS, bytes(transaction), decision(prepared));
            coordinator.put(CatalogTrees.DECISIONS, LAST_DECISION, bytes(transaction));
            removed = List.copyOf(finished.keySet());
            removed.forEach(done -> coordinator.delete(CatalogTrees.DECISIONS, bytes(done)));
            coordinator.commit();
        } catch (RuntimeException failure) {
            for (Store store : prepared) {
                rollbackPrepared(store, transaction, failure);
            }
            throw failure;
        }
        removed.forEach(finished::remove);
        phases.decided(transaction);
        for (Store store : prepared) {
            store.commitPrepared(transaction);
        }
        finished.put(transaction, true);
        if (finished.size() > Limits.FINISHED_DECISIONS_KEPT) {
            forgetFinished();
        }
    }

    /** Ends what an earlier coordinator left prepared in a store: commits what main decided to commit, rolls back the rest. */
    public void recover(Store participant) {
        if (participant.isReadOnly() || main.isReadOnly()) {
            return;
        }
        for (PreparedTransaction prepared : participant.preparedTransactions()) {
            if (prepared.coordinator().equals(main.id())) {
                if (isCommitted(prepared.transaction())) {
                    participant.commitPrepared(prepared.transaction());
                } else {
                    participant.rollbackPrepared(prepared.transaction());
                }
            }
        }
    }

    /** Removes decisions of which no participant is waiting any more; at the end of the last session. */
    public void forgetFinished() {
        List<UUID> done = List.copyOf(finished.keySet());
        if (done.isEmpty() || main.isReadOnly()) {
            return;
        }
        try (WriteTransaction transaction = main.beginWrite(IsolationLevel.SNAPSHOT)) {
            done.forEach(decided -> transaction.delete(CatalogTrees.DECISIONS, bytes(decided)));
            transaction.commit();
            done.forEach(finished::remove);
        } catch (StoreException later) {
            // The next distributed commit, or the next close, removes them.
            assert later.code() != StoreErrorCode.INTERNAL;
        }
    }

    /** What names the last decision that a view of main contains. */
    static byte @Nullable [] lastDecision(ReadTransaction mainView) {
        return mainView.get(CatalogTrees.DECISIONS, LAST_DECISION);
    }

    /** Makes visible in the stores what main has decided and a coordinator has not told them yet. */
    void finishDecided(ReadTransaction mainView, List<Store> stores) {
        try (Cursor cursor = mainView.scan(CatalogTrees.DECISIONS, KeyRange.all())) {
            while (cursor.next()) {
                if (cursor.key().length() == 16 && cursor.value().byteAt(0) == COMMITTED) {
                    UUID transaction = uuid(cursor.key().toByteArray(), 0);
                    if (!finished.containsKey(transaction)) {
                        finish(transaction, cursor.value().toByteArray(), stores);
                    }
                }
            }
        }
    }

    private void finish(UUID transaction, byte[] decision, List<Store> stores) {
        boolean all = true;
        for (int at = 1; at + 16 <= decision.length; at += 16) {
            UUID id = uuid(decision, at);
            boolean here = false;
            for (Store store : stores) {
                if (store.id().equals(id) && !store.isReadOnly()) {
                    store.commitPrepared(transaction);
                    here = true;
                }
            }
            all &= here;
        }
        if (all) {
            finished.put(transaction, true);
        }
    }

    private boolean isCommitted(UUID name) {
        for (int i = 0; i < Limits.DECISION_TRIES; i++) {
            try (WriteTransaction transaction = main.beginWrite(IsolationLevel.SNAPSHOT)) {
                byte[] decision = transaction.get(CatalogTrees.DECISIONS, bytes(name));
                if (decision == null) {
                    transaction.put(CatalogTrees.DECISIONS, bytes(name), ABORTED);
                    transaction.commit();
                    finished.put(name, true);
                    return false;
                }
                return decision[0] == COMMITTED;
            } catch (StoreException conflict) {
                if (conflict.code() != StoreErrorCode.WRITE_CONFLICT) {
                    throw conflict;
                }
            }
        }
        throw new BlazeSqlException(
                SqlErrorCode.IN_DOUBT, "the outcome of a transaction over several databases is not known yet");
    }

    private static void rollbackPrepared(Store store, UUID transaction, RuntimeException failure) {
        try {
            store.rollbackPrepared(transaction);
        } catch (RuntimeException second) {
            failure.addSuppressed(second);
        }
    }

    private static byte[] decision(List<Store> participants) {
        byte[] bytes = new byte[1 + 16 * participants.size()];
        bytes[0] = COMMITTED;
        for (int i = 0; i < participants.size(); i++) {
            System.arraycopy(bytes(participants.get(i).id()), 0, bytes, 1 + 16 * i, 16);
        }
        return bytes;
    }

    private static byte[] bytes(UUID id) {
        byte[] bytes = Arrays.copyOf(BigEndian.key(id.getMostSignificantBits()), 16);
        BigEndian.putLong(bytes, 8, id.getLeastSignificantBits());
        return bytes;
    }

    private static UUID uuid(byte[] bytes, int at) {
        return new UUID(BigEndian.getLong(bytes, at), BigEndian.getLong(bytes, at + 8));
    }
}
