/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.file.MemoryFile;
import io.blazedb.storage.tx.CommitOptions;
import io.blazedb.storage.tx.Database;
import io.blazedb.storage.tx.EntryCursor;
import io.blazedb.storage.tx.Transaction;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * A whole database file of format version 1, with trees, a large value, freed pages, and commits that are in the log only. It must open
 * forever; {@code -Dblazedb.golden.write=true} writes it anew, which is right only before a release.
 */
class GoldenFileTest {
    private static final String NAME = "database-v1.blazedb.gz";
    private static final CommitOptions DURABLE = new CommitOptions(true, 1_000);

    @Test
    void aFileOfVersionOneOpensAndReads() {
        byte[] bytes = golden();
        Database database = SimulatedDatabase.open(SimulatedFile.of(bytes), new Random(2));
        assertThat(database.visibleSequence()).isEqualTo(13);
        assertThat(read(database)).isEqualTo(expected());
        commit(database, 1, "later", new byte[10]);
        assertThat(database.check(1_000).findings()).isEmpty();
    }

    @Test
    void thePresentReleaseWritesTheSameBytes() {
        byte[] written = write();
        if (Boolean.getBoolean("blazedb.golden.write")) {
            store(written);
        }
        assertThat(Arrays.mismatch(written, golden()))
                .as("first byte that differs")
                .isEqualTo(-1);
    }

    private static byte[] write() {
        MemoryFile file = new MemoryFile();
        Random random = new Random(1);
        SimulatedDatabase.create(file, random);
        Database database = SimulatedDatabase.open(file, random);
        for (int i = 0; i < 10; i++) {
            commit(database, 1 + i % 2, "key " + i, value(i, i == 3 ? 70_000 : 50 * i));
        }
        database.checkpoint(1_000);
        commit(database, 1, "key 8", null);
        database.checkpoint(1_000);
        commit(database, 2, "key 1", value(20, 30));
        commit(database, 3, "key 0", value(21, 300));
        byte[] bytes = new byte[(int) file.size()];
        file.read(0, bytes, 0, bytes.length);
        return bytes;
    }

    private static TreeMap<String, Integer> expected() {
        TreeMap<String, Integer> entries = new TreeMap<>();
        for (int i = 0; i < 10; i++) {
            entries.put(1 + i % 2 + "/key " + i, Arrays.hashCode(value(i, i == 3 ? 70_000 : 50 * i)));
        }
        entries.remove("1/key 8");
        entries.put("2/key 1", Arrays.hashCode(value(20, 30)));
        entries.put("3/key 0", Arrays.hashCode(value(21, 300)));
        return entries;
    }

    private static byte[] value(int seed, int length) {
        byte[] value = new byte[length];
        Arrays.fill(value, (byte) seed);
        return value;
    }

    private static void commit(Database database, long tree, String key, byte @Nullable [] value) {
        try (Transaction transaction = database.transactions().beginWrite(DURABLE, false)) {
            transaction.set(tree, key.getBytes(StandardCharsets.US_ASCII), value, null);
            transaction.commit();
        }
    }

    private static TreeMap<String, Integer> read(Database database) {
        TreeMap<String, Integer> entries = new TreeMap<>();
        try (Transaction transaction = database.transactions().beginRead()) {
            for (long tree = 1; tree <= 3; tree++) {
                EntryCursor cursor = transaction.cursor(tree, KeyRange.all(), false);
                while (cursor.next()) {
                    String key = new String(cursor.key().toByteArray(), StandardCharsets.US_ASCII);
                    entries.put(tree + "/" + key, Arrays.hashCode(cursor.value().toByteArray()));
                }
            }
        }
        return entries;
    }

    private static byte[] golden() {
        try (InputStream in = GoldenFileTest.class.getResourceAsStream("/golden/" + NAME)) {
            assertThat(in).as(NAME).isNotNull();
            return new GZIPInputStream(in).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void store(byte[] bytes) {
        Path target = Path.of("src/test/resources/golden", NAME);
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(target))) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
