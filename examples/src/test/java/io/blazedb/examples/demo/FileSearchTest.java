/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A search that finds nothing proves nothing unless it finds what is there. */
final class FileSearchTest {

    @Test
    void findsAWordWhereverItStands(@TempDir Path directory) throws IOException {
        Files.createDirectories(directory.resolve("deep"));
        Files.write(directory.resolve("deep/a.bin"), ("\u0000xxsalar\u0000salary").getBytes(StandardCharsets.UTF_8));
        Files.write(directory.resolve("b.bin"), "Seattle".getBytes(StandardCharsets.UTF_16LE));
        FileSearch.Result result = FileSearch.search(directory, List.of("salary", "Seattle", "Portland"));
        assertThat(result.found()).containsExactlyInAnyOrder("a.bin: salary", "b.bin: Seattle");
        assertThat(result.files()).isEqualTo(2);
        assertThat(result.bytes()).isEqualTo(15 + 14);
    }

    @Test
    void findsAWordAcrossAFalseStart() {
        assertThat(FileSearch.contains("aaab".getBytes(StandardCharsets.UTF_8), "aab".getBytes(StandardCharsets.UTF_8)))
                .isTrue();
        assertThat(FileSearch.contains("aa".getBytes(StandardCharsets.UTF_8), "aab".getBytes(StandardCharsets.UTF_8)))
                .isFalse();
    }
}
