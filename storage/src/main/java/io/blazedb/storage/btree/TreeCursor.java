/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.btree;

import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.bytes.LargeValue;
import io.blazedb.storage.bytes.Limits;
import io.blazedb.storage.page.BranchPage;
import io.blazedb.storage.page.LeafFormat;
import io.blazedb.storage.page.PageKind;
import io.blazedb.storage.page.PagePointer;
import io.blazedb.storage.page.TreePages;
import io.blazedb.storage.pager.Pager;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Walks the entries of one tree of a {@link Forest}. Holds no resources. Not thread-safe.
 *
 * <p>It keeps the path of branches from the root to the current leaf, and for that leaf the entries that are in the range, so that a
 * step inside of a leaf compares nothing.
 */
public final class TreeCursor {
    private final Pager pager;
    private final PagePointer root;
    private final KeyRange range;
    private final boolean descending;
    private final byte[][] branches = new byte[Limits.TREE_LEVELS_MAX][];
    private final int[] positions = new int[Limits.TREE_LEVELS_MAX];
    private final ReadAhead ahead;
    private int depth;

    private byte[] leaf = new byte[0];
    private @Nullable LeafFormat format;
    /** The current entry, and in the direction of the walk the last one of this leaf. */
    private int index;

    private int last;
    /** Whether this leaf has entries behind the range, so that no later one can have any within. */
    private boolean lastLeaf;

    private boolean started;
    private boolean ended;

    /** The key: the prefix of the leaf stays in it, only the suffix changes. */
    private byte[] keyBuffer = new byte[0];

    private int prefixBytes;
    private boolean large;
    private @Nullable ByteSlice key;
    private @Nullable ByteSlice value;

    TreeCursor(Pager pager, PagePointer root, KeyRange range, boolean descending) {
        this.pager = pager;
        this.root = root;
        this.range = range;
        this.ahead = new ReadAhead(pager);
        this.descending = descending;
        byte[] to = range.to();
        ended = root.isNone() || (to != null && Arrays.compareUnsigned(range.from(), to) >= 0);
    }

    /** Moves to the next entry; false at the end. */
    public boolean next() {
        key = null;
        value = null;
        if (ended) {
            return false;
        }
        if (!started) {
            started = true;
            seek();
        } else if (index != last) {
            index += descending ? -1 : 1;
            return true;
        } else {
            nextLeaf();
        }
        while (!ended && isOutside()) {
            nextLeaf();
        }
        return !ended;
    }

    /** Valid until the next call of {@link #next()}. */
    public ByteSlice key() {
        ByteSlice current = key;
        if (current == null) {
            current = new ByteSlice(keyBuffer, 0, currentFormat().copySuffix(leaf, index, keyBuffer, prefixBytes));
            key = current;
        }
        return current;
    }

    /** Valid until the next call of {@link #next()}. */
    public ByteSlice value() {
        ByteSlice current = value;
        if (current == null) {
            LeafFormat present = currentFormat();
            current = large ? TreeReader.value(pager, present, leaf, index) : present.value(leaf, index);
            value = current;
        }
        return current;
    }

    /** The value to be read piece by piece, if it is kept outside of the leaf; else null. */
    public @Nullable LargeValue large() {
        LeafFormat present = currentFormat();
        return large && present.isLarge(leaf, index) ? LargeValues.open(pager, present.value(leaf, index)) : null;
    }

    private LeafFormat currentFormat() {
        LeafFormat present = format;
        if (present == null || ended) {
            throw new IllegalStateException("no current entry");
        }
        return present;
    }

    /** Goes down from the root to the first leaf of the walk. */
    private void seek() {
        byte[] page = pager.read(root, PageKind.TREE);
        byte[] bound = descending ? range.to() : range.from();
        depth = 0;
        while (TreePages.isBranch(page)) {
            int position;
            if (bound == null) {
                position = BranchPage.count(page) - 1;
            } else {
                position = BranchPage.childFor(page, bound);
            }
            page = descend(page, position);
        }
        enterLeaf(page);
    }

    private void nextLeaf() {
        while (depth > 0 && !lastLeaf) {
            byte[] branch = branches[depth - 1];
            int position = positions[depth - 1] + (descending ? -1 : 1);
            depth--;
            if (position >= 0 && position < BranchPage.count(branch)) {
                byte[] page = descend(branch, position);
                while (TreePages.isBranch(page)) {
                    page = descend(page, descending ? BranchPage.count(page) - 1 : 0);
                }
                enterLeaf(page);
                return;
            }
        }
        ended = true;
    }

    private byte[] descend(byte[] branch, int position) {
        branches[depth] = branch;
        positions[depth] = position;
        depth++;
        return descending ? TreeReader.child(pager, branch, position) : ahead.child(branch, position);
    }

    private void enterLeaf(byte[] page) {
        leaf = page;
        LeafFormat entered = TreePages.leafFormat(page);
        format = entered;
        large = entered.hasLarge(page);
        if (keyBuffer.length == 0) {
            keyBuffer = new byte[Limits.KEY_BYTES_MAX + Long.BYTES];
        }
        prefixBytes = entered.copyPrefix(page, keyBuffer);
        byte[] to = range.to();
        int low = entered.lowerBound(page, range.from());
        int high = (to == null ? entered.count(page) : entered.lowerBound(page, to)) - 1;
        index = descending ? high : low;
        last = descending ? low : high;
        lastLeaf = descending ? low > 0 : high < entered.count(page) - 1;
    }

    private boolean isOutside() {
        return descending ? index < last : index > last;
    }
}
