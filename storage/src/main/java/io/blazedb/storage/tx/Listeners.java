/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.tx;

import io.blazedb.storage.change.CommitListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Those who want to hear of new commits. Calls come from one thread. */
final class Listeners {
    private final List<CommitListener> listeners = new CopyOnWriteArrayList<>();
    private long told;

    Listeners(long sequence) {
        told = sequence;
    }

    boolean isEmpty() {
        return listeners.isEmpty();
    }

    void add(CommitListener listener) {
        listeners.add(listener);
    }

    void remove(CommitListener listener) {
        listeners.remove(listener);
    }

    /** Tells everybody unless they know already. A listener that fails does not keep the others from hearing. */
    void tell(long sequence) {
        if (sequence == told) {
            return;
        }
        told = sequence;
        for (CommitListener listener : listeners) {
            try {
                listener.onCommitted(sequence);
            } catch (RuntimeException e) {
                System.getLogger(Listeners.class.getName())
                        .log(System.Logger.Level.WARNING, "a commit listener failed", e);
            }
        }
    }
}
