/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.care;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.blazedb.storage.Durability;
import io.blazedb.storage.IsolationLevel;
import io.blazedb.storage.Progress;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.Store;
import io.blazedb.storage.StoreOptions;
import io.blazedb.storage.WriteTransaction;
import io.blazedb.storage.keys.KeySource;
import io.blazedb.storage.sim.Contents;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A new data key for a database that is in use. */
class KeyRotationTest {
    @TempDir
    Path directory;

    private final Random random = new Random(8);

    @Test
    void everythingIsSealedAnewWhileOthersGoOn() {
        try (Store store = open("rotated")) {
            for (int i = 0; i < 400; i++) {
                commit(store, i);
            }
            Contents before = Contents.of(store);
            try (ReadTransaction reader = store.beginRead()) {
                int[] number = {1_000};
                RotationReport first = store.rotateKey((done, total) -> commit(store, number[0]++));
                assertThat(first.generation()).isEqualTo(2);
                assertThat(first.continued()).isFalse();
                assertThat(first.rewrittenBytes()).isGreaterThan(400 * 3_000);
                assertThat(Contents.of(reader)).isEqualTo(before);
            }
            assertThat(store.rotateKey(Progress.none()).generation()).isEqualTo(3);
            assertThat(store.check().findings()).isEmpty();
        }
        try (Store store = open("rotated")) {
            Contents found = Contents.of(store);
            found.entries().keySet().removeIf(name -> ByteBuffer.wrap(key(name)).getInt() >= 1_000);
            try (ReadTransaction transaction = store.beginRead()) {
                assertThat(transaction.sequence()).isGreaterThan(400);
            }
            assertThat(found.entries()).hasSize(400);
            assertThat(store.check().findings()).isEmpty();
        }
    }

    @Test
    void anInterruptedRotationGoesOn() {
        Contents contents;
        try (Store store = open("interrupted")) {
            for (int i = 0; i < 100; i++) {
                commit(store, i);
            }
            assertThatThrownBy(() -> store.rotateKey((done, total) -> {
                        throw new CancellationException();
                    }))
                    .isInstanceOf(CancellationException.class);
            commit(store, 500);
            contents = Contents.of(store);
        }
        try (Store store = open("interrupted")) {
            assertThat(Contents.of(store)).isEqualTo(contents);
            RotationReport report = store.rotateKey(Progress.none());
            assertThat(report.continued()).isTrue();
            assertThat(report.generation()).isEqualTo(2);
            assertThat(Contents.of(store)).isEqualTo(contents);
            assertThat(store.rotateKey(Progress.none()).continued()).isFalse();
        }
    }

    private static byte[] key(String name) {
        return HexFormat.of().parseHex(name.substring(name.indexOf(':') + 1));
    }

    private void commit(Store store, int number) {
        WriteTransaction transaction = store.beginWrite(IsolationLevel.SNAPSHOT);
        byte[] value = new byte[number % 20 == 0 ? 150_000 : 3_000];
        random.nextBytes(value);
        transaction.put(1 + number % 3, ByteBuffer.allocate(4).putInt(number).array(), value, null);
        transaction.commit();
    }

    private Store open(String name) {
        byte[] secret = new byte[32];
        Arrays.fill(secret, (byte) 4);
        try (KeySource key = KeySource.rawKey(secret)) {
            return Store.open(
                    directory.resolve(name + ".blazedb"),
                    key,
                    StoreOptions.defaults().withDurability(Durability.NORMAL));
        }
    }
}
