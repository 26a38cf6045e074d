/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.btree;

import io.blazedb.storage.bytes.LargeValue;
import io.blazedb.storage.bytes.Limits;
import io.blazedb.storage.page.LargeReference;
import io.blazedb.storage.page.PageKind;
import io.blazedb.storage.page.PagePointer;
import io.blazedb.storage.pager.Pager;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A large value in its chunks. Keeps the last chunk, and the last chunk of pointers on each level. */
public final class StoredLargeValue implements LargeValue {
    private final Pager pager;
    private final LargeReference reference;
    private final @Nullable PagePointer[] openPointers;
    private final byte[][] openChunks;

    /** A reference that was decoded and found right. */
    public StoredLargeValue(Pager pager, LargeReference reference) {
        this.pager = pager;
        this.reference = reference;
        this.openPointers = new PagePointer[reference.levels() + 1];
        this.openChunks = new byte[reference.levels() + 1][];
    }

    @Override
    public long length() {
        return reference.length();
    }

    @Override
    public int read(long position, byte[] into, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, into.length);
        int done = 0;
        while (done < length && position + done < reference.length()) {
            long at = position + done;
            int inChunk = (int) (at % Limits.CHUNK_BYTES_MAX);
            int chunkBytes = (int) Math.min(Limits.CHUNK_BYTES_MAX, reference.length() - at + inChunk);
            byte[] chunk = chunk(at / Limits.CHUNK_BYTES_MAX, chunkBytes);
            int part = Math.min(length - done, chunkBytes - inChunk);
            System.arraycopy(chunk, inChunk, into, offset + done, part);
            done += part;
        }
        return done;
    }

    /** The chunk of that number: down through the pointers, each level of which divides the number. */
    private byte[] chunk(long number, int bytes) {
        PagePointer pointer = reference.pointer();
        for (int level = reference.levels(); level > 0; level--) {
            long below = 1;
            for (int i = 1; i < level; i++) {
                below *= LargeValues.POINTERS_PER_CHUNK;
            }
            int index = (int) (number / below % LargeValues.POINTERS_PER_CHUNK);
            byte[] pointers = open(level, pointer, (index + 1) * PagePointer.BYTES);
            pointer = PagePointer.decode(pointers, index * PagePointer.BYTES);
        }
        return open(0, pointer, bytes);
    }

    private byte[] open(int level, PagePointer pointer, int bytesMin) {
        byte[] chunk = openChunks[level];
        if (chunk == null || !pointer.equals(openPointers[level])) {
            chunk = pager.read(pointer, PageKind.OVERFLOW);
            openPointers[level] = pointer;
            openChunks[level] = chunk;
        }
        if (chunk.length < bytesMin) {
            throw LargeValues.damaged(pointer);
        }
        return chunk;
    }
}
