/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.apply;

import io.blazedb.sync.subscription.ChannelClock;
import io.blazedb.sync.subscription.ChannelId;
import io.blazedb.sync.subscription.ChannelRecord;
import io.blazedb.sync.subscription.ChannelSchema;
import io.blazedb.sync.subscription.ChannelSink;
import io.blazedb.sync.subscription.SnapshotChunk;
import io.blazedb.sync.subscription.SyncPosition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A replica whose changes are visible, and told to watches, before the disk has them. Rows and position are one commit: should a power
 * failure undo it, the publisher is asked for the same records again.
 *
 * <p>Whoever uses it calls {@link #settle} before it tells anybody how far the replica has come.
 */
public final class PromptSink implements ChannelSink {
    private final ChangeApplier applier;

    public PromptSink(ChangeApplier applier) {
        this.applier = applier;
    }

    /** Returns when everything that was applied is durable. */
    public void settle() {
        applier.sync();
    }

    @Override
    public @Nullable ChannelId channel() {
        return applier.channel();
    }

    @Override
    public @Nullable SyncPosition position() {
        return applier.position();
    }

    @Override
    public void beginSnapshot(ChannelId channel, ChannelSchema schema, SyncPosition position) {
        applier.beginSnapshot(channel, schema, position);
    }

    @Override
    public long chunksReceived() {
        return applier.chunksReceived();
    }

    @Override
    public void chunk(SnapshotChunk chunk) {
        applier.chunk(chunk);
    }

    @Override
    public void endSnapshot(long chunkCount, long takenAtMicros) {
        applier.endSnapshot(chunkCount, takenAtMicros);
    }

    @Override
    public Outcome apply(ChannelRecord record) {
        return applyAll(List.of(record));
    }

    @Override
    public Outcome applyAll(List<ChannelRecord> records) {
        return applier.applyVisibly(records);
    }

    @Override
    public void clock(ChannelClock clock) {
        applier.clock(clock);
    }

    @Override
    public void keepClock() {
        applier.keepClock();
    }

    @Override
    public long wanted() {
        return applier.wanted();
    }

    @Override
    public void revoked() {
        applier.revoked();
    }
}
