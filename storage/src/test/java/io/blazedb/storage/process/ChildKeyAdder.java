/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.process;

import io.blazedb.storage.Store;
import io.blazedb.storage.StoreOptions;
import io.blazedb.storage.keys.KeySource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/** A process that opens a store, waits for a line, and adds two keys. Arguments: the file, the number of the process. */
final class ChildKeyAdder {
    static final int KEYS = 2;

    private ChildKeyAdder() {}

    public static void main(String[] arguments) throws IOException {
        int number = Integer.parseInt(arguments[1]);
        try (KeySource present = ChildWriter.key();
                Store store = Store.open(Path.of(arguments[0]), present, StoreOptions.defaults())) {
            if (System.in.read() < 0) {
                throw new IOException("no start");
            }
            for (int i = 0; i < KEYS; i++) {
                try (KeySource added = key(number, i)) {
                    store.addKey(present, name(number, i), added);
                }
            }
        }
    }

    static String name(int process, int number) {
        return "user " + process + "." + number;
    }

    static KeySource key(int process, int number) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) (10 * process + number + 20));
        return KeySource.rawKey(key);
    }
}
