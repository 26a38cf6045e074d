/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.blazedb.storage.Cursor;
import io.blazedb.storage.Durability;
import io.blazedb.storage.IsolationLevel;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.Store;
import io.blazedb.storage.StoreOptions;
import io.blazedb.storage.WriteTransaction;
import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.keys.KeySource;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random transactions over several trees, interleaved in one thread, against sorted maps that are copied for every snapshot. */
class StoreModelTest {
    private static final int TREES = 3;
    private static final int KEYS = 60;

    private final long seed = Long.getLong("blazedb.seed", System.nanoTime());
    private final Random random = new Random(seed);

    /** The trees as one transaction sees them, and the keys and trees that it changed. */
    private record State(Map<Long, NavigableMap<byte[], byte[]>> trees, Set<String> touched, Set<Long> cleared) {
        State() {
            this(new HashMap<>(), new HashSet<>(), new HashSet<>());
        }

        State copy() {
            Map<Long, NavigableMap<byte[], byte[]>> copy = new HashMap<>();
            trees.forEach((id, tree) -> copy.put(id, new TreeMap<>(tree)));
            return new State(copy, new HashSet<>(touched), new HashSet<>(cleared));
        }

        NavigableMap<byte[], byte[]> tree(long id) {
            return trees.computeIfAbsent(id, unused -> new TreeMap<>(Arrays::compareUnsigned));
        }
    }

    private final class Running {
        final WriteTransaction transaction;
        final List<Long> marks = new ArrayList<>();
        final List<State> markStates = new ArrayList<>();
        final long began;
        State state;

        Running(WriteTransaction transaction, State state) {
            this.transaction = transaction;
            this.began = transaction.sequence();
            this.state = state.copy();
        }
    }

    private State committed = new State();
    private final Map<String, Long> lastChange = new HashMap<>();
    private final Map<Long, Long> lastTreeChange = new HashMap<>();
    private final Map<Long, Long> lastTreeClear = new HashMap<>();

    @Test
    void inMemory() {
        run(() -> Store.openInMemory("model-" + seed, StoreOptions.defaults()), 20_000, false);
    }

    /** Every transaction of more than a few changes goes to the file. */
    @Test
    void inMemoryWithTransactionsLargerThanTheirMemory() {
        StoreOptions small = StoreOptions.defaults().withTransactionBytes(2_000);
        run(() -> Store.openInMemory("model-large-" + seed, small), 6_000, false);
    }

    @Test
    void inFileWithTransactionsLargerThanTheirMemory(@TempDir Path directory) {
        Path file = directory.resolve("large.blazedb");
        run(
                () -> {
                    try (KeySource key = KeySource.rawKey(new byte[32])) {
                        return Store.open(
                                file,
                                key,
                                StoreOptions.defaults()
                                        .withDurability(Durability.NORMAL)
                                        .withTransactionBytes(4_000));
                    }
                },
                6_000,
                true);
    }

    @Test
    void inFile(@TempDir Path directory) {
        Path file = directory.resolve("model.blazedb");
        run(
                () -> {
                    try (KeySource key = KeySource.rawKey(new byte[32])) {
                        return Store.open(file, key, StoreOptions.defaults().withDurability(Durability.NORMAL));
                    }
                },
                20_000,
                true);
    }

    private void run(Supplier<Store> open, int steps, boolean reopen) {
        Store store = open.get();
        try {
            List<Running> running = new ArrayList<>();
            Map<ReadTransaction, State> readers = new HashMap<>();
            for (int step = 0; step < steps; step++) {
                if (reopen && step % 2_500 == 2_499) {
                    running.forEach(one -> one.transaction.rollback());
                    running.clear();
                    readers.keySet().forEach(ReadTransaction::close);
                    readers.clear();
                    store.close();
                    store = open.get();
                }
                int choice = random.nextInt(100);
                if (running.isEmpty() || (choice < 4 && running.size() < 5)) {
                    running.add(new Running(store.beginWrite(IsolationLevel.SNAPSHOT), committed));
                } else if (choice < 8) {
                    commit(running.remove(random.nextInt(running.size())));
                } else if (choice == 8) {
                    running.remove(random.nextInt(running.size())).transaction.rollback();
                } else if (choice == 9 && readers.size() < 4) {
                    readers.put(store.beginRead(), committed.copy());
                } else if (choice == 10 && !readers.isEmpty()) {
                    ReadTransaction reader = readers.keySet().iterator().next();
                    check(reader, readers.remove(reader));
                    reader.close();
                } else if (choice == 11 && random.nextInt(10) == 0) {
                    store.checkpoint();
                } else {
                    change(running.get(random.nextInt(running.size())));
                }
                if (step % 100 == 0) {
                    running.forEach(one -> check(one.transaction, one.state));
                    readers.forEach(this::check);
                }
            }
            running.forEach(one -> one.transaction.rollback());
            readers.keySet().forEach(ReadTransaction::close);
            store.checkpoint();
            assertThat(store.check().findings()).isEmpty();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("seed " + seed, e);
        } finally {
            store.close();
        }
    }

    private void change(Running one) {
        long tree = 1 + random.nextInt(TREES);
        byte[] key = key(random.nextInt(KEYS));
        switch (random.nextInt(21)) {
            case 20 -> {
                if (!one.marks.isEmpty() && random.nextBoolean()) {
                    int mark = random.nextInt(one.marks.size());
                    one.transaction.releaseSavepoint(one.marks.get(mark));
                    one.marks.subList(mark, one.marks.size()).clear();
                    one.markStates.subList(mark, one.markStates.size()).clear();
                }
            }
            case 0 -> {
                if (random.nextInt(4) == 0) {
                    one.transaction.clear(tree);
                    one.state.tree(tree).clear();
                    one.state.cleared.add(tree);
                }
            }
            case 1 -> {
                one.marks.add(one.transaction.savepoint());
                one.markStates.add(one.state.copy());
            }
            case 2 -> {
                if (!one.marks.isEmpty()) {
                    int mark = random.nextInt(one.marks.size());
                    one.transaction.rollbackTo(one.marks.get(mark));
                    one.state = one.markStates.get(mark).copy();
                    one.marks.subList(mark + 1, one.marks.size()).clear();
                    one.markStates.subList(mark + 1, one.markStates.size()).clear();
                }
            }
            case 3, 4, 5, 6, 7 -> {
                one.transaction.delete(tree, key);
                one.state.tree(tree).remove(key);
                one.state.touched.add(name(tree, key));
            }
            default -> {
                byte[] value = new byte[random.nextInt(10) == 0 ? random.nextInt(5000) : random.nextInt(40)];
                random.nextBytes(value);
                one.transaction.put(tree, key, value);
                one.state.tree(tree).put(key, value);
                one.state.touched.add(name(tree, key));
            }
        }
    }

    /** Commits must succeed unless something touched, rolled back or not, was changed by somebody else. */
    private void commit(Running one) {
        boolean mayConflict = false;
        for (String name : one.state.touched) {
            long tree = Long.parseLong(name.substring(0, name.indexOf(':')));
            mayConflict |= lastChange.getOrDefault(name, 0L) > one.began;
            mayConflict |= lastTreeClear.getOrDefault(tree, 0L) > one.began;
        }
        for (long tree : one.state.cleared) {
            mayConflict |= lastTreeChange.getOrDefault(tree, 0L) > one.began;
        }
        State after = one.state;
        boolean changes = one.transaction.hasChanges();
        try {
            long sequence = one.transaction.commit();
            if (!changes) {
                assertThat(sequence).isEqualTo(one.began);
                return;
            }
            merge(after, sequence);
        } catch (StoreException e) {
            assertThat(e.code()).isEqualTo(StoreErrorCode.WRITE_CONFLICT);
            if (!mayConflict) {
                fail("conflict without a reason");
            }
        }
    }

    /** Carries the keys that the transaction changed over to the committed state. */
    private void merge(State after, long sequence) {
        for (long tree : after.cleared) {
            committed.tree(tree).keySet().forEach(key -> after.touched.add(name(tree, key)));
            lastTreeClear.put(tree, sequence);
            lastTreeChange.put(tree, sequence);
        }
        for (String name : after.touched) {
            int colon = name.indexOf(':');
            long tree = Long.parseLong(name.substring(0, colon));
            byte[] key = key(Integer.parseInt(name.substring(colon + 1)));
            byte[] value = after.tree(tree).get(key);
            if (value == null) {
                committed.tree(tree).remove(key);
            } else {
                committed.tree(tree).put(key, value);
            }
            lastChange.put(name, sequence);
            lastTreeChange.put(tree, sequence);
        }
    }

    private void check(ReadTransaction transaction, State expected) {
        for (long tree = 1; tree <= TREES; tree++) {
            NavigableMap<byte[], byte[]> model = expected.tree(tree);
            checkScan(transaction.scan(tree, KeyRange.all()), model);
            checkScan(transaction.scanDescending(tree, KeyRange.all()), model.descendingMap());
            byte[] from = key(random.nextInt(KEYS));
            byte[] to = key(random.nextInt(KEYS));
            NavigableMap<byte[], byte[]> part = Arrays.compareUnsigned(from, to) < 0
                    ? model.subMap(from, true, to, false)
                    : new TreeMap<>(Arrays::compareUnsigned);
            KeyRange range = new KeyRange(from, to);
            checkScan(transaction.scan(tree, range), part);
            checkScan(transaction.scanDescending(tree, range), part.descendingMap());
            assertThat(transaction.count(tree, range)).isEqualTo(part.size());
            assertThat(transaction.count(tree, KeyRange.all())).isEqualTo(model.size());
            assertThat(transaction.get(tree, from)).isEqualTo(model.get(from));
        }
    }

    private static void checkScan(Cursor cursor, NavigableMap<byte[], byte[]> expected) {
        try (cursor) {
            for (Map.Entry<byte[], byte[]> entry : expected.entrySet()) {
                assertThat(cursor.next()).isTrue();
                assertThat(cursor.key().toByteArray()).isEqualTo(entry.getKey());
                assertThat(cursor.value().toByteArray()).isEqualTo(entry.getValue());
            }
            assertThat(cursor.next()).isFalse();
        }
    }

    private static String name(long tree, byte[] key) {
        return tree + ":" + ByteBuffer.wrap(key).getInt();
    }

    private static byte[] key(int number) {
        return ByteBuffer.allocate(4).putInt(number).array();
    }
}
