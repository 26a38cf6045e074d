/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.pager;

import io.blazedb.storage.bytes.Limits;
import io.blazedb.storage.crypto.PageCipher;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.file.StorageFile;
import io.blazedb.storage.page.PageKind;
import io.blazedb.storage.page.PagePointer;
import io.blazedb.storage.page.TreePages;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one door to pages: reads, verifies and caches them. A page is reached by the pointer in its parent only, and is either what
 * that pointer means or CORRUPTED.
 *
 * <p>Threading: any number of threads.
 */
public final class Pager {
    private final StorageFile file;
    private final int pageBytes;
    private final PageCipher cipher;
    private final PageCache cache;
    private final ThreadLocal<byte[]> sealedPage;

    public Pager(StorageFile file, int pageBytes, PageCipher cipher, long cacheBytes) {
        this.file = file;
        this.pageBytes = pageBytes;
        this.cipher = cipher;
        cache = new PageCache(cacheBytes, pageBytes);
        int sealedBytes = Math.max(pageBytes, Limits.COLUMN_LEAF_BYTES_MAX) + PageCipher.TAG_BYTES;
        sealedPage = ThreadLocal.withInitial(() -> new byte[sealedBytes]);
    }

    public int pageBytes() {
        return pageBytes;
    }

    public PageCipher cipher() {
        return cipher;
    }

    public StorageFile file() {
        return file;
    }

    /**
     * The plaintext of a page; must not be changed. Of pages of several page sizes, only those of trees are cached.
     *
     * @throws io.blazedb.storage.error.StoreException CORRUPTED if it is not the page that the pointer means
     */
    public byte[] read(PagePointer pointer, PageKind kind) {
        byte[] cached = cache.get(pointer.pageNumber(), pointer.tagHigh(), pointer.tagLow(), kind);
        return cached != null ? cached : readAndOpen(pointer, kind);
    }

    /** As {@link #read(PagePointer, PageKind)}, with the pointer still encoded in its parent; allocates nothing if it is cached. */
    public byte[] read(byte[] parent, int pointerOffset, PageKind kind) {
        byte[] cached = cache.get(
                PagePointer.pageNumber(parent, pointerOffset),
                PagePointer.tagHigh(parent, pointerOffset),
                PagePointer.tagLow(parent, pointerOffset),
                kind);
        return cached != null ? cached : readAndOpen(PagePointer.decode(parent, pointerOffset), kind);
    }

    /** What {@link #read(byte[], int, PageKind)} would find in the cache; null if the page is not there. */
    public byte @Nullable [] cached(byte[] parent, int pointerOffset, PageKind kind) {
        return cache.get(
                PagePointer.pageNumber(parent, pointerOffset),
                PagePointer.tagHigh(parent, pointerOffset),
                PagePointer.tagLow(parent, pointerOffset),
                kind);
    }

    /**
     * The plaintexts of pages that lie one behind the other in the file, which is read once. Pages from the first one on that is damaged
     * are left out, so that only who comes to it learns of it; the first of all is never left out. What is worth it is cached.
     */
    public List<byte[]> readAll(List<PagePointer> run, PageKind kind) {
        int total = 0;
        for (PagePointer pointer : run) {
            total += pointer.pages() * pageBytes;
        }
        byte[] sealed = new byte[total];
        PagePointer first = run.get(0);
        int available = file.read(first.pageNumber() * pageBytes, sealed, 0, total);
        List<byte[]> pages = new ArrayList<>(run.size());
        byte[] page = sealedPage.get();
        int at = 0;
        for (PagePointer pointer : run) {
            int length = pointer.pages() * pageBytes;
            try {
                if (pointer.isNone() || length + PageCipher.TAG_BYTES > page.length || at + length > available) {
                    throw damaged(pointer, kind);
                }
                System.arraycopy(sealed, at, page, 0, length);
                byte[] plain = open(pointer, kind, page, length);
                pages.add(plain);
                cache.putWalked(pointer.pageNumber(), pointer.tagHigh(), pointer.tagLow(), kind, plain);
            } catch (StoreException e) {
                if (pages.isEmpty()) {
                    throw e;
                }
                return pages;
            }
            at += length;
        }
        return pages;
    }

    /** A pager of the same pages that remembers nothing of them yet and next to nothing later: it shows what is in the file. */
    public Pager withoutCache() {
        return new Pager(file, pageBytes, cipher, 0);
    }

    /** A writer of the pages of one checkpoint. {@code target} may be another channel of the same file. */
    public PageWriter writer(StorageFile target, long birth) {
        return new PageWriter(this, target, birth);
    }

    /** Remembers a page that was just written. */
    void remember(PagePointer pointer, PageKind kind, byte[] plain) {
        cache.put(pointer.pageNumber(), pointer.tagHigh(), pointer.tagLow(), kind, plain);
    }

    private byte[] readAndOpen(PagePointer pointer, PageKind kind) {
        byte[] kept = sealedPage.get();
        int needed = pointer.pages() * pageBytes + PageCipher.TAG_BYTES;
        byte[] plain = open(pointer, kind, file, needed <= kept.length ? kept : new byte[needed]);
        if (isCached(pointer.pages(), kind)) {
            remember(pointer, kind, plain);
        }
        return plain;
    }

    /** The plaintext of a page as it stands in a file; leaves it sealed, with its tag behind, in {@code sealed}. */
    byte[] open(PagePointer pointer, PageKind kind, StorageFile from, byte[] sealed) {
        int length = pointer.pages() * pageBytes;
        if (pointer.isNone() || from.read(pointer.pageNumber() * pageBytes, sealed, 0, length) < length) {
            throw damaged(pointer, kind);
        }
        return open(pointer, kind, sealed, length);
    }

    private byte[] open(PagePointer pointer, PageKind kind, byte[] sealed, int length) {
        byte[] plain = cipher.open(pointer, kind, sealed, length);
        if (kind == PageKind.TREE && !isTreePage(pointer, plain)) {
            throw damaged(pointer, kind);
        }
        return plain;
    }

    private static boolean isTreePage(PagePointer pointer, byte[] plain) {
        return (pointer.pages() == 1 || TreePages.isColumnLeaf(plain)) && TreePages.isValid(plain);
    }

    /** Chunks of large values and of bitmaps are read once, if ever again. */
    static boolean isCached(int pages, PageKind kind) {
        return pages == 1 || kind == PageKind.TREE;
    }

    private static StoreException damaged(PagePointer pointer, PageKind kind) {
        return new StoreException(StoreErrorCode.CORRUPTED, "page=" + pointer.pageNumber() + ", kind=" + kind);
    }
}
