/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.keys;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.blazedb.storage.Cursor;
import io.blazedb.storage.IsolationLevel;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.Store;
import io.blazedb.storage.StoreOptions;
import io.blazedb.storage.WriteTransaction;
import io.blazedb.storage.bytes.KeyRange;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A process that opens a database with the passphrase from its standard input, uses it, closes it, and dumps its heap. Arguments: file,
 * dump of the open database, dump after it was closed.
 */
final class ChildKeyHolder {
    private ChildKeyHolder() {}

    public static void main(String[] args) throws IOException {
        byte[] input = new byte[64];
        int length;
        // No stream of the system's: its buffer would keep the passphrase.
        try (FileInputStream in = new FileInputStream(FileDescriptor.in)) {
            length = in.read(input);
        }
        char[] passphrase = new char[length];
        for (int i = 0; i < length; i++) {
            passphrase[i] = (char) input[i];
        }
        Arrays.fill(input, (byte) 0);
        Store store;
        try (KeySource key = KeySource.passphrase(passphrase)) {
            Arrays.fill(passphrase, '\0');
            store = Store.open(Path.of(args[0]), key, StoreOptions.defaults());
        }
        use(store);
        dump(args[1]);
        store.close();
        dump(args[2]);
    }

    private static void use(Store store) {
        try (WriteTransaction transaction = store.beginWrite(IsolationLevel.SNAPSHOT)) {
            transaction.put(1, new byte[] {1}, new byte[1_000]);
            transaction.commit();
        }
        store.checkpoint();
        try (ReadTransaction transaction = store.beginRead();
                Cursor cursor = transaction.scan(1, KeyRange.all())) {
            if (!cursor.next()) {
                throw new IllegalStateException("no entry");
            }
        }
    }

    /** What can be reached; garbage is collected first. */
    private static void dump(String file) throws IOException {
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpHeap(file, true);
    }
}
