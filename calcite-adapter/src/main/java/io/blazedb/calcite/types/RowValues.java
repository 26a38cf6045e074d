/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.types;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/** Single values inside a row; see {@link RowCodec}. */
final class RowValues {
    private RowValues() {}

    /** How many bytes every value of a type takes; -1 if that depends on the value. */
    static int fixedBytes(SqlType type) {
        return switch (type.name()) {
            case BOOLEAN -> 1;
            case SMALLINT -> 2;
            case INTEGER, DATE, INTERVAL_YEAR_MONTH, REAL -> 4;
            case BIGINT, TIME, TIMESTAMP, TIMESTAMP_TZ, INTERVAL_DAY_TIME, ENUM, DOUBLE -> 8;
            case UUID, INTERVAL -> 16;
            case DECIMAL, CHAR, VARCHAR, JSON, JSONB, BINARY, VARBINARY, ARRAY, RECORD, NULL -> -1;
        };
    }

    /** A value as bytes, which may be the value itself. */
    static byte[] encode(Object value, SqlType type) {
        return switch (type.name()) {
            case CHAR, VARCHAR, JSON, JSONB -> ((String) value).getBytes(StandardCharsets.UTF_8);
            case BINARY, VARBINARY -> (byte[]) value;
            case DECIMAL -> {
                BigDecimal decimal = (BigDecimal) value;
                byte[] unscaled = decimal.unscaledValue().toByteArray();
                byte[] bytes = new byte[2 + unscaled.length];
                bytes[0] = (byte) (decimal.scale() >> 8);
                bytes[1] = (byte) decimal.scale();
                System.arraycopy(unscaled, 0, bytes, 2, unscaled.length);
                yield bytes;
            }
            case ARRAY -> ArrayCodec.encode((SqlArray) value, type.elementType());
            case RECORD -> throw new IllegalArgumentException("rows are no values of columns");
            case NULL -> throw new IllegalArgumentException("a column of type NULL has no values");
            default -> {
                byte[] bytes = new byte[fixedBytes(type)];
                writeFixed(bytes, 0, value, type);
                yield bytes;
            }
        };
    }

    /** Writes a value of a type whose values all take the same number of bytes; returns the offset behind it. */
    static int writeFixed(byte[] bytes, int at, Object value, SqlType type) {
        switch (type.name()) {
            case BOOLEAN -> bytes[at] = (byte) ((Boolean) value ? 1 : 0);
            case SMALLINT -> {
                bytes[at] = (byte) ((Short) value >> 8);
                bytes[at + 1] = (byte) (short) (Short) value;
            }
            case INTEGER, DATE -> BigEndian.putInt(bytes, at, (Integer) value);
            case INTERVAL_YEAR_MONTH -> BigEndian.putInt(bytes, at, ((Interval) value).months());
            case INTERVAL_DAY_TIME -> BigEndian.putLong(bytes, at, StoredIntervals.micros((Interval) value));
            case INTERVAL -> StoredIntervals.write(bytes, at, (Interval) value);
            case BIGINT, TIME, TIMESTAMP, TIMESTAMP_TZ, ENUM -> BigEndian.putLong(bytes, at, (Long) value);
            case REAL -> BigEndian.putInt(bytes, at, Float.floatToRawIntBits((Float) value));
            case DOUBLE -> BigEndian.putLong(bytes, at, Double.doubleToRawLongBits((Double) value));
            case UUID -> {
                UUID uuid = (UUID) value;
                BigEndian.putLong(bytes, at, uuid.getMostSignificantBits());
                BigEndian.putLong(bytes, at + 8, uuid.getLeastSignificantBits());
            }
            default -> throw new IllegalArgumentException("values of different lengths");
        }
        return at + fixedBytes(type);
    }

    static Object read(byte[] bytes, int at, int length, SqlType type) {
        return switch (type.name()) {
            case BOOLEAN -> {
                require(length == 1);
                yield bytes[at] != 0;
            }
            case SMALLINT -> {
                require(length == 2);
                yield (short) integer(bytes, at, length);
            }
            case INTERVAL_YEAR_MONTH -> {
                require(length == 4);
                yield Interval.of(integer(bytes, at, length), 0, 0);
            }
            case INTERVAL_DAY_TIME -> {
                require(length == 8);
                yield Interval.ofDaysAndMicros(integer(bytes, at, length));
            }
            case INTERVAL -> {
                require(length == 16);
                yield StoredIntervals.read(bytes, at);
            }
            case INTEGER, DATE -> {
                require(length == 4 || length == 2);
                yield (int) integer(bytes, at, length);
            }
            case BIGINT, TIME, TIMESTAMP, TIMESTAMP_TZ, ENUM -> {
                require(length == 8 || length == 4 || length == 2);
                yield integer(bytes, at, length);
            }
            case REAL -> {
                require(length == 4);
                yield Float.intBitsToFloat(BigEndian.getInt(bytes, at));
            }
            case DOUBLE -> {
                require(length == 8);
                yield Double.longBitsToDouble(BigEndian.getLong(bytes, at));
            }
            case DECIMAL -> {
                require(length >= 3);
                int scale = (short) integer(bytes, at, 2);
                yield new BigDecimal(new BigInteger(bytes, at + 2, length - 2), scale);
            }
            case CHAR, VARCHAR, JSON, JSONB -> new String(bytes, at, length, StandardCharsets.UTF_8);
            case BINARY, VARBINARY -> Arrays.copyOfRange(bytes, at, at + length);
            case UUID -> {
                require(length == 16);
                yield new UUID(BigEndian.getLong(bytes, at), BigEndian.getLong(bytes, at + 8));
            }
            case ARRAY -> ArrayCodec.read(bytes, at, length, type.elementType());
            case RECORD, NULL -> throw RowCodec.damaged();
        };
    }

    /** A sign-extended number of 2, 4 or 8 bytes: a column may have been narrower when the row was written. */
    private static long integer(byte[] bytes, int at, int length) {
        return switch (length) {
            case 2 -> (short) BigEndian.getUnsignedShort(bytes, at);
            case 4 -> BigEndian.getInt(bytes, at);
            default -> BigEndian.getLong(bytes, at);
        };
    }

    private static void require(boolean wellFormed) {
        if (!wellFormed) {
            throw RowCodec.damaged();
        }
    }
}
