/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.operator;

import io.blazedb.calcite.exec.expression.Expression;
import io.blazedb.calcite.exec.expression.RowKey;
import io.blazedb.calcite.exec.expression.Values;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Rows of an input whose columns equal values of enclosing rows. The input is read once in an execution, into a hash table. */
public final class HashLookupOperator implements Operator {
    private static final @Nullable Object[] NO_ROW = {};

    private final Operator input;
    private final int[] columns;
    private final Expression[] values;
    private final Values.KeyForm[] forms;
    private final int[] valueColumns;

    /**
     * A look-up.
     *
     * @param columns columns of the input that equal, in turn, {@code values}
     * @param forms how the values of each pair are compared
     */
    public HashLookupOperator(Operator input, int[] columns, Expression[] values, Values.KeyForm[] forms) {
        this.input = input;
        this.columns = columns.clone();
        this.values = values.clone();
        this.forms = forms.clone();
        this.valueColumns = IntStream.range(0, values.length).toArray();
    }

    @Override
    public Rows open(OperatorContext context) {
        KeyedRows table = context.memory(this, KeyedRows.class, () -> read(context));
        @Nullable Object[] row = new @Nullable Object[values.length];
        for (int i = 0; i < row.length; i++) {
            row[i] = values[i].evaluate(NO_ROW, context);
        }
        Object key = RowKey.ofNotNull(row, valueColumns, forms);
        return key == null ? Rows.EMPTY : Rows.of(table.get(key));
    }

    private KeyedRows read(OperatorContext context) {
        KeyedRows table = new KeyedRows(context.share("HashLookup"), columns, forms, context::tick);
        try (Rows rows = input.open(context)) {
            @Nullable Object[] row;
            while ((row = rows.next()) != null) {
                context.tick();
                table.add(row);
            }
        }
        table.complete();
        return table;
    }
}
