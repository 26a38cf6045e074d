/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.care;

import io.blazedb.storage.btree.LargeValues;
import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.bytes.LargeValue;
import io.blazedb.storage.bytes.Limits;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.page.BranchPage;
import io.blazedb.storage.page.ChildEntry;
import io.blazedb.storage.page.LeafFormat;
import io.blazedb.storage.page.PageKind;
import io.blazedb.storage.page.PagePointer;
import io.blazedb.storage.page.TreePages;
import io.blazedb.storage.pager.Pager;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Walks the entries of a tree in the order of their keys, around the pages that do not authenticate. What is below such a page is
 * lost, whether its own bytes are whole or not: only the pointer in the lost page could have said so.
 *
 * <p>One thread at a time.
 */
final class TreeRemains {
    private static final int LEVEL_UNKNOWN = -1;

    private final Pager pager;
    private final KeyRange range;
    private final Deque<Subtree> ahead = new ArrayDeque<>();
    private byte[] leaf = new byte[0];
    private int index;
    private int count;
    private byte @Nullable [] last;
    private long pagesLost;

    /** What comes next in the order of the keys. */
    sealed interface Remain {}

    /** An entry: its value is in memory, or in chunks each of which authenticates. */
    record Entry(
            byte[] key, byte @Nullable [] value, @Nullable LargeValue large) implements Remain {}

    /** Keys of which nothing is known, and how many entries the page above counts there; -1 if nobody has counted. */
    record Hole(KeyRange keys, long entries) implements Remain {}

    private record Subtree(PagePointer pointer, int level, byte[] low, byte @Nullable [] high, long entries) {}

    /** The tree under a root, as far as it is within the range. */
    TreeRemains(Pager pager, PagePointer root, long entries, KeyRange range) {
        this.pager = pager;
        this.range = range;
        if (!root.isNone()) {
            ahead.push(new Subtree(root, LEVEL_UNKNOWN, new byte[0], null, entries));
        }
    }

    /** The next entry or hole; null at the end. */
    @Nullable
    Remain next() {
        while (true) {
            if (index < count) {
                Remain found = entry(index++);
                if (found != null) {
                    return found;
                }
            } else if (ahead.isEmpty()) {
                return null;
            } else {
                Remain hole = enter(ahead.pop());
                if (hole != null) {
                    return hole;
                }
            }
        }
    }

    /** Pages that did not authenticate; how many more there are below them nobody knows. */
    long pagesLost() {
        return pagesLost;
    }

    private @Nullable Remain enter(Subtree subtree) {
        KeyRange within = intersection(new KeyRange(subtree.low, subtree.high), range);
        if (within == null) {
            return null;
        }
        byte[] page = read(subtree);
        if (page == null) {
            boolean whole = Arrays.equals(within.from(), subtree.low) && Arrays.equals(within.to(), subtree.high);
            return new Hole(within, whole ? subtree.entries : -1);
        }
        if (TreePages.isBranch(page)) {
            for (int i = BranchPage.count(page) - 1; i >= 0; i--) {
                ChildEntry child = BranchPage.child(page, i);
                ahead.push(new Subtree(
                        child.pointer(),
                        TreePages.level(page) - 1,
                        i == 0 ? subtree.low : BranchPage.separator(page, i),
                        i + 1 < BranchPage.count(page) ? BranchPage.separator(page, i + 1) : subtree.high,
                        child.entries()));
            }
        } else {
            LeafFormat format = TreePages.leafFormat(page);
            leaf = page;
            index = format.lowerBound(page, range.from());
            byte[] to = range.to();
            count = to == null ? format.count(page) : format.lowerBound(page, to);
        }
        return null;
    }

    private byte @Nullable [] read(Subtree subtree) {
        byte[] page = tryRead(pager, subtree.pointer, PageKind.TREE);
        if (page == null || (subtree.level != LEVEL_UNKNOWN && TreePages.level(page) != subtree.level)) {
            pagesLost++;
            return null;
        }
        return page;
    }

    private @Nullable Remain entry(int at) {
        LeafFormat format = TreePages.leafFormat(leaf);
        byte[] key = new byte[format.keyLength(leaf, at)];
        format.copyKey(leaf, at, key);
        if (last != null && Arrays.compareUnsigned(last, key) >= 0) {
            return null;
        }
        last = key;
        ByteSlice value = format.value(leaf, at);
        if (!format.isLarge(leaf, at)) {
            return new Entry(key, value.toByteArray(), null);
        }
        LargeValue large = tryOpen(value);
        if (large == null) {
            pagesLost++;
            return new Hole(new KeyRange(key, Arrays.copyOf(key, key.length + 1)), 1);
        }
        return new Entry(key, null, large);
    }

    private @Nullable LargeValue tryOpen(ByteSlice reference) {
        try {
            LargeValue value = LargeValues.open(pager, reference);
            return isWhole(value) ? value : null;
        } catch (StoreException damaged) {
            requireDamage(damaged);
            return null;
        }
    }

    /** Whether every chunk of a large value authenticates. */
    static boolean isWhole(LargeValue value) {
        byte[] part = new byte[Limits.CHUNK_BYTES_MAX];
        try {
            for (long at = 0; at < value.length(); at += part.length) {
                value.read(at, part, 0, part.length);
            }
            return true;
        } catch (StoreException damaged) {
            requireDamage(damaged);
            return false;
        }
    }

    private static byte @Nullable [] tryRead(Pager pager, PagePointer pointer, PageKind kind) {
        try {
            return pager.read(pointer, kind);
        } catch (StoreException damaged) {
            requireDamage(damaged);
            return null;
        }
    }

    /** Throws what is no damage. What the medium does not give back is as lost as what does not authenticate. */
    static void requireDamage(StoreException e) {
        if (e.code() != StoreErrorCode.CORRUPTED && e.code() != StoreErrorCode.IO_ERROR) {
            throw e;
        }
    }

    static @Nullable KeyRange intersection(KeyRange one, KeyRange other) {
        byte[] from = Arrays.compareUnsigned(one.from(), other.from()) >= 0 ? one.from() : other.from();
        byte[] to = one.to();
        byte[] otherTo = other.to();
        if (to == null || (otherTo != null && Arrays.compareUnsigned(otherTo, to) < 0)) {
            to = otherTo;
        }
        return to != null && Arrays.compareUnsigned(from, to) >= 0 ? null : new KeyRange(from, to);
    }
}
