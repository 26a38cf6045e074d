/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.page;

import io.blazedb.storage.bytes.BigEndian;

/**
 * What a branch says about a child, or the directory about a tree.
 *
 * <pre>
 * offset size field
 *      0   44 pointer
 *     44    1 flags: bit 0 is set if there are large values below
 *     45    7 number of entries below
 * </pre>
 *
 * @param pointer the child
 * @param entries number of entries in the leaves below
 * @param hasLarge whether any leaf below has large values
 */
public record ChildEntry(PagePointer pointer, long entries, boolean hasLarge) {
    public static final int BYTES = PagePointer.BYTES + 8;
    private static final int HAS_LARGE = 1;
    private static final long ENTRIES_MASK = (1L << 56) - 1;

    public void encode(byte[] into, int offset) {
        pointer.encode(into, offset);
        BigEndian.putLong(into, offset + PagePointer.BYTES, entries);
        into[offset + PagePointer.BYTES] = (byte) (hasLarge ? HAS_LARGE : 0);
    }

    public static ChildEntry decode(byte[] from, int offset) {
        return new ChildEntry(
                PagePointer.decode(from, offset),
                entries(from, offset),
                (from[offset + PagePointer.BYTES] & HAS_LARGE) != 0);
    }

    /** The number of entries of an encoded child. */
    static long entries(byte[] from, int offset) {
        return BigEndian.getLong(from, offset + PagePointer.BYTES) & ENTRIES_MASK;
    }
}
