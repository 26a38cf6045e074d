/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.subscription;

import io.blazedb.storage.Registration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The publisher's side of a channel, whatever carries it on. The log is made from the database's change feed and is the same each time it is made, so a
 * carrier may ask for it again after any crash.
 *
 * <p>Threading: safe for any number of threads.
 */
public interface ChannelFeed extends AutoCloseable {

    ChannelId id();

    /** The publications in this channel, ordered by name. */
    List<String> publications();

    /** The exported tables of the present incarnation. */
    ChannelSchema schema();

    /** The newest record's position. */
    SyncPosition head();

    /** The projection as it is now, with the position that it is at. */
    Snapshot openSnapshot();

    /**
     * Records after a position, oldest first: none if it is the head, otherwise as many as fit, at least one.
     *
     * @param bytesMax where to stop
     * @throws io.blazedb.sync.error.SyncException RESET_REQUIRED if the log does not reach back that far or the position is of another incarnation;
     *     FORKED if the position is ahead of the log or its digest is not the log's
     */
    List<ChannelRecord> recordsAfter(SyncPosition position, int bytesMax);

    /**
     * Which state of the database the newest record, and every one before, leads to; null if that is not told. Asked for after records were read,
     * it covers them.
     */
    default @Nullable ChannelClock clock() {
        return null;
    }

    /** Calls the listener, from a thread that must not be held up, when something has happened, until the registration is closed. */
    Registration listen(Listener listener);

    @Override
    void close();

    /** Told that it is time to look. Calls are coalesced. */
    interface Listener {

        /** There are new records, or the log began anew: read on from the own position. */
        void onRecords();

        /** The publications are gone or granted to others now; nothing more comes from this feed. */
        void onClosed();
    }

    /** A snapshot being read. One thread at a time. */
    interface Snapshot extends AutoCloseable {

        SyncPosition position();

        ChannelSchema schema();

        /** Wall-clock time at the publisher when it was taken, in microseconds since 1970. */
        long takenAtMicros();

        /** Which state of the database it shows; null if that is not told. */
        default @Nullable ChannelClock clock() {
            return null;
        }

        /** The next chunk, or null after the last. */
        @Nullable
        SnapshotChunk next();

        @Override
        void close();
    }
}
