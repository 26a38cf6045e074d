/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.sync.support.TestEngine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Asker publishes questions, Answerer sees them and publishes an answer to each, Reader joins both. Whatever the way on which each of them reaches
 * the next, there is never an answer without its question.
 */
class CausalReadsTest {
    private static final int ROUNDS = 40;

    @TempDir
    Path directory;

    private TestEngine owner(String app, String table, String privileges) {
        TestEngine engine = TestEngine.open(directory, app, app.toLowerCase(Locale.ROOT));
        engine.run(
                "CREATE TABLE " + table + " (id BIGINT PRIMARY KEY, text VARCHAR(40))",
                "CREATE PUBLICATION suite FOR TABLE " + table,
                "GRANT " + privileges + " ON PUBLICATION suite TO APP GROUP '" + TestEngine.GROUP + "'");
        return engine;
    }

    private void attach(TestEngine reader, String app, String way) {
        String alias = app.toLowerCase(Locale.ROOT);
        String source = way.equals("file")
                ? directory.resolve(alias + ".blazedb") + "' AS " + alias + " (KEY_FILE '" + directory.resolve("key")
                        + "')"
                : "app://" + TestEngine.GROUP + "/" + app + "/" + alias + "' AS " + alias;
        reader.run("ATTACH '" + source);
    }

    private static String privileges(String way) {
        return way.equals("served") ? "SELECT" : "SELECT, SUBSCRIBE";
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
            LockSupport.parkNanos(200_000);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "replica, replica",
        "file, replica",
        "replica, file",
        "served, replica",
        "replica, served",
        "served, served",
        "file, served",
        "served, file",
        "file, file"
    })
    void noAnswerIsSeenWithoutItsQuestion(String questions, String answers) throws Exception {
        Files.write(directory.resolve("key"), new byte[32]);
        try (TestEngine asker = owner("Asker", "questions", privileges(questions));
                TestEngine answerer = owner("Answerer", "answers", privileges(answers));
                TestEngine reader = TestEngine.open(directory, "Reader", "reader")) {
            attach(answerer, "Asker", questions.equals("file") ? "replica" : questions);
            attach(reader, "Asker", questions);
            attach(reader, "Answerer", answers);
            AtomicBoolean done = new AtomicBoolean();
            AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
            Thread answering = new Thread(() -> {
                try {
                    for (int next = 1; next <= ROUNDS; next++) {
                        int id = next;
                        await(() -> !answerer.query("SELECT id FROM asker.questions WHERE id = " + id)
                                .isEmpty());
                        answerer.run("INSERT INTO answers VALUES (" + id + ", 'yes')");
                    }
                } catch (RuntimeException | Error e) {
                    failure.set(e);
                } finally {
                    done.set(true);
                }
            });
            answering.start();
            int asked = 0;
            boolean last = false;
            while (!last) {
                last = done.get();
                if (asked < ROUNDS) {
                    asker.run("INSERT INTO questions VALUES (" + ++asked + ", 'really?')");
                }
                assertThat(reader.query("SELECT a.id FROM answerer.answers a LEFT JOIN asker.questions q ON q.id = a.id"
                                + " WHERE q.id IS NULL"))
                        .isEmpty();
            }
            answering.join();
            assertThat(failure.get()).isNull();
            await(() -> reader.query("SELECT count(*) FROM answerer.answers a JOIN asker.questions q ON q.id = a.id")
                    .equals(List.of(String.valueOf(ROUNDS))));
        }
    }

    private static final String LONE =
            "SELECT a.id FROM answerer.answers a LEFT JOIN asker.questions q ON q.id = a.id WHERE q.id IS NULL";

    @Test
    void whatIsMissingOfAnOwnerWhoIsGoneIsSaidAndReadLatestReadsIt() {
        try (TestEngine answerer = owner("Answerer", "answers", "SUBSCRIBE")) {
            try (TestEngine asker = owner("Asker", "questions", "SUBSCRIBE")) {
                try (TestEngine reader = TestEngine.open(directory, "Reader", "reader")) {
                    attach(reader, "Asker", "replica");
                    attach(reader, "Answerer", "replica");
                }
                attach(answerer, "Asker", "replica");
                asker.run("INSERT INTO questions VALUES (1, 'really?')");
                await(() -> !answerer.query("SELECT id FROM asker.questions").isEmpty());
                answerer.run("INSERT INTO answers VALUES (1, 'yes')");
            }
            try (TestEngine reader = TestEngine.open(directory, "Reader", "reader")) {
                await(() -> !reader.query("SELECT id FROM answerer.answers").isEmpty());
                assertThat(reader.query("SELECT count(*) FROM asker.questions")).containsExactly("0");
                reader.run("BEGIN");
                assertThatThrownBy(() -> reader.query(LONE))
                        .isInstanceOfSatisfying(
                                BlazeSqlException.class,
                                failure -> assertThat(failure.sqlState()).isEqualTo("40001"))
                        .hasMessageContaining("\"asker\" is older than what \"answerer\" depends on");
                reader.run("ROLLBACK", "BEGIN READ LATEST");
                assertThat(reader.query(LONE)).containsExactly("1");
                reader.run("COMMIT", "SET SESSION CHARACTERISTICS AS TRANSACTION READ LATEST");
                assertThat(reader.query(LONE)).containsExactly("1");
                reader.run("SET SESSION CHARACTERISTICS AS TRANSACTION READ CONSISTENT");
                try (TestEngine asker = TestEngine.open(directory, "Asker", "asker")) {
                    assertThat(reader.query(LONE)).isEmpty();
                    assertThat(asker.query("SELECT count(*) FROM questions")).containsExactly("1");
                }
            }
        }
    }

    /** What the answer depends on is nothing that the reader may have; still it must be told that nothing is missing. */
    @Test
    void causesThatAreNotPublishedToTheReaderHoldNothingUp() {
        try (TestEngine asker = owner("Asker", "questions", "SUBSCRIBE");
                TestEngine answerer = owner("Answerer", "answers", "SUBSCRIBE");
                TestEngine reader = TestEngine.open(directory, "Reader", "reader")) {
            asker.run(
                    "CREATE TABLE secrets (id BIGINT PRIMARY KEY)",
                    "CREATE PUBLICATION private FOR TABLE secrets",
                    "GRANT SUBSCRIBE ON PUBLICATION private TO APP 'Answerer'");
            attach(answerer, "Asker", "replica");
            attach(reader, "Asker", "replica");
            attach(reader, "Answerer", "replica");
            for (int i = 1; i <= 5; i++) {
                int id = i;
                asker.run("INSERT INTO secrets VALUES (" + id + ")");
                await(() -> !answerer.query("SELECT id FROM asker.secrets WHERE id = " + id)
                        .isEmpty());
                answerer.run("INSERT INTO answers VALUES (" + id + ", 'known')");
                await(() -> !reader.query("SELECT id FROM answerer.answers WHERE id = " + id)
                        .isEmpty());
                assertThat(reader.query(LONE)).hasSize(id);
            }
        }
    }
}
