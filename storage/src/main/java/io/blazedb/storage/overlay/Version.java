/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.overlay;

import io.blazedb.storage.bytes.LargeValue;
import org.jspecify.annotations.Nullable;

/**
 * What one commit made of one key. Without a value of either kind, it deleted the key.
 *
 * @param sequence the commit
 * @param value the value, in memory
 * @param large the value, in the file
 * @param older what the key was before, if that is still in the same layer
 */
public record Version(
        long sequence,
        byte @Nullable [] value,
        @Nullable LargeValue large,
        @Nullable Version older) {

    /** A version whose value, if it has one, is in memory. */
    public Version(long sequence, byte @Nullable [] value, @Nullable Version older) {
        this(sequence, value, null, older);
    }

    public boolean deletes() {
        return value == null && large == null;
    }

    /** The length only: values may be secret. */
    @Override
    public String toString() {
        byte[] bytes = value;
        String what = bytes != null ? bytes.length + " bytes" : large != null ? large.length() + " bytes" : "deleted";
        return "Version[" + sequence + ", " + what + "]";
    }
}
