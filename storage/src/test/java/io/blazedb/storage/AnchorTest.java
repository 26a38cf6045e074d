/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.keys.KeySource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An anchor is kept by every later state of its history, whatever care the file is given, and by no other history. */
class AnchorTest {
    private static final StoreOptions OPTIONS = StoreOptions.defaults().withDurability(Durability.OFF);

    @TempDir
    private Path directory = Path.of("");

    private Store open(Path file) {
        try (KeySource key = KeySource.rawKey(new byte[32])) {
            return Store.open(file, key, OPTIONS);
        }
    }

    private static void commit(Store store, int commits) {
        for (int i = 0; i < commits; i++) {
            try (WriteTransaction transaction = store.beginWrite(IsolationLevel.SNAPSHOT)) {
                transaction.put(1, ByteBuffer.allocate(4).putInt(i % 50).array(), new byte[100]);
                transaction.commit();
            }
        }
    }

    private static void assertRefused(Store store, String anchor, StoreErrorCode code) {
        assertThatThrownBy(() -> store.requireAtLeast(anchor))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void everyEarlierAnchorIsKeptWhateverBecomesOfTheFile() {
        Path file = directory.resolve("a");
        List<String> anchors = new ArrayList<>();
        for (int round = 0; round < 12; round++) {
            try (Store store = open(file)) {
                anchors.forEach(store::requireAtLeast);
                commit(store, 1 + round * 23 % 90);
                anchors.add(store.status().anchor());
                if (round % 3 == 0) {
                    store.checkpoint();
                } else if (round % 3 == 1) {
                    store.vacuum((done, total) -> {});
                } else {
                    store.rotateKey((done, total) -> {});
                }
                assertThat(store.status().anchor()).isEqualTo(anchors.get(anchors.size() - 1));
                commit(store, round % 2);
                anchors.add(store.status().anchor());
                anchors.forEach(store::requireAtLeast);
            }
        }
    }

    @Test
    void copiesThatWentOnAreToldApartLongAfterTheirLogIsGone() throws IOException {
        Path one = directory.resolve("one");
        Path two = directory.resolve("two");
        Path backup = directory.resolve("backup");
        String common;
        try (Store store = open(one)) {
            commit(store, 100);
            common = store.status().anchor();
            store.backup(backup, (done, total) -> {});
        }
        Files.copy(one, two);
        List<String> anchors = new ArrayList<>();
        for (Path copy : List.of(one, two, backup)) {
            try (Store store = open(copy)) {
                store.requireAtLeast(common);
                commit(store, 40);
                anchors.add(store.status().anchor());
                // The log begins anew: what it knew of commits is known from the trees only.
                store.rotateKey((done, total) -> {});
                commit(store, 300);
                store.rotateKey((done, total) -> {});
            }
        }
        List<Path> copies = List.of(one, two, backup);
        for (int i = 0; i < copies.size(); i++) {
            try (Store store = open(copies.get(i))) {
                store.requireAtLeast(common);
                for (int j = 0; j < copies.size(); j++) {
                    if (i == j) {
                        store.requireAtLeast(anchors.get(j));
                    } else {
                        assertRefused(store, anchors.get(j), StoreErrorCode.DIVERGED);
                    }
                }
            }
        }
    }

    @Test
    void anOlderCopyThatIsPutBackIsRefused() throws IOException {
        Path file = directory.resolve("a");
        Path old = directory.resolve("old");
        String anchor;
        try (Store store = open(file)) {
            commit(store, 20);
        }
        Files.copy(file, old);
        try (Store store = open(file)) {
            commit(store, 1);
            anchor = store.status().anchor();
        }
        try (Store store = open(old)) {
            assertRefused(store, anchor, StoreErrorCode.ROLLED_BACK);
            // As many commits do not help.
            commit(store, 1);
            assertRefused(store, anchor, StoreErrorCode.DIVERGED);
        }
    }

    @Test
    void whatIsNoAnchorIsSaidToBeNone() {
        try (Store store = open(directory.resolve("a"))) {
            store.requireAtLeast(store.status().anchor());
            for (String text :
                    List.of("", "x", "-1-", "5", "5-1234", "5-0011223344556677-", "99999999999999999999-", "5-zz")) {
                assertRefused(store, text, StoreErrorCode.BAD_ANCHOR);
            }
            assertRefused(store, "5-0011223344556677", StoreErrorCode.ROLLED_BACK);
        }
    }
}
