/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.blazedb.storage.checkpoint.MetaSlots;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.page.Extent;
import io.blazedb.storage.page.MetaPage;
import io.blazedb.storage.page.PageKind;
import io.blazedb.storage.page.PagePointer;
import io.blazedb.storage.pager.Pager;
import io.blazedb.storage.sim.DamagedFile.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * One small database file, whose every used byte is known, changed behind the engine's back in every way: each change is found, or
 * it meets a byte that the engine never believes, and then nothing at all is different. A wrong row never comes out.
 *
 * <p>Used are: the current meta block; every page that it leads to; the frames of the kept log, without what fills up their last
 * sector. Not used is everything else: the header while its other copy is whole, receipts beyond saying that something is missing,
 * meta pages before the current one, free space.
 */
class FileDamageTest {
    private static final int SECTOR_BYTES = 512;

    private final Random random = new Random(5);
    private DamagedFile whole = DamagedFile.fill(random);

    @BeforeEach
    void fill() {
        random.setSeed(5);
        whole = DamagedFile.fill(random);
        assertThat(whole.verdict(whole.copy())).isEqualTo(Verdict.HARMLESS);
    }

    @Test
    void everyByteOfEveryUsedPageIsFound() {
        flipPages(1);
    }

    @Test
    @Tag("soak")
    void everyBitOfEveryUsedPageIsFound() {
        flipPages(8);
    }

    /** Flips each byte by so many different masks, the last of them single bits. */
    private void flipPages(int masks) {
        SimulatedFile copy = whole.copy();
        Pager pager = whole.store(copy).pager().withoutCache();
        for (PagePointer pointer : whole.pages()) {
            PageKind kind = whole.kindOf(pointer);
            long start = pointer.pageNumber() * pager.pageBytes();
            // Of a large value's long chunk, as much as of a page: all of it is one ciphertext.
            int step = pointer.pages() == 1 || masks == 8 ? 1 : pointer.pages();
            for (long at = start; at < start + (long) pointer.pages() * pager.pageBytes(); at += step) {
                for (int i = 0; i < masks; i++) {
                    whole.flip(copy, at, masks == 8 ? 1 << i : 1 + random.nextInt(255));
                    assertDamaged(pager, pointer, kind);
                    whole.restore(copy, at, 1);
                }
            }
            pager.read(pointer, kind);
            copy.force();
        }
    }

    @Test
    void everyByteOfTheMetaPageIsFound() {
        flipMeta(1);
    }

    @Test
    @Tag("soak")
    void everyBitOfTheMetaPageIsFound() {
        flipMeta(8);
    }

    private void flipMeta(int bits) {
        SimulatedFile copy = whole.copy();
        MetaSlots metas = whole.store(copy).metas();
        long start = MetaPage.slotOffset(MetaPage.slotOf(whole.meta().checkpoint()));
        for (long at = start; at < start + MetaPage.BLOCK_BYTES; at++) {
            for (int bit = 0; bit < bits; bit++) {
                whole.flip(copy, at, 1 << (bits == 1 ? random.nextInt(8) : bit));
                assertThatThrownBy(metas::newest)
                        .isInstanceOfSatisfying(
                                StoreException.class, e -> assertThat(e.code()).isEqualTo(StoreErrorCode.CORRUPTED));
                whole.restore(copy, at, 1);
            }
        }
    }

    @Test
    void aFlippedByteAnywhereIsFoundIfItIsUsedAndHarmlessIfNot() {
        int[] found = new int[2];
        for (int i = 0; i < 250; i++) {
            flipAnywhere(random.nextInt(2) == 0 ? whole.anyUsed(random) : random.nextInt(whole.size()), found);
        }
        assertThat(found[0]).isPositive();
        assertThat(found[1]).isPositive();
    }

    @Test
    @Tag("soak")
    void everyByteOfTheFileIsFoundIfItIsUsedAndHarmlessIfNot() {
        long end = System.nanoTime() + Soak.nanos();
        int[] found = new int[2];
        int start = random.nextInt(whole.size());
        // Prime to the size, so that every byte is met in an order without order, however long the soak is.
        for (long i = 0; i < whole.size() && System.nanoTime() - end < 0; i++) {
            flipAnywhere((int) ((start + i * 1_000_003) % whole.size()), found);
        }
    }

    private void flipAnywhere(int at, int[] found) {
        SimulatedFile copy = whole.copy();
        int mask = random.nextBoolean() ? 1 << random.nextInt(8) : 1 + random.nextInt(255);
        whole.flip(copy, at, mask);
        boolean used = whole.isUsed(at);
        found[used ? 0 : 1]++;
        assertThat(whole.verdict(copy))
                .as("byte %s, mask %s", at, mask)
                .isEqualTo(used ? Verdict.FOUND : Verdict.HARMLESS);
    }

    @Test
    void everyPageSwappedWithEveryOtherIsFound() {
        SimulatedFile copy = whole.copy();
        Pager pager = whole.store(copy).pager().withoutCache();
        int swaps = 0;
        for (PagePointer one : whole.pages()) {
            for (PagePointer other : whole.pages()) {
                if (one.pages() == other.pages() && one.pageNumber() < other.pageNumber()) {
                    whole.move(copy, one, other.pageNumber());
                    whole.move(copy, other, one.pageNumber());
                    assertDamaged(pager, one, whole.kindOf(one));
                    assertDamaged(pager, other, whole.kindOf(other));
                    whole.move(copy, one, one.pageNumber());
                    whole.move(copy, other, other.pageNumber());
                    swaps++;
                }
            }
        }
        assertThat(swaps).isGreaterThan(50);
    }

    @Test
    void everyPageReplacedByItsOwnOlderVersionIsFound() {
        int replaced = 0;
        for (SimulatedFile older : whole.olderVersions()) {
            byte[] before = older.contents();
            SimulatedFile copy = whole.copy();
            Pager pager = whole.store(copy).pager().withoutCache();
            for (PagePointer pointer : whole.pages()) {
                int at = (int) pointer.pageNumber() * pager.pageBytes();
                int length = pointer.pages() * pager.pageBytes();
                if (at + length <= before.length && whole.differs(before, at, length)) {
                    copy.write(at, before, at, length);
                    assertDamaged(pager, pointer, whole.kindOf(pointer));
                    whole.restore(copy, at, length);
                    replaced++;
                }
            }
        }
        assertThat(replaced).isGreaterThan(10);
    }

    @Test
    void truncationIsFoundUnlessOnlyUnusedBytesGo() {
        truncate(16);
    }

    @Test
    @Tag("soak")
    void truncationAtEverySectorIsFoundUnlessOnlyUnusedBytesGo() {
        truncate(1);
    }

    private void truncate(int sectors) {
        for (int size = 0; size < whole.size(); size += sectors * SECTOR_BYTES) {
            SimulatedFile copy = whole.copy();
            copy.truncate(size);
            assertThat(whole.verdict(copy))
                    .as("size %s", size)
                    .isEqualTo(size < whole.usedEnd() ? Verdict.FOUND : Verdict.HARMLESS);
        }
    }

    @Test
    void metaPagesInEachOthersSlotsAreFoundIfTheCurrentOneIsAmongThem() {
        int current = MetaPage.slotOf(whole.meta().checkpoint());
        for (int one = 0; one < MetaPage.SLOTS; one++) {
            for (int other = one + 1; other < MetaPage.SLOTS; other++) {
                for (int length : new int[] {MetaPage.BLOCK_BYTES, 2 * MetaPage.BLOCK_BYTES}) {
                    SimulatedFile copy = whole.copy();
                    whole.copyTo(copy, MetaPage.slotOffset(one), MetaPage.slotOffset(other), length);
                    whole.copyTo(copy, MetaPage.slotOffset(other), MetaPage.slotOffset(one), length);
                    boolean metaOnly = length == MetaPage.BLOCK_BYTES;
                    Verdict verdict = whole.verdict(copy);
                    if (metaOnly) {
                        assertThat(verdict)
                                .as("slots %s and %s", one, other)
                                .isEqualTo(one == current || other == current ? Verdict.FOUND : Verdict.HARMLESS);
                    }
                }
            }
        }
    }

    /** The other receipt, behind the next slot, says what is missing. */
    @Test
    void aMetaPageLostTogetherWithItsReceiptIsFound() {
        SimulatedFile copy = whole.copy();
        long at = MetaPage.slotOffset(MetaPage.slotOf(whole.meta().checkpoint()));
        copy.write(at, new byte[MetaPage.SLOT_BYTES], 0, MetaPage.SLOT_BYTES);
        assertThat(whole.verdict(copy)).isEqualTo(Verdict.FOUND);
    }

    /** Meta page and receipt of one slot as they were before: either something is missing then, or everything is there all the same. */
    @Test
    void anOlderMetaPageNeverBringsBackOldRows() {
        for (SimulatedFile older : whole.olderVersions()) {
            byte[] before = older.contents();
            for (int slot = 0; slot < MetaPage.SLOTS; slot++) {
                for (int length : new int[] {MetaPage.BLOCK_BYTES, 2 * MetaPage.BLOCK_BYTES}) {
                    SimulatedFile copy = whole.copy();
                    int at = (int) MetaPage.slotOffset(slot);
                    copy.write(at, before, at, length);
                    whole.verdict(copy);
                }
            }
        }
    }

    @Test
    void framesOfTheLogDroppedSwappedOrReplayedAreFound() {
        List<int[]> frames = whole.frames();
        assertThat(frames).hasSizeGreaterThan(8);
        for (int i = 0; i < frames.size(); i++) {
            int[] frame = frames.get(i);
            SimulatedFile copy = whole.copy();
            copy.write(frame[0], new byte[frame[1]], 0, frame[1]);
            assertThat(whole.verdict(copy)).as("frame %s dropped", i).isEqualTo(Verdict.FOUND);
            for (int j = 0; j < i; j++) {
                int[] other = frames.get(j);
                if (other[1] == frame[1]) {
                    SimulatedFile swapped = whole.copy();
                    whole.copyTo(swapped, frame[0], other[0], frame[1]);
                    whole.copyTo(swapped, other[0], frame[0], frame[1]);
                    assertThat(whole.verdict(swapped))
                            .as("frames %s and %s", i, j)
                            .isEqualTo(Verdict.FOUND);
                }
                if (other[1] <= frame[1]) {
                    SimulatedFile replayed = whole.copy();
                    whole.copyTo(replayed, other[0], frame[0], other[1]);
                    assertThat(whole.verdict(replayed))
                            .as("frame %s at %s", j, i)
                            .isEqualTo(Verdict.FOUND);
                }
            }
        }
    }

    @Test
    void aWholeGenerationOfTheLogPutBackIsFound() {
        List<Verdict> verdicts = new ArrayList<>();
        for (SimulatedFile older : whole.olderVersions()) {
            byte[] before = older.contents();
            for (Extent extent : whole.meta().log().extents()) {
                int at = (int) extent.firstPage() * whole.pageBytes();
                int length = extent.pages() * whole.pageBytes();
                if (at + length <= before.length && whole.differs(before, at, length) && whole.hasUsed(at, length)) {
                    SimulatedFile copy = whole.copy();
                    copy.write(at, before, at, length);
                    verdicts.add(whole.verdict(copy));
                }
            }
        }
        assertThat(verdicts).isNotEmpty().containsOnly(Verdict.FOUND);
    }

    private static void assertDamaged(Pager pager, PagePointer pointer, PageKind kind) {
        try {
            pager.read(pointer, kind);
        } catch (StoreException e) {
            assertThat(e.code()).isEqualTo(StoreErrorCode.CORRUPTED);
            return;
        }
        throw new AssertionError("not noticed: " + pointer + ", " + kind);
    }
}
