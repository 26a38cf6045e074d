/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.page;

import io.blazedb.storage.bytes.ByteSlice;

/**
 * One layout of a leaf: the seam behind which other layouts can stand. Stateless; pages are the byte arrays of the page cache, whose
 * layout was validated when they were read.
 */
public sealed interface LeafFormat permits RowLeaf, ColumnLeaf {

    /** Number of entries. */
    int count(byte[] page);

    /** Index of the first entry whose key is not less than {@code key}; the number of entries if there is none. */
    int lowerBound(byte[] page, byte[] key);

    /** Whether the entry, which {@link #lowerBound} found, has exactly this key. */
    boolean keyEquals(byte[] page, int index, byte[] key);

    int keyLength(byte[] page, int index);

    /** Copies a whole key to {@code into}, from {@code offset} on. */
    void copyKey(byte[] page, int index, byte[] into, int offset);

    /** Copies a whole key to the beginning of {@code into}. */
    default void copyKey(byte[] page, int index, byte[] into) {
        copyKey(page, index, into, 0);
    }

    /** Copies what all keys begin with to the beginning of {@code into}; returns its length. */
    int copyPrefix(byte[] page, byte[] into);

    /** Copies the rest of a key behind its prefix; returns the length of the key. There must be eight bytes to spare behind it. */
    int copySuffix(byte[] page, int index, byte[] into, int prefixBytes);

    /** The value, or the reference to it if {@link #isLarge}; a view of the page where it stands there in one piece. */
    ByteSlice value(byte[] page, int index);

    /** Whether the value is kept outside of the page. */
    boolean isLarge(byte[] page, int index);

    /** Whether any entry {@link #isLarge}. */
    boolean hasLarge(byte[] page);

    /** Bounds of the values in each of the page's columns. */
    Zones zones(byte[] page);

    /** Whether nothing in the page leads outside of it. */
    boolean isValid(byte[] page);
}
