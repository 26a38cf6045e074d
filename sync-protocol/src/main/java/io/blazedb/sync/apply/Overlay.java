/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.apply;

import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.catalog.TableLayout;
import io.blazedb.calcite.dml.TableWriter;
import io.blazedb.calcite.types.RowCodec;
import io.blazedb.storage.Cursor;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.WriteTransaction;
import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.sync.subscription.ChannelSchema;
import io.blazedb.sync.subscription.SyncTrees;
import io.blazedb.sync.wire.Limits;
import io.blazedb.sync.wire.WireReader;
import io.blazedb.sync.wire.WireWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The writer's own view of a replica. Its tables hold each row as it would be if the owner accepted everything that waits; beside a row on which something waits
 * stands the owner's row, and which operations those are.
 *
 * <p>Invariants:
 * <ol>
 *   <li>A row without an entry here is the owner's row.
 *   <li>A row with an entry is the owner's row with the entry's operations applied in their order.
 * </ol>
 *
 * <pre>
 * key:   u32 namespace, u64 tree, the row's key
 * value: u8 1 if the owner has the row, bytes row, count of operations, for each: u64 draft, u32 operation
 * </pre>
 *
 * <p>Works in one transaction. One thread at a time.
 */
final class Overlay {

    /** An operation that waits. */
    record Waiting(long draft, int operation) {}

    /** What stands beside a row. */
    record Entry(byte @Nullable [] ownerRow, List<Waiting> waiting) {
        Entry {
            waiting = List.copyOf(waiting);
        }

        Entry plus(Waiting one) {
            List<Waiting> more = new ArrayList<>(waiting);
            more.add(one);
            return new Entry(ownerRow, more);
        }

        Entry without(long draft) {
            return new Entry(
                    ownerRow, waiting.stream().filter(one -> one.draft != draft).toList());
        }
    }

    private final WriteTransaction transaction;
    private final int namespace;
    private final Map<String, TableDefinition> knownTables = new HashMap<>();

    Overlay(WriteTransaction transaction, int namespace) {
        this.transaction = transaction;
        this.namespace = namespace;
    }

    /** Whether anything waits on any row. */
    static boolean exists(ReadTransaction transaction, int namespace) {
        return QueueKeys.any(transaction, SyncTrees.OVERLAYS, prefix(namespace));
    }

    @Nullable
    Entry entry(long tree, byte[] key) {
        byte[] bytes = transaction.get(SyncTrees.OVERLAYS, key(tree, key));
        return bytes == null ? null : decode(bytes);
    }

    /** Stores an entry; one on which nothing waits is removed. The row itself is somebody else's to write. */
    void put(long tree, byte[] key, Entry entry) {
        if (entry.waiting.isEmpty()) {
            transaction.delete(SyncTrees.OVERLAYS, key(tree, key));
            return;
        }
        byte[] owner = entry.ownerRow;
        WireWriter writer = new WireWriter(64 + (owner == null ? 0 : owner.length))
                .u8(owner == null ? 0 : 1)
                .bytes(owner == null ? new byte[0] : owner)
                .varint(entry.waiting.size());
        entry.waiting.forEach(one -> writer.u64(one.draft).u32(one.operation));
        transaction.put(SyncTrees.OVERLAYS, key(tree, key), writer.toByteArray());
    }

    /** Stores an entry and makes the row what it says. */
    void show(TableWriter writer, byte[] key, Entry entry) {
        TableDefinition table = writer.table();
        put(table.tree(), key, entry);
        RowCodec rows = TableLayout.rows(table);
        @Nullable Object[] row = entry.ownerRow == null ? null : rows.decode(ByteSlice.of(entry.ownerRow));
        for (Waiting one : entry.waiting) {
            DraftOp op = operation(one.draft, one.operation);
            if (op != null) {
                row = applied(op, one.draft, table, key, row);
            }
        }
        write(writer, rows, key, row);
    }

    /** Lets a draft wait on the rows that it is about. */
    void lay(long draft, Map<Long, TableWriter> writers) {
        operations(draft).forEach((number, op) -> {
            TableDefinition then = tableThen(draft, op.tree());
            for (TableWriter writer : writers.values()) {
                if (then != null && isSame(then, writer.table())) {
                    wait(writer, op.key(), new Waiting(draft, number));
                    if (!Arrays.equals(op.key(), op.newKey())) {
                        wait(writer, op.newKey(), new Waiting(draft, number));
                    }
                }
            }
        });
    }

    private void wait(TableWriter writer, byte[] key, Waiting one) {
        long tree = writer.table().tree();
        Entry present = entry(tree, key);
        Entry base = present == null ? new Entry(transaction.get(tree, key), List.of()) : present;
        show(writer, key, base.plus(one));
    }

    /** Removes a draft, whatever became of it, from the rows and from the queue. */
    void settle(long draft, Map<Long, TableWriter> writers) {
        for (DraftOp op : operations(draft).values()) {
            TableDefinition then = tableThen(draft, op.tree());
            for (TableWriter writer : writers.values()) {
                if (then != null && isSame(then, writer.table())) {
                    forget(writer, op.key(), draft);
                    forget(writer, op.newKey(), draft);
                }
            }
        }
        QueueKeys.drop(transaction, SyncTrees.INTENTS, QueueKeys.operations(namespace, draft));
        QueueKeys.drop(transaction, SyncTrees.INTENTS, QueueKeys.tables(namespace, draft));
    }

    private void forget(TableWriter writer, byte[] key, long draft) {
        Entry entry = entry(writer.table().tree(), key);
        if (entry != null && entry.waiting.stream().anyMatch(one -> one.draft == draft)) {
            show(writer, key, entry.without(draft));
        }
    }

    /** The operations of a draft by their numbers, in their order. */
    SortedMap<Integer, DraftOp> operations(long draft) {
        SortedMap<Integer, DraftOp> operations = new TreeMap<>();
        try (Cursor cursor =
                transaction.scan(SyncTrees.INTENTS, KeyRange.prefix(QueueKeys.operations(namespace, draft)))) {
            while (cursor.next()) {
                byte[] name = cursor.key().toByteArray();
                operations.put(
                        new WireReader(name, name.length - 4, 4).u32(),
                        DraftOp.decode(cursor.value().toByteArray()));
            }
        }
        return operations;
    }

    @Nullable
    DraftOp operation(long draft, int operation) {
        byte[] bytes = transaction.get(SyncTrees.INTENTS, QueueKeys.operation(namespace, draft, operation));
        return bytes == null ? null : DraftOp.decode(bytes);
    }

    /** A table as it was when a draft was written. */
    @Nullable
    TableDefinition tableThen(long draft, long tree) {
        String name = draft + "/" + tree;
        TableDefinition known = knownTables.get(name);
        if (known == null) {
            byte[] bytes = transaction.get(SyncTrees.INTENTS, QueueKeys.table(namespace, draft, tree));
            if (bytes == null) {
                return null;
            }
            known = ChannelSchema.decode(bytes).tables().get(0);
            knownTables.put(name, known);
        }
        return known;
    }

    private static boolean isSame(TableDefinition then, TableDefinition now) {
        return then.schema().equals(now.schema()) && then.name().equals(now.name());
    }

    private @Nullable Object @Nullable [] applied(
            DraftOp op, long draft, TableDefinition table, byte[] key, @Nullable Object @Nullable [] row) {
        TableDefinition then = tableThen(draft, op.tree());
        if (then == null) {
            return row;
        }
        boolean leaves = !Arrays.equals(op.newKey(), key);
        return switch (op.op().kind()) {
            case DELETE -> null;
            case INSERT -> converted(op, then, table);
            case UPDATE -> {
                if (leaves) {
                    yield null;
                }
                @Nullable Object[] written = converted(op, then, table);
                if (!Arrays.equals(op.key(), key)) {
                    yield written;
                }
                yield row == null ? null : changed(op, then, table, row, written);
            }
        };
    }

    /** The row that an operation wrote, in the columns that the table has now. */
    private static @Nullable Object[] converted(DraftOp op, TableDefinition then, TableDefinition now) {
        @Nullable
        Object[] old = TableLayout.rows(then).decode(ByteSlice.of(op.op().row()));
        @Nullable Object[] row = new @Nullable Object[now.columns().size()];
        for (int i = 0; i < row.length; i++) {
            int column = then.columnIndex(now.columns().get(i).name());
            boolean fits = column >= 0
                    && then.columns()
                            .get(column)
                            .type()
                            .equals(now.columns().get(i).type());
            row[i] = fits ? old[column] : null;
        }
        return row;
    }

    private static @Nullable Object[] changed(
            DraftOp op, TableDefinition then, TableDefinition now, @Nullable Object[] row, @Nullable Object[] written) {
        @Nullable Object[] changed = row.clone();
        for (int column : op.op().columns()) {
            int place = now.columnIndex(then.columns().get(column).name());
            if (place >= 0) {
                changed[place] = written[place];
            }
        }
        return changed;
    }

    private void write(TableWriter writer, RowCodec rows, byte[] key, @Nullable Object @Nullable [] row) {
        byte[] stored = transaction.get(writer.table().tree(), key);
        if (row == null) {
            if (stored != null) {
                writer.delete(key, rows.decode(ByteSlice.of(stored)));
            }
        } else if (stored == null) {
            writer.insertAt(key, row);
        } else if (!Arrays.equals(stored, rows.encode(row))) {
            writer.update(key, rows.decode(ByteSlice.of(stored)), row);
        }
    }

    private byte[] key(long tree, byte[] key) {
        return new WireWriter(12 + key.length).u32(namespace).u64(tree).raw(key).toByteArray();
    }

    private static byte[] prefix(int namespace) {
        return new WireWriter(4).u32(namespace).toByteArray();
    }

    private static Entry decode(byte[] bytes) {
        WireReader reader = new WireReader(bytes);
        boolean known = reader.u8() == 1;
        byte[] row = reader.bytes(Limits.MESSAGE_BYTES_MAX);
        int count = reader.count(Integer.MAX_VALUE);
        List<Waiting> waiting = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            waiting.add(new Waiting(reader.u64(), reader.u32()));
        }
        return new Entry(known ? row : null, waiting);
    }
}
