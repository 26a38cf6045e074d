/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.storage.IsolationLevel;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.Store;
import io.blazedb.storage.StoreOptions;
import io.blazedb.storage.WriteTransaction;
import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.change.ChangeCursor;
import io.blazedb.storage.keys.KeySource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several JVMs on one file: they see each other's commits, and the death of one harms nobody. */
class ProcessesTest {
    @TempDir
    Path directory;

    private final List<Child> children = new ArrayList<>();

    @AfterEach
    void killChildren() {
        children.forEach(child -> child.process.destroyForcibly());
    }

    @Test
    void commitsOfAnotherProcessAreSeenAndHeardOfAtOnce() throws Exception {
        Path file = directory.resolve("two.blazedb");
        BlockingQueue<Long> heard = new LinkedBlockingQueue<>();
        try (Store store = open(file)) {
            store.onCommit(heard::add);
            ChangeCursor changes = store.changesAfter(0);
            for (int round = 1; round <= 3; round++) {
                Child child = start(file, round, 1, "NORMAL");
                assertThat(child.lines.poll(20, TimeUnit.SECONDS)).isEqualTo("open");
                heard.clear();
                child.go();
                assertThat(heard.poll(20, TimeUnit.SECONDS)).as("notification").isNotNull();
                assertThat(child.lines.poll(20, TimeUnit.SECONDS)).isNotNull();
                assertThat(ChildWriter.last(store, round)).isEqualTo(1);
                assertThat(changes.next().changes()).hasSize(3);
                assertThat(changes.next()).isNull();
                write(store, 100 + round);
                assertThat(changes.next()).isNotNull();
                child.go();
                assertThat(child.process.waitFor(20, TimeUnit.SECONDS)).isTrue();
                assertThat(child.process.exitValue()).isZero();
            }
            assertThat(count(store)).isEqualTo(3);
            assertThat(store.check().findings()).isEmpty();
        }
    }

    @Test
    void processesThatWriteAtTheSameTimeLoseNothing() throws Exception {
        Path file = directory.resolve("many.blazedb");
        try (Store store = open(file)) {
            for (int writer = 1; writer <= 3; writer++) {
                start(file, writer, 1_500, "NORMAL");
            }
            for (Child child : children) {
                assertThat(child.process.waitFor(120, TimeUnit.SECONDS)).isTrue();
                assertThat(child.process.exitValue()).isZero();
            }
            assertThat(count(store)).isEqualTo(4_500);
            for (int writer = 1; writer <= 3; writer++) {
                assertThat(ChildWriter.last(store, writer)).isEqualTo(1_500);
            }
            assertThat(store.check().findings()).isEmpty();
        }
    }

    @Test
    void killedProcessesLoseNoAcknowledgedCommit() throws Exception {
        Path file = directory.resolve("killed.blazedb");
        for (int round = 0; round < 3; round++) {
            boolean watch = round % 2 == 0;
            Store watcher = watch ? open(file) : null;
            Child one = start(file, 1, 0, "FULL");
            Child two = start(file, 2, 0, "NORMAL");
            while (one.acknowledged.get() == 0 || two.acknowledged.get() == 0) {
                assertThat(one.process.isAlive() && two.process.isAlive()).isTrue();
                Thread.sleep(10);
            }
            Thread.sleep(300 + 200L * round);
            one.kill();
            if (watcher != null) {
                // The other process and this one go on.
                write(watcher, 3);
                long before = two.acknowledged.get();
                while (two.acknowledged.get() < before + 20) {
                    assertThat(two.process.isAlive()).isTrue();
                    Thread.sleep(5);
                }
            }
            two.kill();
            one.reader.join();
            two.reader.join();
            if (watcher != null) {
                verify(watcher, one, two);
                watcher.close();
            }
            try (Store store = open(file)) {
                verify(store, one, two);
            }
        }
    }

    @Test
    void aProcessThatLosesItsLocksIsNotTakenForDead() throws Exception {
        Path file = directory.resolve("dropped.blazedb");
        Path lock = Path.of(file + "-lock");
        try (Store store = open(file);
                SharedMemory look = SharedMemory.open(lock)) {
            for (int i = 0; i < 50; i++) {
                write(store, i);
            }
            long token = look.get(SharedMemory.slot(0) + SharedMemory.SLOT_IN_USE);
            try (ReadTransaction reader = store.beginRead()) {
                // Any code of this JVM that only looks at the file drops what this process has locked in it.
                byte[] slots = Files.readAllBytes(lock);
                assertThat(slots.length).isEqualTo(Limits.MAPPED_BYTES);
                Child child = start(file, 1, 200, "NORMAL");
                assertThat(child.process.waitFor(60, TimeUnit.SECONDS)).isTrue();
                assertThat(child.process.exitValue()).isZero();
                // It did not take the place of this process, whose byte nobody had locked.
                assertThat(look.get(SharedMemory.slot(0) + SharedMemory.SLOT_IN_USE))
                        .isEqualTo(token);
                assertThat(look.path(1)).isNotEmpty();
                assertThat(reader.count(9, KeyRange.all())).isEqualTo(50);
            }
            write(store, 100);
            assertThat(ChildWriter.last(store, 1)).isEqualTo(200);
            assertThat(store.check().findings()).isEmpty();
        }
    }

    /** Otherwise its pages would be freed, and written to by the other process. */
    @Test
    void aLargeTransactionOfSuchAProcessKeepsItsPages() throws Exception {
        Path file = directory.resolve("leases.blazedb");
        StoreOptions small = StoreOptions.defaults().withTransactionBytes(50_000);
        try (KeySource key = ChildWriter.key();
                Store store = Store.open(file, key, small)) {
            WriteTransaction large = store.beginWrite(IsolationLevel.SNAPSHOT);
            for (int i = 0; i < 2_000; i++) {
                large.put(9, ChildWriter.number(i), new byte[300]);
            }
            byte[] looked = Files.readAllBytes(Path.of(file + "-lock"));
            assertThat(looked.length).isEqualTo(Limits.MAPPED_BYTES);
            Child child = start(file, ChildWriter.MERGING, 20, "NORMAL");
            assertThat(child.process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(child.process.exitValue()).isZero();
            for (int i = 2_000; i < 3_000; i++) {
                large.put(9, ChildWriter.number(i), new byte[300]);
            }
            large.commit();
            try (ReadTransaction reader = store.beginRead()) {
                for (int i = 0; i < 3_000; i++) {
                    assertThat(reader.get(9, ChildWriter.number(i))).isEqualTo(new byte[300]);
                }
            }
            assertThat(store.check().findings()).isEmpty();
        }
    }

    private static void verify(Store store, Child... writers) {
        long sum = 0;
        try (ReadTransaction transaction = store.beginRead()) {
            for (Child child : writers) {
                long last = ChildWriter.last(store, child.writer);
                assertThat(last).isGreaterThanOrEqualTo(child.acknowledged.get());
                // The one behind the last acknowledged may be there, but then whole.
                assertThat(last).isLessThanOrEqualTo(child.acknowledged.get() + 1);
                KeyRange history = KeyRange.prefix(ChildWriter.number(child.writer));
                assertThat(transaction.count(ChildWriter.HISTORY, history)).isEqualTo(last);
                sum += last;
            }
        }
        assertThat(count(store)).isEqualTo(sum);
        assertThat(store.check().findings()).isEmpty();
    }

    private static long count(Store store) {
        try (ReadTransaction transaction = store.beginRead()) {
            byte[] value = transaction.get(ChildWriter.SHARED, ChildWriter.number(0));
            return value == null ? 0 : ByteBuffer.wrap(value).getLong();
        }
    }

    private static void write(Store store, long number) {
        WriteTransaction transaction = store.beginWrite(IsolationLevel.SNAPSHOT);
        transaction.put(9, ChildWriter.number(number), ChildWriter.number(number));
        transaction.commit();
    }

    private Child start(Path file, int writer, int commits, String durability) throws IOException {
        Child child = new Child(file, writer, commits, durability);
        children.add(child);
        return child;
    }

    private static Store open(Path file) {
        try (KeySource key = ChildWriter.key()) {
            return Store.open(file, key, StoreOptions.defaults());
        }
    }
}
