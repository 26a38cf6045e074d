/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.page;

import io.blazedb.storage.bytes.ByteSlice;
import java.util.List;

/**
 * One layout of a leaf: the seam behind which other layouts can stand. Stateless; pages are the byte arrays of the page cache, whose
 * layout was validated when they were read.
 */
public sealed interface LeafFormat permits RowLeaf {

    /** Number of entries. */
    int count(byte[] page);

    /** Index of the first entry whose key is not less than {@code key}; the number of entries if there is none. */
    int lowerBound(byte[] page, byte[] key);

    /** Whether the entry, which {@link #lowerBound} found, has exactly this key. */
    boolean keyEquals(byte[] page, int index, byte[] key);

    int keyLength(byte[] page, int index);

    /** Copies a whole key to the beginning of {@code into}. */
    void copyKey(byte[] page, int index, byte[] into);

    /** The value, or the reference to it if {@link #isLarge}; a view of the page. */
    ByteSlice value(byte[] page, int index);

    /** Whether the value is kept outside of the page. */
    boolean isLarge(byte[] page, int index);

    /** Whether any entry {@link #isLarge}. */
    boolean hasLarge(byte[] page);

    /** How many entries, beginning with {@code from}, fit into one page; at least 1. */
    int fit(List<LeafEntry> entries, int from, int pageBytes);

    /** Bytes that the entries use of a page. */
    int usedBytes(List<LeafEntry> entries, int from, int to);

    /** A page of the entries from {@code from} to before {@code to}, which fit. */
    byte[] encode(List<LeafEntry> entries, int from, int to, int pageBytes);

    /** Whether nothing in the page leads outside of it. */
    boolean isValid(byte[] page);
}
