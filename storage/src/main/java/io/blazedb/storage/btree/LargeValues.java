/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.btree;

import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.bytes.LargeValue;
import io.blazedb.storage.bytes.Limits;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.page.LargeReference;
import io.blazedb.storage.page.PageKind;
import io.blazedb.storage.page.PagePointer;
import io.blazedb.storage.pager.Pager;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Values that are too large for a leaf: chunks of up to 64 KiB, each sealed as one, under a small tree of pointers if there is more
 * than one. A pointer chunk is an array of encoded pointers; how many there are follows from the length of the value.
 */
public final class LargeValues {
    static final int POINTERS_PER_CHUNK = Limits.CHUNK_BYTES_MAX / PagePointer.BYTES;

    private LargeValues() {}

    /** The whole value that an encoded reference in a leaf means; TOO_LARGE if it has to be streamed. */
    public static byte[] read(Pager pager, ByteSlice encodedReference) {
        return readWhole(open(pager, encodedReference));
    }

    /** The whole of a value; TOO_LARGE if it has to be streamed. */
    public static byte[] readWhole(LargeValue value) {
        if (value.length() > Limits.WHOLE_VALUE_BYTES_MAX) {
            throw new StoreException(
                    StoreErrorCode.TOO_LARGE,
                    "valueBytes=" + value.length() + ", wholeValueBytesMax=" + Limits.WHOLE_VALUE_BYTES_MAX
                            + ", use openLarge");
        }
        byte[] whole = new byte[(int) value.length()];
        int length = value.read(0, whole, 0, whole.length);
        assert length == whole.length;
        return whole;
    }

    /** The value that an encoded reference in a leaf means, to be read piece by piece. */
    public static LargeValue open(Pager pager, ByteSlice encodedReference) {
        return new StoredLargeValue(pager, decode(encodedReference));
    }

    /** Calls the consumer with every chunk and pointer chunk of a value; reads only the pointer chunks. */
    public static void forEachPage(Pager pager, ByteSlice encodedReference, Consumer<PagePointer> consumer) {
        visit(pager, decode(encodedReference), consumer, consumer);
    }

    static LargeReference decode(ByteSlice encoded) {
        if (encoded.length() != LargeReference.BYTES) {
            throw new StoreException(StoreErrorCode.CORRUPTED, "reference to a large value");
        }
        LargeReference reference = LargeReference.decode(encoded.array(), encoded.offset());
        if (reference.length() <= 0
                || reference.length() > Limits.VALUE_BYTES_MAX
                || reference.levels() != levels(chunks(reference.length()))) {
            throw damaged(reference.pointer());
        }
        return reference;
    }

    private static void visit(
            Pager pager,
            LargeReference reference,
            Consumer<PagePointer> pointerChunks,
            Consumer<PagePointer> dataChunks) {
        List<PagePointer> level = List.of(reference.pointer());
        for (int height = reference.levels(); height > 0; height--) {
            int wanted = chunks(reference.length());
            for (int i = 1; i < height; i++) {
                wanted = groups(wanted);
            }
            List<PagePointer> below = new ArrayList<>(wanted);
            for (PagePointer pointer : level) {
                pointerChunks.accept(pointer);
                byte[] chunk = pager.read(pointer, PageKind.OVERFLOW);
                int count = Math.min(POINTERS_PER_CHUNK, wanted - below.size());
                if (count * PagePointer.BYTES > chunk.length) {
                    throw damaged(pointer);
                }
                for (int i = 0; i < count; i++) {
                    below.add(PagePointer.decode(chunk, i * PagePointer.BYTES));
                }
            }
            level = below;
        }
        level.forEach(dataChunks);
    }

    static int chunks(long length) {
        return (int) ((length + Limits.CHUNK_BYTES_MAX - 1) / Limits.CHUNK_BYTES_MAX);
    }

    /** How many chunks there are below a full pointer chunk of a height; 1 for a chunk itself. */
    static int chunksBelow(int height) {
        int chunks = 1;
        for (int i = 0; i < height; i++) {
            chunks *= POINTERS_PER_CHUNK;
        }
        return chunks;
    }

    private static int groups(int pointers) {
        return (pointers + POINTERS_PER_CHUNK - 1) / POINTERS_PER_CHUNK;
    }

    private static int levels(int chunks) {
        int levels = 0;
        for (int count = chunks; count > 1; count = groups(count)) {
            levels++;
        }
        return levels;
    }

    static int roundedUp(int bytes, int pageBytes) {
        return (bytes + pageBytes - 1) / pageBytes * pageBytes;
    }

    static StoreException damaged(PagePointer pointer) {
        return new StoreException(StoreErrorCode.CORRUPTED, "page=" + pointer.pageNumber() + ", kind=OVERFLOW");
    }
}
