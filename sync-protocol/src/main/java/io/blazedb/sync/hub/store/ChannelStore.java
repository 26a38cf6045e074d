/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.hub.store;

import io.blazedb.sync.error.SyncErrorCode;
import io.blazedb.sync.error.SyncException;
import io.blazedb.sync.wire.WireReader;
import io.blazedb.sync.wire.WireWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One channel on disk: who publishes it, the present epoch with its key envelopes, the newest snapshot, and the log after it.
 *
 * <pre>
 * state          CREATED, CREDENTIALS, EPOCH, ENVELOPE, SNAPSHOT records; the last of each kind counts
 * snapshot-N     see {@link SnapshotFile}
 * log-N          see {@link ChannelLog}
 * </pre>
 *
 * <p>Invariants:
 * <ol>
 *   <li>The first entry begins at most one position after the snapshot; each entry begins one after the one before.
 *   <li>The epoch never goes back, and no entry or snapshot of another epoch than the present one is taken.
 *   <li>A snapshot counts when its file is whole and durable and the state names it; then the log up to its position goes.
 * </ol>
 *
 * <p>Threading: one thread. Changes are durable after {@link #sync}.
 */
public final class ChannelStore {
    /** Bytes of an app's public key. */
    public static final int DEVICE_BYTES = 32;

    /** Bytes of a database's address. */
    public static final int ADDRESS_BYTES = 32;

    /** Bytes of a channel's id. */
    public static final int CHANNEL_BYTES = 16;

    /** Bytes of a signed envelope at most. */
    public static final int ENVELOPE_BYTES_MAX = 2_048;

    private static final int CREATED = 1;
    private static final int CREDENTIALS = 2;
    private static final int EPOCH = 3;
    private static final int ENVELOPE = 4;
    private static final int SNAPSHOT = 5;
    private static final int CREDENTIALS_BYTES_MAX = 64 << 10;
    private static final long STATE_BYTES_COMPACTED = 4L << 20;

    private final Path directory;
    private final StoreLimits limits;
    private final ChannelLog log;
    private RecordFile state;
    private KeyBytes address = new KeyBytes(new byte[0]);
    private KeyBytes channel = new KeyBytes(new byte[0]);
    private byte[] credentials = {};
    private int epoch;
    private final Map<KeyBytes, TreeMap<Integer, byte[]>> envelopes = new LinkedHashMap<>();
    private long snapshotNumber;
    private @Nullable SnapshotFile snapshot;
    private @Nullable SnapshotFile incoming;

    private ChannelStore(Path directory, StoreLimits limits) {
        this.directory = StoreDirectory.create(directory);
        this.limits = limits;
        this.log = new ChannelLog(directory, limits.segmentBytes());
        this.state = RecordFile.open(stateFile(), (offset, type, body) -> replay(type, body));
    }

    static ChannelStore create(
            Path directory, StoreLimits limits, KeyBytes address, KeyBytes channel, byte[] credentials) {
        ChannelStore created = new ChannelStore(directory, limits);
        created.record(
                CREATED,
                new WireWriter()
                        .raw(address.toByteArray())
                        .raw(channel.toByteArray())
                        .bytes(credentials));
        created.state.sync();
        StoreDirectory.sync(directory);
        return created;
    }

    /** Opens a channel's directory, or returns null if it never came to be. */
    static @Nullable ChannelStore open(Path directory, StoreLimits limits) {
        ChannelStore opened = new ChannelStore(directory, limits);
        if (opened.credentials.length == 0) {
            opened.state.close();
            return null;
        }
        opened.recoverSnapshot();
        SnapshotFile base = opened.snapshot;
        opened.log.recover(base == null ? new byte[0] : base.incarnation(), base == null ? 0 : base.position());
        if (base == null) {
            opened.log.clear();
        }
        if (opened.state.size() > STATE_BYTES_COMPACTED) {
            opened.compactState();
        }
        opened.sync();
        return opened;
    }

    private boolean replay(int type, byte[] body) {
        try {
            WireReader reader = new WireReader(body);
            switch (type) {
                case CREATED -> {
                    address = new KeyBytes(reader.raw(ADDRESS_BYTES));
                    channel = new KeyBytes(reader.raw(CHANNEL_BYTES));
                    credentials = reader.bytes(CREDENTIALS_BYTES_MAX);
                }
                case CREDENTIALS -> credentials = reader.bytes(CREDENTIALS_BYTES_MAX);
                case EPOCH -> replayEpoch(reader);
                case ENVELOPE -> {
                    int of = reader.u32();
                    KeyBytes device = new KeyBytes(reader.raw(DEVICE_BYTES));
                    putEnvelope(device, of, reader.bytes(ENVELOPE_BYTES_MAX));
                }
                case SNAPSHOT -> snapshotNumber = reader.u64();
                default -> {
                    return false;
                }
            }
            return true;
        } catch (SyncException e) {
            return false;
        }
    }

    /** Devices in the new epoch keep their envelopes of older ones, for what is still stored of those; the others lose theirs. */
    private void replayEpoch(WireReader reader) {
        int next = reader.u32();
        Map<KeyBytes, byte[]> wrapped = new LinkedHashMap<>();
        int count = reader.count(limits.devicesMax());
        for (int i = 0; i < count; i++) {
            wrapped.put(new KeyBytes(reader.raw(DEVICE_BYTES)), reader.bytes(ENVELOPE_BYTES_MAX));
        }
        epoch = next;
        envelopes.keySet().retainAll(wrapped.keySet());
        wrapped.forEach((device, envelope) -> putEnvelope(device, next, envelope));
    }

    private void putEnvelope(KeyBytes device, int of, byte[] envelope) {
        envelopes.computeIfAbsent(device, absent -> new TreeMap<>()).put(of, envelope);
    }

    private void recoverSnapshot() {
        for (Path file : StoreDirectory.list(directory)) {
            String name = String.valueOf(file.getFileName());
            if (name.equals(snapshotFile(snapshotNumber).getFileName().toString())) {
                SnapshotFile opened = SnapshotFile.open(file);
                if (opened.isWhole()) {
                    snapshot = opened;
                } else {
                    opened.delete();
                }
            } else if (name.startsWith("snapshot-") || name.equals("state.new")) {
                StoreDirectory.delete(file);
            }
        }
    }

    public KeyBytes address() {
        return address;
    }

    public KeyBytes channel() {
        return channel;
    }

    /** Encoded credentials of the publisher. */
    public byte[] credentials() {
        return credentials.clone();
    }

    public void setCredentials(byte[] next) {
        if (!Arrays.equals(credentials, next)) {
            record(CREDENTIALS, new WireWriter().bytes(next));
        }
    }

    /** The present epoch; 0 before the first. */
    public int epoch() {
        return epoch;
    }

    /** Devices that the present epoch's key is wrapped for. */
    public Set<KeyBytes> devices() {
        return new LinkedHashSet<>(envelopes.keySet());
    }

    /** Signed envelopes of a device by epoch, oldest first; empty if it is not in the present epoch. */
    public SortedMap<Integer, byte[]> envelopes(KeyBytes device) {
        TreeMap<Integer, byte[]> own = envelopes.get(device);
        return own == null ? new TreeMap<>() : new TreeMap<>(own);
    }

    /** Turns to a newer epoch, with the only devices that take part in it. */
    public void turnEpoch(int next, Map<KeyBytes, byte[]> wrapped) {
        if (next <= epoch) {
            throw new SyncException(SyncErrorCode.STALE_EPOCH, "epoch=" + next + ", present=" + epoch);
        }
        if (wrapped.size() > limits.devicesMax()) {
            throw new SyncException(SyncErrorCode.QUOTA_EXCEEDED, "devices");
        }
        WireWriter writer = new WireWriter().u32(next).varint(wrapped.size());
        wrapped.forEach((device, envelope) -> writer.raw(device.toByteArray()).bytes(envelope));
        abandonSnapshot();
        record(EPOCH, writer);
        if (state.size() > STATE_BYTES_COMPACTED) {
            compactState();
        }
    }

    /** Lets one more device into the present epoch. */
    public void addEnvelope(int of, KeyBytes device, byte[] envelope) {
        requireEpoch(of);
        if (envelopes.size() >= limits.devicesMax() && !envelopes.containsKey(device)) {
            throw new SyncException(SyncErrorCode.QUOTA_EXCEEDED, "devices");
        }
        record(ENVELOPE, new WireWriter().u32(of).raw(device.toByteArray()).bytes(envelope));
    }

    public @Nullable SnapshotFile snapshot() {
        return snapshot;
    }

    /** The last position, or -1 before the first snapshot. */
    public long lastPosition() {
        SnapshotFile base = snapshot;
        return base == null ? -1 : log.lastPosition(base.position());
    }

    public long bytes() {
        SnapshotFile base = snapshot;
        SnapshotFile next = incoming;
        return log.bytes() + (base == null ? 0 : base.bytes()) + (next == null ? 0 : next.bytes());
    }

    public long logBytes() {
        return log.bytes();
    }

    /** Appends an entry that follows the last position. */
    public void append(LogEntry entry) {
        requireEpoch(entry.epoch());
        SnapshotFile base = snapshot;
        if (base == null || !Arrays.equals(base.incarnation(), entry.incarnation())) {
            throw new SyncException(SyncErrorCode.RESET_REQUIRED, "incarnation");
        }
        if (entry.first() != lastPosition() + 1 || entry.last() < entry.first()) {
            throw new SyncException(SyncErrorCode.GAP, "first=" + entry.first() + ", last=" + lastPosition());
        }
        requireRoom(entry.sealed().length);
        if (log.count() >= limits.entriesMax()) {
            throw new SyncException(SyncErrorCode.QUOTA_EXCEEDED, "entries");
        }
        log.append(entry);
    }

    /** Place of the entry that holds the position after this one; {@link #entryCount} if there is none yet, -1 if it is gone. */
    public int indexAfter(long position) {
        SnapshotFile base = snapshot;
        if (base == null || (position < base.position() && log.count() == 0)) {
            return -1;
        }
        return log.indexAfter(position);
    }

    public int entryCount() {
        return log.count();
    }

    public LogEntry entry(int index) {
        return log.read(index);
    }

    /** Begins to take a snapshot; an unfinished one is dropped. */
    public void beginSnapshot(byte[] incarnation, int of, long position, long snapshotId, byte[] sealedHead) {
        requireEpoch(of);
        abandonSnapshot();
        requireRoom(sealedHead.length);
        incoming = SnapshotFile.create(
                snapshotFile(snapshotNumber + 1), incarnation, of, position, snapshotId, sealedHead);
    }

    public void addChunk(long number, byte[] sealed) {
        SnapshotFile next = incoming;
        if (next == null || number != next.chunkCount()) {
            throw new SyncException(SyncErrorCode.UNEXPECTED_FRAME, "chunk=" + number);
        }
        requireRoom(sealed.length);
        next.appendChunk(sealed);
    }

    /** The snapshot is whole: it takes the place of the one before and of the log up to its position. */
    public void finishSnapshot(long chunkCount, byte[] sealedEnd) {
        SnapshotFile next = incoming;
        if (next == null || chunkCount != next.chunkCount() || sealedEnd.length == 0) {
            throw new SyncException(SyncErrorCode.UNEXPECTED_FRAME, "chunks=" + chunkCount);
        }
        next.finish(sealedEnd);
        log.sync();
        StoreDirectory.sync(directory);
        SnapshotFile before = snapshot;
        record(SNAPSHOT, new WireWriter().u64(snapshotNumber + 1));
        state.sync();
        snapshot = next;
        incoming = null;
        boolean continues = before != null
                && Arrays.equals(before.incarnation(), next.incarnation())
                && log.lastPosition(before.position()) >= next.position();
        if (continues) {
            log.truncate(next.position());
        } else {
            log.clear();
        }
        if (before != null) {
            before.delete();
        }
    }

    /** Drops a snapshot that was not finished. */
    public void abandonSnapshot() {
        SnapshotFile next = incoming;
        if (next != null) {
            next.delete();
            incoming = null;
        }
    }

    public void sync() {
        log.sync();
        state.sync();
    }

    void close() {
        abandonSnapshot();
        log.close();
        SnapshotFile base = snapshot;
        if (base != null) {
            base.close();
        }
        state.close();
    }

    private void requireEpoch(int of) {
        if (of < epoch || epoch == 0) {
            throw new SyncException(SyncErrorCode.STALE_EPOCH, "epoch=" + of + ", present=" + epoch);
        }
        if (of > epoch) {
            throw new SyncException(SyncErrorCode.UNEXPECTED_FRAME, "epoch=" + of + ", present=" + epoch);
        }
    }

    private void requireRoom(long more) {
        if (bytes() + more > limits.channelBytesMax()) {
            throw new SyncException(SyncErrorCode.QUOTA_EXCEEDED, "channel bytes");
        }
    }

    private void record(int type, WireWriter body) {
        byte[] bytes = body.toByteArray();
        state.append(type, bytes);
        replay(type, bytes);
    }

    /** Writes the state anew without what is no longer needed: whole, durable, then in place of the former. */
    private void compactState() {
        Path next = directory.resolve("state.new");
        StoreDirectory.delete(next);
        RecordFile file = RecordFile.open(next, (offset, type, body) -> false);
        file.append(
                CREATED,
                new WireWriter()
                        .raw(address.toByteArray())
                        .raw(channel.toByteArray())
                        .bytes(credentials)
                        .toByteArray());
        WireWriter present = new WireWriter().u32(epoch).varint(envelopes.size());
        envelopes.forEach((device, own) ->
                present.raw(device.toByteArray()).bytes(own.lastEntry().getValue()));
        file.append(EPOCH, present.toByteArray());
        envelopes.forEach((device, own) -> own.headMap(epoch)
                .forEach((of, envelope) -> file.append(
                        ENVELOPE,
                        new WireWriter()
                                .u32(of)
                                .raw(device.toByteArray())
                                .bytes(envelope)
                                .toByteArray())));
        file.append(SNAPSHOT, new WireWriter().u64(snapshotNumber).toByteArray());
        file.sync();
        state.close();
        file.close();
        StoreDirectory.replace(next, stateFile());
        StoreDirectory.sync(directory);
        state = RecordFile.open(stateFile(), (offset, type, body) -> true);
    }

    private Path stateFile() {
        return directory.resolve("state");
    }

    private Path snapshotFile(long number) {
        return directory.resolve("snapshot-" + number);
    }
}
