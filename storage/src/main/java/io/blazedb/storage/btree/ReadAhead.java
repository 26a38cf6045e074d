/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.btree;

import io.blazedb.storage.page.BranchPage;
import io.blazedb.storage.page.PageKind;
import io.blazedb.storage.page.PagePointer;
import io.blazedb.storage.page.TreePages;
import io.blazedb.storage.pager.Pager;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The leaves that a walk will come to next. Leaves of one merge lie one behind the other in the file, so a walk that goes on reads many
 * of them at once, the more the longer it goes on.
 *
 * <p>It keeps what it has read until the walk gets there, because a small page cache may not. Not thread-safe.
 */
final class ReadAhead {
    /** Leaves that a walk must have come to before anything is read ahead, so that a short one reads nothing in vain. */
    private static final int LEAVES_BEFORE = 2;

    /** So many leaves are looked for in the cache at once: the processor then waits for several lines of memory at a time. */
    private static final int CACHED_LEAVES = 8;

    private static final int RUN_BYTES_MIN = 32 << 10;
    private static final int RUN_BYTES_MAX = 512 << 10;

    private final Pager pager;
    private byte @Nullable [] branch;
    private int firstPosition;
    private int lastPosition;
    private List<byte[]> pages = List.of();
    private final byte[][] cached = new byte[CACHED_LEAVES][];
    private byte @Nullable [] cachedBranch;
    private int cachedFirst;
    private int cachedCount;
    private int leaves;
    private int runBytes = RUN_BYTES_MIN;

    ReadAhead(Pager pager) {
        this.pager = pager;
    }

    /** A child of a branch, in a walk from left to right. */
    byte[] child(byte[] parent, int position) {
        if (TreePages.level(parent) != 1) {
            return TreeReader.child(pager, parent, position);
        }
        boolean next = position == lastPosition + 1;
        if (parent == branch && !next) {
            // Leaves were left out: what follows in the file is not what is wanted next.
            leaves = 0;
            runBytes = RUN_BYTES_MIN;
        }
        lastPosition = position;
        if (parent == branch && position >= firstPosition && position < firstPosition + pages.size()) {
            return TreeReader.below(parent, pages.get(position - firstPosition));
        }
        if (leaves < LEAVES_BEFORE) {
            leaves++;
            return TreeReader.child(pager, parent, position);
        }
        if (parent != cachedBranch || position < cachedFirst || position >= cachedFirst + cachedCount) {
            lookUp(parent, position, next ? CACHED_LEAVES : 1);
        }
        if (cachedCount > 0) {
            return TreeReader.below(parent, cached[position - cachedFirst]);
        }
        read(parent, position);
        return TreeReader.below(parent, pages.get(0));
    }

    /** Finds out which of the next leaves are cached, up to the first that is not. */
    private void lookUp(byte[] parent, int position, int leavesMax) {
        cachedBranch = parent;
        cachedFirst = position;
        cachedCount = 0;
        int end = Math.min(BranchPage.count(parent), position + leavesMax);
        for (int i = position; i < end; i++) {
            byte[] page = pager.cached(parent, BranchPage.pointerOffset(parent, i), PageKind.TREE);
            // A page of a wrong level is for whoever comes to it to find.
            if (page == null || TreePages.level(page) != 0) {
                return;
            }
            cached[cachedCount++] = page;
        }
    }

    /** Reads a leaf and those behind it that follow in the file and are not cached. */
    private void read(byte[] parent, int position) {
        List<PagePointer> run = new ArrayList<>();
        long bytes = 0;
        for (int i = position; i < BranchPage.count(parent); i++) {
            PagePointer pointer = BranchPage.child(parent, i).pointer();
            PagePointer before = run.isEmpty() ? null : run.get(run.size() - 1);
            boolean follows = before == null || pointer.pageNumber() == before.pageNumber() + before.pages();
            bytes += (long) pointer.pages() * pager.pageBytes();
            boolean enough = before != null
                    && (bytes > runBytes
                            || pager.cached(parent, BranchPage.pointerOffset(parent, i), PageKind.TREE) != null);
            if (!follows || enough) {
                break;
            }
            run.add(pointer);
        }
        pages = pager.readAll(run, PageKind.TREE);
        branch = parent;
        firstPosition = position;
        runBytes = Math.min(2 * runBytes, RUN_BYTES_MAX);
    }
}
