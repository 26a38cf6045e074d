/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.btree;

import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.page.BranchPage;
import io.blazedb.storage.page.ChildEntry;
import io.blazedb.storage.page.LeafEntry;
import io.blazedb.storage.page.PageKind;
import io.blazedb.storage.page.PagePointer;
import io.blazedb.storage.page.RowLeaf;
import io.blazedb.storage.page.TreePages;
import io.blazedb.storage.page.Zones;
import io.blazedb.storage.pager.PageAllocator;
import io.blazedb.storage.pager.PageWriter;
import io.blazedb.storage.pager.Pager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A sorted run of entries that is written once: a tree that stands alone, in no forest.
 *
 * <p>Threading: any number of threads.
 */
public final class SealedRun {
    private final Pager pager;
    private final PagePointer root;
    /** First and last key, looked up when first needed. Races are harmless. */
    private volatile byte @Nullable [][] bounds;

    public SealedRun(Pager pager, PagePointer root) {
        this.pager = pager;
        this.root = root;
    }

    /** Writes a run of at least one entry. */
    public static SealedRun write(
            Pager pager, PageAllocator allocator, PageWriter writer, Iterator<TreeChange> sorted) {
        ChildEntry root = new TreeMerger(
                        new NodeStore(pager, allocator, writer), RowLeaf.FORMAT, new ChangeStream(sorted))
                .merge(null);
        writer.flush();
        if (root == null) {
            throw new IllegalArgumentException("an empty run");
        }
        return new SealedRun(pager, root.pointer());
    }

    /**
     * One run out of several, without writing their leaves again; null if their keys overlap. Afterwards the parts are gone.
     */
    public static @Nullable SealedRun concatenate(
            Pager pager, PageAllocator allocator, PageWriter writer, List<SealedRun> runs) {
        List<SealedRun> inOrder = new ArrayList<>(runs);
        inOrder.sort((a, b) -> Arrays.compareUnsigned(a.bounds()[0], b.bounds()[0]));
        for (int i = 1; i < inOrder.size(); i++) {
            if (Arrays.compareUnsigned(
                            inOrder.get(i - 1).bounds()[1], inOrder.get(i).bounds()[0])
                    >= 0) {
                return null;
            }
        }
        NodeStore store = new NodeStore(pager, allocator, writer);
        int lowest = inOrder.stream().mapToInt(SealedRun::level).min().orElseThrow();
        List<BranchPage.Child> roots = new ArrayList<>();
        for (int i = 0; i < inOrder.size(); i++) {
            SealedRun run = inOrder.get(i);
            byte[] separator = i == 0
                    ? new byte[0]
                    : LeafPacker.shortestBetween(inOrder.get(i - 1).bounds()[1], run.bounds()[0]);
            addLowered(store, new BranchPage.Child(separator, run.entry(), Zones.NONE), run.level() - lowest, roots);
        }
        TreeMerger merger = new TreeMerger(store, RowLeaf.FORMAT, new ChangeStream(Collections.emptyIterator()));
        ChildEntry root = merger.concatenate(roots, lowest);
        writer.flush();
        return new SealedRun(pager, root.pointer());
    }

    /** Adds the nodes so many levels below a node, and frees those above them. */
    private static void addLowered(NodeStore store, BranchPage.Child top, int levels, List<BranchPage.Child> into) {
        if (levels == 0) {
            into.add(top);
            return;
        }
        PagePointer pointer = top.entry().pointer();
        for (BranchPage.Child child : NodeStore.children(store.read(pointer), top.separator())) {
            addLowered(store, child, levels - 1, into);
        }
        store.free(pointer);
    }

    public PagePointer root() {
        return root;
    }

    /** The value of a key; null if the run does not have it. */
    public @Nullable ByteSlice find(byte[] key) {
        byte[][] ends = bounds();
        return Arrays.compareUnsigned(key, ends[0]) < 0 || Arrays.compareUnsigned(key, ends[1]) > 0
                ? null
                : TreeReader.find(pager, root, key);
    }

    public TreeCursor cursor(KeyRange range, boolean descending) {
        return new TreeCursor(pager, root, range, descending);
    }

    /** Frees every page of the run, and of the values that it keeps outside of its leaves. */
    public void free(PageAllocator allocator, PageWriter writer) {
        byte[] top = pager.read(root, PageKind.TREE);
        new NodeStore(pager, allocator, writer).freeTree(new ChildEntry(root, 0, true), TreePages.level(top));
    }

    private int level() {
        return TreePages.level(pager.read(root, PageKind.TREE));
    }

    /** As a branch refers to it: with its entries counted, if it is a leaf. */
    private ChildEntry entry() {
        byte[] page = pager.read(root, PageKind.TREE);
        if (TreePages.isBranch(page)) {
            return new ChildEntry(root, 0, true);
        }
        List<LeafEntry> entries = NodeStore.entries(page);
        return new ChildEntry(root, entries.size(), entries.stream().anyMatch(LeafEntry::large));
    }

    /** First and last key. */
    public byte[][] bounds() {
        byte[][] known = bounds;
        if (known == null) {
            known = new byte[][] {end(false), end(true)};
            bounds = known;
        }
        return known;
    }

    private byte[] end(boolean last) {
        TreeCursor cursor = cursor(KeyRange.all(), last);
        return cursor.next() ? cursor.key().toByteArray() : new byte[0];
    }
}
