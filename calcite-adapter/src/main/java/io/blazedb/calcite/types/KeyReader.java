/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.types;

import io.blazedb.storage.bytes.ByteSlice;
import java.util.Arrays;

/** Reads a key from its first byte to its last. Not thread-safe. */
final class KeyReader {
    private final byte[] bytes;
    private final int end;
    private int at;
    private int mask;

    KeyReader(ByteSlice key) {
        this.bytes = key.array();
        this.at = key.offset();
        this.end = key.offset() + key.length();
    }

    /** Whether the following bytes have their bits flipped. */
    void invert(boolean inverted) {
        mask = inverted ? 0xff : 0;
    }

    /** The next byte, 0 to 255. */
    int next() {
        if (at >= end) {
            throw RowCodec.damaged();
        }
        return (bytes[at++] & 0xff) ^ mask;
    }

    long nextNumber(int length) {
        long value = 0;
        for (int i = 0; i < length; i++) {
            value = value << 8 | next();
        }
        return value;
    }

    /** The content of an escaped sequence of bytes. */
    byte[] nextEscaped() {
        byte[] content = new byte[end - at];
        int size = 0;
        while (true) {
            int value = next();
            if (value == 0) {
                int escape = next();
                if (escape == 1) {
                    return Arrays.copyOf(content, size);
                }
                if (escape != 0xff) {
                    throw RowCodec.damaged();
                }
            }
            content[size++] = (byte) value;
        }
    }

    void skip(int count) {
        if (count > end - at) {
            throw RowCodec.damaged();
        }
        at += count;
    }

    byte[] rest() {
        return Arrays.copyOfRange(bytes, at, end);
    }
}
