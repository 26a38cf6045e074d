/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.page;

/**
 * What a checkpoint knows about the pages of the file.
 *
 * @param bitmap directory of the allocation bitmap; none in a new file
 * @param pendingFrees pages freed by this and earlier checkpoints that may still be read
 * @param epochs the key epochs of all live pages
 * @param filePages number of pages that the bitmap speaks about; the file may be longer
 */
public record SpaceRoots(PagePointer bitmap, PagePointer pendingFrees, PagePointer epochs, long filePages) {
    /** A new file: nothing is allocated behind the meta slots. */
    public static final SpaceRoots EMPTY = new SpaceRoots(PagePointer.NONE, PagePointer.NONE, PagePointer.NONE, 0);
}
