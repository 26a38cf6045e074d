/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.overlay;

import io.blazedb.storage.bytes.KeyRange;
import org.jspecify.annotations.Nullable;

/** The part of a layer that belongs to one tree: in memory, or in the file where a transaction larger than memory left it. */
public interface TreeLayer {

    /** The newest version of a key up to the sequence, without regard to the clearing of the tree; null if there is none. */
    @Nullable
    Version find(byte[] key, long sequence);

    /** The newest commit that cleared the tree as a snapshot at the sequence sees it; 0 if there is none in this layer. */
    long clearedAt(long sequence);

    /** The newest commit that changed anything in the tree. */
    long lastChange();

    /**
     * For each key of the range the newest version up to the sequence, deletions included; without keys whose version is older than
     * the clearing that a snapshot at the sequence sees.
     */
    LayerCursor cursor(KeyRange range, boolean descending, long sequence);

    /** The newest commit that changed the key; 0 if none did. */
    default long lastChange(byte[] key) {
        Version newest = find(key, Long.MAX_VALUE);
        return Math.max(clearedAt(Long.MAX_VALUE), newest == null ? 0 : newest.sequence());
    }

    /** Whether a commit after the sequence changed the key. */
    default boolean changedAfter(long sequence, byte[] key) {
        return lastChange() > sequence && lastChange(key) > sequence;
    }

    /** Whether a commit after the sequence changed a key of the range. */
    default boolean changedAfter(long sequence, KeyRange range) {
        if (lastChange() <= sequence) {
            return false;
        }
        if (clearedAt(Long.MAX_VALUE) > sequence) {
            return true;
        }
        LayerCursor cursor = cursor(range, false, Long.MAX_VALUE);
        while (cursor.next()) {
            if (cursor.version().sequence() > sequence) {
                return true;
            }
        }
        return false;
    }
}
