/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.schema;

import io.blazedb.calcite.types.SqlType;
import java.math.RoundingMode;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeSystemImpl;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;

/**
 * Limits and derivation rules of SQL types, PostgreSQL's where the standard leaves a choice: sums and averages of integers do not lose
 * digits, character literals of different lengths do not pad each other, rounding is half up.
 */
public final class BlazeTypeSystem extends RelDataTypeSystemImpl {
    public static final BlazeTypeSystem INSTANCE = new BlazeTypeSystem();

    private static final int DECIMAL_DIGITS_MAX = 38;
    private static final int AVERAGE_SCALE_MIN = 16;
    private static final int LENGTH_MAX = 10_485_760;
    private static final int LARGE_LENGTH_MAX = SqlType.CLOB.precision();
    private static final int FRACTION_DIGITS = 6;

    private BlazeTypeSystem() {}

    @Override
    public int getMaxPrecision(SqlTypeName typeName) {
        return switch (typeName) {
            case DECIMAL -> DECIMAL_DIGITS_MAX;
            case CHAR, BINARY -> LENGTH_MAX;
            case VARCHAR, VARBINARY -> LARGE_LENGTH_MAX;
            case TIME, TIME_WITH_LOCAL_TIME_ZONE, TIME_TZ, TIMESTAMP, TIMESTAMP_WITH_LOCAL_TIME_ZONE, TIMESTAMP_TZ ->
                FRACTION_DIGITS;
            default -> super.getMaxPrecision(typeName);
        };
    }

    @Override
    public int getMaxScale(SqlTypeName typeName) {
        return typeName == SqlTypeName.DECIMAL ? DECIMAL_DIGITS_MAX : super.getMaxScale(typeName);
    }

    @Override
    public int getDefaultPrecision(SqlTypeName typeName) {
        return switch (typeName) {
            case DECIMAL -> DECIMAL_DIGITS_MAX;
            case TIME, TIMESTAMP, TIMESTAMP_WITH_LOCAL_TIME_ZONE, TIMESTAMP_TZ -> FRACTION_DIGITS;
            default -> super.getDefaultPrecision(typeName);
        };
    }

    @Override
    public RoundingMode roundingMode() {
        return RoundingMode.HALF_UP;
    }

    @Override
    public boolean shouldConvertRaggedUnionTypesToVarying() {
        return true;
    }

    @Override
    public RelDataType deriveSumType(RelDataTypeFactory typeFactory, RelDataType argumentType) {
        RelDataType sum = switch (argumentType.getSqlTypeName()) {
            case TINYINT, SMALLINT, INTEGER -> typeFactory.createSqlType(SqlTypeName.BIGINT);
            case BIGINT -> typeFactory.createSqlType(SqlTypeName.DECIMAL, DECIMAL_DIGITS_MAX, 0);
            case DECIMAL -> typeFactory.createSqlType(SqlTypeName.DECIMAL, DECIMAL_DIGITS_MAX, argumentType.getScale());
            default -> argumentType;
        };
        return typeFactory.createTypeWithNullability(sum, argumentType.isNullable());
    }

    @Override
    public RelDataType deriveAvgAggType(RelDataTypeFactory typeFactory, RelDataType argumentType) {
        RelDataType average = argumentType;
        if (SqlTypeUtil.isExactNumeric(argumentType)) {
            int scale = Math.max(AVERAGE_SCALE_MIN, argumentType.getScale());
            average = typeFactory.createSqlType(SqlTypeName.DECIMAL, DECIMAL_DIGITS_MAX, scale);
        } else if (SqlTypeUtil.isApproximateNumeric(argumentType)) {
            average = typeFactory.createSqlType(SqlTypeName.DOUBLE);
        }
        return typeFactory.createTypeWithNullability(average, argumentType.isNullable());
    }

    @Override
    public RelDataType deriveCovarType(
            RelDataTypeFactory typeFactory, RelDataType argument0Type, RelDataType argument1Type) {
        return typeFactory.createTypeWithNullability(
                typeFactory.createSqlType(SqlTypeName.DOUBLE),
                argument0Type.isNullable() || argument1Type.isNullable());
    }

    /**
     * The type of a quotient: as many digits after the point as the standard's formula gives, but at least {@value
     * #AVERAGE_SCALE_MIN}, so that 1.0 / 3 does not lose them.
     */
    @Override
    public @org.checkerframework.checker.nullness.qual.Nullable RelDataType deriveDecimalDivideType(
            RelDataTypeFactory typeFactory, RelDataType type1, RelDataType type2) {
        if (SqlTypeUtil.isExactNumeric(type1)
                && SqlTypeUtil.isExactNumeric(type2)
                && (SqlTypeUtil.isDecimal(type1) || SqlTypeUtil.isDecimal(type2))) {
            int scale = Math.max(AVERAGE_SCALE_MIN, Math.max(type1.getScale(), type2.getScale()));
            return typeFactory.createTypeWithNullability(
                    typeFactory.createSqlType(SqlTypeName.DECIMAL, DECIMAL_DIGITS_MAX, scale),
                    type1.isNullable() || type2.isNullable());
        }
        return null;
    }
}
