/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Transactions and values that are larger than the heap of the process that writes and reads them. */
class HeapLimitTest {
    private static final long USUAL = 8 << 20;

    @TempDir
    Path directory;

    @Test
    void aTransactionLargerThanTheHeap() throws Exception {
        run("rows", 32, 1 << 20, "-Xmx28m");
    }

    @Test
    void aValueLargerThanTheHeap() throws Exception {
        run("value", 64, USUAL, "-Xmx32m");
    }

    @Test
    @Tag("soak")
    void aTransactionOfTwoHundredMegabytes() throws Exception {
        run("rows", 200, USUAL, "-Xmx96m");
    }

    @Test
    @Tag("soak")
    void aTransactionOfAGigabyte() throws Exception {
        run("rows", 1024, USUAL, "-Xmx256m");
    }

    @Test
    @Tag("soak")
    void aValueOfAGigabyte() throws Exception {
        run("value", 1024, USUAL, "-Xmx32m");
    }

    private void run(String what, int megabytes, long memoryBytes, String heap)
            throws IOException, InterruptedException {
        Path output = directory.resolve("output.txt");
        Process child = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        heap,
                        "-ea",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ChildImporter.class.getName(),
                        directory.resolve("large.blazedb").toString(),
                        what,
                        Integer.toString(megabytes),
                        Long.toString(memoryBytes)))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(child.waitFor())
                    .as(Files.readString(output, StandardCharsets.UTF_8))
                    .isZero();
        } finally {
            child.destroyForcibly();
        }
        assertThat(Files.readString(output, StandardCharsets.UTF_8)).contains("done");
    }
}
