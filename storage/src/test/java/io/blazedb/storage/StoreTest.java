/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.change.ChangeCursor;
import io.blazedb.storage.change.ChangeRecord;
import io.blazedb.storage.checkpoint.StoreFile;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.file.MemoryFile;
import io.blazedb.storage.file.StorageFile;
import io.blazedb.storage.keys.KeySource;
import io.blazedb.storage.keys.RandomSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@link Store} promises to those who program against it. */
class StoreTest {
    private static final StoreOptions OPTIONS = StoreOptions.defaults();

    @TempDir
    Path directory;

    private Path file;
    private KeySource key;

    @BeforeEach
    void choose() {
        file = directory.resolve("test.blazedb");
        key = KeySource.rawKey("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void whatWasCommittedIsThereAfterReopening() {
        UUID id;
        try (Store store = open()) {
            id = store.id();
            assertThat(put(store, 1, "a", "1")).isEqualTo(1);
            assertThat(put(store, 1, "b", "2")).isEqualTo(2);
        }
        try (Store store = open()) {
            assertThat(store.id()).isEqualTo(id);
            assertThat(store.committedSequence()).isEqualTo(2);
            assertThat(get(store, 1, "a")).isEqualTo("1");
            assertThat(get(store, 1, "b")).isEqualTo("2");
            assertThat(put(store, 2, "a", "3")).isEqualTo(3);
            assertThat(store.check().findings()).isEmpty();
        }
    }

    @Test
    void aNewDatabaseChecksClean() {
        try (Store store = open()) {
            assertThat(store.check().findings()).isEmpty();
        }
        try (Store store = open()) {
            assertThat(store.check().findings()).isEmpty();
        }
    }

    @Test
    void theLastCommitIsSoonReceiptedThoughNoOtherFollows() throws IOException {
        try (Store store = open()) {
            for (int i = 0; i < 3; i++) {
                long sequence = put(store, 1, "a", "1");
                long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
                while (receiptedSequence() < sequence && System.nanoTime() - deadline < 0) {
                    Thread.onSpinWait();
                }
                assertThat(receiptedSequence()).isEqualTo(sequence);
            }
        }
    }

    private long receiptedSequence() throws IOException {
        StorageFile copy = new MemoryFile();
        byte[] bytes = Files.readAllBytes(file);
        copy.write(0, bytes, 0, bytes.length);
        try (StoreFile opened = StoreFile.open(copy, key, 1 << 20, RandomSource.secure())) {
            return opened.metas().newest().durableSequence();
        } catch (StoreException e) {
            // A checkpoint went on while the bytes were read.
            return 0;
        }
    }

    @Test
    void nothingReadableIsInTheFile() throws IOException {
        String secret = "a very recognizable plaintext";
        try (Store store = open()) {
            put(store, 1, secret, secret);
            store.checkpoint();
            put(store, 1, secret + "2", secret);
        }
        for (Path path : List.of(file, directory.resolve("test.blazedb-lock"))) {
            String contents = new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1);
            assertThat(contents).doesNotContain("recognizable");
        }
    }

    @Test
    void wrongKeysAndForeignFilesAreTold() throws IOException {
        assertFails(StoreErrorCode.NOT_FOUND, () -> Store.open(file, key, OPTIONS.withCreate(false)));
        assertThat(directory).isEmptyDirectory();
        try (Store store = open()) {
            assertFails(StoreErrorCode.WRONG_KEY, () -> Store.open(file, passphrase("other"), OPTIONS));
            put(store, 1, "a", "1");
        }
        assertFails(StoreErrorCode.WRONG_KEY, () -> Store.open(file, KeySource.rawKey(new byte[32]), OPTIONS));
        Path foreign = directory.resolve("foreign");
        Files.write(foreign, new byte[200_000]);
        assertFails(StoreErrorCode.NOT_A_DATABASE, () -> Store.open(foreign, key, OPTIONS));
        Files.write(foreign, new byte[0]);
        assertFails(StoreErrorCode.NOT_A_DATABASE, () -> Store.open(foreign, key, OPTIONS));
    }

    @Test
    void changedKeyOpensAndTheOldOneDoesNot() {
        KeySource next = passphrase("next");
        try (Store store = open()) {
            put(store, 1, "a", "1");
            store.changeKey(key, next);
            assertFails(StoreErrorCode.WRONG_KEY, () -> Store.open(file, key, OPTIONS));
            Store.open(file, next, OPTIONS).close();
        }
        assertFails(StoreErrorCode.WRONG_KEY, () -> Store.open(file, key, OPTIONS));
        try (Store store = Store.open(file, next, OPTIONS)) {
            assertThat(get(store, 1, "a")).isEqualTo("1");
        }
    }

    @Test
    void handlesShareOneEngineAndNothingRemainsAfterTheLast() throws Exception {
        Store first = open();
        Store second = Store.open(directory.resolve(".").resolve("test.blazedb"), key, OPTIONS.withReadOnly(true));
        put(first, 1, "a", "1");
        assertThat(get(second, 1, "a")).isEqualTo("1");
        assertFails(StoreErrorCode.READ_ONLY, () -> second.beginWrite(IsolationLevel.SNAPSHOT));
        first.close();
        first.close();
        assertFails(StoreErrorCode.CLOSED, first::beginRead);
        assertThat(get(second, 1, "a")).isEqualTo("1");
        assertThat(threads()).isNotEmpty();
        second.close();
        assertThat(threads()).isEmpty();
        assertThat(openDescriptors("test.blazedb")).isEmpty();
    }

    @Test
    void firstCommitterWins() {
        try (Store store = open()) {
            put(store, 1, "a", "1");
            WriteTransaction one = store.beginWrite(IsolationLevel.SNAPSHOT);
            WriteTransaction two = store.beginWrite(IsolationLevel.SNAPSHOT);
            WriteTransaction three = store.beginWrite(IsolationLevel.SNAPSHOT);
            one.put(1, bytes("a"), bytes("one"));
            two.put(1, bytes("a"), bytes("two"));
            three.put(1, bytes("b"), bytes("three"));
            one.commit();
            assertFails(StoreErrorCode.WRITE_CONFLICT, two::commit);
            assertFails(StoreErrorCode.CLOSED, two::commit);
            three.commit();
            assertThat(get(store, 1, "a")).isEqualTo("one");
        }
    }

    @Test
    void conflictsAreSeenAcrossCheckpoints() {
        try (Store store = open()) {
            put(store, 1, "a", "1");
            WriteTransaction late = store.beginWrite(IsolationLevel.SNAPSHOT);
            late.put(1, bytes("a"), bytes("late"));
            put(store, 1, "a", "2");
            store.checkpoint();
            put(store, 1, "b", "2");
            store.checkpoint();
            assertThat(new String(late.get(1, bytes("a")), StandardCharsets.UTF_8))
                    .isEqualTo("late");
            assertFails(StoreErrorCode.WRITE_CONFLICT, late::commit);
        }
    }

    @Test
    void writeSkewIsPossibleUnderSnapshotAndNotUnderSerializable() {
        for (IsolationLevel level : List.of(IsolationLevel.SNAPSHOT, IsolationLevel.SERIALIZABLE)) {
            try (Store store = Store.openInMemory("skew-" + level, OPTIONS)) {
                put(store, 1, "x", "1");
                put(store, 1, "y", "1");
                WriteTransaction one = store.beginWrite(level);
                WriteTransaction two = store.beginWrite(level);
                assertThat(one.count(1, KeyRange.all())).isEqualTo(2);
                try (Cursor cursor = two.scan(1, KeyRange.all())) {
                    assertThat(cursor.next() && cursor.next()).isTrue();
                    assertThat(cursor.next()).isFalse();
                }
                one.delete(1, bytes("x"));
                two.delete(1, bytes("y"));
                one.commit();
                if (level == IsolationLevel.SERIALIZABLE) {
                    assertFails(StoreErrorCode.WRITE_CONFLICT, two::commit);
                } else {
                    two.commit();
                }
            }
        }
    }

    @Test
    void readCommittedMovesItsSnapshotAndKeepsItsChanges() {
        try (Store store = open()) {
            put(store, 1, "a", "1");
            WriteTransaction moving = store.beginWrite(IsolationLevel.READ_COMMITTED);
            moving.put(1, bytes("mine"), bytes("m"));
            put(store, 1, "a", "2");
            moving.refreshSnapshot();
            assertThat(moving.get(1, bytes("a"))).isEqualTo(bytes("2"));
            assertThat(moving.get(1, bytes("mine"))).isEqualTo(bytes("m"));
            put(store, 1, "mine", "theirs");
            moving.refreshSnapshot();
            assertFails(StoreErrorCode.WRITE_CONFLICT, moving::commit);
        }
    }

    @Test
    void aCommitFailsIfWhatItDependsOnWasChangedEvenBeforeALaterSnapshot() {
        try (Store store = open()) {
            put(store, 1, "parent", "1");
            WriteTransaction child = store.beginWrite(IsolationLevel.READ_COMMITTED);
            child.dependOn(1, bytes("parent"));
            child.put(2, bytes("child"), bytes("1"));
            WriteTransaction second = store.beginWrite(IsolationLevel.SNAPSHOT);
            second.dependOn(1, bytes("parent"));
            second.dependOn(1, bytes("absent"));
            second.put(2, bytes("second"), bytes("1"));
            second.commit();
            WriteTransaction removing = store.beginWrite(IsolationLevel.SNAPSHOT);
            removing.delete(1, bytes("parent"));
            removing.commit();
            child.refreshSnapshot();
            assertFails(StoreErrorCode.WRITE_CONFLICT, child::commit);
            WriteTransaction clearing = store.beginWrite(IsolationLevel.SNAPSHOT);
            WriteTransaction third = store.beginWrite(IsolationLevel.SNAPSHOT);
            third.dependOn(1, bytes("other"));
            third.put(2, bytes("third"), bytes("1"));
            clearing.clear(1);
            clearing.commit();
            assertFails(StoreErrorCode.WRITE_CONFLICT, third::commit);
        }
    }

    @Test
    void theChangeFeedShowsCommitsInOrderWithTheValuesBefore() {
        try (Store store = open()) {
            ChangeCursor live = store.changesAfter(0);
            assertThat(live.next()).isNull();
            put(store, 1, "a", "1");
            WriteTransaction transaction = store.beginWrite(IsolationLevel.SNAPSHOT);
            transaction.put(2, bytes("z"), bytes("9"));
            transaction.put(1, bytes("a"), bytes("2"), bytes("1"));
            transaction.delete(1, bytes("b"), bytes("old"));
            transaction.clear(3);
            transaction.commit();
            assertThat(live.next().sequence()).isEqualTo(1);
            check(live.next());
            assertThat(live.next()).isNull();
            store.checkpoint();
            try (ChangeCursor again = store.changesAfter(1)) {
                check(again.next());
                assertThat(again.next()).isNull();
            }
        }
        try (Store store = open();
                ChangeCursor again = store.changesAfter(1)) {
            check(again.next());
            put(store, 1, "c", "3");
            assertThat(again.next().sequence()).isEqualTo(3);
        }
    }

    private static void check(ChangeRecord record) {
        assertThat(record.sequence()).isEqualTo(2);
        assertThat(record.clearedTrees()).containsExactly(3L);
        assertThat(record.changes()).hasSize(3);
        assertThat(record.changes().get(0).before().toByteArray()).isEqualTo(bytes("1"));
        assertThat(record.changes().get(0).after().toByteArray()).isEqualTo(bytes("2"));
        assertThat(record.changes().get(1).after()).isNull();
        assertThat(record.changes().get(1).before().toByteArray()).isEqualTo(bytes("old"));
        assertThat(record.changes().get(2).tree()).isEqualTo(2);
    }

    @Test
    void theChangeFeedIsTruncatedWhenTheLogIsRecycled() {
        byte[] value = new byte[100_000];
        new Random(1).nextBytes(value);
        try (Store store = Store.open(file, key, OPTIONS.withDurability(Durability.NORMAL))) {
            ChangeCursor slow = store.changesAfter(0);
            for (int i = 0; i < 300; i++) {
                put(store, 1, "k" + i % 10, value);
                if (i % 50 == 49) {
                    store.checkpoint();
                }
            }
            assertFails(StoreErrorCode.CHANGES_TRUNCATED, () -> store.changesAfter(0));
            assertFails(StoreErrorCode.CHANGES_TRUNCATED, slow::next);
            try (ChangeCursor recent = store.changesAfter(250)) {
                for (long expected = 251; expected <= 300; expected++) {
                    assertThat(recent.next().sequence()).isEqualTo(expected);
                }
                assertThat(recent.next()).isNull();
            }
            assertThat(store.status().fileBytes()).isLessThan(40L << 20);
            assertThat(store.check().findings()).isEmpty();
        }
    }

    @Test
    void listenersHearOfCommits() throws Exception {
        BlockingQueue<Long> heard = new LinkedBlockingQueue<>();
        try (Store store = open()) {
            Registration registration = store.onCommit(heard::add);
            put(store, 1, "a", "1");
            assertThat(heard.poll(5, TimeUnit.SECONDS)).isEqualTo(1);
            registration.close();
            registration.close();
            put(store, 1, "a", "2");
            Thread.sleep(150);
            assertThat(heard).isEmpty();
        }
    }

    @Test
    void preparedTransactionsWaitForTheirDecisionThroughCheckpointAndReopening() {
        UUID one = new UUID(1, 1);
        UUID two = new UUID(2, 2);
        UUID coordinator = new UUID(3, 3);
        try (Store store = open()) {
            prepare(store, one, coordinator, "a", "one");
            prepare(store, two, coordinator, "b", "two");
            store.checkpoint();
            assertThat(get(store, 1, "a")).isNull();
        }
        try (Store store = open()) {
            assertThat(store.preparedTransactions())
                    .extracting(PreparedTransaction::transaction)
                    .containsExactly(one, two);
            assertThat(store.preparedTransactions().get(0).coordinator()).isEqualTo(coordinator);
            assertFails(StoreErrorCode.WRITE_CONFLICT, () -> put(store, 1, "a", "other"));
            assertFails(StoreErrorCode.WRITE_CONFLICT, () -> {
                WriteTransaction clearing = store.beginWrite(IsolationLevel.SNAPSHOT);
                clearing.clear(1);
                clearing.commit();
            });
            assertThat(store.commitPrepared(one)).isEqualTo(1);
            assertThat(store.commitPrepared(one)).isZero();
            store.rollbackPrepared(two);
            store.rollbackPrepared(two);
            assertThat(store.preparedTransactions()).isEmpty();
            assertThat(get(store, 1, "a")).isEqualTo("one");
            assertThat(get(store, 1, "b")).isNull();
            put(store, 1, "b", "free again");
            try (ChangeCursor changes = store.changesAfter(0)) {
                assertThat(changes.next().changes()).hasSize(1);
            }
        }
        try (Store store = open()) {
            assertThat(store.preparedTransactions()).isEmpty();
            assertThat(get(store, 1, "a")).isEqualTo("one");
        }
    }

    @Test
    void aRoleHasOneHolder() {
        try (Store store = open()) {
            Optional<Registration> lease = store.tryLease("replica 7");
            assertThat(lease).isPresent();
            assertThat(store.tryLease("replica 7")).isEmpty();
            assertThat(store.tryLease("replica 8")).isPresent();
            lease.get().close();
            lease.get().close();
            assertThat(store.tryLease("replica 7")).isPresent();
        }
        try (Store store = Store.openInMemory("leases", OPTIONS)) {
            assertThat(store.tryLease("a")).isPresent();
            assertThat(store.tryLease("a")).isEmpty();
        }
    }

    @Test
    void aTransactionOfSixtyFourMegabytesCommits() {
        byte[] value = new byte[64 << 10];
        Random random = new Random(1);
        try (Store store = open()) {
            WriteTransaction large = store.beginWrite(IsolationLevel.SNAPSHOT);
            for (int i = 0; i < 1024; i++) {
                random.nextBytes(value);
                large.put(1, ByteBuffer.allocate(4).putInt(i).array(), value.clone());
            }
            large.commit();
            try (ReadTransaction reader = store.beginRead()) {
                assertThat(reader.get(1, ByteBuffer.allocate(4).putInt(1023).array()))
                        .isEqualTo(value);
            }
        }
        try (Store store = open();
                ReadTransaction reader = store.beginRead()) {
            assertThat(reader.count(1, KeyRange.all())).isEqualTo(1024);
            assertThat(reader.get(1, ByteBuffer.allocate(4).putInt(1023).array()))
                    .isEqualTo(value);
            assertThat(store.check().findings()).isEmpty();
        }
    }

    @Test
    void aSnapshotStaysWhileCheckpointsReuseSpace() {
        try (Store store = Store.open(file, key, OPTIONS.withDurability(Durability.NORMAL))) {
            for (int i = 0; i < 500; i++) {
                put(store, 1, "k" + i, "first " + i);
            }
            store.checkpoint();
            try (ReadTransaction old = store.beginRead()) {
                for (int round = 0; round < 10; round++) {
                    for (int i = 0; i < 500; i++) {
                        put(store, 1, "k" + i, "round " + round + " " + i);
                    }
                    store.checkpoint();
                }
                for (int i = 0; i < 500; i++) {
                    assertThat(old.get(1, bytes("k" + i))).isEqualTo(bytes("first " + i));
                }
            }
            assertThat(store.check().findings()).isEmpty();
        }
    }

    @Test
    void databasesInMemoryAreSharedByNameAndEndWithTheirLastHandle() {
        Store one = Store.openInMemory("shared", OPTIONS);
        Store two = Store.openInMemory("shared", OPTIONS);
        put(one, 1, "a", "1");
        one.close();
        assertThat(get(two, 1, "a")).isEqualTo("1");
        two.close();
        try (Store again = Store.openInMemory("shared", OPTIONS)) {
            assertThat(get(again, 1, "a")).isNull();
        }
    }

    @Test
    void aFileThatMayNotBeWrittenCanBeReadAndIsLeftAlone() throws IOException {
        try (Store store = open()) {
            put(store, 1, "a", "1");
        }
        Files.delete(directory.resolve("test.blazedb-lock"));
        byte[] contents = Files.readAllBytes(file);
        assertThat(file.toFile().setWritable(false)).isTrue();
        assumeThat(Files.isWritable(file)).isFalse();
        try (Store store = Store.open(file, key, OPTIONS.withReadOnly(true))) {
            assertThat(get(store, 1, "a")).isEqualTo("1");
            assertFails(StoreErrorCode.READ_ONLY, this::open);
            assertFails(StoreErrorCode.READ_ONLY, store::checkpoint);
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(contents);
        assertThat(directory.resolve("test.blazedb-lock")).doesNotExist();
    }

    @Test
    void interruptedThreadsCommitAllTheSame() {
        try (Store store = open()) {
            Thread.currentThread().interrupt();
            put(store, 1, "a", "1");
            assertThat(Thread.interrupted()).isTrue();
            put(store, 1, "b", "2");
            Thread.currentThread().interrupt();
            assertThat(get(store, 1, "a")).isEqualTo("1");
            store.checkpoint();
            assertThat(Thread.interrupted()).isTrue();
        }
        try (Store store = open()) {
            assertThat(get(store, 1, "b")).isEqualTo("2");
        }
    }

    private Store open() {
        return Store.open(file, key, OPTIONS);
    }

    private static KeySource passphrase(String text) {
        return KeySource.passphrase(text.toCharArray());
    }

    private static void prepare(Store store, UUID name, UUID coordinator, String key, String value) {
        WriteTransaction transaction = store.beginWrite(IsolationLevel.SNAPSHOT);
        transaction.put(1, bytes(key), bytes(value));
        transaction.prepare(name, coordinator);
    }

    private static long put(Store store, long tree, String key, String value) {
        return put(store, tree, key, bytes(value));
    }

    private static long put(Store store, long tree, String key, byte[] value) {
        WriteTransaction transaction = store.beginWrite(IsolationLevel.SNAPSHOT);
        transaction.put(tree, bytes(key), value);
        return transaction.commit();
    }

    private static String get(Store store, long tree, String key) {
        try (ReadTransaction transaction = store.beginRead()) {
            byte[] value = transaction.get(tree, bytes(key));
            return value == null ? null : new String(value, StandardCharsets.UTF_8);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void assertFails(StoreErrorCode code, ThrowingCallable action) {
        assertThatThrownBy(action)
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private static List<String> threads() {
        List<String> names = new ArrayList<>();
        Thread.getAllStackTraces().keySet().forEach(thread -> {
            if (thread.getName().startsWith("blazedb-") && thread.getName().contains("test.blazedb")) {
                names.add(thread.getName());
            }
        });
        return names;
    }

    /** Open descriptors whose target has this in its name; none where the operating system does not tell. */
    private static List<String> openDescriptors(String name) throws IOException {
        Path descriptors = Path.of("/proc/self/fd");
        List<String> open = new ArrayList<>();
        if (Files.isDirectory(descriptors)) {
            try (var all = Files.newDirectoryStream(descriptors)) {
                for (Path descriptor : all) {
                    if (Files.isSymbolicLink(descriptor)) {
                        String target = Files.readSymbolicLink(descriptor).toString();
                        if (target.contains(name)) {
                            open.add(target);
                        }
                    }
                }
            }
        }
        return open;
    }
}
