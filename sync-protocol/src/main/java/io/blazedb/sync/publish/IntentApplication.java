/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.publish;

import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.catalog.PolicyDefinition.Command;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.catalog.TableLayout;
import io.blazedb.calcite.dml.TableWriter;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.types.KeyCodec;
import io.blazedb.calcite.types.RowCodec;
import io.blazedb.calcite.types.RowReader;
import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.sync.subscription.IntentOp;
import io.blazedb.sync.wire.WireReader;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Applies operations of an intent to the owner's tables, in one transaction of the owner. A row is changed only if the writer may see it, saw it as it is, and
 * may see it afterwards.
 *
 * <p>One thread.
 */
final class IntentApplication {
    private final OwnedRows.Transaction transaction;
    private final WritableTables writable;
    private final Set<String> publications = new TreeSet<>();

    IntentApplication(OwnedRows.Transaction transaction, WritableTables writable) {
        this.transaction = transaction;
        this.writable = writable;
    }

    /** The publications that the applied operations were allowed by. */
    Set<String> publications() {
        return publications;
    }

    /**
     * Applies an operation.
     *
     * @param then the table as the writer knew it
     * @throws IntentRejected why not
     * @throws io.blazedb.calcite.error.BlazeSqlException what the table's constraints say
     */
    void apply(TableDefinition then, IntentOp op) {
        WritableTable table = writable.table(then.schema(), then.name());
        if (table == null) {
            throw new IntentRejected(
                    SqlErrorCode.PERMISSION_DENIED,
                    "permission denied: WRITE is not granted on table \"" + then.name() + "\"");
        }
        switch (op.kind()) {
            case INSERT -> insert(table, then, op);
            case UPDATE -> update(table, then, op);
            case DELETE -> delete(table, then, op);
        }
    }

    private void insert(WritableTable table, TableDefinition then, IntentOp op) {
        TableDefinition source = table.source();
        TableWriter writer = transaction.writer(source);
        int[] places = places(table, then, op.columns());
        @Nullable Object[] sent = decode(then, op.row());
        @Nullable Object[] row = new @Nullable Object[source.columns().size()];
        boolean[] given = new boolean[row.length];
        for (int i = 0; i < places.length; i++) {
            requireNotGenerated(table, places[i]);
            row[places[i]] = sent[op.columns()[i]];
            given[places[i]] = true;
        }
        for (int i = 0; i < row.length; i++) {
            ColumnDefinition column = source.columns().get(i);
            if (!given[i]) {
                row[i] = column.identity() != ColumnDefinition.Identity.NONE
                        ? writer.nextIdentity(i)
                        : transaction.defaultValue(source, i);
            }
        }
        writer.complete(null, row);
        requireAllowed(table, Command.INSERT, null, row, places);
        byte[] unused = writer.insert(row);
    }

    private void update(WritableTable table, TableDefinition then, IntentOp op) {
        int[] places = places(table, then, op.columns());
        byte[] key = key(table, then, op);
        @Nullable Object[] oldRow = requireUnchanged(table, then, op, key);
        if (!table.policiesAdmit(Command.UPDATE, oldRow)) {
            throw denied(table);
        }
        @Nullable Object[] sent = decode(then, op.row());
        @Nullable Object[] newRow = oldRow.clone();
        for (int i = 0; i < places.length; i++) {
            requireNotGenerated(table, places[i]);
            newRow[places[i]] = sent[op.columns()[i]];
        }
        TableWriter writer = transaction.writer(table.source());
        writer.complete(oldRow, newRow);
        requireAllowed(table, Command.UPDATE, oldRow, newRow, places);
        byte[] unused = writer.update(key, oldRow, newRow);
    }

    private void delete(WritableTable table, TableDefinition then, IntentOp op) {
        byte[] key = key(table, then, op);
        @Nullable Object[] oldRow = requireUnchanged(table, then, op, key);
        Set<String> allowing = table.allowing(oldRow, null, new int[0]);
        if (allowing.isEmpty() || !table.policiesAdmit(Command.DELETE, oldRow)) {
            throw denied(table);
        }
        publications.addAll(allowing);
        transaction.writer(table.source()).delete(key, oldRow);
    }

    private void requireAllowed(
            WritableTable table,
            Command command,
            @Nullable Object @Nullable [] oldRow,
            @Nullable Object[] newRow,
            int[] places) {
        Set<String> allowing = table.allowing(oldRow, newRow, places);
        if (allowing.isEmpty()) {
            if (oldRow != null && table.allowing(oldRow, null, places).isEmpty()) {
                throw denied(table);
            }
            throw new IntentRejected(
                    SqlErrorCode.CHECK_OPTION_VIOLATION,
                    "the new row of table \"" + table.name() + "\" is not one that is published to its writer");
        }
        if (!table.policiesAllow(command, newRow)) {
            throw denied(table);
        }
        publications.addAll(allowing);
    }

    /** The row that is there, if it is as the writer saw it; one that the writer may not see is not there. */
    private @Nullable Object[] requireUnchanged(WritableTable table, TableDefinition then, IntentOp op, byte[] key) {
        TableDefinition source = table.source();
        RowCodec rows = TableLayout.rows(source);
        @Nullable Object @Nullable [] row = new RowReader(rows, transaction.store()).row(source.tree(), key);
        @Nullable
        Object @Nullable [] shown = row == null ? null : table.exported().project(piece(table, key));
        if (row == null || shown == null) {
            throw new IntentRejected(
                    SqlErrorCode.SERIALIZATION_FAILURE,
                    "the row of table \"" + table.name() + "\" is not there any more");
        }
        @Nullable Object[] before = decode(then, op.before());
        TableDefinition exported = table.exported().exported();
        for (int i = 0; i < before.length; i++) {
            int place = exported.columnIndex(then.columns().get(i).name());
            int sourcePlace = table.place(then.columns().get(i).name());
            boolean later = sourcePlace >= 0
                    && (source.columns().get(sourcePlace).isGenerated()
                            || (before[i] == null
                                    && source.columns().get(sourcePlace).defaultSql() != null)
                            || (before[i] == null
                                    && source.columns().get(sourcePlace).identity() != ColumnDefinition.Identity.NONE));
            if (place >= 0 && !later && !same(shown[place], before[i])) {
                throw new IntentRejected(
                        SqlErrorCode.SERIALIZATION_FAILURE,
                        "the row of table \"" + table.name() + "\" was changed by its owner meanwhile",
                        ownerRow(then, exported, shown));
            }
        }
        return row;
    }

    private ByteSlice piece(WritableTable table, byte[] key) {
        TableDefinition source = table.source();
        if (source.hasLargeObjects()) {
            ByteSlice piece =
                    table.exported().inOnePiece(null, transaction.store().openLarge(source.tree(), key));
            if (piece != null) {
                return piece;
            }
        }
        byte[] stored = transaction.store().get(source.tree(), key);
        return ByteSlice.of(stored == null ? new byte[0] : stored);
    }

    private byte[] key(WritableTable table, TableDefinition then, IntentOp op) {
        TableDefinition source = table.source();
        if (source.primaryKey().isEmpty() != (op.rowId().length > 0)) {
            throw changedTable(table);
        }
        if (op.rowId().length > 0) {
            return op.rowId();
        }
        KeyCodec keys = TableLayout.primaryKey(source);
        @Nullable Object[] before = decode(then, op.before());
        @Nullable Object[] row = new @Nullable Object[source.columns().size()];
        for (int place : source.primaryKey()) {
            ColumnDefinition column = source.columns().get(place);
            String name = table.nameOf(place);
            int known = name == null ? -1 : then.columnIndex(name);
            if (known < 0 || !then.columns().get(known).type().equals(column.type()) || before[known] == null) {
                throw changedTable(table);
            }
            row[place] = before[known];
        }
        return keys.encode(row);
    }

    /** Places in the owner's table of columns that are written. */
    private static int[] places(WritableTable table, TableDefinition then, int[] columns) {
        int[] places = new int[columns.length];
        for (int i = 0; i < columns.length; i++) {
            ColumnDefinition known = then.columns().get(columns[i]);
            int place = table.place(known.name());
            if (place < 0 || !table.isWritable(place)) {
                throw new IntentRejected(
                        SqlErrorCode.PERMISSION_DENIED,
                        "permission denied: WRITE is not granted on column \"" + known.name() + "\" of table \""
                                + then.name() + "\"");
            }
            if (!table.source().columns().get(place).type().equals(known.type())) {
                throw new IntentRejected(
                        SqlErrorCode.DATATYPE_MISMATCH,
                        "column \"" + known.name() + "\" of table \"" + then.name() + "\" has another type now");
            }
            places[i] = place;
        }
        return places;
    }

    private static void requireNotGenerated(WritableTable table, int place) {
        ColumnDefinition column = table.source().columns().get(place);
        if (column.isGenerated() || column.identity() == ColumnDefinition.Identity.ALWAYS) {
            throw new IntentRejected(
                    SqlErrorCode.GENERATED_ALWAYS,
                    "column \"" + table.nameOf(place) + "\" of table \"" + table.name()
                            + "\" is given by its owner only");
        }
    }

    private static IntentRejected denied(WritableTable table) {
        return new IntentRejected(
                SqlErrorCode.PERMISSION_DENIED,
                "permission denied: this row of table \"" + table.name() + "\" may not be written so");
    }

    private static IntentRejected changedTable(WritableTable table) {
        return new IntentRejected(SqlErrorCode.DATATYPE_MISMATCH, "table \"" + table.name() + "\" has another key now");
    }

    /** Bytes of a peer: whatever the codec trips over, they are no row. */
    private static @Nullable Object[] decode(TableDefinition then, byte[] row) {
        try {
            return TableLayout.rows(then).decode(ByteSlice.of(row));
        } catch (RuntimeException e) {
            throw WireReader.malformed("row of table " + then.name());
        }
    }

    /** What the writer may see of the owner's row, in the columns that it knows. */
    private static byte[] ownerRow(TableDefinition then, TableDefinition exported, @Nullable Object[] shown) {
        @Nullable Object[] row = new @Nullable Object[then.columns().size()];
        for (int i = 0; i < row.length; i++) {
            ColumnDefinition known = then.columns().get(i);
            int place = exported.columnIndex(known.name());
            boolean fits = place >= 0 && exported.columns().get(place).type().equals(known.type());
            row[i] = fits ? shown[place] : null;
        }
        return TableLayout.rows(then).encode(row);
    }

    private static boolean same(@Nullable Object left, @Nullable Object right) {
        if (left instanceof byte[] a && right instanceof byte[] b) {
            return Arrays.equals(a, b);
        }
        return left == null ? right == null : left.equals(right);
    }
}
