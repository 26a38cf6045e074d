/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.apply;

import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.catalog.TableLayout;
import io.blazedb.calcite.dml.RowObserver;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.types.RowCodec;
import io.blazedb.storage.Cursor;
import io.blazedb.storage.WriteTransaction;
import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.sync.subscription.ChannelSchema;
import io.blazedb.sync.subscription.IntentOp;
import io.blazedb.sync.subscription.SyncTrees;
import io.blazedb.sync.subscription.WriteTerms;
import io.blazedb.sync.wire.Limits;
import io.blazedb.sync.wire.WireReader;
import io.blazedb.sync.wire.WireWriter;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Notes what one transaction of this database writes into a replica: a draft, beside the rows in the same transaction. All of it is in the transaction's own
 * trees, so that a savepoint or a failed statement undoes it like everything else.
 *
 * <p>One thread at a time.
 */
final class IntentJournal implements RowObserver {
    /** Row ids of rows that the owner has not numbered yet begin here. */
    static final long PROVISIONAL_ROW_ID = 1L << 62;

    private final WriteTransaction transaction;
    private final int namespace;
    private final Clock clock;
    private final Overlay overlay;
    private final WriteTerms terms;
    private final long draft = ThreadLocalRandom.current().nextLong();
    private long order;
    private int operations;
    private long bytes;

    IntentJournal(WriteTransaction transaction, int namespace, WriteTerms terms, Clock clock) {
        this.transaction = transaction;
        this.namespace = namespace;
        this.terms = terms;
        this.clock = clock;
        this.overlay = new Overlay(transaction, namespace);
    }

    @Override
    public boolean mayWriteMore(WriteTransaction writing) {
        return false;
    }

    @Override
    public void beforeWrite(
            WriteTransaction writing,
            TableDefinition table,
            @Nullable Object @Nullable [] oldRow,
            @Nullable Object[] newRow) {
        WriteTerms.Table allowed = terms.table(table.schema(), table.name());
        if (allowed == null) {
            throw denied("table \"" + table.name() + "\"");
        }
        if (RowCodec.isLarge(newRow)) {
            throw new BlazeSqlException(
                    SqlErrorCode.FEATURE_NOT_SUPPORTED, "a large object cannot be written into another app's table");
        }
        for (int i = 0; i < newRow.length; i++) {
            boolean given = oldRow == null ? newRow[i] != null : !same(oldRow[i], newRow[i]);
            if (given) {
                requireColumn(allowed, table.columns().get(i), newRow[i]);
            }
        }
        for (int key : table.primaryKey()) {
            WriteTerms.Column term = allowed.column(table.columns().get(key).name());
            if (newRow[key] == null && term != null && term.value() != WriteTerms.Value.NONE) {
                throw new BlazeSqlException(
                        SqlErrorCode.FEATURE_NOT_SUPPORTED,
                        "the key column \"" + term.name() + "\" of table \"" + table.name()
                                + "\" must be given: its owner would choose the value only later");
            }
        }
    }

    @Override
    public void rowChanged(
            WriteTransaction writing,
            TableDefinition table,
            byte[] key,
            @Nullable Object @Nullable [] oldRow,
            byte[] newKey,
            @Nullable Object @Nullable [] newRow) {
        RowCodec rows = TableLayout.rows(table);
        int[] columns = newRow == null ? new int[0] : columns(oldRow, newRow);
        if (oldRow != null && newRow != null && columns.length == 0) {
            return;
        }
        Overlay.Entry entry = oldRow == null ? null : overlay.entry(table.tree(), key);
        if (oldRow != null && entry != null && folded(table, entry, key, newKey, newRow, columns)) {
            return;
        }
        byte[] rowId = new byte[0];
        if (table.primaryKey().isEmpty() && oldRow != null) {
            requireNumbered(key);
            rowId = key;
        }
        IntentOp op = new IntentOp(
                0,
                oldRow == null ? IntentOp.Kind.INSERT : newRow == null ? IntentOp.Kind.DELETE : IntentOp.Kind.UPDATE,
                rowId,
                oldRow == null ? new byte[0] : rows.encode(oldRow),
                columns,
                newRow == null ? new byte[0] : rows.encode(newRow));
        note(table, new DraftOp(table.tree(), key, newKey, op), oldRow == null ? null : op.before());
    }

    private void note(TableDefinition table, DraftOp op, byte @Nullable [] before) {
        bytes += op.op().before().length + op.op().row().length + 64L;
        if (operations >= Limits.INTENT_OPS_MAX || bytes > Limits.INTENT_BYTES_MAX) {
            throw new BlazeSqlException(
                    SqlErrorCode.LIMIT_EXCEEDED,
                    "one transaction cannot write more than " + (Limits.INTENT_BYTES_MAX >> 20)
                            + " MB into another app's tables");
        }
        begin(table);
        Overlay.Waiting waiting = new Overlay.Waiting(draft, operations);
        transaction.put(SyncTrees.INTENTS, QueueKeys.operation(namespace, draft, operations++), op.encode());
        long tree = table.tree();
        boolean moved = !Arrays.equals(op.key(), op.newKey());
        waits(tree, op.key(), before, waiting);
        if (moved) {
            waits(tree, op.newKey(), null, waiting);
        }
    }

    private void waits(long tree, byte[] key, byte @Nullable [] before, Overlay.Waiting waiting) {
        Overlay.Entry entry = overlay.entry(tree, key);
        overlay.put(tree, key, (entry == null ? new Overlay.Entry(before, List.of()) : entry).plus(waiting));
    }

    /** What happens to a row that this transaction has inserted is part of its insertion. */
    private boolean folded(
            TableDefinition table,
            Overlay.Entry entry,
            byte[] key,
            byte[] newKey,
            @Nullable Object @Nullable [] newRow,
            int[] columns) {
        Overlay.Waiting last = entry.waiting().get(entry.waiting().size() - 1);
        DraftOp inserted = last.draft() == draft ? overlay.operation(draft, last.operation()) : null;
        if (inserted == null
                || inserted.op().kind() != IntentOp.Kind.INSERT
                || (newRow != null && !Arrays.equals(key, newKey))) {
            return false;
        }
        byte[] name = QueueKeys.operation(namespace, draft, last.operation());
        if (newRow == null) {
            transaction.delete(SyncTrees.INTENTS, name);
            List<Overlay.Waiting> rest =
                    entry.waiting().subList(0, entry.waiting().size() - 1);
            overlay.put(table.tree(), key, new Overlay.Entry(entry.ownerRow(), rest));
            return true;
        }
        int[] given = columns(null, newRow);
        IntentOp op = new IntentOp(
                0,
                IntentOp.Kind.INSERT,
                new byte[0],
                new byte[0],
                union(given, columns, inserted.op().columns()),
                TableLayout.rows(table).encode(newRow));
        transaction.put(SyncTrees.INTENTS, name, new DraftOp(table.tree(), key, key, op).encode());
        return true;
    }

    /** The draft stands behind every other one that this transaction sees. */
    private void begin(TableDefinition table) {
        long newest = 0;
        long owner = 0;
        try (Cursor cursor =
                transaction.scanDescending(SyncTrees.INTENTS, KeyRange.prefix(QueueKeys.drafts(namespace)))) {
            if (cursor.next()) {
                ByteSlice key = cursor.key();
                WireReader reader = new WireReader(key.toByteArray(), 5, 16);
                newest = reader.u64();
                owner = reader.u64();
            }
        }
        if (newest == 0 || owner != draft) {
            if (order > 0) {
                transaction.delete(SyncTrees.INTENTS, QueueKeys.draft(namespace, order, draft));
            }
            order = newest + 1;
            byte[] time = new WireWriter(8)
                    .u64(clock.instant().toEpochMilli() * 1_000)
                    .toByteArray();
            transaction.put(SyncTrees.INTENTS, QueueKeys.draft(namespace, order, draft), time);
        }
        byte[] name = QueueKeys.table(namespace, draft, table.tree());
        if (transaction.get(SyncTrees.INTENTS, name) == null) {
            transaction.put(SyncTrees.INTENTS, name, new ChannelSchema(List.of(alone(table))).encode());
        }
    }

    private static void requireNumbered(byte[] key) {
        if (new WireReader(key).u64() >= PROVISIONAL_ROW_ID) {
            throw new BlazeSqlException(
                    SqlErrorCode.OBJECT_NOT_READY,
                    "the row was inserted here and its owner has not taken it yet; a table with a primary key has no such limit");
        }
    }

    private static void requireColumn(WriteTerms.Table allowed, ColumnDefinition column, @Nullable Object value) {
        WriteTerms.Column term = allowed.column(column.name());
        if (term == null) {
            throw denied("column \"" + column.name() + "\" of table \"" + allowed.name() + "\"");
        }
        if (term.value() == WriteTerms.Value.GENERATED && value != null) {
            throw new BlazeSqlException(
                    SqlErrorCode.GENERATED_ALWAYS,
                    "column \"" + column.name() + "\" of table \"" + allowed.name() + "\" is given by its owner only");
        }
    }

    private static BlazeSqlException denied(String what) {
        return new BlazeSqlException(
                SqlErrorCode.PERMISSION_DENIED, "permission denied: its owner does not let this app write " + what);
    }

    private static int[] columns(@Nullable Object @Nullable [] oldRow, @Nullable Object[] newRow) {
        int[] columns = new int[newRow.length];
        int count = 0;
        for (int i = 0; i < newRow.length; i++) {
            if (oldRow == null ? newRow[i] != null : !same(oldRow[i], newRow[i])) {
                columns[count++] = i;
            }
        }
        return Arrays.copyOf(columns, count);
    }

    private static int[] union(int[] one, int[] two, int[] three) {
        int[] all = Arrays.copyOf(one, one.length + two.length + three.length);
        System.arraycopy(two, 0, all, one.length, two.length);
        System.arraycopy(three, 0, all, one.length + two.length, three.length);
        return Arrays.stream(all).sorted().distinct().toArray();
    }

    private static boolean same(@Nullable Object left, @Nullable Object right) {
        if (left instanceof byte[] a && right instanceof byte[] b) {
            return Arrays.equals(a, b);
        }
        return left == null ? right == null : left.equals(right);
    }

    /** What of a table says how its rows are to be read. */
    private static TableDefinition alone(TableDefinition table) {
        return new TableDefinition(
                0,
                0,
                table.schema(),
                table.name(),
                table.kind(),
                1,
                table.columns(),
                table.primaryKey(),
                null,
                List.of(),
                List.of(),
                null,
                null);
    }
}
