/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChannelFileTest {
    @TempDir
    private Path directory;

    @Test
    void readsWhatWasWritten() {
        try (ChannelFile file = ChannelFile.create(directory.resolve("a"))) {
            file.write(1000, new byte[] {1, 2, 3, 4}, 1, 2);
            file.force();
            byte[] read = new byte[10];
            assertThat(file.read(1000, read, 3, 7)).isEqualTo(2);
            assertThat(read).containsExactly(0, 0, 0, 2, 3, 0, 0, 0, 0, 0);
            assertThat(file.read(5000, read, 0, 10)).isZero();
            assertThat(file.size()).isEqualTo(1002);
        }
    }

    @Test
    void preallocatesZerosAndNeverShrinks() {
        try (ChannelFile file = ChannelFile.create(directory.resolve("a"))) {
            file.write(0, new byte[] {9}, 0, 1);
            file.preallocate(1, 700_000);
            assertThat(file.size()).isEqualTo(700_000);
            file.write(500, new byte[] {7}, 0, 1);
            file.preallocate(10, 20);
            assertThat(file.size()).isEqualTo(700_000);
            assertThat(file.read(500, new byte[1], 0, 1)).isEqualTo(1);
            byte[] read = new byte[2];
            file.read(0, read, 0, 2);
            assertThat(read).containsExactly(9, 0);
            file.truncate(100);
            assertThat(file.size()).isEqualTo(100);
        }
    }

    @Test
    void survivesInterrupts() throws Exception {
        try (ChannelFile file = ChannelFile.create(directory.resolve("a"))) {
            AtomicBoolean stop = new AtomicBoolean();
            AtomicReference<Throwable> failure = new AtomicReference<>();
            Thread[] workers = new Thread[3];
            for (int w = 0; w < workers.length; w++) {
                long at = w * 10_000L;
                workers[w] = new Thread(() -> {
                    try {
                        byte[] bytes = new byte[512];
                        byte[] read = new byte[512];
                        Random random = new Random(at);
                        while (!stop.get()) {
                            random.nextBytes(bytes);
                            file.write(at, bytes, 0, bytes.length);
                            assertThat(file.read(at, read, 0, read.length)).isEqualTo(512);
                            assertThat(read).isEqualTo(bytes);
                            if (at == 0) {
                                forced(file);
                            }
                        }
                    } catch (Throwable e) {
                        failure.set(e);
                    }
                });
                workers[w].start();
            }
            for (int i = 0; i < 300; i++) {
                workers[i % workers.length].interrupt();
                Thread.sleep(1);
            }
            stop.set(true);
            for (Thread worker : workers) {
                worker.join();
            }
            assertThat(failure.get()).isNull();
        }
    }

    /** A sync that is interrupted twice fails, because an error could hide behind the second one; it never hangs. */
    private static void forced(ChannelFile file) {
        try {
            file.force();
        } catch (StoreException e) {
            assertThat(e.code()).isEqualTo(StoreErrorCode.IO_ERROR);
        }
    }

    @Test
    void keepsTheInterruptFlag() {
        try (ChannelFile file = ChannelFile.create(directory.resolve("a"))) {
            Thread.currentThread().interrupt();
            file.write(0, new byte[] {1}, 0, 1);
            file.force();
            assertThat(Thread.interrupted()).isTrue();
            assertThat(file.size()).isEqualTo(1);
        }
    }

    @Test
    void failsWithCodes() throws Exception {
        assertCode(() -> ChannelFile.open(directory.resolve("none"), true), StoreErrorCode.NOT_FOUND);
        Files.createFile(directory.resolve("there"));
        assertCode(() -> ChannelFile.create(directory.resolve("there")), StoreErrorCode.IO_ERROR);
        ChannelFile file = ChannelFile.open(directory.resolve("there"), false);
        file.close();
        assertCode(file::size, StoreErrorCode.CLOSED);
    }

    @Test
    void reportsAFullDisk() {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.isWritable(full));
        try (ChannelFile file = ChannelFile.open(full, true)) {
            assertCode(() -> file.write(0, new byte[10], 0, 10), StoreErrorCode.DISK_FULL);
        }
    }

    private static void assertCode(Runnable body, StoreErrorCode code) {
        assertThatThrownBy(body::run)
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
