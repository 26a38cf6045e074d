/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Statements over tables that are larger than the heap of their process. */
@Tag("soak")
class HeapLimitTest {
    @TempDir
    Path directory;

    @Test
    void aTableOfAHundredMegabytes() throws Exception {
        run(100, "-Xmx64m");
    }

    @Test
    void aTableOfAGigabyte() throws Exception {
        run(1000, "-Xmx128m");
    }

    private void run(int megabytes, String heap) throws IOException, InterruptedException {
        Path output = directory.resolve("output.txt");
        Process child = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        heap,
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ChildCopier.class.getName(),
                        directory.resolve("large.blazedb").toString(),
                        String.valueOf(megabytes)))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        int exit = child.waitFor();
        assertThat(exit).as(Files.readString(output, StandardCharsets.UTF_8)).isZero();
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .noneMatch(name -> name.startsWith("blazedb-temp-"));
        }
    }
}
