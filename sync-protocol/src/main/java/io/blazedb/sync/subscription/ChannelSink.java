/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.subscription;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The subscriber's side of a channel, whatever brought it: a durable replica. One thread at a time.
 *
 * <p>Invariants: rows, position and digest change in one local commit; the old replica stays readable until a snapshot is whole.
 */
public interface ChannelSink {

    /** What {@link #apply} did with a record. */
    enum Outcome {
        APPLIED,
        /** It was applied before: nothing to do. */
        DUPLICATE,
        /** Records are missing before it: ask again from {@link #position()}. */
        GAP,
        /** It contradicts what was applied, at the same position or by its previous digest: stop and say so. */
        FORK
    }

    /** The channel that the replica follows, or null before its first snapshot. */
    @Nullable
    ChannelId channel();

    /** The last applied position, or null before the first snapshot is whole. */
    @Nullable
    SyncPosition position();

    /** A snapshot comes; chunks of an unfinished one are dropped unless it is the same channel and position. */
    void beginSnapshot(ChannelId channel, ChannelSchema schema, SyncPosition position);

    /** How many chunks of the begun snapshot are held durably: where to resume. */
    long chunksReceived();

    /** Takes a chunk; one that is held already is ignored, one out of order fails with GAP. */
    void chunk(SnapshotChunk chunk);

    /**
     * The snapshot is whole: the replica turns into it in one commit.
     *
     * @param chunkCount number of its chunks; fails with GAP if some are missing
     * @param takenAtMicros the publisher's time
     */
    void endSnapshot(long chunkCount, long takenAtMicros);

    /** Applies the record that follows the position, and says what it was if it is another one. */
    Outcome apply(ChannelRecord record);

    /**
     * Applies records that arrived together, in their order, each of them in a commit of its own.
     *
     * @return the first GAP or FORK, otherwise APPLIED if any was
     */
    default Outcome applyAll(List<ChannelRecord> records) {
        Outcome result = Outcome.DUPLICATE;
        for (ChannelRecord record : records) {
            Outcome outcome = apply(record);
            if (outcome == Outcome.GAP || outcome == Outcome.FORK) {
                return outcome;
            }
            result = outcome == Outcome.APPLIED ? outcome : result;
        }
        return result;
    }

    /** The owner tells which of its states the records that follow, or the next snapshot, lead to; kept with them. */
    default void clock(ChannelClock clock) {}

    /** No records follow what {@link #clock} told; it is kept if the replica is there already. */
    default void keepClock() {}

    /** A commit of the owner that somebody waits for here; 0 for none. */
    default long wanted() {
        return 0;
    }

    /** Access was taken back: removes the replica's rows. */
    void revoked();
}
