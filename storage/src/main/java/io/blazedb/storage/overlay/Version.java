/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.overlay;

import org.jspecify.annotations.Nullable;

/**
 * What one commit made of one key.
 *
 * @param sequence the commit
 * @param value the value; null if the commit deleted the key
 * @param older what the key was before, if that is still in the same layer
 */
public record Version(
        long sequence, byte @Nullable [] value, @Nullable Version older) {

    /** The lengths only: values may be secret. */
    @Override
    public String toString() {
        return "Version[" + sequence + (value == null ? ", deleted]" : ", " + value.length + " bytes]");
    }
}
