/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.btree;

import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.column.TreeLayout;
import io.blazedb.storage.page.ChildEntry;
import io.blazedb.storage.page.ColumnLeafEncoder;
import io.blazedb.storage.page.LeafEncoder;
import io.blazedb.storage.page.PagePointer;
import io.blazedb.storage.page.RowLeaf;
import io.blazedb.storage.page.TreePages;
import io.blazedb.storage.pager.PageAllocator;
import io.blazedb.storage.pager.PageWriter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Makes the next forest from a forest: only the pages on changed paths are written, each once, and those that they replace are freed.
 * The base forest stays readable.
 *
 * <p>Threading: one thread. Dropping an editor leaves the base as it was.
 */
public final class ForestEditor {
    private final Forest base;
    private final NodeStore store;
    private @Nullable PageMover mover;
    /** The trees changed so far; null for one that has no entries any more. */
    private final Map<Long, @Nullable ChildEntry> changed = new TreeMap<>(Long::compareUnsigned);

    public ForestEditor(Forest base, PageAllocator allocator, PageWriter writer) {
        this.base = base;
        store = new NodeStore(base.pager(), allocator, writer);
    }

    /**
     * Applies changes, sorted by key, each key once. May be called several times for a tree. A tree whose layout the system tree has gets
     * leaves of that layout; so changes of the system tree come first.
     */
    public void merge(long tree, Iterator<TreeChange> sorted) {
        ChildEntry before = root(tree);
        ChildEntry after = new TreeMerger(store, encoder(tree), new ChangeStream(sorted)).merge(before);
        if (!Objects.equals(after, before)) {
            changed.put(tree, after);
            if (tree == SystemTree.ID) {
                store.flush();
            }
        }
    }

    /** Removes every entry; reads no leaf unless it has large values. */
    public void clear(long tree) {
        ChildEntry root = root(tree);
        if (root != null) {
            store.freeTree(root, TreePages.level(store.read(root.pointer())));
            changed.put(tree, null);
        }
    }

    /**
     * After all merges: writes pages again that the condition names, at most about so many. The directory follows in {@link #finish}.
     */
    public void move(Predicate<PagePointer> moves, long pagesMax) {
        PageMover moving = new PageMover(store, moves, pagesMax);
        Forest.TreeIds trees = base.treeIds();
        while (trees.next()) {
            ChildEntry before = root(trees.tree());
            ChildEntry after = before == null ? null : moving.move(before);
            if (!Objects.equals(after, before)) {
                changed.put(trees.tree(), after);
            }
        }
        mover = moving;
    }

    /** Pages that {@link #move} has written again, those of the directory included after {@link #finish}. */
    public long movedPages() {
        return mover == null ? 0 : mover.movedPages();
    }

    /** Writes what is left and returns the new root. The editor cannot be used afterwards. */
    public PagePointer finish() {
        List<TreeChange> directory = new ArrayList<>();
        changed.forEach((tree, root) ->
                directory.add(new TreeChange(TreeRoot.key(tree), root == null ? null : TreeRoot.encode(root))));
        // The number of entries and the flag of the directory itself are not kept anywhere; nobody asks for them.
        ChildEntry root = base.root().isNone() ? null : new ChildEntry(base.root(), 0, false);
        if (!directory.isEmpty()) {
            root = new TreeMerger(store, RowLeaf.FORMAT, new ChangeStream(directory.iterator())).merge(root);
        }
        if (root != null && mover != null) {
            root = mover.move(root);
        }
        return root == null ? PagePointer.NONE : root.pointer();
    }

    private LeafEncoder encoder(long tree) {
        ChildEntry system = tree == SystemTree.ID ? null : root(SystemTree.ID);
        ByteSlice layout = system == null ? null : store.find(system.pointer(), SystemTree.layoutKey(tree));
        return layout == null ? RowLeaf.FORMAT : new ColumnLeafEncoder(TreeLayout.decode(layout));
    }

    private @Nullable ChildEntry root(long tree) {
        if (changed.containsKey(tree)) {
            return changed.get(tree);
        }
        TreeRoot known = base.treeRoot(tree);
        return known == null ? null : known.root();
    }
}
