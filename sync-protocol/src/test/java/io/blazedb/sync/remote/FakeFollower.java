/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.remote;

import io.blazedb.sync.error.SyncException;
import io.blazedb.sync.session.SessionState;
import java.security.SecureRandom;
import java.util.concurrent.CountDownLatch;

/** Follows again and again, as an attachment does. */
@SuppressWarnings("try") // closing waits and may be interrupted
final class FakeFollower implements AutoCloseable {
    private final CountDownLatch closing = new CountDownLatch(1);
    private final HubSubscription subscription;
    private final Backoff backoff;
    private final Thread thread = new Thread(this::run, "follower");

    FakeFollower(HubSubscription.Source source, FakeReplica replica, SecureRandom random) {
        backoff = new Backoff(random, closing);
        subscription = new HubSubscription(source, replica, random, (state, head) -> {
            if (state == SessionState.LIVE) {
                backoff.reset();
            }
        });
        thread.start();
    }

    SessionState state() {
        return subscription.state();
    }

    HubSubscription subscription() {
        return subscription;
    }

    private void run() {
        do {
            try {
                subscription.follow(0);
            } catch (SyncException e) {
                System.getLogger("test").log(System.Logger.Level.INFO, e.getMessage());
            }
        } while (backoff.pause());
    }

    @Override
    public void close() throws InterruptedException {
        closing.countDown();
        subscription.close();
        thread.join();
    }
}
