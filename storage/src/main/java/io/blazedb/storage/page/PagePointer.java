/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.page;

import io.blazedb.storage.bytes.BigEndian;

/**
 * Where a page is and how it must look: the only way to a page, and its identity. {@link #NONE} points nowhere.
 *
 * <pre>
 * offset size field
 *      0    5 page number: the page starts at this many page sizes into the file
 *      5    1 length in pages
 *      6    6 birth: the checkpoint that wrote it
 *     12    4 key epoch
 *     16   12 nonce: 4 random bytes, 8 bytes seal counter of the epoch
 *     28   16 tag
 * </pre>
 *
 * @param pageNumber first page
 * @param pages number of adjacent pages that are sealed as one
 * @param birth checkpoint that wrote it
 * @param epoch key epoch id
 * @param nonceRandom the first 4 bytes of the nonce
 * @param nonceCounter the last 8 bytes of the nonce
 * @param tagHigh the first 8 bytes of the tag
 * @param tagLow the last 8 bytes of the tag
 */
public record PagePointer(
        long pageNumber,
        int pages,
        long birth,
        int epoch,
        int nonceRandom,
        long nonceCounter,
        long tagHigh,
        long tagLow) {
    public static final int BYTES = 44;
    public static final PagePointer NONE = new PagePointer(0, 0, 0, 0, 0, 0, 0, 0);
    public static final long PAGE_NUMBER_MAX = (1L << 40) - 1;
    public static final long BIRTH_MAX = (1L << 48) - 1;
    public static final int PAGES_MAX = 255;

    public boolean isNone() {
        return pages == 0;
    }

    public void encode(byte[] into, int offset) {
        assert pageNumber >= 0 && pageNumber <= PAGE_NUMBER_MAX && birth >= 0 && birth <= BIRTH_MAX;
        into[offset] = (byte) (pageNumber >>> 32);
        BigEndian.putInt(into, offset + 1, (int) pageNumber);
        into[offset + 5] = (byte) pages;
        BigEndian.putLong6(into, offset + 6, birth);
        BigEndian.putInt(into, offset + 12, epoch);
        BigEndian.putInt(into, offset + 16, nonceRandom);
        BigEndian.putLong(into, offset + 20, nonceCounter);
        BigEndian.putLong(into, offset + 28, tagHigh);
        BigEndian.putLong(into, offset + 36, tagLow);
    }

    public static PagePointer decode(byte[] from, int offset) {
        return new PagePointer(
                pageNumber(from, offset),
                from[offset + 5] & 0xff,
                BigEndian.getLong6(from, offset + 6),
                BigEndian.getInt(from, offset + 12),
                BigEndian.getInt(from, offset + 16),
                BigEndian.getLong(from, offset + 20),
                tagHigh(from, offset),
                tagLow(from, offset));
    }

    /** The page number of an encoded pointer. */
    public static long pageNumber(byte[] from, int offset) {
        return (from[offset] & 0xffL) << 32 | (BigEndian.getInt(from, offset + 1) & 0xffff_ffffL);
    }

    /** The first half of the tag of an encoded pointer. */
    public static long tagHigh(byte[] from, int offset) {
        return BigEndian.getLong(from, offset + 28);
    }

    /** The second half of the tag of an encoded pointer. */
    public static long tagLow(byte[] from, int offset) {
        return BigEndian.getLong(from, offset + 36);
    }

    /** Without the cryptographic part, which says nothing to a reader. */
    @Override
    public String toString() {
        return isNone()
                ? "PagePointer[none]"
                : "PagePointer[page=" + pageNumber + "+" + pages + ", birth=" + birth + "]";
    }

    /** 44 bytes of their own. */
    public byte[] toBytes() {
        byte[] bytes = new byte[BYTES];
        encode(bytes, 0);
        return bytes;
    }
}
