/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command at a tiny size: it measures nothing worth knowing, but all of it runs. */
final class BenchCommandTest {
    private final StringWriter output = new StringWriter();

    @TempDir
    private Path directory = Path.of("");

    private int run(String... arguments) {
        PrintWriter out = new PrintWriter(output, true);
        return new CommandLine(new BenchCommand(out)).setOut(out).setErr(out).execute(arguments);
    }

    @Test
    void measuresEveryPeerChecksTheAnswersAndLeavesNothingBehind() throws Exception {
        Path json = directory.resolve("figures.json");
        Path data = directory.resolve("data");

        int exitCode = run(
                "--peers",
                "sqlite",
                "--only",
                "load-cold,point",
                "--rounds",
                "1",
                "--scale",
                "0.001",
                "--dir",
                data.toString(),
                "--json",
                json.toString());

        assertThat(output.toString()).contains("BlazeDB is", "sqlite", "load-cold: ", "point: ");
        assertThat(exitCode).isZero();
        JsonNode measurements = new ObjectMapper().readTree(json.toFile()).get("measurements");
        assertThat(measurements).hasSize(4);
        assertThat(measurements.get(0).get("checksum"))
                .isEqualTo(measurements.get(1).get("checksum"));
        assertThat(measurements.get(0).get("checksum").asText()).isNotEqualTo("0");
        assertThat(measurements.get(0).get("fileBytes").asDouble()).isPositive();
        try (Stream<Path> left = Files.list(data)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void namesWhatThereIsIfAskedForSomethingElse() {
        assertThat(run("--only", "nonsense")).isEqualTo(2);
        assertThat(output.toString()).contains("There is no workload nonsense.", "commit-8");
        assertThat(run("--peers", "oracle")).isEqualTo(2);
        assertThat(output.toString()).contains("There is no database oracle.", "sqlite-plain");
    }
}
