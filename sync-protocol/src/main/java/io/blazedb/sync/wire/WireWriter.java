/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Builds a message: fixed-width integers big-endian, lengths and counts as unsigned LEB128. Not thread-safe. */
public final class WireWriter {
    private byte[] bytes;
    private int size;

    public WireWriter() {
        this(256);
    }

    public WireWriter(int expectedBytes) {
        bytes = new byte[Math.max(16, expectedBytes)];
    }

    public WireWriter u8(int value) {
        ensure(1);
        bytes[size++] = (byte) value;
        return this;
    }

    public WireWriter u16(int value) {
        return u8(value >>> 8).u8(value);
    }

    public WireWriter u32(int value) {
        return u16(value >>> 16).u16(value);
    }

    public WireWriter u64(long value) {
        return u32((int) (value >>> 32)).u32((int) value);
    }

    /** An unsigned integer of 1 to 10 bytes, seven bits each, lowest first. */
    public WireWriter varint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            u8((int) (rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        return u8((int) rest);
    }

    /** Bytes as they are, without a length. */
    public WireWriter raw(byte[] value) {
        ensure(value.length);
        System.arraycopy(value, 0, bytes, size, value.length);
        size += value.length;
        return this;
    }

    /** A length and bytes. */
    public WireWriter bytes(byte[] value) {
        return varint(value.length).raw(value);
    }

    /** A length and UTF-8. */
    public WireWriter text(String value) {
        return bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    public int size() {
        return size;
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    private void ensure(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(size, more)));
        }
    }
}
