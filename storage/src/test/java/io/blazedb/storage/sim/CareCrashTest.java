/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.care.KeyRotation;
import io.blazedb.storage.care.RotationReport;
import io.blazedb.storage.care.Vacuum;
import io.blazedb.storage.checkpoint.StoreFile;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.file.StorageFile;
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

/** Rotations and vacuums, cut at every write and sync by a power loss or the death of the process, and run again. */
class CareCrashTest {
    private static final CommitOptions NORMAL = new CommitOptions(false, 1_000);

    @TempDir
    Path directory;

    private interface Care {
        void run(Database database, StoreFile store);
    }

    @Test
    void aRotationSurvivesACrashAnywhereAndGoesOn() {
        Seed.forEach(1, random -> {
            SimulatedFile file = filled(random, 60);
            TreeMap<Long, Integer> expected = contents(file, random);
            int[] continued = new int[1];
            List<SimulatedFile> wrecks =
                    wrecks(file, random, (database, store) -> KeyRotation.run(database, store, (done, total) -> {}));
            assertThat(wrecks).hasSizeGreaterThan(10);
            for (SimulatedFile wreck : wrecks) {
                withDatabase(wreck, random, (database, store) -> {
                    assertThat(read(database)).isEqualTo(expected);
                    commit(database, random, 1_000, 10);
                    RotationReport report = KeyRotation.run(database, store, (done, total) -> {});
                    continued[0] += report.continued() ? 1 : 0;
                    assertThat(store.rereadHeader().isRotating()).isFalse();
                    assertThat(database.check(1_000).findings()).isEmpty();
                });
                TreeMap<Long, Integer> after = contents(wreck, random);
                after.remove(1_000L);
                assertThat(after).isEqualTo(expected);
            }
            assertThat(continued[0]).isPositive();
        });
    }

    @Test
    void aVacuumSurvivesACrashAnywhere() {
        Seed.forEach(1, random -> {
            SimulatedFile file = filled(random, 200);
            withDatabase(file, random, (database, store) -> {
                for (long i = 0; i < 190; i++) {
                    commit(database, random, i, -1);
                }
                database.checkpoint(1_000);
            });
            TreeMap<Long, Integer> expected = contents(file, random);
            List<SimulatedFile> wrecks =
                    wrecks(file, random, (database, store) -> Vacuum.run(database, store, (done, total) -> {}));
            assertThat(wrecks).hasSizeGreaterThan(10);
            for (SimulatedFile wreck : wrecks) {
                withDatabase(wreck, random, (database, store) -> {
                    assertThat(read(database)).isEqualTo(expected);
                    Vacuum.run(database, store, (done, total) -> {});
                    assertThat(database.check(1_000).findings()).isEmpty();
                    assertThat(store.file().size()).isLessThan(file.size());
                });
                assertThat(contents(wreck, random)).isEqualTo(expected);
            }
        });
    }

    @Test
    void anotherProcessLearnsOfTheNewKeyAndOfTheCut() {
        Seed.forEach(2, random -> {
            SimulatedFile file = filled(random, 150);
            Path lock = directory.resolve("lock" + random.nextLong());
            StoreFile[] stores = {store(file, random), store(file, random)};
            Database[] databases = {
                SimulatedDatabase.open(stores[0], file, SharedState.open(lock)),
                SimulatedDatabase.open(stores[1], file, SharedState.open(lock))
            };
            TreeMap<Long, Integer> model = read(databases[0]);
            for (int round = 0; round < 30; round++) {
                int which = random.nextInt(2);
                switch (random.nextInt(5)) {
                    case 0 -> KeyRotation.run(databases[which], stores[which], (done, total) -> {});
                    case 1 -> Vacuum.run(databases[which], stores[which], (done, total) -> {});
                    case 2 -> databases[which].checkpoint(1_000);
                    default -> {
                        for (int i = 0; i < 15; i++) {
                            long key = random.nextInt(150);
                            int size = random.nextInt(3) == 0 ? -1 : 1 + random.nextInt(20_000);
                            model.remove(key);
                            if (size > 0) {
                                model.put(key, commit(databases[which], random, key, size));
                            } else {
                                commit(databases[which], random, key, size);
                            }
                        }
                    }
                }
                if (random.nextBoolean()) {
                    assertThat(read(databases[1 - which])).isEqualTo(model);
                }
            }
            for (Database database : databases) {
                assertThat(read(database)).isEqualTo(model);
                assertThat(database.check(1_000).findings()).isEmpty();
            }
        });
    }

    /** What crashes before writes and syncs of the work leave behind. */
    private static List<SimulatedFile> wrecks(SimulatedFile file, Random random, Care care) {
        List<SimulatedFile> wrecks = new ArrayList<>();
        SimulatedFile copy = file.left(Aftermath.KILLED, random);
        boolean[] armed = new boolean[1];
        StorageFile hooked = new HookedFile(copy, () -> {
            if (armed[0] && random.nextInt(2) == 0) {
                wrecks.add(random.nextInt(3) == 0 ? copy.left(Aftermath.KILLED, random) : copy.crash(random));
            }
        });
        withDatabase(hooked, random, (database, store) -> {
            armed[0] = true;
            care.run(database, store);
            armed[0] = false;
        });
        return wrecks;
    }

    private static SimulatedFile filled(Random random, int entries) {
        SimulatedFile file = new SimulatedFile();
        SimulatedDatabase.create(file, random);
        withDatabase(file, random, (database, store) -> {
            for (long i = 0; i < entries; i++) {
                commit(database, random, i, i % 30 == 0 ? 140_000 : 1 + random.nextInt(4_000));
            }
            database.checkpoint(1_000);
        });
        return file;
    }

    private static TreeMap<Long, Integer> contents(StorageFile file, Random random) {
        List<TreeMap<Long, Integer>> found = new ArrayList<>();
        withDatabase(file, random, (database, store) -> found.add(read(database)));
        return found.get(0);
    }

    private static StoreFile store(StorageFile file, Random random) {
        return SimulatedDatabase.openFile(file, random);
    }

    private static void withDatabase(StorageFile file, Random random, Care body) {
        StoreFile store = store(file, random);
        Database database = SimulatedDatabase.open(store, file, SharedState.inMemory());
        body.run(database, store);
    }

    /** Returns the hash of what was written; a negative size deletes. A process that has slept for too long must try again. */
    private static int commit(Database database, Random random, long key, int size) {
        byte[] value = new byte[Math.max(0, size)];
        random.nextBytes(value);
        byte[] bytes = ByteBuffer.allocate(8).putLong(key).array();
        for (int attempt = 0; ; attempt++) {
            try (Transaction transaction = database.transactions().beginWrite(NORMAL, false)) {
                transaction.set(1 + key % 2, bytes, size < 0 ? null : value, null);
                transaction.commit();
                return Arrays.hashCode(value);
            } catch (StoreException e) {
                if (e.code() != StoreErrorCode.WRITE_CONFLICT || attempt == 2) {
                    throw e;
                }
            }
        }
    }

    private static TreeMap<Long, Integer> read(Database database) {
        TreeMap<Long, Integer> entries = new TreeMap<>();
        try (Transaction transaction = database.transactions().beginRead()) {
            for (long tree = 1; tree <= 2; tree++) {
                EntryCursor cursor = transaction.cursor(tree, KeyRange.all(), false);
                while (cursor.next()) {
                    entries.put(
                            ByteBuffer.wrap(cursor.key().toByteArray()).getLong(),
                            Arrays.hashCode(cursor.value().toByteArray()));
                }
            }
        }
        return entries;
    }
}
