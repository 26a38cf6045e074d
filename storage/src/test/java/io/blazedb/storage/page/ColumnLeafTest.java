/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.storage.bytes.BigEndian;
import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.bytes.Limits;
import io.blazedb.storage.column.ColumnKind;
import io.blazedb.storage.column.TreeLayout;
import io.blazedb.storage.column.ZoneRange;
import io.blazedb.storage.sim.Golden;
import io.blazedb.storage.sim.RandomRows;
import io.blazedb.storage.sim.Seed;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Leaves that keep columns apart: their bytes, what comes back, what their bounds leave out. */
class ColumnLeafTest {
    private static final int LEAF_BYTES = Limits.COLUMN_LEAF_BYTES;
    private static final TreeLayout LAYOUT =
            TreeLayout.of(ColumnKind.INT64, ColumnKind.BYTES, ColumnKind.FLOAT64, ColumnKind.INT32);

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static LeafEntry entry(String key, byte[] value) {
        return new LeafEntry(ascii(key), ByteSlice.of(value), false);
    }

    private static byte[] encode(TreeLayout layout, List<LeafEntry> entries) {
        return new ColumnLeafEncoder(layout).encode(entries, 0, entries.size(), LEAF_BYTES);
    }

    private static void assertReadsAs(byte[] page, List<LeafEntry> entries) {
        assertThat(TreePages.isValid(page)).isTrue();
        assertThat(ColumnLeaf.FORMAT.zonesAreExact(page)).isTrue();
        assertThat(ColumnLeaf.FORMAT.count(page)).isEqualTo(entries.size());
        for (int i = 0; i < entries.size(); i++) {
            byte[] key = new byte[ColumnLeaf.FORMAT.keyLength(page, i)];
            ColumnLeaf.FORMAT.copyKey(page, i, key);
            assertThat(key).isEqualTo(entries.get(i).key());
            assertThat(ColumnLeaf.FORMAT.value(page, i))
                    .isEqualTo(entries.get(i).value());
            assertThat(ColumnLeaf.FORMAT.isLarge(page, i))
                    .isEqualTo(entries.get(i).large());
        }
    }

    @Test
    void bytes() {
        byte[] reference = new LargeReference(70_000, 1, PagePointer.NONE).encode();
        List<LeafEntry> entries = List.of(
                entry("row/1", RandomRows.row(RandomRows.int64(7), ascii("seven"), RandomRows.int64(0), null)),
                entry("row/2", RandomRows.row(RandomRows.int64(-7), null, null, null)),
                entry("row/3", RandomRows.row(RandomRows.int64(9), ascii("nine"))),
                entry("row/4", ascii("no row")),
                new LeafEntry(ascii("row/longer than a head"), ByteSlice.of(reference), true));
        byte[] page = encode(LAYOUT, entries);
        assertReadsAs(page, entries);
        assertThat(ColumnLeaf.FORMAT.hasLarge(page)).isTrue();
        Golden.assertMatches("column-leaf", page);
    }

    @Test
    void boundsOfTheBranchAbove() {
        List<LeafEntry> low = List.of(entry("a", RandomRows.row(RandomRows.int64(-1), ascii("x"), null, null)));
        List<LeafEntry> high = List.of(entry("k", RandomRows.row(RandomRows.int64(5), null, null, null)));
        Zones zoned = Zones.of(LAYOUT);
        List<BranchPage.Child> children = new ArrayList<>();
        for (List<LeafEntry> leaf : List.of(low, high)) {
            Zones zones = ColumnLeaf.FORMAT.zones(encode(LAYOUT, leaf)).as(zoned);
            ChildEntry child = new ChildEntry(PagePointer.NONE, 1, false);
            children.add(new BranchPage.Child(leaf.get(0).key(), child, zones));
        }
        byte[] page = BranchPage.encode(children, 0, 2, 1, 4096, zoned);
        assertThat(TreePages.isValid(page)).isTrue();
        ZoneRange[] positive = {ZoneRange.ofLongs(1, 1, 100)};
        assertThat(BranchPage.zones(page, 0).meet(positive)).isFalse();
        assertThat(BranchPage.zones(page, 1).meet(positive)).isTrue();
        ZoneRange[] text = {ZoneRange.ofBytes(2, ascii("a"), ascii("z"))};
        assertThat(BranchPage.zones(page, 0).meet(text)).isTrue();
        assertThat(BranchPage.zones(page, 1).meet(text)).isFalse();
        assertThat(BranchPage.union(children, zoned).meet(positive)).isTrue();
        Golden.assertMatches("branch-with-zones", page);
    }

    @Test
    void boundsLeaveOutWhatCannotMatch() {
        List<LeafEntry> entries = new ArrayList<>();
        for (int i = 10; i < 20; i++) {
            byte[] amount = RandomRows.int64(Double.doubleToLongBits(i / 2.0));
            entries.add(entry("k" + i, RandomRows.row(RandomRows.int64(i), ascii("t" + i), amount, null)));
        }
        byte[] page = encode(LAYOUT, entries);
        assertReadsAs(page, entries);
        assertThat(meets(page, ZoneRange.ofLongs(1, 19, 30))).isTrue();
        assertThat(meets(page, ZoneRange.ofLongs(1, 20, 30))).isFalse();
        assertThat(meets(page, ZoneRange.ofLongs(1, -5, 9))).isFalse();
        assertThat(meets(page, ZoneRange.ofDoubles(3, 9.5, 100))).isTrue();
        assertThat(meets(page, ZoneRange.ofDoubles(3, 9.6, 100))).isFalse();
        assertThat(meets(page, ZoneRange.ofBytes(2, ascii("t2"), ascii("u")))).isFalse();
        assertThat(meets(page, ZoneRange.ofLongs(4, 0, 1))).as("all NULL").isFalse();
        assertThat(meets(page, ZoneRange.ofLongs(9, 0, 1))).as("added later").isFalse();
        entries.add(entry("z", ascii("whole")));
        assertThat(meets(encode(LAYOUT, entries), ZoneRange.ofLongs(1, 20, 30)))
                .as("a value beside the columns")
                .isTrue();
    }

    private static boolean meets(byte[] page, ZoneRange range) {
        return ColumnLeaf.FORMAT.meet(page, new ZoneRange[] {range});
    }

    @Test
    void anExtremeRowOfManyColumnsFits() {
        ColumnKind[] kinds = new ColumnKind[500];
        byte[][] values = new byte[500][];
        for (int i = 0; i < kinds.length; i++) {
            kinds[i] = i % 2 == 0 ? ColumnKind.INT64 : ColumnKind.BYTES;
            values[i] = RandomRows.int64(i);
        }
        ColumnLeafEncoder encoder = new ColumnLeafEncoder(TreeLayout.of(kinds));
        int leafBytes = encoder.leafBytes(8192);
        List<LeafEntry> entries = new ArrayList<>();
        for (int i = 10; i < 20; i++) {
            entries.add(entry("k" + i, RandomRows.row(values)));
        }
        int fitting = encoder.fit(entries, 0, leafBytes);
        assertThat(fitting).isGreaterThan(4);
        assertReadsAs(encoder.encode(entries, 0, fitting, leafBytes), entries.subList(0, fitting));
    }

    @Test
    void whatFitsIsWhatIsMeasured() {
        Seed.forEach(60, random -> {
            TreeLayout layout = RandomRows.layout(random);
            ColumnLeafEncoder encoder = new ColumnLeafEncoder(layout);
            int leafBytes = encoder.leafBytes(8192);
            List<LeafEntry> entries = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                byte[] key = new byte[2 + random.nextInt(20)];
                BigEndian.putShort(key, 0, i);
                byte[] value = RandomRows.value(layout, random);
                boolean large = value.length > leafBytes / 4;
                byte[] stored = large ? new byte[LargeReference.BYTES] : value;
                entries.add(new LeafEntry(key, ByteSlice.of(stored), large));
            }
            int fitting = encoder.fit(entries, 0, leafBytes);
            assertThat(encoder.usedBytes(entries, 0, fitting)).isLessThanOrEqualTo(leafBytes);
            if (fitting < entries.size()) {
                assertThat(encoder.usedBytes(entries, 0, fitting + 1)).isGreaterThan(leafBytes);
            }
            assertReadsAs(encoder.encode(entries, 0, fitting, leafBytes), entries.subList(0, fitting));
        });
    }
}
