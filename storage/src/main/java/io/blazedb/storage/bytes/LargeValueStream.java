/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.bytes;

import java.io.InputStream;

/** A large value from its beginning to its end. */
final class LargeValueStream extends InputStream {
    private final LargeValue value;
    private long position;

    LargeValueStream(LargeValue value) {
        this.value = value;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        int part = value.read(position, into, offset, length);
        position += part;
        return part == 0 ? -1 : part;
    }

    @Override
    public long skip(long count) {
        long skipped = Math.max(0, Math.min(count, value.length() - position));
        position += skipped;
        return skipped;
    }

    @Override
    public int available() {
        return (int) Math.min(Integer.MAX_VALUE, value.length() - position);
    }
}
