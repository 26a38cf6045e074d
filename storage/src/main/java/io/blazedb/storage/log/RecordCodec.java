/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.log;

import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.page.Extent;
import io.blazedb.storage.page.KeyEpoch;
import io.blazedb.storage.page.PagePointer;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of log records.
 *
 * <pre>
 * size  field
 *    1  kind: 1 commit, 2 commit of a prepared transaction, 3 prepare, 4 drop, 5 reserve, 6 release; 16 more if the changes are
 *       outside of the record
 *    8  commit: sequence; prepare: sequence of its snapshot; others: 0
 *    8  wall-clock milliseconds; kinds 4, 5, 6: 0
 *   16  kinds 2, 3, 4: name of the transaction; kinds 5, 6: id of the private space
 *   16  kind 3: id of the coordinator
 *    n  kind 3: number of trees that it relies on (varint), reads
 *    n  kinds 1, 2, 3: trees, up to the end of the record
 *    n  kinds 17, 18, 19: private space (16 bytes), key epoch (32 bytes), number of tags (varint), tags, runs by tree, up to the end
 *    n  kind 5: extents, up to the end: first page (varint), pages (varint)
 * reads:  tree id (varint), 1 if it relies on the whole tree else 0 (1 byte), number of keys (varint), keys, number of ranges
 *         (varint), ranges; a key with its length (varint); a range: first key, 1 if it has an upper bound else 0 (1 byte), the bound
 * tree:   id (varint), 1 if cleared else 0 (1 byte), number of changes (varint), changes
 * tags:   first (varint), last (varint)
 * runs:   tree id (varint), 1 if cleared else 0 (1 byte), number of runs (varint), root page of each (44 bytes)
 * change: flags (1 byte: 1 has a value after, 2 has a value before), key, value after, value before; each with its length (varint)
 * </pre>
 */
public final class RecordCodec {
    private static final int COMMIT = 1;
    private static final int COMMIT_PREPARED = 2;
    private static final int PREPARE = 3;
    private static final int DROP = 4;
    private static final int RESERVE = 5;
    private static final int RELEASE = 6;
    private static final int SPILLED = 16;
    private static final int HAS_AFTER = 1;
    private static final int HAS_BEFORE = 2;
    private static final int SEQUENCE_OFFSET = 1;

    private RecordCodec() {}

    /** Builds the bytes of a record, tree by tree. */
    public static final class Builder {
        private final GrowingBytes out = new GrowingBytes();

        private Builder(int kind, long sequence, long atMillis) {
            out.putByte(kind);
            out.putLong(sequence);
            out.putLong(atMillis);
        }

        public Builder tree(long tree, boolean cleared, int changeCount) {
            out.putVarint(tree);
            out.putByte(cleared ? 1 : 0);
            out.putVarint(changeCount);
            return this;
        }

        public void change(byte[] key, byte @Nullable [] before, byte @Nullable [] after) {
            out.putByte((after == null ? 0 : HAS_AFTER) | (before == null ? 0 : HAS_BEFORE));
            out.putSized(key);
            if (after != null) {
                out.putSized(after);
            }
            if (before != null) {
                out.putSized(before);
            }
        }

        /** The changes are outside of the record. */
        public EncodedRecord spilled(LogRecord.Spilled spilled) {
            out.set(0, out.array()[0] | SPILLED);
            uuid(spilled.space());
            byte[] epoch = new byte[KeyEpoch.BYTES];
            spilled.epoch().encode(epoch, 0);
            out.putBytes(epoch);
            out.putVarint(spilled.undone().size());
            for (LogRecord.Tags tags : spilled.undone()) {
                out.putVarint(tags.first());
                out.putVarint(tags.last());
            }
            for (LogRecord.SpilledRuns runs : spilled.trees()) {
                out.putVarint(runs.tree());
                out.putByte(runs.cleared() ? 1 : 0);
                out.putVarint(runs.newestFirst().size());
                runs.newestFirst().forEach(root -> out.putBytes(root.toBytes()));
            }
            return finish();
        }

        public EncodedRecord finish() {
            return new EncodedRecord(out.array(), out.size());
        }

        private Builder reads(List<LogRecord.TreeReads> reads) {
            out.putVarint(reads.size());
            for (LogRecord.TreeReads inTree : reads) {
                out.putVarint(inTree.tree());
                out.putByte(inTree.whole() ? 1 : 0);
                out.putVarint(inTree.keys().size());
                inTree.keys().forEach(out::putSized);
                out.putVarint(inTree.ranges().size());
                for (KeyRange range : inTree.ranges()) {
                    byte[] to = range.to();
                    out.putSized(range.from());
                    out.putByte(to == null ? 0 : 1);
                    if (to != null) {
                        out.putSized(to);
                    }
                }
            }
            return this;
        }

        private Builder uuid(UUID id) {
            out.putLong(id.getMostSignificantBits());
            out.putLong(id.getLeastSignificantBits());
            return this;
        }
    }

    /** Bytes of a record; the sequence of a commit may still be 0. */
    public record EncodedRecord(byte[] bytes, int length) {
        public EncodedRecord withSequence(long sequence) {
            ByteBuffer.wrap(bytes).putLong(SEQUENCE_OFFSET, sequence);
            return this;
        }

        public byte[] toByteArray() {
            return Arrays.copyOf(bytes, length);
        }
    }

    public static Builder commit(long atMillis, @Nullable UUID resolves) {
        return resolves == null
                ? new Builder(COMMIT, 0, atMillis)
                : new Builder(COMMIT_PREPARED, 0, atMillis).uuid(resolves);
    }

    public static Builder prepare(
            UUID transaction, UUID coordinator, long atMillis, long snapshotSequence, List<LogRecord.TreeReads> reads) {
        return new Builder(PREPARE, snapshotSequence, atMillis)
                .uuid(transaction)
                .uuid(coordinator)
                .reads(reads);
    }

    public static EncodedRecord drop(UUID transaction) {
        return new Builder(DROP, 0, 0).uuid(transaction).finish();
    }

    public static EncodedRecord reserve(LogRecord.Reserve record) {
        Builder builder = new Builder(RESERVE, 0, 0).uuid(record.space());
        for (Extent extent : record.extents()) {
            builder.out.putVarint(extent.firstPage());
            builder.out.putVarint(extent.pages());
        }
        return builder.finish();
    }

    public static EncodedRecord release(UUID space) {
        return new Builder(RELEASE, 0, 0).uuid(space).finish();
    }

    /** Appends changes as they were decoded. */
    public static EncodedRecord withChanges(
            Builder builder, LogRecord.@Nullable Spilled spilled, List<LogRecord.TreeChanges> trees) {
        return spilled != null ? builder.spilled(spilled) : withTrees(builder, trees);
    }

    private static EncodedRecord withTrees(Builder builder, List<LogRecord.TreeChanges> trees) {
        for (LogRecord.TreeChanges tree : trees) {
            builder.tree(tree.tree(), tree.cleared(), tree.changes().size());
            for (LogRecord.KeyChange change : tree.changes()) {
                builder.change(change.key(), change.before(), change.after());
            }
        }
        return builder.finish();
    }

    public static EncodedRecord encode(LogRecord.Prepare record) {
        return withChanges(
                prepare(
                        record.transaction(),
                        record.coordinator(),
                        record.atMillis(),
                        record.snapshotSequence(),
                        record.reads()),
                record.spilled(),
                record.trees());
    }

    /** Parses a record; CORRUPTED if it does not parse. */
    public static LogRecord decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            int kind = in.get();
            long sequence = in.getLong();
            long atMillis = in.getLong();
            return switch (kind) {
                case COMMIT -> new LogRecord.Commit(sequence, atMillis, null, null, trees(in));
                case COMMIT | SPILLED -> new LogRecord.Commit(sequence, atMillis, null, spilled(in), List.of());
                case COMMIT_PREPARED -> new LogRecord.Commit(sequence, atMillis, uuid(in), null, trees(in));
                case COMMIT_PREPARED | SPILLED ->
                    new LogRecord.Commit(sequence, atMillis, uuid(in), spilled(in), List.of());
                case PREPARE ->
                    new LogRecord.Prepare(uuid(in), uuid(in), atMillis, sequence, reads(in), null, trees(in));
                case PREPARE | SPILLED ->
                    new LogRecord.Prepare(uuid(in), uuid(in), atMillis, sequence, reads(in), spilled(in), List.of());
                case DROP -> new LogRecord.Drop(uuid(in));
                case RESERVE -> new LogRecord.Reserve(uuid(in), extents(in));
                case RELEASE -> new LogRecord.Release(uuid(in));
                default -> throw damaged();
            };
        } catch (BufferUnderflowException e) {
            throw damaged();
        }
    }

    private static List<LogRecord.TreeReads> reads(ByteBuffer in) {
        int count = count(in);
        List<LogRecord.TreeReads> reads = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            long tree = varint(in);
            boolean whole = in.get() != 0;
            int keyCount = count(in);
            List<byte[]> keys = new ArrayList<>(keyCount);
            for (int k = 0; k < keyCount; k++) {
                keys.add(sized(in));
            }
            int rangeCount = count(in);
            List<KeyRange> ranges = new ArrayList<>(rangeCount);
            for (int r = 0; r < rangeCount; r++) {
                byte[] from = sized(in);
                ranges.add(new KeyRange(from, in.get() != 0 ? sized(in) : null));
            }
            reads.add(new LogRecord.TreeReads(tree, whole, keys, ranges));
        }
        return reads;
    }

    /** A number of things that take at least a byte each. */
    private static int count(ByteBuffer in) {
        long count = varint(in);
        if (count < 0 || count > in.remaining()) {
            throw damaged();
        }
        return (int) count;
    }

    private static List<LogRecord.TreeChanges> trees(ByteBuffer in) {
        List<LogRecord.TreeChanges> trees = new ArrayList<>();
        while (in.hasRemaining()) {
            long tree = varint(in);
            boolean cleared = in.get() != 0;
            int count = count(in);
            List<LogRecord.KeyChange> changes = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                int flags = in.get();
                byte[] key = sized(in);
                byte[] after = (flags & HAS_AFTER) != 0 ? sized(in) : null;
                byte[] before = (flags & HAS_BEFORE) != 0 ? sized(in) : null;
                changes.add(new LogRecord.KeyChange(key, before, after));
            }
            trees.add(new LogRecord.TreeChanges(tree, cleared, changes));
        }
        return trees;
    }

    private static LogRecord.Spilled spilled(ByteBuffer in) {
        UUID space = uuid(in);
        byte[] epoch = new byte[KeyEpoch.BYTES];
        in.get(epoch);
        int undoneCount = count(in);
        List<LogRecord.Tags> undone = new ArrayList<>(undoneCount);
        for (int i = 0; i < undoneCount; i++) {
            undone.add(new LogRecord.Tags(varint(in), varint(in)));
        }
        List<LogRecord.SpilledRuns> trees = new ArrayList<>();
        while (in.hasRemaining()) {
            long tree = varint(in);
            boolean cleared = in.get() != 0;
            int runCount = count(in);
            List<PagePointer> runs = new ArrayList<>(runCount);
            byte[] root = new byte[PagePointer.BYTES];
            for (int i = 0; i < runCount; i++) {
                in.get(root);
                runs.add(PagePointer.decode(root, 0));
            }
            trees.add(new LogRecord.SpilledRuns(tree, cleared, runs));
        }
        return new LogRecord.Spilled(space, KeyEpoch.decode(epoch, 0), undone, trees);
    }

    private static List<Extent> extents(ByteBuffer in) {
        List<Extent> extents = new ArrayList<>();
        while (in.hasRemaining()) {
            long first = varint(in);
            long pages = varint(in);
            if (first < 0 || first > PagePointer.PAGE_NUMBER_MAX || pages <= 0 || pages > Integer.MAX_VALUE) {
                throw damaged();
            }
            extents.add(new Extent(first, (int) pages));
        }
        return extents;
    }

    private static UUID uuid(ByteBuffer in) {
        long high = in.getLong();
        return new UUID(high, in.getLong());
    }

    private static byte[] sized(ByteBuffer in) {
        long length = varint(in);
        if (length < 0 || length > in.remaining()) {
            throw damaged();
        }
        byte[] bytes = new byte[(int) length];
        in.get(bytes);
        return bytes;
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte part = in.get();
            value |= (long) (part & 0x7f) << shift;
            if (part >= 0) {
                return value;
            }
        }
        throw damaged();
    }

    private static StoreException damaged() {
        return new StoreException(StoreErrorCode.CORRUPTED, "log record");
    }
}
