/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.check;

import io.blazedb.storage.btree.Forest;
import io.blazedb.storage.btree.SystemTree;
import io.blazedb.storage.bytes.BigEndian;
import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.page.ChildEntry;
import io.blazedb.storage.page.Extent;
import io.blazedb.storage.page.MetaPage;
import io.blazedb.storage.page.PagePointer;
import io.blazedb.storage.page.SpaceRoots;
import io.blazedb.storage.pager.Pager;
import io.blazedb.storage.space.Reservation;
import io.blazedb.storage.space.SpaceView;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads every page of a checkpoint from the file, whatever the page cache holds, follows every reference, and compares what is
 * referred to with what is allocated: no page both free and referred to, none leaked, none used twice.
 *
 * <p>The caller keeps the checkpoint from being succeeded, or its pages from being reused, while it is checked.
 */
public final class StoreChecker {
    private StoreChecker() {}

    /** Checks a checkpoint whose key epochs are installed. */
    @SuppressWarnings("exports") // Called by the facade only.
    public static CheckReport check(Pager pager, MetaPage meta) {
        return check(pager, meta, () -> {});
    }

    /**
     * The same.
     *
     * @param eachPage called for each page; ends the work by what it throws
     */
    @SuppressWarnings("exports") // Called by the facade only.
    public static CheckReport check(Pager pager, MetaPage meta, Runnable eachPage) {
        if (meta.forest().isNone() && meta.space().equals(SpaceRoots.EMPTY)) {
            // A new file, before its first commit has reached the trees: no page is sealed and no bitmap speaks about
            // any.
            return new CheckReport(0, 0, 0, 0, List.of());
        }
        Pager fresh = pager.withoutCache();
        SpaceView space;
        try {
            space = new SpaceView(fresh, meta.space());
        } catch (StoreException e) {
            requireDamage(e);
            CheckFinding finding =
                    new CheckFinding(CheckFinding.Kind.UNREADABLE_PAGE, "bitmap, pending frees or epochs");
            return new CheckReport(0, 0, 0, 0, List.of(finding));
        }
        if (space.filePages() == 0) {
            // Before the first checkpoint there are no trees and nothing is allocated.
            return new CheckReport(0, 0, 0, 0, List.of());
        }
        PageClaims claims = new PageClaims(space.filePages(), eachPage);
        claims.claim(0, (int) (MetaPage.PAGES_OFFSET / pager.pageBytes()), "head of the file");
        for (PagePointer page : space.ownPages()) {
            claims.claim(page, "space");
        }
        for (Extent extent : space.pendingFrees()) {
            claims.claim(extent.firstPage(), extent.pages(), "pending frees");
        }
        for (Extent extent : meta.log().extents()) {
            claims.claim(extent.firstPage(), extent.pages(), "log");
        }
        claimPrivateSpaces(fresh, meta, claims);
        Map<Long, ChildEntry> roots = directory(fresh, meta, claims);
        long entries = 0;
        for (Map.Entry<Long, ChildEntry> tree : roots.entrySet()) {
            String owner = "tree=" + Long.toUnsignedString(tree.getKey());
            entries += new TreeCheck(fresh, claims, owner, (key, value) -> {}).check(tree.getValue());
        }
        compareSpace(space, claims);
        return new CheckReport(roots.size(), entries, claims.sealedPages(), space.freePages(), claims.findings());
    }

    private static void claimPrivateSpaces(Pager pager, MetaPage meta, PageClaims claims) {
        try {
            for (Reservation reservation : SystemTree.reservations(new Forest(pager, meta.forest()))) {
                reservation
                        .extents()
                        .forEach(extent -> claims.claim(extent.firstPage(), extent.pages(), "private space"));
            }
        } catch (StoreException e) {
            requireDamage(e);
            claims.find(CheckFinding.Kind.UNREADABLE_PAGE, "private spaces");
        }
    }

    private static Map<Long, ChildEntry> directory(Pager pager, MetaPage meta, PageClaims claims) {
        Map<Long, ChildEntry> roots = new TreeMap<>(Long::compareUnsigned);
        if (!meta.forest().isNone()) {
            new TreeCheck(pager, claims, "directory", (key, value) -> addRoot(roots, claims, key, value))
                    .check(meta.forest());
        }
        return roots;
    }

    private static void addRoot(Map<Long, ChildEntry> roots, PageClaims claims, byte[] key, ByteSlice value) {
        if (key.length != Long.BYTES || value.length() != ChildEntry.BYTES) {
            claims.find(CheckFinding.Kind.UNREADABLE_PAGE, "directory entry");
        } else {
            roots.put(BigEndian.getLong(key, 0), ChildEntry.decode(value.array(), value.offset()));
        }
    }

    private static void compareSpace(SpaceView space, PageClaims claims) {
        try {
            claims.compareWith(space);
        } catch (StoreException e) {
            requireDamage(e);
            claims.find(CheckFinding.Kind.UNREADABLE_PAGE, "bitmap");
        }
    }

    private static void requireDamage(StoreException e) {
        if (e.code() != StoreErrorCode.CORRUPTED) {
            throw e;
        }
    }
}
