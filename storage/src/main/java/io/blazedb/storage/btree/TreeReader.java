/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.btree;

import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.bytes.LargeValue;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.page.BranchPage;
import io.blazedb.storage.page.LeafFormat;
import io.blazedb.storage.page.PageKind;
import io.blazedb.storage.page.PagePointer;
import io.blazedb.storage.page.TreePages;
import io.blazedb.storage.pager.Pager;
import org.jspecify.annotations.Nullable;

/** Searches in one tree, by its root pointer. A search of cached pages copies no page and allocates nothing on its way down. */
final class TreeReader {
    private TreeReader() {}

    /** The child page, which must be one level below its parent. */
    static byte[] child(Pager pager, byte[] parent, int index) {
        return below(parent, pager.read(parent, BranchPage.pointerOffset(parent, index), PageKind.TREE));
    }

    /** The page, which must be one level below its parent. */
    static byte[] below(byte[] parent, byte[] page) {
        if (TreePages.level(page) != TreePages.level(parent) - 1) {
            throw new StoreException(StoreErrorCode.CORRUPTED, "level=" + TreePages.level(page));
        }
        return page;
    }

    /** The value of a key as it stands in its leaf or in its chunks; null if there is none. */
    static @Nullable ByteSlice find(Pager pager, PagePointer root, byte[] key) {
        byte[] page = pager.read(root, PageKind.TREE);
        while (TreePages.isBranch(page)) {
            page = child(pager, page, BranchPage.childFor(page, key));
        }
        LeafFormat leaf = TreePages.leafFormat(page);
        int index = leaf.lowerBound(page, key);
        if (index == leaf.count(page) || !leaf.keyEquals(page, index, key)) {
            return null;
        }
        return value(pager, leaf, page, index);
    }

    /** As {@link #find}, without reading the chunks. */
    static @Nullable LargeValue openLarge(Pager pager, PagePointer root, byte[] key) {
        byte[] page = pager.read(root, PageKind.TREE);
        while (TreePages.isBranch(page)) {
            page = child(pager, page, BranchPage.childFor(page, key));
        }
        LeafFormat leaf = TreePages.leafFormat(page);
        int index = leaf.lowerBound(page, key);
        if (index == leaf.count(page) || !leaf.keyEquals(page, index, key)) {
            return null;
        }
        ByteSlice value = leaf.value(page, index);
        return leaf.isLarge(page, index) ? LargeValues.open(pager, value) : LargeValue.of(value);
    }

    static ByteSlice value(Pager pager, LeafFormat leaf, byte[] page, int index) {
        ByteSlice value = leaf.value(page, index);
        return leaf.isLarge(page, index) ? ByteSlice.of(LargeValues.read(pager, value)) : value;
    }

    /** How many entries have keys less than {@code key}. */
    static long rank(Pager pager, PagePointer root, byte[] key) {
        long rank = 0;
        byte[] page = pager.read(root, PageKind.TREE);
        while (TreePages.isBranch(page)) {
            int index = BranchPage.childFor(page, key);
            rank += BranchPage.entriesBefore(page, index);
            page = child(pager, page, index);
        }
        return rank + TreePages.leafFormat(page).lowerBound(page, key);
    }

    /** The separator before the leaf that has the entry with so many before it; empty for the first leaf. */
    static byte[] leafStart(Pager pager, PagePointer root, long rank) {
        byte[] start = {};
        long before = 0;
        byte[] page = pager.read(root, PageKind.TREE);
        while (TreePages.isBranch(page)) {
            int index = BranchPage.count(page) - 1;
            while (index > 0 && before + BranchPage.entriesBefore(page, index) > rank) {
                index--;
            }
            start = index == 0 ? start : BranchPage.separator(page, index);
            before += BranchPage.entriesBefore(page, index);
            if (TreePages.level(page) == 1) {
                return start;
            }
            page = child(pager, page, index);
        }
        return start;
    }
}
