/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.types;

import io.blazedb.storage.column.ColumnKind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.UUID;

/** Values of columns as their bytes stand in rows, for those who read them without {@link RowCodec}. */
public final class StoredValues {
    private static final int SCALE_BYTES = 2;

    private StoredValues() {}

    /** What the bytes of a type's values are to the store. */
    public static ColumnKind kind(SqlType type) {
        return switch (type.name()) {
            case BOOLEAN -> ColumnKind.BOOLEAN;
            case SMALLINT -> ColumnKind.INT16;
            case INTEGER, DATE, INTERVAL_YEAR_MONTH -> ColumnKind.INT32;
            case BIGINT, TIME, TIMESTAMP, TIMESTAMP_TZ, INTERVAL_DAY_TIME, ENUM -> ColumnKind.INT64;
            case REAL -> ColumnKind.FLOAT32;
            case DOUBLE -> ColumnKind.FLOAT64;
            case CHAR, VARCHAR, BINARY, VARBINARY -> ColumnKind.BYTES;
            case UUID -> ColumnKind.FIXED16;
            case DECIMAL, JSON, JSONB, ARRAY, INTERVAL -> ColumnKind.OPAQUE;
            case RECORD, NULL -> ColumnKind.NONE;
        };
    }

    /** Whether a DECIMAL has this many digits after the point and fits into a long without them. */
    public static boolean isSmallDecimal(byte[] bytes, int at, int length, int scale) {
        return length > SCALE_BYTES
                && length <= SCALE_BYTES + Long.BYTES
                && (short) BigEndian.getUnsignedShort(bytes, at) == scale;
    }

    /** The unscaled value of a DECIMAL that {@link #isSmallDecimal}. */
    public static long unscaled(byte[] bytes, int at, int length) {
        long value = bytes[at + SCALE_BYTES];
        for (int i = at + SCALE_BYTES + 1; i < at + length; i++) {
            value = (value << 8) | (bytes[i] & 0xff);
        }
        return value;
    }

    /** Any DECIMAL. */
    public static BigDecimal decimal(byte[] bytes, int at, int length) {
        if (length <= SCALE_BYTES) {
            throw RowCodec.damaged();
        }
        BigInteger unscaled = new BigInteger(bytes, at + SCALE_BYTES, length - SCALE_BYTES);
        return new BigDecimal(unscaled, (short) BigEndian.getUnsignedShort(bytes, at));
    }

    public static UUID uuid(byte[] bytes, int at) {
        return new UUID(BigEndian.getLong(bytes, at), BigEndian.getLong(bytes, at + Long.BYTES));
    }

    public static byte[] bytes(UUID uuid) {
        byte[] bytes = new byte[2 * Long.BYTES];
        BigEndian.putLong(bytes, 0, uuid.getMostSignificantBits());
        BigEndian.putLong(bytes, Long.BYTES, uuid.getLeastSignificantBits());
        return bytes;
    }
}
