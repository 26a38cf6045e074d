/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Asks the person at the terminal for a password, which is not shown. Java's own console is only there when neither input nor output is
 * redirected; with {@code > file} the terminal is asked directly.
 */
final class PasswordPrompt implements AutoCloseable {
    private static final File TERMINAL = new File("/dev/tty");

    private final @Nullable Console console;
    private final @Nullable FileInputStream input;
    private final @Nullable FileOutputStream output;

    private PasswordPrompt(
            @Nullable Console console, @Nullable FileInputStream input, @Nullable FileOutputStream output) {
        this.console = console;
        this.input = input;
        this.output = output;
    }

    /** Null if there is nobody to ask. */
    static @Nullable PasswordPrompt open() {
        Console console = CliOutput.console();
        if (console != null) {
            return new PasswordPrompt(console, null, null);
        }
        FileInputStream input = null;
        try {
            input = new FileInputStream(TERMINAL);
            return new PasswordPrompt(null, input, new FileOutputStream(TERMINAL));
        } catch (IOException noTerminal) {
            closeQuietly(input);
            return null;
        }
    }

    /** Asks for one line. */
    String read(String question) throws IOException {
        if (console != null) {
            char @Nullable [] typed = console.readPassword("%s", question);
            if (typed == null) {
                throw new CliException("no password given");
            }
            String password = new String(typed);
            Arrays.fill(typed, '\0');
            return password;
        }
        return readFromTerminal(question);
    }

    private String readFromTerminal(String question) throws IOException {
        if (input == null || output == null) {
            throw new IllegalStateException("closed");
        }
        output.write(question.getBytes(StandardCharsets.UTF_8));
        echo(false);
        try {
            String line = new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8)).readLine();
            if (line == null) {
                throw new CliException("no password given");
            }
            return line;
        } finally {
            echo(true);
            output.write('\n');
        }
    }

    private static void echo(boolean on) throws IOException {
        try {
            int status = new ProcessBuilder("stty", on ? "echo" : "-echo")
                    .redirectInput(TERMINAL)
                    .redirectErrorStream(true)
                    .start()
                    .waitFor();
            if (status != 0 && !on) {
                throw new CliException("the terminal cannot hide a password");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closeQuietly(input);
        closeQuietly(output);
    }

    private static void closeQuietly(@Nullable AutoCloseable stream) {
        if (stream != null) {
            try {
                stream.close();
            } catch (Exception ignored) {
                // Nothing was written that could be lost.
            }
        }
    }
}
