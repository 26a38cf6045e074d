/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.sim.Golden;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The bytes of every page layout, as docs/FORMAT.md describes them. */
class PageGoldenTest {
    private static final PagePointer POINTER =
            new PagePointer(0x0102030405L, 7, 0x060708090a0bL, 12, 13, 14, 0x1111111111111111L, 0x2222222222222222L);

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void pointer() {
        Golden.assertMatches("page-pointer", POINTER.toBytes());
        assertThat(PagePointer.decode(POINTER.toBytes(), 0)).isEqualTo(POINTER);
        assertThat(PagePointer.NONE.toBytes()).containsOnly(0);
    }

    @Test
    void rowLeaf() {
        byte[] reference = new LargeReference(70_000, 1, POINTER).encode();
        List<LeafEntry> entries = List.of(
                new LeafEntry(ascii("user/"), ByteSlice.of(ascii("root")), false),
                new LeafEntry(ascii("user/ada"), ByteSlice.of(ascii("")), false),
                new LeafEntry(ascii("user/ada.lovelace"), ByteSlice.of(ascii("analyst")), false),
                new LeafEntry(ascii("user/bob"), ByteSlice.of(reference), true));
        byte[] page = RowLeaf.FORMAT.encode(entries, 0, entries.size(), 4096);
        assertThat(TreePages.isValid(page)).isTrue();
        for (int i = 0; i < entries.size(); i++) {
            byte[] key = new byte[RowLeaf.FORMAT.keyLength(page, i)];
            RowLeaf.FORMAT.copyKey(page, i, key);
            assertThat(key).isEqualTo(entries.get(i).key());
            assertThat(RowLeaf.FORMAT.value(page, i)).isEqualTo(entries.get(i).value());
            assertThat(RowLeaf.FORMAT.isLarge(page, i)).isEqualTo(i == 3);
            assertThat(RowLeaf.FORMAT.lowerBound(page, key)).isEqualTo(i);
        }
        assertThat(LargeReference.decode(reference, 0)).isEqualTo(new LargeReference(70_000, 1, POINTER));
        Golden.assertMatches("row-leaf", page);
    }

    @Test
    void branch() {
        List<BranchPage.Child> children = new ArrayList<>();
        children.add(new BranchPage.Child(new byte[0], new ChildEntry(POINTER, 5, false), Zones.NONE));
        children.add(new BranchPage.Child(ascii("key-0000005"), new ChildEntry(POINTER, 6, true), Zones.NONE));
        children.add(new BranchPage.Child(
                ascii("key-0000006-long-rest"), new ChildEntry(POINTER, 1L << 40, false), Zones.NONE));
        byte[] page = BranchPage.encode(children, 0, 3, 1, 4096, Zones.NONE);
        assertThat(TreePages.isValid(page)).isTrue();
        assertThat(BranchPage.childFor(page, ascii("a"))).isZero();
        assertThat(BranchPage.childFor(page, ascii("key-0000005"))).isEqualTo(1);
        assertThat(BranchPage.childFor(page, ascii("key-0000006"))).isEqualTo(1);
        assertThat(BranchPage.childFor(page, ascii("z"))).isEqualTo(2);
        assertThat(BranchPage.separator(page, 2)).isEqualTo(ascii("key-0000006-long-rest"));
        assertThat(BranchPage.child(page, 1)).isEqualTo(new ChildEntry(POINTER, 6, true));
        assertThat(BranchPage.entriesBefore(page, 3)).isEqualTo(11 + (1L << 40));
        Golden.assertMatches("branch", page);
    }

    @Test
    void metaPage() {
        byte[] salt = new byte[24];
        Arrays.fill(salt, (byte) 0x5a);
        MetaPage meta = new MetaPage(
                9,
                1234,
                POINTER,
                new SpaceRoots(POINTER, PagePointer.NONE, POINTER, 512),
                new KeyEpoch(3, 1, salt),
                new LogHead(salt, 1235, 512, List.of(new Extent(48, 128), new Extent(900, 256))),
                ascii("extra"));
        assertThat(MetaPage.decode(meta.encode())).isEqualTo(meta);
        assertThat(MetaPage.decode(meta.encode()).log()).isEqualTo(meta.log());
        Golden.assertMatches("meta-page", meta.encode());
        assertThat(Receipt.decode(new Receipt(9, 1234).encode())).isEqualTo(new Receipt(9, 1234));
        Golden.assertMatches("receipt", new Receipt(9, 1234).encode());
    }

    @Test
    void anEmptyLogAndTheLongestOneFitIntoABlock() {
        List<Extent> extents = new ArrayList<>();
        for (int i = 0; i < LogHead.EXTENTS_MAX; i++) {
            extents.add(new Extent(i, 1));
        }
        MetaPage largest = new MetaPage(
                1,
                1,
                POINTER,
                SpaceRoots.EMPTY,
                new KeyEpoch(1, 1, new byte[24]),
                new LogHead(new byte[24], 1, 0, extents),
                new byte[MetaPage.EXTRA_BYTES_MAX]);
        assertThat(largest.encode().length).isLessThan(MetaPage.BLOCK_BYTES - 100);
        assertThat(MetaPage.decode(largest.encode())).isEqualTo(largest);
    }
}
