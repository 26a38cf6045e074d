/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.remote;

import io.blazedb.sync.error.SyncErrorCode;
import io.blazedb.sync.error.SyncException;
import io.blazedb.sync.subscription.ChannelId;
import io.blazedb.sync.subscription.ChannelRecord;
import io.blazedb.sync.subscription.ChannelSchema;
import io.blazedb.sync.subscription.ChannelSink;
import io.blazedb.sync.subscription.RowOp;
import io.blazedb.sync.subscription.SnapshotChunk;
import io.blazedb.sync.subscription.SyncPosition;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A subscriber's side without a database; it outlives the follower that feeds it, as a file does. */
final class FakeReplica implements ChannelSink {
    private @Nullable ChannelId channel;
    private @Nullable SyncPosition position;
    private final TreeMap<String, String> rows = new TreeMap<>();
    private @Nullable SyncPosition incoming;
    private @Nullable ChannelId incomingChannel;
    private final List<SnapshotChunk> chunks = new ArrayList<>();
    int snapshots;
    int applied;
    int revocations;

    synchronized Map<String, String> rows() {
        return new TreeMap<>(rows);
    }

    @Override
    public synchronized @Nullable ChannelId channel() {
        return channel;
    }

    @Override
    public synchronized @Nullable SyncPosition position() {
        return position;
    }

    @Override
    public synchronized void beginSnapshot(ChannelId of, ChannelSchema schema, SyncPosition at) {
        if (!at.equals(incoming) || !of.equals(incomingChannel)) {
            chunks.clear();
        }
        incoming = at;
        incomingChannel = of;
    }

    @Override
    public synchronized long chunksReceived() {
        return chunks.size();
    }

    @Override
    public synchronized void chunk(SnapshotChunk chunk) {
        if (chunk.number() > chunks.size()) {
            throw new SyncException(SyncErrorCode.GAP, "");
        }
        if (chunk.number() == chunks.size()) {
            chunks.add(chunk);
        }
    }

    @Override
    public synchronized void endSnapshot(long chunkCount, long takenAtMicros) {
        if (chunkCount != chunks.size()) {
            throw new SyncException(SyncErrorCode.GAP, "");
        }
        rows.clear();
        chunks.forEach(chunk -> chunk.rows().forEach(this::put));
        chunks.clear();
        channel = incomingChannel;
        position = incoming;
        incoming = null;
        snapshots++;
    }

    @Override
    public synchronized Outcome apply(ChannelRecord record) {
        SyncPosition at = position;
        if (at == null || !record.incarnation().equals(at.incarnation())) {
            return Outcome.FORK;
        }
        if (record.position() <= at.position()) {
            return Outcome.DUPLICATE;
        }
        if (record.position() > at.position() + 1) {
            return Outcome.GAP;
        }
        if (!Arrays.equals(record.previousDigest(), at.digest())) {
            return Outcome.FORK;
        }
        for (RowOp op : record.ops()) {
            if (op.kind() == RowOp.Kind.UPSERT) {
                put(op.row());
            } else {
                rows.remove(new String(op.key(), StandardCharsets.UTF_8));
            }
        }
        position = record.reached();
        applied++;
        return Outcome.APPLIED;
    }

    @Override
    public synchronized void revoked() {
        rows.clear();
        channel = null;
        position = null;
        revocations++;
    }

    private void put(byte[] row) {
        String text = new String(row, StandardCharsets.UTF_8);
        int equals = text.indexOf('=');
        rows.put(text.substring(0, equals), text.substring(equals + 1));
    }
}
