/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.page;

import io.blazedb.storage.bytes.BigEndian;
import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.bytes.Limits;
import java.util.List;

/**
 * A leaf that keeps its entries one after the other: a {@link KeyTable} whose cells are
 *
 * <pre>
 * size field
 *    r rest of the key: its suffix without the 8 bytes in the head
 *    2 length v of the value; the highest bit is set if it is a {@link LargeReference}
 *    v value
 * </pre>
 *
 * Byte 8 of the header has bit 0 set if any value is a reference; bytes 9 to 15 are zero.
 */
public final class RowLeaf implements LeafFormat, LeafEncoder {
    public static final RowLeaf FORMAT = new RowLeaf();
    private static final int LARGE_FLAG = 0x8000;
    private static final int VALUE_HEADER_BYTES = 2;

    private RowLeaf() {}

    @Override
    public int count(byte[] page) {
        return KeyTable.count(page);
    }

    @Override
    public int lowerBound(byte[] page, byte[] key) {
        return KeyTable.lowerBound(page, 0, key);
    }

    @Override
    public boolean keyEquals(byte[] page, int index, byte[] key) {
        return KeyTable.keyEquals(page, index, key);
    }

    @Override
    public int keyLength(byte[] page, int index) {
        return KeyTable.keyLength(page, index);
    }

    @Override
    public void copyKey(byte[] page, int index, byte[] into, int offset) {
        KeyTable.copyKey(page, index, into, offset);
    }

    @Override
    public int copyPrefix(byte[] page, byte[] into) {
        return KeyTable.copyPrefix(page, into);
    }

    @Override
    public int copySuffix(byte[] page, int index, byte[] into, int prefixBytes) {
        return KeyTable.copySuffix(page, index, into, prefixBytes);
    }

    @Override
    public ByteSlice value(byte[] page, int index) {
        int at = valueHeader(page, index);
        return new ByteSlice(page, at + VALUE_HEADER_BYTES, BigEndian.getShort(page, at) & ~LARGE_FLAG);
    }

    /** Writes where the values of some entries begin and how long they are, in a page without references to large ones. */
    public void values(byte[] page, int from, int to, int[] offsets, int[] lengths) {
        int count = KeyTable.count(page);
        for (int index = from; index < to; index++) {
            int at = KeyTable.cellOffset(page, count, index)
                    + KeyTable.restLength(KeyTable.suffixLength(page, count, index));
            offsets[index - from] = at + VALUE_HEADER_BYTES;
            lengths[index - from] = BigEndian.getShort(page, at);
        }
    }

    @Override
    public boolean isLarge(byte[] page, int index) {
        return (BigEndian.getShort(page, valueHeader(page, index)) & LARGE_FLAG) != 0;
    }

    @Override
    public boolean hasLarge(byte[] page) {
        return page[8] != 0;
    }

    @Override
    public Zones zones(byte[] page) {
        return Zones.NONE;
    }

    @Override
    public Zones zones() {
        return Zones.NONE;
    }

    @Override
    public int leafBytes(int pageBytes) {
        return pageBytes;
    }

    @Override
    public int fit(List<LeafEntry> entries, int from, int pageBytes) {
        byte[] first = entries.get(from).key();
        int prefix = first.length;
        int used = KeyTable.HEADER_BYTES + prefix;
        int to = from;
        while (to < entries.size()) {
            LeafEntry entry = entries.get(to);
            int common = Math.min(prefix, KeyTable.commonPrefix(first, entry.key()));
            if (common < prefix) {
                prefix = common;
                used = usedBytes(entries, from, to, prefix);
            }
            used += entryBytes(entry, prefix);
            if (used > pageBytes) {
                break;
            }
            to++;
        }
        return Math.max(1, to - from);
    }

    @Override
    public int usedBytes(List<LeafEntry> entries, int from, int to) {
        return usedBytes(entries, from, to, prefix(entries, from, to));
    }

    @Override
    public byte[] encode(List<LeafEntry> entries, int from, int to, int pageBytes) {
        int count = to - from;
        int prefix = prefix(entries, from, to);
        byte[] page = new byte[pageBytes];
        int slotsEnd = KeyTable.HEADER_BYTES + KeyTable.SLOT_BYTES * count;
        int cellBytes = usedBytes(entries, from, to, prefix) - slotsEnd - prefix;
        int cell = pageBytes - prefix - cellBytes;
        KeyTable.writeHeader(page, PageType.ROW_LEAF, 0, count, prefix, cell);
        System.arraycopy(entries.get(from).key(), 0, page, pageBytes - prefix, prefix);
        for (int index = 0; index < count; index++) {
            LeafEntry entry = entries.get(from + index);
            ByteSlice value = entry.value();
            cell = KeyTable.writeKey(page, count, index, entry.key(), prefix, cell);
            BigEndian.putShort(page, cell, value.length() | (entry.large() ? LARGE_FLAG : 0));
            System.arraycopy(value.array(), value.offset(), page, cell + VALUE_HEADER_BYTES, value.length());
            cell += VALUE_HEADER_BYTES + value.length();
            if (entry.large()) {
                page[8] = 1;
            }
        }
        return page;
    }

    @Override
    public boolean isValid(byte[] page) {
        if (page[0] != PageType.ROW_LEAF || page[1] != 0 || page[8] < 0 || page[8] > 1) {
            return false;
        }
        if (KeyTable.count(page) == 0 || !KeyTable.isValid(page, 0, VALUE_HEADER_BYTES, 0)) {
            return false;
        }
        int end = page.length - KeyTable.prefixLength(page);
        for (int index = 0; index < count(page); index++) {
            int at = valueHeader(page, index);
            int length = BigEndian.getShort(page, at);
            boolean large = (length & LARGE_FLAG) != 0;
            if (at + VALUE_HEADER_BYTES + (length & ~LARGE_FLAG) > end
                    || (large && (page[8] == 0 || (length & ~LARGE_FLAG) != LargeReference.BYTES))) {
                return false;
            }
        }
        return true;
    }

    private static int valueHeader(byte[] page, int index) {
        int count = KeyTable.count(page);
        return KeyTable.cellOffset(page, count, index) + KeyTable.restLength(KeyTable.suffixLength(page, count, index));
    }

    private static int prefix(List<LeafEntry> entries, int from, int to) {
        byte[] first = entries.get(from).key();
        return to - from == 1
                ? first.length
                : KeyTable.commonPrefix(first, entries.get(to - 1).key());
    }

    private static int usedBytes(List<LeafEntry> entries, int from, int to, int prefix) {
        int used = KeyTable.HEADER_BYTES + prefix;
        for (int i = from; i < to; i++) {
            used += entryBytes(entries.get(i), prefix);
        }
        return used;
    }

    private static int entryBytes(LeafEntry entry, int prefix) {
        assert entry.key().length <= Limits.KEY_BYTES_MAX && entry.value().length() < LARGE_FLAG;
        return KeyTable.SLOT_BYTES
                + KeyTable.restLength(entry.key().length - prefix)
                + VALUE_HEADER_BYTES
                + entry.value().length();
    }
}
