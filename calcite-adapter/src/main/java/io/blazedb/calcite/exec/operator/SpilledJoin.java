/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.operator;

import io.blazedb.calcite.exec.expression.Expression;
import io.blazedb.calcite.exec.expression.RowKey;
import io.blazedb.calcite.exec.expression.Values;
import io.blazedb.calcite.exec.memory.MemoryAccount;
import io.blazedb.calcite.exec.memory.RowList;
import io.blazedb.calcite.exec.memory.RowPartitions;
import io.blazedb.calcite.exec.memory.RowReader;
import io.blazedb.calcite.exec.memory.RowSort;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A join on equality of sides that do not fit into memory: both are divided by the hash of their keys, part is joined with part. Left rows
 * carry their number behind their last column, right rows their place in their part. The results of all parts are merged by the number of
 * their left row, so that they come in the order of the left side as they do from a hash table in memory.
 *
 * <p>Threading: one thread at a time.
 */
public final class SpilledJoin implements AutoCloseable {
    private static final long BEHIND_ALL = Long.MAX_VALUE;

    private final OperatorContext context;
    private final JoinType type;
    private final int[] leftKeys;
    private final int[] rightKeys;
    private final Values.KeyForm[] forms;
    private final @Nullable Expression condition;
    private final int leftWidth;
    private final int rightWidth;
    private final MemoryAccount.Share share;
    private final RowPartitions lefts;
    private final RowPartitions rights;
    private final RowSort results;

    /** A join without rows yet; parameters as those of {@link HashJoinOperator}. */
    public SpilledJoin(
            OperatorContext context,
            JoinType type,
            int[] leftKeys,
            int[] rightKeys,
            Values.KeyForm[] forms,
            @Nullable Expression condition,
            int leftWidth,
            int rightWidth) {
        this.context = context;
        this.type = type;
        this.leftKeys = leftKeys.clone();
        this.rightKeys = rightKeys.clone();
        this.forms = forms.clone();
        this.condition = condition;
        this.leftWidth = leftWidth;
        this.rightWidth = rightWidth;
        this.share = context.share("HashJoin");
        this.lefts = new RowPartitions(share, 0);
        this.rights = new RowPartitions(share, 0);
        this.results = new RowSort(share.another(), Comparator.comparingLong(SpilledJoin::number), context::tick);
    }

    private static long number(@Nullable Object[] row) {
        return (Long) Objects.requireNonNull(row[row.length - 1]);
    }

    private static @Nullable Object[] numbered(@Nullable Object[] row, int width, long number) {
        @Nullable Object[] longer = Arrays.copyOf(row, width + 1);
        longer[width] = number;
        return longer;
    }

    /** Adds a row of the right side. */
    public void addRight(@Nullable Object[] row) {
        Object key = RowKey.ofNotNull(row, rightKeys, forms);
        if (key != null || type.keepsRight()) {
            rights.add(key == null ? 0 : key.hashCode(), numbered(row, rightWidth, 0));
        }
    }

    /** Reads the left side, and gives the joined rows. Closing them ends the join. */
    public Rows rows(Operator left) {
        try (Rows rows = left.open(context)) {
            return rows(rows);
        }
    }

    /** Reads the left side, and gives the joined rows. Closing them ends the join. */
    public Rows rows(RowReader left) {
        rights.complete();
        long leftCount = 0;
        @Nullable Object[] row;
        while ((row = left.next()) != null) {
            context.tick();
            Object key = RowKey.ofNotNull(row, leftKeys, forms);
            lefts.add(key == null ? 0 : key.hashCode(), numbered(row, leftWidth, leftCount++));
        }
        lefts.complete();
        for (int part = 0; part < rights.count(); part++) {
            join(lefts.part(part), rights.part(part));
        }
        return Rows.of(results.sorted());
    }

    private void join(RowList leftPart, RowList rightPart) {
        MemoryAccount.Share partShare = share.another();
        try (KeyedRows keyed = new KeyedRows(partShare, rightKeys, forms, context::tick);
                RowReader all = rightPart.read()) {
            long position = 0;
            @Nullable Object[] row;
            while ((row = all.next()) != null) {
                context.tick();
                keyed.add(numbered(row, rightWidth, position++));
            }
            keyed.complete();
            try (PartRows joined = new PartRows(leftPart, rightPart, keyed)) {
                int width = type.isLeftOnly() ? leftWidth : leftWidth + rightWidth;
                results.addRun(() -> {
                    @Nullable Object[] out = joined.next();
                    return out == null ? null : numbered(out, width, joined.leftNumber);
                });
            }
        }
        rightPart.close();
    }

    /** The joined rows of one part. */
    private final class PartRows extends MatchRows {
        private final KeyedRows keyed;
        private final RowList rightPart;
        private final BitSet matched = new BitSet();
        private long leftNumber;
        private long unmatched;

        PartRows(RowList leftPart, RowList rightPart, KeyedRows keyed) {
            super(context, Rows.of(leftPart.drain()), type, condition, leftWidth, rightWidth);
            this.keyed = keyed;
            this.rightPart = rightPart;
            if (type.keepsRight()) {
                MemoryAccount.Share bits = share.another();
                bits.require(rightPart.size() / Byte.SIZE);
                onClose(bits::close);
            }
        }

        @Override
        Rows candidates(@Nullable Object[] leftRow) {
            leftNumber = number(leftRow);
            Object key = RowKey.ofNotNull(leftRow, leftKeys, forms);
            return key == null ? Rows.EMPTY : Rows.of(keyed.get(key));
        }

        @Override
        void onMatch(@Nullable Object[] rightRow) {
            if (type.keepsRight()) {
                matched.set(((Long) Objects.requireNonNull(rightRow[rightWidth])).intValue());
            }
        }

        @Override
        @Nullable
        Object @Nullable [] nextUnmatchedRight() {
            leftNumber = BEHIND_ALL;
            unmatched = matched.nextClearBit((int) unmatched);
            return unmatched < rightPart.size() ? rightPart.get(unmatched++) : null;
        }
    }

    @Override
    public void close() {
        lefts.close();
        rights.close();
        results.close();
        share.close();
    }
}
