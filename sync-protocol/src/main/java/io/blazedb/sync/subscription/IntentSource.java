/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.subscription;

import java.util.List;
import java.util.UUID;

/** The writer's side of what it writes for an owner, whatever carries it: a durable queue. One thread at a time. */
public interface IntentSource {

    /** Random id of the queue, the same as long as it exists. */
    UUID queue();

    /** The owner has told what may be written. */
    void terms(WriteTerms terms);

    /** The owner cannot be written to at all. */
    void unsupported();

    /**
     * Undecided intents after a number, oldest first; durable, and the same each time.
     *
     * @param countMax how many at most
     * @param bytesMax where to stop; one at least if there is any
     */
    List<Intent> after(long sequence, int countMax, long bytesMax);

    /** The owner has decided; the outcomes are durable when this returns. */
    void decided(List<IntentOutcome> outcomes);
}
