/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.tck.Score;
import io.blazedb.tck.support.TckDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The compatibility suite against other databases: a check that none of them meets is rather wrong than hard. Writes {@code
 * target/tck.md}. With {@code -Dblazedb.tck.postgresql=URL} PostgreSQL is one that runs already, with user and password in the URL; otherwise it is
 * started from its embedded binaries, which root cannot do.
 */
@Tag("compare")
class TckComparisonTest {
    @TempDir
    Path directory;

    @Test
    void scores() throws Exception {
        Map<String, Score> scores = new LinkedHashMap<>();
        run(scores, "BlazeDB", url("jdbc:blazedb:" + directory.resolve("tck.blazedb"), "owner", "tck"));
        run(scores, "H2", url("jdbc:h2:mem:tck", "sa", ""));
        run(scores, "HSQLDB", url("jdbc:hsqldb:mem:tck;hsqldb.tx=mvcc", "SA", ""));
        run(scores, "Derby", url("jdbc:derby:memory:tck;create=true", "app", "app"));
        run(scores, "SQLite", url("jdbc:sqlite:" + directory.resolve("tck.sqlite"), "", ""));
        run(scores, "DuckDB", url("jdbc:duckdb:" + directory.resolve("tck.duckdb"), "", ""));
        try (AutoCloseable server = startedPostgres()) {
            String postgres = server == null
                    ? System.getProperty("blazedb.tck.postgresql")
                    : (String) server.getClass()
                            .getMethod("getJdbcUrl", String.class, String.class)
                            .invoke(server, "postgres", "postgres");
            if (postgres != null) {
                run(scores, "PostgreSQL", TckDatabase.of(postgres, new Properties()));
            }
        }
        Path report = Path.of("target", "tck.md");
        Files.writeString(report, report(scores));
        assertThat(scores.get("BlazeDB").failures()).isEmpty();
        assertThat(metByNobody(scores)).as("checks that only BlazeDB meets").isEmpty();
    }

    /** PostgreSQL from its binaries, whose library is there with the profile only; null if another one is given, or none. */
    private static AutoCloseable startedPostgres() throws Exception {
        if (System.getProperty("blazedb.tck.postgresql") != null
                || System.getProperty("user.name").equals("root")) {
            return null;
        }
        Class<?> library = Class.forName("io.zonky.test.db.postgres.embedded.EmbeddedPostgres");
        return (AutoCloseable) library.getMethod("start").invoke(null);
    }

    private static TckDatabase url(String url, String user, String password) {
        Properties properties = new Properties();
        if (!user.isEmpty()) {
            properties.setProperty("user", user);
            properties.setProperty("password", password);
        }
        return TckDatabase.of(url, properties);
    }

    private static void run(Map<String, Score> scores, String name, TckDatabase database) {
        scores.put(name, Score.of(database));
    }

    private static List<String> metByNobody(Map<String, Score> scores) {
        List<String> failedByAll =
                new ArrayList<>(new TreeSet<>(scores.get("H2").failures().keySet()));
        scores.forEach((name, score) -> {
            if (!name.equals("BlazeDB")) {
                failedByAll.retainAll(score.failures().keySet());
            }
        });
        return failedByAll;
    }

    private static String report(Map<String, Score> scores) {
        StringBuilder report = new StringBuilder("| chapter |");
        scores.keySet().forEach(name -> report.append(' ').append(name).append(" |"));
        report.append("\n| --- |").append(" --- |".repeat(scores.size())).append('\n');
        for (String chapter : scores.get("BlazeDB").chapters().keySet()) {
            report.append("| ").append(chapter).append(" |");
            scores.values().forEach(score -> report.append(cell(score.chapters().get(chapter))));
            report.append('\n');
        }
        report.append("| **all** |");
        scores.values().forEach(score -> report.append(cell(score.total())));
        report.append('\n');
        scores.forEach((name, score) -> {
            report.append("\n### ").append(name).append("\n\n");
            score.failures()
                    .forEach((check, failure) -> report.append("- ")
                            .append(check)
                            .append(": ")
                            .append(failure.lines().findFirst().orElse(""))
                            .append('\n'));
        });
        return report.toString();
    }

    private static String cell(Score.Result result) {
        if (result == null) {
            return " – |";
        }
        int all = result.passed() + result.failed();
        return String.format(Locale.ROOT, " %d of %d |", result.passed(), all);
    }
}
