/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.operator;

import io.blazedb.calcite.exec.expression.RowKey;
import io.blazedb.calcite.exec.expression.Values;
import io.blazedb.calcite.exec.memory.MemoryAccount;
import io.blazedb.calcite.exec.memory.MemorySize;
import io.blazedb.calcite.exec.memory.RowList;
import io.blazedb.calcite.exec.memory.RowReader;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a recursive query: the first ones, then those that the step makes of the rows added last, until there are no new ones. A round is
 * computed when the rows of the one before were taken.
 */
public final class RecursiveOperator implements Operator {
    private static final int ENTRY_BYTES = 64;

    private final Operator seed;
    private final Operator step;
    private final SimpleOperators.WorkTable table;
    private final boolean all;
    private final int[] columns;
    private final Values.KeyForm[] forms;

    /**
     * A recursive query.
     *
     * @param table what the step reads as the rows added last
     * @param all whether equal rows are added again
     * @param columns all columns
     * @param forms how their values are compared
     */
    public RecursiveOperator(
            Operator seed,
            Operator step,
            SimpleOperators.WorkTable table,
            boolean all,
            int[] columns,
            Values.KeyForm[] forms) {
        this.seed = seed;
        this.step = step;
        this.table = table;
        this.all = all;
        this.columns = columns.clone();
        this.forms = forms.clone();
    }

    @Override
    public Rows open(OperatorContext context) {
        return new Rounds(context);
    }

    private final class Rounds implements Rows {
        private final OperatorContext context;
        private final MemoryAccount.Share share;
        private final Set<Object> seen = new HashSet<>();
        private @Nullable RowList added;
        private @Nullable RowReader reader;

        Rounds(OperatorContext context) {
            this.context = context;
            this.share = context.share("RecursiveUnion");
        }

        @Override
        public @Nullable Object @Nullable [] next() {
            while (true) {
                RowReader open = reader;
                @Nullable Object[] row = open == null ? null : open.next();
                if (row != null) {
                    return row;
                }
                RowList last = added;
                if (last != null && last.isEmpty()) {
                    return null;
                }
                context.execution().checkCancelled();
                if (last != null) {
                    context.remember(table, (SimpleOperators.WorkTable.Source) () -> Rows.of(last.read()));
                }
                RowList fresh = fresh(last == null ? seed : step);
                if (last != null) {
                    last.close();
                }
                added = fresh;
                reader = fresh.read();
            }
        }

        private RowList fresh(Operator input) {
            RowList fresh = new RowList(share.another());
            try (Rows rows = input.open(context)) {
                @Nullable Object[] row;
                while ((row = rows.next()) != null) {
                    context.tick();
                    if (all || isNew(row)) {
                        fresh.add(row);
                    }
                }
            }
            return fresh;
        }

        private boolean isNew(@Nullable Object[] row) {
            boolean isNew = seen.add(RowKey.of(row, columns, forms));
            if (isNew) {
                share.require(ENTRY_BYTES + MemorySize.of(row));
            }
            return isNew;
        }

        @Override
        public void close() {
            if (added != null) {
                added.close();
            }
            share.close();
        }
    }
}
