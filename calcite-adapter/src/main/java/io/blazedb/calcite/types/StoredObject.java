/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.types;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.storage.bytes.LargeValue;
import java.io.InputStream;
import java.util.function.BooleanSupplier;

/** A large object in a database; it can be read while the transaction lasts that it was read in. */
public final class StoredObject extends LargeObject {
    private final LargeValue value;
    private final BooleanSupplier isOpen;

    /**
     * An object.
     *
     * @param isOpen whether its transaction lasts
     */
    StoredObject(LargeValue value, boolean text, BooleanSupplier isOpen) {
        super(text);
        this.value = value;
        this.isOpen = isOpen;
    }

    boolean isOpen() {
        return isOpen.getAsBoolean();
    }

    @Override
    public long length() {
        return value.length();
    }

    /** Copies bytes from a position on; returns how many, fewer than {@code length} only at the end, never negative. */
    public int read(long position, byte[] into, int offset, int length) {
        if (!isOpen()) {
            throw new BlazeSqlException(
                    SqlErrorCode.INVALID_LOCATOR,
                    "the transaction has ended in which the large object was read: read its content before");
        }
        return value.read(position, into, offset, length);
    }

    @Override
    public InputStream stream() {
        return new InputStream() {
            private long position;

            @Override
            public int read() {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                int count = StoredObject.this.read(position, into, offset, length);
                position += count;
                return count == 0 && length > 0 ? -1 : count;
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
        };
    }

    @Override
    public Object whole() {
        if (value.length() > Limits.WHOLE_VALUE_BYTES_MAX) {
            throw tooLong();
        }
        return super.whole();
    }
}
