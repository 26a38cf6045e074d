/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.blazedb.calcite.error.BlazeSqlException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Results that are kept current. */
class LiveQueryTest {
    private static final String BY_STATUS =
            "SELECT b.status, count(*) AS n, sum(n.weight) AS w FROM bugs b LEFT JOIN notes n ON n.bug_id = b.id GROUP BY b.status";

    @TempDir
    Path directory;

    private BlazeDatabase open(String name) {
        BlazeDatabase database = BlazeDatabase.inMemory(
                name, DatabaseOptions.defaults().withApp("Live").withHome(directory));
        database.execute("CREATE TABLE bugs (id BIGINT PRIMARY KEY, status VARCHAR(10))");
        database.execute("CREATE TABLE notes (id BIGINT PRIMARY KEY, bug_id BIGINT, weight INTEGER)");
        return database;
    }

    private static Difference next(BlockingQueue<Difference> queue) throws InterruptedException {
        Difference difference = queue.poll(60, TimeUnit.SECONDS);
        assertThat(difference).as("deadline").isNotNull();
        return difference;
    }

    @Test
    void differencesAddUpToTheResult() throws InterruptedException {
        Random random = new Random(Long.getLong("blazedb.seed", 3));
        try (BlazeDatabase database = open("live-random")) {
            BlockingQueue<Difference> differences = new LinkedBlockingQueue<>();
            try (Watch live = database.live(BY_STATUS, differences::add)) {
                List<Row> result = new ArrayList<>();
                apply(result, next(differences));
                assertThat(result).isEmpty();
                for (int i = 0; i < 200; i++) {
                    change(database, random);
                }
                database.execute("INSERT INTO bugs VALUES (1000, 'last')");
                while (result.stream().noneMatch(row -> "last".equals(row.getString("status")))) {
                    apply(result, next(differences));
                }
                assertThat(result).containsExactlyInAnyOrderElementsOf(database.sql(BY_STATUS));
                assertThat(live.failure()).isNull();
            }
        }
    }

    private static void change(BlazeDatabase database, Random random) {
        long id = random.nextInt(20);
        switch (random.nextInt(5)) {
            case 0 -> database.execute("DELETE FROM bugs WHERE id = ?", id);
            case 1 -> database.execute("DELETE FROM notes WHERE bug_id = ?", id);
            case 2 ->
                database.execute(
                        "INSERT INTO bugs VALUES (?, 'open') ON CONFLICT (id) DO UPDATE SET status = 'done'", id);
            case 3 -> database.execute("INSERT INTO notes SELECT coalesce(max(id), 0) + 1, ?, 5 FROM notes", id);
            default -> database.execute("UPDATE notes SET weight = weight + 1 WHERE bug_id = ?", id);
        }
    }

    private static void apply(List<Row> result, Difference difference) {
        difference.removed().forEach(row -> assertThat(result.remove(row)).isTrue());
        result.addAll(difference.added());
    }

    @Test
    void onlyWhatItReadsCountsAndParametersAreKept() throws InterruptedException {
        try (BlazeDatabase database = open("live-tables")) {
            database.insert("bugs", Map.of("id", 1, "status", "open"));
            BlockingQueue<Difference> differences = new LinkedBlockingQueue<>();
            try (Watch live = database.live("SELECT id FROM bugs WHERE status = ?", differences::add, "open")) {
                assertThat(next(differences).added())
                        .extracting(row -> row.getLong("id"))
                        .containsExactly(1L);
                database.execute("INSERT INTO notes VALUES (1, 1, 1)");
                database.insert("bugs", Map.of("id", 2, "status", "done"));
                database.execute("UPDATE bugs SET status = 'open' WHERE id = 2");
                Difference difference = next(differences);
                assertThat(difference.added())
                        .extracting(row -> row.getLong("id"))
                        .containsExactly(2L);
                assertThat(difference.removed()).isEmpty();
                database.execute("ALTER TABLE bugs ADD COLUMN extra INTEGER DEFAULT 1");
                database.execute("DELETE FROM bugs");
                assertThat(next(differences).removed()).hasSize(2);
                database.execute("DROP TABLE bugs");
                while (live.failure() == null) {
                    Thread.onSpinWait();
                }
            }
            assertThat(differences).isEmpty();
            assertThatThrownBy(() -> database.live("SELECT * FROM blaze.databases", differences::add))
                    .isInstanceOf(BlazeSqlException.class);
        }
    }
}
