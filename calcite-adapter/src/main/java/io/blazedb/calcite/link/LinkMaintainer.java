/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.link;

import io.blazedb.calcite.catalog.CatalogView;
import io.blazedb.calcite.catalog.LinkDefinition;
import io.blazedb.calcite.catalog.LinkDefinition.OnDelete;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.dml.EqualValues;
import io.blazedb.calcite.dml.RowFinder;
import io.blazedb.calcite.dml.RowObserver;
import io.blazedb.calcite.dml.TableRows;
import io.blazedb.calcite.dml.TableWriter;
import io.blazedb.calcite.types.Coercions;
import io.blazedb.calcite.types.SqlType;
import io.blazedb.storage.WriteTransaction;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps linked columns equal to the columns they follow, in the transaction in which the followed row changes, or in which the own row
 * begins to point to it.
 *
 * <p>A change of linked columns may be followed by further links; it ends because nothing is written that is equal already.
 */
public final class LinkMaintainer implements RowObserver {
    private static final String MAIN = "main";

    private final LinkEnvironment environment;

    public LinkMaintainer(LinkEnvironment environment) {
        this.environment = environment;
    }

    /** A link with the tables of both sides, as one transaction sees them. */
    private record Side(LinkDefinition link, TableDefinition own, TableDefinition other) {
        List<SqlType> types(boolean ofOwn, List<String> columns) {
            TableDefinition table = ofOwn ? own : other;
            List<SqlType> types = new ArrayList<>(columns.size());
            columns.forEach(column ->
                    types.add(table.columns().get(table.columnIndex(column)).type()));
            return types;
        }

        boolean isComplete() {
            return hasColumns(own, link.columns())
                    && hasColumns(own, link.joinColumns())
                    && hasColumns(other, link.otherColumns())
                    && hasColumns(other, link.otherJoinColumns());
        }

        private static boolean hasColumns(TableDefinition table, List<String> columns) {
            return columns.stream().allMatch(column -> table.columnIndex(column) >= 0);
        }
    }

    @Override
    public boolean mayWriteMore(WriteTransaction transaction) {
        return !environment.catalog(transaction).links().isEmpty();
    }

    @Override
    public void beforeWrite(
            WriteTransaction transaction,
            TableDefinition table,
            @Nullable Object @Nullable [] oldRow,
            @Nullable Object[] newRow) {
        if (table.namespace() != 0) {
            return;
        }
        CatalogView catalog = environment.catalog(transaction);
        for (LinkDefinition link : catalog.links()) {
            if (link.schema().equals(table.schema()) && link.table().equals(table.name())) {
                fill(transaction, link, table, oldRow, newRow);
            }
        }
    }

    @Override
    public void rowChanged(
            WriteTransaction transaction,
            TableDefinition table,
            byte[] key,
            @Nullable Object @Nullable [] oldRow,
            byte[] newKey,
            @Nullable Object @Nullable [] newRow) {
        CatalogView catalog = environment.catalog(transaction);
        List<LinkDefinition> links = catalog.links();
        if (!links.isEmpty()) {
            String alias = table.namespace() == 0 ? MAIN : environment.aliasOf(table.namespace());
            if (alias != null) {
                otherRowChanged(transaction, alias, table, oldRow, newRow);
            }
        }
    }

    /** A row of a followed table was written; in a replica, in main itself, or in an attached file. */
    public void otherRowChanged(
            WriteTransaction transaction,
            String alias,
            TableDefinition table,
            @Nullable Object @Nullable [] oldRow,
            @Nullable Object @Nullable [] newRow) {
        CatalogView catalog = environment.catalog(transaction);
        for (LinkDefinition link : catalog.links()) {
            if (!link.database().equals(alias)
                    || !link.otherSchema().equals(table.schema())
                    || !link.otherTable().equals(table.name())) {
                continue;
            }
            TableDefinition own = catalog.table(0, link.schema(), link.table());
            if (own == null) {
                continue;
            }
            Side side = new Side(link, own, table);
            if (side.isComplete()) {
                follow(transaction, side, oldRow, newRow);
            }
        }
    }

    /** Brings every row of a link up to date. */
    public void applyAll(WriteTransaction transaction, LinkDefinition link) {
        TableDefinition own = environment.catalog(transaction).table(0, link.schema(), link.table());
        if (own == null) {
            return;
        }
        TableWriter writer = environment.writer(transaction, own);
        TableRows.forEach(transaction, own, (key, row) -> {
            @Nullable Object[] changed = row.clone();
            fill(transaction, link, own, null, changed);
            if (differs(own, link, row, changed)) {
                writer.update(key, row, changed);
            }
        });
    }

    /** Sets the linked columns of an own row that begins to point to another row. */
    private void fill(
            WriteTransaction transaction,
            LinkDefinition link,
            TableDefinition own,
            @Nullable Object @Nullable [] oldRow,
            @Nullable Object[] newRow) {
        @Nullable Object[] join = values(own, link.joinColumns(), newRow);
        if (oldRow != null && areEqual(values(own, link.joinColumns(), oldRow), join)) {
            return;
        }
        LinkEnvironment.Other database = environment.other(transaction, link.database());
        if (database == null) {
            return;
        }
        TableDefinition other = database.catalog().table(database.namespace(), link.otherSchema(), link.otherTable());
        if (other == null) {
            return;
        }
        Side side = new Side(link, own, other);
        if (!side.isComplete()) {
            return;
        }
        List<RowFinder.Found> found = new RowFinder(other, link.otherJoinColumns())
                .find(database.transaction(), join, side.types(true, link.joinColumns()));
        if (!found.isEmpty()) {
            copy(side, found.get(0).row(), newRow);
        } else if (oldRow != null && link.onDelete() == OnDelete.SET_NULL) {
            link.columns().forEach(column -> newRow[own.columnIndex(column)] = null);
        }
    }

    private void follow(
            WriteTransaction transaction,
            Side side,
            @Nullable Object @Nullable [] oldRow,
            @Nullable Object @Nullable [] newRow) {
        List<String> joins = side.link().otherJoinColumns();
        @Nullable Object @Nullable [] before = oldRow == null ? null : values(side.other(), joins, oldRow);
        @Nullable Object @Nullable [] after = newRow == null ? null : values(side.other(), joins, newRow);
        TableWriter writer = environment.writer(transaction, side.own());
        RowFinder finder = new RowFinder(side.own(), side.link().joinColumns());
        if (before != null && (after == null || !areEqual(before, after))) {
            for (RowFinder.Found own : finder.find(transaction, before, side.types(false, joins))) {
                orphan(side, writer, own);
            }
        }
        if (newRow != null && after != null) {
            for (RowFinder.Found own : finder.find(transaction, after, side.types(false, joins))) {
                @Nullable Object[] changed = own.row().clone();
                copy(side, newRow, changed);
                if (differs(side.own(), side.link(), own.row(), changed)) {
                    writer.update(own.key(), own.row(), changed);
                }
            }
        }
    }

    /** The row that an own row follows is gone. */
    private static void orphan(Side side, TableWriter writer, RowFinder.Found own) {
        switch (side.link().onDelete()) {
            case KEEP -> {
                // The last known values stay.
            }
            case CASCADE -> writer.delete(own.key(), own.row());
            case SET_NULL -> {
                @Nullable Object[] changed = own.row().clone();
                side.link().columns().forEach(column -> changed[side.own().columnIndex(column)] = null);
                if (differs(side.own(), side.link(), own.row(), changed)) {
                    writer.update(own.key(), own.row(), changed);
                }
            }
        }
    }

    private static void copy(Side side, @Nullable Object[] otherRow, @Nullable Object[] ownRow) {
        LinkDefinition link = side.link();
        for (int i = 0; i < link.columns().size(); i++) {
            int from = side.other().columnIndex(link.otherColumns().get(i));
            int to = side.own().columnIndex(link.columns().get(i));
            ownRow[to] = Coercions.assign(
                    otherRow[from],
                    side.other().columns().get(from).type(),
                    side.own().columns().get(to).type(),
                    link.columns().get(i));
        }
    }

    private static boolean differs(
            TableDefinition own, LinkDefinition link, @Nullable Object[] a, @Nullable Object[] b) {
        return !areEqual(values(own, link.columns(), a), values(own, link.columns(), b));
    }

    private static @Nullable Object[] values(TableDefinition table, List<String> columns, @Nullable Object[] row) {
        @Nullable Object[] values = new @Nullable Object[columns.size()];
        for (int i = 0; i < values.length; i++) {
            int position = table.columnIndex(columns.get(i));
            values[i] = position < 0 ? null : row[position];
        }
        return values;
    }

    private static boolean areEqual(@Nullable Object[] a, @Nullable Object[] b) {
        for (int i = 0; i < a.length; i++) {
            if (!EqualValues.areEqual(a[i], b[i])) {
                return false;
            }
        }
        return true;
    }
}
