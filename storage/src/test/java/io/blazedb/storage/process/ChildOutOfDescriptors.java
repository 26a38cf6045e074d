/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.process;

import io.blazedb.storage.IsolationLevel;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.Store;
import io.blazedb.storage.StoreOptions;
import io.blazedb.storage.WriteTransaction;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.keys.KeySource;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process that works with a store while it has no file descriptor left. Arguments: the file, another file. */
final class ChildOutOfDescriptors {
    private ChildOutOfDescriptors() {}

    public static void main(String[] arguments) throws IOException {
        Path other = Path.of(arguments[1]);
        try (KeySource key = ChildWriter.key();
                Store store = Store.open(Path.of(arguments[0]), key, StoreOptions.defaults())) {
            write(store, 1);
            // Classes are loaded while their files can still be opened.
            Path warm = other.resolveSibling("warm.blazedb");
            store.checkpoint();
            store.backup(warm, (done, total) -> {});
            Store.open(warm, key, StoreOptions.defaults()).close();
            expect(StoreErrorCode.TARGET_EXISTS, () -> store.backup(warm, (done, total) -> {}));
            expect(
                    StoreErrorCode.NOT_FOUND,
                    () -> Store.open(other, key, StoreOptions.defaults().withCreate(false)));
            List<FileInputStream> all = new ArrayList<>();
            try {
                while (true) {
                    all.add(new FileInputStream("/dev/null"));
                }
            } catch (IOException none) {
                write(store, 2);
                store.checkpoint();
                write(store, 3);
                expect(StoreErrorCode.IO_ERROR, () -> Store.open(other, key, StoreOptions.defaults()));
                expect(StoreErrorCode.IO_ERROR, () -> store.backup(other, (done, total) -> {}));
            } finally {
                for (FileInputStream one : all) {
                    one.close();
                }
            }
            write(store, 4);
            store.backup(other, (done, total) -> {});
            try (Store copy = Store.open(other, key, StoreOptions.defaults());
                    ReadTransaction transaction = copy.beginRead()) {
                require(transaction.get(1, new byte[] {4}) != null);
            }
            require(store.check().isClean());
        }
    }

    private static void write(Store store, int key) {
        try (WriteTransaction transaction = store.beginWrite(IsolationLevel.SNAPSHOT)) {
            transaction.put(1, new byte[] {(byte) key}, new byte[2_000]);
            transaction.commit();
        }
    }

    private static void expect(StoreErrorCode code, Runnable action) {
        try {
            action.run();
        } catch (StoreException e) {
            require(e.code() == code);
            return;
        }
        require(false);
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new IllegalStateException("not as it should be");
        }
    }
}
