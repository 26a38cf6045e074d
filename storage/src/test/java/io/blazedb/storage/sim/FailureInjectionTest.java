/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.page.MetaPage;
import io.blazedb.storage.process.SharedMemoryImage;
import io.blazedb.storage.process.SharedState;
import io.blazedb.storage.tx.CommitOptions;
import io.blazedb.storage.tx.Database;
import io.blazedb.storage.tx.EntryCursor;
import io.blazedb.storage.tx.Transaction;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks that are full, syncs that fail, and bytes that change. */
class FailureInjectionTest {
    @TempDir
    Path directory;

    private static final CommitOptions DURABLE = new CommitOptions(true, 1_000);

    @Test
    void aFullDiskFailsCommitsCleanlyAndGoesOnWhenThereIsRoomAgain() {
        Seed.forEach(15, random -> {
            SimulatedFile file = new SimulatedFile();
            SimulatedDatabase.create(file, random);
            Database database = SimulatedDatabase.open(file, random);
            TreeMap<Long, Integer> model = new TreeMap<>();
            for (int round = 0; round < 12; round++) {
                file.failWrites(1 + random.nextInt(12), StoreErrorCode.DISK_FULL);
                for (int i = 0; i < 10; i++) {
                    tryCommit(database, random, model);
                    if (random.nextInt(6) == 0) {
                        tryCheckpoint(database);
                    }
                }
                assertThat(read(database)).isEqualTo(model);
                file.heal();
                tryCommit(database, random, model);
                assertThat(read(database)).isEqualTo(model);
                if (random.nextInt(3) == 0) {
                    assertThat(database.check(1_000).findings()).isEmpty();
                }
            }
            assertThat(read(SimulatedDatabase.open(file.crash(random), random))).isEqualTo(model);
        });
    }

    @Test
    void onAFullDiskRemovingWorksAndMakesRoom() {
        Seed.forEach(3, random -> {
            SimulatedFile file = new SimulatedFile();
            SimulatedDatabase.create(file, random);
            long room = (5 << 20) + random.nextInt(6 << 20);
            file.limitSize(room);
            Database database = SimulatedDatabase.open(file, random);
            TreeMap<Long, Integer> model = new TreeMap<>();
            for (int round = 0; round < 3; round++) {
                int before = model.size();
                while (put(database, random, model) == null) {
                    if (random.nextInt(100) == 0) {
                        tryCheckpoint(database);
                    }
                }
                assertThat(model.size())
                        .as("room for more than before, round " + round)
                        .isGreaterThan(before + 50);
                assertThat(read(database)).isEqualTo(model);
                if (round == 1) {
                    file = file.crash(random);
                    file.limitSize(room);
                    database = SimulatedDatabase.open(file, random);
                }
                for (Long key : List.copyOf(model.keySet())) {
                    if (random.nextInt(20) != 0) {
                        remove(database, key);
                        model.remove(key);
                    }
                }
                database.checkpoint(1_000);
                assertThat(database.check(1_000).findings()).isEmpty();
                assertThat(read(database)).isEqualTo(model);
            }
            assertThat(read(SimulatedDatabase.open(file.crash(random), random))).isEqualTo(model);
        });
    }

    @Test
    void aMetaPageWhoseWriteFailedIsNotTakenForACheckpointLater() {
        Seed.forEach(8, random -> {
            SimulatedFile file = new SimulatedFile();
            SimulatedDatabase.create(file, random);
            boolean[] failing = {false};
            boolean[] failed = {false};
            List<SimulatedFile> wrecks = new ArrayList<>();
            // The write is done, and yet it fails.
            HookedFile hooked =
                    new HookedFile(file, () -> {
                        if (failed[0] && random.nextInt(4) == 0 && wrecks.size() < 6) {
                            wrecks.add(file.crash(random));
                        }
                    }) {
                        @Override
                        public void write(long position, byte[] from, int offset, int length) {
                            super.write(position, from, offset, length);
                            if (failing[0] && position >= MetaPage.slotOffset(0) && position < MetaPage.PAGES_OFFSET) {
                                failing[0] = false;
                                failed[0] = true;
                                throw new StoreException(StoreErrorCode.IO_ERROR, "simulated write");
                            }
                        }
                    };
            Database database = SimulatedDatabase.open(hooked, random);
            TreeMap<Long, Integer> model = new TreeMap<>();
            for (int i = 0; i < 30; i++) {
                put(database, random, model);
                if (i % 10 == 5) {
                    database.checkpoint(1_000);
                }
            }
            failing[0] = true;
            assertThatThrownBy(() -> database.checkpoint(1_000)).isInstanceOf(StoreException.class);
            Set<TreeMap<Long, Integer>> states = new HashSet<>();
            for (int i = 0; i < 3; i++) {
                states.add(new TreeMap<>(model));
                put(database, random, model);
            }
            states.add(new TreeMap<>(model));
            database.checkpoint(1_000);
            for (SimulatedFile wreck : wrecks) {
                assertThat(states).contains(read(SimulatedDatabase.open(wreck, random)));
            }
            assertThat(read(SimulatedDatabase.open(file.crash(random), random))).isEqualTo(model);
        });
    }

    @Test
    void aFailedReadFailsWhatReadsAndNothingElse() {
        Seed.forEach(1, random -> {
            SimulatedFile file = new SimulatedFile();
            SimulatedDatabase.create(file, random);
            Database database = SimulatedDatabase.open(file, random);
            TreeMap<Long, Integer> model = new TreeMap<>();
            // More than the cache of pages holds.
            for (int i = 0; i < 3_000; i++) {
                put(database, random, model);
            }
            database.checkpoint(1_000);
            file.failReads();
            assertThatThrownBy(() -> read(database))
                    .isInstanceOfSatisfying(
                            StoreException.class, e -> assertThat(e.code()).isEqualTo(StoreErrorCode.IO_ERROR));
            file.heal();
            assertThat(read(database)).isEqualTo(model);
            put(database, random, model);
            assertThat(read(database)).isEqualTo(model);
            assertThat(read(SimulatedDatabase.open(file.crash(random), random))).isEqualTo(model);
        });
    }

    private static void remove(Database database, long key) {
        try (Transaction transaction = database.transactions().beginWrite(DURABLE, false)) {
            transaction.set(1, ByteBuffer.allocate(8).putLong(key).array(), null, null);
            transaction.commit();
        }
    }

    private static StoreErrorCode put(Database database, Random random, TreeMap<Long, Integer> model) {
        try (Transaction transaction = database.transactions().beginWrite(DURABLE, false)) {
            long key = model.isEmpty() ? 1 : model.lastKey() + 1;
            byte[] value = new byte[1 + random.nextInt(4_000)];
            random.nextBytes(value);
            transaction.set(1, ByteBuffer.allocate(8).putLong(key).array(), value, null);
            transaction.commit();
            model.put(key, Arrays.hashCode(value));
            return null;
        } catch (StoreException e) {
            assertThat(e.code()).isEqualTo(StoreErrorCode.DISK_FULL);
            return e.code();
        }
    }

    @Test
    void afterAFailedSyncNothingIsWrittenAndWhatWasAcknowledgedIsThereAfterReopening() {
        Seed.forEach(40, random -> {
            SimulatedFile file = new SimulatedFile();
            SimulatedDatabase.create(file, random);
            SharedState shared = SharedState.inMemory();
            Database database = SimulatedDatabase.open(file, shared, random);
            TreeMap<Long, Integer> model = new TreeMap<>();
            for (int i = random.nextInt(20); i > 0; i--) {
                tryCommit(database, random, model);
                if (random.nextInt(6) == 0) {
                    tryCheckpoint(database);
                }
            }
            file.failForces(1 + random.nextInt(3));
            TreeMap<Long, Integer> acknowledged = new TreeMap<>(model);
            StoreErrorCode failure = null;
            while (failure == null) {
                failure = tryCommit(database, random, acknowledged);
                if (failure == null) {
                    model = new TreeMap<>(acknowledged);
                }
                if (failure == null && random.nextInt(3) == 0) {
                    tryCheckpoint(database);
                }
            }
            assertThat(read(database)).isEqualTo(model);
            file.heal();
            assertThat(tryCommit(database, random, new TreeMap<>(model))).isEqualTo(StoreErrorCode.WRITER_POISONED);
            assertThatThrownBy(() -> database.checkpoint(1_000)).isInstanceOf(StoreException.class);

            // The same machine: the operating system shows bytes that never reached the medium, or none that it
            // dropped.
            if (random.nextBoolean()) {
                file.dropUnsynced(random);
            }
            Database reopened = SimulatedDatabase.open(file, shared, random);
            assertThat(read(reopened)).isEqualTo(model);
            tryCommit(reopened, random, model);
            assertThat(read(reopened)).isEqualTo(model);
            assertThat(read(SimulatedDatabase.open(file.crash(random), random))).isEqualTo(model);
        });
    }

    /** Whoever opens the database after a failed sync dies at each of its writes and syncs: what was cut off does not come back. */
    @Test
    void afterAFailedSyncAnOpeningThatDiesLeavesNothingOfWhatWasCutOff() {
        Random random = new Random(1);
        boolean died = true;
        for (int moment = 1; died; moment++) {
            Path lock = directory.resolve("lock" + moment);
            SimulatedFile disk = new SimulatedFile();
            SimulatedDatabase.create(disk, random);
            Database database = SimulatedDatabase.open(new HookedFile(disk, () -> {}), SharedState.open(lock), random);
            TreeMap<Long, Integer> model = new TreeMap<>();
            tryCommit(database, random, model);
            disk.failForces(1);
            assertThat(tryCommit(database, random, new TreeMap<>(model))).isEqualTo(StoreErrorCode.IO_ERROR);
            disk.heal();
            database.close();

            SharedMemoryImage[] end = new SharedMemoryImage[1];
            SharedState shared = SharedState.open(lock);
            MortalFile mortal =
                    new MortalFile(disk, new LogEnd(), () -> {}, () -> {}, () -> end[0] = new SharedMemoryImage(lock));
            mortal.dieAt(moment);
            try {
                SimulatedDatabase.open(mortal, shared, random);
            } catch (MortalFile.Death e) {
                assertThat(mortal.isDead()).isTrue();
            }
            died = mortal.isDead();
            shared.close();
            if (died) {
                end[0].restore();
            }
            Database reopened = SimulatedDatabase.open(new HookedFile(disk, () -> {}), SharedState.open(lock), random);
            assertThat(read(reopened)).as("moment %d", moment).isEqualTo(model);
            reopened.close();
        }
    }

    /** A backup put in the place of the file, beside the lock file that still says that a sync of the lost one has failed. */
    @Test
    void theMarkOfAFailedSyncIsNotBelievedAboutAnotherFile() {
        Seed.forEach(10, random -> {
            SimulatedFile file = new SimulatedFile();
            SimulatedDatabase.create(file, random);
            SharedState shared = SharedState.inMemory();
            Database database = SimulatedDatabase.open(file, shared, random);
            SimulatedFile[] backups = new SimulatedFile[8];
            List<TreeMap<Long, Integer>> models = new ArrayList<>();
            TreeMap<Long, Integer> model = new TreeMap<>();
            SimulatedFile failing = null;
            for (int i = 0; i < backups.length; i++) {
                for (int j = random.nextInt(5); j >= 0; j--) {
                    tryCommit(database, random, model);
                }
                backups[i] = file.left(Aftermath.ALL_WRITTEN, random);
                models.add(new TreeMap<>(model));
                if (i == 4) {
                    failing = file.left(Aftermath.ALL_WRITTEN, random);
                }
                tryCheckpoint(database);
            }
            Database poisoned = SimulatedDatabase.open(failing, shared, random);
            failing.failForces(1);
            assertThat(tryCommit(poisoned, random, new TreeMap<>())).isNotNull();
            for (int i = 0; i < backups.length; i++) {
                SimulatedFile restored = backups[i].left(Aftermath.ALL_WRITTEN, random);
                SharedState mark = SharedState.inMemory();
                mark.reset(
                        SimulatedDatabase.openFile(restored, random).id(),
                        "",
                        shared.durableFrame(),
                        shared.visibleSequence(),
                        shared.checkpoint(),
                        shared.endPage());
                mark.poison();
                assertThat(read(SimulatedDatabase.open(restored, mark, random)))
                        .as("backup %s", i)
                        .isEqualTo(models.get(i));
            }
        });
    }

    /** After the first cut one copy of the header is the new one, the other still the old one: that one must go first next time. */
    @Test
    void aKeyChangeCutTwiceLeavesTheSecondKeyOrTheThird() {
        for (int firstCut = 1; firstCut <= 4; firstCut++) {
            for (int secondCut = 1; secondCut <= 4; secondCut++) {
                Random random = new Random(firstCut);
                SimulatedFile file = new SimulatedFile();
                SimulatedDatabase.create(file, random);
                byte[] second = random(random);
                byte[] third = random(random);
                SimulatedFile once = cutKeyChange(file, firstCut, SimulatedDatabase.key(), second, random);
                byte[] present = opens(once, second) ? second : SimulatedDatabase.key();
                SimulatedFile twice = cutKeyChange(once, secondCut, present, third, random);
                assertThat(opens(twice, present) || opens(twice, third))
                        .as("cut before operation %s, then %s", firstCut, secondCut)
                        .isTrue();
            }
        }
    }

    /** Changes the key and loses the power before the n-th write or sync, when half of what was not synced is there. */
    private static SimulatedFile cutKeyChange(
            SimulatedFile file, int operation, byte[] present, byte[] next, Random random) {
        SimulatedFile[] left = new SimulatedFile[1];
        int[] count = {0};
        HookedFile hooked = new HookedFile(file, () -> {
            if (++count[0] == operation) {
                left[0] = file.left(Aftermath.TORN, random);
            }
        });
        SimulatedDatabase.changeKey(hooked, present, next, random);
        return left[0];
    }

    private static boolean opens(SimulatedFile file, byte[] key) {
        try {
            SimulatedDatabase.open(
                            file.left(Aftermath.KILLED, new Random(1)), SharedState.inMemory(), key, new Random(1))
                    .close();
            return true;
        } catch (StoreException e) {
            assertThat(e.code()).isEqualTo(StoreErrorCode.WRONG_KEY);
            return false;
        }
    }

    private static byte[] random(Random random) {
        byte[] key = new byte[32];
        random.nextBytes(key);
        return key;
    }

    @Test
    void everyChangedByteIsNoticedOrHarmless() {
        Seed.forEach(60, random -> {
            SimulatedFile file = new SimulatedFile();
            SimulatedDatabase.create(file, random);
            Database database = SimulatedDatabase.open(file, random);
            TreeMap<Long, Integer> model = new TreeMap<>();
            for (int i = 0; i < 25; i++) {
                tryCommit(database, random, model);
                if (i == 12) {
                    database.checkpoint(1_000);
                }
            }
            byte[] contents = file.contents();
            int at = switch (random.nextInt(3)) {
                case 0 -> random.nextInt((int) MetaPage.PAGES_OFFSET);
                case 1 -> (int) MetaPage.PAGES_OFFSET + random.nextInt(40_000);
                default -> random.nextInt(contents.length);
            };
            contents[at] ^= (byte) (1 << random.nextInt(8));
            TreeMap<Long, Integer> found;
            try {
                found = read(SimulatedDatabase.open(SimulatedFile.of(contents), random));
            } catch (StoreException e) {
                assertThat(e.code())
                        .isIn(
                                StoreErrorCode.CORRUPTED,
                                StoreErrorCode.NOT_A_DATABASE,
                                StoreErrorCode.UNSUPPORTED_FORMAT);
                return;
            }
            // The newest commit of all may look torn: nothing after it says that it was durable, until a receipt does.
            if (!found.equals(model)) {
                assertThat(lastCommitIsUnreceipted(found, model)).isTrue();
            }
        });
    }

    /** Whether only the last commit, which put one value or removed one key, is missing. */
    private static boolean lastCommitIsUnreceipted(TreeMap<Long, Integer> found, TreeMap<Long, Integer> model) {
        TreeMap<Long, Integer> different = new TreeMap<>(model);
        different.entrySet().removeIf(entry -> entry.getValue().equals(found.get(entry.getKey())));
        TreeMap<Long, Integer> surplus = new TreeMap<>(found);
        surplus.keySet().removeAll(model.keySet());
        return different.size() + surplus.size() == 1;
    }

    private static StoreErrorCode tryCommit(Database database, Random random, TreeMap<Long, Integer> model) {
        try (Transaction transaction = database.transactions().beginWrite(DURABLE, false)) {
            long key = random.nextInt(50);
            boolean delete = model.containsKey(key) && random.nextInt(3) == 0;
            byte[] value = new byte[random.nextInt(20) == 0 ? 600_000 : 1 + random.nextInt(4_000)];
            random.nextBytes(value);
            transaction.set(1, ByteBuffer.allocate(8).putLong(key).array(), delete ? null : value, null);
            transaction.commit();
            if (delete) {
                model.remove(key);
            } else {
                model.put(key, Arrays.hashCode(value));
            }
            return null;
        } catch (StoreException e) {
            return e.code();
        }
    }

    private static void tryCheckpoint(Database database) {
        try {
            database.checkpoint(1_000);
        } catch (StoreException e) {
            assertThat(e.code())
                    .isIn(StoreErrorCode.DISK_FULL, StoreErrorCode.IO_ERROR, StoreErrorCode.WRITER_POISONED);
        }
    }

    private static TreeMap<Long, Integer> read(Database database) {
        TreeMap<Long, Integer> entries = new TreeMap<>();
        try (Transaction transaction = database.transactions().beginRead()) {
            EntryCursor cursor = transaction.cursor(1, KeyRange.all(), false);
            while (cursor.next()) {
                entries.put(
                        ByteBuffer.wrap(cursor.key().toByteArray()).getLong(),
                        Arrays.hashCode(cursor.value().toByteArray()));
            }
        }
        return entries;
    }
}
