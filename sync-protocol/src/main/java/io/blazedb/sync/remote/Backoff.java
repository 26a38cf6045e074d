/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.remote;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** Pauses between attempts: doubling from 100 ms to 3 s, each shortened at random so that many clients do not come at once. */
final class Backoff {
    private static final long FIRST_MILLIS = 100;
    private static final long MILLIS_MAX = 3_000;

    private final RandomGenerator random;
    private final CountDownLatch closing;
    private long nextMillis = FIRST_MILLIS;

    /** Pauses that end early when the latch opens. */
    Backoff(RandomGenerator random, CountDownLatch closing) {
        this.random = random;
        this.closing = closing;
    }

    void reset() {
        nextMillis = FIRST_MILLIS;
    }

    /** Waits; returns whether to go on. */
    boolean pause() {
        long millis = nextMillis / 2 + random.nextLong(nextMillis / 2 + 1);
        nextMillis = Math.min(MILLIS_MAX, nextMillis * 2);
        try {
            return !closing.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
