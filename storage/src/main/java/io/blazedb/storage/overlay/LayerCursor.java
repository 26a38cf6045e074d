/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.overlay;

/** Walks the keys that a layer changes. One thread at a time. */
public interface LayerCursor {

    boolean next();

    /** The current key; must not be changed. */
    byte[] key();

    Version version();
}
