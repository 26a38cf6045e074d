/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.space;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.storage.crypto.PageCipher;
import io.blazedb.storage.file.MemoryFile;
import io.blazedb.storage.keys.RandomSource;
import io.blazedb.storage.page.Extent;
import io.blazedb.storage.page.PageKind;
import io.blazedb.storage.page.PagePointer;
import io.blazedb.storage.page.SpaceRoots;
import io.blazedb.storage.pager.PageWriter;
import io.blazedb.storage.pager.Pager;
import io.blazedb.storage.sim.Seed;
import io.blazedb.storage.sim.TestKeys;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SpaceEditorTest {
    private static final int PAGE_BYTES = 4096;
    private static final int HEAD_PAGES = (384 << 10) / PAGE_BYTES;

    private final MemoryFile file = new MemoryFile();

    private Pager pager(Random random) {
        RandomSource source = random::nextBytes;
        PageCipher cipher = new PageCipher(new UUID(1, 1), TestKeys.ring(new byte[32]), source);
        cipher.beginEpoch(1, 1);
        return new Pager(file, PAGE_BYTES, cipher, 1 << 20);
    }

    private static PagePointer write(Pager pager, SpaceEditor space, PageWriter writer, int pages) {
        long page = space.allocate(pages);
        return writer.write(page, PageKind.OVERFLOW, new byte[pages * pager.pageBytes()]);
    }

    @Test
    void freedPagesComeBackOnlyWhenNobodyCanReadThem() {
        Pager pager = pager(new Random(1));
        SpaceEditor first = SpaceEditor.begin(pager, SpaceRoots.EMPTY, 1, 0);
        PageWriter writer = pager.writer(file, 1);
        PagePointer page = write(pager, first, writer, 8);
        assertThat(page.pageNumber()).isGreaterThanOrEqualTo(HEAD_PAGES);
        SpaceRoots one = first.finish(writer);

        SpaceEditor second = SpaceEditor.begin(pager, one, 2, 1);
        second.free(page);
        SpaceRoots two = second.finish(pager.writer(file, 2));

        SpaceEditor pinned = SpaceEditor.begin(pager, two, 3, 1);
        Set<Long> given = new HashSet<>();
        for (int i = 0; i < 500; i++) {
            given.add(pinned.allocate(1));
        }
        assertThat(given).hasSize(500).doesNotContain(page.pageNumber());

        SpaceEditor released = SpaceEditor.begin(pager, two, 3, 2);
        long freeBefore = SpaceEditor.begin(pager, two, 3, 1).freePages();
        assertThat(released.freePages()).isGreaterThanOrEqualTo(freeBefore + 8);
        assertThat(released.allocate(8)).isEqualTo(page.pageNumber());
    }

    @Test
    void whatOneCheckpointWritesAndDropsIsFreeAtOnce() {
        Pager pager = pager(new Random(1));
        SpaceEditor space = SpaceEditor.begin(pager, SpaceRoots.EMPTY, 1, 0);
        PageWriter writer = pager.writer(file, 1);
        space.allocate(1);
        long free = space.freePages();
        PagePointer page = write(pager, space, writer, 3);
        space.free(page);
        assertThat(space.freePages()).isEqualTo(free);
    }

    @Test
    void singlePagesAreAdjacent() {
        Pager pager = pager(new Random(1));
        SpaceEditor space = SpaceEditor.begin(pager, SpaceRoots.EMPTY, 1, 0);
        long previous = space.allocate(1);
        int breaks = 0;
        for (int i = 0; i < 1_000; i++) {
            if (i % 100 == 0) {
                space.allocateExtent(40);
            }
            long page = space.allocate(1);
            breaks += page == previous + 1 ? 0 : 1;
            previous = page;
        }
        assertThat(breaks).isLessThan(30);
        assertThat(file.size() % (1 << 20) < PAGE_BYTES * 200L).isTrue();
    }

    /** Random allocations and frees over many checkpoints, beside sets of pages. */
    @Test
    void everyPageIsFreePendingOrUsed() {
        Seed.forEach(8, random -> {
            Pager pager = pager(random);
            SpaceRoots roots = SpaceRoots.EMPTY;
            List<PagePointer> live = new ArrayList<>();
            List<Extent> extents = new ArrayList<>();
            Deque<Long> lags = new ArrayDeque<>();
            for (long birth = 1; birth <= 40; birth++) {
                long reusable = lags.size() > 3 ? lags.removeFirst() : 0;
                lags.add(birth);
                SpaceEditor space = SpaceEditor.begin(pager, roots, birth, Math.min(reusable, birth - 1));
                PageWriter writer = pager.writer(file, birth);
                if (random.nextInt(6) == 0) {
                    // A checkpoint that fails: it leaves nothing behind.
                    space.allocate(1);
                    continue;
                }
                for (int i = random.nextInt(200); i > 0; i--) {
                    if (random.nextInt(3) == 0 && !live.isEmpty()) {
                        space.free(live.remove(random.nextInt(live.size())));
                    } else {
                        live.add(write(pager, space, writer, random.nextInt(4) == 0 ? 1 + random.nextInt(8) : 1));
                    }
                }
                if (random.nextInt(4) == 0) {
                    extents.add(space.allocateExtent(32 + random.nextInt(300)));
                } else if (random.nextInt(4) == 0 && !extents.isEmpty()) {
                    space.freeExtent(extents.remove(0));
                }
                roots = space.finish(writer);
                compare(pager, roots, live, extents);
            }
        });
    }

    private static void compare(Pager pager, SpaceRoots roots, List<PagePointer> live, List<Extent> extents) {
        Map<Long, Integer> used = new HashMap<>();
        for (long page = 0; page < HEAD_PAGES; page++) {
            used.merge(page, 1, Integer::sum);
        }
        SpaceView view = new SpaceView(pager.withoutCache(), roots);
        List<Extent> all = new ArrayList<>(extents);
        all.addAll(view.pendingFrees());
        live.forEach(pointer -> all.add(new Extent(pointer.pageNumber(), pointer.pages())));
        view.ownPages().forEach(pointer -> all.add(new Extent(pointer.pageNumber(), pointer.pages())));
        for (Extent extent : all) {
            for (int i = 0; i < extent.pages(); i++) {
                used.merge(extent.firstPage() + i, 1, Integer::sum);
            }
        }
        assertThat(used.values()).containsOnly(1);
        for (long page = 0; page < view.filePages(); page++) {
            assertThat(view.isAllocated(page)).isEqualTo(used.containsKey(page));
        }
        assertThat(view.countsAreRight()).isTrue();
        assertThat(view.freePages()).isEqualTo(view.filePages() - used.size());
        live.forEach(pointer -> pager.read(pointer, PageKind.OVERFLOW));
    }

    @Test
    void spansManyBitmapPagesAndLongPendingLists() {
        Random random = new Random(3);
        Pager pager = pager(random);
        SpaceEditor space = SpaceEditor.begin(pager, SpaceRoots.EMPTY, 1, 0);
        List<Extent> extents = new ArrayList<>();
        for (int i = 0; i < 7_000; i++) {
            extents.add(space.allocateExtent(3));
        }
        SpaceRoots roots = space.finish(pager.writer(file, 1));
        SpaceEditor second = SpaceEditor.begin(pager, roots, 2, 1);
        for (int i = 0; i < extents.size(); i += 2) {
            second.freeExtent(extents.get(i));
        }
        roots = second.finish(pager.writer(file, 2));
        SpaceView view = new SpaceView(pager.withoutCache(), roots);
        assertThat(view.pendingFrees()).hasSizeGreaterThan(3_400);
        assertThat(view.ownPages().stream()
                        .filter(pointer -> pointer.pages() > 1)
                        .count())
                .isGreaterThan(1);
        SpaceEditor third = SpaceEditor.begin(pager, roots, 3, 2);
        assertThat(third.freePages()).isGreaterThan(10_500);
        long page = third.allocateExtent(3).firstPage();
        assertThat(extents.stream().anyMatch(extent -> extent.firstPage() == page))
                .isTrue();
    }
}
