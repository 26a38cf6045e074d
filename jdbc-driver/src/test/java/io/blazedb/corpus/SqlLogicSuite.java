/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.corpus;

import io.blazedb.tck.sqllogic.SqlLogicReport;
import io.blazedb.tck.sqllogic.SqlLogicRunner;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * Runs many files, each on a database of its own, and writes down what came of each. Files that are in the results already are not run
 * again, so that a run that was stopped goes on. Properties, all optional:
 * <ul>
 *   <li>{@code blazedb.slt.files}: a glob over names such as {@code index/in/**}
 *   <li>{@code blazedb.slt.share}: one of how many queries to run
 *   <li>{@code blazedb.slt.threads}: how many files at once
 *   <li>{@code blazedb.slt.part}: {@code 2/3} for the second of three processes
 *   <li>{@code blazedb.slt.results}: the directory of {@code results.tsv} and {@code failures.txt}; processes have one each
 *   <li>{@code blazedb.slt.url}: another database, with {@code %} in the place of a new name for each file
 * </ul>
 */
final class SqlLogicSuite {
    static final SqlLogicRunner RUNNER = SqlLogicRunner.of("blazedb", "postgresql", 60);

    private final Path results;
    private final Path failures;
    private final String url = System.getProperty("blazedb.slt.url", "jdbc:blazedb:mem:%");
    private final int share = Integer.getInteger("blazedb.slt.share", 1);
    private final List<SqlLogicReport> reports = new ArrayList<>();

    SqlLogicSuite() throws IOException {
        Path directory = Path.of(System.getProperty("blazedb.slt.results", "target/slt"));
        Files.createDirectories(directory);
        this.results = directory.resolve("results.tsv");
        this.failures = directory.resolve("failures.txt");
    }

    public static void main(String[] arguments) throws Exception {
        new SqlLogicSuite().run();
    }

    /** Runs the files that are not done; returns their reports. */
    List<SqlLogicReport> run() throws IOException, InterruptedException, ExecutionException {
        int threads = Integer.getInteger("blazedb.slt.threads", 1);
        Queue<String> files = new ConcurrentLinkedQueue<>(files());
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> workers = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                workers.add(pool.submit(() -> {
                    String file;
                    while ((file = files.poll()) != null) {
                        write(run(file));
                    }
                    return null;
                }));
            }
            for (Future<?> worker : workers) {
                worker.get();
            }
        } finally {
            pool.shutdownNow();
        }
        return reports;
    }

    private List<String> files() throws IOException {
        PathMatcher wanted =
                FileSystems.getDefault().getPathMatcher("glob:" + System.getProperty("blazedb.slt.files", "**"));
        String[] part = System.getProperty("blazedb.slt.part", "1/1").split("/");
        int number = Integer.parseInt(part[0]);
        int parts = Integer.parseInt(part[1]);
        Set<String> done = new HashSet<>();
        if (Files.exists(results)) {
            try (Stream<String> lines = Files.lines(results)) {
                lines.forEach(line -> done.add(line.split("\t")[0]));
            }
        }
        List<String> all = SqlLogicFiles.inTurns(SqlLogicFiles.all().stream()
                .filter(name -> wanted.matches(Path.of(name)) && !done.contains(name))
                .toList());
        List<String> mine = new ArrayList<>();
        for (int i = number - 1; i < all.size(); i += parts) {
            mine.add(all.get(i));
        }
        return mine;
    }

    private SqlLogicReport run(String file) throws IOException, SQLException {
        int salt = file.hashCode();
        SqlLogicRunner runner = RUNNER.sampling(query -> Math.floorMod(query * 0x9E3779B9 + salt, share) == 0);
        String name = "slt-" + UUID.randomUUID();
        try (Connection connection = DriverManager.getConnection(url.replace("%", name));
                Reader text = SqlLogicFiles.open(file)) {
            return runner.run(file, text, connection);
        }
    }

    private synchronized void write(SqlLogicReport report) throws IOException {
        reports.add(report);
        StringBuilder text = new StringBuilder();
        for (SqlLogicReport.Failure failure : report.failures()) {
            text.append(report.file()).append(':').append(failure.line()).append('\n');
            text.append("    ").append(failure.sql().replace("\n", "\n    ")).append('\n');
            text.append("  ").append(failure.message()).append("\n\n");
        }
        append(failures, text.toString());
        append(
                results,
                String.join(
                                "\t",
                                report.file(),
                                String.valueOf(report.statements()),
                                String.valueOf(report.queries()),
                                String.valueOf(report.skipped()),
                                String.valueOf(report.wrong()),
                                String.valueOf(report.errors()),
                                String.valueOf(report.excused()),
                                String.valueOf(report.millis()),
                                String.valueOf(report.slowestMillis()))
                        + "\n");
    }

    private static void append(Path file, String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
