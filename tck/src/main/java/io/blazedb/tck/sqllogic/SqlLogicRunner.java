/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.tck.sqllogic;

import io.blazedb.tck.sqllogic.SqlLogicRecord.Condition;
import io.blazedb.tck.sqllogic.SqlLogicRecord.Halt;
import io.blazedb.tck.sqllogic.SqlLogicRecord.Query;
import io.blazedb.tck.sqllogic.SqlLogicReport.Failure;
import java.io.IOException;
import java.io.Reader;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * Runs test files in the format of sqllogictest: statements that succeed or fail, and queries with their results.
 *
 * <p>A file assumes an empty database and runs on one connection with auto-commit. All statements run, of the queries those that are
 * drawn. What fails is counted, and the rest of the file goes on.
 */
public final class SqlLogicRunner {
    private static final int FAILURES_SHOWN_MAX = 20;

    private final String engine;
    private final String dialect;
    private final int timeoutSeconds;
    private final IntPredicate drawn;

    private SqlLogicRunner(String engine, String dialect, int timeoutSeconds, IntPredicate drawn) {
        this.engine = engine;
        this.dialect = dialect;
        this.timeoutSeconds = timeoutSeconds;
        this.drawn = drawn;
    }

    /**
     * A runner for all queries.
     *
     * @param engine the name that {@code skipif} and {@code onlyif} mean
     * @param dialect a known database that the engine takes after: what files leave out for that one is run, but may fail
     * @param timeoutSeconds how long a statement may take before it counts as failed
     */
    public static SqlLogicRunner of(String engine, String dialect, int timeoutSeconds) {
        return new SqlLogicRunner(engine, dialect, timeoutSeconds, query -> true);
    }

    /**
     * A runner for some of the queries.
     *
     * @param drawn whether to run a query, by its number in its file
     */
    public SqlLogicRunner sampling(IntPredicate drawn) {
        return new SqlLogicRunner(engine, dialect, timeoutSeconds, drawn);
    }

    /** Runs a file. */
    public SqlLogicReport run(String file, Reader text, Connection connection) throws IOException, SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(timeoutSeconds);
            Run run = new Run(file, statement);
            SqlLogicParser parser = new SqlLogicParser(text);
            SqlLogicRecord next;
            while ((next = parser.next()) != null) {
                boolean applies = next.conditions().stream().allMatch(condition -> condition.holds(engine));
                if (next instanceof Halt && applies) {
                    break;
                }
                run.step(next, applies);
            }
            return run.report();
        }
    }

    /** One run of one file. */
    private final class Run {
        private final String file;
        private final Statement statement;
        private final Map<String, String> labels = new HashMap<>();
        private final List<Failure> failures = new ArrayList<>();
        private final long start = System.nanoTime();
        private int statements;
        private int queries;
        private int queriesSeen;
        private int skipped;
        private int wrong;
        private int errors;
        private int excused;
        private long slowestNanos;

        Run(String file, Statement statement) {
            this.file = file;
            this.statement = statement;
        }

        void step(SqlLogicRecord step, boolean applies) {
            boolean wanted = applies && !(step instanceof Halt);
            if (step instanceof Query && !drawn.test(queriesSeen++)) {
                wanted = false;
            }
            if (!wanted) {
                skipped++;
                return;
            }
            long began = System.nanoTime();
            if (step instanceof Query query) {
                queries++;
                query(query);
            } else if (step instanceof SqlLogicRecord.Statement change) {
                statements++;
                statement(change);
            }
            slowestNanos = Math.max(slowestNanos, System.nanoTime() - began);
        }

        private void statement(SqlLogicRecord.Statement change) {
            try {
                statement.execute(change.sql());
                if (change.fails()) {
                    errors++;
                    failed(change.line(), change.sql(), "succeeded, but has to fail");
                }
            } catch (SQLException | RuntimeException failure) {
                if (!change.fails()) {
                    error(change, change.sql(), failure);
                }
            }
        }

        private void query(Query query) {
            try (ResultSet rows = statement.executeQuery(query.sql())) {
                SqlLogicResult result = SqlLogicResult.read(rows, query.types(), query.sort());
                String difference = query.expected() == null ? null : result.difference(query.expected());
                if (difference == null && query.label() != null) {
                    String same = labels.putIfAbsent(query.label(), result.summary());
                    if (same != null && !same.equals(result.summary())) {
                        difference = "differs from the other queries with label " + query.label();
                    }
                }
                if (difference != null) {
                    wrong++;
                    failed(query.line(), query.sql(), difference);
                }
            } catch (SQLException | RuntimeException failure) {
                error(query, query.sql(), failure);
            }
        }

        private void error(SqlLogicRecord step, String sql, Exception failure) {
            if (step.conditions().contains(new Condition(false, dialect))) {
                excused++;
                return;
            }
            errors++;
            failed(step.line(), sql, message(failure));
        }

        private void failed(int line, String sql, String message) {
            if (failures.size() < FAILURES_SHOWN_MAX) {
                failures.add(new Failure(line, sql, message));
            }
        }

        private String message(Exception failure) {
            return failure instanceof SQLException coded
                    ? coded.getSQLState() + " " + coded.getMessage()
                    : String.valueOf(failure);
        }

        SqlLogicReport report() {
            return new SqlLogicReport(
                    file,
                    statements,
                    queries,
                    skipped,
                    wrong,
                    errors,
                    excused,
                    List.copyOf(failures),
                    (System.nanoTime() - start) / 1_000_000,
                    slowestNanos / 1_000_000);
        }
    }
}
