/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.storage.btree.Forest;
import io.blazedb.storage.btree.TreeCursor;
import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.file.MemoryFile;
import io.blazedb.storage.page.ChildEntry;
import io.blazedb.storage.page.LargeReference;
import io.blazedb.storage.page.LeafEntry;
import io.blazedb.storage.page.MetaPage;
import io.blazedb.storage.page.PageKind;
import io.blazedb.storage.page.PagePointer;
import io.blazedb.storage.page.RowLeaf;
import io.blazedb.storage.page.SpaceRoots;
import io.blazedb.storage.pager.PageWriter;
import io.blazedb.storage.sim.PageStore;
import io.blazedb.storage.sim.Seed;
import io.blazedb.storage.space.SpaceEditor;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Pages that authenticate and are nonsense all the same, as a defect of an earlier release could leave them. */
class SealedGarbageTest {
    private static final int PAGE_BYTES = 4096;

    @Test
    void onlyStoreExceptionsComeOut() {
        Seed.forEach(60, random -> {
            MemoryFile file = new MemoryFile();
            PageStore store = new PageStore(file, PAGE_BYTES, random);
            store.checkpoint(editor -> {});
            PageWriter writer = store.pager().writer(file, 2);
            for (int i = 0; i < 10; i++) {
                MetaPage garbage = garbage(store.meta(), writer, random);
                tolerated(() -> StoreChecker.check(store.pager(), garbage));
                tolerated(() -> readTree(new Forest(store.pager(), garbage.forest())));
                tolerated(() -> {
                    SpaceEditor space = SpaceEditor.begin(store.pager(), garbage.space(), 5, 4);
                    space.allocate(1);
                    space.allocate(8);
                    space.finish(store.pager().writer(file, 5));
                });
            }
        });
    }

    private static MetaPage garbage(MetaPage meta, PageWriter writer, Random random) {
        PagePointer large = writer.write(600, PageKind.OVERFLOW, bytes(random, 1));
        LargeReference reference = new LargeReference(
                random.nextInt(4) == 0 ? random.nextLong() : random.nextInt(400_000), random.nextInt(3), large);
        List<LeafEntry> values = List.of(
                new LeafEntry(new byte[] {1}, ByteSlice.of(reference.encode()), true),
                new LeafEntry(new byte[] {2}, ByteSlice.of(new byte[5]), false));
        PagePointer leaf = writer.write(601, PageKind.TREE, RowLeaf.FORMAT.encode(values, 0, 2, PAGE_BYTES));
        byte[] root = new byte[ChildEntry.BYTES];
        new ChildEntry(leaf, random.nextInt(3), random.nextBoolean()).encode(root, 0);
        if (random.nextInt(3) == 0) {
            root[random.nextInt(root.length)]++;
        }
        List<LeafEntry> directory =
                List.of(new LeafEntry(new byte[] {0, 0, 0, 0, 0, 0, 0, 1}, ByteSlice.of(root), false));
        PagePointer forest = writer.write(602, PageKind.TREE, RowLeaf.FORMAT.encode(directory, 0, 1, PAGE_BYTES));
        SpaceRoots space = new SpaceRoots(
                random.nextBoolean() ? meta.space().bitmap() : writer.write(603, PageKind.BITMAP, bytes(random, 1)),
                random.nextBoolean()
                        ? meta.space().pendingFrees()
                        : writer.write(604, PageKind.PENDING_FREES, bytes(random, 2)),
                random.nextBoolean() ? meta.space().epochs() : writer.write(606, PageKind.EPOCHS, bytes(random, 1)),
                random.nextInt(3) == 0 ? random.nextInt(5_000) : meta.space().filePages());
        writer.flush();
        return new MetaPage(9, 9, forest, space, meta.epoch(), meta.log(), meta.extra());
    }

    private static byte[] bytes(Random random, int pages) {
        byte[] bytes = new byte[pages * PAGE_BYTES];
        for (int i = 44; i < bytes.length; i++) {
            bytes[i] = (byte) (random.nextInt(4) == 0 ? random.nextInt() : 0);
        }
        if (random.nextBoolean()) {
            // A plausible length, so that what follows it is looked at.
            bytes[44] = 0;
            bytes[45] = 0;
            bytes[46] = 3;
            bytes[47] = (byte) (random.nextBoolean() ? 0x20 : 0x48);
        }
        return bytes;
    }

    private static void readTree(Forest forest) {
        forest.get(1, new byte[] {1});
        forest.count(1, KeyRange.all());
        TreeCursor cursor = forest.cursor(1, KeyRange.all(), false);
        while (cursor.next()) {
            cursor.value();
        }
    }

    private static void tolerated(Runnable body) {
        try {
            body.run();
        } catch (StoreException e) {
            assertThat(e.code()).isEqualTo(StoreErrorCode.CORRUPTED);
        }
    }
}
