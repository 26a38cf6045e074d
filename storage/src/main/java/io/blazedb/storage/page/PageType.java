/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.page;

/** The first byte of a page of kind TREE. Codes are never reused. */
public final class PageType {
    /** Entries one after the other: {@link RowLeaf}. */
    public static final int ROW_LEAF = 1;
    /** Separators and children: {@link BranchPage}. */
    public static final int BRANCH = 2;
    /** The columns of the entries one after the other: {@link ColumnLeaf}. */
    public static final int COLUMN_LEAF = 3;

    private PageType() {}

    public static int of(byte[] page) {
        return page[0];
    }
}
