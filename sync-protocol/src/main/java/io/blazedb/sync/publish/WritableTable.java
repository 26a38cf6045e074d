/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.publish;

import io.blazedb.calcite.catalog.CatalogView;
import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.catalog.PolicyDefinition.Command;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.exec.expression.ExpressionContext;
import io.blazedb.calcite.exec.expression.RowPredicate;
import io.blazedb.calcite.security.TableRights;
import io.blazedb.sync.subscription.WriteTerms;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a peer may write of one table: rows that one of the publications shows, before and after, and columns of it; and what policies demand beside that.
 *
 * <p>Immutable; safe for any number of threads.
 */
final class WritableTable {

    /**
     * What one publication lets the peer write.
     *
     * @param columns by place in the table, whether it is published
     * @param predicate which rows; null for all
     */
    record Part(
            String publication, boolean[] columns, @Nullable RowPredicate predicate) {
        boolean shows(@Nullable Object[] row, ExpressionContext context) {
            return predicate == null || predicate.test(row, context);
        }
    }

    private final TableDefinition source;
    private final ExportedTable exported;
    private final List<Part> parts;
    private final Map<Command, RowPredicate> ofOldRows = new EnumMap<>(Command.class);
    private final Map<Command, RowPredicate> ofNewRows = new EnumMap<>(Command.class);
    private final ExpressionContext context;

    WritableTable(
            CatalogView catalog,
            ExportedTable exported,
            List<Part> parts,
            ConditionCompiler conditions,
            ExpressionContext context) {
        this.source = exported.source();
        this.exported = exported;
        this.parts = List.copyOf(parts);
        this.context = context;
        for (Command command : List.of(Command.INSERT, Command.UPDATE, Command.DELETE)) {
            compile(catalog, conditions, command, false, ofOldRows);
            compile(catalog, conditions, command, true, ofNewRows);
        }
    }

    private void compile(
            CatalogView catalog,
            ConditionCompiler conditions,
            Command command,
            boolean ofNew,
            Map<Command, RowPredicate> compiled) {
        String sql = TableRights.ofSubscribers(catalog, source, command, ofNew);
        if (sql != null) {
            compiled.put(command, conditions.compile(source, sql));
        }
    }

    TableDefinition source() {
        return source;
    }

    ExportedTable exported() {
        return exported;
    }

    /** Its published name, the only one that a writer knows. */
    String name() {
        return exported.exported().name();
    }

    /** Place in {@link #source} of a column by its published name; -1 if there is none. */
    int place(String column) {
        return exported.sourcePlace(column);
    }

    /** The published name of a column by its place in {@link #source}; null if it is not published. */
    @Nullable
    String nameOf(int place) {
        int shown = exported.exportedPlace(place);
        return shown < 0 ? null : exported.exported().columns().get(shown).name();
    }

    /** What the writer is told of the table. */
    WriteTerms.Table terms() {
        List<WriteTerms.Column> columns = new ArrayList<>();
        for (ColumnDefinition column : exported.exported().columns()) {
            int place = place(column.name());
            if (isWritable(place)) {
                columns.add(new WriteTerms.Column(column.name(), value(place)));
            }
        }
        return new WriteTerms.Table(exported.exported().schema(), name(), columns);
    }

    /** Where a column's value comes from if a new row has none. */
    WriteTerms.Value value(int place) {
        ColumnDefinition column = source.columns().get(place);
        if (column.isGenerated() || column.identity() == ColumnDefinition.Identity.ALWAYS) {
            return WriteTerms.Value.GENERATED;
        }
        if (column.identity() == ColumnDefinition.Identity.BY_DEFAULT) {
            return WriteTerms.Value.IDENTITY;
        }
        return column.defaultSql() == null ? WriteTerms.Value.NONE : WriteTerms.Value.DEFAULT;
    }

    boolean isWritable(int place) {
        return parts.stream().anyMatch(part -> part.columns[place]);
    }

    /** The publications that let these columns of a row be written; none if that is not allowed. */
    Set<String> allowing(@Nullable Object @Nullable [] oldRow, @Nullable Object @Nullable [] newRow, int[] columns) {
        Set<String> allowing = new TreeSet<>();
        for (Part part : parts) {
            boolean all = true;
            for (int column : columns) {
                all &= part.columns[column];
            }
            if (all
                    && (oldRow == null || part.shows(oldRow, context))
                    && (newRow == null || part.shows(newRow, context))) {
                allowing.add(part.publication);
            }
        }
        return allowing;
    }

    /** Whether policies let a row that is there take part. */
    boolean policiesAdmit(Command command, @Nullable Object[] oldRow) {
        RowPredicate condition = ofOldRows.get(command);
        return condition == null || condition.test(oldRow, context);
    }

    /** Whether policies let a row become so. */
    boolean policiesAllow(Command command, @Nullable Object[] newRow) {
        RowPredicate condition = ofNewRows.get(command);
        return condition == null || condition.test(newRow, context);
    }
}
