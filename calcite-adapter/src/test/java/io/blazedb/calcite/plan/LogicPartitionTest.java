/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.calcite.TestDatabase;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.plan.RandomQueries.Partition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What must hold of every query whatever its tables hold. A condition is true, false or unknown for each row: the three parts make up the
 * whole. As many rows meet it as a count of it over all rows says, where no plan can make use of it. Both hold with and without indexes,
 * and by statistics. Replays with {@code -Dblazedb.seed=}.
 */
class LogicPartitionTest {
    private static final int QUERIES = 60;

    @Test
    void partsMakeUpTheWhole() {
        long seed = Long.getLong("blazedb.seed", 20_260_201L);
        assertThat(failures(seed, 3)).isEmpty();
    }

    @Test
    @Tag("soak")
    void partsMakeUpTheWholeForLong() {
        long end = System.nanoTime() + Long.getLong("blazedb.soak.minutes", 1) * 60_000_000_000L;
        long seed = Long.getLong("blazedb.seed", 20_260_202L);
        while (System.nanoTime() < end) {
            assertThat(failures(seed, 1)).isEmpty();
            seed++;
        }
    }

    private static List<String> failures(long seed, int databases) {
        List<String> failures = new ArrayList<>();
        for (int i = 0; i < databases; i++) {
            RandomQueries queries = new RandomQueries(seed + i);
            try (TestDatabase database = TestDatabase.inMemory()) {
                queries.tables(true).forEach(database::run);
                queries.rows().forEach(database::run);
                for (int q = 0; q < QUERIES; q++) {
                    if (q == QUERIES / 3) {
                        database.run("ANALYZE");
                    } else if (q == 2 * QUERIES / 3) {
                        database.run("DROP INDEX t_a; DROP INDEX t_b_s; DROP INDEX u_t");
                    }
                    String failure = failure(database, queries.partition());
                    if (failure != null) {
                        failures.add("seed " + (seed + i) + ": " + failure);
                    }
                }
            }
        }
        return failures;
    }

    private static String failure(TestDatabase database, Partition query) {
        String all = "SELECT " + query.columns() + " FROM " + query.from();
        String condition = "(" + query.condition() + ")";
        try {
            List<String> whole = sorted(database.rows(all));
            List<String> met = database.rows(all + " WHERE " + condition);
            List<String> parts = new ArrayList<>(met);
            parts.addAll(database.rows(all + " WHERE NOT " + condition));
            parts.addAll(database.rows(all + " WHERE " + condition + " IS NULL"));
            if (!sorted(parts).equals(whole)) {
                return all + " WHERE " + condition + "\n    parts " + parts.size() + ", whole " + whole.size();
            }
            List<String> united = database.rows(all + " WHERE " + condition + " UNION ALL " + all + " WHERE NOT "
                    + condition + " UNION ALL " + all + " WHERE " + condition + " IS NULL");
            if (!sorted(united).equals(whole)) {
                return all + " WHERE " + condition + "\n    united " + united.size() + ", whole " + whole.size();
            }
            List<String> counted = database.rows(
                    "SELECT COALESCE(SUM(CASE WHEN " + condition + " THEN 1 ELSE 0 END), 0) FROM " + query.from());
            if (!counted.equals(List.of(String.valueOf(met.size())))) {
                return all + " WHERE " + condition + "\n    found " + met.size() + ", counted " + counted;
            }
            return null;
        } catch (BlazeSqlException failure) {
            return all + " WHERE " + condition + "\n    " + failure.sqlState() + " " + failure.getMessage();
        }
    }

    private static List<String> sorted(List<String> rows) {
        List<String> sorted = new ArrayList<>(rows);
        Collections.sort(sorted);
        return sorted;
    }
}
