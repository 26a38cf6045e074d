/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.operator;

import io.blazedb.calcite.exec.expression.Expression;
import io.blazedb.calcite.exec.memory.MemoryAccount;
import io.blazedb.calcite.exec.memory.RowList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A plan inside another one that may see rows of the plans around it. What it gives is kept for each combination of the outer values
 * it uses, so that it runs once if it uses none.
 */
public final class SubPlan {
    private static final int KEPT_RESULTS_MAX = 10_000;
    private static final int RESULT_BYTES = 160;

    private final Operator plan;
    private final List<Expression.Outer> outerColumns;

    /**
     * A plan.
     *
     * @param outerColumns every column of enclosing rows that it uses
     */
    public SubPlan(Operator plan, List<Expression.Outer> outerColumns) {
        this.plan = plan;
        this.outerColumns = List.copyOf(outerColumns);
    }

    /** Makes something of the plan's rows; what it holds is counted on the share. */
    @FunctionalInterface
    interface Reader<T> {
        T read(Rows rows, MemoryAccount.Share share);
    }

    /** All rows for the present outer rows; valid until they are asked for again. */
    RowList rows(OperatorContext context) {
        return result(context, this, (rows, share) -> {
            RowList all = new RowList(share);
            @Nullable Object[] row;
            while ((row = rows.next()) != null) {
                context.tick();
                all.add(row);
            }
            all.complete();
            return all;
        });
    }

    /** What the reader made of the rows for the present outer rows. */
    @SuppressWarnings("unchecked")
    <T> T result(OperatorContext context, Object owner, Reader<T> reader) {
        Memory memory = context.memory(owner, Memory.class, () -> new Memory(context.share("SubQuery")));
        Object key = key(context);
        Object kept = memory.results.get(key);
        if (kept == null) {
            memory.makeRoom();
            try (Rows rows = plan.open(context)) {
                kept = reader.read(rows, memory.share);
            }
            memory.keep(key, kept);
        }
        return (T) kept;
    }

    private Object key(OperatorContext context) {
        if (outerColumns.isEmpty()) {
            return "";
        }
        List<@Nullable Object> values = new ArrayList<>(outerColumns.size());
        for (Expression.Outer column : outerColumns) {
            Object value = column.evaluate(new Object[0], context);
            values.add(value instanceof byte[] bytes ? java.nio.ByteBuffer.wrap(bytes) : value);
        }
        return values;
    }

    /** Results by outer values; forgotten altogether when they become too many. */
    private static final class Memory {
        private final MemoryAccount.Share share;
        private final Map<Object, Object> results = new LinkedHashMap<>();
        private boolean full;

        Memory(MemoryAccount.Share share) {
            this.share = share;
        }

        /** Called before a result is made: those before are not in use any more. */
        void makeRoom() {
            if (full || results.size() >= KEPT_RESULTS_MAX) {
                for (Object result : results.values()) {
                    if (result instanceof Held held) {
                        held.close();
                    } else if (result instanceof RowList rows) {
                        rows.close();
                    }
                }
                results.clear();
                share.close();
                full = false;
            }
        }

        void keep(Object key, Object result) {
            results.put(key, result);
            boolean spilled = result instanceof RowList rows && rows.isSpilled();
            full = spilled || !share.tryGrow(RESULT_BYTES);
        }
    }

    /** A result that holds memory. */
    interface Held extends AutoCloseable {
        @Override
        void close();
    }
}
