/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.operator;

import io.blazedb.calcite.exec.expression.Expression;
import io.blazedb.calcite.exec.expression.RowKey;
import io.blazedb.calcite.exec.expression.Values;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Joins on equality: the right side goes into a hash table, the left side is looked up in it, in its order. */
public final class HashJoinOperator implements Operator {
    private final Operator left;
    private final Operator right;
    private final JoinType type;
    private final int[] leftKeys;
    private final int[] rightKeys;
    private final Values.KeyForm[] forms;
    private final @Nullable Expression condition;
    private final int leftWidth;
    private final int rightWidth;

    /**
     * A join.
     *
     * @param leftKeys columns of the left side that equal, in turn, {@code rightKeys} of the right side
     * @param forms how the values of each pair are compared
     * @param condition what the columns of both sides must also meet, or null
     */
    public HashJoinOperator(
            Operator left,
            Operator right,
            JoinType type,
            int[] leftKeys,
            int[] rightKeys,
            Values.KeyForm[] forms,
            @Nullable Expression condition,
            int leftWidth,
            int rightWidth) {
        this.left = left;
        this.right = right;
        this.type = type;
        this.leftKeys = leftKeys.clone();
        this.rightKeys = rightKeys.clone();
        this.forms = forms.clone();
        this.condition = condition;
        this.leftWidth = leftWidth;
        this.rightWidth = rightWidth;
    }

    @Override
    public Rows open(OperatorContext context) {
        Map<Object, List<@Nullable Object[]>> table = new HashMap<>();
        List<@Nullable Object[]> all = type.keepsRight() ? new ArrayList<>() : List.of();
        try (Rows rows = right.open(context)) {
            @Nullable Object[] row;
            while ((row = rows.next()) != null) {
                context.tick();
                Object key = RowKey.ofNotNull(row, rightKeys, forms);
                if (key != null) {
                    table.computeIfAbsent(key, k -> new ArrayList<>(1)).add(row);
                }
                if (type.keepsRight()) {
                    all.add(row);
                }
            }
        }
        if (table.isEmpty() && (type == JoinType.INNER || type == JoinType.SEMI)) {
            return Rows.EMPTY;
        }
        return new HashRows(context, left.open(context), table, all);
    }

    private final class HashRows extends MatchRows {
        private final Map<Object, List<@Nullable Object[]>> table;
        private final List<@Nullable Object[]> all;
        private final Set<@Nullable Object[]> matchedRight = Collections.newSetFromMap(new IdentityHashMap<>());
        private @Nullable Iterator<@Nullable Object[]> rest;

        HashRows(
                OperatorContext context,
                Rows leftRows,
                Map<Object, List<@Nullable Object[]>> table,
                List<@Nullable Object[]> all) {
            super(context, leftRows, type, condition, leftWidth, rightWidth);
            this.table = table;
            this.all = all;
        }

        @Override
        Rows candidates(@Nullable Object[] leftRow) {
            Object key = RowKey.ofNotNull(leftRow, leftKeys, forms);
            List<@Nullable Object[]> rows = key == null ? null : table.get(key);
            return rows == null ? Rows.EMPTY : Rows.of(rows);
        }

        @Override
        void onMatch(@Nullable Object[] rightRow) {
            if (type.keepsRight()) {
                matchedRight.add(rightRow);
            }
        }

        @Override
        @Nullable
        Object @Nullable [] nextUnmatchedRight() {
            Iterator<@Nullable Object[]> iterator = rest == null ? all.iterator() : rest;
            rest = iterator;
            while (iterator.hasNext()) {
                @Nullable Object[] row = iterator.next();
                if (!matchedRight.contains(row)) {
                    return row;
                }
            }
            return null;
        }
    }
}
