/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.vector;

import io.blazedb.calcite.exec.expression.Aggregates;
import io.blazedb.calcite.types.SqlType;
import java.math.BigDecimal;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Sums and averages of whole numbers and DECIMALs without loss: in longs until they overflow, in BigDecimals from then on. */
final class ExactSums implements VectorAggregate {
    private final int column;
    private final boolean average;
    private final SqlType result;
    private final @Nullable Object empty;
    private final int scale;
    private long[] sums = {};
    private long[] counts = {};
    /** How many of them were not added in longs. */
    private long[] largeCounts = {};

    private @Nullable BigDecimal[] carried = {};

    /** A function that gives {@code empty} for groups without values. */
    ExactSums(int column, boolean average, SqlType result, @Nullable Object empty, int scale) {
        this.column = column;
        this.average = average;
        this.result = result;
        this.empty = empty;
        this.scale = scale;
    }

    @Override
    public long bytes() {
        return 28L * sums.length;
    }

    @Override
    public void reserve(int groups) {
        if (sums.length < groups) {
            int size = Math.max(groups, 2 * sums.length);
            sums = Arrays.copyOf(sums, size);
            counts = Arrays.copyOf(counts, size);
            largeCounts = Arrays.copyOf(largeCounts, size);
            carried = Arrays.copyOf(carried, size);
        }
    }

    @Override
    public void add(Batch batch, int @Nullable [] selection, int count, int @Nullable [] groups) {
        Vector vector = batch.column(column);
        boolean plain = !vector.hasNulls() && !vector.hasLarge;
        if (groups == null && plain && isNarrow(vector.type)) {
            addNarrow(vector.longs, selection, count);
            return;
        }
        if (plain) {
            addPlain(vector.longs, selection, count, groups);
            return;
        }
        for (int k = 0; k < count; k++) {
            int row = selection == null ? k : selection[k];
            if (!vector.isNull(row)) {
                int group = groups == null ? 0 : groups[k];
                counts[group]++;
                if (vector.large(row) != null) {
                    largeCounts[group]++;
                    carry(group, vector.decimal(row));
                } else {
                    add(group, vector.longs[row]);
                }
            }
        }
    }

    private void addPlain(long[] values, int @Nullable [] selection, int count, int @Nullable [] groups) {
        for (int k = 0; k < count; k++) {
            int group = groups == null ? 0 : groups[k];
            counts[group]++;
            add(group, values[selection == null ? k : selection[k]]);
        }
    }

    @Override
    public boolean canMerge() {
        return true;
    }

    @Override
    public void merge(VectorAggregate later, int[] groups) {
        ExactSums other = (ExactSums) later;
        for (int i = 0; i < groups.length; i++) {
            int group = groups[i];
            counts[group] += other.counts[i];
            largeCounts[group] += other.largeCounts[i];
            add(group, other.sums[i]);
            BigDecimal large = other.carried[i];
            if (large != null) {
                carry(group, large);
            }
        }
    }

    private static boolean isNarrow(SqlType type) {
        return type.name() == SqlType.Name.INTEGER || type.name() == SqlType.Name.SMALLINT;
    }

    /** The sum of a batch of such numbers cannot overflow. */
    private void addNarrow(long[] values, int @Nullable [] selection, int count) {
        long sum = 0;
        if (selection == null) {
            for (int i = 0; i < count; i++) {
                sum += values[i];
            }
        } else {
            for (int k = 0; k < count; k++) {
                sum += values[selection[k]];
            }
        }
        counts[0] += count;
        add(0, sum);
    }

    private void add(int group, long value) {
        long before = sums[group];
        long sum = before + value;
        if (((before ^ sum) & (value ^ sum)) < 0) {
            carry(group, BigDecimal.valueOf(before, scale));
            sum = value;
        }
        sums[group] = sum;
    }

    private void carry(int group, BigDecimal value) {
        BigDecimal present = carried[group];
        carried[group] = present == null ? value : present.add(value);
    }

    @Override
    public @Nullable Object result(int group) {
        if (counts[group] == 0) {
            return average ? null : empty;
        }
        BigDecimal large = carried[group];
        boolean decimal = scale > 0 || large != null;
        if (decimal && counts[group] > largeCounts[group]) {
            BigDecimal small = BigDecimal.valueOf(sums[group], scale);
            large = large == null ? small : large.add(small);
        }
        long whole = decimal ? 0 : sums[group];
        return average ? Aggregates.average(whole, large, counts[group], result) : Aggregates.sum(whole, large, result);
    }
}
