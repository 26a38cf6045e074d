/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long statements of every kind over {@code -Dblazedb.cancel.rows} rows go on after they were cancelled, at eight moments each: by the
 * clock, and in processor time of their thread, which says the same on a machine that is busy with other things. Writes {@code
 * target/cancel.md}; what it asserts is how they end, not when.
 */
@Tag("soak")
class CancelLatencyTest {
    private static final int ROWS = Integer.getInteger("blazedb.cancel.rows", 1_000_000);
    private static final int MOMENTS = 8;
    private static final int FIRST_MILLIS = 60;

    @TempDir
    Path directory;

    private Map<String, String> statements() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("aggregate", "SELECT SUM(x), COUNT(DISTINCT g) FROM big");
        all.put("GROUP BY", "SELECT s, COUNT(*) FROM big GROUP BY s");
        all.put("hash join", "SELECT COUNT(*) FROM big a JOIN big b ON a.s = b.s AND a.id <> b.id");
        all.put("outer join, sort", "SELECT a.id, b.s FROM big a LEFT JOIN big b ON a.g = b.g + 1 ORDER BY b.s");
        all.put("cross join", "SELECT COUNT(*) FROM big a, big b WHERE a.x + b.x < 0");
        all.put("DISTINCT", "SELECT COUNT(*) FROM (SELECT DISTINCT s, g FROM big) AS q");
        all.put(
                "window",
                "SELECT MAX(r) FROM (SELECT ROW_NUMBER() OVER (PARTITION BY MOD(g, 100) ORDER BY s) r FROM big) AS q");
        all.put(
                "window frame",
                "SELECT MAX(r) FROM (SELECT SUM(x) OVER (ORDER BY g ROWS 1000 PRECEDING) r FROM big) AS q");
        all.put("sort", "SELECT * FROM big ORDER BY s, g DESC");
        all.put(
                "sort beyond memory",
                "SELECT * FROM (SELECT a.*, b.i FROM big a, d b WHERE b.i < 5) AS q ORDER BY s, g, i");
        all.put("UNION", "SELECT s FROM big UNION SELECT s || 'x' FROM big");
        all.put("EXCEPT", "SELECT s, g FROM big EXCEPT SELECT s, g + 1 FROM big");
        all.put("NOT IN", "SELECT COUNT(*) FROM big WHERE g NOT IN (SELECT g FROM big WHERE id > 10)");
        all.put("ordered aggregate", "SELECT LENGTH(LISTAGG(s, ',') WITHIN GROUP (ORDER BY g)) FROM big");
        all.put(
                "recursion",
                "WITH RECURSIVE r(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM r WHERE i < 100000000) SELECT COUNT(*) FROM r");
        all.put("UPDATE", "UPDATE big SET s = s || 'y', g = g + 1");
        all.put("DELETE", "DELETE FROM big WHERE g >= 0");
        all.put("INSERT of a query", "INSERT INTO big SELECT id + 10000000, g, s, x FROM big");
        all.put("CREATE TABLE AS", "CREATE TABLE copied AS SELECT * FROM big");
        all.put("CREATE INDEX", "CREATE INDEX by_s ON big (s)");
        all.put("ALTER TABLE", "ALTER TABLE big ALTER COLUMN g SET DATA TYPE BIGINT");
        all.put("COPY TO", "COPY big TO '" + directory.resolve("out.csv") + "' (FORMAT CSV)");
        all.put("COPY FROM", "COPY other FROM '" + directory.resolve("big.csv") + "' (FORMAT CSV)");
        all.put("ANALYZE", "ANALYZE big");
        all.put("CHECK DATABASE", "CHECK DATABASE");
        all.put("VACUUM", "VACUUM");
        all.put("VACUUM INTO", "VACUUM INTO '" + directory.resolve("vacuum%d.blazedb") + "'");
        all.put("BACKUP", "BACKUP TO '" + directory.resolve("backup%d.blazedb") + "'");
        all.put("ROTATE KEY", "ALTER DATABASE main ROTATE KEY");
        all.put("a locked row", "UPDATE locked SET i = 2");
        all.put("GROUPING SETS", "SELECT s, g, SUM(x) FROM big GROUP BY CUBE (s, g)");
        all.put("INTERSECT", "SELECT s, g FROM big INTERSECT SELECT s, g FROM big WHERE id > 5");
        all.put("DISTINCT of many columns", "SELECT DISTINCT id, g, s, x FROM big");
        all.put("DISTINCT ON", "SELECT DISTINCT ON (s) * FROM big ORDER BY s, g");
        all.put("correlated sub-query", "SELECT SUM((SELECT COUNT(*) FROM big b WHERE b.g = a.g)) FROM big a");
        all.put(
                "LATERAL",
                "SELECT COUNT(*) FROM big a, LATERAL (SELECT b.id FROM big b WHERE b.id > a.id LIMIT 3) AS q");
        all.put("generate_series", "SELECT COUNT(*) FROM generate_series(1, 1000000000) AS g(i) WHERE i < 0");
        all.put("unnest", "SELECT COUNT(*) FROM d a, unnest(ARRAY(SELECT i FROM d)) AS u(v) WHERE v * a.i < 0");
        all.put("array_agg", "SELECT cardinality(array_agg(s ORDER BY g)) FROM big");
        all.put("json_agg", "SELECT length(CAST(json_agg(s) AS VARCHAR)) FROM big");
        all.put("percentile", "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY x) FROM big");
        all.put("LIKE", "SELECT COUNT(*) FROM big WHERE s LIKE '%x%y%z%'");
        all.put("one regular expression", "SELECT regexp_like(repeat('a', 64), '(a+)+b')");
        all.put("regular expressions", "SELECT COUNT(*) FROM big WHERE s ~ '(t.*)+(u.*)+z'");
        all.put("a long text", "SELECT length(replace(repeat('ab', 2000000), 'b', 'cd'))");
        all.put(
                "MERGE",
                "MERGE INTO big USING (SELECT id, g FROM big) AS n ON big.id = n.id WHEN MATCHED THEN UPDATE SET g = n.g + 1");
        all.put("ON CONFLICT", "INSERT INTO big SELECT * FROM big ON CONFLICT (id) DO UPDATE SET g = excluded.g + 1");
        all.put("UPDATE FROM", "UPDATE big SET g = b.g + 1 FROM (SELECT id, g FROM big) AS b WHERE b.id = big.id");
        all.put("DELETE with CASCADE", "DELETE FROM parent");
        all.put("TRUNCATE", "TRUNCATE TABLE big");
        all.put("ADD UNIQUE", "ALTER TABLE big ADD CONSTRAINT u UNIQUE (g, s, id)");
        all.put("ADD CHECK", "ALTER TABLE big ADD CONSTRAINT c CHECK (g >= 0)");
        all.put("ADD FOREIGN KEY", "ALTER TABLE big ADD CONSTRAINT f FOREIGN KEY (id) REFERENCES other2 (id)");
        all.put("ADD COLUMN", "ALTER TABLE big ADD COLUMN n INTEGER DEFAULT 7 NOT NULL");
        all.put("EXPLAIN ANALYZE", "EXPLAIN ANALYZE SELECT s, COUNT(*) FROM big GROUP BY s ORDER BY 2");
        all.put("SELECT FOR UPDATE", "SELECT * FROM big FOR UPDATE");
        all.put("many rows of a join", "SELECT a.*, b.* FROM big a JOIN d b ON b.i >= 0");
        all.put(
                "planning of 12 tables",
                "SELECT COUNT(*) FROM d a NATURAL JOIN d b NATURAL JOIN d c NATURAL JOIN d e NATURAL JOIN d f"
                        + " NATURAL JOIN d g NATURAL JOIN d h NATURAL JOIN d i NATURAL JOIN d j NATURAL JOIN d k NATURAL JOIN d l NATURAL JOIN d m");
        return all;
    }

    @Test
    void latencies() throws Exception {
        String url = Databases.url(directory.resolve("cancel.blazedb")) + "?synchronous=off&busyTimeout=60000";
        StringBuilder report =
                new StringBuilder("| statement | median, ms | longest, ms | longest, ms of processor time |\n"
                        + "| --- | --- | --- | --- |\n");
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try (Connection connection = DriverManager.getConnection(url, "owner", Databases.PASSWORD);
                Connection holder = DriverManager.getConnection(url, "owner", Databases.PASSWORD)) {
            fill(connection);
            holder.setAutoCommit(false);
            Databases.run(holder, "SELECT i FROM locked FOR UPDATE");
            for (Map.Entry<String, String> statement : statements().entrySet()) {
                report.append(row(connection, threads, statement.getKey(), statement.getValue()));
            }
            holder.rollback();
            assertThat(Databases.value(connection, "SELECT COUNT(*) FROM big")).isEqualTo((long) ROWS);
        } finally {
            threads.shutdown();
        }
        Files.writeString(Path.of("target", "cancel.md"), report);
    }

    private void fill(Connection connection) throws SQLException {
        Databases.run(
                connection,
                "CREATE TABLE d (i INTEGER PRIMARY KEY)",
                "INSERT INTO d WITH RECURSIVE r(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM r WHERE i < 999) SELECT i FROM r",
                "CREATE TABLE locked (i INTEGER)",
                "INSERT INTO locked VALUES (1)",
                "CREATE TABLE big (id INTEGER PRIMARY KEY, g INTEGER, s VARCHAR(100), x DOUBLE PRECISION)",
                "CREATE TABLE other (id INTEGER PRIMARY KEY, g INTEGER, s VARCHAR(100), x DOUBLE PRECISION)",
                "INSERT INTO big SELECT a.i * 1000 + b.i, MOD(a.i * 7919 + b.i * 104729, 1000003),"
                        + " 'text number ' || (a.i * 31 + b.i * 17), a.i * 1.5 + b.i FROM d a, d b WHERE a.i < "
                        + ROWS / 1000,
                "CREATE TABLE other2 (id INTEGER PRIMARY KEY)",
                "INSERT INTO other2 SELECT id FROM big",
                "CREATE TABLE parent (id INTEGER PRIMARY KEY)",
                "INSERT INTO parent SELECT i FROM d",
                "CREATE TABLE child (id INTEGER PRIMARY KEY, p INTEGER REFERENCES parent ON DELETE CASCADE)",
                "INSERT INTO child SELECT id, MOD(id, 1000) FROM big",
                "COPY big TO '" + directory.resolve("big.csv") + "' (FORMAT CSV)");
    }

    private static String row(Connection connection, ExecutorService threads, String name, String sql)
            throws Exception {
        ThreadMXBean clock = ManagementFactory.getThreadMXBean();
        long worker = threads.submit(() -> Thread.currentThread().getId()).get();
        long[] millis = new long[MOMENTS];
        long worked = 0;
        int count = 0;
        int after = FIRST_MILLIS;
        boolean alone = sql.startsWith("VACUUM") || sql.startsWith("BACKUP") || sql.startsWith("ALTER DATABASE");
        while (count < MOMENTS) {
            connection.setAutoCommit(alone);
            try (Statement statement = connection.createStatement()) {
                String once = sql.replace("%d", String.valueOf(count));
                Future<String> running = threads.submit(() -> outcome(statement, once));
                if (endsWithin(running, after)) {
                    rollback(connection);
                    break;
                }
                long start = System.nanoTime();
                long before = clock.getThreadCpuTime(worker);
                statement.cancel();
                assertThat(running.get(10, TimeUnit.MINUTES)).as(sql).isIn("57014", "done");
                millis[count++] = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
                worked = Math.max(worked, clock.getThreadCpuTime(worker) - before);
            }
            rollback(connection);
            after = after * 8 / 5;
        }
        connection.setAutoCommit(true);
        if (count == 0) {
            return String.format(Locale.ROOT, "| %s | | | it takes less than %d ms |%n", name, FIRST_MILLIS);
        }
        long[] sorted = Arrays.copyOf(millis, count);
        Arrays.sort(sorted);
        return String.format(
                Locale.ROOT,
                "| %s | %d | %d | %d |%n",
                name,
                sorted[count / 2],
                sorted[count - 1],
                TimeUnit.NANOSECONDS.toMillis(worked));
    }

    private static void rollback(Connection connection) throws SQLException {
        if (!connection.getAutoCommit()) {
            connection.rollback();
        }
    }

    private static boolean endsWithin(Future<String> running, int millis) throws Exception {
        try {
            assertThat(running.get(millis, TimeUnit.MILLISECONDS)).isEqualTo("done");
            return true;
        } catch (TimeoutException stillRunning) {
            return false;
        }
    }

    private static String outcome(Statement statement, String sql) {
        try {
            if (statement.execute(sql)) {
                try (ResultSet rows = statement.getResultSet()) {
                    while (rows.next()) {
                        rows.getObject(1);
                    }
                }
            }
            return "done";
        } catch (SQLException e) {
            return e.getSQLState();
        }
    }
}
