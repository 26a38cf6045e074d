/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.operator;

import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.exec.expression.Expression;
import io.blazedb.calcite.exec.operator.ModifyOperators.Changes;
import io.blazedb.calcite.exec.operator.ModifyOperators.Modification;
import io.blazedb.calcite.types.Coercions;
import io.blazedb.calcite.types.SqlType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * INSERT of one row of values, written straight from its expressions: what a program runs again and again. A batch opens the writer once and
 * inserts a row for each of its members.
 *
 * <p>Immutable; safe for any number of threads.
 */
public final class RowInsert implements Modification {
    private static final @Nullable Object[] NO_ROW = {};
    private static final Changes ONE_ROW = new Changes(1, Rows.EMPTY, Rows.EMPTY);

    private final WrittenTable access;
    private final NewRows rows;
    private final Expression[] values;
    private final SqlType[] types;
    private final ColumnDefinition[] columns;

    /**
     * An INSERT of one row.
     *
     * @param rows how the table's row is made of the given values
     * @param values the given values
     * @param types their types
     * @param columns where they go
     */
    public RowInsert(
            WrittenTable access,
            NewRows rows,
            List<Expression> values,
            List<SqlType> types,
            List<ColumnDefinition> columns) {
        this.access = access;
        this.rows = rows;
        this.values = values.toArray(new Expression[0]);
        this.types = types.toArray(new SqlType[0]);
        this.columns = columns.toArray(new ColumnDefinition[0]);
    }

    /** The writer for any number of rows of one transaction. */
    public RowWriter open(OperatorContext context) {
        return access.open(context);
    }

    @Override
    public Changes run(OperatorContext context) {
        @Nullable Object[] row = insert(open(context), context);
        if (!context.execution().keepsWrittenRows()) {
            return ONE_ROW;
        }
        Written written = new Written(context, null);
        written.add(row);
        return written.changes();
    }

    /** Inserts a row of the present parameters, and returns it. */
    public @Nullable Object[] insert(RowWriter writer, OperatorContext context) {
        context.tick();
        @Nullable Object[] given = new @Nullable Object[values.length];
        for (int i = 0; i < given.length; i++) {
            ColumnDefinition column = columns[i];
            Object value = values[i].evaluate(NO_ROW, context);
            given[i] = Coercions.assign(value, types[i], column.type(), column.name());
        }
        @Nullable Object[] row = rows.rowOfAssigned(given, writer, context);
        writer.insert(row);
        return row;
    }
}
