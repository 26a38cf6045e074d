/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.storage.btree.Forest;
import io.blazedb.storage.btree.ForestEditor;
import io.blazedb.storage.btree.SystemTree;
import io.blazedb.storage.btree.TreeChange;
import io.blazedb.storage.btree.TreeCursor;
import io.blazedb.storage.bytes.BigEndian;
import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.check.StoreChecker;
import io.blazedb.storage.column.TreeLayout;
import io.blazedb.storage.file.MemoryFile;
import io.blazedb.storage.sim.PageStore;
import io.blazedb.storage.sim.RandomRows;
import io.blazedb.storage.sim.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The same random changes in a tree with row leaves and in one whose layout comes, changes and goes: both read the same. */
class LayoutModelTest {
    private static final long ROWS = 1;
    private static final long COLUMNS = 2;
    private static final int KEYS = 4_000;

    private TreeLayout layout = TreeLayout.of();

    @Test
    void leavesOfColumnsReadAsLeavesOfRows() {
        Seed.forEach(6, random -> run(random, 8192));
    }

    @Test
    void withSmallPages() {
        Seed.forEach(3, random -> run(random, 4096));
    }

    @Test
    void withLargePages() {
        Seed.forEach(1, random -> run(random, 32 << 10));
    }

    private void run(Random random, int pageBytes) {
        PageStore store = new PageStore(new MemoryFile(), pageBytes, random);
        layout = RandomRows.layout(random);
        for (int round = 0; round < 14; round++) {
            int step = round;
            store.checkpoint(editor -> {
                if (step % 4 == 1) {
                    changeLayout(editor, random);
                }
                changeRows(editor, random);
            });
            if (random.nextBoolean()) {
                store.reopen();
            }
            compare(store.forest(), random);
            assertThat(StoreChecker.check(store.pager(), store.meta()).findings())
                    .isEmpty();
        }
    }

    private void changeLayout(ForestEditor editor, Random random) {
        layout = random.nextInt(3) == 0 ? RandomRows.layout(random) : RandomRows.changed(layout, random);
        byte[] encoded = random.nextInt(5) == 0 ? null : layout.encode();
        editor.merge(
                SystemTree.ID,
                List.of(new TreeChange(SystemTree.layoutKey(COLUMNS), encoded)).iterator());
    }

    private void changeRows(ForestEditor editor, Random random) {
        if (random.nextInt(12) == 0) {
            editor.clear(ROWS);
            editor.clear(COLUMNS);
        }
        int count = random.nextInt(4) == 0 ? 3_000 : random.nextInt(300);
        int deletes = random.nextInt(3);
        int from = random.nextInt(KEYS);
        TreeMap<ByteSlice, TreeChange> sorted = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            byte[] key = key(count > 1_000 ? random.nextInt(KEYS) : (from + random.nextInt(400)) % KEYS);
            byte[] value = random.nextInt(5) < deletes ? null : RandomRows.value(layout, random);
            sorted.put(ByteSlice.of(key), new TreeChange(key, value));
        }
        editor.merge(ROWS, new ArrayList<>(sorted.values()).iterator());
        editor.merge(COLUMNS, new ArrayList<>(sorted.values()).iterator());
    }

    private static void compare(Forest forest, Random random) {
        KeyRange part = new KeyRange(key(random.nextInt(KEYS)), key(random.nextInt(KEYS)));
        for (KeyRange range : List.of(KeyRange.all(), part)) {
            assertThat(forest.count(COLUMNS, range)).isEqualTo(forest.count(ROWS, range));
            for (boolean descending : new boolean[] {false, true}) {
                TreeCursor rows = forest.cursor(ROWS, range, descending);
                TreeCursor columns = forest.cursor(COLUMNS, range, descending);
                while (rows.next()) {
                    assertThat(columns.next()).isTrue();
                    assertThat(columns.key()).isEqualTo(rows.key());
                    assertThat(columns.value()).isEqualTo(rows.value());
                }
                assertThat(columns.next()).isFalse();
            }
        }
        for (int i = 0; i < 100; i++) {
            byte[] key = key(random.nextInt(KEYS));
            assertThat(forest.get(COLUMNS, key)).isEqualTo(forest.get(ROWS, key));
        }
    }

    private static byte[] key(int number) {
        byte[] key = new byte[number % 7 == 0 ? 20 : 8];
        BigEndian.putInt(key, 4, number);
        return key;
    }
}
