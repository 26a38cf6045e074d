/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.check;

import io.blazedb.storage.btree.LargeValues;
import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.bytes.LargeValue;
import io.blazedb.storage.bytes.Limits;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.page.BranchPage;
import io.blazedb.storage.page.ChildEntry;
import io.blazedb.storage.page.ColumnLeaf;
import io.blazedb.storage.page.LeafFormat;
import io.blazedb.storage.page.PageKind;
import io.blazedb.storage.page.PagePointer;
import io.blazedb.storage.page.TreePages;
import io.blazedb.storage.page.Zones;
import io.blazedb.storage.pager.Pager;
import java.util.Arrays;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Reads every page of one tree and compares it with what the page above says about it. */
final class TreeCheck {
    private static final Counted UNREAD = new Counted(0, false, null);

    private final Pager pager;
    private final PageClaims claims;
    private final String owner;
    /** Gets every key and value as it stands in its leaf. */
    private final BiConsumer<byte[], ByteSlice> entries;

    private byte @Nullable [] lastKey;

    TreeCheck(Pager pager, PageClaims claims, String owner, BiConsumer<byte[], ByteSlice> entries) {
        this.pager = pager;
        this.claims = claims;
        this.owner = owner;
        this.entries = entries;
    }

    /** What was counted below a page; without zones, it could not be read. */
    private record Counted(
            long entries, boolean hasLarge, @Nullable Zones zones) {}

    /** Checks a tree and the count of its entries. */
    long check(ChildEntry root) {
        return compared(root, Zones.NONE, -1, new byte[0], null).entries;
    }

    /** Checks a tree of which nothing is known but the root. */
    long check(PagePointer root) {
        return node(root, -1, new byte[0], null).entries;
    }

    private Counted compared(ChildEntry child, Zones zones, int level, byte[] low, byte @Nullable [] high) {
        Counted counted = node(child.pointer(), level, low, high);
        if (counted.entries != child.entries() || counted.hasLarge != child.hasLarge()) {
            claims.find(CheckFinding.Kind.WRONG_COUNT, at(child.pointer()));
        }
        if (counted.zones != null && !zones.agreesWith(counted.zones.as(zones))) {
            claims.find(CheckFinding.Kind.WRONG_ZONE, at(child.pointer()));
        }
        return counted;
    }

    private Counted node(PagePointer pointer, int level, byte[] low, byte @Nullable [] high) {
        if (!claims.claim(pointer, owner)) {
            return UNREAD;
        }
        byte[] page;
        try {
            page = pager.read(pointer, PageKind.TREE);
        } catch (StoreException e) {
            claims.find(CheckFinding.Kind.UNREADABLE_PAGE, at(pointer));
            return UNREAD;
        }
        if (level >= 0 && TreePages.level(page) != level) {
            claims.find(CheckFinding.Kind.UNREADABLE_PAGE, at(pointer));
            return UNREAD;
        }
        return TreePages.isBranch(page) ? branch(pointer, page, low, high) : leaf(pointer, page, low, high);
    }

    private Counted branch(PagePointer pointer, byte[] page, byte[] low, byte @Nullable [] high) {
        int count = BranchPage.count(page);
        Zones zones = BranchPage.zones(page, 0).emptied();
        long entryCount = 0;
        boolean hasLarge = false;
        byte[] from = low;
        for (int i = 0; i < count; i++) {
            byte[] to = i + 1 < count ? BranchPage.separator(page, i + 1) : high;
            if (to != null && Arrays.compareUnsigned(from, to) >= 0) {
                claims.find(CheckFinding.Kind.KEY_ORDER, at(pointer));
            }
            Zones childZones = BranchPage.zones(page, i);
            Counted counted = compared(BranchPage.child(page, i), childZones, TreePages.level(page) - 1, from, to);
            zones.add(childZones);
            entryCount += counted.entries;
            hasLarge |= counted.hasLarge;
            from = to == null ? from : to;
        }
        return new Counted(entryCount, hasLarge, zones);
    }

    private Counted leaf(PagePointer pointer, byte[] page, byte[] low, byte @Nullable [] high) {
        LeafFormat format = TreePages.leafFormat(page);
        boolean hasLarge = false;
        int count = format.count(page);
        for (int i = 0; i < count; i++) {
            byte[] key = new byte[format.keyLength(page, i)];
            format.copyKey(page, i, key);
            boolean inOrder = (lastKey == null || Arrays.compareUnsigned(lastKey, key) < 0)
                    && Arrays.compareUnsigned(low, key) <= 0
                    && (high == null || Arrays.compareUnsigned(key, high) < 0);
            if (!inOrder) {
                claims.find(CheckFinding.Kind.KEY_ORDER, at(pointer));
            }
            lastKey = key;
            ByteSlice value = format.value(page, i);
            if (format.isLarge(page, i)) {
                hasLarge = true;
                largeValue(pointer, value);
            }
            entries.accept(key, value);
        }
        if (format instanceof ColumnLeaf columns && !columns.zonesAreExact(page)) {
            claims.find(CheckFinding.Kind.WRONG_ZONE, at(pointer));
        }
        return new Counted(count, hasLarge, format.zones(page));
    }

    private void largeValue(PagePointer leaf, ByteSlice reference) {
        byte[] part = new byte[Limits.CHUNK_BYTES_MAX];
        try {
            LargeValues.forEachPage(pager, reference, chunk -> claims.claim(chunk, owner));
            LargeValue value = LargeValues.open(pager, reference);
            for (long at = 0; at < value.length(); at += part.length) {
                value.read(at, part, 0, part.length);
            }
        } catch (StoreException e) {
            claims.find(CheckFinding.Kind.UNREADABLE_PAGE, "large value, " + at(leaf));
        }
    }

    private String at(PagePointer pointer) {
        return "page=" + pointer.pageNumber() + ", " + owner;
    }
}
