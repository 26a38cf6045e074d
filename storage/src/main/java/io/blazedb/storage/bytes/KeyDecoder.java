/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.bytes;

import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/**
 * Reads the columns that {@link KeyEncoder} wrote, in the same order and with the same types and directions.
 *
 * <p>Failure: CORRUPTED if the bytes are not such columns. Not thread-safe.
 */
public final class KeyDecoder {
    private final byte[] bytes;
    private final int end;
    private int position;
    private int mask;

    public KeyDecoder(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    public KeyDecoder(ByteSlice slice) {
        this(slice.array(), slice.offset(), slice.length());
    }

    private KeyDecoder(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        position = offset;
        end = offset + length;
    }

    /** Columns that follow were written descending, or ascending again. */
    public KeyDecoder descending(boolean value) {
        mask = value ? 0xff : 0;
        return this;
    }

    /** Reads the marker of a nullable column: true if it is null and has no value. */
    public boolean readNull() {
        require(1);
        int marker = bytes[position++];
        if (marker < KeyMarkers.NULL_FIRST || marker > KeyMarkers.NULL_LAST) {
            throw damaged();
        }
        return marker != KeyMarkers.PRESENT;
    }

    public boolean readBoolean() {
        int value = next();
        if (value > 1) {
            throw damaged();
        }
        return value == 1;
    }

    public int readInt() {
        require(4);
        int value = BigEndian.getInt(bytes, position);
        position += 4;
        return (mask == 0 ? value : ~value) ^ Integer.MIN_VALUE;
    }

    public long readLong() {
        require(8);
        long value = BigEndian.getLong(bytes, position);
        position += 8;
        return (mask == 0 ? value : ~value) ^ Long.MIN_VALUE;
    }

    public float readFloat() {
        int bits = readInt();
        return Float.intBitsToFloat(bits < 0 ? ~bits ^ Integer.MIN_VALUE : bits);
    }

    public double readDouble() {
        long bits = readLong();
        return Double.longBitsToDouble(bits < 0 ? ~bits ^ Long.MIN_VALUE : bits);
    }

    /** The number without trailing zeros: its scale may differ from that of the encoded one. */
    public BigDecimal readDecimal() {
        int sign = next();
        if (sign == KeyMarkers.ZERO) {
            return BigDecimal.ZERO;
        }
        if (sign != KeyMarkers.NEGATIVE && sign != KeyMarkers.POSITIVE) {
            throw damaged();
        }
        int outer = mask;
        mask ^= sign == KeyMarkers.NEGATIVE ? 0xff : 0;
        BigDecimal magnitude = readMagnitude();
        mask = outer;
        return sign == KeyMarkers.NEGATIVE ? magnitude.negate() : magnitude;
    }

    private BigDecimal readMagnitude() {
        long exponent = readInt();
        StringBuilder digits = new StringBuilder();
        for (int pair = next(); pair != 0; pair = next()) {
            if (pair > 100) {
                throw damaged();
            }
            digits.append((char) ('0' + (pair - 1) / 10)).append((char) ('0' + (pair - 1) % 10));
        }
        long scale = digits.length() - 2 * exponent;
        if (digits.isEmpty() || scale != (int) scale) {
            throw damaged();
        }
        return withoutTrailingZeros(new BigDecimal(new BigInteger(digits.toString()), (int) scale));
    }

    private static BigDecimal withoutTrailingZeros(BigDecimal value) {
        try {
            return value.stripTrailingZeros();
        } catch (ArithmeticException e) {
            throw damaged();
        }
    }

    public String readString() {
        return new String(readBytes(), StandardCharsets.UTF_8);
    }

    public byte[] readBytes() {
        byte[] value = new byte[end - position];
        int length = 0;
        while (true) {
            int b = next();
            if (b == 0) {
                int second = next();
                if (second == KeyMarkers.END) {
                    return Arrays.copyOf(value, length);
                }
                if (second != KeyMarkers.ESCAPED_ZERO) {
                    throw damaged();
                }
            }
            value[length++] = (byte) b;
        }
    }

    public UUID readUuid() {
        require(16);
        long high = BigEndian.getLong(bytes, position);
        long low = BigEndian.getLong(bytes, position + 8);
        position += 16;
        return mask == 0 ? new UUID(high, low) : new UUID(~high, ~low);
    }

    /** What has not been read: the rest of the key. */
    public byte[] readRemaining() {
        byte[] rest = Arrays.copyOfRange(bytes, position, end);
        position = end;
        return rest;
    }

    public boolean hasRemaining() {
        return position < end;
    }

    private int next() {
        require(1);
        return (bytes[position++] ^ mask) & 0xff;
    }

    private void require(int count) {
        if (end - position < count) {
            throw damaged();
        }
    }

    private static StoreException damaged() {
        return new StoreException(StoreErrorCode.CORRUPTED, "key");
    }
}
