/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.btree;

import io.blazedb.storage.bytes.LargeValue;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a key. Without a value of either kind, it goes away.
 *
 * @param key the key
 * @param value its new value, in memory
 * @param large its new value, to be copied piece by piece
 */
public record TreeChange(
        byte[] key, byte @Nullable [] value, @Nullable LargeValue large) {
    public TreeChange(byte[] key, byte @Nullable [] value) {
        this(key, value, null);
    }

    boolean deletes() {
        return value == null && large == null;
    }
}
