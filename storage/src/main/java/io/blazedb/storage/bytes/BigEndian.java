/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.bytes;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Numbers in byte arrays, most significant byte first, at any offset. */
public final class BigEndian {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

    private BigEndian() {}

    public static long getLong(byte[] from, int offset) {
        return (long) LONG.get(from, offset);
    }

    public static void putLong(byte[] into, int offset, long value) {
        LONG.set(into, offset, value);
    }

    public static int getInt(byte[] from, int offset) {
        return (int) INT.get(from, offset);
    }

    public static void putInt(byte[] into, int offset, int value) {
        INT.set(into, offset, value);
    }

    /** An unsigned 16-bit number. */
    public static int getShort(byte[] from, int offset) {
        return (short) SHORT.get(from, offset) & 0xffff;
    }

    public static void putShort(byte[] into, int offset, int value) {
        SHORT.set(into, offset, (short) value);
    }

    /** An unsigned 48-bit number. */
    public static long getLong6(byte[] from, int offset) {
        return (long) getShort(from, offset) << 32 | (getInt(from, offset + 2) & 0xffff_ffffL);
    }

    public static void putLong6(byte[] into, int offset, long value) {
        putShort(into, offset, (int) (value >>> 32));
        putInt(into, offset + 2, (int) value);
    }

    /**
     * The first eight of {@code length} bytes as an unsigned number, with zeros behind a shorter sequence: the order of two heads that
     * differ is the order of their bytes.
     */
    public static long head(byte[] from, int offset, int length) {
        if (length >= 8) {
            return getLong(from, offset);
        }
        long head = 0;
        for (int i = 0; i < length; i++) {
            head |= (from[offset + i] & 0xffL) << (56 - 8 * i);
        }
        return head;
    }
}
