/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.page;

import io.blazedb.storage.bytes.BigEndian;

/**
 * Where a large value is: its only chunk, or a tree of pointers to its chunks.
 *
 * <pre>
 * offset size field
 *      0    8 length of the value
 *      8    1 levels of pointers above the chunks; 0: the pointer means the only chunk
 *      9   44 pointer
 * </pre>
 *
 * @param length bytes of the value
 * @param levels levels of pointers above the chunks
 * @param pointer the chunk or the topmost pointers
 */
public record LargeReference(long length, int levels, PagePointer pointer) {
    public static final int BYTES = 9 + PagePointer.BYTES;

    public byte[] encode() {
        byte[] bytes = new byte[BYTES];
        BigEndian.putLong(bytes, 0, length);
        bytes[8] = (byte) levels;
        pointer.encode(bytes, 9);
        return bytes;
    }

    public static LargeReference decode(byte[] from, int offset) {
        return new LargeReference(
                BigEndian.getLong(from, offset), from[offset + 8], PagePointer.decode(from, offset + 9));
    }
}
