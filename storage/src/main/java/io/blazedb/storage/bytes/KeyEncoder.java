/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.bytes;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/**
 * Writes typed columns one after the other so that the unsigned order of the bytes is the order of the columns. The types of the
 * columns are not in the bytes: who decodes must know them.
 *
 * <pre>
 * null          00 before, 02 behind every value; in front of a value of a nullable column stands 01
 * boolean       00 or 01
 * int, long     4 or 8 bytes, most significant first, sign bit flipped
 * float, double IEEE bits, sign bit flipped if positive, all bits flipped if negative; -0 as 0, one NaN, greater than everything
 * decimal       sign 00 negative, 01 zero, 02 positive; if not zero: exponent to the base 100 as an int, digits to the base 100
 *               as 01..64 without trailing zeros, 00; all but the sign inverted if negative
 * string        UTF-8 as bytes
 * bytes         00 as 00 FF, at the end 00 01
 * uuid          16 bytes, unsigned
 * descending    every byte of the value inverted, not of the null marker
 * </pre>
 *
 * <p>Not thread-safe; reusable by {@link #reset()}.
 */
public final class KeyEncoder {
    private byte[] buffer = new byte[64];
    private int length;
    private boolean descending;

    /** An empty key. */
    public KeyEncoder() {}

    /** Columns that follow sort from large to small, or from small to large again. */
    public KeyEncoder descending(boolean value) {
        descending = value;
        return this;
    }

    /** A null of a nullable column. */
    public KeyEncoder putNull(boolean nullsFirst) {
        append(nullsFirst ? KeyMarkers.NULL_FIRST : KeyMarkers.NULL_LAST);
        return this;
    }

    /** A nullable column's value follows. */
    public KeyEncoder putPresent() {
        append(KeyMarkers.PRESENT);
        return this;
    }

    public KeyEncoder putBoolean(boolean value) {
        int start = length;
        append(value ? 1 : 0);
        return end(start);
    }

    public KeyEncoder putInt(int value) {
        int start = length;
        reserve(4);
        BigEndian.putInt(buffer, length, value ^ Integer.MIN_VALUE);
        length += 4;
        return end(start);
    }

    public KeyEncoder putLong(long value) {
        int start = length;
        reserve(8);
        BigEndian.putLong(buffer, length, value ^ Long.MIN_VALUE);
        length += 8;
        return end(start);
    }

    public KeyEncoder putFloat(float value) {
        int bits = Float.floatToIntBits(value == 0 ? 0.0f : value);
        return putInt(bits < 0 ? ~bits ^ Integer.MIN_VALUE : bits);
    }

    public KeyEncoder putDouble(double value) {
        long bits = Double.doubleToLongBits(value == 0 ? 0.0 : value);
        return putLong(bits < 0 ? ~bits ^ Long.MIN_VALUE : bits);
    }

    /** Numbers that are equal by value have equal bytes, whatever their scale. */
    public KeyEncoder putDecimal(BigDecimal value) {
        int start = length;
        append(1 + value.signum());
        if (value.signum() != 0) {
            int magnitude = length;
            putMagnitude(value.stripTrailingZeros().abs());
            if (value.signum() < 0) {
                invert(magnitude);
            }
        }
        return end(start);
    }

    public KeyEncoder putString(String value) {
        return putBytes(value.getBytes(StandardCharsets.UTF_8));
    }

    public KeyEncoder putBytes(byte[] value) {
        int start = length;
        reserve(value.length + 2);
        for (byte b : value) {
            append(b);
            if (b == 0) {
                append(KeyMarkers.ESCAPED_ZERO);
            }
        }
        append(0);
        append(KeyMarkers.END);
        return end(start);
    }

    public KeyEncoder putUuid(UUID value) {
        int start = length;
        reserve(16);
        BigEndian.putLong(buffer, length, value.getMostSignificantBits());
        BigEndian.putLong(buffer, length + 8, value.getLeastSignificantBits());
        length += 16;
        return end(start);
    }

    /** Bytes that are a part of a key already, such as a primary key behind an index key; never inverted. */
    public KeyEncoder putRaw(byte[] encoded) {
        reserve(encoded.length);
        System.arraycopy(encoded, 0, buffer, length, encoded.length);
        length += encoded.length;
        return this;
    }

    /** Bytes written since the last {@link #reset()}. */
    public int length() {
        return length;
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(buffer, length);
    }

    /** Forgets what was written, and columns ascend again. */
    public KeyEncoder reset() {
        length = 0;
        descending = false;
        return this;
    }

    private void putMagnitude(BigDecimal stripped) {
        String digits = stripped.unscaledValue().toString();
        long exponent = (long) stripped.precision() - stripped.scale();
        boolean odd = Math.floorMod(exponent, 2L) == 1;
        String even = odd ? "0" + digits : digits;
        reserve(4);
        BigEndian.putInt(buffer, length, Math.toIntExact(Math.floorDiv(exponent + 1, 2L)) ^ Integer.MIN_VALUE);
        length += 4;
        for (int i = 0; i < even.length(); i += 2) {
            int tens = even.charAt(i) - '0';
            int ones = i + 1 < even.length() ? even.charAt(i + 1) - '0' : 0;
            append(10 * tens + ones + 1);
        }
        append(0);
    }

    private KeyEncoder end(int start) {
        if (descending) {
            invert(start);
        }
        return this;
    }

    private void invert(int from) {
        for (int i = from; i < length; i++) {
            buffer[i] = (byte) ~buffer[i];
        }
    }

    private void append(int value) {
        reserve(1);
        buffer[length++] = (byte) value;
    }

    private void reserve(int more) {
        if (length + more > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(2 * buffer.length, length + more));
        }
    }
}
