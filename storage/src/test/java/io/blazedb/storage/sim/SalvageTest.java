/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.storage.Cursor;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.Store;
import io.blazedb.storage.StoreOptions;
import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.care.Salvage;
import io.blazedb.storage.care.SalvageReport;
import io.blazedb.storage.checkpoint.StoreFile;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.keys.KeySource;
import io.blazedb.storage.page.MetaPage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a salvage gets out of a damaged file: everything that the oracle says can be reached, and nothing that was never committed. The
 * damaged file stays as it is, and the new one is whole.
 */
class SalvageTest {
    @TempDir
    private Path directory = Path.of("");

    @Test
    void aWholeFileIsCopiedAsItIs() {
        Seed.forEach(3, random -> {
            Wreck wreck = Wreck.fill(random);
            Salvaged salvaged = salvage(wreck.copy());
            assertThat(salvaged.report.isWhole()).isTrue();
            assertThat(salvaged.entries).isEqualTo(wreck.last());
        });
    }

    @Test
    void everyRowThatCanBeReachedIsThereAndNoOther() {
        Seed.forEach(5, random -> damageSeveralTimes(random, 7));
    }

    @Test
    @Tag("soak")
    void everyRowThatCanBeReachedIsThereForLong() {
        Soak.run(random -> damageSeveralTimes(random, 30));
    }

    private void damageSeveralTimes(Random random, int times) {
        Wreck wreck = Wreck.fill(random);
        for (int i = 0; i < times; i++) {
            SimulatedFile copy = wreck.copy();
            BitSet damage = damage(wreck, copy, random);
            byte[] before = copy.contents();
            try {
                Salvaged salvaged = salvage(copy);
                assertThat(wreck.verdict(salvaged.entries, damage))
                        .as("damage %s", i)
                        .isEmpty();
            } catch (StoreException e) {
                assertThat(e.code())
                        .isIn(StoreErrorCode.CORRUPTED, StoreErrorCode.WRONG_KEY, StoreErrorCode.NOT_A_DATABASE);
                assertThat(wreck.mayBeHopeless(damage)).as("%s", e).isTrue();
            }
            assertThat(copy.contents()).isEqualTo(before);
        }
    }

    /** Flipped bytes, ruined sectors and pages, ruined stretches, swapped pages, a lost end; returns what was touched. */
    private static BitSet damage(Wreck wreck, SimulatedFile copy, Random random) {
        BitSet damage = new BitSet();
        int hits = 1 + random.nextInt(random.nextBoolean() ? 3 : 20);
        for (int i = 0; i < hits; i++) {
            int at = random.nextInt(4) > 0 ? wreck.anyUsed(random) : random.nextInt(wreck.size());
            switch (random.nextInt(6)) {
                case 0, 1 -> write(copy, damage, at, garbage(1, random));
                case 2 -> write(copy, damage, at / 512 * 512, new byte[512]);
                case 3 -> write(copy, damage, at / 8192 * 8192, garbage(8192, random));
                case 4 -> write(copy, damage, at, garbage(1 + random.nextInt(30_000), random));
                default -> {
                    byte[] other = new byte[8192];
                    copy.read(random.nextInt(wreck.size() / 8192) * 8192L, other, 0, other.length);
                    write(copy, damage, at / 8192 * 8192, other);
                }
            }
        }
        if (random.nextInt(5) == 0) {
            int metaSlot = random.nextInt(MetaPage.SLOTS);
            write(copy, damage, (int) MetaPage.slotOffset(metaSlot) + 100, garbage(50, random));
        }
        if (random.nextInt(10) == 0) {
            int end = wreck.size() / 2 + random.nextInt(wreck.size() / 2);
            copy.truncate(end);
            damage.set(end, wreck.size());
        }
        return damage;
    }

    private static void write(SimulatedFile copy, BitSet damage, int at, byte[] bytes) {
        int length = (int) Math.min(bytes.length, copy.size() - at);
        if (length > 0) {
            copy.write(at, bytes, 0, length);
            damage.set(at, at + length);
        }
    }

    private static byte[] garbage(int length, Random random) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    @Test
    void bothCopiesOfTheHeaderMayBeDamaged() {
        Random random = new Random(1);
        Wreck wreck = Wreck.fill(random);
        SimulatedFile copy = wreck.copy();
        write(copy, new BitSet(), 1, garbage(10, random));
        write(copy, new BitSet(), 2_000, garbage(100, random));
        write(copy, new BitSet(), (64 << 10) + 10_000, garbage(1, random));
        Salvaged salvaged = salvage(copy);
        assertThat(salvaged.entries).isEqualTo(wreck.last());
        assertThat(salvaged.report.notes()).hasSize(1);
    }

    @Test
    void withoutTheNewestMetaPageTheOneBeforeAndTheLogTellNearlyAll() {
        Seed.forEach(2, random -> {
            Wreck wreck = Wreck.fill(random);
            SimulatedFile copy = wreck.copy();
            int newest = (int) MetaPage.slotOffset(MetaPage.slotOf(newestCheckpoint(wreck)));
            write(copy, new BitSet(), newest + 200, new byte[10]);
            Salvaged salvaged = salvage(copy);
            assertThat(wreck.verdict(salvaged.entries, Wreck.range(newest, newest + 1)))
                    .isEmpty();
            assertThat(salvaged.entries.size()).isGreaterThan(wreck.last().size() / 2);
        });
    }

    @Test
    void aWrongKeyIsAWrongKeyAndOtherFilesAreNoDatabases() throws IOException {
        Path file = directory.resolve("other");
        Files.write(file, new byte[500_000]);
        Path target = directory.resolve("out");
        try (KeySource key = KeySource.rawKey(SimulatedDatabase.key())) {
            assertCode(StoreErrorCode.NOT_A_DATABASE, () -> Store.salvage(file, key, target, (done, total) -> {}));
        }
        Files.write(file, Wreck.fill(new Random(1)).copy().contents());
        try (KeySource key = KeySource.rawKey(new byte[33])) {
            assertCode(StoreErrorCode.WRONG_KEY, () -> Store.salvage(file, key, target, (done, total) -> {}));
        }
        assertThat(target).doesNotExist();
    }

    @Test
    void aFileThatSomebodyHasOpenIsLeftAlone() {
        Path file = directory.resolve("open");
        Path target = directory.resolve("out");
        try (KeySource key = KeySource.rawKey(SimulatedDatabase.key())) {
            try (Store store = Store.open(file, key, StoreOptions.defaults())) {
                assertThat(store.isReadOnly()).isFalse();
                assertCode(StoreErrorCode.BUSY, () -> Store.salvage(file, key, target, (done, total) -> {}));
            }
            assertThat(Store.salvage(file, key, target, (done, total) -> {}).isWhole())
                    .isTrue();
        }
    }

    private static void assertCode(StoreErrorCode code, Runnable action) {
        try {
            action.run();
        } catch (StoreException e) {
            assertThat(e.code()).isEqualTo(code);
            return;
        }
        throw new AssertionError("expected " + code);
    }

    private static long newestCheckpoint(Wreck wreck) {
        return SimulatedDatabase.openFile(wreck.copy(), new Random(1))
                .metas()
                .newest()
                .meta()
                .checkpoint();
    }

    private record Salvaged(SalvageReport report, Map<String, String> entries) {}

    /** Salvages a file, and checks and reads what comes out. */
    private Salvaged salvage(SimulatedFile damaged) {
        Path target = directory.resolve("salvaged");
        try (KeySource key = KeySource.rawKey(SimulatedDatabase.key())) {
            Random random = new Random(4);
            SalvageReport report;
            try (StoreFile store =
                    StoreFile.openDamaged(damaged.left(Aftermath.ALL_WRITTEN, random), key, random::nextBytes)) {
                report = Salvage.run(store, target, (done, total) -> {});
            }
            TreeMap<String, String> entries = new TreeMap<>();
            try (Store store = Store.open(target, key, StoreOptions.defaults())) {
                assertThat(store.check().findings()).isEmpty();
                assertThat(store.committedSequence()).isEqualTo(report.sequence() + 1);
                read(store, entries);
            }
            return new Salvaged(report, entries);
        } finally {
            try {
                Files.deleteIfExists(target);
                Files.deleteIfExists(directory.resolve("salvaged-lock"));
                Files.deleteIfExists(directory.resolve("salvaged.partial"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static void read(Store store, Map<String, String> entries) {
        try (ReadTransaction transaction = store.beginRead()) {
            for (long tree = 1; tree <= Wreck.TREES; tree++) {
                try (Cursor cursor = transaction.scan(tree, KeyRange.all())) {
                    while (cursor.next()) {
                        entries.put(
                                Wreck.name(tree, cursor.key().toByteArray()),
                                Wreck.text(cursor.value().toByteArray()));
                    }
                }
            }
        }
    }
}
