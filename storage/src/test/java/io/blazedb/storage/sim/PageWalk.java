/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.sim;

import io.blazedb.storage.btree.LargeValues;
import io.blazedb.storage.page.BranchPage;
import io.blazedb.storage.page.ChildEntry;
import io.blazedb.storage.page.LeafFormat;
import io.blazedb.storage.page.MetaPage;
import io.blazedb.storage.page.PageKind;
import io.blazedb.storage.page.PagePointer;
import io.blazedb.storage.page.TreePages;
import io.blazedb.storage.pager.Pager;
import io.blazedb.storage.space.SpaceView;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Every sealed page of a checkpoint; reading them all fails if any of them is damaged. */
public final class PageWalk {
    private final Pager pager;
    private final List<PagePointer> pointers = new ArrayList<>();

    private PageWalk(Pager pager) {
        this.pager = pager;
    }

    /** Pointers to all pages of a checkpoint, each of which was read from the file. */
    public static List<PagePointer> read(Pager pager, MetaPage meta) {
        PageWalk walk = new PageWalk(pager.withoutCache());
        SpaceView space = new SpaceView(walk.pager, meta.space());
        walk.pointers.addAll(space.ownPages());
        for (long page = 0; page < space.filePages(); page++) {
            space.isAllocated(page);
        }
        if (!meta.forest().isNone()) {
            walk.tree(meta.forest(), tree -> walk.tree(tree, ignored -> {}));
        }
        return walk.pointers;
    }

    private void tree(PagePointer pointer, Consumer<PagePointer> treeRoots) {
        pointers.add(pointer);
        byte[] page = pager.read(pointer, PageKind.TREE);
        if (TreePages.isBranch(page)) {
            for (int i = 0; i < BranchPage.count(page); i++) {
                tree(BranchPage.child(page, i).pointer(), treeRoots);
            }
            return;
        }
        LeafFormat leaf = TreePages.leafFormat(page);
        for (int i = 0; i < leaf.count(page); i++) {
            if (leaf.isLarge(page, i)) {
                LargeValues.forEachPage(pager, leaf.value(page, i), pointers::add);
                LargeValues.read(pager, leaf.value(page, i));
            } else if (leaf.value(page, i).length() == ChildEntry.BYTES) {
                treeRoots.accept(ChildEntry.decode(
                                leaf.value(page, i).array(), leaf.value(page, i).offset())
                        .pointer());
            }
        }
    }
}
