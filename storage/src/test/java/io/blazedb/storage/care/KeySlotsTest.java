/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.care;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.blazedb.storage.Store;
import io.blazedb.storage.StoreOptions;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.keys.KeySlotInfo;
import io.blazedb.storage.keys.KeySource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several secrets for one database. */
class KeySlotsTest {
    @TempDir
    Path directory;

    private final KeySource owner = raw(1);
    private final KeySource ann = KeySource.passphrase("ann's secret".toCharArray());
    private final KeySource file = raw(3);

    @Test
    void everyUserOpensTheDatabaseWithASecretOfTheirOwn() throws Exception {
        Path path = directory.resolve("keys.blazedb");
        byte[] pages;
        try (Store store = Store.open(path, owner, StoreOptions.defaults())) {
            pages = pages(path);
            assertThat(store.keySlots()).extracting(KeySlotInfo::name).containsExactly("owner");
            store.addKey(owner, "ann", ann);
            store.addKey(ann, "backup key file", file);
            assertThat(store.keySlots())
                    .extracting(KeySlotInfo::name, KeySlotInfo::kind)
                    .containsExactly(
                            tuple("owner", KeySource.Kind.RAW_KEY),
                            tuple("ann", KeySource.Kind.PASSPHRASE),
                            tuple("backup key file", KeySource.Kind.RAW_KEY));
            KeySlotInfo passphrase = store.keySlots().get(1);
            assertThat(passphrase.memoryKib()).isBetween(19 << 10, 64 << 10);
            assertThat(passphrase.iterations()).isBetween(2, 16);
            assertThat(passphrase.created()).isAfter(Instant.EPOCH);
            assertFails(() -> store.addKey(raw(9), "x", raw(8)), StoreErrorCode.WRONG_KEY);
            assertFails(() -> store.addKey(owner, "ann", raw(8)), StoreErrorCode.KEY_SLOT_EXISTS);
            assertFails(() -> store.addKey(owner, "", raw(8)), StoreErrorCode.TOO_LARGE);
            assertFails(() -> store.removeKey("nobody"), StoreErrorCode.KEY_SLOT_NOT_FOUND);
            // Another handle of the same process, opened by another secret.
            Store.open(path, ann.named("ann"), StoreOptions.defaults()).close();
            Store.open(path, file, StoreOptions.defaults()).close();
            assertFails(() -> Store.open(path, raw(9), StoreOptions.defaults()), StoreErrorCode.WRONG_KEY);
        }
        assertThat(pages(path)).as("pages are not written again").startsWith(Arrays.copyOf(pages, 8192));
        try (Store store = Store.open(path, file, StoreOptions.defaults())) {
            store.removeKey("ann");
            assertFails(() -> Store.open(path, ann, StoreOptions.defaults()), StoreErrorCode.WRONG_KEY);
            store.removeKey("owner");
            assertFails(() -> store.removeKey("backup key file"), StoreErrorCode.LAST_KEY);
        }
        assertFails(() -> Store.open(path, owner, StoreOptions.defaults()), StoreErrorCode.WRONG_KEY);
        Store.open(path, file, StoreOptions.defaults()).close();
    }

    @Test
    void aSecretThatWasTakenAwayOpensNoFurtherHandle() {
        Path path = directory.resolve("handles.blazedb");
        try (Store store = Store.open(path, owner, StoreOptions.defaults())) {
            store.addKey(owner, "guest", file);
            Store.open(path, file, StoreOptions.defaults()).close();
            store.removeKey("guest");
            assertFails(() -> Store.open(path, file, StoreOptions.defaults()), StoreErrorCode.WRONG_KEY);
            Store.open(path, owner, StoreOptions.defaults()).close();
        }
    }

    @Test
    void thereAreEightSlots() {
        Path path = directory.resolve("eight.blazedb");
        try (Store store = Store.open(path, owner, StoreOptions.defaults())) {
            for (int i = 1; i < 8; i++) {
                store.addKey(owner, "user " + i, raw(10 + i));
            }
            assertFails(() -> store.addKey(owner, "one more", raw(30)), StoreErrorCode.KEY_SLOTS_FULL);
            store.removeKey("user 3");
            store.addKey(owner, "one more", raw(30));
            assertThat(store.keySlots()).hasSize(8);
        }
        Store.open(path, raw(30), StoreOptions.defaults()).close();
        assertFails(() -> Store.open(path, raw(13), StoreOptions.defaults()), StoreErrorCode.WRONG_KEY);
    }

    @Test
    void aDatabaseInMemoryHasNoKeys() {
        try (Store store = Store.openInMemory("keys-test", StoreOptions.defaults())) {
            assertFails(() -> store.addKey(owner, "x", ann), StoreErrorCode.IN_MEMORY);
        }
    }

    private static byte[] pages(Path path) throws Exception {
        byte[] all = Files.readAllBytes(path);
        return Arrays.copyOfRange(all, 384 << 10, all.length);
    }

    private static KeySource raw(int fill) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) fill);
        return KeySource.rawKey(key);
    }

    private static void assertFails(Runnable action, StoreErrorCode code) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
