/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.btree;

import io.blazedb.storage.bytes.BigEndian;

/** The tree that the store keeps its own entries in. Trees of users begin at 1. */
public final class SystemTree {
    public static final long ID = 0;
    private static final byte LAYOUT = 'l';
    private static final byte PREPARED = 'p';

    private SystemTree() {}

    /** Key of the layout of a tree. */
    public static byte[] layoutKey(long tree) {
        byte[] key = new byte[1 + Long.BYTES];
        key[0] = LAYOUT;
        BigEndian.putLong(key, 1, tree);
        return key;
    }

    /** What the keys of undecided transactions begin with. */
    public static byte[] preparedPrefix() {
        return new byte[] {PREPARED};
    }
}
