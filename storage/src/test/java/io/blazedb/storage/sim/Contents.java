/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.sim;

import io.blazedb.storage.Cursor;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.Store;
import io.blazedb.storage.bytes.KeyRange;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.TreeMap;

/** What a store holds in trees 1 to 20: tree and key in hex, length and hash of the value. */
public record Contents(TreeMap<String, String> entries) {
    private static final int TREES = 20;

    public static Contents of(Store store) {
        try (ReadTransaction transaction = store.beginRead()) {
            return of(transaction);
        }
    }

    public static Contents of(ReadTransaction transaction) {
        Contents contents = new Contents(new TreeMap<>());
        for (long tree = 1; tree <= TREES; tree++) {
            try (Cursor cursor = transaction.scan(tree, KeyRange.all())) {
                while (cursor.next()) {
                    contents.add(
                            tree, cursor.key().toByteArray(), cursor.value().toByteArray());
                }
            }
        }
        return contents;
    }

    public void add(long tree, byte[] key, byte[] value) {
        entries.put(name(tree, key), value.length + "/" + Arrays.hashCode(value));
    }

    public static String name(long tree, byte[] key) {
        return tree + ":" + HexFormat.of().formatHex(key);
    }
}
