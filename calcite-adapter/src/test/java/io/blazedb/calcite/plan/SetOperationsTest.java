/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.calcite.TestDatabase;
import io.blazedb.calcite.exec.OperatorBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** INTERSECT and EXCEPT give the same over batches and over rows. */
class SetOperationsTest {
    private static final String[] NUMBERS = {"NULL", "0", "1", "2", "3"};
    private static final String[] TEXTS = {"NULL", "'a'", "'b'", "''"};
    private static final String[] EXACT = {"NULL", "1.5", "1.50", "0"};
    private static final String[] BINARY = {"NULL", "0", "'-0.0'", "'NaN'", "'Infinity'"};
    private static final String[] OPERATIONS = {"INTERSECT", "EXCEPT", "INTERSECT ALL", "EXCEPT ALL", "UNION"};
    private static final String[] COLUMNS = {"n", "t", "e", "d", "n + 1", "COALESCE(t, 'x')"};

    @AfterEach
    void reset() {
        System.clearProperty(OperatorBuilder.BATCHES);
    }

    private static List<String> answers(boolean batches, long seed) {
        System.setProperty(OperatorBuilder.BATCHES, String.valueOf(batches));
        Random random = new Random(seed);
        List<String> answers = new ArrayList<>();
        try (TestDatabase database = TestDatabase.inMemory()) {
            for (String table : new String[] {"l", "r", "s"}) {
                database.run("CREATE TABLE " + table
                        + " (n INTEGER, t TEXT, e DECIMAL(10, 2), d DOUBLE PRECISION) WITH (layout = column)");
                for (int i = 0; i < 40; i++) {
                    database.run("INSERT INTO " + table + " VALUES (" + one(NUMBERS, random) + ", " + one(TEXTS, random)
                            + ", " + one(EXACT, random) + ", " + one(BINARY, random) + ")");
                }
            }
            for (int i = 0; i < 120; i++) {
                String columns = one(COLUMNS, random);
                columns += random.nextBoolean() ? ", " + one(COLUMNS, random) : "";
                StringBuilder query = new StringBuilder("SELECT " + columns + " FROM l");
                for (String table : random.nextInt(3) == 0 ? new String[] {"r", "s"} : new String[] {"r"}) {
                    query.append(' ').append(one(OPERATIONS, random));
                    query.append(" SELECT ").append(columns).append(" FROM ").append(table);
                    query.append(random.nextBoolean() ? " WHERE n > 1" : "");
                }
                List<String> rows = new ArrayList<>(database.rows(query.toString()));
                rows.sort(null);
                answers.add(query + " " + rows);
            }
        }
        return answers;
    }

    private static String one(String[] choices, Random random) {
        return choices[random.nextInt(choices.length)];
    }

    @Test
    void batchesGiveWhatRowsGive() {
        long seed = Long.getLong("blazedb.seed", 20_261_124L);
        List<String> overRows = answers(false, seed);
        assertThat(answers(true, seed)).as("seed " + seed).containsExactlyElementsOf(overRows);
        assertThat(overRows)
                .anyMatch(answer -> answer.contains("NaN"))
                .anyMatch(answer -> answer.endsWith("[]") || answer.contains("null"));
    }

    @Test
    void equalValuesAreThoseOfTheLeftSide() {
        try (TestDatabase database = TestDatabase.inMemory()) {
            database.run("CREATE TABLE l (d DOUBLE PRECISION); CREATE TABLE r (d DOUBLE PRECISION);"
                    + " INSERT INTO l VALUES (0); INSERT INTO r VALUES ('-0.0')");
            assertThat(database.rows("SELECT d FROM l INTERSECT SELECT d FROM r"))
                    .containsExactly("0.0");
            assertThat(database.rows("SELECT d FROM r INTERSECT SELECT d FROM l"))
                    .containsExactly("-0.0");
        }
    }
}
