/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.cli;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.sql.SQLException;
import org.jline.reader.EOFError;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/** The interactive shell: reads until a semicolon, runs, prints, goes on after a failure. Ctrl-C ends the statement, Ctrl-D the shell. */
final class Shell {
    private static final String HISTORY_VARIABLE = "BLAZEDB_HISTORY";

    private final SqlRunner runner;
    private final CliOutput output;
    private final String prompt;
    private final MetaCommands metaCommands;

    Shell(SqlRunner runner, CliOutput output, @Nullable Path database) {
        this.runner = runner;
        this.output = output;
        this.prompt = name(database);
        this.metaCommands = runner.metaCommands();
        runner.setTiming(true);
    }

    private static String name(@Nullable Path database) {
        Path file = database == null ? null : database.getFileName();
        return file == null ? "memory" : file.toString().replaceFirst("\\.blazedb$", "");
    }

    /** Runs until the user leaves. */
    int run() throws IOException {
        try (Terminal terminal = TerminalBuilder.builder().system(true).build()) {
            LineReader reader = reader(terminal);
            output.note("BlazeDB. End statements with ';'. \\? for help, \\q to leave.");
            String unfinished = "";
            while (true) {
                String input;
                try {
                    input = reader.readLine(prompt + "=> ", null, unfinished);
                } catch (UserInterruptException discarded) {
                    unfinished = "";
                    continue;
                } catch (EndOfFileException end) {
                    return 0;
                }
                int command = MetaCommands.commandAfterStatement(input);
                unfinished = input.substring(0, command).strip();
                if (!handle(terminal, command == 0 ? input : input.substring(command))) {
                    return 0;
                }
            }
        }
    }

    private LineReader reader(Terminal terminal) {
        LineReaderBuilder builder = LineReaderBuilder.builder()
                .terminal(terminal)
                .appName("blazedb")
                .parser(new StatementParser())
                .completer(new SqlCompleter(runner.connection()))
                .variable(LineReader.SECONDARY_PROMPT_PATTERN, "%P-> ")
                .option(LineReader.Option.CASE_INSENSITIVE, true)
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true);
        String history = System.getenv(HISTORY_VARIABLE);
        if (history != null && !history.isBlank()) {
            builder.variable(LineReader.HISTORY_FILE, Path.of(history));
        }
        return builder.build();
    }

    /** Runs one input; false if the user wants to leave. */
    private boolean handle(Terminal terminal, String input) {
        Terminal.SignalHandler before = terminal.handle(Terminal.Signal.INT, signal -> runner.cancel());
        try {
            if (metaCommands.isMetaCommand(input)) {
                return metaCommands.run(input);
            }
            runner.runScript(new StringReader(input));
        } catch (SQLException | IOException | RuntimeException failure) {
            output.error(Failures.text(failure));
        } finally {
            terminal.handle(Terminal.Signal.INT, before);
            output.flush();
        }
        return true;
    }

    /** Asks for another line until the statement has its semicolon; words for completion are split as JLine does. */
    private final class StatementParser implements Parser {
        private final DefaultParser words =
                new DefaultParser().quoteChars(new char[0]).escapeChars(null).regexVariable(null);

        @Override
        public ParsedLine parse(String line, int cursor, ParseContext context) {
            if (context == ParseContext.ACCEPT_LINE
                    && !metaCommands.isMetaCommand(line)
                    && MetaCommands.commandAfterStatement(line) == 0
                    && !StatementReader.isComplete(line)) {
                throw new EOFError(-1, cursor, "the statement has no semicolon yet");
            }
            return words.parse(line, cursor, ParseContext.COMPLETE);
        }
    }
}
