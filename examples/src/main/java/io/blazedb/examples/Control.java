/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.examples;

import io.blazedb.calcite.error.BlazeSqlException;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How whoever started an example steers it: a command is a line on standard input, its answer a line on standard output. An example ends
 * when its input does, so it never outlives its parent.
 *
 * <pre>
 * input    COMMAND TAB argument TAB argument ...
 * output   done TAB text                     the command's answer
 *          failed TAB SQLSTATE TAB message   SQLSTATE is empty if the failure has none
 * </pre>
 *
 * Tabs, line breaks and backslashes inside of a field are written {@code \t}, {@code \n} and {@code \\}.
 */
public final class Control {

    /** What a command does; the text it returns is the answer. */
    @FunctionalInterface
    public interface Action {
        String run(List<String> arguments) throws Exception;
    }

    private final Map<String, Action> actions = new LinkedHashMap<>();

    /** Adds a command. */
    public Control on(String command, Action action) {
        actions.put(command, action);
        return this;
    }

    /** Answers commands until the input ends. */
    public void serve() throws IOException {
        PrintStream answers = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        answers.println("done\tready");
        String line;
        while ((line = commands.readLine()) != null) {
            answers.println(answer(decode(line)));
        }
    }

    private String answer(List<String> fields) {
        Action action = actions.get(fields.get(0));
        if (action == null) {
            return encode(
                    List.of("failed", "", "there is no command " + fields.get(0) + "; there are " + actions.keySet()));
        }
        try {
            return encode(List.of("done", action.run(fields.subList(1, fields.size()))));
        } catch (Exception failure) {
            return encode(List.of("failed", sqlState(failure), String.valueOf(failure.getMessage())));
        }
    }

    /** The SQLSTATE of a failure of BlazeDB, be it from JDBC or from the Java API; else that of its cause. */
    private static String sqlState(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof BlazeSqlException blaze) {
                return blaze.sqlState();
            }
            if (at instanceof SQLException sql && sql.getSQLState() != null) {
                return sql.getSQLState();
            }
        }
        return "";
    }

    /** A line of these fields. */
    public static String encode(List<String> fields) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < fields.size(); i++) {
            if (i > 0) {
                line.append('\t');
            }
            String field = fields.get(i);
            for (int j = 0; j < field.length(); j++) {
                char c = field.charAt(j);
                switch (c) {
                    case '\\' -> line.append("\\\\");
                    case '\t' -> line.append("\\t");
                    case '\n' -> line.append("\\n");
                    case '\r' -> line.append("\\r");
                    default -> line.append(c);
                }
            }
        }
        return line.toString();
    }

    /** The fields of a line. */
    public static List<String> decode(String line) {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\t') {
                fields.add(field.toString());
                field.setLength(0);
            } else if (c == '\\' && i + 1 < line.length()) {
                i++;
                switch (line.charAt(i)) {
                    case 't' -> field.append('\t');
                    case 'n' -> field.append('\n');
                    case 'r' -> field.append('\r');
                    default -> field.append(line.charAt(i));
                }
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString());
        return fields;
    }
}
