/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A role that is held until closed. */
final class Lease implements Registration {
    private final AtomicReference<@Nullable Runnable> release;

    Lease(Runnable release) {
        this.release = new AtomicReference<>(release);
    }

    @Override
    public void close() {
        Runnable once = release.getAndSet(null);
        if (once != null) {
            once.run();
        }
    }
}
