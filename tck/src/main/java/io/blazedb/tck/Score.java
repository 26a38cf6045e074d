/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.tck;

import io.blazedb.tck.support.Chapter;
import io.blazedb.tck.support.Check;
import io.blazedb.tck.support.Scratch;
import io.blazedb.tck.support.TckDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

/**
 * How far a driver meets the suite: run as a program with a JDBC URL, a user and a password, it prints a line for each chapter and for
 * each check that failed.
 *
 * @param chapters results by chapter
 * @param failures for each check that failed, what happened
 */
public record Score(Map<String, Result> chapters, Map<String, String> failures) {
    private static final long LIMIT_SECONDS = 20;

    /**
     * A chapter's result. What a database has no type or function for counts neither way.
     *
     * @param notApplicable checks that were left out
     */
    public record Result(int passed, int failed, int notApplicable) {
        Result plus(Result other) {
            return new Result(passed + other.passed, failed + other.failed, notApplicable + other.notApplicable);
        }
    }

    private static final Result PASSED = new Result(1, 0, 0);
    private static final Result FAILED = new Result(0, 1, 0);
    private static final Result LEFT_OUT = new Result(0, 0, 1);

    /** All chapters together. */
    public Result total() {
        return chapters.values().stream().reduce(new Result(0, 0, 0), Result::plus);
    }

    /** Runs every check, excused or not. */
    public static Score of(TckDatabase database) {
        Map<String, Result> results = new LinkedHashMap<>();
        Map<String, String> failures = new LinkedHashMap<>();
        ExecutorService executor = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "check");
            thread.setDaemon(true);
            return thread;
        });
        // A database in memory ends with its last connection.
        try (Connection held = database.open()) {
            if (held != null) {
                runAll(executor, database, results, failures);
            }
        } catch (SQLException e) {
            failures.put("the connection", String.valueOf(e));
        }
        executor.shutdownNow();
        return new Score(results, failures);
    }

    private static void runAll(
            ExecutorService executor, TckDatabase database, Map<String, Result> results, Map<String, String> failures) {
        for (Chapter chapter : DriverTck.chapters()) {
            List<Result> all = new ArrayList<>();
            chapter.checks().forEach((name, check) -> {
                Throwable failure = run(executor, database, check);
                if (failure != null && !(failure instanceof TestAbortedException)) {
                    failures.put(chapter.name() + ": " + name, String.valueOf(failure));
                }
                all.add(failure == null ? PASSED : failure instanceof TestAbortedException ? LEFT_OUT : FAILED);
            });
            results.put(chapter.name(), all.stream().reduce(new Result(0, 0, 0), Result::plus));
        }
    }

    /** Why a check failed; null if it did not. One that hangs is left behind. */
    private static @Nullable Throwable run(ExecutorService executor, TckDatabase database, Check check) {
        Future<?> running = executor.submit(() -> {
            try (Scratch scratch = new Scratch(database)) {
                check.run(scratch);
            }
            return null;
        });
        try {
            running.get(LIMIT_SECONDS, TimeUnit.SECONDS);
            return null;
        } catch (ExecutionException e) {
            return e.getCause();
        } catch (TimeoutException e) {
            running.cancel(true);
            return e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return e;
        }
    }

    public static void main(String[] arguments) {
        if (arguments.length == 0) {
            System.err.println("Give a JDBC URL, and a user and a password if they are needed.");
            System.exit(2);
        }
        Properties properties = new Properties();
        if (arguments.length > 1) {
            properties.setProperty("user", arguments[1]);
            properties.setProperty("password", arguments.length > 2 ? arguments[2] : "");
        }
        Score score = of(TckDatabase.of(arguments[0], properties));
        score.failures.forEach((check, failure) -> System.out.println("FAIL  " + check + "\n      " + failure));
        score.chapters.forEach((chapter, result) -> System.out.printf(
                Locale.ROOT,
                "%-25s %4d passed %4d failed %4d not applicable%n",
                chapter,
                result.passed,
                result.failed,
                result.notApplicable));
        Result total = score.total();
        System.out.printf(
                Locale.ROOT,
                "%-25s %4d passed %4d failed %4d not applicable%n",
                "all",
                total.passed,
                total.failed,
                total.notApplicable);
    }
}
