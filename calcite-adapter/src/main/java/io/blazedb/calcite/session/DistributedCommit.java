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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Commits a transaction over several stores in all of them or in none: each store but main prepares, main's commit carries the decision,
 * then the others make visible what they prepared. What they prepare contains a note of the transaction, so that whoever sees it in one
 * store knows that it is decided, whichever of the stores they have open.
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
 *   <li>A decision, and a note of it, is removed only after the transaction is visible in every participant.
 *   <li>Each transaction over several stores adds to {@link CatalogTrees#DECISIONS} of each of them what stays there until the next one of its
 *       coordinator: equal contents mean that none came between.
 * </ol>
 *
 * <pre>
 * store        key                           value
 * main         transaction                   1, then the participants; 0 if it was aborted
 * main         nothing                       the last transaction
 * participant  transaction                   2, coordinator, then the participants
 * </pre>
 *
 * <p>Threading: safe for any number of threads.
 */
public final class DistributedCommit {
    /** Key whose value changes with each decision. */
    private static final byte[] LAST_DECISION = new byte[0];

    private static final byte[] ABORTED = {0};
    private static final byte COMMITTED = 1;
    private static final byte NOTED = 2;
    private static final int ID_BYTES = 16;

    private final Store main;
    private final Map<UUID, Boolean> finished = new ConcurrentHashMap<>();

    public DistributedCommit(Store main) {
        this.main = main;
    }

    /** Called between the phases; for tests. */
    public interface Phases {
        default void prepared(UUID transaction) {}

        default void decided(UUID transaction) {}

        /** One participant has made it visible. */
        default void completed(UUID transaction) {}
    }

    /**
     * Commits.
     *
     * @param coordinator the transaction of main
     * @param participants transactions of the other stores
     */
    public void commit(WriteTransaction coordinator, Map<Store, WriteTransaction> participants, Phases phases) {
        UUID transaction = UUID.randomUUID();
        List<Store> all = List.copyOf(participants.keySet());
        List<Store> prepared = new ArrayList<>();
        List<UUID> removed;
        try {
            for (Map.Entry<Store, WriteTransaction> participant : participants.entrySet()) {
                note(participant.getKey(), participant.getValue(), transaction, all);
                participant.getValue().prepare(transaction, main.id());
                prepared.add(participant.getKey());
            }
            phases.prepared(transaction);
            coordinator.put(CatalogTrees.DECISIONS, bytes(transaction), decision(COMMITTED, List.of(), all));
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
            phases.completed(transaction);
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

    /**
     * Adds the note of a transaction to what a participant prepares, in place of those that nobody needs any more. While others are
     * prepared those stay: the others may be about to remove them, too, or never end because their process is dead.
     */
    private void note(Store participant, WriteTransaction writer, UUID transaction, List<Store> all) {
        UUID coordinator = main.id();
        boolean alone = participant.preparedTransactions().stream()
                .noneMatch(prepared -> prepared.coordinator().equals(coordinator));
        try (ReadTransaction noted = participant.beginRead();
                ReadTransaction decided = main.beginRead()) {
            for (Decision old : alone ? decisions(participant, noted) : List.<Decision>of()) {
                if (coordinator.equals(old.coordinator)
                        && (finished.containsKey(old.transaction)
                                || decided.get(CatalogTrees.DECISIONS, bytes(old.transaction)) == null)) {
                    writer.delete(CatalogTrees.DECISIONS, bytes(old.transaction));
                }
            }
        }
        writer.put(CatalogTrees.DECISIONS, bytes(transaction), decision(NOTED, List.of(coordinator), all));
    }

    /** Views of stores, taken just before the ones that a statement reads are. */
    List<ReadTransaction> beginCut(List<Store> stores) {
        List<ReadTransaction> views = new ArrayList<>(stores.size());
        stores.forEach(store -> views.add(store.beginRead()));
        return views;
    }

    /**
     * Whether views that were taken after the given ones, and before this was called, show each transaction over several stores in all of
     * them or in none. If not, they are to be taken anew: what was decided and not visible everywhere is then, if it can be.
     */
    boolean isOneCut(List<Store> stores, List<ReadTransaction> before) {
        boolean whole = true;
        for (int i = 0; i < stores.size(); i++) {
            for (Decision decision : decisions(stores.get(i), before.get(i))) {
                whole &= finished.containsKey(decision.transaction) || completeIn(decision, stores, before);
            }
        }
        for (int i = 0; whole && i < stores.size(); i++) {
            whole = hasSameDecisions(stores.get(i), before.get(i));
        }
        return whole;
    }

    /** Whether a transaction is visible in each view of a participant; where it is only prepared it is completed. */
    private boolean completeIn(Decision decision, List<Store> stores, List<ReadTransaction> views) {
        boolean whole = true;
        int found = 0;
        for (int i = 0; i < stores.size(); i++) {
            Store store = stores.get(i);
            if (!decision.participants.contains(store.id())) {
                continue;
            }
            found++;
            if (!isVisible(views.get(i), decision.transaction)) {
                whole &= !complete(store, decision.transaction);
            }
        }
        if (whole && main.id().equals(decision.coordinator) && found == decision.participants.size()) {
            finished.put(decision.transaction, true);
        }
        return whole;
    }

    private static boolean isVisible(ReadTransaction view, UUID transaction) {
        return view.get(CatalogTrees.DECISIONS, bytes(transaction)) != null;
    }

    /** Makes a decided transaction visible in a store; false if it has been for so long that its note is gone. */
    private static boolean complete(Store store, UUID transaction) {
        if (isPrepared(store, transaction)) {
            if (!store.completePrepared(transaction)) {
                // Whoever decided about it is about to complete it, or does so when they are back.
                LockSupport.parkNanos(Limits.UNFINISHED_PAUSE_NANOS);
            }
            return true;
        }
        // Somebody else may be completing it and wait for the disk.
        store.sync(Long.MAX_VALUE);
        try (ReadTransaction now = store.beginRead()) {
            return isVisible(now, transaction);
        }
    }

    private static boolean isPrepared(Store store, UUID transaction) {
        return store.preparedTransactions().stream()
                .anyMatch(prepared -> prepared.transaction().equals(transaction));
    }

    private static boolean hasSameDecisions(Store store, ReadTransaction before) {
        if (before.sequence() == store.committedSequence()) {
            return true;
        }
        try (ReadTransaction after = store.beginRead();
                Cursor was = before.scan(CatalogTrees.DECISIONS, KeyRange.all());
                Cursor is = after.scan(CatalogTrees.DECISIONS, KeyRange.all())) {
            while (was.next()) {
                if (!is.next() || !was.key().equals(is.key()) || !was.value().equals(is.value())) {
                    return false;
                }
            }
            return !is.next();
        }
    }

    /** A transaction that was decided to commit. */
    private record Decision(UUID transaction, UUID coordinator, Set<UUID> participants) {}

    private static List<Decision> decisions(Store store, ReadTransaction view) {
        List<Decision> decisions = new ArrayList<>(0);
        try (Cursor cursor = view.scan(CatalogTrees.DECISIONS, KeyRange.all())) {
            while (cursor.next()) {
                byte kind = cursor.value().byteAt(0);
                if (cursor.key().length() != ID_BYTES || (kind != COMMITTED && kind != NOTED)) {
                    continue;
                }
                byte[] value = cursor.value().toByteArray();
                boolean noted = kind == NOTED;
                Set<UUID> participants = new HashSet<>();
                for (int at = noted ? 1 + ID_BYTES : 1; at + ID_BYTES <= value.length; at += ID_BYTES) {
                    participants.add(uuid(value, at));
                }
                decisions.add(new Decision(
                        uuid(cursor.key().toByteArray(), 0), noted ? uuid(value, 1) : store.id(), participants));
            }
        }
        return decisions;
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

    private static byte[] decision(byte kind, List<UUID> coordinator, List<Store> participants) {
        List<UUID> ids = new ArrayList<>(coordinator);
        participants.forEach(store -> ids.add(store.id()));
        byte[] value = new byte[1 + ID_BYTES * ids.size()];
        value[0] = kind;
        for (int i = 0; i < ids.size(); i++) {
            System.arraycopy(bytes(ids.get(i)), 0, value, 1 + ID_BYTES * i, ID_BYTES);
        }
        return value;
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
