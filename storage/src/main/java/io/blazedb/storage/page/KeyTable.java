/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.page;

import io.blazedb.storage.bytes.BigEndian;
import io.blazedb.storage.bytes.Limits;
import java.util.Arrays;

/**
 * The sorted keys of a leaf or branch. The prefix that all keys share stands once, at the end of the page. Of each remaining suffix,
 * the first eight bytes stand in an array that a search can walk without touching anything else; the rest stands in the entry's cell.
 *
 * <pre>
 * offset size field
 *      0    1 page type
 *      1    1 level
 *      2    2 number of entries n
 *      4    2 length p of the common prefix
 *      6    2 offset of the first cell
 *      8    8 of the page type
 *     16  8*n heads: first 8 bytes of each suffix, zeros behind a shorter one
 *  16+8n  4*n tails: offset of the cell u16, length of the suffix u16
 *    ...      cells, in the order of the entries, up to page size - p
 *  end-p    p common prefix
 * </pre>
 */
final class KeyTable {
    static final int HEADER_BYTES = 16;
    static final int SLOT_BYTES = 12;
    private static final int HEAD_BYTES = 8;
    /** A guess costs more than the halving of so few entries. */
    private static final int GUESS_ENTRIES_MIN = 8;

    private KeyTable() {}

    static int count(byte[] page) {
        return BigEndian.getShort(page, 2);
    }

    static int prefixLength(byte[] page) {
        return BigEndian.getShort(page, 4);
    }

    static int cellsStart(byte[] page) {
        return BigEndian.getShort(page, 6);
    }

    static int suffixLength(byte[] page, int count, int index) {
        return BigEndian.getShort(page, HEADER_BYTES + 8 * count + 4 * index + 2);
    }

    static int cellOffset(byte[] page, int count, int index) {
        return BigEndian.getShort(page, HEADER_BYTES + 8 * count + 4 * index);
    }

    static int restLength(int suffixLength) {
        return Math.max(0, suffixLength - HEAD_BYTES);
    }

    static void writeHeader(byte[] page, int type, int level, int count, int prefixLength, int cellsStart) {
        page[0] = (byte) type;
        page[1] = (byte) level;
        BigEndian.putShort(page, 2, count);
        BigEndian.putShort(page, 4, prefixLength);
        BigEndian.putShort(page, 6, cellsStart);
    }

    /** Writes head, tail and the rest of the key at {@code cell}; returns the offset behind it. */
    static int writeKey(byte[] page, int count, int index, byte[] key, int prefixLength, int cell) {
        int suffix = key.length - prefixLength;
        int rest = restLength(suffix);
        BigEndian.putLong(page, HEADER_BYTES + 8 * index, BigEndian.head(key, prefixLength, suffix));
        int tail = HEADER_BYTES + 8 * count + 4 * index;
        BigEndian.putShort(page, tail, cell);
        BigEndian.putShort(page, tail + 2, suffix);
        System.arraycopy(key, key.length - rest, page, cell, rest);
        return cell + rest;
    }

    /** The first entry in [from, count) whose key is not less than {@code key}. */
    static int lowerBound(byte[] page, int from, byte[] key) {
        int count = count(page);
        int prefix = prefixLength(page);
        int order = comparePrefix(page, prefix, key);
        if (order != 0) {
            return order > 0 ? from : count;
        }
        long head = BigEndian.head(key, prefix, key.length - prefix);
        int low = from;
        int high = count;
        boolean guess = true;
        while (low < high) {
            int middle = guess ? guess(page, low, high, head) : (low + high) >>> 1;
            guess = !guess && high - low > GUESS_ENTRIES_MIN;
            if (compareSuffix(page, count, middle, key, prefix, head) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /**
     * Where a head would be if heads were spread evenly, which ids and hashes are: one line of memory instead of many. Every second step
     * of a search halves the rest, so keys that are not spread evenly cost no more than twice the steps.
     */
    private static int guess(byte[] page, int low, int high, long head) {
        long first = BigEndian.getLong(page, HEADER_BYTES + 8 * low);
        long last = BigEndian.getLong(page, HEADER_BYTES + 8 * (high - 1));
        if (Long.compareUnsigned(head, first) <= 0) {
            return low;
        }
        if (Long.compareUnsigned(head, last) >= 0) {
            return high - 1;
        }
        long span = last - first;
        int unsigned = span < 0 ? 1 : 0;
        double fraction = ((head - first) >>> unsigned) / (double) (span >>> unsigned);
        return low + (int) (fraction * (high - 1 - low));
    }

    static boolean keyEquals(byte[] page, int index, byte[] key) {
        int prefix = prefixLength(page);
        return comparePrefix(page, prefix, key) == 0
                && compareSuffix(
                                page, count(page), index, key, prefix, BigEndian.head(key, prefix, key.length - prefix))
                        == 0;
    }

    static int keyLength(byte[] page, int index) {
        return prefixLength(page) + suffixLength(page, count(page), index);
    }

    static void copyKey(byte[] page, int index, byte[] into, int at) {
        int prefix = prefixLength(page);
        int count = count(page);
        System.arraycopy(page, page.length - prefix, into, at, prefix);
        int suffix = suffixLength(page, count, index);
        int behind = at + prefix;
        if (suffix <= HEAD_BYTES) {
            System.arraycopy(page, HEADER_BYTES + 8 * index, into, behind, suffix);
        } else {
            System.arraycopy(page, HEADER_BYTES + 8 * index, into, behind, HEAD_BYTES);
            System.arraycopy(page, cellOffset(page, count, index), into, behind + HEAD_BYTES, suffix - HEAD_BYTES);
        }
    }

    static int copyPrefix(byte[] page, byte[] into) {
        int prefix = prefixLength(page);
        System.arraycopy(page, page.length - prefix, into, 0, prefix);
        return prefix;
    }

    /** Copies the head as a whole, whose zeros behind a shorter suffix nobody reads. */
    static int copySuffix(byte[] page, int index, byte[] into, int prefix) {
        int count = count(page);
        int suffix = suffixLength(page, count, index);
        BigEndian.putLong(into, prefix, BigEndian.getLong(page, HEADER_BYTES + 8 * index));
        if (suffix > HEAD_BYTES) {
            System.arraycopy(page, cellOffset(page, count, index), into, prefix + HEAD_BYTES, suffix - HEAD_BYTES);
        }
        return prefix + suffix;
    }

    /** Length of the prefix that two keys share. */
    static int commonPrefix(byte[] a, byte[] b) {
        int mismatch = Arrays.mismatch(a, b);
        return mismatch < 0 ? a.length : mismatch;
    }

    /** Header and keys lead nowhere outside the page; {@code fixedBytes} follow the tails, {@code cellBytes} end each cell at least. */
    static boolean isValid(byte[] page, int fixedBytes, int cellBytes, int firstKey) {
        int count = count(page);
        int prefix = prefixLength(page);
        int cells = cellsStart(page);
        int end = page.length - prefix;
        if (prefix > Limits.KEY_BYTES_MAX || cells > end || HEADER_BYTES + SLOT_BYTES * count + fixedBytes > cells) {
            return false;
        }
        for (int index = firstKey; index < count; index++) {
            int suffix = suffixLength(page, count, index);
            int cell = cellOffset(page, count, index);
            if (prefix + suffix > Limits.KEY_BYTES_MAX
                    || cell < cells
                    || cell + restLength(suffix) + cellBytes > end
                    || !headInOrder(page, index, suffix, firstKey)) {
                return false;
            }
        }
        return true;
    }

    private static boolean headInOrder(byte[] page, int index, int suffix, int firstKey) {
        long head = BigEndian.getLong(page, HEADER_BYTES + 8 * index);
        boolean padded = suffix >= HEAD_BYTES || head << (8 * suffix) == 0;
        return padded
                && (index == firstKey
                        || Long.compareUnsigned(BigEndian.getLong(page, HEADER_BYTES + 8 * (index - 1)), head) <= 0);
    }

    /** How the prefix compares with the beginning of a key; a key that is shorter than the prefix comes before it. */
    private static int comparePrefix(byte[] page, int prefix, byte[] key) {
        if (prefix == 0) {
            return 0;
        }
        int at = page.length - prefix;
        return Arrays.compareUnsigned(page, at, page.length, key, 0, Math.min(prefix, key.length));
    }

    private static int compareSuffix(byte[] page, int count, int index, byte[] key, int from, long keyHead) {
        int order = Long.compareUnsigned(BigEndian.getLong(page, HEADER_BYTES + 8 * index), keyHead);
        if (order != 0) {
            return order;
        }
        int suffix = suffixLength(page, count, index);
        int keySuffix = key.length - from;
        if (suffix > HEAD_BYTES && keySuffix > HEAD_BYTES) {
            int cell = cellOffset(page, count, index);
            return Arrays.compareUnsigned(page, cell, cell + suffix - HEAD_BYTES, key, from + HEAD_BYTES, key.length);
        }
        return Integer.compare(suffix, keySuffix);
    }
}
