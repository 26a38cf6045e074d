/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.blazedb.storage.btree.ForestEditor;
import io.blazedb.storage.btree.TreeChange;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.file.MemoryFile;
import io.blazedb.storage.page.Extent;
import io.blazedb.storage.page.LogHead;
import io.blazedb.storage.page.MetaPage;
import io.blazedb.storage.page.PagePointer;
import io.blazedb.storage.page.SpaceRoots;
import io.blazedb.storage.sim.PageStore;
import io.blazedb.storage.sim.PageWalk;
import io.blazedb.storage.space.SpaceView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever is changed behind the engine's back in a page that it refers to is noticed, and called damage. */
class DamageTest {
    private static final int PAGE_BYTES = 4096;

    private final Random random = new Random(11);
    private MemoryFile file = new MemoryFile();
    private PageStore store = new PageStore(file, PAGE_BYTES, random);
    private byte[] contents = new byte[0];
    private List<PagePointer> pointers = List.of();

    @BeforeEach
    void fill() {
        file = new MemoryFile();
        store = new PageStore(file, PAGE_BYTES, random);
        for (int i = 0; i < 4; i++) {
            store.checkpoint(this::change);
        }
        contents = bytes();
        pointers = PageWalk.read(store.pager(), store.meta());
        assertThat(pointers).hasSizeGreaterThan(40);
        assertThat(StoreChecker.check(store.pager(), store.meta()).isClean()).isTrue();
    }

    private void change(ForestEditor editor) {
        for (long tree = 1; tree <= 3; tree++) {
            TreeMap<Integer, TreeChange> changes = new TreeMap<>();
            for (int i = 0; i < 400; i++) {
                int number = random.nextInt(1000);
                byte[] value = new byte[i % 97 == 0 ? 70_000 : i % 31 == 0 ? 2_000 : 40];
                random.nextBytes(value);
                changes.put(number, new TreeChange(new byte[] {(byte) (number >> 8), (byte) number}, value));
            }
            editor.merge(tree, changes.values().iterator());
        }
    }

    @Test
    void anyFlippedBitIsDamage() {
        for (PagePointer pointer : pointers) {
            for (int i = 0; i < 3; i++) {
                long bit = random.nextInt(pointer.pages() * PAGE_BYTES * 8);
                long at = pointer.pageNumber() * PAGE_BYTES + bit / 8;
                byte flipped = (byte) (contents[(int) at] ^ 1 << bit % 8);
                file.write(at, new byte[] {flipped}, 0, 1);
                assertDamaged();
                file.write(at, contents, (int) at, 1);
            }
        }
        PageWalk.read(store.pager(), store.meta());
    }

    @Test
    void anyTwoSwappedPagesAreDamage() {
        Map<Integer, List<PagePointer>> bySize = new HashMap<>();
        pointers.forEach(pointer -> bySize.computeIfAbsent(pointer.pages(), pages -> new ArrayList<>())
                .add(pointer));
        for (int i = 0; i < 250; i++) {
            PagePointer a = pointers.get(random.nextInt(pointers.size()));
            List<PagePointer> same = bySize.getOrDefault(a.pages(), List.of());
            PagePointer b = same.get(random.nextInt(same.size()));
            if (a.pageNumber() == b.pageNumber()) {
                continue;
            }
            copyPage(a, b.pageNumber());
            copyPage(b, a.pageNumber());
            assertDamaged();
            copyPage(a, a.pageNumber());
            copyPage(b, b.pageNumber());
        }
    }

    @Test
    void anOldPageAtItsPlaceIsDamage() {
        byte[] old = contents;
        Map<Long, PagePointer> before = new HashMap<>();
        pointers.forEach(pointer -> before.put(pointer.pageNumber(), pointer));
        for (int i = 0; i < 6; i++) {
            store.checkpoint(this::change);
        }
        contents = bytes();
        int replayed = 0;
        for (PagePointer pointer : PageWalk.read(store.pager(), store.meta())) {
            PagePointer earlier = before.get(pointer.pageNumber());
            if (earlier != null && !earlier.equals(pointer)) {
                replayed++;
                int at = (int) pointer.pageNumber() * PAGE_BYTES;
                file.write(at, old, at, PAGE_BYTES);
                assertDamaged();
                file.write(at, contents, at, PAGE_BYTES);
            }
        }
        assertThat(replayed).isPositive();
    }

    @Test
    void aShorterFileIsDamage() {
        long last = pointers.stream().mapToLong(PagePointer::pageNumber).max().orElse(0);
        file.truncate(last * PAGE_BYTES + 10);
        assertDamaged();
    }

    @Test
    void checkerFindsLeaksAndDoubleUse() {
        MetaPage meta = store.meta();
        PagePointer leaf = pointers.get(pointers.size() - 1);
        long free = firstFree();
        assertThat(kinds(withExtent(meta, new Extent(leaf.pageNumber(), 1))))
                .containsExactly(CheckFinding.Kind.REFERENCED_TWICE);
        assertThat(kinds(withExtent(meta, new Extent(free, 1)))).containsExactly(CheckFinding.Kind.REFERENCED_BUT_FREE);
        assertThat(kinds(withExtent(meta, new Extent(meta.space().filePages(), 1))))
                .containsExactly(CheckFinding.Kind.OUT_OF_RANGE);
        MetaPage withoutTrees = new MetaPage(
                meta.checkpoint(),
                meta.sequence(),
                PagePointer.NONE,
                meta.space(),
                meta.epoch(),
                meta.log(),
                meta.extra());
        assertThat(kinds(withoutTrees)).contains(CheckFinding.Kind.LEAKED, CheckFinding.Kind.WRONG_COUNT);
        SpaceRoots space = meta.space();
        MetaPage noBitmap = new MetaPage(
                meta.checkpoint(),
                meta.sequence(),
                meta.forest(),
                new SpaceRoots(space.epochs(), space.pendingFrees(), space.epochs(), space.filePages()),
                meta.epoch(),
                meta.log(),
                meta.extra());
        assertThat(kinds(noBitmap)).containsExactly(CheckFinding.Kind.UNREADABLE_PAGE);
    }

    private long firstFree() {
        SpaceView view = new SpaceView(store.pager(), store.meta().space());
        long page = 0;
        while (view.isAllocated(page)) {
            page++;
        }
        return page;
    }

    private List<CheckFinding.Kind> kinds(MetaPage meta) {
        return StoreChecker.check(store.pager(), meta).findings().stream()
                .map(CheckFinding::kind)
                .distinct()
                .toList();
    }

    private static MetaPage withExtent(MetaPage meta, Extent extent) {
        return new MetaPage(
                meta.checkpoint(),
                meta.sequence(),
                meta.forest(),
                meta.space(),
                meta.epoch(),
                new LogHead(new byte[24], 1, 0, List.of(extent)),
                meta.extra());
    }

    private void assertDamaged() {
        assertThatThrownBy(() -> PageWalk.read(store.pager(), store.meta()))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(StoreErrorCode.CORRUPTED));
        if (random.nextInt(10) == 0) {
            assertThat(StoreChecker.check(store.pager(), store.meta()).isClean())
                    .isFalse();
        }
    }

    private void copyPage(PagePointer from, long toPage) {
        file.write(toPage * PAGE_BYTES, contents, (int) from.pageNumber() * PAGE_BYTES, from.pages() * PAGE_BYTES);
    }

    private byte[] bytes() {
        byte[] bytes = new byte[(int) file.size()];
        file.read(0, bytes, 0, bytes.length);
        return bytes;
    }
}
