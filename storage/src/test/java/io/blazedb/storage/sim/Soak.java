/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.sim;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Runs a randomized test for long: {@code -Dblazedb.soak.minutes=N}, from a seed that each run draws anew or {@code -Dblazedb.seed=N}
 * gives.
 */
public final class Soak {
    private static final long SEED = System.nanoTime();

    private Soak() {}

    /** The time that a soak may take. */
    public static long nanos() {
        return TimeUnit.SECONDS.toNanos(
                (long) (60 * Double.parseDouble(System.getProperty("blazedb.soak.minutes", "1"))));
    }

    /** Runs the body with one seed after the other until the time is over. */
    public static void run(Consumer<Random> body) {
        long end = System.nanoTime() + nanos();
        for (long seed = Long.getLong("blazedb.seed", SEED); System.nanoTime() - end < 0; seed++) {
            try {
                body.accept(new Random(seed));
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("replay with -Dblazedb.seed=" + seed, e);
            }
        }
    }
}
