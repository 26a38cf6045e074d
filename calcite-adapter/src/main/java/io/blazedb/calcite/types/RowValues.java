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

    static void write(ValueBuffer out, Object value, SqlType type) {
        switch (type.name()) {
            case BOOLEAN -> out.put((Boolean) value ? 1 : 0);
            case SMALLINT -> out.putShort((Short) value);
            case INTEGER, DATE, INTERVAL_YEAR_MONTH -> out.putInt((Integer) value);
            case BIGINT, TIME, TIMESTAMP, TIMESTAMP_TZ, INTERVAL_DAY_TIME, ENUM -> out.putLong((Long) value);
            case REAL -> out.putInt(Float.floatToRawIntBits((Float) value));
            case DOUBLE -> out.putLong(Double.doubleToRawLongBits((Double) value));
            case DECIMAL -> {
                BigDecimal decimal = (BigDecimal) value;
                out.putShort(decimal.scale());
                out.put(decimal.unscaledValue().toByteArray());
            }
            case CHAR, VARCHAR, JSON, JSONB -> out.put(((String) value).getBytes(StandardCharsets.UTF_8));
            case BINARY, VARBINARY -> out.put((byte[]) value);
            case UUID -> {
                UUID uuid = (UUID) value;
                out.putLong(uuid.getMostSignificantBits());
                out.putLong(uuid.getLeastSignificantBits());
            }
            case ARRAY -> ArrayCodec.write(out, (SqlArray) value, type.elementType());
            case RECORD -> throw new IllegalArgumentException("rows are no values of columns");
            case NULL -> throw new IllegalArgumentException("a column of type NULL has no values");
        }
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
            case INTEGER, DATE, INTERVAL_YEAR_MONTH -> {
                require(length == 4 || length == 2);
                yield (int) integer(bytes, at, length);
            }
            case BIGINT, TIME, TIMESTAMP, TIMESTAMP_TZ, INTERVAL_DAY_TIME, ENUM -> {
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
