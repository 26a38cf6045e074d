/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.pager;

import io.blazedb.storage.crypto.PageCipher;
import io.blazedb.storage.file.StorageFile;
import io.blazedb.storage.page.PageKind;
import io.blazedb.storage.page.PagePointer;
import io.blazedb.storage.page.TreePages;

/**
 * Seals the pages of one checkpoint and writes adjacent ones together.
 *
 * <p>Threading: one thread. Nothing is sure to be in the file before {@link #flush}.
 */
public final class PageWriter {
    private static final int BUFFER_BYTES = 256 << 10;

    private final Pager pager;
    private final StorageFile target;
    private final long birth;
    private final byte[] buffer = new byte[BUFFER_BYTES + PageCipher.TAG_BYTES];
    private long bufferPosition;
    private int buffered;
    private long pagesWritten;

    PageWriter(Pager pager, StorageFile target, long birth) {
        this.pager = pager;
        this.target = target;
        this.birth = birth;
    }

    /** The checkpoint whose pages are written. */
    public long birth() {
        return birth;
    }

    /** How many pages were written under the sealing epoch. */
    public long pagesWritten() {
        return pagesWritten;
    }

    /** Seals a page, whose plaintext must be a whole number of pages, and queues it for writing. The array must not change later. */
    public PagePointer write(long pageNumber, PageKind kind, byte[] plain) {
        int pageBytes = pager.pageBytes();
        int pages = plain.length / pageBytes;
        assert pages * pageBytes == plain.length && pages > 0 && pages <= PagePointer.PAGES_MAX;
        assert kind != PageKind.TREE || TreePages.isValid(plain);
        long position = pageNumber * pageBytes;
        if (position != bufferPosition + buffered || buffered + plain.length > BUFFER_BYTES) {
            flush();
            bufferPosition = position;
        }
        pagesWritten += pages;
        PagePointer pointer;
        if (plain.length > BUFFER_BYTES) {
            byte[] sealed = new byte[plain.length + PageCipher.TAG_BYTES];
            pointer = seal(pageNumber, pages, kind, plain, sealed, 0);
            target.write(position, sealed, 0, plain.length);
            return pointer;
        }
        pointer = seal(pageNumber, pages, kind, plain, buffer, buffered);
        buffered += plain.length;
        if (Pager.isCached(pages, kind)) {
            pager.remember(pointer, kind, plain);
        }
        return pointer;
    }

    /** Writes what is queued; the caller forces the file. */
    public void flush() {
        if (buffered > 0) {
            target.write(bufferPosition, buffer, 0, buffered);
            bufferPosition += buffered;
            buffered = 0;
        }
    }

    private PagePointer seal(long pageNumber, int pages, PageKind kind, byte[] plain, byte[] into, int offset) {
        return pager.cipher().seal(pageNumber, pages, kind, birth, plain, 0, plain.length, into, offset);
    }
}
