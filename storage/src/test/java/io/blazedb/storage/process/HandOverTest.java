/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.file.ChannelFile;
import io.blazedb.storage.sim.SimulatedDatabase;
import io.blazedb.storage.tx.CommitOptions;
import io.blazedb.storage.tx.Database;
import io.blazedb.storage.tx.Transaction;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that dies at a known point, inside of any lock, hands over to the others at once and takes nothing with it. */
class HandOverTest {
    @TempDir
    Path directory;

    @Test
    void whereverAProcessDiesTheOthersGoOn() throws Exception {
        Map<KillPoint.Point, Process> children = new HashMap<>();
        Map<KillPoint.Point, Database> survivors = new HashMap<>();
        Random random = new Random(1);
        for (KillPoint.Point point : KillPoint.Point.values()) {
            Path file = directory.resolve(point + ".blazedb");
            try (ChannelFile fresh = ChannelFile.create(file)) {
                SimulatedDatabase.create(fresh, random);
            }
            survivors.put(
                    point,
                    SimulatedDatabase.open(
                            ChannelFile.open(file, true), SharedState.open(Path.of(file + "-lock")), random));
            children.put(point, start(file, point));
        }
        for (KillPoint.Point point : KillPoint.Point.values()) {
            Process child = children.get(point);
            long acknowledged = lastLine(child);
            assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(child.exitValue()).as(point.toString()).isEqualTo(9);
            goOn(point, survivors.get(point), acknowledged);
        }
        assertThat(children).hasSize(8);
    }

    /** A process that is stopped in the middle lives: whoever needs its lock waits, in vain or until it goes on; nobody else does. */
    @Test
    void aStoppedProcessIsWaitedForAndDisturbsNoReader() throws Exception {
        assumeTrue(Files.isDirectory(Path.of("/proc/self")), "needs /proc");
        Random random = new Random(2);
        for (KillPoint.Point point :
                List.of(KillPoint.Point.AFTER_APPEND, KillPoint.Point.BEFORE_SYNC, KillPoint.Point.AFTER_META)) {
            Path file = directory.resolve("stopped-" + point + ".blazedb");
            try (ChannelFile fresh = ChannelFile.create(file)) {
                SimulatedDatabase.create(fresh, random);
            }
            Database survivor = SimulatedDatabase.open(
                    ChannelFile.open(file, true), SharedState.open(Path.of(file + "-lock")), random);
            Process child = start(file, point, "stop");
            try {
                awaitStopped(child);
                try (Transaction reader = survivor.transactions().beginRead()) {
                    assertThat(reader.get(2, new byte[1])).isNotNull();
                }
                boolean busy = !commits(survivor, 300);
                assertThat(busy).as(point.toString()).isEqualTo(point == KillPoint.Point.AFTER_APPEND);
                signal("-CONT", child);
                assertThat(commits(survivor, 30_000)).as(point.toString()).isTrue();
            } finally {
                // Unlike Process.destroyForcibly(), this leaves what it has said to be read.
                child.toHandle().destroyForcibly();
            }
            goOn(point, survivor, lastLine(child));
        }
    }

    private static boolean commits(Database database, long busyTimeoutMillis) {
        try (Transaction transaction =
                database.transactions().beginWrite(new CommitOptions(true, busyTimeoutMillis), false)) {
            transaction.set(4, new byte[1], new byte[1], null);
            transaction.commit();
            return true;
        } catch (StoreException e) {
            assertThat(e.code()).isEqualTo(StoreErrorCode.BUSY);
            return false;
        }
    }

    private static void signal(String signal, Process child) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", signal, Long.toString(child.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    private static void awaitStopped(Process child) throws IOException {
        Path status = Path.of("/proc/" + child.pid() + "/stat");
        while (!Files.readString(status, StandardCharsets.ISO_8859_1).matches("(?s).*\\) T .*")) {
            assertThat(child.isAlive()).isTrue();
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static void goOn(KillPoint.Point point, Database survivor, long acknowledged) {
        CommitOptions options = new CommitOptions(true, 30_000);
        try (Transaction transaction = survivor.transactions().beginWrite(options, false)) {
            transaction.set(3, new byte[1], new byte[1], null);
            transaction.commit();
        }
        long found = 0;
        try (Transaction reader = survivor.transactions().beginRead()) {
            found = number(reader.get(2, new byte[1]));
            assertThat(found).as(point.toString()).isBetween(acknowledged, acknowledged + 1);
            for (long i = Math.max(0, found - 199); i <= found; i++) {
                byte[] key = ByteBuffer.allocate(8).putLong(i % 200).array();
                assertThat(number(reader.get(1, key))).as("%s, %d", point, i).isEqualTo(i);
            }
        }
        survivor.checkpoint(30_000);
        assertThat(survivor.check(30_000).findings()).as(point.toString()).isEmpty();
        survivor.close();
    }

    private static long number(byte[] value) {
        return ByteBuffer.wrap(value).getLong();
    }

    /** The newest number that the child said was committed. */
    private static long lastLine(Process child) throws IOException {
        long last = -1;
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                last = Long.parseLong(line);
            }
        }
        return last;
    }

    private static Process start(Path file, KillPoint.Point point, String... more) throws IOException {
        int times = point == KillPoint.Point.GROWTH ? 1 : point == KillPoint.Point.PAGES ? 7 : 3;
        boolean inCommit = point.ordinal() <= KillPoint.Point.AFTER_SYNC.ordinal();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-ea",
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                KillPoint.class.getName(),
                file.toString(),
                point.toString(),
                String.valueOf(inCommit ? 30 : times)));
        command.addAll(List.of(more));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
