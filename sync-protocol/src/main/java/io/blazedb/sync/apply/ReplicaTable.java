/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.apply;

import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.catalog.TableLayout;
import io.blazedb.calcite.dml.TableWriter;
import io.blazedb.calcite.types.KeyCodec;
import io.blazedb.storage.Cursor;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.WriteTransaction;
import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.sync.error.SyncException;
import io.blazedb.sync.subscription.RowOp;
import io.blazedb.sync.wire.WireReader;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One table of a replica inside one transaction. Rows arrive in the codec of the exported table, which is also that of the replica's table.
 */
final class ReplicaTable {
    private static final int ROW_ID_BYTES = 8;

    private final WriteTransaction transaction;
    private final TableDefinition table;
    private final TableLayout layout;
    private final TableWriter writer;
    private final @Nullable Overlay overlay;

    /**
     * A table.
     *
     * @param overlay what waits on its rows; null if nothing does
     */
    ReplicaTable(WriteTransaction transaction, TableWriter writer, @Nullable Overlay overlay) {
        this.overlay = overlay;
        this.transaction = transaction;
        this.table = writer.table();
        this.layout = TableLayout.of(table);
        this.writer = writer;
    }

    /** Applies an operation; false if it contradicts the replica. */
    boolean apply(RowOp op) {
        Overlay waiting = overlay;
        if (waiting != null) {
            byte[] key = op.kind() == RowOp.Kind.UPSERT ? key(op.key(), decode(op.row(), 0)) : op.key();
            Overlay.Entry entry = waiting.entry(table.tree(), key);
            if (entry != null) {
                return applyBelow(op, waiting, key, entry);
            }
        }
        return switch (op.kind()) {
            case UPSERT -> {
                @Nullable Object[] row = decode(op.row(), 0);
                upsert(key(op.key(), row), row);
                yield true;
            }
            case REMOVE -> {
                byte[] stored = transaction.get(table.tree(), op.key());
                if (stored != null) {
                    writer.delete(op.key(), decode(stored, 0));
                }
                yield true;
            }
            case PATCH -> patch(op);
        };
    }

    /** Makes the table hold exactly the rows of a snapshot, which come in key order, by changing what differs. */
    SnapshotMerge merge(ReadTransaction before) {
        return new SnapshotMerge(before.scan(table.tree(), KeyRange.all()));
    }

    /** Removes every row. */
    void purge(ReadTransaction before) {
        try (Cursor rows = before.scan(table.tree(), KeyRange.all())) {
            while (rows.next()) {
                writer.delete(rows.key().toByteArray(), decode(rows.value().toByteArray(), 0));
            }
        }
    }

    /** Applies an operation to the owner's row, on which something of this database's own waits. */
    private boolean applyBelow(RowOp op, Overlay waiting, byte[] key, Overlay.Entry entry) {
        byte[] owner = entry.ownerRow();
        if (op.kind() == RowOp.Kind.PATCH && owner == null) {
            return false;
        }
        byte[] changed = switch (op.kind()) {
            case UPSERT -> layout.rows().encode(decode(op.row(), 0));
            case REMOVE -> null;
            case PATCH -> owner == null ? null : layout.rows().encode(patched(op, decode(owner, 0)));
        };
        waiting.show(writer, key, new Overlay.Entry(changed, entry.waiting()));
        return true;
    }

    private boolean patch(RowOp op) {
        byte[] stored = transaction.get(table.tree(), op.key());
        if (stored == null) {
            return false;
        }
        @Nullable Object[] old = decode(stored, 0);
        writer.update(op.key(), old, patched(op, old));
        return true;
    }

    private @Nullable Object[] patched(RowOp op, @Nullable Object[] old) {
        int width = table.columns().size();
        @Nullable Object[] values = decode(op.patchedRow(width), 0);
        @Nullable Object[] changed = old.clone();
        for (int column : op.patchedColumns(width)) {
            changed[column] = values[column];
        }
        return changed;
    }

    private void upsert(byte[] key, @Nullable Object[] row) {
        byte[] stored = transaction.get(table.tree(), key);
        if (stored == null) {
            writer.insertAt(key, row);
        } else {
            writer.update(key, decode(stored, 0), row);
        }
    }

    private byte[] key(byte[] rowId, @Nullable Object[] row) {
        KeyCodec primaryKey = layout.primaryKey();
        if (primaryKey != null) {
            return primaryKey.encode(row);
        }
        if (rowId.length != ROW_ID_BYTES) {
            throw WireReader.malformed("row id");
        }
        return rowId;
    }

    private @Nullable Object[] decode(byte[] bytes, int offset) {
        try {
            return layout.rows().decode(new ByteSlice(bytes, offset, bytes.length - offset));
        } catch (SyncException e) {
            throw e;
        } catch (RuntimeException e) {
            // Bytes of a peer: whatever the codec trips over, they are no row of this table.
            throw WireReader.malformed("row of table " + table.name());
        }
    }

    /** Two streams of rows in key order: those that are there, and those that shall be. */
    final class SnapshotMerge implements AutoCloseable {
        private final Cursor present;
        private boolean hasPresent;
        private byte @Nullable [] last;

        SnapshotMerge(Cursor present) {
            this.present = present;
            this.hasPresent = present.next();
        }

        /** The next row that shall be there, as the snapshot sends it. */
        void row(byte[] sent) {
            boolean keyed = layout.primaryKey() != null;
            if (!keyed && sent.length < ROW_ID_BYTES) {
                throw WireReader.malformed("row id");
            }
            @Nullable Object[] row = decode(sent, keyed ? 0 : ROW_ID_BYTES);
            byte[] key = key(keyed ? new byte[0] : Arrays.copyOf(sent, ROW_ID_BYTES), row);
            byte[] previous = last;
            if (previous != null && Arrays.compareUnsigned(previous, key) >= 0) {
                throw WireReader.malformed("snapshot order");
            }
            last = key;
            ByteSlice wanted = ByteSlice.of(key);
            while (hasPresent && present.key().compareTo(wanted) < 0) {
                removePresent();
            }
            if (hasPresent && present.key().equals(wanted)) {
                byte[] stored = present.value().toByteArray();
                if (!Arrays.equals(stored, layout.rows().encode(row))) {
                    writer.update(key, decode(stored, 0), row);
                }
                hasPresent = present.next();
            } else {
                writer.insertAt(key, row);
            }
        }

        /** No more rows shall be there. */
        void end() {
            while (hasPresent) {
                removePresent();
            }
        }

        private void removePresent() {
            writer.delete(present.key().toByteArray(), decode(present.value().toByteArray(), 0));
            hasPresent = present.next();
        }

        @Override
        public void close() {
            present.close();
        }
    }
}
