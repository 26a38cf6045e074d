/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.sync.support.TestEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two owners publish the same: one has hidden rows and columns beside, the other one has never had any. Whatever a reader asks, it must be told
 * the same by both: results, errors, plans, estimates and metadata.
 */
class InferenceTest {
    /** In place of what is hidden where it could only be mentioned by somebody who has seen it. */
    private static final String CANARY = "k7Qw2ZpX9vRt4LmN8sYb3HdC";

    @TempDir
    Path directory;

    private static TestEngine owner(Path home, boolean hides, String privileges) {
        TestEngine engine = TestEngine.open(home, "Owner", "people");
        engine.run(
                "CREATE TABLE people (id BIGINT PRIMARY KEY, name VARCHAR(40), city VARCHAR(40), score INTEGER"
                        + (hides
                                ? ", salary INTEGER, note VARCHAR(40), dept VARCHAR(20) DEFAULT 'open',"
                                        + " CONSTRAINT salary_is_right CHECK (salary < 1000000))"
                                : ")"),
                "CREATE INDEX people_city ON people (city)");
        for (int i = 1; i <= 40; i++) {
            engine.run("INSERT INTO people (id, name, city, score) VALUES (" + i * 3 + ", 'n" + i + "', 'c" + i % 5
                    + "', " + i % 7 * 10 + ")");
        }
        if (hides) {
            engine.run(
                    "UPDATE people SET salary = id * 100, note = '" + CANARY + "'",
                    "CREATE INDEX people_salary ON people (salary)",
                    "CREATE TABLE secrets (id BIGINT PRIMARY KEY, person BIGINT REFERENCES people (id))",
                    "INSERT INTO secrets VALUES (1, 3)");
            StringBuilder values = new StringBuilder();
            for (int i = 0; i < 2_000; i++) {
                values.append(i == 0 ? "" : ", ")
                        .append("(")
                        .append(1_000 + i)
                        .append(", '")
                        .append(CANARY)
                        .append("', '")
                        .append(CANARY)
                        .append(i)
                        .append("', 0, 1, NULL, 'hidden')");
            }
            engine.run("INSERT INTO people VALUES " + values);
        }
        engine.run(
                "ANALYZE",
                "SET audit = 'session'",
                "CREATE PUBLICATION suite FOR TABLE people (id, name, city, score)"
                        + (hides ? " WHERE (dept <> 'hidden')" : ""),
                "GRANT " + privileges + " ON PUBLICATION suite TO APP GROUP '" + TestEngine.GROUP + "'");
        return engine;
    }

    private static List<String> questions() {
        List<String> questions = new ArrayList<>(List.of(
                "SELECT count(*), min(score), max(id), sum(score), avg(score) FROM d.people",
                "SELECT * FROM d.people ORDER BY id",
                "SELECT city, count(*) FROM d.people GROUP BY city ORDER BY 1",
                "SELECT id FROM d.people ORDER BY salary",
                "SELECT id FROM d.people ORDER BY note LIMIT 1",
                "SELECT salary FROM d.people",
                "SELECT count(salary) FROM d.people",
                "SELECT * FROM d.people WHERE dept = 'hidden'",
                "SELECT p.dept FROM d.people p",
                "SELECT * FROM d.secrets",
                "SELECT * FROM d.people_salary",
                "SELECT 1 / score FROM d.people WHERE id > 900",
                "SELECT 1 / score FROM d.people",
                "SELECT id FROM d.people WHERE 100 / score > 3 ORDER BY id",
                "SELECT CAST(name AS INTEGER) FROM d.people WHERE id >= 1000",
                "SELECT CAST(city AS INTEGER) FROM d.people",
                "SELECT id FROM d.people WHERE city LIKE '" + CANARY + "%'",
                "SELECT max(city), min(name) FROM d.people",
                "SELECT rank() OVER (ORDER BY score, id) FROM d.people ORDER BY 1",
                "SELECT a.id FROM d.people a JOIN d.people b ON b.id = a.id + 3 WHERE a.score = 0 ORDER BY 1",
                "SELECT row_to_json(p) FROM d.people p WHERE id = 3",
                "SELECT * FROM d.people p WHERE p = p ORDER BY 1 LIMIT 2",
                "SELECT id FROM d.people WHERE EXISTS (SELECT 1 FROM d.people q WHERE q.score > people.score) ORDER BY id",
                "SELECT table_name, table_type FROM information_schema.tables WHERE table_catalog = 'd' ORDER BY 1",
                "SELECT column_name, data_type, ordinal_position, column_default, is_nullable"
                        + " FROM information_schema.columns WHERE table_catalog = 'd' ORDER BY 3",
                "SELECT constraint_name, constraint_type FROM information_schema.table_constraints"
                        + " WHERE table_catalog = 'd' ORDER BY 1",
                "SELECT * FROM information_schema.check_constraints",
                "SELECT table_name, column_name FROM information_schema.key_column_usage WHERE table_catalog = 'd' ORDER BY 2",
                "SELECT * FROM blaze.statistics",
                "SELECT alias, kind, state, last_error FROM blaze.attachments",
                "SELECT * FROM blaze.publications",
                "SELECT * FROM blaze.policies",
                "INSERT INTO d.people (id) VALUES (1000)",
                "INSERT INTO d.people (id, salary) VALUES (1, 2000000)",
                "UPDATE d.people SET score = 1 WHERE id = 1000",
                "DELETE FROM d.people WHERE salary > 0",
                "CREATE INDEX x ON d.people (salary)",
                "ANALYZE d.people"));
        for (String plan : List.of(
                "SELECT * FROM d.people",
                "SELECT * FROM d.people WHERE id = 1000",
                "SELECT * FROM d.people WHERE city = 'c1'",
                "SELECT * FROM d.people WHERE score > 20",
                "SELECT count(*) FROM d.people WHERE city > 'c1'",
                "SELECT salary FROM d.people",
                "SELECT o.id FROM own o JOIN d.people p ON p.id = o.id WHERE p.city = 'c2'",
                "SELECT o.id FROM d.people p JOIN own o ON p.score = o.id ORDER BY p.name")) {
            questions.add("EXPLAIN " + plan);
            questions.add("EXPLAIN (FORMAT JSON) " + plan);
        }
        return questions;
    }

    private Map<String, String> answers(String privileges, boolean hides) throws IOException {
        Map<String, String> answers = new LinkedHashMap<>();
        Path home = Files.createDirectories(directory.resolve(hides ? "hiding" : "plain"));
        try (TestEngine owner = owner(home, hides, privileges);
                TestEngine reader = TestEngine.open(home, "Reader", "reader")) {
            assertThat(owner.query("SELECT count(*) FROM people")).hasSize(1);
            reader.run(
                    "CREATE TABLE own (id BIGINT PRIMARY KEY)",
                    "INSERT INTO own VALUES (3), (30), (1000)",
                    "ATTACH 'app://" + TestEngine.GROUP + "/Owner/people' AS d");
            long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (!reader.query("SELECT state FROM blaze.attachments").equals(List.of("LIVE"))) {
                assertThat(System.nanoTime()).isLessThan(deadline);
                LockSupport.parkNanos(1_000_000);
            }
            for (String question : questions()) {
                answers.put(question, answer(reader, question));
            }
        }
        return answers;
    }

    private static String answer(TestEngine reader, String question) {
        try {
            return String.join("\n", reader.query(question));
        } catch (BlazeSqlException refused) {
            return refused.sqlState() + " " + refused.getMessage();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SELECT", "SELECT, SUBSCRIBE"})
    void nobodyCanTellWhetherThereIsSomethingHidden(String privileges) throws IOException {
        Map<String, String> hiding = answers(privileges, true);
        Map<String, String> plain = answers(privileges, false);
        hiding.forEach((question, answer) -> {
            assertThat(answer).as(question).isEqualTo(plain.get(question));
            if (!question.contains(CANARY)) {
                assertThat(answer).as(question).doesNotContain(CANARY);
            }
        });
        assertThat(plain.get("SELECT count(*), min(score), max(id), sum(score), avg(score) FROM d.people"))
                .startsWith("40|0|120|");
    }
}
