/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.column.TreeLayout;
import io.blazedb.storage.column.ZoneRange;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.sim.RandomRows;
import io.blazedb.storage.sim.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Bytes that nobody wrote: a page is either refused, or nothing in it leads outside of it. */
class PageFuzzTest {
    private static final int PAGE_BYTES = 4096;

    @Test
    void treePages() {
        int[] accepted = {0};
        Seed.forEach(40, random -> {
            byte[] leaf = leaf(random);
            byte[] branch = branch(random);
            byte[] columns = columnLeaf(random);
            for (int i = 0; i < 600; i++) {
                byte[] page =
                        random.nextBoolean() ? columns.clone() : random.nextBoolean() ? leaf.clone() : branch.clone();
                damage(random, page);
                if (TreePages.isValid(page)) {
                    accepted[0]++;
                    readAll(page, random);
                }
            }
        });
        assertThat(accepted[0]).isPositive();
    }

    @Test
    void metaPages() {
        Seed.forEach(40, random -> {
            MetaPage meta = new MetaPage(
                    1,
                    1,
                    PagePointer.NONE,
                    SpaceRoots.EMPTY,
                    new KeyEpoch(1, 1, new byte[24]),
                    new LogHead(new byte[24], 1, 0, List.of(new Extent(1, 2), new Extent(3, 4))),
                    new byte[10]);
            for (int i = 0; i < 300; i++) {
                byte[] bytes = meta.encode();
                if (random.nextInt(4) == 0) {
                    bytes = new byte[random.nextInt(500)];
                    random.nextBytes(bytes);
                } else {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
                    bytes[272 + random.nextInt(2)] ^= (byte) (random.nextInt(3) == 0 ? random.nextInt() : 0);
                }
                try {
                    MetaPage.decode(bytes).encode();
                } catch (StoreException e) {
                    assertThat(e.code()).isEqualTo(StoreErrorCode.CORRUPTED);
                }
                try {
                    Receipt.decode(bytes);
                } catch (StoreException e) {
                    assertThat(e.code()).isEqualTo(StoreErrorCode.CORRUPTED);
                }
            }
        });
    }

    private static byte[] leaf(Random random) {
        List<LeafEntry> entries = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            byte[] key = new byte[4 + i % 20];
            key[3] = (byte) (i + 1);
            boolean large = random.nextInt(5) == 0;
            byte[] value = new byte[large ? LargeReference.BYTES : random.nextInt(40)];
            entries.add(new LeafEntry(key, ByteSlice.of(value), large));
        }
        return RowLeaf.FORMAT.encode(entries, 0, entries.size(), PAGE_BYTES);
    }

    private static byte[] columnLeaf(Random random) {
        TreeLayout layout = RandomRows.layout(random);
        ColumnLeafEncoder encoder = new ColumnLeafEncoder(layout);
        List<LeafEntry> entries = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            byte[] key = new byte[4 + i % 20];
            key[3] = (byte) (i + 1);
            boolean large = random.nextInt(20) == 0;
            byte[] value = large ? new byte[LargeReference.BYTES] : RandomRows.value(layout, random);
            if (value.length < 2_000) {
                entries.add(new LeafEntry(key, ByteSlice.of(value), large));
            }
        }
        int leafBytes = encoder.leafBytes(PAGE_BYTES);
        return encoder.encode(entries, 0, encoder.fit(entries, 0, leafBytes), leafBytes);
    }

    private static byte[] branch(Random random) {
        Zones zones = random.nextBoolean() ? Zones.NONE : Zones.of(RandomRows.layout(random));
        List<BranchPage.Child> children = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            byte[] separator = new byte[4 + random.nextInt(20)];
            separator[3] = (byte) (i + 1);
            children.add(new BranchPage.Child(separator, new ChildEntry(PagePointer.NONE, i, false), zones));
        }
        return BranchPage.encode(children, 0, children.size(), 1, PAGE_BYTES, zones);
    }

    private static void damage(Random random, byte[] page) {
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            int at = switch (random.nextInt(3)) {
                case 0 -> random.nextInt(16);
                case 1 -> random.nextInt(1_500);
                default -> random.nextInt(page.length);
            };
            page[at] = (byte) random.nextInt();
        }
    }

    private static void readAll(byte[] page, Random random) {
        byte[] key = new byte[random.nextInt(30)];
        random.nextBytes(key);
        byte[] buffer = new byte[1024];
        if (TreePages.isBranch(page)) {
            int count = BranchPage.count(page);
            assertThat(BranchPage.childFor(page, key)).isBetween(0, count - 1);
            for (int i = 0; i < count; i++) {
                BranchPage.child(page, i);
                BranchPage.zones(page, i).emptied();
                if (i > 0) {
                    BranchPage.separator(page, i);
                }
            }
            BranchPage.entriesBefore(page, count);
            return;
        }
        LeafFormat format = TreePages.leafFormat(page);
        format.zones(page);
        if (format instanceof ColumnLeaf columns) {
            columns.zonesAreExact(page);
            columns.meet(page, new ZoneRange[] {ZoneRange.ofLongs(1, 0, 5)});
        }
        assertThat(format.lowerBound(page, key)).isBetween(0, format.count(page));
        for (int i = 0; i < format.count(page); i++) {
            format.copyKey(page, i, buffer);
            format.keyEquals(page, i, key);
            format.value(page, i).toByteArray();
            if (format.isLarge(page, i)) {
                LargeReference.decode(
                        format.value(page, i).array(), format.value(page, i).offset());
            }
        }
    }
}
