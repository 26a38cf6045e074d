/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.spill;

import io.blazedb.storage.page.LargeReference;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction made of a key, at one time of its life. Without a value of either kind, it deleted the key.
 *
 * @param tag when: grows with every savepoint
 * @param snapshotSequence the snapshot on which the transaction first changed the key
 * @param value the value, in memory
 * @param large where the value is among the transaction's own pages
 * @param before the value before the transaction, if the change feed shall show it
 */
public record SpilledChange(
        long tag,
        long snapshotSequence,
        byte @Nullable [] value,
        @Nullable LargeReference large,
        byte @Nullable [] before) {

    public boolean deletes() {
        return value == null && large == null;
    }

    /** The same, with what is known of the key from an earlier change. */
    SpilledChange after(SpilledChange earlier) {
        return new SpilledChange(tag, earlier.snapshotSequence, value, large, earlier.before);
    }

    /** Nothing: values may be secret. */
    @Override
    public String toString() {
        return "SpilledChange[" + tag + "]";
    }
}
