/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.attach;

import io.blazedb.sync.apply.ChangeApplier;
import io.blazedb.sync.session.SessionState;

/** A way to the publisher of a replica: a local socket or a hub. */
public interface ReplicaConnector extends AutoCloseable {

    /** Told how the connection is doing, by the thread that follows. */
    interface Progress {

        /**
         * The state or the newest known position has changed.
         *
         * @param head the publisher's newest known position
         */
        void update(SessionState state, long head);
    }

    /**
     * Connects and applies what comes, until the connection ends or is closed.
     *
     * @throws io.blazedb.sync.error.SyncException why it ended; NOT_GRANTED only before anything was received
     */
    void follow(ChangeApplier replica, Progress progress);

    /** Longest pause between two attempts. */
    long pauseMillisMax();

    /** Makes {@link #follow} end, from any thread; it is not called again. */
    @Override
    void close();
}
