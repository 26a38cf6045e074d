/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class BlazeCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CliOutput output = new CliOutput(new PrintWriter(out), new PrintWriter(err), false);

    @Test
    void everyCommandExplainsItselfWithAnExample() {
        for (Map.Entry<String, CommandLine> command :
                BlazeCommand.commandLine(output).getSubcommands().entrySet()) {
            out.getBuffer().setLength(0);
            assertThat(BlazeCommand.run(output, command.getKey(), "--help")).isZero();
            output.flush();
            assertThat(out.toString())
                    .contains("Usage: blazedb " + command.getKey())
                    .contains("Example");
            assertThat(out.toString().lines()).allMatch(line -> line.length() <= CliOutput.HELP_WIDTH);
        }
    }

    @Test
    void aWrongCommandLineIsOneLineAndExitCode2() {
        assertThat(BlazeCommand.run(output, "import")).isEqualTo(2);
        output.flush();
        assertThat(err.toString()).contains("Missing required parameter").contains("--help");
    }

    @Test
    void aPathIsEscapedInTheUrl() {
        assertThat(OpenOptions.url(Path.of("my files/50%?.blazedb")))
                .isEqualTo("jdbc:blazedb:my%20files/50%25%3F.blazedb");
    }

    @Test
    void aFailureIsOneLine() {
        assertThat(Failures.text(new java.sql.SQLException("no table t\n at x", "42P01")))
                .isEqualTo("ERROR 42P01: no table t");
        assertThat(Failures.text(new java.nio.file.NoSuchFileException("a.csv")))
                .isEqualTo("ERROR: no such file: a.csv");
        assertThat(Failures.text(new RuntimeException(new java.sql.SQLException("x", "08003"))))
                .isEqualTo("ERROR 08003: x");
    }
}
