/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.btree;

import io.blazedb.storage.bytes.LargeValue;
import io.blazedb.storage.bytes.Limits;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.page.LargeReference;
import io.blazedb.storage.page.PageKind;
import io.blazedb.storage.page.PagePointer;
import io.blazedb.storage.pager.PageAllocator;
import io.blazedb.storage.pager.PageWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
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

    /** Stands for the length of a stream that is read to its end. */
    public static final long TO_THE_END = -1;

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
     * Writes the next {@code length} bytes of a stream, at least one, or all that it has. If that fails, the pages are free again.
     *
     * @param length how many, or {@link #TO_THE_END}
     * @throws StoreException TOO_LARGE if a stream that is read to its end is longer than a value may be
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

    private LargeReference write(Source source, long wanted) throws IOException {
        long length = wanted;
        if (wanted == TO_THE_END) {
            length = writeAll(source);
        } else {
            for (long at = 0; at < length; at += Limits.CHUNK_BYTES_MAX) {
                int part = (int) Math.min(length - at, Limits.CHUNK_BYTES_MAX);
                byte[] chunk = new byte[LargeValues.roundedUp(part, pageBytes)];
                if (source.read(at, chunk, part) < part) {
                    throw new IllegalArgumentException("the stream ended before its length");
                }
                add(0, writeChunk(chunk));
            }
        }
        int level = 0;
        while (level < pending.size() - 1 || pending.get(level).size() > 1) {
            add(level + 1, writePointers(level));
            level++;
        }
        return new LargeReference(length, level, pending.get(level).get(0));
    }

    /** Writes the chunks of a source of unknown length, which it returns. */
    private long writeAll(Source source) throws IOException {
        long length = 0;
        int part = Limits.CHUNK_BYTES_MAX;
        while (part == Limits.CHUNK_BYTES_MAX) {
            byte[] chunk = new byte[Limits.CHUNK_BYTES_MAX];
            part = source.read(length, chunk, chunk.length);
            length += part;
            if (length > Limits.VALUE_BYTES_MAX) {
                throw new StoreException(StoreErrorCode.TOO_LARGE, "valueBytesMax=" + Limits.VALUE_BYTES_MAX);
            }
            if (part > 0) {
                add(0, writeChunk(Arrays.copyOf(chunk, LargeValues.roundedUp(part, pageBytes))));
            }
        }
        if (length == 0) {
            throw new IllegalArgumentException("the stream is empty");
        }
        return length;
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
