/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.space;

import io.blazedb.storage.bytes.BigEndian;
import io.blazedb.storage.bytes.Limits;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.page.PageKind;
import io.blazedb.storage.page.PagePointer;
import io.blazedb.storage.pager.PageWriter;
import io.blazedb.storage.pager.Pager;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One bit per page of the file, set if the page is allocated, in bitmap pages that are copied on their first change. Bit 0 is the
 * highest bit of the first byte. The directory is one run of pages with an entry for each bitmap page:
 *
 * <pre>
 * size field
 *   44 pointer to the bitmap page; none if no bit of it was ever set
 *    4 free pages among those that it speaks about
 * </pre>
 */
final class AllocationBitmap {
    private static final int ENTRY_BYTES = PagePointer.BYTES + 4;

    private final Pager pager;
    private final int bitsPerPage;
    private final List<Part> parts = new ArrayList<>();
    private long filePages;
    private long freePages;

    private static final class Part {
        PagePointer pointer;
        int free;
        byte @Nullable [] bits;
        boolean dirty;
        long place;

        Part(PagePointer pointer, int free) {
            this.pointer = pointer;
            this.free = free;
        }
    }

    AllocationBitmap(Pager pager, PagePointer directory, long filePages) {
        this.pager = pager;
        bitsPerPage = pager.pageBytes() * 8;
        if (!directory.isNone()) {
            readDirectory(directory, filePages);
        }
    }

    private void readDirectory(PagePointer directory, long pages) {
        byte[] bytes = pager.read(directory, PageKind.BITMAP);
        long count = (pages + bitsPerPage - 1) / bitsPerPage;
        if (pages < 0 || count * ENTRY_BYTES > bytes.length) {
            throw new StoreException(StoreErrorCode.CORRUPTED, "bitmap directory");
        }
        filePages = pages;
        for (int i = 0; i < count; i++) {
            int free = BigEndian.getInt(bytes, i * ENTRY_BYTES + PagePointer.BYTES);
            if (free < 0 || free > bitsPerPage) {
                throw new StoreException(StoreErrorCode.CORRUPTED, "bitmap directory");
            }
            parts.add(new Part(PagePointer.decode(bytes, i * ENTRY_BYTES), free));
            freePages += free;
        }
    }

    long filePages() {
        return filePages;
    }

    long freePages() {
        return freePages;
    }

    /** Speaks about more pages from now on; the new ones are free. */
    void grow(long newFilePages) {
        long added = newFilePages - filePages;
        while ((long) parts.size() * bitsPerPage < newFilePages) {
            parts.add(new Part(PagePointer.NONE, 0));
        }
        for (long page = filePages; page < newFilePages; ) {
            Part part = parts.get((int) (page / bitsPerPage));
            long end = Math.min(newFilePages, (page / bitsPerPage + 1) * bitsPerPage);
            part.free += (int) (end - page);
            page = end;
        }
        freePages += added;
        filePages = newFilePages;
    }

    /** First page behind all that are allocated. */
    long usedEnd() {
        for (int index = parts.size() - 1; index >= 0; index--) {
            long from = (long) index * bitsPerPage;
            long to = Math.min(filePages, from + bitsPerPage);
            for (long page = to - 1; page >= from && parts.get(index).free < to - from; page--) {
                if (isAllocated(page)) {
                    return page + 1;
                }
            }
        }
        return 0;
    }

    /** No longer speaks about free pages at the end; returns the bitmap pages that are not needed any more. */
    List<PagePointer> shrink(long newFilePages) {
        List<PagePointer> dropped = new ArrayList<>();
        for (int index = parts.size() - 1; (long) index * bitsPerPage >= newFilePages; index--) {
            Part part = parts.remove(index);
            if (!part.pointer.isNone()) {
                dropped.add(part.pointer);
            }
        }
        int last = parts.size() - 1;
        parts.get(last).free -= (int) (Math.min(filePages, (long) parts.size() * bitsPerPage) - newFilePages);
        freePages -= filePages - newFilePages;
        filePages = newFilePages;
        return dropped;
    }

    /** Lets the bitmap pages that the condition names be written anew. */
    void touch(Predicate<PagePointer> moves) {
        for (Part part : parts) {
            if (!part.dirty && !part.pointer.isNone() && moves.test(part.pointer)) {
                part.bits = bits(part).clone();
                part.dirty = true;
            }
        }
    }

    boolean isAllocated(long page) {
        byte[] bits = bits(parts.get((int) (page / bitsPerPage)));
        int bit = (int) (page % bitsPerPage);
        return (bits[bit >>> 3] & 0x80 >>> (bit & 7)) != 0;
    }

    /** Sets or clears the bits of adjacent pages, all of which must have the other value. */
    void mark(long firstPage, int pages, boolean allocated) {
        if (firstPage < 0 || firstPage + pages > filePages) {
            throw new StoreException(StoreErrorCode.CORRUPTED, "page=" + firstPage + ", pages=" + pages);
        }
        for (long page = firstPage; page < firstPage + pages; page++) {
            Part part = parts.get((int) (page / bitsPerPage));
            byte[] bits = bits(part);
            if (!part.dirty) {
                bits = bits.clone();
                part.bits = bits;
                part.dirty = true;
            }
            int bit = (int) (page % bitsPerPage);
            int mask = 0x80 >>> (bit & 7);
            if ((bits[bit >>> 3] & mask) != 0 == allocated) {
                throw new StoreException(StoreErrorCode.CORRUPTED, "page=" + page + ", allocated=" + allocated);
            }
            bits[bit >>> 3] ^= (byte) mask;
            part.free += allocated ? -1 : 1;
        }
        freePages += allocated ? -pages : pages;
    }

    /** First of at least {@code pages} adjacent free pages at or after {@code from}, or -1. */
    long findRun(long from, int pages) {
        long start = nextFree(from);
        while (start >= 0) {
            long end = runEnd(start, start + pages);
            if (end - start >= pages) {
                return start;
            }
            start = nextFree(end);
        }
        return -1;
    }

    /** The first allocated page after {@code start}, or {@code limit} or the end of the file if they come first. */
    long runEnd(long start, long limit) {
        long end = Math.min(limit, filePages);
        long page = start;
        while (page < end) {
            int bit = (int) (page % bitsPerPage);
            long word = word(page) << (bit & 63);
            if (word == 0) {
                page += 64 - (bit & 63);
            } else {
                return Math.min(end, page + Long.numberOfLeadingZeros(word));
            }
        }
        return end;
    }

    private long nextFree(long from) {
        long page = from;
        while (page < filePages) {
            if (parts.get((int) (page / bitsPerPage)).free == 0) {
                page = (page / bitsPerPage + 1) * bitsPerPage;
                continue;
            }
            int bit = (int) (page % bitsPerPage);
            long free = ~word(page) << (bit & 63);
            if (free == 0) {
                page += 64 - (bit & 63);
            } else {
                page += Long.numberOfLeadingZeros(free);
                return page < filePages ? page : -1;
            }
        }
        return -1;
    }

    private long word(long page) {
        byte[] bits = bits(parts.get((int) (page / bitsPerPage)));
        return BigEndian.getLong(bits, (int) (page % bitsPerPage) >>> 6 << 3);
    }

    private byte[] bits(Part part) {
        byte[] bits = part.bits;
        if (bits == null) {
            if (part.pointer.isNone()) {
                bits = new byte[pager.pageBytes()];
            } else if (part.pointer.pages() != 1) {
                throw new StoreException(StoreErrorCode.CORRUPTED, "page=" + part.pointer.pageNumber());
            } else {
                bits = pager.read(part.pointer, PageKind.BITMAP);
            }
            part.bits = bits;
        }
        return bits;
    }

    /** Pointers to the bitmap pages. */
    List<PagePointer> pages() {
        return parts.stream()
                .map(part -> part.pointer)
                .filter(pointer -> !pointer.isNone())
                .toList();
    }

    /** Whether every directory entry counts the free pages of its bitmap page right. */
    boolean countsAreRight() {
        for (int i = 0; i < parts.size(); i++) {
            long from = (long) i * bitsPerPage;
            long to = Math.min(filePages, from + bitsPerPage);
            int free = 0;
            for (long page = from; page < to; page++) {
                free += isAllocated(page) ? 0 : 1;
            }
            if (free != parts.get(i).free) {
                return false;
            }
        }
        return true;
    }

    /** A changed bitmap page that has no new place yet: its old pointer, possibly none; null if there is no such page. */
    @Nullable
    PagePointer nextUnplaced() {
        for (Part part : parts) {
            if (part.dirty && part.place == 0) {
                return part.pointer;
            }
        }
        return null;
    }

    /** Gives the page that {@link #nextUnplaced} returned its new place. */
    void place(long pageNumber) {
        for (Part part : parts) {
            if (part.dirty && part.place == 0) {
                part.place = pageNumber;
                return;
            }
        }
        throw new IllegalStateException("nothing to place");
    }

    /** How many bitmap pages there are. */
    int partCount() {
        return parts.size();
    }

    /** Pages that a directory of so many bitmap pages takes. */
    int directoryPages(int count) {
        int pages = (count * ENTRY_BYTES + pager.pageBytes() - 1) / pager.pageBytes();
        if (pages > PagePointer.PAGES_MAX) {
            throw new StoreException(StoreErrorCode.TOO_LARGE, "pages=" + filePages);
        }
        return pages;
    }

    /** Writes the changed bitmap pages to their new places, and the directory. */
    PagePointer write(PageWriter writer, long directoryPage, int directoryPages) {
        byte[] directory = new byte[directoryPages * pager.pageBytes()];
        int at = 0;
        for (Part part : parts) {
            byte[] bits = part.bits;
            if (part.dirty && bits != null) {
                part.pointer = writer.write(part.place, PageKind.BITMAP, bits.clone());
                part.dirty = false;
                part.place = 0;
            }
            part.pointer.encode(directory, at);
            BigEndian.putInt(directory, at + PagePointer.BYTES, part.free);
            at += ENTRY_BYTES;
        }
        assert at <= directory.length && directory.length <= Limits.CHUNK_BYTES_MAX * 32;
        return writer.write(directoryPage, PageKind.BITMAP, directory);
    }
}
