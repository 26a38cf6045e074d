/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.page;

import io.blazedb.storage.bytes.BigEndian;
import io.blazedb.storage.bytes.Limits;
import java.util.List;

/**
 * A page whose entries lead to pages of the level below: a {@link KeyTable} of separators. Child {@code i} holds the keys from
 * separator {@code i} to before separator {@code i + 1}. Separator 0 is not stored, its head and tail are zero: the parent knows it.
 * After the tails follow the children, {@link ChildEntry#BYTES} each; a cell is only the rest of a separator. Bytes 8 to 15 of the
 * header are zero.
 */
public final class BranchPage {
    private BranchPage() {}

    /** A child on its way into a branch. */
    public record Child(byte[] separator, ChildEntry entry) {}

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
        KeyTable.copyKey(page, index, separator);
        return separator;
    }

    /** How many children, beginning with {@code from}, fit into one page; at least 2, or all that are left. */
    public static int fit(List<Child> children, int from, int pageBytes) {
        int to = from + 1;
        int used = KeyTable.HEADER_BYTES + KeyTable.SLOT_BYTES + ChildEntry.BYTES;
        int prefix = to < children.size() ? children.get(to).separator().length : 0;
        used += prefix;
        while (to < children.size()) {
            int common = KeyTable.commonPrefix(
                    children.get(from + 1).separator(), children.get(to).separator());
            if (common < prefix) {
                prefix = common;
                used = usedBytes(children, from, to, prefix);
            }
            used += childBytes(children.get(to).separator(), prefix);
            if (used > pageBytes) {
                break;
            }
            to++;
        }
        return to - from;
    }

    /** Bytes that the children use of a page. */
    public static int usedBytes(List<Child> children, int from, int to) {
        return usedBytes(children, from, to, prefix(children, from, to));
    }

    /** A page of the children from {@code from} to before {@code to}, which fit. */
    public static byte[] encode(List<Child> children, int from, int to, int level, int pageBytes) {
        int count = to - from;
        int prefix = prefix(children, from, to);
        byte[] page = new byte[pageBytes];
        int fixedEnd = KeyTable.HEADER_BYTES + (KeyTable.SLOT_BYTES + ChildEntry.BYTES) * count;
        int cell = pageBytes - (usedBytes(children, from, to, prefix) - fixedEnd);
        KeyTable.writeHeader(page, PageType.BRANCH, level, count, prefix, cell);
        for (int index = 0; index < count; index++) {
            Child child = children.get(from + index);
            if (index > 0) {
                cell = KeyTable.writeKey(page, count, index, child.separator(), prefix, cell);
            }
            child.entry().encode(page, pointerOffset(page, index));
        }
        if (prefix > 0) {
            System.arraycopy(children.get(from + 1).separator(), 0, page, pageBytes - prefix, prefix);
        }
        return page;
    }

    static boolean isValid(byte[] page) {
        int count = KeyTable.count(page);
        return page[0] == PageType.BRANCH
                && page[1] > 0
                && page[1] <= Limits.TREE_LEVELS_MAX
                && BigEndian.getLong(page, 8) == 0
                && count > 0
                && KeyTable.isValid(page, ChildEntry.BYTES * count, 0, 1);
    }

    private static int prefix(List<Child> children, int from, int to) {
        if (to - from < 2) {
            return 0;
        }
        byte[] first = children.get(from + 1).separator();
        return KeyTable.commonPrefix(first, children.get(to - 1).separator());
    }

    private static int usedBytes(List<Child> children, int from, int to, int prefix) {
        int used = KeyTable.HEADER_BYTES + KeyTable.SLOT_BYTES + ChildEntry.BYTES + prefix;
        for (int i = from + 1; i < to; i++) {
            used += childBytes(children.get(i).separator(), prefix);
        }
        return used;
    }

    private static int childBytes(byte[] separator, int prefix) {
        return KeyTable.SLOT_BYTES + ChildEntry.BYTES + KeyTable.restLength(separator.length - prefix);
    }
}
