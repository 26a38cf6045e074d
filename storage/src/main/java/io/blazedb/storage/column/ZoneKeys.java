/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.column;

import io.blazedb.storage.bytes.BigEndian;

/**
 * Values as unsigned 64-bit numbers that keep the order of their {@linkplain ColumnKind.Domain domain}. Bytes are cut to the first eight,
 * so different values may have the same number; a smaller value never has a larger one.
 */
public final class ZoneKeys {
    private ZoneKeys() {}

    public static long ofLong(long value) {
        return value ^ Long.MIN_VALUE;
    }

    public static long ofDouble(double value) {
        // 0.0 + −0.0 is 0.0, and doubleToLongBits knows one NaN only.
        long bits = Double.doubleToLongBits(value + 0.0);
        return bits < 0 ? ~bits : bits ^ Long.MIN_VALUE;
    }

    public static long ofBytes(byte[] from, int offset, int length) {
        return BigEndian.head(from, offset, length);
    }

    /** The number of an encoded value. */
    public static long of(ColumnKind kind, byte[] from, int offset, int length) {
        return switch (kind) {
            case BOOLEAN -> ofLong(from[offset]);
            case INT16 -> ofLong((short) BigEndian.getShort(from, offset));
            case INT32 -> ofLong(BigEndian.getInt(from, offset));
            case INT64 -> ofLong(BigEndian.getLong(from, offset));
            case FLOAT32 -> ofDouble(Float.intBitsToFloat(BigEndian.getInt(from, offset)));
            case FLOAT64 -> ofDouble(Double.longBitsToDouble(BigEndian.getLong(from, offset)));
            case FIXED16, BYTES -> ofBytes(from, offset, length);
            case NONE, OPAQUE -> throw new IllegalArgumentException("values without order");
        };
    }
}
