/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.apply;

import io.blazedb.calcite.attachment.AttachedWrites;
import io.blazedb.calcite.catalog.Catalog;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.dml.RowObserver;
import io.blazedb.calcite.dml.TableWriter;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.storage.Cursor;
import io.blazedb.storage.IsolationLevel;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.Registration;
import io.blazedb.storage.Store;
import io.blazedb.storage.WriteTransaction;
import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.sync.subscription.ChannelSchema;
import io.blazedb.sync.subscription.Intent;
import io.blazedb.sync.subscription.IntentOp;
import io.blazedb.sync.subscription.IntentOutcome;
import io.blazedb.sync.subscription.IntentSource;
import io.blazedb.sync.subscription.SyncTrees;
import io.blazedb.sync.subscription.WriteTerms;
import io.blazedb.sync.wire.WireReader;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * What a database writes for the owner of one replica. Statements note what they wrote by {@link #journal}, in their own transactions; whoever holds the connection to the
 * owner numbers it, sends it and keeps what the owner decides.
 *
 * <p>Invariants: a number, once given, stands for the same operations for ever; a rejected write leaves the rows and enters the {@link ConflictLog} in one
 * commit.
 *
 * <p>Threading: statements in any number; the rest by one thread at a time.
 */
public final class IntentQueue implements IntentSource, AttachedWrites {
    private static final int ATTEMPTS_MAX = 50;
    private static final long RETRY_NANOS = 2_000_000;
    private static final int NUMBERED_AT_ONCE = 1_000;

    private final Store store;
    private final Catalog catalog;
    private final int namespace;
    private final String alias;
    private final BiFunction<WriteTransaction, TableDefinition, TableWriter> writers;
    private final Clock clock;

    /**
     * The queue of an attachment.
     *
     * @param writers makes the writer of a table's rows in a transaction, who also maintains links to them
     */
    public IntentQueue(
            Store store,
            Catalog catalog,
            int namespace,
            String alias,
            BiFunction<WriteTransaction, TableDefinition, TableWriter> writers,
            Clock clock) {
        this.store = store;
        this.catalog = catalog;
        this.namespace = namespace;
        this.alias = alias;
        this.writers = writers;
        this.clock = clock;
    }

    @Override
    public void requireWritable(TableDefinition table) {
        WriteTerms terms = requireTerms();
        if (terms.table(table.schema(), table.name()) == null) {
            throw new BlazeSqlException(
                    SqlErrorCode.PERMISSION_DENIED,
                    "permission denied: the owner of database \"" + alias + "\" does not let this app write table \""
                            + table.name() + "\"");
        }
    }

    @Override
    public RowObserver journal(WriteTransaction transaction) {
        return new IntentJournal(transaction, namespace, requireTerms(), clock);
    }

    /**
     * Fails unless something may be written.
     *
     * @throws BlazeSqlException 42501, 0A000
     */
    public void requireGranted() {
        if (requireTerms().tables().isEmpty()) {
            throw new BlazeSqlException(
                    SqlErrorCode.PERMISSION_DENIED,
                    "permission denied: the owner of database \"" + alias + "\" has granted no WRITE to this app");
        }
    }

    /** Calls the listener, which must return quickly, when there may be something to send. */
    public Registration onWritten(Runnable listener) {
        return store.onCommit(sequence -> listener.run());
    }

    /** Whether the owner has said what may be written. */
    public boolean isKnown() {
        try (ReadTransaction read = store.beginRead()) {
            QueueState state = QueueState.load(read, namespace);
            return state != null && (state.unsupported() || state.terms() != null);
        }
    }

    /** How many intents have no outcome yet. */
    public long undecided() {
        return undecided(store, namespace);
    }

    /** How many intents of a namespace have no outcome yet. */
    static long undecided(Store store, int namespace) {
        try (ReadTransaction read = store.beginRead()) {
            long count = read.count(SyncTrees.INTENTS, KeyRange.prefix(QueueKeys.drafts(namespace)));
            try (Cursor cursor =
                    read.scanDescending(SyncTrees.INTENTS, KeyRange.prefix(QueueKeys.intents(namespace)))) {
                while (cursor.next()
                        && !QueuedIntent.decode(cursor.value().toByteArray()).isAccepted()) {
                    count++;
                }
            }
            return count;
        }
    }

    @Override
    public UUID queue() {
        try (ReadTransaction read = store.beginRead()) {
            QueueState state = QueueState.load(read, namespace);
            if (state != null) {
                return state.queue();
            }
        }
        UUID fresh = UUID.randomUUID();
        write(transaction -> {
            if (QueueState.load(transaction, namespace) == null) {
                new QueueState(fresh, 1, false, null).save(transaction, namespace);
            }
        });
        return queue();
    }

    @Override
    public void terms(WriteTerms terms) {
        write(transaction -> {
            QueueState state = require(transaction);
            // Numbers that the owner knows and this queue does not are those of a newer copy of this file.
            long next = Math.max(state.next(), terms.last() + 1);
            WriteTerms kept = new WriteTerms(0, terms.tables());
            QueueState changed = new QueueState(state.queue(), next, false, kept);
            WriteTerms known = state.terms();
            boolean same = known != null && known.equals(kept) && state.next() == next && !state.unsupported();
            if (!same) {
                changed.save(transaction, namespace);
            }
            waiting(transaction).retable();
            waiting(transaction).numberRows();
        });
    }

    @Override
    public void unsupported() {
        write(transaction -> {
            QueueState state = QueueState.load(transaction, namespace);
            UUID queue = state == null ? UUID.randomUUID() : state.queue();
            new QueueState(queue, state == null ? 1 : state.next(), true, null).save(transaction, namespace);
        });
    }

    @Override
    public List<Intent> after(long sequence, int countMax, long bytesMax) {
        number();
        List<Intent> intents = new ArrayList<>();
        try (ReadTransaction read = store.beginRead()) {
            QueueState state = QueueState.load(read, namespace);
            long oldest = oldestUndecided(read);
            if (state == null || oldest == 0) {
                return intents;
            }
            byte[] all = QueueKeys.intents(namespace);
            byte[] first = QueueKeys.intent(namespace, Math.max(sequence + 1, oldest));
            long bytes = 0;
            try (Cursor cursor = read.scan(SyncTrees.INTENTS, new KeyRange(first, KeyRange.successor(all)))) {
                while (intents.size() < countMax && bytes < bytesMax && cursor.next()) {
                    QueuedIntent queued = QueuedIntent.decode(cursor.value().toByteArray());
                    if (!queued.isAccepted()) {
                        long number = number(cursor);
                        Intent intent = read(read, state.queue(), number, oldest, queued);
                        for (IntentOp op : intent.ops()) {
                            bytes += op.before().length + op.row().length;
                        }
                        intents.add(intent);
                    }
                }
            }
        }
        return intents;
    }

    /** The number of the oldest intent without an outcome; 0 for none. */
    private long oldestUndecided(ReadTransaction read) {
        try (Cursor cursor = read.scan(SyncTrees.INTENTS, KeyRange.prefix(QueueKeys.intents(namespace)))) {
            while (cursor.next()) {
                if (!QueuedIntent.decode(cursor.value().toByteArray()).isAccepted()) {
                    return number(cursor);
                }
            }
        }
        return 0;
    }

    private static long number(Cursor cursor) {
        byte[] key = cursor.key().toByteArray();
        return new WireReader(key, key.length - 8, 8).u64();
    }

    @Override
    public void decided(List<IntentOutcome> outcomes) {
        write(transaction -> {
            ReplicaState.Content replica =
                    ReplicaState.load(transaction, namespace).replica();
            WaitingWrites waiting = waiting(transaction);
            for (IntentOutcome outcome : outcomes) {
                byte[] key = QueueKeys.intent(namespace, outcome.sequence());
                byte[] stored = transaction.get(SyncTrees.INTENTS, key);
                QueuedIntent intent = stored == null ? null : QueuedIntent.decode(stored);
                if (intent == null || intent.isAccepted()) {
                    continue;
                }
                if (outcome.kind() != IntentOutcome.Kind.ACCEPTED) {
                    log(transaction).add(namespace, alias, intent, outcome);
                    waiting.settle(outcome.sequence(), intent);
                } else if (outcome.incarnation() == null || replica == null || isVisible(outcome, replica)) {
                    waiting.settle(outcome.sequence(), intent);
                } else {
                    QueuedIntent accepted = new QueuedIntent(
                            intent.draft(), intent.createdAtMicros(), outcome.incarnation(), outcome.position());
                    transaction.put(SyncTrees.INTENTS, key, accepted.encode());
                }
            }
        });
    }

    /** Gives up what is not decided, because the attachment ends: it is unknown what becomes of it. */
    public void abandon() {
        number();
        write(transaction -> {
            Map<Long, QueuedIntent> left = new HashMap<>();
            try (Cursor cursor = transaction.scan(SyncTrees.INTENTS, KeyRange.prefix(QueueKeys.intents(namespace)))) {
                while (cursor.next()) {
                    left.put(number(cursor), QueuedIntent.decode(cursor.value().toByteArray()));
                }
            }
            left.forEach((number, intent) -> {
                if (!intent.isAccepted()) {
                    log(transaction).add(namespace, alias, intent, IntentOutcome.forgotten(number));
                }
            });
            QueueKeys.dropAll(transaction, namespace);
        });
    }

    private WriteTerms requireTerms() {
        QueueState state;
        try (ReadTransaction read = store.beginRead()) {
            state = QueueState.load(read, namespace);
        }
        if (state != null && state.unsupported()) {
            throw new BlazeSqlException(
                    SqlErrorCode.FEATURE_NOT_SUPPORTED, "the owner of database \"" + alias + "\" takes no writes");
        }
        WriteTerms terms = state == null ? null : state.terms();
        if (terms == null) {
            throw new BlazeSqlException(
                    SqlErrorCode.OBJECT_NOT_READY,
                    "the owner of database \"" + alias + "\" has not said yet what may be written");
        }
        return terms;
    }

    private static boolean isVisible(IntentOutcome outcome, ReplicaState.Content replica) {
        return replica.position().incarnation().equals(outcome.incarnation())
                && replica.position().position() >= outcome.position();
    }

    /** Gives numbers to drafts, in their order. */
    private void number() {
        boolean more = true;
        while (more) {
            try (ReadTransaction read = store.beginRead()) {
                if (!QueueKeys.any(read, SyncTrees.INTENTS, QueueKeys.drafts(namespace))) {
                    return;
                }
            }
            write(this::number);
        }
    }

    private void number(WriteTransaction transaction) {
        QueueState state = require(transaction);
        List<byte[]> keys = new ArrayList<>();
        List<byte[]> times = new ArrayList<>();
        try (Cursor cursor = transaction.scan(SyncTrees.INTENTS, KeyRange.prefix(QueueKeys.drafts(namespace)))) {
            while (keys.size() < NUMBERED_AT_ONCE && cursor.next()) {
                keys.add(cursor.key().toByteArray());
                times.add(cursor.value().toByteArray());
            }
        }
        long next = state.next();
        for (int i = 0; i < keys.size(); i++) {
            byte[] key = keys.get(i);
            long draft = new WireReader(key, key.length - 8, 8).u64();
            transaction.delete(SyncTrees.INTENTS, key);
            if (QueueKeys.any(transaction, SyncTrees.INTENTS, QueueKeys.operations(namespace, draft))) {
                QueuedIntent intent = new QueuedIntent(draft, new WireReader(times.get(i)).u64(), null, 0);
                transaction.put(SyncTrees.INTENTS, QueueKeys.intent(namespace, next++), intent.encode());
            } else {
                QueueKeys.drop(transaction, SyncTrees.INTENTS, QueueKeys.tables(namespace, draft));
            }
        }
        new QueueState(state.queue(), next, state.unsupported(), state.terms()).save(transaction, namespace);
    }

    private Intent read(ReadTransaction read, UUID queue, long number, long oldest, QueuedIntent queued) {
        List<TableDefinition> tables = new ArrayList<>();
        Map<Long, Integer> places = new HashMap<>();
        try (Cursor cursor =
                read.scan(SyncTrees.INTENTS, KeyRange.prefix(QueueKeys.tables(namespace, queued.draft())))) {
            while (cursor.next()) {
                byte[] key = cursor.key().toByteArray();
                places.put(new WireReader(key, key.length - 8, 8).u64(), tables.size());
                tables.add(ChannelSchema.decode(cursor.value().toByteArray())
                        .tables()
                        .get(0));
            }
        }
        List<IntentOp> ops = new ArrayList<>();
        try (Cursor cursor =
                read.scan(SyncTrees.INTENTS, KeyRange.prefix(QueueKeys.operations(namespace, queued.draft())))) {
            while (cursor.next()) {
                DraftOp op = DraftOp.decode(cursor.value().toByteArray());
                ops.add(op.op().at(Objects.requireNonNull(places.get(op.tree()))));
            }
        }
        return new Intent(queue, number, oldest, queued.createdAtMicros(), new ChannelSchema(tables), ops);
    }

    private QueueState require(WriteTransaction transaction) {
        QueueState state = QueueState.load(transaction, namespace);
        return state == null ? new QueueState(UUID.randomUUID(), 1, false, null) : state;
    }

    private WaitingWrites waiting(WriteTransaction transaction) {
        return new WaitingWrites(transaction, catalog, namespace, writers);
    }

    private ConflictLog log(WriteTransaction transaction) {
        return new ConflictLog(transaction, clock);
    }

    /** Commits what the work does; again if somebody else wrote the same rows meanwhile. */
    private void write(Consumer<WriteTransaction> work) {
        for (int attempt = 1; ; attempt++) {
            try (WriteTransaction transaction = store.beginWrite(IsolationLevel.SNAPSHOT)) {
                work.accept(transaction);
                if (transaction.hasChanges()) {
                    transaction.commit();
                }
                return;
            } catch (StoreException e) {
                if (e.code() != StoreErrorCode.WRITE_CONFLICT || attempt == ATTEMPTS_MAX) {
                    throw e;
                }
                LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(RETRY_NANOS * Math.min(attempt, 10)));
            }
        }
    }
}
