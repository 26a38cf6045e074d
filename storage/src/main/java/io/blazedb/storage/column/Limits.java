/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.column;

/** What layouts and batches allow at most. */
public final class Limits {
    /** Slots of a layout: the directory of one row's columns fits into a quarter of the largest leaf. */
    public static final int LAYOUT_SLOTS_MAX = 2_048;
    /** Columns whose smallest and largest values stand in branches too. */
    public static final int BRANCH_ZONES_MAX = 4;
    /** Slots, from the first, whose smallest and largest values stand in a leaf. */
    public static final int LEAF_ZONE_SLOTS_MAX = 64;
    /** Rows of a batch. */
    public static final int BATCH_ROWS_MAX = 1_024;
    /** Rows of the first batch of a scan: most tables are smaller, and many queries need no more. */
    public static final int BATCH_ROWS_FIRST = 64;

    private Limits() {}
}
