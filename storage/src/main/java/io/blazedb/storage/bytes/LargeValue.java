/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.bytes;

import java.io.InputStream;
import java.util.Objects;

/**
 * A value that is read piece by piece. Each chunk is authenticated before a byte of it is given out. Valid until the transaction that
 * it was read in ends. One thread at a time.
 */
public interface LargeValue {

    /** Bytes of the value. */
    long length();

    /** Copies bytes from a position on; returns how many, fewer than {@code length} only at the end, never negative. */
    int read(long position, byte[] into, int offset, int length);

    /** Reads the value from its beginning; holds nothing that must be closed. */
    default InputStream stream() {
        return new LargeValueStream(this);
    }

    /** A value that is in memory. */
    static LargeValue of(ByteSlice bytes) {
        return new LargeValue() {
            @Override
            public long length() {
                return bytes.length();
            }

            @Override
            public int read(long position, byte[] into, int offset, int length) {
                Objects.checkFromIndexSize(offset, length, into.length);
                int part = (int) Math.max(0, Math.min(length, bytes.length() - position));
                if (part > 0) {
                    System.arraycopy(bytes.array(), bytes.offset() + (int) position, into, offset, part);
                }
                return part;
            }
        };
    }
}
