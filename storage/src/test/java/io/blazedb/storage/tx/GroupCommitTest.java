/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.tx;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.storage.checkpoint.FileGuard;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.file.MemoryFile;
import io.blazedb.storage.process.SharedState;
import io.blazedb.storage.sim.HookedFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Threads that sync when the test lets them. */
@Timeout(60)
class GroupCommitTest {
    private static final long ROUNDS = 200_000;

    /** A sync that has begun; it ends with what is put in. */
    private record Begun(Thread thread, SynchronousQueue<Boolean> succeeds) {}

    private final SharedState shared = SharedState.inMemory();
    private final BlockingQueue<Begun> begun = new LinkedBlockingQueue<>();
    private final Map<Thread, StoreErrorCode> failures = new ConcurrentHashMap<>();
    private final AtomicInteger appendLocks = new AtomicInteger();
    private @Nullable GroupCommit commits;

    @BeforeEach
    void open() {
        UUID id = new UUID(1, 2);
        HookedFile file = HookedFile.beforeForce(new MemoryFile(), this::sync);
        shared.reset(id, file.identity(), 0, 0, 1, 100);
        shared.processes().enter();
        commits = new GroupCommit(file, shared, new FileGuard(id, file, shared));
    }

    @Test
    void twoSyncsAtATimeAndTheRestTogether() throws Exception {
        Thread first = commit(1);
        Begun firstSync = begun.take();
        Thread second = commit(2);
        Begun secondSync = begun.take();
        assertThat(secondSync.thread()).isSameAs(second);
        Thread third = waiting(commit(3));
        Thread fourth = waiting(commit(4));
        assertThat(begun).isEmpty();

        // The second covers the first, which still has to wait for its own sync.
        secondSync.succeeds().put(true);
        second.join();
        assertThat(shared.durableFrame()).isEqualTo(2);
        assertThat(shared.visibleSequence()).isEqualTo(2);
        Begun shared34 = begun.take();
        assertThat(shared34.thread()).isIn(third, fourth);

        shared34.succeeds().put(true);
        third.join();
        fourth.join();
        assertThat(shared.durableFrame()).isEqualTo(4);
        firstSync.succeeds().put(true);
        first.join();
        assertThat(shared.durableFrame()).isEqualTo(4);
        assertThat(begun).isEmpty();
        assertThat(failures).isEmpty();
    }

    @Test
    void whatIsSaidToBeDurableIsVisible() throws Exception {
        UUID id = new UUID(1, 2);
        MemoryFile file = new MemoryFile();
        GroupCommit prompt = new GroupCommit(file, shared, new FileGuard(id, file, shared));
        Thread other = new Thread(() -> {
            for (long frame = 1; frame <= ROUNDS; frame++) {
                shared.publishAppended(frame, frame);
                prompt.awaitDurable(frame);
            }
        });
        other.start();
        for (long durable = 0; durable < ROUNDS; ) {
            durable = shared.durableFrame();
            assertThat(shared.visibleSequence()).isGreaterThanOrEqualTo(durable);
        }
        other.join();
    }

    @Test
    void aFailedSyncFailsEverybodyWhoIsNotDurable() throws Exception {
        Thread first = commit(1);
        Begun firstSync = begun.take();
        Thread second = commit(2);
        Begun secondSync = begun.take();
        Thread third = waiting(commit(3));

        secondSync.succeeds().put(false);
        second.join();
        third.join();
        // It cannot be told what the other sync has seen of the error.
        firstSync.succeeds().put(true);
        first.join();
        assertThat(shared.durableFrame()).isZero();
        assertThat(failures)
                .containsEntry(first, StoreErrorCode.WRITER_POISONED)
                .containsEntry(second, StoreErrorCode.IO_ERROR)
                .containsEntry(third, StoreErrorCode.WRITER_POISONED);
    }

    @Test
    void theSyncOfAnotherProcessLeavesNobodyBehind() throws Exception {
        Thread first = commit(1);
        Begun firstSync = begun.take();
        Thread second = commit(2);
        Begun secondSync = begun.take();
        Thread third = waiting(commit(3));
        Thread fourth = waiting(commit(4));

        shared.publishDurable(3);
        firstSync.succeeds().put(true);
        secondSync.succeeds().put(true);
        begun.take().succeeds().put(true);
        for (Thread thread : new Thread[] {first, second, third, fourth}) {
            thread.join();
        }
        assertThat(shared.durableFrame()).isEqualTo(4);
    }

    @Test
    void oneThreadAppendsForAllWhoWait() throws Exception {
        Thread first = start(new Appended());
        Begun firstSync = begun.take();
        Thread second = start(new Appended());
        Begun secondSync = begun.take();
        List<Appended> waiting = List.of(new Appended(), new Appended(), new Appended());
        List<Thread> threads = new ArrayList<>();
        for (Appended commit : waiting) {
            threads.add(waiting(start(commit)));
        }
        assertThat(shared.appendedFrame()).isEqualTo(2);

        firstSync.succeeds().put(true);
        first.join();
        Begun together = begun.take();
        assertThat(shared.appendedFrame()).isEqualTo(5);
        assertThat(appendLocks).hasValue(3);
        assertThat(waiting).allMatch(commit -> commit.appendedBy == together.thread());

        together.succeeds().put(true);
        for (Thread thread : threads) {
            thread.join();
        }
        secondSync.succeeds().put(true);
        second.join();
        assertThat(shared.durableFrame()).isEqualTo(5);
        assertThat(begun).isEmpty();
        assertThat(failures).isEmpty();
    }

    @Test
    void aCommitThatCannotBeAppendedFailsAlone() throws Exception {
        Thread first = start(new Appended());
        Begun firstSync = begun.take();
        Thread second = start(new Appended());
        Begun secondSync = begun.take();
        Thread leads = waiting(start(new Appended(StoreErrorCode.DISK_FULL)));
        Appended refused = new Appended();
        refused.refuse = true;
        Thread conflicts = waiting(start(refused));
        Thread fails = waiting(start(new Appended(StoreErrorCode.TOO_LARGE)));
        Thread succeeds = waiting(start(new Appended()));

        firstSync.succeeds().put(true);
        first.join();
        Begun together = begun.take();
        assertThat(together.thread()).isSameAs(leads);
        conflicts.join();
        fails.join();
        assertThat(succeeds.isAlive()).isTrue();
        together.succeeds().put(true);
        succeeds.join();
        leads.join();
        secondSync.succeeds().put(true);
        second.join();
        assertThat(shared.durableFrame()).isEqualTo(3);
        assertThat(failures)
                .hasSize(2)
                .containsEntry(leads, StoreErrorCode.DISK_FULL)
                .containsEntry(fails, StoreErrorCode.TOO_LARGE);
    }

    @Test
    void whoCannotGetTheLogLeavesItToTheNext() throws Exception {
        Thread first = start(new Appended());
        Begun firstSync = begun.take();
        Thread second = start(new Appended());
        Begun secondSync = begun.take();
        Appended busy = new Appended();
        busy.busy = true;
        Thread leads = waiting(start(busy));
        Thread follows = waiting(start(new Appended()));

        firstSync.succeeds().put(true);
        leads.join();
        Begun next = begun.take();
        assertThat(next.thread()).isSameAs(follows);
        next.succeeds().put(true);
        follows.join();
        secondSync.succeeds().put(true);
        second.join();
        first.join();
        assertThat(failures).hasSize(1).containsEntry(leads, StoreErrorCode.BUSY);
    }

    /** A commit whose record is nothing but the next number. */
    private final class Appended extends GroupCommit.Commit {
        private final @Nullable StoreErrorCode failure;
        private boolean refuse;
        private boolean busy;
        private volatile @Nullable Thread appendedBy;

        Appended() {
            this(null);
        }

        Appended(@Nullable StoreErrorCode failure) {
            this.failure = failure;
        }

        @Override
        void lockLog() {
            if (busy) {
                throw new StoreException(StoreErrorCode.BUSY, "as the test wants");
            }
            appendLocks.incrementAndGet();
            shared.appendLock().lock(0);
        }

        @Override
        void unlockLog() {
            shared.appendLock().unlock();
        }

        @Override
        long append() {
            appendedBy = Thread.currentThread();
            if (failure != null) {
                throw new StoreException(failure, "as the test wants");
            }
            if (refuse) {
                return 0;
            }
            long frame = shared.appendedFrame() + 1;
            shared.publishAppended(frame, frame);
            return frame;
        }
    }

    private Thread start(Appended commit) {
        return start(group -> group.commit(commit));
    }

    /** Appends a frame, and waits in another thread until it is durable. */
    private Thread commit(long frame) {
        shared.publishAppended(frame, frame);
        return start(group -> group.awaitDurable(frame));
    }

    private Thread start(Consumer<GroupCommit> action) {
        GroupCommit group = commits;
        Thread thread = new Thread(() -> {
            try {
                if (group != null) {
                    action.accept(group);
                }
            } catch (StoreException e) {
                failures.put(Thread.currentThread(), e.code());
            }
        });
        thread.start();
        return thread;
    }

    private static Thread waiting(Thread thread) {
        while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        return thread;
    }

    private void sync() {
        Begun sync = new Begun(Thread.currentThread(), new SynchronousQueue<>());
        begun.add(sync);
        try {
            if (!sync.succeeds().take()) {
                throw new StoreException(StoreErrorCode.IO_ERROR, "as the test wants");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
