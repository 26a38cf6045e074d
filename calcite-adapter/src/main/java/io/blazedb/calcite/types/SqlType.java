/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.types;

import org.jspecify.annotations.Nullable;

/**
 * A SQL type with its precision and scale.
 *
 * <p>Values inside the engine ("internal") and outside of it ("external", what {@link io.blazedb.calcite.RowCursor} hands out and
 * parameters take):
 *
 * <pre>
 * type                     internal                                  external
 * BOOLEAN                  Boolean                                   the same
 * SMALLINT INTEGER BIGINT  Short, Integer, Long                      the same
 * DECIMAL                  BigDecimal                                the same
 * REAL DOUBLE              Float, Double                             the same
 * CHAR VARCHAR JSON JSONB  String                                    the same
 * BINARY VARBINARY         byte[]                                    the same
 * CLOB BLOB                as VARCHAR and VARBINARY, or LargeObject  the same
 * DATE                     Integer, days since 1970-01-01            LocalDate
 * TIME                     Long, microseconds of the day             LocalTime
 * TIMESTAMP                Long, microseconds since 1970 in no zone  LocalDateTime
 * TIMESTAMP_TZ             Long, microseconds since 1970 in UTC      OffsetDateTime in UTC
 * INTERVAL                 Interval                                  the same
 * INTERVAL_YEAR_MONTH      Interval of months                        the same
 * INTERVAL_DAY_TIME        Interval without months                   the same
 * UUID                     UUID                                      the same
 * ARRAY                    SqlArray                                  the same
 * RECORD                   SqlRecord                                 its text
 * ENUM                     Long, the label's number                  String, the label
 * </pre>
 *
 * @param name the type
 * @param precision length or precision; {@link #UNBOUNDED} if there is none
 * @param scale digits after the point; 0 where it means nothing
 * @param element the type of an array's elements; null for other types
 * @param labels what an enumerated type consists of; null for other types
 */
public record SqlType(
        Name name,
        int precision,
        int scale,
        @Nullable SqlType element,
        @Nullable EnumLabels labels) {
    /** No limit of length, or the type has none. */
    public static final int UNBOUNDED = -1;

    /** Digits of the longest DECIMAL. */
    private static final int DIGITS_MAX = 38;

    /** Digits after the point with which a DECIMAL without a precision is planned: half of what there are. */
    public static final int PLANNED_SCALE = DIGITS_MAX / 2;

    /** The types. */
    public enum Name {
        BOOLEAN,
        SMALLINT,
        INTEGER,
        BIGINT,
        DECIMAL,
        REAL,
        DOUBLE,
        CHAR,
        VARCHAR,
        BINARY,
        VARBINARY,
        DATE,
        TIME,
        TIMESTAMP,
        TIMESTAMP_TZ,
        INTERVAL_YEAR_MONTH,
        INTERVAL_DAY_TIME,
        UUID,
        JSON,
        NULL,
        JSONB,
        ARRAY,
        RECORD,
        ENUM,
        INTERVAL
    }

    public SqlType(Name name, int precision, int scale) {
        this(name, precision, scale, null, null);
    }

    /** BLOB and CLOB: binary data and text that may be too long to be held in memory. */
    public static final SqlType BLOB = of(Name.VARBINARY, Limits.LARGE_OBJECT_LENGTH);

    public static final SqlType CLOB = of(Name.VARCHAR, Limits.LARGE_OBJECT_LENGTH);

    public static SqlType of(Name name) {
        return new SqlType(name, UNBOUNDED, 0);
    }

    /** Arrays of values of a type. */
    public static SqlType array(SqlType element) {
        return new SqlType(Name.ARRAY, UNBOUNDED, 0, element, null);
    }

    /** An enumerated type. */
    public static SqlType enumeration(EnumLabels labels) {
        return new SqlType(Name.ENUM, UNBOUNDED, 0, null, labels);
    }

    public boolean isInterval() {
        return name == Name.INTERVAL || name == Name.INTERVAL_YEAR_MONTH || name == Name.INTERVAL_DAY_TIME;
    }

    public boolean isEnum() {
        return name == Name.ENUM;
    }

    /** The labels of this enumerated type. */
    public EnumLabels enumLabels() {
        if (labels == null) {
            throw new IllegalStateException("no enumerated type: " + name);
        }
        return labels;
    }

    /** The type of this array type's elements. */
    public SqlType elementType() {
        return element == null ? of(Name.VARCHAR) : element;
    }

    public boolean isArray() {
        return name == Name.ARRAY;
    }

    public static SqlType of(Name name, int precision) {
        return new SqlType(name, precision, 0);
    }

    /** Whether it is BLOB or CLOB. */
    public boolean isLargeObject() {
        return precision == Limits.LARGE_OBJECT_LENGTH && (name == Name.VARCHAR || name == Name.VARBINARY);
    }

    /** Whether this stands in a plan for a DECIMAL without a precision, whose values keep the digits that they have. */
    public boolean isPlannedWithoutPrecision() {
        return name == Name.DECIMAL && precision == DIGITS_MAX && scale == PLANNED_SCALE;
    }
}
