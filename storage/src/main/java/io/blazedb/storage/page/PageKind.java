/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.page;

/** What a page is for. Part of the associated data: a page of one kind does not open as another. */
public enum PageKind {
    /** A leaf or branch of a tree. */
    TREE(1),
    /** A chunk of a large value, or the pointers to its chunks. */
    OVERFLOW(2),
    /** Allocation bits, or the pointers to them. */
    BITMAP(3),
    /** The pages that were freed and may not be reused yet. */
    PENDING_FREES(4),
    /** The key epochs in use. */
    EPOCHS(5);

    private final int code;

    PageKind(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
