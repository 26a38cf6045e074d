/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.pager;

import io.blazedb.storage.page.PageKind;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Plaintext pages by identity: page number and tag. What a pointer means never changes, so a cached page is never stale; a page
 * number that is written again has another tag.
 *
 * <p>Sets of eight places; a page may stand in any place of the set that its number hashes to. Within a set, the first page that
 * was not used since it was last looked at gives way. There are as many places as pages of the file's size may be cached; if larger
 * pages stand in them, pages of other sets give way until the bytes are few enough.
 *
 * <p>Pages of long walks come in where there is room, and only now and then in the place of others: a table that is larger than the cache
 * would otherwise be driven out by its own end before it is read again, and everything else with it.
 *
 * <p>Threading: lock-free; a race costs a second read of a page, never a wrong one.
 */
final class PageCache {
    private static final int WAYS = 8;
    /** A table that has just become the busy one is in the cache after a few walks, not after one. */
    private static final int WALKED_IN_ONE_OF = 4;

    private final AtomicReferenceArray<@Nullable Entry> places;
    /** Page number at each place, so that a search touches one line of memory and one entry; racy, the entry decides. */
    private final long[] numbers;

    private final int setMask;
    private final long bytesMax;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicInteger hand = new AtomicInteger();
    /** Racy on purpose: any sequence of bits will do. */
    private long dice = 1;

    private static final class Entry {
        final long pageNumber;
        final long tagHigh;
        final long tagLow;
        final PageKind kind;
        final byte[] plain;
        /** Racy on purpose: it only guides replacement. */
        boolean used;

        Entry(long pageNumber, long tagHigh, long tagLow, PageKind kind, byte[] plain) {
            this.pageNumber = pageNumber;
            this.tagHigh = tagHigh;
            this.tagLow = tagLow;
            this.kind = kind;
            this.plain = plain;
        }
    }

    PageCache(long cacheBytes, int pageBytes) {
        long wantedSets = Math.max(1, cacheBytes / pageBytes / WAYS);
        int sets = Integer.highestOneBit((int) Math.min(wantedSets, 1 << 24));
        places = new AtomicReferenceArray<>(sets * WAYS);
        numbers = new long[sets * WAYS];
        setMask = sets - 1;
        bytesMax = (long) sets * WAYS * pageBytes;
    }

    byte @Nullable [] get(long pageNumber, long tagHigh, long tagLow, PageKind kind) {
        int first = firstPlace(pageNumber);
        for (int place = first; place < first + WAYS; place++) {
            Entry entry = numbers[place] == pageNumber ? places.getAcquire(place) : null;
            if (entry != null
                    && entry.pageNumber == pageNumber
                    && entry.tagLow == tagLow
                    && entry.tagHigh == tagHigh
                    && entry.kind == kind) {
                if (!entry.used) {
                    entry.used = true;
                }
                return entry.plain;
            }
        }
        return null;
    }

    void put(long pageNumber, long tagHigh, long tagLow, PageKind kind, byte[] plain) {
        int first = firstPlace(pageNumber);
        int victim = -1;
        for (int place = first; place < first + WAYS; place++) {
            Entry entry = places.getAcquire(place);
            if (entry == null || entry.pageNumber == pageNumber) {
                victim = place;
                break;
            }
            if (entry.used) {
                entry.used = false;
            } else if (victim < 0) {
                victim = place;
            }
        }
        if (victim < 0) {
            victim = first + (int) (pageNumber >>> 7 & WAYS - 1);
        }
        numbers[victim] = pageNumber;
        Entry previous = places.getAndSet(victim, new Entry(pageNumber, tagHigh, tagLow, kind, plain));
        if (bytes.addAndGet(plain.length - sizeOf(previous)) > bytesMax) {
            makeRoom(victim);
        }
    }

    /** Remembers a page that a long walk came to, if there is room, or in one of some times. */
    void putWalked(long pageNumber, long tagHigh, long tagLow, PageKind kind, byte[] plain) {
        if (hasRoom(pageNumber, plain.length) || throwDice() == 0) {
            put(pageNumber, tagHigh, tagLow, kind, plain);
        }
    }

    private boolean hasRoom(long pageNumber, int length) {
        if (bytes.get() + length > bytesMax) {
            return false;
        }
        int first = firstPlace(pageNumber);
        for (int place = first; place < first + WAYS; place++) {
            if (places.getAcquire(place) == null) {
                return true;
            }
        }
        return false;
    }

    private int throwDice() {
        long next = dice * 0x5851f42d4c957f2dL + 0x14057b7ef767814fL;
        dice = next;
        return (int) (next >>> 33) % WALKED_IN_ONE_OF;
    }

    private static int sizeOf(@Nullable Entry entry) {
        return entry == null ? 0 : entry.plain.length;
    }

    /** About how much memory the pages take. */
    long bytes() {
        return bytes.get();
    }

    /** Two rounds at most: the first may find every page used. */
    private void makeRoom(int kept) {
        for (int i = 0; i < 2 * places.length() && bytes.get() > bytesMax; i++) {
            int place = (hand.getAndIncrement() & Integer.MAX_VALUE) % places.length();
            Entry entry = place == kept ? null : places.getAcquire(place);
            if (entry != null && entry.used) {
                entry.used = false;
            } else if (entry != null && places.compareAndSet(place, entry, null)) {
                bytes.addAndGet(-entry.plain.length);
            }
        }
    }

    private int firstPlace(long pageNumber) {
        long mixed = pageNumber * 0x9e3779b97f4a7c15L;
        return ((int) (mixed >>> 36) & setMask) * WAYS;
    }
}
