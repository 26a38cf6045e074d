/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.apply;

import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.catalog.TableLayout;
import io.blazedb.calcite.types.Coercions;
import io.blazedb.calcite.types.SqlType;
import io.blazedb.storage.Cursor;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.Store;
import io.blazedb.storage.WriteTransaction;
import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.sync.subscription.IntentOp;
import io.blazedb.sync.subscription.IntentOutcome;
import io.blazedb.sync.subscription.SyncTrees;
import io.blazedb.sync.wire.WireWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes that their owners rejected, with the values that would be lost otherwise: the newest ones, up to a limit. */
public final class ConflictLog {
    /** Entries that are kept. */
    private static final long ENTRIES_MAX = 10_000;

    /** Entries for the operations of one intent. */
    private static final int OPERATIONS_MAX = 100;

    private static final SqlType TEXT = SqlType.of(SqlType.Name.VARCHAR);

    private final WriteTransaction transaction;
    private final Clock clock;

    ConflictLog(WriteTransaction transaction, Clock clock) {
        this.transaction = transaction;
        this.clock = clock;
    }

    /** Entries after a number, oldest first. */
    public static List<Conflict> after(Store store, long number) {
        List<Conflict> conflicts = new ArrayList<>();
        byte[] from = key(number + 1);
        try (ReadTransaction read = store.beginRead();
                Cursor cursor = read.scan(SyncTrees.CONFLICTS, new KeyRange(from, null))) {
            while (cursor.next()) {
                conflicts.add(Conflict.decode(cursor.value().toByteArray()));
            }
        }
        return conflicts;
    }

    private static long newest(ReadTransaction read) {
        try (Cursor cursor = read.scanDescending(SyncTrees.CONFLICTS, KeyRange.all())) {
            return cursor.next() ? Conflict.decode(cursor.value().toByteArray()).number() : 0;
        }
    }

    /** Notes a rejected intent: the operation that was the reason, and those that were undone with it. */
    void add(int namespace, String database, QueuedIntent intent, IntentOutcome outcome) {
        Overlay overlay = new Overlay(transaction, namespace);
        boolean forgotten = outcome.kind() == IntentOutcome.Kind.FORGOTTEN;
        long number = newest(transaction);
        int place = -1;
        int noted = 0;
        for (Map.Entry<Integer, DraftOp> entry :
                overlay.operations(intent.draft()).entrySet()) {
            place++;
            boolean cause = !forgotten && place == outcome.operation();
            TableDefinition table =
                    overlay.tableThen(intent.draft(), entry.getValue().tree());
            if (table == null || (noted >= OPERATIONS_MAX && !cause)) {
                continue;
            }
            noted++;
            IntentOp op = entry.getValue().op();
            Conflict conflict = new Conflict(
                    ++number,
                    clock.instant().toEpochMilli() * 1_000,
                    database,
                    outcome.sequence(),
                    table.schema(),
                    table.name(),
                    op.kind().name(),
                    keyText(table, op),
                    cause,
                    forgotten ? "08007" : outcome.sqlState(),
                    forgotten ? "it is not known whether the owner has applied the write" : outcome.message(),
                    op.row().length == 0 ? null : text(table, op.row()),
                    cause ? text(table, outcome.ownerRow()) : null);
            transaction.put(SyncTrees.CONFLICTS, key(conflict.number()), conflict.encode());
            if (conflict.number() > ENTRIES_MAX) {
                transaction.delete(SyncTrees.CONFLICTS, key(conflict.number() - ENTRIES_MAX));
            }
        }
    }

    private static byte[] key(long number) {
        return new WireWriter(8).u64(number).toByteArray();
    }

    private static @Nullable String keyText(TableDefinition table, IntentOp op) {
        byte[] named = op.before().length == 0 ? op.row() : op.before();
        return table.primaryKey().isEmpty() ? null : text(table, named, table.primaryKey());
    }

    private static @Nullable String text(TableDefinition table, byte @Nullable [] row) {
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < table.columns().size(); i++) {
            all.add(i);
        }
        return row == null ? null : text(table, row, all);
    }

    /** Columns of a row as a JSON object. */
    private static String text(TableDefinition table, byte[] row, List<Integer> columns) {
        @Nullable Object[] values = TableLayout.rows(table).decode(ByteSlice.of(row));
        StringBuilder json = new StringBuilder("{");
        for (int column : columns) {
            ColumnDefinition definition = table.columns().get(column);
            json.append(json.length() == 1 ? "" : ", ");
            quote(json, definition.name());
            json.append(": ");
            Object value = values[column];
            if (value == null) {
                json.append("null");
            } else if (value instanceof Number || value instanceof Boolean) {
                json.append(Coercions.convert(value, definition.type(), TEXT));
            } else {
                quote(json, String.valueOf(Coercions.convert(value, definition.type(), TEXT)));
            }
        }
        return json.append('}').toString();
    }

    private static void quote(StringBuilder json, String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append("\\u00").append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
            } else {
                json.append(c);
            }
        }
        json.append('"');
    }
}
