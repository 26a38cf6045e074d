/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.expression;

import io.blazedb.calcite.types.SqlType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Statistics of pairs (y, x): covariance, correlation and the line of least squares, as the standard defines them. Sums of squares are
 * kept around the mean, so that large values with small differences lose nothing (Youngs and Cramer, as in PostgreSQL).
 */
final class PairStatistics implements Accumulator {
    private final String function;
    private final int columnY;
    private final int columnX;
    private final SqlType result;
    private double count;
    private double sumX;
    private double sumY;
    private double sumXx;
    private double sumYy;
    private double sumXy;

    PairStatistics(String function, List<Integer> columns, SqlType result) {
        this.function = function;
        this.columnY = columns.get(0);
        this.columnX = columns.get(1);
        this.result = result;
    }

    @Override
    public void add(@Nullable Object[] row) {
        Object first = row[columnY];
        Object second = row[columnX];
        if (first == null || second == null) {
            return;
        }
        double y = Arithmetic.doubleOf(first);
        double x = Arithmetic.doubleOf(second);
        count++;
        sumX += x;
        sumY += y;
        if (count > 1) {
            double fromX = x * count - sumX;
            double fromY = y * count - sumY;
            double scale = 1 / (count * (count - 1));
            sumXx += fromX * fromX * scale;
            sumYy += fromY * fromY * scale;
            sumXy += fromX * fromY * scale;
        } else if (!Double.isFinite(x) || !Double.isFinite(y)) {
            sumXx = Double.NaN;
            sumYy = Double.NaN;
            sumXy = Double.NaN;
        }
    }

    @Override
    public @Nullable Object result() {
        Double value = count == 0 ? null : value();
        return value == null ? null : Casts.number(value, result);
    }

    private @Nullable Double value() {
        return switch (function) {
            case "COVAR_POP" -> sumXy / count;
            case "COVAR_SAMP" -> count < 2 ? null : (Double) (sumXy / (count - 1));
            case "CORR" -> (sumXx == 0 || sumYy == 0) ? null : (Double) (sumXy / Math.sqrt(sumXx * sumYy));
            case "REGR_AVGX" -> sumX / count;
            case "REGR_AVGY" -> sumY / count;
            case "REGR_SXX" -> sumXx;
            case "REGR_SYY" -> sumYy;
            case "REGR_SXY" -> sumXy;
            case "REGR_R2" -> sumXx == 0 ? null : (Double) (sumYy == 0 ? 1.0 : sumXy * sumXy / (sumXx * sumYy));
            case "REGR_SLOPE" -> sumXx == 0 ? null : (Double) (sumXy / sumXx);
            default -> sumXx == 0 ? null : (Double) ((sumY - sumX * sumXy / sumXx) / count);
        };
    }
}
