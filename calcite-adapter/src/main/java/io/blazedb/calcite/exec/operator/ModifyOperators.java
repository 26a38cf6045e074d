/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.operator;

import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.exec.memory.RowList;
import io.blazedb.calcite.exec.memory.RowReader;
import io.blazedb.calcite.types.Coercions;
import io.blazedb.calcite.types.SqlType;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * INSERT, UPDATE and DELETE. Each reads its whole source before the first write, so that it never meets its own rows; only an INSERT whose
 * source cannot meet them writes while it reads.
 */
public final class ModifyOperators {
    private ModifyOperators() {}

    /**
     * What a statement did.
     *
     * @param count rows changed
     * @param rows the rows in their new form, if the execution keeps them
     * @param returned the rows of RETURNING
     */
    public record Changes(long count, RowReader rows, RowReader returned) {}

    /** A statement that writes. */
    @FunctionalInterface
    public interface Modification {
        Changes run(OperatorContext context);
    }

    /**
     * What an INSERT does with a row whose key is taken. Its programs are over the columns of the row that is there and those of the row
     * to insert.
     *
     * @param arbiters the keys meant, as {@link RowWriter#conflicting} wants them
     * @param where which rows to change, or null for all
     * @param values the new values, or null to do nothing
     * @param set the columns that get them
     */
    public record OnConflict(
            List<Integer> arbiters,
            @Nullable RowProgram where,
            @Nullable RowProgram values,
            ColumnAssignments set) {}

    /**
     * Cuts the single row of the source into rows of the given columns, each value assigned to its column's type.
     *
     * @param types types of the source's values
     */
    public static Operator split(Operator source, List<ColumnDefinition> columns, List<SqlType> types) {
        int width = columns.size();
        return context -> {
            @Nullable Object[] all;
            try (Rows open = source.open(context)) {
                all = Objects.requireNonNull(open.next());
            }
            return new Rows() {
                private int start;

                @Override
                public @Nullable Object @Nullable [] next() {
                    if (start == types.size()) {
                        return null;
                    }
                    @Nullable Object[] row = new @Nullable Object[width];
                    for (int i = 0; i < width; i++) {
                        ColumnDefinition column = columns.get(i);
                        row[i] = Coercions.assign(all[start + i], types.get(start + i), column.type(), column.name());
                    }
                    start += width;
                    return row;
                }
            };
        };
    }

    /**
     * Inserts a row for each row of the source.
     *
     * @param readsTarget whether the source may see what is written to the table
     * @param conflict what to do with rows whose key is taken, or null to fail
     * @param guard what policies demand of the rows written, or null
     * @param returning over the table's columns, or null
     */
    public static Modification insert(
            WrittenTable access,
            NewRows rows,
            Operator source,
            boolean readsTarget,
            @Nullable OnConflict conflict,
            @Nullable RowGuard guard,
            @Nullable RowProgram returning) {
        return context -> {
            RowWriter writer = RowGuard.over(guard, access.open(context), context);
            Written written = new Written(context, returning);
            boolean streams = !readsTarget && writer.changesItsTableOnly();
            try (Rows open = streams ? source.open(context) : read(source, context)) {
                @Nullable Object[] given;
                while ((given = open.next()) != null) {
                    context.tick();
                    @Nullable Object[] row = rows.row(given, writer, context);
                    if (conflict == null) {
                        writer.insert(row);
                        written.add(row);
                    } else {
                        insertOrResolve(row, conflict, writer, context, written);
                    }
                }
            }
            return written.changes();
        };
    }

    private static void insertOrResolve(
            @Nullable Object[] row, OnConflict conflict, RowWriter writer, OperatorContext context, Written written) {
        RowWriter.StoredRow there = writer.conflicting(row, conflict.arbiters());
        RowProgram values = conflict.values();
        if (there == null) {
            byte[] key = writer.insert(row);
            if (values != null) {
                written.touch(key);
            }
            written.add(row);
            return;
        }
        if (values == null) {
            return;
        }
        written.requireUntouched(there.key(), "ON CONFLICT DO UPDATE");
        @Nullable Object[] both = Written.concat(there.row(), row);
        RowProgram where = conflict.where();
        if (where == null || where.isTrue(both, context)) {
            @Nullable Object[] after = conflict.set().apply(there.row(), values.run(both, context), 0, writer);
            written.touch(writer.update(there.key(), there.row(), after));
            written.add(after);
        }
    }

    /**
     * Updates the row at the start of each row of the source; of several for the same row the first.
     *
     * @param source rows of the table with their key, then of other tables, then the new values
     * @param width number of columns before the new values
     * @param guard what policies demand of the rows written, or null
     * @param returning over the table's and the other tables' columns, or null
     */
    public static Modification update(
            WrittenTable access,
            Operator source,
            int width,
            ColumnAssignments set,
            @Nullable RowGuard guard,
            @Nullable RowProgram returning) {
        int own = access.table().columns().size();
        return context -> {
            RowWriter writer = RowGuard.over(guard, access.open(context), context);
            Written written = new Written(context, returning);
            try (Rows open = read(source, context)) {
                @Nullable Object[] row;
                while ((row = open.next()) != null) {
                    context.tick();
                    byte[] key = (byte[]) Objects.requireNonNull(row[own]);
                    if (width == own + 1 || written.touch(key)) {
                        @Nullable Object[] before = Arrays.copyOf(row, own);
                        @Nullable Object[] after = set.apply(before, row, width, writer);
                        writer.update(key, before, after);
                        written.add(after, Written.concat(after, Arrays.copyOfRange(row, own + 1, width)));
                    }
                }
            }
            return written.changes();
        };
    }

    /**
     * Deletes the row at the start of each row of the source.
     *
     * @param source rows of the table with their key, then of other tables
     * @param width number of columns that the tables have, with the key
     * @param returning over the table's and the other tables' columns, or null
     */
    public static Modification delete(WrittenTable access, Operator source, int width, @Nullable RowProgram returning) {
        int own = access.table().columns().size();
        return context -> {
            RowWriter writer = access.open(context);
            Written written = new Written(context, returning);
            try (Rows open = read(source, context)) {
                @Nullable Object[] row;
                while ((row = open.next()) != null) {
                    context.tick();
                    byte[] key = (byte[]) Objects.requireNonNull(row[own]);
                    if (width == own + 1 || written.touch(key)) {
                        @Nullable Object[] before = Arrays.copyOf(row, own);
                        writer.delete(key, before);
                        written.addDeleted(Written.concat(before, Arrays.copyOfRange(row, own + 1, width)));
                    }
                }
            }
            return written.changes();
        };
    }

    /** All rows of a source, which has been read to its end when this returns. */
    static Rows read(Operator source, OperatorContext context) {
        try (Rows open = source.open(context)) {
            @Nullable Object[] first = open.next();
            if (first == null) {
                return Rows.EMPTY;
            }
            if (source.isSingle()) {
                return Rows.of(List.<@Nullable Object[]>of(first));
            }
            RowList rows = new RowList(context.share("Modify"));
            rows.add(first);
            @Nullable Object[] row;
            while ((row = open.next()) != null) {
                context.tick();
                rows.add(row);
            }
            rows.complete();
            return Rows.of(rows.drain());
        }
    }
}
