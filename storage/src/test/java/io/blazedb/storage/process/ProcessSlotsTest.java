/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The slots of the lock file. States opened in one JVM have a slot each, as those of several processes. */
class ProcessSlotsTest {
    @TempDir
    Path directory;

    private final List<SharedState> open = new ArrayList<>();

    @AfterEach
    void close() {
        open.forEach(SharedState::close);
    }

    @Test
    void oneProcessTooManyIsRefusedUntilAnotherLeaves() {
        SharedState first = enter();
        first.reset(new UUID(1, 2), "", 0, 0, 1, 48);
        for (int i = 1; i < Limits.PROCESSES_MAX; i++) {
            enter();
        }
        SharedState late = SharedState.open(directory.resolve("lock"));
        assertThatThrownBy(() -> late.processes().enter()).isInstanceOfSatisfying(StoreException.class, e -> {
            assertThat(e.code()).isEqualTo(StoreErrorCode.TOO_MANY_PROCESSES);
            assertThat(e.code().sqlState()).isEqualTo("53300");
        });
        assertThat(late.processes().othersAlive()).isTrue();
        open.remove(20).close();
        late.processes().enter();
        open.add(late);
    }

    @Test
    void everySlotLeftIsNobodyAlive() {
        SharedState one = enter();
        SharedState two = enter();
        assertThat(one.processes().othersAlive()).isTrue();
        open.remove(two);
        two.close();
        assertThat(one.processes().othersAlive()).isFalse();
    }

    @Test
    void aLookThatTakesLongIsNoDeath() throws Exception {
        SharedState state = enter();
        try (WakeUp socket = state.newWakeUp();
                FileChannel looking = FileChannel.open(directory.resolve("lock"), StandardOpenOption.WRITE)) {
            socket.wakeSelf();
            CountDownLatch seen = new CountDownLatch(1);
            CountDownLatch stopped = new CountDownLatch(1);
            Thread looker = new Thread(() -> {
                FileLock lock = lockSlot(looking, state.processes().slot());
                seen.countDown();
                awaitQuietly(stopped);
                release(lock);
            });
            looker.start();
            // The lock is free for a moment during each renewal.
            do {
                state.renew();
            } while (seen.getCount() > 0);
            state.renew();
            stopped.countDown();
            looker.join();
            state.renew();
            assertThatThrownBy(() -> looking.tryLock(
                            SharedMemory.LIVENESS_BYTES + state.processes().slot(), 1, false))
                    .isInstanceOf(OverlappingFileLockException.class);
        }
    }

    /** Locks the byte of a slot as soon as nobody else has it. */
    private static FileLock lockSlot(FileChannel channel, int slot) {
        while (true) {
            try {
                FileLock lock = channel.tryLock(SharedMemory.LIVENESS_BYTES + slot, 1, false);
                if (lock != null) {
                    return lock;
                }
            } catch (OverlappingFileLockException taken) {
                Thread.onSpinWait();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void release(FileLock lock) {
        try {
            lock.release();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private SharedState enter() {
        SharedState state = SharedState.open(directory.resolve("lock"));
        state.processes().enter();
        open.add(state);
        return state;
    }
}
