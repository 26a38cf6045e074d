/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.publish;

import io.blazedb.calcite.types.KeyCodec;
import io.blazedb.storage.Cursor;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.bytes.LargeValue;
import io.blazedb.storage.column.ColumnBatch;
import io.blazedb.storage.column.ColumnCursor;
import io.blazedb.storage.column.ColumnRequest;
import io.blazedb.storage.column.ColumnVector;
import io.blazedb.storage.column.TreeLayout;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A view of a database in which there is nothing but what is published to somebody: other rows are not there, and other columns have no place in
 * the rows. Whatever runs on it, an expression that fails or a count included, can tell nothing else.
 *
 * <p>One thread at a time.
 */
final class ProjectedRead implements ReadTransaction {
    private final ReadTransaction source;
    private final Map<Long, ExportedTable> tables;
    private final Map<Long, Entries> indexes;
    private final Consumer<ExportedTable> reader;

    /**
     * An index of which those entries are seen whose rows are.
     *
     * @param tree where it is stored
     * @param codec of its entries
     */
    record Entries(ExportedTable table, long tree, KeyCodec codec) {}

    /**
     * A view.
     *
     * @param source the whole database; its owner closes it
     * @param tables what is seen of it, by the trees under which it is seen
     * @param indexes the same of indexes
     * @param reader is told which tables are read, by any thread
     */
    ProjectedRead(
            ReadTransaction source,
            Map<Long, ExportedTable> tables,
            Map<Long, Entries> indexes,
            Consumer<ExportedTable> reader) {
        this.reader = reader;
        this.source = source;
        this.tables = tables;
        this.indexes = indexes;
    }

    @Override
    public long sequence() {
        return source.sequence();
    }

    @Override
    public byte @Nullable [] get(long tree, byte[] key) {
        ExportedTable table = table(tree);
        byte[] stored = source.get(table.source().tree(), key);
        return stored == null ? null : table.exportedRow(ByteSlice.of(stored));
    }

    @Override
    public @Nullable LargeValue openLarge(long tree, byte[] key) {
        ExportedTable table = table(tree);
        LargeValue stored = source.openLarge(table.source().tree(), key);
        ByteSlice row = stored == null ? null : table.inOnePiece(null, stored);
        byte[] exported = row == null ? null : table.exportedRow(row);
        return exported == null ? null : LargeValue.of(ByteSlice.of(exported));
    }

    @Override
    public Cursor scan(long tree, KeyRange range) {
        Entries index = index(tree);
        if (index != null) {
            return new SeenEntries(index, source, source.scan(index.tree(), range));
        }
        ExportedTable table = table(tree);
        return new Rows(table, source.scan(table.source().tree(), range));
    }

    @Override
    public Cursor scanDescending(long tree, KeyRange range) {
        Entries index = index(tree);
        if (index != null) {
            return new SeenEntries(index, source, source.scanDescending(index.tree(), range));
        }
        ExportedTable table = table(tree);
        return new Rows(table, source.scanDescending(table.source().tree(), range));
    }

    @Override
    public ColumnCursor scanColumns(long tree, KeyRange range, ColumnRequest request) {
        return new Columns(scan(tree, range), request);
    }

    @Override
    public long count(long tree, KeyRange range) {
        Entries index = index(tree);
        if (index != null) {
            return index.table().isWhole() ? source.count(index.tree(), range) : countEntries(tree, range);
        }
        ExportedTable table = table(tree);
        if (table.isWhole()) {
            return source.count(table.source().tree(), range);
        }
        return count(tree, range, Long.MAX_VALUE);
    }

    private long countEntries(long tree, KeyRange range) {
        long count = 0;
        try (Cursor entries = scan(tree, range)) {
            while (entries.next()) {
                count++;
            }
        }
        return count;
    }

    /** As {@link #count(long, KeyRange)}, but looks at so many stored rows at most. */
    long count(long tree, KeyRange range, long lookedAtMax) {
        long count = 0;
        ExportedTable table = table(tree);
        try (Cursor stored = source.scan(table.source().tree(), range)) {
            for (long i = 0; i < lookedAtMax && stored.next(); i++) {
                count += table.project(table.inOnePiece(stored)) == null ? 0 : 1;
            }
        }
        return count;
    }

    @Override
    public @Nullable TreeLayout layout(long tree) {
        return null;
    }

    @Override
    public void close() {
        // Whoever made the view ends it.
    }

    private ExportedTable table(long tree) {
        ExportedTable table = tables.get(tree);
        if (table == null) {
            throw new IllegalArgumentException("tree " + tree + " is not published");
        }
        reader.accept(table);
        return table;
    }

    private @Nullable Entries index(long tree) {
        Entries index = indexes.get(tree);
        if (index != null) {
            reader.accept(index.table());
        }
        return index;
    }

    /** Entries of an index whose rows are published. */
    private static final class SeenEntries implements Cursor {
        private final Entries index;
        private final ReadTransaction source;
        private final Cursor stored;

        SeenEntries(Entries index, ReadTransaction source, Cursor stored) {
            this.index = index;
            this.source = source;
            this.stored = stored;
        }

        @Override
        public boolean next() {
            while (stored.next()) {
                if (index.table().isWhole() || isSeen()) {
                    return true;
                }
            }
            return false;
        }

        private boolean isSeen() {
            byte[] key = index.codec().primaryKey(stored.key(), stored.value());
            byte[] row = source.get(index.table().source().tree(), key);
            return row != null && index.table().project(ByteSlice.of(row)) != null;
        }

        @Override
        public ByteSlice key() {
            return stored.key();
        }

        @Override
        public ByteSlice value() {
            return stored.value();
        }

        @Override
        public @Nullable LargeValue large() {
            return null;
        }

        @Override
        public void close() {
            stored.close();
        }
    }

    /** Rows that are published, in the form in which they are. */
    private static final class Rows implements Cursor {
        private final ExportedTable table;
        private final Cursor stored;
        private ByteSlice row = ByteSlice.of(new byte[0]);

        Rows(ExportedTable table, Cursor stored) {
            this.table = table;
            this.stored = stored;
        }

        @Override
        public boolean next() {
            while (stored.next()) {
                byte[] exported = table.exportedRow(table.inOnePiece(stored));
                if (exported != null) {
                    row = ByteSlice.of(exported);
                    return true;
                }
            }
            return false;
        }

        @Override
        public ByteSlice key() {
            return stored.key();
        }

        @Override
        public ByteSlice value() {
            return row;
        }

        /** What is sent is in memory. */
        @Override
        public @Nullable LargeValue large() {
            return null;
        }

        @Override
        public void close() {
            stored.close();
        }
    }

    /** The same rows, many at a time. */
    private static final class Columns implements ColumnCursor {
        private final Cursor rows;
        private final ColumnBatch batch;

        Columns(Cursor rows, ColumnRequest request) {
            this.rows = rows;
            this.batch = new ColumnBatch(request);
        }

        @Override
        public boolean next() {
            batch.grow();
            while (batch.room() > 0 && rows.next()) {
                if (batch.withKeys()) {
                    byte[] key = rows.key().toByteArray();
                    ByteSlice space = batch.keySpace(batch.count(), key.length);
                    System.arraycopy(key, 0, space.array(), space.offset(), key.length);
                }
                batch.addRow(rows.value());
            }
            return batch.count() > 0;
        }

        @Override
        public int count() {
            return batch.count();
        }

        @Override
        public ColumnVector column(int index) {
            return batch.vector(index);
        }

        @Override
        public ColumnVector keys() {
            return batch.keys();
        }

        @Override
        public void close() {
            rows.close();
        }
    }
}
