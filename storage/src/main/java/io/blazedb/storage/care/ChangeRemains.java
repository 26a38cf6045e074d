/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.care;

import io.blazedb.storage.bytes.LargeValue;
import org.jspecify.annotations.Nullable;

/** What is known of keys of one tree, in their order, each key once. */
interface ChangeRemains {

    /**
     * What a key was at one time. Without a value of either kind, it was deleted.
     *
     * @param key the key
     * @param sequence the newest commit that this counts for
     * @param value its value, in memory
     * @param large its value, to be copied piece by piece; every chunk of it was authenticated
     */
    record Version(
            byte[] key,
            long sequence,
            byte @Nullable [] value,
            @Nullable LargeValue large) {
        boolean deletes() {
            return value == null && large == null;
        }
    }

    /** The next key; null at the end. */
    @Nullable
    Version next();
}
