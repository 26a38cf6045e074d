/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.client;

import io.blazedb.storage.Registration;
import org.jspecify.annotations.Nullable;

/** A running watch; it ends when closed, or by a failure. */
public final class Watch implements AutoCloseable {
    private volatile @Nullable Registration registration;
    private volatile @Nullable RuntimeException failure;

    Watch() {}

    void started(Registration running) {
        registration = running;
    }

    void failed(RuntimeException cause) {
        failure = cause;
    }

    /** What ended the watch by itself, such as a detached database; null while it runs. */
    public @Nullable RuntimeException failure() {
        return failure;
    }

    @Override
    public void close() {
        Registration running = registration;
        registration = null;
        if (running != null) {
            running.close();
        }
    }
}
