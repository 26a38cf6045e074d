/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.btree;

import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.bytes.Limits;
import io.blazedb.storage.column.ColumnBatch;
import io.blazedb.storage.column.LargeRow;
import io.blazedb.storage.column.ZoneRange;
import io.blazedb.storage.page.BranchPage;
import io.blazedb.storage.page.ColumnLeaf;
import io.blazedb.storage.page.LeafFormat;
import io.blazedb.storage.page.PageKind;
import io.blazedb.storage.page.PagePointer;
import io.blazedb.storage.page.RowLeaf;
import io.blazedb.storage.page.TreePages;
import io.blazedb.storage.pager.Pager;
import java.util.Arrays;
import java.util.List;

/**
 * Walks the leaves of one tree that have entries of a key range, in ascending order, and leaves out those whose bounds say that no row
 * in them is wanted. Holds no resources. Not thread-safe.
 */
public final class LeafWalk {
    private final Pager pager;
    private final PagePointer root;
    private final KeyRange range;
    private final ZoneRange[] zones;
    private final byte[][] branches = new byte[Limits.TREE_LEVELS_MAX][];
    private final int[] positions = new int[Limits.TREE_LEVELS_MAX];
    private final ReadAhead ahead;
    private int depth = -1;
    private boolean ended;

    private byte[] leaf = new byte[0];
    private LeafFormat format = ColumnLeaf.FORMAT;
    private int from;
    private int to;
    private int[] valueOffsets = new int[0];
    private int[] valueLengths = new int[0];

    LeafWalk(Pager pager, PagePointer root, KeyRange range, List<ZoneRange> zones) {
        this.pager = pager;
        this.root = root;
        this.range = range;
        this.ahead = new ReadAhead(pager);
        this.zones = zones.toArray(new ZoneRange[0]);
        byte[] upper = range.to();
        ended = root.isNone() || (upper != null && Arrays.compareUnsigned(range.from(), upper) >= 0);
    }

    /** Moves to the next leaf; false at the end. */
    public boolean next() {
        while (!ended) {
            if (depth < 0) {
                depth = 0;
                byte[] page = pager.read(root, PageKind.TREE);
                if (TreePages.isBranch(page)) {
                    push(page, BranchPage.childFor(page, range.from()));
                } else {
                    ended = true;
                    if (enter(page)) {
                        return true;
                    }
                }
            } else if (depth == 0) {
                ended = true;
            } else if (step()) {
                return true;
            }
        }
        return false;
    }

    /** Takes one step in the innermost branch; true if that led to a leaf with wanted rows. */
    private boolean step() {
        byte[] branch = branches[depth - 1];
        int position = positions[depth - 1]++;
        if (position >= BranchPage.count(branch)) {
            depth--;
            return false;
        }
        if (zones.length > 0 && !BranchPage.zones(branch, position).meet(zones)) {
            return false;
        }
        byte[] page = ahead.child(branch, position);
        if (TreePages.isBranch(page)) {
            push(page, BranchPage.childFor(page, range.from()));
            return false;
        }
        return enter(page);
    }

    private void push(byte[] branch, int position) {
        branches[depth] = branch;
        positions[depth] = position;
        depth++;
    }

    /** Whether the leaf has wanted rows. */
    private boolean enter(byte[] page) {
        leaf = page;
        format = TreePages.leafFormat(page);
        byte[] upper = range.to();
        from = range.from().length == 0 ? 0 : format.lowerBound(page, range.from());
        to = upper == null ? format.count(page) : format.lowerBound(page, upper);
        ended |= to < format.count(page);
        boolean wanted = !(format instanceof ColumnLeaf columns) || columns.meet(page, zones);
        return from < to && wanted;
    }

    /** Rows of this leaf that are left: from {@link #position} to before this. */
    public int end() {
        return to;
    }

    /** The next row of this leaf. */
    public int position() {
        return from;
    }

    /** The first row of this leaf, from {@link #position} on, whose key is not less; {@link #end} if there is none. */
    public int lowerBound(byte[] key) {
        return Math.min(to, Math.max(from, format.lowerBound(leaf, key)));
    }

    /** Whether the next row has exactly this key. */
    public boolean isAt(byte[] key) {
        return from < to && format.keyEquals(leaf, from, key);
    }

    /** Leaves out the next row. */
    public void skip() {
        from++;
    }

    /** Adds rows to a batch, up to before {@code end}. */
    public void take(ColumnBatch batch, int end) {
        if (batch.withKeys()) {
            for (int row = from; row < end; row++) {
                int length = format.keyLength(leaf, row);
                ByteSlice space = batch.keySpace(batch.count() + row - from, length);
                format.copyKey(leaf, row, space.array(), space.offset());
            }
        }
        if (format instanceof ColumnLeaf columns) {
            takeColumns(columns, batch, end);
        } else if (format.hasLarge(leaf)) {
            for (int row = from; row < end; row++) {
                batch.addRow(row(format, row));
            }
        } else {
            takeRows(batch, end);
        }
        from = end;
    }

    private ByteSlice row(LeafFormat rows, int row) {
        ByteSlice value = rows.value(leaf, row);
        return rows.isLarge(leaf, row) ? LargeRow.fieldsOf(LargeValues.open(pager, value)) : value;
    }

    private void takeRows(ColumnBatch batch, int end) {
        int count = end - from;
        if (valueOffsets.length < count) {
            valueOffsets = new int[io.blazedb.storage.column.Limits.BATCH_ROWS_MAX];
            valueLengths = new int[valueOffsets.length];
        }
        RowLeaf.FORMAT.values(leaf, from, end, valueOffsets, valueLengths);
        batch.addRows(leaf, valueOffsets, valueLengths, count);
    }

    private void takeColumns(ColumnLeaf columns, ColumnBatch batch, int end) {
        boolean anyWhole = columns.hasWhole(leaf);
        int row = from;
        while (row < end) {
            if (anyWhole && columns.isWhole(leaf, row)) {
                batch.addRow(row(columns, row));
                row++;
                continue;
            }
            int until = end;
            if (anyWhole) {
                until = row + 1;
                while (until < end && !columns.isWhole(leaf, until)) {
                    until++;
                }
            }
            for (int i = 0; i < batch.columnCount(); i++) {
                columns.copyColumn(leaf, batch.slot(i), row, until, batch.vector(i), batch.count());
            }
            batch.added(until - row);
            row = until;
        }
    }
}
