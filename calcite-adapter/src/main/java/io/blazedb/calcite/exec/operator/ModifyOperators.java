/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.operator;

import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.exec.expression.Expression;
import io.blazedb.calcite.types.Coercions;
import io.blazedb.calcite.types.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** INSERT, UPDATE and DELETE. Each reads its whole source before the first write, so that it never meets its own rows. */
public final class ModifyOperators {
    private static final @Nullable Object[] NO_ROW = {};

    private ModifyOperators() {}

    /**
     * What a statement did.
     *
     * @param count rows changed
     * @param rows the rows in their new form, if the execution keeps them
     */
    public record Changes(long count, List<@Nullable Object[]> rows) {}

    /** A statement that writes. */
    @FunctionalInterface
    public interface Modification {
        Changes run(OperatorContext context);
    }

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

    /**
     * Cuts the single row of the source into rows of the given columns, each value assigned to its column's type.
     *
     * @param types types of the source's values
     */
    public static Operator split(Operator source, List<ColumnDefinition> columns, List<SqlType> types) {
        int width = columns.size();
        return context -> {
            List<@Nullable Object[]> rows = new ArrayList<>();
            for (@Nullable Object[] all : read(source, context)) {
                for (int start = 0; start < types.size(); start += width) {
                    @Nullable Object[] row = new @Nullable Object[width];
                    for (int i = 0; i < width; i++) {
                        ColumnDefinition column = columns.get(i);
                        row[i] = Coercions.assign(all[start + i], types.get(start + i), column.type(), column.name());
                    }
                    rows.add(row);
                }
            }
            return Rows.of(rows);
        };
    }

    /** Inserts a row for each row of the source. */
    public static Modification insert(
            String database, TableDefinition table, Operator source, List<ColumnSource> columns) {
        return context -> {
            RowWriter writer = context.execution().writer(database, table);
            List<@Nullable Object[]> rows = read(source, context);
            List<@Nullable Object[]> kept = new ArrayList<>();
            for (@Nullable Object[] row : rows) {
                context.tick();
                @Nullable Object[] full = new @Nullable Object[columns.size()];
                for (int i = 0; i < full.length; i++) {
                    full[i] = value(table.columns().get(i), i, columns.get(i), row, writer, context);
                }
                writer.insert(full);
                if (context.execution().keepsWrittenRows()) {
                    kept.add(full);
                }
            }
            return new Changes(rows.size(), kept);
        };
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

    /**
     * Updates the row at the start of each row of the source.
     *
     * @param source rows of the table with their key, then the new values
     * @param targets positions of the changed columns
     * @param types types of the new values
     */
    public static Modification update(
            String database, TableDefinition table, Operator source, int[] targets, SqlType[] types) {
        int width = table.columns().size();
        return context -> {
            RowWriter writer = context.execution().writer(database, table);
            List<@Nullable Object[]> rows = read(source, context);
            List<@Nullable Object[]> kept = new ArrayList<>();
            for (@Nullable Object[] row : rows) {
                context.tick();
                @Nullable Object[] before = java.util.Arrays.copyOf(row, width);
                @Nullable Object[] after = before.clone();
                for (int i = 0; i < targets.length; i++) {
                    ColumnDefinition column = table.columns().get(targets[i]);
                    after[targets[i]] = Coercions.assign(row[width + 1 + i], types[i], column.type(), column.name());
                }
                writer.update((byte[]) Objects.requireNonNull(row[width]), before, after);
                if (context.execution().keepsWrittenRows()) {
                    kept.add(after);
                }
            }
            return new Changes(rows.size(), kept);
        };
    }

    /**
     * Deletes the row at the start of each row of the source.
     *
     * @param source rows of the table with their key
     */
    public static Modification delete(String database, TableDefinition table, Operator source) {
        int width = table.columns().size();
        return context -> {
            RowWriter writer = context.execution().writer(database, table);
            List<@Nullable Object[]> rows = read(source, context);
            for (@Nullable Object[] row : rows) {
                context.tick();
                writer.delete((byte[]) Objects.requireNonNull(row[width]), java.util.Arrays.copyOf(row, width));
            }
            return new Changes(rows.size(), List.of());
        };
    }

    private static List<@Nullable Object[]> read(Operator source, OperatorContext context) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        try (Rows open = source.open(context)) {
            @Nullable Object[] row;
            while ((row = open.next()) != null) {
                context.tick();
                rows.add(row);
            }
        }
        return rows;
    }
}
