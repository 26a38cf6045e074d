/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc.metadata;

import io.blazedb.calcite.types.SqlType;
import io.blazedb.jdbc.convert.JdbcTypes;
import java.sql.DatabaseMetaData;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of getTypeInfo: every type that a column can have, ordered by its code. */
public final class TypeInfoRows {
    private static final int DECIMAL_SCALE_MAX = 38;
    private static final int FRACTION_DIGITS_MAX = 6;
    private static final int RADIX = 10;

    private TypeInfoRows() {}

    public static List<@Nullable Object[]> rows() {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (SqlType.Name name : SqlType.Name.values()) {
            if (name != SqlType.Name.NULL
                    && name != SqlType.Name.ARRAY
                    && name != SqlType.Name.ENUM
                    && name != SqlType.Name.INTERVAL_DAY_TIME) {
                rows.add(row(SqlType.of(name)));
            }
        }
        rows.add(row(SqlType.BLOB));
        rows.add(row(SqlType.CLOB));
        rows.sort(Comparator.comparing((@Nullable Object[] row) -> String.valueOf(row[0])));
        rows.sort(Comparator.comparingInt(row -> row[1] instanceof Integer code ? code : 0));
        return rows;
    }

    private static @Nullable Object[] row(SqlType type) {
        boolean text = JdbcTypes.isText(type);
        boolean numeric = JdbcTypes.isSigned(type);
        return new @Nullable Object[] {
            JdbcTypes.name(type),
            JdbcTypes.code(type),
            JdbcTypes.precision(type),
            prefix(type),
            numeric || type.name() == SqlType.Name.BOOLEAN ? null : "'",
            parameters(type),
            (short) DatabaseMetaData.typeNullable,
            text,
            (short) (text ? DatabaseMetaData.typeSearchable : DatabaseMetaData.typePredBasic),
            !numeric,
            false,
            type.name() == SqlType.Name.SMALLINT
                    || type.name() == SqlType.Name.INTEGER
                    || type.name() == SqlType.Name.BIGINT,
            JdbcTypes.name(type),
            (short) 0,
            scaleMax(type),
            null,
            null,
            numeric ? RADIX : null
        };
    }

    private static @Nullable String prefix(SqlType type) {
        return switch (type.name()) {
            case CHAR, VARCHAR, UUID, JSON, JSONB -> "'";
            case BINARY, VARBINARY -> "X'";
            case DATE -> "DATE '";
            case TIME -> "TIME '";
            case TIMESTAMP -> "TIMESTAMP '";
            case TIMESTAMP_TZ -> "TIMESTAMP WITH TIME ZONE '";
            case INTERVAL, INTERVAL_YEAR_MONTH -> "INTERVAL '";
            default -> null;
        };
    }

    private static @Nullable String parameters(SqlType type) {
        if (type.isLargeObject()) {
            return null;
        }
        return switch (type.name()) {
            case DECIMAL -> "precision,scale";
            case CHAR, VARCHAR, BINARY, VARBINARY -> "length";
            case TIME, TIMESTAMP, TIMESTAMP_TZ -> "precision";
            default -> null;
        };
    }

    private static short scaleMax(SqlType type) {
        return switch (type.name()) {
            case DECIMAL -> (short) DECIMAL_SCALE_MAX;
            case TIME, TIMESTAMP, TIMESTAMP_TZ -> (short) FRACTION_DIGITS_MAX;
            default -> (short) 0;
        };
    }
}
