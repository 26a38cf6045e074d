/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.operator;

import io.blazedb.calcite.exec.expression.Expression;
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
    private static final int KEPT_ROWS_MAX = 1_000_000;

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

    /** Makes something of the plan's rows. */
    @FunctionalInterface
    interface Reader<T> {
        T read(Rows rows);
    }

    /** All rows for the present outer rows. */
    List<@Nullable Object[]> rows(OperatorContext context) {
        return result(context, this, rows -> {
            List<@Nullable Object[]> all = new ArrayList<>();
            @Nullable Object[] row;
            while ((row = rows.next()) != null) {
                context.tick();
                all.add(row);
            }
            return all;
        });
    }

    /** What the reader made of the rows for the present outer rows. */
    @SuppressWarnings("unchecked")
    <T> T result(OperatorContext context, Object owner, Reader<T> reader) {
        Memory memory = context.memory(owner, Memory.class, Memory::new);
        Object key = key(context);
        Object kept = memory.results.get(key);
        if (kept == null) {
            try (Rows rows = plan.open(context)) {
                kept = reader.read(rows);
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
        private final Map<Object, Object> results = new LinkedHashMap<>();
        private int rows;

        void keep(Object key, Object result) {
            int size = result instanceof List<?> list ? list.size() : 1;
            if (results.size() >= KEPT_RESULTS_MAX || rows + size > KEPT_ROWS_MAX) {
                results.clear();
                rows = 0;
            }
            results.put(key, result);
            rows += size;
        }
    }
}
