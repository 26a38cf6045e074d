/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.overlay;

import org.jspecify.annotations.Nullable;

/** The versions of one key in one layer, newest first. One writer at a time, any number of readers. */
final class VersionChain {
    private volatile Version newest;

    VersionChain(Version first) {
        newest = first;
    }

    /** The newest version that a snapshot at the sequence sees, or null. */
    @Nullable
    Version at(long sequence) {
        Version version = newest;
        while (version != null && version.sequence() > sequence) {
            version = version.older();
        }
        return version;
    }

    void add(long sequence, byte @Nullable [] value) {
        Version present = newest;
        assert sequence >= present.sequence() : "commits arrive in order";
        Version older = sequence == present.sequence() ? present.older() : present;
        newest = new Version(sequence, value, older);
    }
}
