/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.remote;

import io.blazedb.storage.Registration;
import io.blazedb.sync.error.SyncErrorCode;
import io.blazedb.sync.error.SyncException;
import io.blazedb.sync.identity.Credentials;
import io.blazedb.sync.subscription.ChannelFeed;
import io.blazedb.sync.subscription.ChannelId;
import io.blazedb.sync.subscription.ChannelRecord;
import io.blazedb.sync.subscription.ChannelSchema;
import io.blazedb.sync.subscription.RowOp;
import io.blazedb.sync.subscription.SnapshotChunk;
import io.blazedb.sync.subscription.SyncPosition;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A publisher's side without a database: one channel whose rows are texts "key=value". */
final class FakeDatabase implements HubUploader.Host {
    private static final int ROWS_PER_CHUNK = 50;

    final ChannelId id;
    final ChannelSchema schema = new ChannelSchema(List.of());
    private final List<Runnable> policyListeners = new CopyOnWriteArrayList<>();
    private final List<FakeFeed> feeds = new CopyOnWriteArrayList<>();
    private final Set<String> granted = new HashSet<>();
    private final TreeMap<String, String> rows = new TreeMap<>();
    private final List<ChannelRecord> records = new ArrayList<>();
    private SyncPosition start;
    private int trimmed;

    FakeDatabase(UUID database) {
        id = ChannelId.of(database, List.of("publication"));
        start = SyncPosition.start(id, UUID.randomUUID(), schema);
    }

    synchronized void grant(String deviceId) {
        granted.add(deviceId);
        policyChanged();
    }

    synchronized void revoke(String deviceId) {
        granted.remove(deviceId);
        policyChanged();
    }

    private void policyChanged() {
        feeds.forEach(FakeFeed::end);
        policyListeners.forEach(Runnable::run);
    }

    synchronized void put(String key, String value) {
        rows.put(key, value);
        commit(RowOp.upsert(0, bytes(key + "=" + value)));
    }

    synchronized void remove(String key) {
        rows.remove(key);
        commit(RowOp.remove(0, bytes(key)));
    }

    private void commit(RowOp op) {
        records.add(ChannelRecord.after(id, head(), 1, List.of(op)));
        feeds.forEach(FakeFeed::signal);
    }

    /** Begins a new incarnation, as a restored database does. */
    synchronized void beginAnew() {
        start = SyncPosition.start(id, UUID.randomUUID(), schema);
        records.clear();
        trimmed = 0;
        policyChanged();
    }

    /** Forgets old records, so that only a snapshot helps who is behind. */
    synchronized void trim() {
        trimmed = records.size();
    }

    synchronized SyncPosition head() {
        return records.isEmpty() ? start : records.get(records.size() - 1).reached();
    }

    synchronized Map<String, String> rows() {
        return new TreeMap<>(rows);
    }

    @Override
    public synchronized ChannelFeed open(Credentials peer) {
        if (!granted.contains(peer.deviceId())) {
            throw new SyncException(SyncErrorCode.NOT_GRANTED, "");
        }
        FakeFeed feed = new FakeFeed();
        feeds.add(feed);
        return feed;
    }

    @Override
    public Registration onPolicyChanged(Runnable listener) {
        policyListeners.add(listener);
        return () -> policyListeners.remove(listener);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private final class FakeFeed implements ChannelFeed {
        private final List<Listener> listeners = new CopyOnWriteArrayList<>();
        private volatile boolean ended;

        @Override
        public ChannelId id() {
            return id;
        }

        @Override
        public List<String> publications() {
            return List.of("publication");
        }

        @Override
        public ChannelSchema schema() {
            return schema;
        }

        @Override
        public SyncPosition head() {
            requireOpen();
            return FakeDatabase.this.head();
        }

        @Override
        public Snapshot openSnapshot() {
            synchronized (FakeDatabase.this) {
                requireOpen();
                return new FakeSnapshot(FakeDatabase.this.head(), rows());
            }
        }

        @Override
        public List<ChannelRecord> recordsAfter(SyncPosition position, int bytesMax) {
            synchronized (FakeDatabase.this) {
                requireOpen();
                int from = (int) position.position();
                if (!position.incarnation().equals(start.incarnation()) || from < trimmed) {
                    throw new SyncException(SyncErrorCode.RESET_REQUIRED, "");
                }
                if (from > records.size()) {
                    throw new SyncException(SyncErrorCode.FORKED, "");
                }
                SyncPosition at = from == 0 ? start : records.get(from - 1).reached();
                if (!at.equals(position)) {
                    throw new SyncException(SyncErrorCode.FORKED, "");
                }
                return List.copyOf(records.subList(from, Math.min(records.size(), from + 7)));
            }
        }

        @Override
        public Registration listen(Listener listener) {
            listeners.add(listener);
            listener.onRecords();
            return () -> listeners.remove(listener);
        }

        void signal() {
            listeners.forEach(Listener::onRecords);
        }

        void end() {
            ended = true;
            listeners.forEach(Listener::onClosed);
        }

        private void requireOpen() {
            if (ended) {
                throw new SyncException(SyncErrorCode.CLOSED, "");
            }
        }

        @Override
        public void close() {
            feeds.remove(this);
        }
    }

    private record FakeSnapshot(SyncPosition position, List<byte[]> all, int[] cursor, long[] number)
            implements ChannelFeed.Snapshot {

        FakeSnapshot(SyncPosition position, Map<String, String> rows) {
            this(
                    position,
                    rows.entrySet().stream()
                            .map(row -> bytes(row.getKey() + "=" + row.getValue()))
                            .toList(),
                    new int[1],
                    new long[1]);
        }

        @Override
        public ChannelSchema schema() {
            return new ChannelSchema(List.of());
        }

        @Override
        public long takenAtMicros() {
            return 1;
        }

        @Override
        public @Nullable SnapshotChunk next() {
            if (cursor[0] >= all.size()) {
                return null;
            }
            int to = Math.min(all.size(), cursor[0] + ROWS_PER_CHUNK);
            SnapshotChunk chunk = new SnapshotChunk(number[0]++, 0, all.subList(cursor[0], to));
            cursor[0] = to;
            return chunk;
        }

        @Override
        public void close() {}
    }
}
