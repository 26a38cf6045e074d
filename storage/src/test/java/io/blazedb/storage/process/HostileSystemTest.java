/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.blazedb.storage.IsolationLevel;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.Store;
import io.blazedb.storage.StoreOptions;
import io.blazedb.storage.WriteTransaction;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.keys.KeySource;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operating system and its administrators can do to a file and to the processes that use it. */
class HostileSystemTest {
    @TempDir
    private Path directory = Path.of("");

    private Path file() {
        return directory.resolve("test.blazedb");
    }

    private static Store open(Path file, StoreOptions options) {
        try (KeySource key = ChildWriter.key()) {
            return Store.open(file, key, options);
        }
    }

    private static Store open(Path file) {
        return open(file, StoreOptions.defaults());
    }

    private static void put(Store store, int key) {
        try (WriteTransaction transaction = store.beginWrite(IsolationLevel.SNAPSHOT)) {
            transaction.put(9, new byte[] {(byte) key}, new byte[100]);
            transaction.commit();
        }
    }

    private static boolean has(Store store, int key) {
        try (ReadTransaction transaction = store.beginRead()) {
            return transaction.get(9, new byte[] {(byte) key}) != null;
        }
    }

    private static void assertRefused(Path file, StoreErrorCode code) {
        assertThatThrownBy(() -> open(file).close())
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void aFileWithSeveralNamesIsNotWrittenTo() throws Exception {
        Path link = directory.resolve("link.blazedb");
        try (Store store = open(file())) {
            put(store, 1);
            Files.createLink(link, file());
            assumeTrue(Files.getAttribute(link, "unix:nlink").equals(2));
            assertRefused(link, StoreErrorCode.SEVERAL_NAMES);
            put(store, 2);
        }
        assertRefused(file(), StoreErrorCode.SEVERAL_NAMES);
        assertRefused(link, StoreErrorCode.SEVERAL_NAMES);
        try (Store store = open(link, StoreOptions.defaults().withReadOnly(true))) {
            assertThat(has(store, 2)).isTrue();
        }
        Files.delete(link);
        try (Store store = open(file())) {
            put(store, 3);
            assertThat(store.check().findings()).isEmpty();
        }
    }

    @Test
    void symbolicLinksLeadToOneDatabase() throws Exception {
        Path link = directory.resolve("link.blazedb");
        Files.createSymbolicLink(link, file());
        try (Store store = open(file());
                Store same = open(link)) {
            put(store, 1);
            assertThat(same.file()).isEqualTo(store.file());
            assertThat(has(same, 1)).isTrue();
            Process child = start(List.of(), link, 3);
            try {
                lines(child);
                assertThat(child.waitFor()).isZero();
            } finally {
                child.destroyForcibly();
            }
            assertThat(ChildWriter.last(store, 1)).isEqualTo(3);
        }
        assertThat(directory.resolve("link.blazedb-lock")).doesNotExist();
    }

    @Test
    void whatIsNoRegularFileIsNoDatabase() throws Exception {
        assertRefused(directory, StoreErrorCode.NOT_A_DATABASE);
        if (Files.exists(Path.of("/dev/full"))) {
            assertRefused(Path.of("/dev/full"), StoreErrorCode.NOT_A_DATABASE);
        }
        Path pipe = directory.resolve("pipe");
        if (run("mkfifo", pipe.toString()) == 0) {
            // Reading it would wait for a writer for ever.
            assertRefused(pipe, StoreErrorCode.NOT_A_DATABASE);
        }
    }

    @Test
    void aLimitOfTheFileSizeIsAFullDisk() throws Exception {
        assumeTrue(run("bash", "-c", "ulimit -f 5000") == 0);
        Process child = start(List.of("bash", "-c", "ulimit -f 5000; exec \"$@\"", "bash"), file(), 0);
        List<String> output;
        try {
            output = lines(child);
            assertThat(child.waitFor()).isEqualTo(1);
        } finally {
            child.destroyForcibly();
        }
        assertThat(output).anyMatch(line -> line.contains(StoreErrorCode.DISK_FULL.text()));
        long acknowledged = output.stream()
                .filter(line -> line.matches("\\d+ \\d+"))
                .mapToLong(line -> Long.parseLong(line.substring(0, line.indexOf(' '))))
                .max()
                .orElse(0);
        assertThat(acknowledged).isPositive();
        try (Store store = open(file())) {
            assertThat(ChildWriter.last(store, 1)).isEqualTo(acknowledged);
            assertThat(store.check().findings()).isEmpty();
            put(store, 1);
        }
    }

    @Test
    void withoutAFileDescriptorAnOpenStoreGoesOn() throws Exception {
        assumeTrue(run("bash", "-c", "ulimit -n 100") == 0);
        List<String> command = new ArrayList<>(List.of("bash", "-c", "ulimit -n 100; exec \"$@\"", "bash"));
        command.addAll(java(ChildOutOfDescriptors.class));
        command.add(file().toString());
        command.add(directory.resolve("other.blazedb").toString());
        Process child = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            List<String> output = lines(child);
            assertThat(child.waitFor()).as(String.join("\n", output)).isZero();
        } finally {
            child.destroyForcibly();
        }
    }

    @Test
    void processesOfAnotherPidNamespaceAreKnownToLiveAndToDie() throws Exception {
        assumeTrue(run("unshare", "--pid", "--fork", "--kill-child", "true") == 0);
        try (Store store = open(file())) {
            Process child = start(List.of("unshare", "--pid", "--fork", "--kill-child"), file(), 0);
            try (BufferedReader in =
                    new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
                for (int i = 0; i < 20; i++) {
                    assertThat(in.readLine()).isNotNull();
                    put(store, i);
                }
            } finally {
                child.destroyForcibly().waitFor();
            }
            put(store, 100);
            assertThat(ChildWriter.last(store, 1)).isGreaterThanOrEqualTo(19);
            store.checkpoint();
            assertThat(store.check().findings()).isEmpty();
        }
    }

    @Test
    void processesThatChangeKeysAtOnceLoseNone() throws Exception {
        open(file()).close();
        List<Process> children = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                List<String> command = new ArrayList<>(java(ChildKeyAdder.class));
                command.addAll(List.of(file().toString(), String.valueOf(i)));
                children.add(new ProcessBuilder(command)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start());
            }
            for (Process child : children) {
                child.getOutputStream().write('\n');
                child.getOutputStream().close();
            }
            for (Process child : children) {
                assertThat(child.waitFor()).isZero();
            }
        } finally {
            children.forEach(Process::destroyForcibly);
        }
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < ChildKeyAdder.KEYS; j++) {
                try (KeySource key = ChildKeyAdder.key(i, j);
                        Store store = Store.open(file(), key, StoreOptions.defaults())) {
                    assertThat(store.keySlots()).hasSize(1 + 3 * ChildKeyAdder.KEYS);
                }
            }
        }
    }

    private static List<String> java(Class<?> main) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-ea",
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName());
    }

    private static Process start(List<String> prefix, Path file, int commits) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(java(ChildWriter.class));
        command.addAll(List.of(file.toString(), "1", String.valueOf(commits), "FULL"));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static List<String> lines(Process child) throws IOException {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            return in.lines().toList();
        }
    }

    /** The exit code of a program; 127 if there is none of that name. */
    private static int run(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            return 127;
        }
    }
}
