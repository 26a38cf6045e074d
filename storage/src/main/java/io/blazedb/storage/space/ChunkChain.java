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
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * A list of bytes that is read and written as a whole, in as many chunks as it takes.
 *
 * <pre>
 * offset size field
 *      0   44 pointer to the next chunk; none in the last one
 *     44    4 length n of the payload
 *     48    n payload
 *    ...      zeros up to a whole number of pages
 * </pre>
 *
 * @param payload everything, in order
 * @param chunks the chunks it was read from
 */
record ChunkChain(byte[] payload, List<PagePointer> chunks) {
    private static final int HEADER_BYTES = PagePointer.BYTES + 4;
    /** Bound for damaged files: with the smallest page, more than four billion pending ranges. */
    private static final int CHUNKS_MAX = 1 << 20;

    static ChunkChain read(Pager pager, PagePointer first, PageKind kind) {
        List<PagePointer> chunks = new ArrayList<>();
        byte[] payload = new byte[0];
        PagePointer next = first;
        while (!next.isNone()) {
            byte[] chunk = pager.read(next, kind);
            int length = BigEndian.getInt(chunk, PagePointer.BYTES);
            if (length < 0 || length > chunk.length - HEADER_BYTES || chunks.size() == CHUNKS_MAX) {
                throw new StoreException(StoreErrorCode.CORRUPTED, "page=" + next.pageNumber() + ", kind=" + kind);
            }
            chunks.add(next);
            int at = payload.length;
            payload = Arrays.copyOf(payload, at + length);
            System.arraycopy(chunk, HEADER_BYTES, payload, at, length);
            next = PagePointer.decode(chunk, 0);
        }
        return new ChunkChain(payload, chunks);
    }

    /** What of the payload stands before the first chunk that does not authenticate; {@code unreadable} is told of that one. */
    static byte[] readRemains(Pager pager, PagePointer first, PageKind kind, Consumer<StoreException> unreadable) {
        byte[] payload = new byte[0];
        PagePointer next = first;
        try {
            for (int i = 0; i < CHUNKS_MAX && !next.isNone(); i++) {
                byte[] chunk = pager.read(next, kind);
                int length = BigEndian.getInt(chunk, PagePointer.BYTES);
                int at = payload.length;
                payload = Arrays.copyOf(payload, at + length);
                System.arraycopy(chunk, HEADER_BYTES, payload, at, length);
                next = PagePointer.decode(chunk, 0);
            }
        } catch (StoreException e) {
            unreadable.accept(e);
        }
        return payload;
    }

    /** How long the chunks for a payload are, in pages. */
    static List<Integer> chunkPages(int payloadBytes, int pageBytes) {
        List<Integer> pages = new ArrayList<>();
        int capacity = Limits.CHUNK_BYTES_MAX - HEADER_BYTES;
        for (int left = payloadBytes; left > 0; left -= capacity) {
            pages.add((Math.min(left, capacity) + HEADER_BYTES + pageBytes - 1) / pageBytes);
        }
        return pages;
    }

    /** Writes the payload into chunks allocated for at least its size: first page and length in pages of each. */
    static PagePointer write(PageWriter writer, PageKind kind, byte[] payload, List<long[]> places, int pageBytes) {
        int[] starts = new int[places.size() + 1];
        for (int i = 0; i < places.size(); i++) {
            int capacity = (int) places.get(i)[1] * pageBytes - HEADER_BYTES;
            starts[i + 1] = Math.min(payload.length, starts[i] + capacity);
        }
        if (starts[places.size()] < payload.length) {
            throw new IllegalStateException("chain too small");
        }
        PagePointer next = PagePointer.NONE;
        for (int i = places.size() - 1; i >= 0; i--) {
            byte[] chunk = new byte[(int) places.get(i)[1] * pageBytes];
            next.encode(chunk, 0);
            BigEndian.putInt(chunk, PagePointer.BYTES, starts[i + 1] - starts[i]);
            System.arraycopy(payload, starts[i], chunk, HEADER_BYTES, starts[i + 1] - starts[i]);
            next = writer.write(places.get(i)[0], kind, chunk);
        }
        return next;
    }
}
