/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.schema;

import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.types.SqlType;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.avatica.util.TimeUnit;
import org.apache.calcite.jdbc.JavaTypeFactoryImpl;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlCollation;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeMappingRule;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.jspecify.annotations.Nullable;

/** Between the engine's types and Calcite's. */
public final class BlazeTypes {
    private static final SqlIntervalQualifier DAY_TO_SECOND =
            new SqlIntervalQualifier(TimeUnit.DAY, TimeUnit.SECOND, SqlParserPos.ZERO);

    private BlazeTypes() {}

    /** Types with UTF-8 as the character set of all text. */
    public static final class Factory extends JavaTypeFactoryImpl {
        public Factory() {
            super(BlazeTypeSystem.INSTANCE);
        }

        @Override
        public RelDataType createTypeWithNullability(RelDataType type, boolean nullable) {
            if (type instanceof EnumType enumeration) {
                return nullable == type.isNullable() ? type : new EnumType(enumeration.labels(), nullable);
            }
            return type instanceof JsonType json
                    ? new JsonType(json.kind(), nullable)
                    : super.createTypeWithNullability(type, nullable);
        }

        @Override
        public RelDataType createTypeWithCharsetAndCollation(
                RelDataType type, Charset charset, SqlCollation collation) {
            return type instanceof JsonType ? type : super.createTypeWithCharsetAndCollation(type, charset, collation);
        }

        /** JSON values beside each other stay what they are. */
        @Override
        public @Nullable RelDataType leastRestrictive(List<RelDataType> types, SqlTypeMappingRule mappingRule) {
            for (RelDataType type : types) {
                if (type.getSqlTypeName() == SqlTypeName.ARRAY) {
                    return arrays(type, types, mappingRule);
                }
                if (type instanceof EnumType enumeration) {
                    return enumerations(enumeration, types);
                }
                if (SqlTypeUtil.isInterval(type)) {
                    return intervals(types, mappingRule);
                }
            }
            JsonType json = null;
            boolean nullable = false;
            for (RelDataType type : types) {
                if (type instanceof JsonType one && (json == null || json.kind() == one.kind())) {
                    json = one;
                } else if (type.getSqlTypeName() != SqlTypeName.NULL) {
                    return super.leastRestrictive(types, mappingRule);
                }
                nullable |= type.isNullable();
            }
            return json == null ? super.leastRestrictive(types, mappingRule) : new JsonType(json.kind(), nullable);
        }

        /** Intervals of any parts are values of one type. */
        private @Nullable RelDataType intervals(List<RelDataType> types, SqlTypeMappingRule mappingRule) {
            boolean nullable = false;
            for (RelDataType type : types) {
                if (type.getSqlTypeName() != SqlTypeName.NULL && !SqlTypeUtil.isInterval(type)) {
                    return super.leastRestrictive(types, mappingRule);
                }
                nullable |= type.isNullable();
            }
            return toRel(this, SqlType.of(SqlType.Name.INTERVAL), nullable);
        }

        /** An enumerated type among values of which literals are labels; no type if there is any other value. */
        private static @Nullable RelDataType enumerations(EnumType first, List<RelDataType> types) {
            boolean nullable = false;
            for (RelDataType type : types) {
                boolean unknown =
                        type.getSqlTypeName() == SqlTypeName.CHAR || type.getSqlTypeName() == SqlTypeName.NULL;
                if (!unknown && !EnumType.areSame(first, type)) {
                    return null;
                }
                nullable |= type.isNullable();
            }
            return new EnumType(first.labels(), nullable);
        }

        /** The type of arrays among which texts stand for arrays. */
        private @Nullable RelDataType arrays(
                RelDataType array, List<RelDataType> types, SqlTypeMappingRule mappingRule) {
            boolean texts = false;
            List<RelDataType> replaced = new ArrayList<>();
            for (RelDataType type : types) {
                boolean text = SqlTypeName.CHAR_TYPES.contains(type.getSqlTypeName());
                texts |= text;
                replaced.add(text ? array : type);
            }
            return texts ? leastRestrictive(replaced, mappingRule) : super.leastRestrictive(types, mappingRule);
        }

        @Override
        public Charset getDefaultCharset() {
            return StandardCharsets.UTF_8;
        }
    }

    /** Calcite's type of a value of this type. */
    public static RelDataType toRel(RelDataTypeFactory factory, SqlType type, boolean nullable) {
        RelDataType rel = switch (type.name()) {
            case BOOLEAN -> factory.createSqlType(SqlTypeName.BOOLEAN);
            case SMALLINT -> factory.createSqlType(SqlTypeName.SMALLINT);
            case INTEGER -> factory.createSqlType(SqlTypeName.INTEGER);
            case BIGINT -> factory.createSqlType(SqlTypeName.BIGINT);
            case DECIMAL -> decimal(factory, type);
            case REAL -> factory.createSqlType(SqlTypeName.REAL);
            case DOUBLE -> factory.createSqlType(SqlTypeName.DOUBLE);
            case CHAR -> sized(factory, SqlTypeName.CHAR, type);
            case VARCHAR -> sized(factory, SqlTypeName.VARCHAR, type);
            case JSON, JSONB, RECORD -> new JsonType(type.name(), false);
            case BINARY -> sized(factory, SqlTypeName.BINARY, type);
            case VARBINARY -> sized(factory, SqlTypeName.VARBINARY, type);
            case DATE -> factory.createSqlType(SqlTypeName.DATE);
            case TIME -> sized(factory, SqlTypeName.TIME, type);
            case TIMESTAMP -> sized(factory, SqlTypeName.TIMESTAMP, type);
            case TIMESTAMP_TZ -> sized(factory, SqlTypeName.TIMESTAMP_TZ, type);
            case INTERVAL, INTERVAL_YEAR_MONTH, INTERVAL_DAY_TIME -> factory.createSqlIntervalType(DAY_TO_SECOND);
            case UUID -> factory.createSqlType(SqlTypeName.UUID);
            case ARRAY -> factory.createArrayType(toRel(factory, type.elementType(), true), -1);
            case ENUM -> new EnumType(type.enumLabels(), false);
            case NULL -> factory.createSqlType(SqlTypeName.NULL);
        };
        return factory.createTypeWithNullability(rel, nullable || type.name() == SqlType.Name.NULL);
    }

    /** A DECIMAL of any precision keeps digits on both sides of the point, whatever is computed with it. */
    private static RelDataType decimal(RelDataTypeFactory factory, SqlType type) {
        return type.precision() == SqlType.UNBOUNDED
                ? factory.createSqlType(
                        SqlTypeName.DECIMAL,
                        BlazeTypeSystem.INSTANCE.getMaxPrecision(SqlTypeName.DECIMAL),
                        type.scale() > 0 ? type.scale() : SqlType.PLANNED_SCALE)
                : factory.createSqlType(SqlTypeName.DECIMAL, type.precision(), type.scale());
    }

    private static RelDataType sized(RelDataTypeFactory factory, SqlTypeName name, SqlType type) {
        return type.precision() == SqlType.UNBOUNDED
                ? factory.createSqlType(name)
                : factory.createSqlType(name, type.precision());
    }

    /** The row type of these columns. */
    public static RelDataType rowType(RelDataTypeFactory factory, List<ColumnDefinition> columns) {
        RelDataTypeFactory.Builder builder = factory.builder();
        for (ColumnDefinition column : columns) {
            builder.add(column.name(), toRel(factory, column.type(), column.nullable()));
        }
        return builder.build();
    }

    /** Arrays of arrays are arrays of more dimensions; texts in arrays have any length. */
    private static SqlType array(RelDataType type) {
        SqlType element = fromRel(java.util.Objects.requireNonNull(type.getComponentType()));
        return element.isArray()
                ? element
                : SqlType.array(
                        element.name() == SqlType.Name.CHAR || element.name() == SqlType.Name.NULL
                                ? SqlType.of(SqlType.Name.VARCHAR)
                                : element.isPlannedWithoutPrecision() ? SqlType.of(SqlType.Name.DECIMAL) : element);
    }

    /** The engine's type of a value of Calcite's type. */
    public static SqlType fromRel(RelDataType type) {
        if (type instanceof EnumType enumeration) {
            return SqlType.enumeration(enumeration.labels());
        }
        return switch (type.getSqlTypeName()) {
            case BOOLEAN -> SqlType.of(SqlType.Name.BOOLEAN);
            case TINYINT, SMALLINT -> SqlType.of(SqlType.Name.SMALLINT);
            case INTEGER -> SqlType.of(SqlType.Name.INTEGER);
            case BIGINT -> SqlType.of(SqlType.Name.BIGINT);
            case DECIMAL -> new SqlType(SqlType.Name.DECIMAL, type.getPrecision(), type.getScale());
            case REAL -> SqlType.of(SqlType.Name.REAL);
            case FLOAT, DOUBLE -> SqlType.of(SqlType.Name.DOUBLE);
            case CHAR -> SqlType.of(SqlType.Name.CHAR, type.getPrecision());
            case VARCHAR, SYMBOL ->
                type instanceof JsonType json
                        ? SqlType.of(json.kind())
                        : SqlType.of(SqlType.Name.VARCHAR, Math.max(type.getPrecision(), SqlType.UNBOUNDED));
            case BINARY -> SqlType.of(SqlType.Name.BINARY, type.getPrecision());
            case VARBINARY -> SqlType.of(SqlType.Name.VARBINARY, Math.max(type.getPrecision(), SqlType.UNBOUNDED));
            case DATE -> SqlType.of(SqlType.Name.DATE);
            case TIME, TIME_WITH_LOCAL_TIME_ZONE, TIME_TZ -> SqlType.of(SqlType.Name.TIME, type.getPrecision());
            case TIMESTAMP -> SqlType.of(SqlType.Name.TIMESTAMP, type.getPrecision());
            case TIMESTAMP_WITH_LOCAL_TIME_ZONE, TIMESTAMP_TZ ->
                SqlType.of(SqlType.Name.TIMESTAMP_TZ, type.getPrecision());
            case UUID -> SqlType.of(SqlType.Name.UUID);
            case NULL, UNKNOWN -> SqlType.of(SqlType.Name.NULL);
            case ARRAY -> array(type);
            case INTERVAL_YEAR,
                    INTERVAL_YEAR_MONTH,
                    INTERVAL_MONTH,
                    INTERVAL_DAY,
                    INTERVAL_DAY_HOUR,
                    INTERVAL_DAY_MINUTE,
                    INTERVAL_DAY_SECOND,
                    INTERVAL_HOUR,
                    INTERVAL_HOUR_MINUTE,
                    INTERVAL_HOUR_SECOND,
                    INTERVAL_MINUTE,
                    INTERVAL_MINUTE_SECOND,
                    INTERVAL_SECOND -> SqlType.of(SqlType.Name.INTERVAL);
            default ->
                throw new BlazeSqlException(
                        SqlErrorCode.FEATURE_NOT_SUPPORTED,
                        "values of type " + type.getSqlTypeName() + " cannot be returned");
        };
    }
}
