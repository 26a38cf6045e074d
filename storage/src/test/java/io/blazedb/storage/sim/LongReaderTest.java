/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.file.ChannelFile;
import io.blazedb.storage.process.SharedState;
import io.blazedb.storage.tx.CommitOptions;
import io.blazedb.storage.tx.Database;
import io.blazedb.storage.tx.EntryCursor;
import io.blazedb.storage.tx.Transaction;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readers that stay for long: what they read never changes, and the file grows by what they keep, not by what is written meanwhile. */
class LongReaderTest {
    private static final CommitOptions NORMAL = new CommitOptions(false, 1_000);
    private static final int KEYS = 2_000;

    @TempDir
    Path directory;

    @Test
    void aLongReaderCostsAboutOneCopyOfWhatItReads() {
        Seed.forEach(1, random -> {
            SimulatedFile file = new SimulatedFile();
            SimulatedDatabase.create(file, random);
            Database database = SimulatedDatabase.open(file, random);
            TreeMap<Long, Integer> model = new TreeMap<>();
            for (long key = 0; key < KEYS; key++) {
                put(database, random, model, key);
            }
            update(database, random, model, 20);
            TreeMap<Long, Integer> seen = new TreeMap<>(model);
            Transaction reader = database.transactions().beginRead();
            update(database, random, model, 20);
            update(database, random, model, 60);
            long copy = (long) KEYS * 600 / 8192;
            assertThat(database.unusedPages().pinned()).isBetween(copy / 2, 3 * copy);
            assertThat(read(reader)).isEqualTo(seen);
            assertThat(read(database)).isEqualTo(model);
            assertThat(database.oldestSnapshot()).isLessThan(database.visibleSequence() - 100);
            assertThat(database.check(1_000).findings()).isEmpty();
            reader.close();
            update(database, random, model, 2);
            assertThat(database.unusedPages().pinned()).isLessThan(copy / 2);
            assertThat(database.oldestSnapshot()).isGreaterThan(database.visibleSequence() - 200);
        });
    }

    @Test
    void readersOfManyAgesInTwoProcessesKeepWhatTheyRead() {
        int[] number = {0};
        Seed.forEach(2, random -> {
            Path file = directory.resolve("ages" + number[0]++ + ".blazedb");
            try (ChannelFile fresh = ChannelFile.create(file)) {
                SimulatedDatabase.create(fresh, random);
            }
            Database one = open(file, random);
            Database two = open(file, random);
            TreeMap<Long, Integer> model = new TreeMap<>();
            List<Transaction> readers = new ArrayList<>();
            List<TreeMap<Long, Integer>> seen = new ArrayList<>();
            for (int round = 0; round < 120; round++) {
                Database writer = random.nextBoolean() ? one : two;
                for (int i = 0; i < 20; i++) {
                    put(writer, random, model, random.nextInt(150));
                }
                writer.checkpoint(1_000);
                // More than a process can list.
                int wanted = round % 40 == 39 ? 0 : 45;
                if (readers.size() < wanted && random.nextInt(3) != 0) {
                    readers.add(
                            (random.nextBoolean() ? one : two).transactions().beginRead());
                    seen.add(new TreeMap<>(model));
                }
                while (readers.size() > wanted || !readers.isEmpty() && random.nextInt(6) == 0) {
                    int index = random.nextInt(readers.size());
                    assertThat(read(readers.get(index))).isEqualTo(seen.remove(index));
                    readers.remove(index).close();
                }
            }
            for (Transaction reader : readers) {
                assertThat(read(reader)).isEqualTo(seen.remove(0));
                reader.close();
            }
            assertThat(two.check(1_000).findings()).isEmpty();
            one.close();
            two.close();
        });
    }

    private static void update(Database database, Random random, TreeMap<Long, Integer> model, int checkpoints) {
        for (int i = 0; i < checkpoints; i++) {
            for (int j = 0; j < 100; j++) {
                put(database, random, model, random.nextInt(KEYS));
            }
            database.checkpoint(1_000);
        }
    }

    private static void put(Database database, Random random, TreeMap<Long, Integer> model, long key) {
        byte[] value = new byte[300 + random.nextInt(600)];
        random.nextBytes(value);
        try (Transaction transaction = database.transactions().beginWrite(NORMAL, false)) {
            transaction.set(1, ByteBuffer.allocate(8).putLong(key).array(), value, null);
            transaction.commit();
        }
        model.put(key, Arrays.hashCode(value));
    }

    private static TreeMap<Long, Integer> read(Database database) {
        try (Transaction transaction = database.transactions().beginRead()) {
            return read(transaction);
        }
    }

    private static TreeMap<Long, Integer> read(Transaction transaction) {
        TreeMap<Long, Integer> entries = new TreeMap<>();
        EntryCursor cursor = transaction.cursor(1, KeyRange.all(), false);
        while (cursor.next()) {
            entries.put(
                    ByteBuffer.wrap(cursor.key().toByteArray()).getLong(),
                    Arrays.hashCode(cursor.value().toByteArray()));
        }
        return entries;
    }

    private static Database open(Path file, Random random) {
        return SimulatedDatabase.open(ChannelFile.open(file, true), SharedState.open(Path.of(file + "-lock")), random);
    }
}
