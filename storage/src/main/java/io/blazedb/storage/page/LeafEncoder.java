/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.page;

import java.util.List;

/** Makes leaves of one layout from sorted entries, whatever layout those came from. Not thread-safe. */
public sealed interface LeafEncoder permits RowLeaf, ColumnLeafEncoder {

    /** Size of a leaf in a file with pages of this size: one page or several. */
    int leafBytes(int pageBytes);

    /** How many entries, beginning with {@code from}, fit into one leaf; at least 1. */
    int fit(List<LeafEntry> entries, int from, int leafBytes);

    /** Bytes that the entries use of a leaf. */
    int usedBytes(List<LeafEntry> entries, int from, int to);

    /** A leaf of the entries from {@code from} to before {@code to}, which fit. */
    byte[] encode(List<LeafEntry> entries, int from, int to, int leafBytes);

    /** The columns that branches above such leaves keep bounds of. */
    Zones zones();
}
