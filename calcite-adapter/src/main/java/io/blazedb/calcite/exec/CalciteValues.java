/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec;

import io.blazedb.calcite.exec.expression.Temporals;
import io.blazedb.calcite.types.Interval;
import io.blazedb.calcite.types.SqlType;
import java.math.BigDecimal;
import java.util.function.UnaryOperator;
import org.apache.calcite.avatica.util.ByteString;
import org.jspecify.annotations.Nullable;

/** Values at the border to Calcite's runtime, which counts time in milliseconds and has a class of its own for byte strings. */
final class CalciteValues {
    private static final long MICROS_PER_MILLI = 1000;

    private CalciteValues() {}

    /** From internal values of a type to Calcite's. */
    static UnaryOperator<@Nullable Object> toCalcite(SqlType type) {
        return switch (type.name()) {
            case TIME -> v -> v == null ? null : (Object) (int) ((Long) v / MICROS_PER_MILLI);
            case TIMESTAMP, TIMESTAMP_TZ -> v -> v == null ? null : (Object) Math.floorDiv((Long) v, MICROS_PER_MILLI);
            case INTERVAL -> v -> v == null ? null : (Object) millis((Interval) v);
            case BINARY, VARBINARY -> v -> v == null ? null : new ByteString((byte[]) v);
            default -> UnaryOperator.identity();
        };
    }

    private static long millis(Interval value) {
        if (value.months() != 0) {
            throw ExpressionCompiler.unsupported("an interval of months");
        }
        return Temporals.micros(value) / MICROS_PER_MILLI;
    }

    /** From Calcite's values of a type to internal ones. */
    static UnaryOperator<@Nullable Object> fromCalcite(SqlType type) {
        return switch (type.name()) {
            case TIME -> v -> v == null ? null : (Object) (((Number) v).longValue() * MICROS_PER_MILLI);
            case TIMESTAMP, TIMESTAMP_TZ ->
                v -> v == null ? null : (Object) (((Number) v).longValue() * MICROS_PER_MILLI);
            case INTERVAL ->
                v -> v == null ? null : Interval.ofDaysAndMicros(((Number) v).longValue() * MICROS_PER_MILLI);
            case BINARY, VARBINARY -> v -> v == null ? null : ((ByteString) v).getBytes();
            case SMALLINT -> v -> v == null ? null : (Object) ((Number) v).shortValue();
            case INTEGER, DATE -> v -> v == null ? null : (Object) ((Number) v).intValue();
            case BIGINT -> v -> v == null ? null : (Object) ((Number) v).longValue();
            case REAL -> v -> v == null ? null : (Object) ((Number) v).floatValue();
            case DOUBLE -> v -> v == null ? null : (Object) ((Number) v).doubleValue();
            case DECIMAL ->
                v -> v == null || v instanceof BigDecimal ? v : io.blazedb.calcite.exec.expression.Values.decimal(v);
            case CHAR, VARCHAR, JSON, JSONB -> v -> v == null ? null : v.toString();
            default -> UnaryOperator.identity();
        };
    }
}
