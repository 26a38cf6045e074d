/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.expression;

import io.blazedb.calcite.types.SqlType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Variance and standard deviation: exact over exact numbers, else by the method of Youngs and Cramer, as PostgreSQL computes them. */
abstract class Spread implements Accumulator {
    private final int column;
    private final boolean population;
    final boolean root;
    final SqlType result;
    long count;

    private Spread(int column, boolean population, boolean root, SqlType result) {
        this.column = column;
        this.population = population;
        this.root = root;
        this.result = result;
    }

    static Accumulator.Factory of(int column, boolean population, boolean root, SqlType result) {
        return result.name() == SqlType.Name.DECIMAL
                ? () -> new Exact(column, population, root, result)
                : () -> new Binary(column, population, root, result);
    }

    @Override
    public void add(@Nullable Object[] row) {
        Object value = row[column];
        if (value != null) {
            count++;
            take((Number) value);
        }
    }

    @Override
    public @Nullable Object result() {
        long divisor = population ? count : count - 1;
        return divisor <= 0 ? null : value(divisor);
    }

    abstract void take(Number number);

    abstract @Nullable Object value(long divisor);

    private static final class Binary extends Spread {
        private double sum;
        private double squares;

        Binary(int column, boolean population, boolean root, SqlType result) {
            super(column, population, root, result);
        }

        @Override
        void take(Number value) {
            double number = value.doubleValue();
            sum += number;
            if (count > 1) {
                double delta = number * count - sum;
                squares += delta * delta / ((double) count * (count - 1));
            } else if (!Double.isFinite(number)) {
                squares = Double.NaN;
            }
        }

        @Override
        @Nullable
        Object value(long divisor) {
            double variance = squares / divisor;
            return Casts.number(root ? Math.sqrt(variance) : variance, result);
        }
    }

    private static final class Exact extends Spread {
        /** More digits than a result has, so that rounding it is the only error. */
        private static final MathContext DIGITS = new MathContext(80, RoundingMode.HALF_UP);

        private BigDecimal sum = BigDecimal.ZERO;
        private BigDecimal squares = BigDecimal.ZERO;
        /** The same of numbers that fit a long, until they would overflow it. */
        private long smallSum;

        private long smallSquares;

        Exact(int column, boolean population, boolean root, SqlType result) {
            super(column, population, root, result);
        }

        @Override
        void take(Number value) {
            if (value instanceof BigDecimal || value instanceof BigInteger) {
                BigDecimal number = value instanceof BigDecimal exact ? exact : new BigDecimal((BigInteger) value);
                sum = sum.add(number);
                squares = squares.add(number.multiply(number));
                return;
            }
            long number = value.longValue();
            long square = number * number;
            boolean small = number > -(1L << 31) && number < 1L << 31;
            if (small && smallSquares + square >= 0 && Math.abs(smallSum) < 1L << 62) {
                smallSum += number;
                smallSquares += square;
            } else {
                BigDecimal exact = BigDecimal.valueOf(number);
                sum = sum.add(exact);
                squares = squares.add(exact.multiply(exact));
            }
        }

        @Override
        Object value(long divisor) {
            BigDecimal all = sum.add(BigDecimal.valueOf(smallSum));
            BigDecimal rows = BigDecimal.valueOf(count);
            BigDecimal differences =
                    squares.add(BigDecimal.valueOf(smallSquares)).multiply(rows).subtract(all.multiply(all));
            BigDecimal variance = differences.divide(rows.multiply(BigDecimal.valueOf(divisor)), DIGITS);
            return (root ? variance.sqrt(DIGITS) : variance).setScale(result.scale(), RoundingMode.HALF_UP);
        }
    }
}
