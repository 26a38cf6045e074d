/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.storage.btree.Forest;
import io.blazedb.storage.btree.ForestEditor;
import io.blazedb.storage.btree.TreeChange;
import io.blazedb.storage.btree.TreeCursor;
import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.check.StoreChecker;
import io.blazedb.storage.file.MemoryFile;
import io.blazedb.storage.sim.PageStore;
import io.blazedb.storage.sim.Seed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Random merges into many trees; after every checkpoint the file is read back from its root pointer with nothing remembered. */
class ForestModelTest {
    private static final int TREES = 5;

    private final Map<Long, NavigableMap<ByteSlice, byte[]>> model = new HashMap<>();

    @Test
    void behavesAsSortedMaps() {
        Seed.forEach(4, random -> run(random, 8192, 25));
    }

    @Test
    void behavesAsSortedMapsWithSmallPages() {
        Seed.forEach(4, random -> run(random, 4096, 20));
    }

    private void run(Random random, int pageBytes, int rounds) {
        model.clear();
        PageStore store = new PageStore(new MemoryFile(), pageBytes, random);
        KeyShape shape = KeyShape.values()[random.nextInt(KeyShape.values().length)];
        for (int round = 0; round < rounds; round++) {
            store.checkpoint(editor -> changeSomeTrees(editor, random, shape));
            if (random.nextBoolean()) {
                store.reopen();
            }
            compare(store.forest(), random, shape);
            assertThat(StoreChecker.check(store.pager(), store.meta()).findings())
                    .isEmpty();
        }
    }

    private void changeSomeTrees(ForestEditor editor, Random random, KeyShape shape) {
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes; i++) {
            long tree = 1 + random.nextInt(TREES);
            NavigableMap<ByteSlice, byte[]> map = model.computeIfAbsent(tree, id -> new TreeMap<>());
            int kind = random.nextInt(12);
            if (kind == 0) {
                editor.clear(tree);
                map.clear();
            } else if (kind == 1) {
                List<TreeChange> all = new ArrayList<>();
                map.keySet().forEach(key -> all.add(new TreeChange(key.toByteArray(), null)));
                editor.merge(tree, all.iterator());
                map.clear();
            } else {
                editor.merge(tree, randomChanges(random, shape, map, kind));
            }
        }
    }

    private static Iterator<TreeChange> randomChanges(
            Random random, KeyShape shape, NavigableMap<ByteSlice, byte[]> map, int kind) {
        int count = kind == 2 ? 3000 : random.nextInt(300);
        double deletes = random.nextInt(3) * 0.45;
        TreeMap<ByteSlice, TreeChange> sorted = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            byte[] key = shape.key(random);
            if (random.nextInt(3) == 0 && !map.isEmpty()) {
                ByteSlice near = map.ceilingKey(ByteSlice.of(key));
                key = (near == null ? map.firstKey() : near).toByteArray();
            }
            byte[] value = random.nextDouble() < deletes ? null : value(random);
            sorted.put(ByteSlice.of(key), new TreeChange(key, value));
        }
        sorted.forEach((key, change) -> {
            byte[] value = change.value();
            if (value == null) {
                map.remove(key);
            } else {
                map.put(key, value);
            }
        });
        return new ArrayList<>(sorted.values()).iterator();
    }

    private static byte[] value(Random random) {
        int kind = random.nextInt(400);
        int length = kind == 0
                ? random.nextInt(300_000)
                : kind < 5 ? random.nextInt(20_000) : kind < 20 ? random.nextInt(2_100) : random.nextInt(60);
        byte[] value = new byte[length];
        random.nextBytes(value);
        return value;
    }

    private void compare(Forest forest, Random random, KeyShape shape) {
        for (long tree = 1; tree <= TREES; tree++) {
            NavigableMap<ByteSlice, byte[]> map = model.getOrDefault(tree, new TreeMap<>());
            compareRange(forest, tree, map, KeyRange.all());
            for (int i = 0; i < 5; i++) {
                byte[] from = shape.key(random);
                byte[] to = shape.key(random);
                compareRange(forest, tree, map, new KeyRange(from, to));
                compareRange(forest, tree, map, new KeyRange(from, null));
                compareRange(forest, tree, map, new KeyRange(new byte[0], to));
                assertThat(forest.get(tree, from)).isEqualTo(map.get(ByteSlice.of(from)));
            }
            for (Map.Entry<ByteSlice, byte[]> entry : map.entrySet()) {
                if (random.nextInt(20) == 0) {
                    assertThat(forest.get(tree, entry.getKey().toByteArray())).isEqualTo(entry.getValue());
                }
            }
        }
    }

    private static void compareRange(Forest forest, long tree, NavigableMap<ByteSlice, byte[]> map, KeyRange range) {
        NavigableMap<ByteSlice, byte[]> expected = part(map, range.from(), range.to());
        assertThat(forest.count(tree, range)).isEqualTo(expected.size());
        compareWalk(forest.cursor(tree, range, false), expected);
        compareWalk(forest.cursor(tree, range, true), expected.descendingMap());
    }

    private static void compareWalk(TreeCursor cursor, Map<ByteSlice, byte[]> expected) {
        int count = 0;
        for (Map.Entry<ByteSlice, byte[]> entry : expected.entrySet()) {
            if (!cursor.next()
                    || !cursor.key().equals(entry.getKey())
                    || !cursor.value().equals(ByteSlice.of(entry.getValue()))) {
                throw new AssertionError("entry " + count + " of " + expected.size() + " differs");
            }
            count++;
        }
        assertThat(cursor.next()).isFalse();
        assertThat(cursor.next()).isFalse();
    }

    private static NavigableMap<ByteSlice, byte[]> part(
            NavigableMap<ByteSlice, byte[]> map, byte[] from, byte @Nullable [] to) {
        if (to == null) {
            return map.tailMap(ByteSlice.of(from), true);
        }
        ByteSlice low = ByteSlice.of(from);
        ByteSlice high = ByteSlice.of(to);
        return low.compareTo(high) > 0 ? new TreeMap<>() : map.subMap(low, true, high, false);
    }

    /** Keys as different uses make them. */
    private enum KeyShape {
        NUMBERS {
            @Override
            byte[] key(Random random) {
                byte[] key = new byte[8];
                int number = random.nextInt(20_000);
                key[6] = (byte) (number >> 8);
                key[7] = (byte) number;
                return key;
            }
        },
        SHORT {
            @Override
            byte[] key(Random random) {
                return bytes(random, random.nextInt(4), 256);
            }
        },
        TEXT {
            @Override
            byte[] key(Random random) {
                byte[] key = bytes(random, 12 + random.nextInt(30), 4);
                for (int i = 0; i < 10; i++) {
                    key[i] = (byte) ('a' + (i == 9 ? key[i] : 0));
                }
                return key;
            }
        },
        LONG {
            @Override
            byte[] key(Random random) {
                return bytes(random, random.nextInt(1025), 2);
            }
        };

        abstract byte[] key(Random random);

        static byte[] bytes(Random random, int length, int values) {
            byte[] bytes = new byte[length];
            for (int i = 0; i < length; i++) {
                bytes[i] = (byte) random.nextInt(values);
            }
            return bytes;
        }
    }
}
