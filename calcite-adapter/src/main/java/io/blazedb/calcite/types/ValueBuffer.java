/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.types;

import java.util.Arrays;

/** A growing array of bytes. Not thread-safe. */
final class ValueBuffer {
    private byte[] bytes;
    private int size;

    ValueBuffer(int expectedBytes) {
        this.bytes = new byte[Math.max(16, expectedBytes)];
    }

    int size() {
        return size;
    }

    void put(int value) {
        reserve(1);
        bytes[size++] = (byte) value;
    }

    void putShort(int value) {
        reserve(2);
        bytes[size] = (byte) (value >> 8);
        bytes[size + 1] = (byte) value;
        size += 2;
    }

    void putInt(int value) {
        reserve(4);
        BigEndian.putInt(bytes, size, value);
        size += 4;
    }

    void putLong(long value) {
        reserve(8);
        BigEndian.putLong(bytes, size, value);
        size += 8;
    }

    void put(byte[] source) {
        reserve(source.length);
        System.arraycopy(source, 0, bytes, size, source.length);
        size += source.length;
    }

    /** Bytes in an order-preserving form: 0 becomes 0 255, and 0 1 ends them. */
    void putEscaped(byte[] source) {
        reserve(source.length + 2);
        for (byte b : source) {
            put(b);
            if (b == 0) {
                put(0xff);
            }
        }
        put(0);
        put(1);
    }

    /** Flips every bit from a position on, which turns the order around. */
    void invertFrom(int position) {
        for (int i = position; i < size; i++) {
            bytes[i] = (byte) ~bytes[i];
        }
    }

    byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    private void reserve(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}
