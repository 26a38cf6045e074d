/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.jdbc.fixture.program.StreamProgram;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Large objects and long results pass through a heap that is smaller than they are. */
class LargeObjectMemoryTest {
    @TempDir
    Path directory;

    @Test
    void longerThanTheHeap() throws Exception {
        run("-Xmx40m", 48, 50_000);
    }

    @Test
    @Tag("soak")
    void gigabyte() throws Exception {
        run("-Xmx64m", 1023, 1_000_000);
    }

    private void run(String heap, int mebibytes, int rows) throws Exception {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        heap,
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StreamProgram.class.getName(),
                        "jdbc:blazedb:" + directory.resolve("large.blazedb"),
                        String.valueOf(mebibytes),
                        String.valueOf(rows)))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output.lines()).containsExactly("written", "read", "copied", "done");
    }
}
