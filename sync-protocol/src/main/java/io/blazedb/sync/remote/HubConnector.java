/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.remote;

import io.blazedb.sync.apply.ChangeApplier;
import io.blazedb.sync.apply.ReplicaState;
import io.blazedb.sync.attach.ReplicaConnector;
import io.blazedb.sync.error.SyncErrorCode;
import io.blazedb.sync.error.SyncException;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/** The way to an app that publishes through a hub. */
final class HubConnector implements ReplicaConnector {
    private static final long PAUSE_MILLIS_MAX = 3_000;

    /** A new replica waits so long to be let in before ATTACH gives up; the publisher meanwhile wraps the keys. */
    private static final long ADMITTED_MILLIS_MAX = 10_000;

    private final HubSubscription.Source source;
    private final SecureRandom random = new SecureRandom();
    private volatile boolean closed;
    private volatile @Nullable HubSubscription subscription;

    HubConnector(HubSubscription.Source source) {
        this.source = source;
    }

    @Override
    public void follow(ChangeApplier replica, Progress progress) {
        HubSubscription following = new HubSubscription(source, replica, random, progress::update);
        subscription = following;
        if (closed) {
            return;
        }
        boolean isNew = replica.state().equals(ReplicaState.NEW);
        try {
            following.follow(isNew ? ADMITTED_MILLIS_MAX : 0);
        } catch (SyncException e) {
            if (isNew && e.code() == SyncErrorCode.NOT_GRANTED && !following.isPublisherOnline()) {
                throw new SyncException(
                        SyncErrorCode.NOT_GRANTED,
                        "or the publisher has not been online since this app first asked",
                        e);
            }
            throw e;
        }
    }

    @Override
    public long pauseMillisMax() {
        return PAUSE_MILLIS_MAX;
    }

    @Override
    public void close() {
        closed = true;
        HubSubscription present = subscription;
        if (present != null) {
            present.close();
        }
    }
}
