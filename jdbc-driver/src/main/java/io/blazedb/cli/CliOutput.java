/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.cli;

import java.io.BufferedOutputStream;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Where a command writes: results to {@code out}, everything else to {@code err}; always UTF-8. */
final class CliOutput {
    static final int HELP_WIDTH = 96;
    private static final int BUFFER_BYTES = 64 << 10;

    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean interactive;

    /**
     * Writers of a command.
     *
     * @param interactive whether a person watches {@code err}, so that a progress line may be redrawn
     */
    CliOutput(PrintWriter out, PrintWriter err, boolean interactive) {
        this.out = out;
        this.err = err;
        this.interactive = interactive;
    }

    static CliOutput ofProcess() {
        return new CliOutput(
                utf8(new FileOutputStream(FileDescriptor.out), false),
                utf8(new FileOutputStream(FileDescriptor.err), true),
                console() != null);
    }

    /** The terminal a person sits at; null if input or output is a file or a pipe. */
    @SuppressWarnings("SystemConsoleNull") // null up to Java 21; from 22 on there is one that says it is no terminal
    static @Nullable Console console() {
        Console console = System.console();
        if (console == null) {
            return null;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console) ? console : null;
        } catch (ReflectiveOperationException beforeJava22) {
            return console;
        }
    }

    static PrintWriter utf8(OutputStream stream, boolean autoFlush) {
        return new PrintWriter(
                new OutputStreamWriter(new BufferedOutputStream(stream, BUFFER_BYTES), StandardCharsets.UTF_8),
                autoFlush);
    }

    PrintWriter out() {
        return out;
    }

    PrintWriter err() {
        return err;
    }

    boolean isInteractive() {
        return interactive;
    }

    /** One line for the user that is not a result. */
    void note(String line) {
        out.flush();
        err.println(line);
        err.flush();
    }

    /** A failure in one line. */
    void error(String line) {
        note(line);
    }

    void flush() {
        out.flush();
        err.flush();
    }
}
