/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.sql;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.sync.support.TestEngine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** An app in a process of its own: runs each line of its input as SQL and answers in a file, one line each. */
final class PublisherProcess {
    private PublisherProcess() {}

    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[0]);
        Path answers = arguments.length > 3 ? Path.of(arguments[3]) : directory;
        try (TestEngine engine = TestEngine.open(directory, arguments[1], arguments[2]);
                BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            int number = 0;
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                String answer;
                try {
                    engine.run(line);
                    answer = "ok";
                } catch (BlazeSqlException e) {
                    answer = e.sqlState() + " " + e.getMessage();
                }
                Path temporary = answers.resolve("answer.tmp");
                Files.writeString(temporary, answer);
                Files.move(temporary, answers.resolve("answer-" + number++));
            }
        }
    }
}
