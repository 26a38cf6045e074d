/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.overlay;

import org.jspecify.annotations.Nullable;

/** The changes of one commit, as a layer takes them in. */
public interface ChangeSet {

    /** The commit. */
    long sequence();

    /** Visits every change; the clearing of a tree comes before the changes of its keys. */
    void forEach(Visitor visitor);

    /** Sees each change of a commit. */
    interface Visitor {
        void clear(long tree);

        void change(long tree, byte[] key, byte @Nullable [] value);
    }
}
