/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.page;

import io.blazedb.storage.bytes.BigEndian;
import io.blazedb.storage.bytes.Limits;
import java.util.List;

/**
 * A page whose entries lead to pages of the level below: a {@link KeyTable} of separators. Child {@code i} holds the keys from
 * separator {@code i} to before separator {@code i + 1}. Separator 0 is not stored, its head and tail are zero: the parent knows it.
 * After the tails follow the children, {@link ChildEntry#BYTES} each, and if byte 8 of the header, z, is not zero, {@link Zones} of z
 * columns; a cell is only the rest of a separator. Bytes 9 to 15 of the header are zero.
 */
public final class BranchPage {
    private static final int ZONES_AT = 8;
    private static final byte[] NO_KEY = {};

    private BranchPage() {}

    /**
     * A child on its way into a branch.
     *
     * @param separator lower bound of its keys
     * @param entry what the branch says about it
     * @param zones bounds of the values below it
     */
    public record Child(byte[] separator, ChildEntry entry, Zones zones) {}

    /** Number of children. */
    public static int count(byte[] page) {
        return KeyTable.count(page);
    }

    /** The child that holds a key if any does. */
    public static int childFor(byte[] page, byte[] key) {
        int at = KeyTable.lowerBound(page, 1, key);
        return at < KeyTable.count(page) && KeyTable.keyEquals(page, at, key) ? at : at - 1;
    }

    /** Offset of the encoded pointer of a child. */
    public static int pointerOffset(byte[] page, int index) {
        return KeyTable.HEADER_BYTES + KeyTable.SLOT_BYTES * KeyTable.count(page) + ChildEntry.BYTES * index;
    }

    public static ChildEntry child(byte[] page, int index) {
        return ChildEntry.decode(page, pointerOffset(page, index));
    }

    /** Bounds of the values below a child. */
    public static Zones zones(byte[] page, int index) {
        int zones = page[ZONES_AT];
        int columns = pointerOffset(page, KeyTable.count(page));
        int bounds = columns + (Zones.COLUMN_BYTES + index * Zones.BOUND_BYTES) * zones;
        return Zones.decode(page, columns, bounds, zones);
    }

    /** Number of entries below the children before {@code index}. */
    public static long entriesBefore(byte[] page, int index) {
        long entries = 0;
        int at = pointerOffset(page, 0);
        for (int i = 0; i < index; i++) {
            entries += ChildEntry.entries(page, at + ChildEntry.BYTES * i);
        }
        return entries;
    }

    /** Separator of a child other than the first. */
    public static byte[] separator(byte[] page, int index) {
        byte[] separator = new byte[KeyTable.keyLength(page, index)];
        KeyTable.copyKey(page, index, separator, 0);
        return separator;
    }

    /** How many children with that many zones, beginning with {@code from}, fit into one page; at least 2, or all that are left. */
    public static int fit(List<Child> children, int from, int pageBytes, int zones) {
        int to = from + 1;
        int used = usedBytes(children, from, to, 0, zones);
        int prefix = to < children.size() ? children.get(to).separator().length : 0;
        used += prefix;
        while (to < children.size()) {
            int common = KeyTable.commonPrefix(
                    children.get(from + 1).separator(), children.get(to).separator());
            if (common < prefix) {
                prefix = common;
                used = usedBytes(children, from, to, prefix, zones);
            }
            used += childBytes(children.get(to).separator(), prefix, zones);
            if (used > pageBytes) {
                break;
            }
            to++;
        }
        return to - from;
    }

    /** Bytes that the children use of a page. */
    public static int usedBytes(List<Child> children, int from, int to, int zones) {
        return usedBytes(children, from, to, prefix(children, from, to), zones);
    }

    /** A page of the children from {@code from} to before {@code to}, which fit, with bounds of the columns of {@code zoned}. */
    public static byte[] encode(List<Child> children, int from, int to, int level, int pageBytes, Zones zoned) {
        int count = to - from;
        int prefix = prefix(children, from, to);
        byte[] page = new byte[pageBytes];
        int fixedEnd = KeyTable.HEADER_BYTES + KeyTable.SLOT_BYTES * count + fixedBytes(count, zoned.count());
        int cell = pageBytes - (usedBytes(children, from, to, prefix, zoned.count()) - fixedEnd);
        KeyTable.writeHeader(page, PageType.BRANCH, level, count, prefix, cell);
        page[ZONES_AT] = (byte) zoned.count();
        int bounds = pointerOffset(page, count);
        zoned.encodeColumns(page, bounds);
        bounds += Zones.COLUMN_BYTES * zoned.count();
        for (int index = 0; index < count; index++) {
            Child child = children.get(from + index);
            if (index > 0) {
                cell = KeyTable.writeKey(page, count, index, child.separator(), prefix, cell);
            }
            child.entry().encode(page, pointerOffset(page, index));
            child.zones().as(zoned).encodeBounds(page, bounds + Zones.BOUND_BYTES * zoned.count() * index);
        }
        if (prefix > 0) {
            System.arraycopy(children.get(from + 1).separator(), 0, page, pageBytes - prefix, prefix);
        }
        return page;
    }

    /** Bounds of the values below all of the children, for the columns of {@code zoned}. */
    public static Zones union(List<Child> children, Zones zoned) {
        Zones union = zoned.emptied();
        for (Child child : children) {
            union.add(child.zones().as(zoned));
        }
        return union;
    }

    static boolean isValid(byte[] page) {
        int count = KeyTable.count(page);
        int zones = page[ZONES_AT];
        return page[0] == PageType.BRANCH
                && zones >= 0
                && zones <= io.blazedb.storage.column.Limits.BRANCH_ZONES_MAX
                && page[1] > 0
                && page[1] <= Limits.TREE_LEVELS_MAX
                && BigEndian.getLong(page, ZONES_AT) << 8 == 0
                && count > 0
                && KeyTable.isValid(page, fixedBytes(count, zones), 0, 1)
                && Zones.areColumns(page, pointerOffset(page, count), zones);
    }

    private static int fixedBytes(int count, int zones) {
        return (ChildEntry.BYTES + Zones.BOUND_BYTES * zones) * count + Zones.COLUMN_BYTES * zones;
    }

    private static int prefix(List<Child> children, int from, int to) {
        if (to - from < 2) {
            return 0;
        }
        byte[] first = children.get(from + 1).separator();
        return KeyTable.commonPrefix(first, children.get(to - 1).separator());
    }

    private static int usedBytes(List<Child> children, int from, int to, int prefix, int zones) {
        int used = KeyTable.HEADER_BYTES + Zones.COLUMN_BYTES * zones + childBytes(NO_KEY, 0, zones) + prefix;
        for (int i = from + 1; i < to; i++) {
            used += childBytes(children.get(i).separator(), prefix, zones);
        }
        return used;
    }

    private static int childBytes(byte[] separator, int prefix, int zones) {
        return KeyTable.SLOT_BYTES
                + ChildEntry.BYTES
                + Zones.BOUND_BYTES * zones
                + KeyTable.restLength(separator.length - prefix);
    }
}
