/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.pager;

import io.blazedb.storage.page.PagePointer;

/** Gives out the pages that one checkpoint writes, and takes back those it no longer refers to. */
public interface PageAllocator {

    /** Adjacent pages, for the current checkpoint to write; returns the first. */
    long allocate(int pages);

    /** The checkpoint no longer refers to this page; earlier checkpoints and snapshots still may. */
    void free(PagePointer pointer);
}
