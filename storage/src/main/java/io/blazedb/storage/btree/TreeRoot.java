/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.btree;

import io.blazedb.storage.bytes.BigEndian;
import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.page.ChildEntry;

/**
 * A tree as the directory knows it: the directory is a tree itself, whose keys are tree ids and whose values are encoded {@link
 * ChildEntry}s.
 *
 * @param tree the tree's id
 * @param root its root page, the number of its entries
 */
record TreeRoot(long tree, ChildEntry root) {

    static byte[] key(long tree) {
        byte[] key = new byte[8];
        BigEndian.putLong(key, 0, tree);
        return key;
    }

    static TreeRoot decode(long tree, ByteSlice value) {
        if (value.length() != ChildEntry.BYTES) {
            throw new StoreException(StoreErrorCode.CORRUPTED, "tree=" + tree);
        }
        return new TreeRoot(tree, ChildEntry.decode(value.array(), value.offset()));
    }

    static byte[] encode(ChildEntry root) {
        byte[] value = new byte[ChildEntry.BYTES];
        root.encode(value, 0);
        return value;
    }
}
