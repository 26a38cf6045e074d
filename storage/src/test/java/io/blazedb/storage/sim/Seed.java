/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.sim;

import java.util.Random;
import java.util.function.Consumer;

/** Runs a randomized test so that a failure names its seed; {@code -Dblazedb.seed=N} replays one. */
public final class Seed {
    private Seed() {}

    /** Runs the body once for each of the given number of seeds, or once for the seed of the system property. */
    public static void forEach(int count, Consumer<Random> body) {
        String given = System.getProperty("blazedb.seed");
        if (given != null) {
            body.accept(new Random(Long.parseLong(given)));
            return;
        }
        for (long seed = 1; seed <= count; seed++) {
            try {
                body.accept(new Random(seed));
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("replay with -Dblazedb.seed=" + seed, e);
            }
        }
    }
}
