/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.types;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * Single values inside a key, in bytes that sort like the values; see {@link KeyCodec}.
 *
 * <p>Integers have their sign bit flipped; floating-point numbers are ordered with NaN last and one zero; texts and byte strings are
 * escaped and ended; a CHAR goes without its trailing blanks. A DECIMAL is a byte for its sign (1, 2 for zero, 3), the power of ten of
 * its first digit plus one in 4 bytes, then pairs of digits plus one, ended by 0; for a negative number all after the sign is flipped.
 */
final class KeyValues {
    private static final int NEGATIVE = 1;
    private static final int ZERO = 2;
    private static final int POSITIVE = 3;
    private static final int DECIMAL_DIGITS_MAX = 100_000;

    private KeyValues() {}

    static void write(ValueBuffer out, Object value, SqlType type) {
        switch (type.name()) {
            case BOOLEAN -> out.put((Boolean) value ? 1 : 0);
            case SMALLINT -> out.putShort((Short) value ^ 0x8000);
            case INTEGER, DATE -> out.putInt((Integer) value ^ Integer.MIN_VALUE);
            case INTERVAL_YEAR_MONTH -> out.putInt(((Interval) value).months() ^ Integer.MIN_VALUE);
            case INTERVAL_DAY_TIME -> out.putLong(StoredIntervals.micros((Interval) value) ^ Long.MIN_VALUE);
            case INTERVAL -> StoredIntervals.writeKey(out, (Interval) value);
            case BIGINT, TIME, TIMESTAMP, TIMESTAMP_TZ, ENUM -> out.putLong((Long) value ^ Long.MIN_VALUE);
            case REAL -> {
                int bits = Float.floatToIntBits((Float) value + 0.0f);
                out.putInt(bits < 0 ? ~bits : bits ^ Integer.MIN_VALUE);
            }
            case DOUBLE -> {
                long bits = Double.doubleToLongBits((Double) value + 0.0);
                out.putLong(bits < 0 ? ~bits : bits ^ Long.MIN_VALUE);
            }
            case DECIMAL -> writeDecimal(out, (BigDecimal) value);
            case CHAR -> out.putEscaped(withoutBlanks((String) value).getBytes(StandardCharsets.UTF_8));
            case VARCHAR, JSON, JSONB ->
                out.putEscaped(((String) LargeObject.whole(value)).getBytes(StandardCharsets.UTF_8));
            case BINARY, VARBINARY -> out.putEscaped((byte[]) LargeObject.whole(value));
            case UUID -> {
                UUID uuid = (UUID) value;
                out.putLong(uuid.getMostSignificantBits());
                out.putLong(uuid.getLeastSignificantBits());
            }
            case ARRAY -> ArrayCodec.writeKey(out, (SqlArray) value, type.elementType());
            case RECORD -> throw new IllegalArgumentException("rows are no values of columns");
            case NULL -> throw new IllegalArgumentException("a column of type NULL has no values");
        }
    }

    static Object read(KeyReader in, SqlType type) {
        return switch (type.name()) {
            case BOOLEAN -> in.next() != 0;
            case SMALLINT -> (short) (in.nextNumber(2) ^ 0x8000);
            case INTERVAL_YEAR_MONTH -> Interval.of((int) in.nextNumber(4) ^ Integer.MIN_VALUE, 0, 0);
            case INTERVAL_DAY_TIME -> Interval.ofDaysAndMicros(in.nextNumber(8) ^ Long.MIN_VALUE);
            case INTERVAL -> StoredIntervals.readKey(in);
            case INTEGER, DATE -> (int) in.nextNumber(4) ^ Integer.MIN_VALUE;
            case BIGINT, TIME, TIMESTAMP, TIMESTAMP_TZ, ENUM -> in.nextNumber(8) ^ Long.MIN_VALUE;
            case REAL -> {
                int bits = (int) in.nextNumber(4);
                yield Float.intBitsToFloat(bits < 0 ? bits ^ Integer.MIN_VALUE : ~bits);
            }
            case DOUBLE -> {
                long bits = in.nextNumber(8);
                yield Double.longBitsToDouble(bits < 0 ? bits ^ Long.MIN_VALUE : ~bits);
            }
            case DECIMAL -> readDecimal(in, type);
            case CHAR -> padded(new String(in.nextEscaped(), StandardCharsets.UTF_8), type.precision());
            case VARCHAR, JSON, JSONB -> new String(in.nextEscaped(), StandardCharsets.UTF_8);
            case BINARY, VARBINARY -> in.nextEscaped();
            case UUID -> new UUID(in.nextNumber(8), in.nextNumber(8));
            case ARRAY -> ArrayCodec.readKey(in, type.elementType());
            case RECORD, NULL -> throw RowCodec.damaged();
        };
    }

    static void skip(KeyReader in, SqlType type) {
        switch (type.name()) {
            case BOOLEAN -> in.skip(1);
            case SMALLINT -> in.skip(2);
            case INTEGER, DATE, INTERVAL_YEAR_MONTH, REAL -> in.skip(4);
            case BIGINT, TIME, TIMESTAMP, TIMESTAMP_TZ, INTERVAL_DAY_TIME, ENUM, DOUBLE -> in.skip(8);
            case UUID, INTERVAL -> in.skip(16);
            case DECIMAL, CHAR, VARCHAR, JSON, JSONB, BINARY, VARBINARY, ARRAY, RECORD, NULL -> read(in, type);
        }
    }

    private static void writeDecimal(ValueBuffer out, BigDecimal value) {
        int sign = value.signum();
        if (sign == 0) {
            out.put(ZERO);
            return;
        }
        out.put(sign < 0 ? NEGATIVE : POSITIVE);
        int start = out.size();
        BigDecimal stripped = value.abs().stripTrailingZeros();
        String digits = stripped.unscaledValue().toString();
        out.putInt((digits.length() - stripped.scale()) ^ Integer.MIN_VALUE);
        for (int i = 0; i < digits.length(); i += 2) {
            int low = i + 1 < digits.length() ? digits.charAt(i + 1) - '0' : 0;
            out.put((digits.charAt(i) - '0') * 10 + low + 1);
        }
        out.put(0);
        if (sign < 0) {
            out.invertFrom(start);
        }
    }

    private static BigDecimal readDecimal(KeyReader in, SqlType type) {
        int sign = in.next();
        BigDecimal value = BigDecimal.ZERO;
        if (sign != ZERO) {
            int flip = sign == NEGATIVE ? 0xff : 0;
            int exponent = (int) in.nextNumber(4) ^ (flip == 0 ? 0 : -1) ^ Integer.MIN_VALUE;
            StringBuilder digits = new StringBuilder();
            for (int pair = in.next() ^ flip; pair != 0; pair = in.next() ^ flip) {
                if (pair > 100 || digits.length() > DECIMAL_DIGITS_MAX) {
                    throw RowCodec.damaged();
                }
                digits.append((char) ('0' + (pair - 1) / 10)).append((char) ('0' + (pair - 1) % 10));
            }
            boolean signed = sign == NEGATIVE || sign == POSITIVE;
            if (!signed || digits.isEmpty() || Math.abs((long) exponent) > 0x1_0000) {
                throw RowCodec.damaged();
            }
            value = new BigDecimal(new BigInteger(digits.toString()), digits.length() - exponent).stripTrailingZeros();
            value = sign == NEGATIVE ? value.negate() : value;
        }
        if (type.precision() == SqlType.UNBOUNDED) {
            return value.scale() < 0 ? value.setScale(0) : value;
        }
        if (value.scale() > type.scale()) {
            throw RowCodec.damaged();
        }
        return value.setScale(type.scale());
    }

    private static String withoutBlanks(String value) {
        int end = value.length();
        while (end > 0 && value.charAt(end - 1) == ' ') {
            end--;
        }
        return value.substring(0, end);
    }

    private static String padded(String value, int length) {
        int missing = length - value.codePointCount(0, value.length());
        return missing > 0 ? value + " ".repeat(missing) : value;
    }
}
