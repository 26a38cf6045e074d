/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.page;

/** What the pages of kind TREE have in common: type in the first byte, level in the second; leaves are level 0. */
public final class TreePages {
    private TreePages() {}

    public static boolean isBranch(byte[] page) {
        return page[0] == PageType.BRANCH;
    }

    public static int level(byte[] page) {
        return page[1];
    }

    /** Whether the page is a leaf that keeps its columns apart; only such a page may be longer than a page of the file. */
    public static boolean isColumnLeaf(byte[] page) {
        return page[0] == PageType.COLUMN_LEAF;
    }

    /** The layout of a leaf page. */
    public static LeafFormat leafFormat(byte[] page) {
        assert page[0] == PageType.ROW_LEAF || page[0] == PageType.COLUMN_LEAF;
        return page[0] == PageType.ROW_LEAF ? RowLeaf.FORMAT : ColumnLeaf.FORMAT;
    }

    /** Whether nothing in the page leads outside of it. Checked once when a page is read, so that accessors need not. */
    public static boolean isValid(byte[] page) {
        return switch (PageType.of(page)) {
            case PageType.ROW_LEAF -> RowLeaf.FORMAT.isValid(page);
            case PageType.COLUMN_LEAF -> ColumnLeaf.FORMAT.isValid(page);
            case PageType.BRANCH -> BranchPage.isValid(page);
            default -> false;
        };
    }
}
