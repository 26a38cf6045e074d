/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.btree;

import io.blazedb.storage.bytes.LargeValue;
import io.blazedb.storage.bytes.Limits;
import io.blazedb.storage.page.LargeReference;
import io.blazedb.storage.page.PageKind;
import io.blazedb.storage.page.PagePointer;
import io.blazedb.storage.pager.PageAllocator;
import io.blazedb.storage.pager.PageWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes one large value: its chunks in order, and the pointers to them in as few chunks as possible. Needs memory for one chunk, and
 * for one chunk of pointers on each level.
 */
public final class LargeValueWriter {
    private final PageAllocator allocator;
    private final PageWriter writer;
    private final int pageBytes;
    /** Pointers of each level, the lowest first, that are not in a chunk yet. */
    private final List<List<PagePointer>> pending = new ArrayList<>();

    private final List<PagePointer> written = new ArrayList<>();

    private LargeValueWriter(PageAllocator allocator, PageWriter writer, int pageBytes) {
        this.allocator = allocator;
        this.writer = writer;
        this.pageBytes = pageBytes;
    }

    /** Where the next part of a value comes from. */
    private interface Source {
        int read(long position, byte[] into, int length) throws IOException;
    }

    static LargeReference write(PageAllocator allocator, PageWriter writer, int pageBytes, LargeValue value) {
        return write(
                allocator,
                writer,
                pageBytes,
                (position, into, length) -> value.read(position, into, 0, length),
                value.length());
    }

    /**
     * Writes the next {@code length} bytes of a stream, at least one. If that fails, the pages are free again.
     *
     * @throws IllegalArgumentException if the stream ends before
     * @throws UncheckedIOException if the stream fails
     */
    public static LargeReference write(
            PageAllocator allocator, PageWriter writer, int pageBytes, InputStream stream, long length) {
        return write(allocator, writer, pageBytes, (position, into, part) -> stream.readNBytes(into, 0, part), length);
    }

    private static LargeReference write(
            PageAllocator allocator, PageWriter writer, int pageBytes, Source source, long length) {
        LargeValueWriter value = new LargeValueWriter(allocator, writer, pageBytes);
        try {
            return value.write(source, length);
        } catch (IOException e) {
            value.written.forEach(allocator::free);
            throw new UncheckedIOException(e);
        } catch (RuntimeException | Error e) {
            value.written.forEach(allocator::free);
            throw e;
        }
    }

    private LargeReference write(Source source, long length) throws IOException {
        for (long at = 0; at < length; at += Limits.CHUNK_BYTES_MAX) {
            int part = (int) Math.min(length - at, Limits.CHUNK_BYTES_MAX);
            byte[] chunk = new byte[LargeValues.roundedUp(part, pageBytes)];
            if (source.read(at, chunk, part) < part) {
                throw new IllegalArgumentException("the stream ended before its length");
            }
            add(0, writeChunk(chunk));
        }
        int level = 0;
        while (level < pending.size() - 1 || pending.get(level).size() > 1) {
            add(level + 1, writePointers(level));
            level++;
        }
        return new LargeReference(length, level, pending.get(level).get(0));
    }

    private void add(int level, PagePointer pointer) {
        if (level == pending.size()) {
            pending.add(new ArrayList<>());
        }
        if (pending.get(level).size() == LargeValues.POINTERS_PER_CHUNK) {
            add(level + 1, writePointers(level));
        }
        pending.get(level).add(pointer);
    }

    private PagePointer writePointers(int level) {
        List<PagePointer> group = pending.get(level);
        byte[] chunk = new byte[LargeValues.roundedUp(group.size() * PagePointer.BYTES, pageBytes)];
        for (int i = 0; i < group.size(); i++) {
            group.get(i).encode(chunk, i * PagePointer.BYTES);
        }
        group.clear();
        return writeChunk(chunk);
    }

    private PagePointer writeChunk(byte[] chunk) {
        PagePointer pointer = writer.write(allocator.allocate(chunk.length / pageBytes), PageKind.OVERFLOW, chunk);
        written.add(pointer);
        return pointer;
    }
}
