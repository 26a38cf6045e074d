/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.cli;

import java.math.BigDecimal;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;

/** What the text of an imported column becomes. */
enum ColumnKind {
    BOOLEAN {
        @Override
        Object parse(String text) {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "true", "t", "yes", "1" -> true;
                case "false", "f", "no", "0" -> false;
                default -> throw new IllegalArgumentException("not a boolean");
            };
        }
    },
    INTEGER {
        @Override
        Object parse(String text) {
            return Integer.valueOf(text);
        }
    },
    BIGINT {
        @Override
        Object parse(String text) {
            return Long.valueOf(text);
        }
    },
    DECIMAL {
        @Override
        Object parse(String text) {
            return new BigDecimal(text);
        }
    },
    DOUBLE {
        @Override
        Object parse(String text) {
            return Double.valueOf(text);
        }
    },
    DATE {
        @Override
        Object parse(String text) {
            return LocalDate.parse(text);
        }
    },
    TIMESTAMP {
        @Override
        Object parse(String text) {
            return LocalDateTime.parse(text, LOCAL_TIMESTAMP);
        }
    },
    TIMESTAMP_TZ {
        @Override
        Object parse(String text) {
            return OffsetDateTime.parse(text, OFFSET_TIMESTAMP);
        }
    },
    VARCHAR {
        @Override
        Object parse(String text) {
            return text;
        }
    };

    /** ISO 8601 with a blank or a T between date and time. */
    static final DateTimeFormatter LOCAL_TIMESTAMP = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendPattern("['T'][' ']HH:mm")
            .optionalStart()
            .appendPattern(":ss")
            .optionalStart()
            .appendFraction(ChronoField.NANO_OF_SECOND, 1, 9, true)
            .optionalEnd()
            .optionalEnd()
            .toFormatter(Locale.ROOT);

    static final DateTimeFormatter OFFSET_TIMESTAMP = new DateTimeFormatterBuilder()
            .append(LOCAL_TIMESTAMP)
            .appendOffset("+HH:mm", "Z")
            .toFormatter(Locale.ROOT);

    /**
     * The value to hand to JDBC.
     *
     * @throws RuntimeException if the text is not of this kind
     */
    abstract Object parse(String text);

    /** The kind in which text reaches a column of an existing table. */
    static ColumnKind ofJdbcType(int jdbcType) {
        return switch (jdbcType) {
            case Types.BOOLEAN, Types.BIT -> BOOLEAN;
            case Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT -> BIGINT;
            case Types.NUMERIC, Types.DECIMAL -> DECIMAL;
            case Types.REAL, Types.FLOAT, Types.DOUBLE -> DOUBLE;
            case Types.DATE -> DATE;
            case Types.TIMESTAMP -> TIMESTAMP;
            case Types.TIMESTAMP_WITH_TIMEZONE -> TIMESTAMP_TZ;
            default -> VARCHAR;
        };
    }
}
