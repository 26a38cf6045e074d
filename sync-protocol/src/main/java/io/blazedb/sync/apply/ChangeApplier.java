/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.apply;

import io.blazedb.calcite.catalog.Catalog;
import io.blazedb.calcite.catalog.CatalogView;
import io.blazedb.calcite.catalog.CatalogWriter;
import io.blazedb.calcite.catalog.Causes;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.dml.TableWriter;
import io.blazedb.storage.Cursor;
import io.blazedb.storage.IsolationLevel;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.Registration;
import io.blazedb.storage.Store;
import io.blazedb.storage.WriteTransaction;
import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.sync.error.SyncErrorCode;
import io.blazedb.sync.error.SyncException;
import io.blazedb.sync.subscription.ChannelClock;
import io.blazedb.sync.subscription.ChannelId;
import io.blazedb.sync.subscription.ChannelRecord;
import io.blazedb.sync.subscription.ChannelSchema;
import io.blazedb.sync.subscription.ChannelSink;
import io.blazedb.sync.subscription.RowOp;
import io.blazedb.sync.subscription.SnapshotChunk;
import io.blazedb.sync.subscription.SyncPosition;
import io.blazedb.sync.subscription.SyncTrees;
import io.blazedb.sync.wire.WireWriter;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the replica of one attachment: tables of a catalog namespace in the subscriber's main database. A snapshot is collected chunk by chunk in a
 * tree of its own and then turned into the replica by one commit that changes what differs.
 *
 * <p>Invariants: see {@link ChannelSink}. What decides is what is stored, read in the transaction that changes it; so two processes that
 * both believed to be in charge would not apply a record twice.
 *
 * <p>Threading: one thread at a time; figures may be read by any.
 */
public final class ChangeApplier implements ChannelSink {
    private static final int ATTEMPTS_MAX = 50;
    private static final long RETRY_NANOS = 2_000_000;

    private final Store store;
    private final Catalog catalog;
    private final int namespace;
    private final BiFunction<WriteTransaction, TableDefinition, TableWriter> writers;
    private final Clock clock;
    private volatile ReplicaState state;
    private volatile long lagMicros = -1;
    /** The last commit that need not be durable yet; 0 for none. */
    private long unsynced;

    private @Nullable ChannelClock told;
    private volatile long wanted;

    private ReplicaState.@Nullable Content pending;
    private long pendingChunks;

    /**
     * An applier.
     *
     * @param writers makes the writer of a table's rows in a transaction, who also maintains links to them
     */
    public ChangeApplier(
            Store store,
            Catalog catalog,
            int namespace,
            BiFunction<WriteTransaction, TableDefinition, TableWriter> writers,
            Clock clock) {
        this.store = store;
        this.catalog = catalog;
        this.namespace = namespace;
        this.writers = writers;
        this.clock = clock;
        try (ReadTransaction read = store.beginRead()) {
            state = ReplicaState.load(read, namespace);
        }
    }

    /** What was stored last by this applier, or found at its start. */
    public ReplicaState state() {
        return state;
    }

    /** Time from the publisher's commit to the commit here, for the last applied record; -1 if unknown. */
    public long lagMicros() {
        return lagMicros;
    }

    @Override
    public @Nullable ChannelId channel() {
        ReplicaState.Content replica = state.replica();
        return replica == null ? null : replica.channel();
    }

    @Override
    public @Nullable SyncPosition position() {
        ReplicaState.Content replica = state.replica();
        return replica == null ? null : replica.position();
    }

    @Override
    public void beginSnapshot(ChannelId channel, ChannelSchema schema, SyncPosition position) {
        ReplicaState.Content wanted = new ReplicaState.Content(channel, position, schema);
        pending = wanted;
        pendingChunks = write(transaction -> {
            ReplicaState.Content unfinished = ReplicaState.loadPending(transaction, namespace);
            if (wanted.equals(unfinished)) {
                return countChunks(transaction);
            }
            ReplicaState.dropChunks(transaction, namespace);
            ReplicaState.savePending(transaction, namespace, wanted);
            return 0L;
        });
    }

    @Override
    public long chunksReceived() {
        return pendingChunks;
    }

    @Override
    public void chunk(SnapshotChunk chunk) {
        if (pending == null || chunk.number() > pendingChunks) {
            throw new SyncException(SyncErrorCode.GAP, "chunk=" + chunk.number());
        }
        if (chunk.number() < pendingChunks) {
            return;
        }
        write(transaction -> {
            transaction.put(SyncTrees.STAGING, chunkKey(chunk.number()), chunk.encode());
            return chunk;
        });
        pendingChunks++;
    }

    @Override
    public void endSnapshot(long chunkCount, long takenAtMicros) {
        ReplicaState.Content whole = pending;
        if (whole == null || chunkCount != pendingChunks) {
            throw new SyncException(SyncErrorCode.GAP, "chunks=" + pendingChunks);
        }
        ReplicaState next = new ReplicaState(ReplicaState.Condition.FOLLOWING, whole);
        write(transaction -> {
            replaceRows(transaction, whole.schema());
            ReplicaState.dropChunks(transaction, namespace);
            ReplicaState.savePending(transaction, namespace, null);
            next.save(transaction, namespace);
            keepClock(transaction, whole.position());
            queue(transaction).began(whole.position());
            return next;
        });
        pending = null;
        pendingChunks = 0;
        state = next;
        lagMicros = -1;
    }

    @Override
    public void clock(ChannelClock clock) {
        told = clock;
    }

    @Override
    public void keepClock() {
        ChannelClock clock = told;
        SyncPosition position = position();
        if (clock == null
                || position == null
                || !isAt(clock, position)
                || clock.moment().sequence() <= included()) {
            return;
        }
        write(
                transaction -> {
                    keepClock(transaction, position);
                    return position;
                },
                this::commitVisibly);
    }

    @Override
    public long wanted() {
        return wanted;
    }

    /** Calls the listener when somebody waits for something that the owner has not told of yet, until the registration is closed. */
    public Registration onWanted(Runnable listener) {
        Registration commits = store.onCommit(sequence -> {
            try (ReadTransaction read = store.beginRead()) {
                long now = Causes.wanted(read, namespace);
                Causes.Included included = now > wanted ? Causes.included(read, namespace) : null;
                if (included != null && included.sequence() < now) {
                    wanted = now;
                    listener.run();
                }
            }
        });
        return commits;
    }

    private long included() {
        try (ReadTransaction read = store.beginRead()) {
            Causes.Included included = Causes.included(read, namespace);
            return included == null ? -1 : included.sequence();
        }
    }

    private static boolean isAt(ChannelClock clock, SyncPosition position) {
        return clock.incarnation().equals(position.incarnation()) && position.position() >= clock.position();
    }

    /** Notes what the owner told of the rows, in the commit that brings them. */
    private void keepClock(WriteTransaction transaction, SyncPosition position) {
        ChannelClock clock = told;
        if (clock == null || !clock.incarnation().equals(position.incarnation())) {
            return;
        }
        Causes.Included before = Causes.included(transaction, namespace);
        long included = before == null ? 0 : before.sequence();
        Causes.tell(
                transaction,
                namespace,
                clock.moment(),
                isAt(clock, position)
                        ? clock.moment().sequence()
                        : Math.min(included, clock.moment().sequence()));
    }

    @Override
    public Outcome apply(ChannelRecord record) {
        return applyAll(List.of(record));
    }

    @Override
    public Outcome applyAll(List<ChannelRecord> records) {
        Outcome outcome = applyVisibly(records);
        sync();
        return outcome;
    }

    /**
     * As {@link #applyAll}, but what is applied may become durable only with {@link #sync}; nothing may be acknowledged before. Each record, which
     * is a transaction of the owner, is a commit here, so that watches are told of it as such, however many arrive together.
     */
    Outcome applyVisibly(List<ChannelRecord> records) {
        Outcome result = Outcome.DUPLICATE;
        for (ChannelRecord record : records) {
            Outcome outcome = applyVisibly(record);
            if (outcome == Outcome.GAP || outcome == Outcome.FORK) {
                return outcome;
            }
            result = outcome == Outcome.APPLIED ? outcome : result;
        }
        return result;
    }

    private Outcome applyVisibly(ChannelRecord record) {
        Applied applied = write(transaction -> applyIn(transaction, record), this::commitVisibly);
        state = applied.state;
        if (applied.outcome == Outcome.APPLIED) {
            lagMicros = Math.max(0, nowMicros() - record.committedAtMicros());
        }
        return applied.outcome;
    }

    private long commitVisibly(WriteTransaction transaction) {
        unsynced = transaction.commitVisibly();
        return unsynced;
    }

    /** Makes durable what is applied. */
    void sync() {
        long sequence = unsynced;
        if (sequence > 0) {
            store.sync(sequence);
            unsynced = 0;
        }
    }

    @Override
    public void revoked() {
        if (state.replica() == null) {
            return;
        }
        ReplicaState next = new ReplicaState(ReplicaState.Condition.REVOKED, null);
        write(transaction -> {
            try (ReadTransaction before = store.beginRead()) {
                CatalogView view = catalog.view(transaction);
                for (String schema : view.schemas(namespace)) {
                    for (TableDefinition table : view.tables(namespace, schema)) {
                        replicaTable(transaction, table, null).purge(before);
                    }
                }
            }
            queue(transaction).purged();
            Causes.forget(transaction, namespace);
            ReplicaState.dropChunks(transaction, namespace);
            ReplicaState.savePending(transaction, namespace, null);
            next.save(transaction, namespace);
            return next;
        });
        pending = null;
        pendingChunks = 0;
        state = next;
        lagMicros = -1;
    }

    /** Remembers that the publisher's history contradicts the replica. */
    public void forked() {
        ReplicaState next = new ReplicaState(ReplicaState.Condition.FORKED, state.replica());
        write(transaction -> {
            next.save(transaction, namespace);
            return next;
        });
        state = next;
    }

    private record Applied(Outcome outcome, ReplicaState state) {}

    private Applied applyIn(WriteTransaction transaction, ChannelRecord record) {
        ReplicaState stored = ReplicaState.load(transaction, namespace);
        ReplicaState.Content content = stored.replica();
        if (content == null) {
            return new Applied(Outcome.GAP, stored);
        }
        Outcome outcome = judge(content.position(), record);
        if (outcome == Outcome.APPLIED) {
            long mark = transaction.savepoint();
            if (!applyRows(transaction, content.schema(), record)) {
                transaction.rollbackTo(mark);
                outcome = Outcome.FORK;
            }
        }
        if (outcome == Outcome.FORK) {
            ReplicaState forked = new ReplicaState(ReplicaState.Condition.FORKED, content);
            forked.save(transaction, namespace);
            return new Applied(outcome, forked);
        }
        if (outcome != Outcome.APPLIED) {
            return new Applied(outcome, stored);
        }
        SyncPosition position = record.reached();
        ReplicaState next = new ReplicaState(
                stored.condition(), new ReplicaState.Content(content.channel(), position, content.schema()));
        next.save(transaction, namespace);
        keepClock(transaction, position);
        queue(transaction).reached(position);
        return new Applied(outcome, next);
    }

    /** What a record is to a replica at a position. */
    static Outcome judge(SyncPosition position, ChannelRecord record) {
        if (!record.incarnation().equals(position.incarnation()) || record.position() > position.position() + 1) {
            return Outcome.GAP;
        }
        if (record.position() == position.position() + 1) {
            return Arrays.equals(record.previousDigest(), position.digest()) ? Outcome.APPLIED : Outcome.FORK;
        }
        boolean contradicts =
                record.position() == position.position() && !Arrays.equals(record.digest(), position.digest());
        return contradicts ? Outcome.FORK : Outcome.DUPLICATE;
    }

    private boolean applyRows(WriteTransaction transaction, ChannelSchema schema, ChannelRecord record) {
        @Nullable
        ReplicaTable[] tables = new @Nullable ReplicaTable[schema.tables().size()];
        Overlay overlay = Overlay.exists(transaction, namespace) ? new Overlay(transaction, namespace) : null;
        for (RowOp op : record.ops()) {
            if (op.table() >= tables.length) {
                throw new SyncException(SyncErrorCode.MALFORMED, "table=" + op.table());
            }
            ReplicaTable table = tables[op.table()];
            if (table == null) {
                TableDefinition exported = schema.tables().get(op.table());
                TableDefinition local = catalog.view(transaction).table(namespace, exported.schema(), exported.name());
                if (local == null) {
                    throw new SyncException(SyncErrorCode.INTERNAL, "replica table " + exported.name());
                }
                table = replicaTable(transaction, local, overlay);
                tables[op.table()] = table;
            }
            if (!table.apply(op)) {
                return false;
            }
        }
        return true;
    }

    private void replaceRows(WriteTransaction transaction, ChannelSchema schema) {
        List<TableDefinition> wanted = new ArrayList<>();
        for (TableDefinition exported : schema.tables()) {
            wanted.add(queue(transaction).asWritten(inNamespace(exported)));
        }
        queue(transaction).begins();
        List<TableDefinition> tables = new CatalogWriter(transaction).replaceNamespaceTables(namespace, wanted);
        try (ReadTransaction before = store.beginRead();
                Cursor chunks = before.scan(SyncTrees.STAGING, KeyRange.prefix(ReplicaState.chunkPrefix(namespace)))) {
            boolean more = chunks.next();
            SnapshotChunk chunk = more ? SnapshotChunk.decode(chunks.value().toByteArray()) : null;
            for (int i = 0; i < tables.size(); i++) {
                try (ReplicaTable.SnapshotMerge merge =
                        replicaTable(transaction, tables.get(i), null).merge(before)) {
                    while (chunk != null && chunk.table() == i) {
                        chunk.rows().forEach(merge::row);
                        chunk = chunks.next()
                                ? SnapshotChunk.decode(chunks.value().toByteArray())
                                : null;
                    }
                    merge.end();
                }
            }
            if (chunk != null) {
                throw new SyncException(SyncErrorCode.MALFORMED, "snapshot table=" + chunk.table());
            }
        }
    }

    private TableDefinition inNamespace(TableDefinition exported) {
        return new TableDefinition(
                0,
                namespace,
                exported.schema(),
                exported.name(),
                exported.kind(),
                exported.version(),
                exported.columns(),
                exported.primaryKey(),
                exported.primaryKeyName(),
                exported.indexes(),
                exported.checks(),
                null,
                null);
    }

    private ReplicaTable replicaTable(WriteTransaction transaction, TableDefinition table, @Nullable Overlay overlay) {
        return new ReplicaTable(transaction, writers.apply(transaction, table), overlay);
    }

    private WaitingWrites queue(WriteTransaction transaction) {
        return new WaitingWrites(transaction, catalog, namespace, writers);
    }

    private long countChunks(ReadTransaction transaction) {
        return transaction.count(SyncTrees.STAGING, KeyRange.prefix(ReplicaState.chunkPrefix(namespace)));
    }

    private byte[] chunkKey(long number) {
        return new WireWriter().u32(namespace).u64(number).toByteArray();
    }

    private long nowMicros() {
        Instant now = clock.instant();
        return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
    }

    /** Commits what the work does; again if somebody else wrote the same rows meanwhile, as users do to linked ones. */
    private <T> T write(Function<WriteTransaction, T> work) {
        return write(work, WriteTransaction::commit);
    }

    private <T> T write(Function<WriteTransaction, T> work, ToLongFunction<WriteTransaction> commit) {
        for (int attempt = 1; ; attempt++) {
            try (WriteTransaction transaction = store.beginWrite(IsolationLevel.SNAPSHOT)) {
                T result = work.apply(transaction);
                if (transaction.hasChanges()) {
                    long unused = commit.applyAsLong(transaction);
                }
                return result;
            } catch (StoreException e) {
                if (e.code() != StoreErrorCode.WRITE_CONFLICT || attempt == ATTEMPTS_MAX) {
                    throw e;
                }
                LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(RETRY_NANOS * Math.min(attempt, 10)));
            }
        }
    }
}
