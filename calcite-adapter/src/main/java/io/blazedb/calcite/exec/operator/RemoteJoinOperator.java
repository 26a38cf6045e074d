/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.operator;

import io.blazedb.calcite.exec.expression.Expression;
import io.blazedb.calcite.types.SqlType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Joins with a table of a served database by asking its owner for the rows of many keys at once: INNER, LEFT, SEMI and ANTI. Left rows
 * come in their order.
 */
public final class RemoteJoinOperator implements Operator {
    /** Left rows whose keys go into one question; question marks are made a power of two of them, so that few texts are planned. */
    private static final int KEYS_MAX = 256;

    private final Operator left;
    private final JoinType type;
    private final @Nullable Expression condition;
    private final int leftKey;
    private final int rightKey;
    private final SqlType keyType;
    private final IntFunction<RemoteOperator> right;
    private final int leftWidth;
    private final int rightWidth;

    /**
     * A join.
     *
     * @param condition the join's whole condition
     * @param leftKey the left column that gives the keys
     * @param rightKey the right column that is compared with them; both are of the same type
     * @param right the query for a number of keys, which it reads from the row that it is opened with
     */
    public RemoteJoinOperator(
            Operator left,
            JoinType type,
            @Nullable Expression condition,
            int leftKey,
            int rightKey,
            SqlType keyType,
            IntFunction<RemoteOperator> right,
            int leftWidth,
            int rightWidth) {
        this.left = left;
        this.type = type;
        this.condition = condition;
        this.leftKey = leftKey;
        this.rightKey = rightKey;
        this.keyType = keyType;
        this.right = right;
        this.leftWidth = leftWidth;
        this.rightWidth = rightWidth;
    }

    @Override
    public Rows open(OperatorContext context) {
        Batches batches = new Batches(left.open(context), context);
        return new MatchRows(context, batches, type, condition, leftWidth, rightWidth) {
            @Override
            Rows candidates(@Nullable Object[] leftRow) {
                return batches.candidates(leftRow[leftKey]);
            }
        };
    }

    /** Left rows, and the right rows that belong to those that were read together. */
    private final class Batches implements Rows {
        private final Rows rows;
        private final OperatorContext context;
        private final Deque<@Nullable Object[]> waiting = new ArrayDeque<>();
        private final Map<Object, List<@Nullable Object[]>> found = new HashMap<>();
        private boolean ended;

        Batches(Rows rows, OperatorContext context) {
            this.rows = rows;
            this.context = context;
        }

        @Override
        public @Nullable Object @Nullable [] next() {
            if (waiting.isEmpty() && !ended) {
                fill();
            }
            return waiting.poll();
        }

        Rows candidates(@Nullable Object key) {
            return key == null ? Rows.EMPTY : Rows.of(found.getOrDefault(key, List.of()));
        }

        private void fill() {
            Set<Object> keys = new LinkedHashSet<>();
            while (waiting.size() < KEYS_MAX) {
                @Nullable Object[] row = rows.next();
                if (row == null) {
                    ended = true;
                    break;
                }
                waiting.add(row);
                Object key = row[leftKey];
                if (key != null) {
                    keys.add(key);
                }
            }
            found.clear();
            if (!keys.isEmpty()) {
                fetch(List.copyOf(keys));
            }
        }

        private void fetch(List<Object> keys) {
            int marks = Integer.highestOneBit(Math.max(1, 2 * keys.size() - 1));
            @Nullable Object[] values = new @Nullable Object[marks];
            for (int i = 0; i < marks; i++) {
                values[i] = keys.get(Math.min(i, keys.size() - 1));
            }
            try (Rows fetched = right.apply(marks).open(context, values, keyType)) {
                @Nullable Object[] row;
                while ((row = fetched.next()) != null) {
                    found.computeIfAbsent(Objects.requireNonNull(row[rightKey]), key -> new ArrayList<>())
                            .add(row);
                }
            }
        }

        @Override
        public void close() {
            rows.close();
        }
    }
}
