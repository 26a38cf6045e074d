/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.operator;

import io.blazedb.calcite.exec.expression.Expression;
import io.blazedb.calcite.exec.expression.RowKey;
import io.blazedb.calcite.exec.expression.Values;
import io.blazedb.calcite.exec.memory.MemoryAccount;
import io.blazedb.calcite.exec.memory.MemorySize;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Joins on equality: the right side goes into a hash table, the left side is looked up in it, in its order. If the right side does not
 * fit into memory, both sides are divided.
 */
public final class HashJoinOperator implements Operator {
    /** What an entry of the hash table takes beside its row, and what it takes if it also stands in the list of all rows. */
    private static final int ENTRY_BYTES = 96;

    private static final int KEPT_ENTRY_BYTES = 160;

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
        Build build = new Build(context);
        try (Rows rows = right.open(context)) {
            @Nullable Object[] row;
            while ((row = rows.next()) != null) {
                context.tick();
                if (!build.add(row)) {
                    return spilled(build, row, rows, context);
                }
            }
            if (build.table.isEmpty() && (type == JoinType.INNER || type == JoinType.SEMI)) {
                build.close();
                return Rows.EMPTY;
            }
            return new HashRows(context, left.open(context), build);
        } catch (RuntimeException | Error failure) {
            build.close();
            throw failure;
        }
    }

    private Rows spilled(Build build, @Nullable Object[] row, Rows rest, OperatorContext context) {
        SpilledJoin join = new SpilledJoin(context, type, leftKeys, rightKeys, forms, condition, leftWidth, rightWidth);
        try {
            build.forEach(join::addRight);
            build.close();
            join.addRight(row);
            @Nullable Object[] next;
            while ((next = rest.next()) != null) {
                context.tick();
                join.addRight(next);
            }
            return join.rows(left);
        } catch (RuntimeException | Error failure) {
            join.close();
            throw failure;
        }
    }

    /** The right side in memory. */
    private final class Build {
        private final MemoryAccount.Share share;
        private final Map<Object, List<@Nullable Object[]>> table = new HashMap<>();
        private final List<@Nullable Object[]> all = new ArrayList<>();

        Build(OperatorContext context) {
            this.share = context.share("HashJoin");
        }

        /** False, and nothing is added, if there is no room. */
        boolean add(@Nullable Object[] row) {
            Object key = RowKey.ofNotNull(row, rightKeys, forms);
            if (key == null && !type.keepsRight()) {
                return true;
            }
            if (!share.tryGrow(MemorySize.of(row) + (type.keepsRight() ? KEPT_ENTRY_BYTES : ENTRY_BYTES))) {
                return false;
            }
            if (key != null) {
                table.computeIfAbsent(key, k -> new ArrayList<>(1)).add(row);
            }
            if (type.keepsRight()) {
                all.add(row);
            }
            return true;
        }

        /** Every row; those of one key in their order. */
        void forEach(Consumer<@Nullable Object[]> action) {
            if (type.keepsRight()) {
                all.forEach(action);
            } else {
                table.values().forEach(rows -> rows.forEach(action));
            }
        }

        void close() {
            table.clear();
            all.clear();
            share.close();
        }
    }

    private final class HashRows extends MatchRows {
        private final Build build;
        private final Set<@Nullable Object[]> matchedRight = Collections.newSetFromMap(new IdentityHashMap<>());
        private @Nullable Iterator<@Nullable Object[]> rest;

        HashRows(OperatorContext context, Rows leftRows, Build build) {
            super(context, leftRows, type, condition, leftWidth, rightWidth);
            this.build = build;
            onClose(build::close);
        }

        @Override
        Rows candidates(@Nullable Object[] leftRow) {
            Object key = RowKey.ofNotNull(leftRow, leftKeys, forms);
            List<@Nullable Object[]> rows = key == null ? null : build.table.get(key);
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
            Iterator<@Nullable Object[]> iterator = rest == null ? build.all.iterator() : rest;
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
