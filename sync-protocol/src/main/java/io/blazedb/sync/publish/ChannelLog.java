/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.publish;

import io.blazedb.calcite.catalog.CatalogTrees;
import io.blazedb.calcite.catalog.Causes;
import io.blazedb.calcite.catalog.Moment;
import io.blazedb.storage.Cursor;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.Store;
import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.change.ChangeCursor;
import io.blazedb.storage.change.ChangeRecord;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.sync.error.SyncErrorCode;
import io.blazedb.sync.error.SyncException;
import io.blazedb.sync.subscription.ChannelClock;
import io.blazedb.sync.subscription.ChannelFeed;
import io.blazedb.sync.subscription.ChannelId;
import io.blazedb.sync.subscription.ChannelRecord;
import io.blazedb.sync.subscription.ChannelSchema;
import io.blazedb.sync.subscription.RowOp;
import io.blazedb.sync.subscription.SnapshotChunk;
import io.blazedb.sync.subscription.SyncPosition;
import io.blazedb.sync.wire.Limits;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The log of one channel, made from the database's change feed as it is asked for. Newest records are kept in memory; older ones are made
 * again from a checkpoint, and come out the same because a record is a function of the commits and the projection.
 *
 * <p>Threading: safe for any number of threads; the lock is held while commits are projected.
 */
final class ChannelLog {
    private static final long CACHED_BYTES_MAX = 16L << 20;
    private static final int RECORDS_PER_CHECKPOINT = 1_024;

    /** Beyond this a transaction is not sent as a record: a new incarnation begins, by snapshot. */
    private static final long RECORD_BYTES_MAX = Limits.MESSAGE_BYTES_MAX * 3L / 4;

    private record Cached(ChannelRecord record, int bytes) {}

    private final Store store;
    private final ChannelId id;
    private final Projection projection;
    private final LongConsumer catalogChanged;
    private final Consumer<LogState> keeper;
    private final Clock clock;
    private final Deque<Cached> cached = new ArrayDeque<>();
    private long cachedBytes;
    private LogState state;
    private SyncPosition head;
    private long sequence;

    /**
     * A log, continued from what was kept or begun anew.
     *
     * @param kept state by the same rules, or null to begin anew
     * @param catalogChanged told the sequence of a commit that changed the catalog, before anything of it is handed on
     * @param keeper makes a state durable
     */
    ChannelLog(
            Store store,
            ChannelId id,
            Projection projection,
            @Nullable LogState kept,
            LongConsumer catalogChanged,
            Consumer<LogState> keeper,
            Clock clock) {
        this.store = store;
        this.id = id;
        this.projection = projection;
        this.catalogChanged = catalogChanged;
        this.keeper = keeper;
        this.clock = clock;
        boolean continues = kept != null && kept.newest().sequence() <= store.committedSequence();
        this.state = continues && kept != null ? kept : fresh(store.committedSequence());
        this.sequence = state.newest().sequence();
        this.head = state.positionOf(state.newest());
        if (!continues) {
            keeper.accept(state);
        }
    }

    ChannelId id() {
        return id;
    }

    ChannelSchema schema() {
        return projection.schema();
    }

    List<ExportedTable> tables() {
        return projection.tables();
    }

    /** Commits after one and up to another are known to do nothing to the projection; they need not be looked at again. */
    synchronized void skip(long after, long upTo) {
        if (after <= sequence && sequence < upTo) {
            sequence = upTo;
        }
    }

    byte[] policyDigest() {
        return projection.policyDigest();
    }

    synchronized SyncPosition head() {
        advance(Long.MAX_VALUE);
        return head;
    }

    /** See {@link ChannelFeed#recordsAfter}. */
    synchronized List<ChannelRecord> recordsAfter(SyncPosition position, int bytesMax) {
        advance(Long.MAX_VALUE);
        if (!position.incarnation().equals(head.incarnation())) {
            throw new SyncException(SyncErrorCode.RESET_REQUIRED, "incarnation");
        }
        if (position.position() > head.position()) {
            throw new SyncException(SyncErrorCode.FORKED, "position=" + position.position());
        }
        if (position.position() == head.position()) {
            requireSame(position, head.digest());
            return List.of();
        }
        Cached oldest = cached.peekFirst();
        if (oldest != null && oldest.record.position() <= position.position() + 1) {
            return fromCache(position, bytesMax);
        }
        return again(position, bytesMax);
    }

    /** See {@link ChannelFeed#clock}. */
    synchronized ChannelClock clock() {
        advance(Long.MAX_VALUE);
        try (ReadTransaction read = store.beginRead()) {
            return clock(read, sequence);
        }
    }

    private ChannelClock clock(ReadTransaction read, long atSequence) {
        Moment moment = new Moment(store.id(), atSequence, Causes.known(read));
        return new ChannelClock(head.incarnation(), head.position(), moment);
    }

    /** See {@link ChannelFeed#openSnapshot}. */
    ChannelFeed.Snapshot openSnapshot() {
        ReadTransaction read = store.beginRead();
        try {
            synchronized (this) {
                if (read.sequence() < sequence) {
                    read.close();
                    read = store.beginRead();
                }
                advance(read.sequence());
                return new Rows(
                        read,
                        head,
                        clock(read, read.sequence()),
                        clock.instant().toEpochMilli() * 1_000);
            }
        } catch (RuntimeException e) {
            read.close();
            throw e;
        }
    }

    /** Makes the newest place durable, so that a later start needs not look at the same commits again. */
    synchronized void keep() {
        if (sequence > state.newest().sequence()) {
            checkpoint();
        }
    }

    private LogState fresh(long atSequence) {
        UUID incarnation = UUID.randomUUID();
        SyncPosition start = SyncPosition.start(id, incarnation, projection.schema());
        return new LogState(
                incarnation,
                projection.policyDigest(),
                List.of(new LogState.Checkpoint(0, atSequence, start.digest())));
    }

    private void beginAnew(long atSequence) {
        state = fresh(atSequence);
        keeper.accept(state);
        sequence = atSequence;
        head = state.positionOf(state.newest());
        cached.clear();
        cachedBytes = 0;
    }

    private void advance(long toSequence) {
        long visible = Math.min(toSequence, store.committedSequence());
        if (visible <= sequence) {
            return;
        }
        // What others have been told must not be undone by a power failure here.
        store.sync(visible);
        try (ChangeCursor cursor = store.changesAfter(sequence)) {
            ChangeRecord record = cursor.next();
            while (record != null && record.sequence() <= visible) {
                take(record);
                record = sequence < visible ? cursor.next() : null;
            }

        } catch (StoreException e) {
            if (e.code() != StoreErrorCode.CHANGES_TRUNCATED) {
                throw e;
            }
            // What was cut may have changed the rules.
            catalogChanged.accept(visible);
            beginAnew(visible);
        }
    }

    private void take(ChangeRecord record) {
        if (changesCatalog(record)) {
            catalogChanged.accept(record.sequence());
        }
        sequence = record.sequence();
        if (projection.isCleared(record)) {
            beginAnew(sequence);
            return;
        }
        List<RowOp> ops = projection.project(record);
        if (ops.isEmpty()) {
            return;
        }
        long bytes = 0;
        for (RowOp op : ops) {
            bytes += 16L + op.key().length + op.row().length;
        }
        if (bytes > RECORD_BYTES_MAX) {
            beginAnew(sequence);
            return;
        }
        ChannelRecord made = ChannelRecord.after(id, head, record.committedAtMillis() * 1_000, ops);
        head = made.reached();
        cached.addLast(new Cached(made, (int) bytes));
        cachedBytes += bytes;
        while (cachedBytes > CACHED_BYTES_MAX && cached.size() > 1) {
            cachedBytes -= cached.removeFirst().bytes;
        }
        if (head.position() - state.newest().position() >= RECORDS_PER_CHECKPOINT) {
            checkpoint();
        }
    }

    private void checkpoint() {
        state = state.with(new LogState.Checkpoint(head.position(), sequence, head.digest()));
        keeper.accept(state);
    }

    private List<ChannelRecord> fromCache(SyncPosition position, int bytesMax) {
        // From the newest on: a live subscriber wants the last one only, whatever is kept for others.
        Deque<Cached> wanted = new ArrayDeque<>();
        Iterator<Cached> newestFirst = cached.descendingIterator();
        while (newestFirst.hasNext()) {
            Cached candidate = newestFirst.next();
            if (candidate.record.position() <= position.position()) {
                break;
            }
            wanted.addFirst(candidate);
        }
        List<ChannelRecord> found = new ArrayList<>();
        long bytes = 0;
        for (Cached candidate : wanted) {
            ChannelRecord record = candidate.record;
            if (found.isEmpty()) {
                requireSame(position, record.previousDigest());
            } else if (bytes + candidate.bytes > bytesMax) {
                break;
            }
            found.add(record);
            bytes += candidate.bytes;
        }
        return found;
    }

    private List<ChannelRecord> again(SyncPosition position, int bytesMax) {
        LogState.Checkpoint from = null;
        for (LogState.Checkpoint checkpoint : state.checkpoints()) {
            if (checkpoint.position() <= position.position()) {
                from = checkpoint;
            }
        }
        if (from == null) {
            throw new SyncException(SyncErrorCode.RESET_REQUIRED, "position=" + position.position());
        }
        List<ChannelRecord> found = new ArrayList<>();
        SyncPosition at = state.positionOf(from);
        long bytes = 0;
        try (ChangeCursor cursor = store.changesAfter(from.sequence())) {
            while (at.position() < head.position() && bytes < bytesMax) {
                ChangeRecord commit = cursor.next();
                if (commit == null || commit.sequence() > sequence) {
                    break;
                }
                if (at.position() == position.position()) {
                    requireSame(position, at.digest());
                }
                List<RowOp> ops = projection.project(commit);
                if (ops.isEmpty()) {
                    continue;
                }
                ChannelRecord record = ChannelRecord.after(id, at, commit.committedAtMillis() * 1_000, ops);
                at = record.reached();
                if (record.position() > position.position()) {
                    found.add(record);
                    for (RowOp op : ops) {
                        bytes += 16L + op.key().length + op.row().length;
                    }
                }
            }
        } catch (StoreException e) {
            if (e.code() == StoreErrorCode.CHANGES_TRUNCATED) {
                throw new SyncException(SyncErrorCode.RESET_REQUIRED, "position=" + position.position());
            }
            throw e;
        }
        if (found.isEmpty()) {
            throw new SyncException(SyncErrorCode.RESET_REQUIRED, "position=" + position.position());
        }
        return found;
    }

    private static void requireSame(SyncPosition position, byte[] digest) {
        if (!Arrays.equals(position.digest(), digest)) {
            throw new SyncException(SyncErrorCode.FORKED, "position=" + position.position());
        }
    }

    static boolean changesCatalog(ChangeRecord record) {
        // Changes are ordered by tree, and the catalog's comes first.
        return !record.changes().isEmpty() && record.changes().get(0).tree() == CatalogTrees.CATALOG;
    }

    /** Rows of a snapshot, read as they are asked for. */
    private final class Rows implements ChannelFeed.Snapshot {
        private final ReadTransaction read;
        private final SyncPosition position;
        private final ChannelClock clock;
        private final long takenAtMicros;
        private int table;
        private long number;
        private @Nullable Cursor cursor;

        Rows(ReadTransaction read, SyncPosition position, ChannelClock clock, long takenAtMicros) {
            this.clock = clock;
            this.read = read;
            this.position = position;
            this.takenAtMicros = takenAtMicros;
        }

        @Override
        public SyncPosition position() {
            return position;
        }

        @Override
        public ChannelSchema schema() {
            return projection.schema();
        }

        @Override
        public ChannelClock clock() {
            return clock;
        }

        @Override
        public long takenAtMicros() {
            return takenAtMicros;
        }

        @Override
        public @Nullable SnapshotChunk next() {
            while (table < projection.tables().size()) {
                ExportedTable exported = projection.tables().get(table);
                Cursor rows = cursor;
                if (rows == null) {
                    rows = read.scan(exported.source().tree(), KeyRange.all());
                    cursor = rows;
                }
                List<byte[]> chunk = new ArrayList<>();
                int bytes = 0;
                while (bytes < Limits.SNAPSHOT_CHUNK_BYTES && rows.next()) {
                    byte[] row = exported.snapshotRow(rows);
                    if (row != null) {
                        chunk.add(row);
                        bytes += row.length + 4;
                    }
                }
                if (!chunk.isEmpty()) {
                    return new SnapshotChunk(number++, table, chunk);
                }
                rows.close();
                cursor = null;
                table++;
            }
            return null;
        }

        @Override
        public void close() {
            Cursor rows = cursor;
            cursor = null;
            if (rows != null) {
                rows.close();
            }
            read.close();
        }
    }
}
