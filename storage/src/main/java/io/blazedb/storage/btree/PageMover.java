/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.btree;

import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.page.BranchPage;
import io.blazedb.storage.page.ChildEntry;
import io.blazedb.storage.page.LargeReference;
import io.blazedb.storage.page.LeafEntry;
import io.blazedb.storage.page.LeafFormat;
import io.blazedb.storage.page.PagePointer;
import io.blazedb.storage.page.TreePages;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Writes pages of trees again, elsewhere and under the present key epoch, with what they hold as it is: those that a condition names,
 * and the branches above them. Reads branches, and leaves that it writes or that have large values.
 */
final class PageMover {
    private final NodeStore store;
    private final Predicate<PagePointer> moves;
    private final long pagesMax;
    private long movedPages;

    PageMover(NodeStore store, Predicate<PagePointer> moves, long pagesMax) {
        this.store = store;
        this.moves = moves;
        this.pagesMax = pagesMax;
    }

    long movedPages() {
        return movedPages;
    }

    /** What the tree is now: the same object if nothing of it was moved. */
    ChildEntry move(ChildEntry root) {
        return isDone() ? root : move(root, TreePages.level(store.read(root.pointer())));
    }

    private boolean isDone() {
        return movedPages >= pagesMax;
    }

    private ChildEntry move(ChildEntry child, int level) {
        if (isDone()) {
            return child;
        }
        byte[] moved = level == 0 ? movedLeaf(child) : movedBranch(child);
        if (moved == null) {
            return child;
        }
        store.free(child.pointer());
        movedPages++;
        return new ChildEntry(store.write(moved), child.entries(), child.hasLarge());
    }

    private byte @Nullable [] movedBranch(ChildEntry branch) {
        byte[] page = store.read(branch.pointer());
        byte[] changed = null;
        for (int i = 0; i < BranchPage.count(page); i++) {
            ChildEntry child = BranchPage.child(page, i);
            ChildEntry moved = move(child, TreePages.level(page) - 1);
            if (!moved.equals(child)) {
                changed = changed == null ? page.clone() : changed;
                moved.encode(changed, BranchPage.pointerOffset(page, i));
            }
        }
        return changed == null && moves.test(branch.pointer()) ? page : changed;
    }

    private byte @Nullable [] movedLeaf(ChildEntry leaf) {
        boolean moving = moves.test(leaf.pointer());
        if (!moving && !leaf.hasLarge()) {
            return null;
        }
        byte[] page = store.read(leaf.pointer());
        LeafFormat format = TreePages.leafFormat(page);
        if (!format.hasLarge(page)) {
            return moving ? page : null;
        }
        List<LeafEntry> entries = NodeStore.entries(page);
        byte[] changed = null;
        for (int i = 0; i < entries.size(); i++) {
            byte[] reference =
                    entries.get(i).large() ? movedLarge(entries.get(i).value()) : null;
            if (reference != null) {
                changed = changed == null ? page.clone() : changed;
                // References are of one length, so the new one takes the place of the old one, whatever the format of
                // the leaf.
                System.arraycopy(reference, 0, changed, format.value(changed, i).offset(), reference.length);
            }
        }
        return changed == null && moving ? page : changed;
    }

    private byte @Nullable [] movedLarge(ByteSlice encoded) {
        LargeReference reference = LargeValues.decode(encoded);
        PagePointer moved = movedChunk(reference.pointer(), reference.levels(), LargeValues.chunks(reference.length()));
        return moved.equals(reference.pointer())
                ? null
                : new LargeReference(reference.length(), reference.levels(), moved).encode();
    }

    /** Moves a chunk, or the pointers above so many chunks. */
    private PagePointer movedChunk(PagePointer pointer, int height, int chunks) {
        byte[] changed = null;
        if (height > 0) {
            byte[] pointers = store.readChunk(pointer);
            int below = LargeValues.chunksBelow(height - 1);
            for (int at = 0, left = chunks; left > 0 && !isDone(); at += PagePointer.BYTES, left -= below) {
                PagePointer child = PagePointer.decode(pointers, at);
                PagePointer moved = movedChunk(child, height - 1, Math.min(left, below));
                if (!moved.equals(child)) {
                    changed = changed == null ? pointers.clone() : changed;
                    moved.encode(changed, at);
                }
            }
        }
        if (changed == null && (isDone() || !moves.test(pointer))) {
            return pointer;
        }
        byte[] plain = changed == null ? store.readChunk(pointer) : changed;
        store.free(pointer);
        movedPages += pointer.pages();
        return store.writeChunk(plain);
    }
}
