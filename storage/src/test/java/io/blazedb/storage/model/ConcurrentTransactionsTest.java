/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.storage.Cursor;
import io.blazedb.storage.Durability;
import io.blazedb.storage.IsolationLevel;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.Store;
import io.blazedb.storage.StoreOptions;
import io.blazedb.storage.WriteTransaction;
import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.change.Change;
import io.blazedb.storage.change.ChangeCursor;
import io.blazedb.storage.change.ChangeRecord;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.keys.KeySource;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Threads move money between accounts while others sum it up, follow the change feed and make checkpoints: the sum never changes, and
 * the feed, replayed, is the database.
 */
class ConcurrentTransactionsTest {
    private static final int ACCOUNTS = 50;
    private static final long TREE = 1;
    private static final long PADDING = 2;
    private static final long TRANSFERS = 4_000;

    private final AtomicBoolean stop = new AtomicBoolean();
    private final AtomicBoolean writersDone = new AtomicBoolean();
    private final AtomicLong transfers = new AtomicLong();
    private final TreeMap<ByteSlice, ByteSlice> replayed = new TreeMap<>();

    @Test
    void inFile(@TempDir Path directory) throws Exception {
        try (KeySource key = KeySource.rawKey(new byte[32]);
                Store store = Store.open(
                        directory.resolve("accounts.blazedb"),
                        key,
                        StoreOptions.defaults().withDurability(Durability.NORMAL))) {
            run(store);
        }
    }

    @Test
    void inMemory() throws Exception {
        try (Store store = Store.openInMemory("accounts", StoreOptions.defaults())) {
            run(store);
        }
    }

    private void run(Store store) throws Exception {
        WriteTransaction filling = store.beginWrite(IsolationLevel.SNAPSHOT);
        for (int account = 0; account < ACCOUNTS; account++) {
            filling.put(TREE, number(account), number(100));
        }
        filling.commit();
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int thread = 0; thread < 3; thread++) {
                int seed = thread;
                running.add(threads.submit(stopping(() -> transfer(store, new Random(seed)))));
            }
            running.add(threads.submit(stopping(() -> sumUp(store))));
            running.add(threads.submit(stopping(() -> checkpoint(store))));
            Future<?> feed = threads.submit(stopping(() -> follow(store)));
            for (Future<?> one : running) {
                one.get(60, TimeUnit.SECONDS);
            }
            writersDone.set(true);
            feed.get(60, TimeUnit.SECONDS);
        } finally {
            stop.set(true);
            writersDone.set(true);
            threads.shutdown();
        }
        try (ReadTransaction transaction = store.beginRead();
                Cursor cursor = transaction.scan(TREE, KeyRange.all())) {
            for (var entry : replayed.entrySet()) {
                assertThat(cursor.next()).isTrue();
                assertThat(cursor.key()).isEqualTo(entry.getKey());
                assertThat(cursor.value()).isEqualTo(entry.getValue());
            }
            assertThat(cursor.next()).isFalse();
        }
        assertThat(store.check().findings()).isEmpty();
    }

    /** Ends everybody when one fails. */
    private Callable<Void> stopping(Callable<Void> body) {
        return () -> {
            try {
                return body.call();
            } catch (Exception | Error e) {
                stop.set(true);
                throw e;
            }
        };
    }

    private Void transfer(Store store, Random random) {
        byte[] padding = new byte[2_000];
        while (!stop.get()) {
            IsolationLevel level = random.nextBoolean() ? IsolationLevel.SNAPSHOT : IsolationLevel.SERIALIZABLE;
            try (WriteTransaction transaction = store.beginWrite(level)) {
                byte[] from = number(random.nextInt(ACCOUNTS));
                byte[] to = number(random.nextInt(ACCOUNTS));
                long amount = random.nextInt(10);
                transaction.put(
                        TREE,
                        from,
                        number(ByteBuffer.wrap(transaction.get(TREE, from)).getLong() - amount));
                transaction.put(
                        TREE,
                        to,
                        number(ByteBuffer.wrap(transaction.get(TREE, to)).getLong() + amount));
                random.nextBytes(padding);
                transaction.put(PADDING, number(random.nextInt(1_000)), padding.clone());
                transaction.commit();
                if (transfers.incrementAndGet() >= TRANSFERS) {
                    stop.set(true);
                }
            } catch (StoreException e) {
                assertThat(e.code()).isEqualTo(StoreErrorCode.WRITE_CONFLICT);
            }
        }
        return null;
    }

    private Void sumUp(Store store) {
        while (!stop.get()) {
            try (ReadTransaction transaction = store.beginRead();
                    Cursor cursor = transaction.scan(TREE, KeyRange.all())) {
                long sum = 0;
                while (cursor.next()) {
                    sum += ByteBuffer.wrap(cursor.value().toByteArray()).getLong();
                }
                assertThat(sum).isEqualTo(100L * ACCOUNTS);
                assertThat(transaction.count(TREE, KeyRange.all())).isEqualTo(ACCOUNTS);
            }
        }
        return null;
    }

    private Void checkpoint(Store store) {
        while (!stop.get()) {
            store.checkpoint();
        }
        return null;
    }

    private Void follow(Store store) throws InterruptedException {
        try (ChangeCursor changes = store.changesAfter(0)) {
            long expected = 1;
            while (true) {
                boolean ending = writersDone.get() && expected > store.committedSequence();
                ChangeRecord record = changes.next();
                if (record == null) {
                    if (ending) {
                        return null;
                    }
                    Thread.sleep(1);
                    continue;
                }
                assertThat(record.sequence()).isEqualTo(expected++);
                for (Change change : record.changes()) {
                    if (change.tree() == TREE) {
                        replayed.put(change.key(), change.after());
                    }
                }
            }
        }
    }

    private static byte[] number(long value) {
        return ByteBuffer.allocate(8).putLong(value).array();
    }
}
