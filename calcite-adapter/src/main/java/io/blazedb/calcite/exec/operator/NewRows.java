/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.operator;

import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.exec.expression.Expression;
import io.blazedb.calcite.types.Coercions;
import io.blazedb.calcite.types.SqlType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How whole rows of a table are made of the values that a statement gives. Immutable.
 *
 * @param table the table
 * @param columns where each of its columns comes from
 */
public record NewRows(TableDefinition table, List<ColumnSource> columns) {
    private static final @Nullable Object[] NO_ROW = {};

    /**
     * Where a column's value comes from.
     *
     * @param source column of the source row, or -1
     * @param sourceType type of the source column
     * @param otherwise the default if there is no source column, or null for NULL
     * @param otherwiseType type of the default
     */
    public record ColumnSource(
            int source, SqlType sourceType, @Nullable Expression otherwise, SqlType otherwiseType) {}

    /** The row of the table for a row of the source. */
    public @Nullable Object[] row(@Nullable Object[] given, RowWriter writer, OperatorContext context) {
        @Nullable Object[] row = new @Nullable Object[columns.size()];
        for (int i = 0; i < row.length; i++) {
            row[i] = value(table.columns().get(i), i, columns.get(i), given, writer, context);
        }
        return row;
    }

    /** As {@link #row}, of values that are of their columns' types already. */
    public @Nullable Object[] rowOfAssigned(@Nullable Object[] given, RowWriter writer, OperatorContext context) {
        @Nullable Object[] row = new @Nullable Object[columns.size()];
        for (int i = 0; i < row.length; i++) {
            int source = columns.get(i).source();
            Object value = source < 0 ? null : given[source];
            row[i] = value == null ? value(table.columns().get(i), i, columns.get(i), given, writer, context) : value;
        }
        return row;
    }

    private static @Nullable Object value(
            ColumnDefinition column,
            int position,
            ColumnSource source,
            @Nullable Object[] row,
            RowWriter writer,
            OperatorContext context) {
        boolean identity = column.identity() != ColumnDefinition.Identity.NONE;
        if (source.source() >= 0) {
            Object given = row[source.source()];
            return given == null && identity
                    ? writer.nextIdentity(position)
                    : Coercions.assign(given, source.sourceType(), column.type(), column.name());
        }
        if (identity) {
            return writer.nextIdentity(position);
        }
        Expression otherwise = source.otherwise();
        return otherwise == null
                ? null
                : Coercions.assign(
                        otherwise.evaluate(NO_ROW, context), source.otherwiseType(), column.type(), column.name());
    }
}
