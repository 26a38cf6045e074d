/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.storage.Durability;
import io.blazedb.storage.IsolationLevel;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.Store;
import io.blazedb.storage.StoreOptions;
import io.blazedb.storage.WriteTransaction;
import io.blazedb.storage.btree.Forest;
import io.blazedb.storage.btree.TreeChange;
import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.check.StoreChecker;
import io.blazedb.storage.column.ColumnCursor;
import io.blazedb.storage.column.ColumnKind;
import io.blazedb.storage.column.ColumnRequest;
import io.blazedb.storage.column.TreeLayout;
import io.blazedb.storage.file.MemoryFile;
import io.blazedb.storage.file.StorageFile;
import io.blazedb.storage.sim.PageStore;
import io.blazedb.storage.sim.RandomRows;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Very many trees, very many columns: what is read does not grow with them. The profile {@code soak} has 100,000 trees. */
class ManyTreesTest {
    private static final int PAGE_BYTES = 8192;
    private static final int COLUMNS = 500;

    @Test
    void aReadInOneOfManyTreesReadsOnePath() {
        readsOnePath(4_000);
    }

    @Tag("soak")
    @Test
    void aReadInOneOfAHundredThousandTreesReadsOnePath() {
        readsOnePath(100_000);
    }

    private static void readsOnePath(int trees) {
        CountingFile file = new CountingFile();
        PageStore store = new PageStore(file, PAGE_BYTES, new Random(3));
        store.checkpoint(editor -> {
            for (long tree = 1; tree <= trees; tree++) {
                editor.merge(
                        tree, List.of(new TreeChange(key(tree), key(tree * 3))).iterator());
            }
        });
        store.reopen();
        Random random = new Random(5);
        for (int i = 0; i < 200; i++) {
            long tree = 1 + random.nextInt(trees);
            Forest forest =
                    new Forest(store.pager().withoutCache(), store.meta().forest());
            file.reads = 0;
            assertThat(forest.get(tree, key(tree))).isEqualTo(key(tree * 3));
            assertThat(file.reads).isBetween(3, 5);
        }
        file.reads = 0;
        store.checkpoint(editor ->
                editor.merge(trees, List.of(new TreeChange(key(0), key(0))).iterator()));
        assertThat(file.reads).isLessThan(20);
        assertThat(StoreChecker.check(store.pager(), store.meta()).findings()).isEmpty();
    }

    @Test
    void rowsOfVeryManyColumns() {
        ColumnKind[] kinds = new ColumnKind[COLUMNS];
        for (int i = 0; i < COLUMNS; i++) {
            kinds[i] = i % 3 == 0 ? ColumnKind.BYTES : ColumnKind.INT64;
        }
        StoreOptions options = StoreOptions.defaults().withDurability(Durability.NORMAL);
        try (Store store = Store.openInMemory("columns", options)) {
            WriteTransaction write = store.beginWrite(IsolationLevel.SNAPSHOT);
            write.defineLayout(1, TreeLayout.of(kinds));
            for (int row = 0; row < 300; row++) {
                write.put(1, key(row), row(row));
            }
            write.commit();
            store.checkpoint();
            ColumnRequest last = ColumnRequest.ofNothing().withColumn(COLUMNS, ColumnKind.INT64);
            try (ReadTransaction read = store.beginRead();
                    ColumnCursor cursor = read.scanColumns(1, KeyRange.all(), last)) {
                assertThat(read.get(1, key(77))).isEqualTo(row(77));
                int rows = 0;
                while (cursor.next()) {
                    for (int i = 0; i < cursor.count(); i++) {
                        assertThat(cursor.column(0).longs()[i]).isEqualTo(rows++ + COLUMNS - 1);
                    }
                }
                assertThat(rows).isEqualTo(300);
            }
            assertThat(store.check().findings()).isEmpty();
        }
    }

    private static byte[] row(int row) {
        byte[][] values = new byte[COLUMNS][];
        Arrays.setAll(values, i -> RandomRows.int64(row + i));
        return RandomRows.row(values);
    }

    private static byte[] key(long number) {
        return RandomRows.int64(number);
    }

    /** Counts what is read. */
    private static final class CountingFile implements StorageFile {
        private final MemoryFile memory = new MemoryFile();
        private int reads;

        @Override
        public int read(long position, byte[] into, int offset, int length) {
            reads++;
            return memory.read(position, into, offset, length);
        }

        @Override
        public void write(long position, byte[] from, int offset, int length) {
            memory.write(position, from, offset, length);
        }

        @Override
        public void force() {
            memory.force();
        }

        @Override
        public long size() {
            return memory.size();
        }

        @Override
        public void preallocate(long from, long to) {
            memory.preallocate(from, to);
        }

        @Override
        public void truncate(long size) {
            memory.truncate(size);
        }

        @Override
        public void close() {
            memory.close();
        }
    }
}
