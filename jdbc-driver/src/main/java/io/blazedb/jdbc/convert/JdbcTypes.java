/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc.convert;

import io.blazedb.calcite.types.EnumLabels;
import io.blazedb.calcite.types.SqlType;
import java.math.BigDecimal;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.util.UUID;

/** What java.sql calls the engine's types: codes, names, classes, sizes. */
public final class JdbcTypes {
    /** Size that metadata gives for a column without a limit. */
    public static final int UNBOUNDED_SIZE = Integer.MAX_VALUE;

    /** Width that metadata gives for a column without a limit: tools allocate it. */
    private static final int UNBOUNDED_DISPLAY_SIZE = 32_767;

    private static final int DECIMAL_PRECISION = 38;
    private static final int FRACTION_DIGITS = 6;

    private JdbcTypes() {}

    /** The code in {@link Types}. */
    public static int code(SqlType type) {
        if (type.isLargeObject()) {
            return isText(type) ? Types.CLOB : Types.BLOB;
        }
        return switch (type.name()) {
            case BOOLEAN -> Types.BOOLEAN;
            case SMALLINT -> Types.SMALLINT;
            case INTEGER -> Types.INTEGER;
            case BIGINT -> Types.BIGINT;
            case DECIMAL -> Types.DECIMAL;
            case REAL -> Types.REAL;
            case DOUBLE -> Types.DOUBLE;
            case CHAR -> Types.CHAR;
            case VARCHAR -> Types.VARCHAR;
            case BINARY -> Types.BINARY;
            case VARBINARY -> Types.VARBINARY;
            case DATE -> Types.DATE;
            case TIME -> Types.TIME;
            case TIMESTAMP -> Types.TIMESTAMP;
            case TIMESTAMP_TZ -> Types.TIMESTAMP_WITH_TIMEZONE;
            case INTERVAL, INTERVAL_YEAR_MONTH, INTERVAL_DAY_TIME, UUID, JSON, JSONB -> Types.OTHER;
            case ARRAY -> Types.ARRAY;
            case RECORD, ENUM -> Types.VARCHAR;
            case NULL -> Types.NULL;
        };
    }

    /** The name as DDL spells it, without length. */
    public static String name(SqlType type) {
        if (type.isLargeObject()) {
            return isText(type) ? "CLOB" : "BLOB";
        }
        return switch (type.name()) {
            case TIMESTAMP_TZ -> "TIMESTAMP WITH TIME ZONE";
            case INTERVAL_YEAR_MONTH -> "INTERVAL YEAR TO MONTH";
            case INTERVAL_DAY_TIME -> "INTERVAL";
            case ARRAY -> name(type.elementType()) + "[]";
            case ENUM -> type.enumLabels().name();
            default -> type.name().name();
        };
    }

    /** Name of the class that getObject returns. */
    public static String className(SqlType type) {
        if (type.isLargeObject()) {
            return isText(type) ? Clob.class.getName() : Blob.class.getName();
        }
        return switch (type.name()) {
            case BOOLEAN -> Boolean.class.getName();
            case SMALLINT, INTEGER -> Integer.class.getName();
            case BIGINT -> Long.class.getName();
            case DECIMAL -> BigDecimal.class.getName();
            case REAL -> Float.class.getName();
            case DOUBLE -> Double.class.getName();
            case CHAR, VARCHAR, JSON, JSONB -> String.class.getName();
            case BINARY, VARBINARY -> byte[].class.getName();
            case DATE -> java.sql.Date.class.getName();
            case TIME -> java.sql.Time.class.getName();
            case TIMESTAMP -> java.sql.Timestamp.class.getName();
            case TIMESTAMP_TZ -> OffsetDateTime.class.getName();
            case INTERVAL, INTERVAL_YEAR_MONTH, INTERVAL_DAY_TIME -> Object.class.getName();
            case UUID -> UUID.class.getName();
            case ARRAY -> java.sql.Array.class.getName();
            case RECORD, ENUM -> String.class.getName();
            case NULL -> Object.class.getName();
        };
    }

    /** Digits of a number, characters of text, bytes of binary data, characters of a date and time. */
    public static int precision(SqlType type) {
        return switch (type.name()) {
            case BOOLEAN -> 1;
            case SMALLINT -> 5;
            case INTEGER -> 10;
            case BIGINT -> 19;
            case DECIMAL -> type.precision() < 0 ? DECIMAL_PRECISION : type.precision();
            case REAL -> 7;
            case DOUBLE -> 15;
            case CHAR, VARCHAR, BINARY, VARBINARY, JSON, JSONB ->
                type.precision() < 0 ? UNBOUNDED_SIZE : type.precision();
            case DATE -> 10;
            case TIME -> 8 + fraction(type);
            case TIMESTAMP -> 19 + fraction(type);
            case TIMESTAMP_TZ -> 25 + fraction(type);
            case INTERVAL, INTERVAL_YEAR_MONTH, INTERVAL_DAY_TIME -> 49;
            case UUID -> 36;
            case ENUM -> EnumLabels.LABEL_BYTES_MAX;
            case ARRAY, RECORD -> UNBOUNDED_SIZE;
            case NULL -> 0;
        };
    }

    public static int scale(SqlType type) {
        return switch (type.name()) {
            case DECIMAL -> type.scale();
            case TIME, TIMESTAMP, TIMESTAMP_TZ -> fractionDigits(type);
            default -> 0;
        };
    }

    /** Characters that a value takes at most when shown. */
    public static int displaySize(SqlType type) {
        return switch (type.name()) {
            case BOOLEAN -> 5;
            case SMALLINT, INTEGER, BIGINT -> precision(type) + 1;
            case DECIMAL -> precision(type) + 2 + (type.scale() > 0 ? 1 : 0);
            case REAL -> 15;
            case DOUBLE -> 25;
            case BINARY, VARBINARY ->
                type.precision() < 0 || type.precision() > UNBOUNDED_DISPLAY_SIZE / 2
                        ? UNBOUNDED_DISPLAY_SIZE
                        : 2 * type.precision();
            case CHAR, VARCHAR, JSON, JSONB -> Math.min(precision(type), UNBOUNDED_DISPLAY_SIZE);
            case ARRAY, RECORD -> UNBOUNDED_DISPLAY_SIZE;
            case NULL -> 4;
            default -> precision(type);
        };
    }

    public static boolean isSigned(SqlType type) {
        return switch (type.name()) {
            case SMALLINT, INTEGER, BIGINT, DECIMAL, REAL, DOUBLE -> true;
            default -> false;
        };
    }

    public static boolean isText(SqlType type) {
        return switch (type.name()) {
            case CHAR, VARCHAR, JSON, JSONB, ENUM -> true;
            default -> false;
        };
    }

    private static int fractionDigits(SqlType type) {
        return type.precision() < 0 ? FRACTION_DIGITS : type.precision();
    }

    private static int fraction(SqlType type) {
        int digits = fractionDigits(type);
        return digits == 0 ? 0 : digits + 1;
    }
}
