/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.client;

import io.blazedb.storage.Registration;
import org.jspecify.annotations.Nullable;

/** A running watch; it ends when closed, or by a failure. */
public final class Watch implements AutoCloseable {
    private volatile @Nullable Registration registration;
    private volatile @Nullable RuntimeException failure;
    private volatile Runnable whenReset = () -> {};
    private volatile long resets;

    Watch() {}

    /**
     * Calls back, on the thread of the watch, when single changes cannot be told: the table was emptied as a whole, or the watch has fallen behind so far, or begins
     * so far back, that the changes are no longer kept. What is known of the table is then to be read anew; the watch goes on with what is committed after. If that
     * has happened already, the callback comes at once, on this thread.
     */
    public Watch onReset(Runnable callback) {
        boolean missed;
        synchronized (this) {
            whenReset = callback;
            missed = resets > 0;
        }
        if (missed) {
            callback.run();
        }
        return this;
    }

    /** How often single changes could not be told; see {@link #onReset}. */
    public long resets() {
        return resets;
    }

    void reset() {
        Runnable callback;
        synchronized (this) {
            resets++;
            callback = whenReset;
        }
        callback.run();
    }

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
