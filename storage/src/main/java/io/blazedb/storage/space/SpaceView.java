/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.space;

import io.blazedb.storage.page.Extent;
import io.blazedb.storage.page.KeyEpoch;
import io.blazedb.storage.page.PageKind;
import io.blazedb.storage.page.PagePointer;
import io.blazedb.storage.page.SpaceRoots;
import io.blazedb.storage.pager.Pager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** The space of the file as a checkpoint left it, to be looked at. Not thread-safe. */
public final class SpaceView {
    private final AllocationBitmap bitmap;
    private final PendingFrees pending;
    private final EpochTable epochs;
    private final SpaceRoots roots;

    public SpaceView(Pager pager, SpaceRoots roots) {
        this.roots = roots;
        bitmap = new AllocationBitmap(pager, roots.bitmap(), roots.filePages());
        pending = PendingFrees.read(pager, roots.pendingFrees());
        epochs = EpochTable.read(pager, roots.epochs());
    }

    /** The pages that bitmap, pending frees and epochs are kept in. */
    public List<PagePointer> ownPages() {
        List<PagePointer> own = new ArrayList<>();
        forEachOwnPage((pointer, kind) -> own.add(pointer));
        return own;
    }

    /** The pages that bitmap, pending frees and epochs are kept in, and what each is. */
    public void forEachOwnPage(BiConsumer<PagePointer, PageKind> consumer) {
        bitmap.pages().forEach(pointer -> consumer.accept(pointer, PageKind.BITMAP));
        pending.chunks().forEach(pointer -> consumer.accept(pointer, PageKind.PENDING_FREES));
        epochs.chunks().forEach(pointer -> consumer.accept(pointer, PageKind.EPOCHS));
        if (!roots.bitmap().isNone()) {
            consumer.accept(roots.bitmap(), PageKind.BITMAP);
        }
    }

    /** Freed pages that must not be written yet. */
    public List<Extent> pendingFrees() {
        return pending.ranges().stream()
                .map(range -> new Extent(range.firstPage(), range.pages()))
                .toList();
    }

    /** How many pages each key epoch still has. */
    public Map<Integer, Long> epochPages() {
        Map<Integer, Long> pages = new TreeMap<>();
        for (KeyEpoch epoch : epochs.epochs()) {
            pages.put(epoch.id(), epochs.pages(epoch.id()));
        }
        return pages;
    }

    /** Number of pages that the bitmap speaks about. */
    public long filePages() {
        return bitmap.filePages();
    }

    /** Pages that can be allocated without growing the file. */
    public long freePages() {
        return bitmap.freePages();
    }

    /** Whether a page is not free. */
    public boolean isAllocated(long page) {
        return bitmap.isAllocated(page);
    }

    /** Whether the directory of the bitmap counts free pages right. */
    public boolean countsAreRight() {
        return bitmap.countsAreRight();
    }
}
