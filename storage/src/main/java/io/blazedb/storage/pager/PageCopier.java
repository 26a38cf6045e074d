/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.pager;

import io.blazedb.storage.crypto.PageCipher;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.file.StorageFile;
import io.blazedb.storage.page.PageKind;
import io.blazedb.storage.page.PagePointer;

/** Copies sealed pages to the same places of another file, each only after it was authenticated. Not thread-safe. */
public final class PageCopier {
    private final Pager source;
    private final StorageFile target;
    private final boolean resumed;
    private byte[] sealed = new byte[0];
    private long copiedBytes;
    private long keptBytes;

    /** {@code resumed}: the target may hold some of the pages already. */
    public PageCopier(Pager source, StorageFile target, boolean resumed) {
        this.source = source;
        this.target = target;
        this.resumed = resumed;
    }

    /** Makes sure that the page is in the target; returns its plaintext. CORRUPTED if the source does not have it. */
    public byte[] copy(PagePointer pointer, PageKind kind) {
        int length = pointer.pages() * source.pageBytes();
        if (sealed.length < length + PageCipher.TAG_BYTES) {
            sealed = new byte[length + PageCipher.TAG_BYTES];
        }
        if (resumed) {
            try {
                byte[] kept = source.open(pointer, kind, target, sealed);
                keptBytes += length;
                return kept;
            } catch (StoreException e) {
                if (e.code() != StoreErrorCode.CORRUPTED) {
                    throw e;
                }
            }
        }
        byte[] plain = source.open(pointer, kind, source.file(), sealed);
        target.write(pointer.pageNumber() * source.pageBytes(), sealed, 0, length);
        copiedBytes += length;
        return plain;
    }

    public long copiedBytes() {
        return copiedBytes;
    }

    /** Bytes of pages that the target had already. */
    public long keptBytes() {
        return keptBytes;
    }
}
