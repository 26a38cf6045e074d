/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.change.ChangeCursor;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.file.ChannelFile;
import io.blazedb.storage.process.SharedState;
import io.blazedb.storage.tx.CommitOptions;
import io.blazedb.storage.tx.Database;
import io.blazedb.storage.tx.EntryCursor;
import io.blazedb.storage.tx.Transaction;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two engines with a slot each in one lock file, as two processes have, driven in turn by one thread: one may sleep while the other
 * writes, makes checkpoints and uses the log again.
 */
class TwoProcessesTest {
    private static final CommitOptions NORMAL = new CommitOptions(false, 1_000);
    /** Every change goes to the file before its transaction commits. */
    private static final CommitOptions WITHOUT_MEMORY = new CommitOptions(false, 1_000, 0);

    @TempDir
    Path directory;

    @Test
    void eachSeesTheOthersCommitsThroughCheckpointsAndSleep() {
        int[] number = {0};
        Seed.forEach(3, random -> {
            Path file = directory.resolve("two" + number[0]++ + ".blazedb");
            try (ChannelFile fresh = ChannelFile.create(file)) {
                SimulatedDatabase.create(fresh, random);
            }
            Database one = open(file, random);
            Database two = open(file, random);
            TreeMap<Long, Integer> model = new TreeMap<>();
            for (int round = 0; round < 12; round++) {
                // The other one sleeps, sometimes for longer than the log is kept.
                Database awake = random.nextBoolean() ? one : two;
                Database asleep = awake == one ? two : one;
                Transaction reader = asleep.transactions().beginRead();
                TreeMap<Long, Integer> before = new TreeMap<>(model);
                Transaction writer = asleep.transactions().beginWrite(NORMAL, false);
                writer.set(1, key(3), new byte[] {1}, null);
                boolean changed = false;
                boolean huge = random.nextInt(3) == 0;
                int commits = huge ? 120 : 1 + random.nextInt(30);
                for (int i = 0; i < commits; i++) {
                    changed |= commit(awake, random, model, huge ? 200_000 : 3_000) == 3;
                    if (random.nextInt(10) == 0) {
                        awake.checkpoint(1_000);
                    }
                }
                assertThat(read(awake)).isEqualTo(model);
                assertThat(read(reader)).isEqualTo(before);
                assertThat(read(asleep)).isEqualTo(model);
                if (changed) {
                    assertThatThrownBy(writer::commit)
                            .isInstanceOfSatisfying(
                                    StoreException.class,
                                    e -> assertThat(e.code()).isEqualTo(StoreErrorCode.WRITE_CONFLICT));
                } else {
                    writer.close();
                }
                assertThat(read(reader)).isEqualTo(before);
                reader.close();
                commit(asleep, random, model, 3_000);
                assertThat(read(awake)).isEqualTo(model);
                follow(random.nextBoolean() ? one : two, awake);
                if (random.nextInt(4) == 0) {
                    asleep.close();
                    Database again = open(file, random);
                    assertThat(read(again)).isEqualTo(model);
                    one = awake == one ? one : again;
                    two = awake == two ? two : again;
                }
            }
            one.close();
            two.close();
            Database last = open(file, random);
            assertThat(read(last)).isEqualTo(model);
            assertThat(last.check(1_000).findings()).isEmpty();
            last.close();
        });
    }

    /** The feed goes up to the newest commit, or says that it no longer reaches back. */
    private static void follow(Database database, Database other) {
        long newest = other.visibleSequence();
        try (ChangeCursor changes = database.feed().after(Math.max(0, newest - 5))) {
            for (long expected = Math.max(0, newest - 5) + 1; expected <= newest; expected++) {
                assertThat(changes.next().sequence()).isEqualTo(expected);
            }
            assertThat(changes.next()).isNull();
        }
        try (ChangeCursor changes = database.feed().after(0)) {
            assertThat(changes.next().sequence()).isEqualTo(1);
        } catch (StoreException e) {
            assertThat(e.code()).isEqualTo(StoreErrorCode.CHANGES_TRUNCATED);
        }
    }

    private static Database open(Path file, Random random) {
        return SimulatedDatabase.open(ChannelFile.open(file, true), SharedState.open(Path.of(file + "-lock")), random);
    }

    private static long commit(Database database, Random random, TreeMap<Long, Integer> model, int bytesMax) {
        long key = random.nextInt(60);
        byte[] value = new byte[1 + random.nextInt(bytesMax)];
        random.nextBytes(value);
        CommitOptions options = random.nextInt(12) == 0 ? WITHOUT_MEMORY : NORMAL;
        try (Transaction transaction = database.transactions().beginWrite(options, false)) {
            transaction.set(1, key(key), value, null);
            if (options == WITHOUT_MEMORY && random.nextInt(3) == 0) {
                // What a checkpoint finds while the transaction goes on is not given to anybody else.
                database.checkpoint(1_000);
            }
            transaction.commit();
        }
        model.put(key, Arrays.hashCode(value));
        return key;
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

    private static byte[] key(long number) {
        return ByteBuffer.allocate(8).putLong(number).array();
    }
}
