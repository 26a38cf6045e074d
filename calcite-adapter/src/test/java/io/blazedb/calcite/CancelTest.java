/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.exec.OperatorBuilder;
import io.blazedb.calcite.exec.memory.MemoryAccount;
import io.blazedb.calcite.exec.operator.ExecutionContext;
import io.blazedb.calcite.exec.operator.OperatorResult;
import io.blazedb.calcite.exec.vector.Helpers;
import io.blazedb.calcite.plan.CompiledQuery;
import io.blazedb.calcite.plan.HoldingQueries;
import io.blazedb.storage.TemporaryBlocks;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every operator asks again and again whether its statement was cancelled, wherever it is in its work, and leaves nothing behind. */
class CancelTest {
    /** Rows, or pairs of rows, between two questions at most; one takes far less than 20 microseconds. */
    private static final int ROWS_PER_CHECK = 1024;

    private static final long INPUT_ROWS = 3000;
    private static final long PLENTY = 1L << 30;
    private static final long LITTLE = 64L << 10;

    private static final List<String> OTHERS = List.of(
            "SELECT COUNT(*) FROM a x, a y WHERE x.id < 100 AND x.k + y.k < -1",
            "SELECT COUNT(*) FROM a, LATERAL (SELECT * FROM c WHERE c.k = a.k AND a.id < 300 LIMIT 5) y",
            "SELECT COUNT(*) FROM a WHERE id < 300 AND EXISTS (SELECT 1 FROM c WHERE c.k < a.k - 1450)",
            "SELECT id FROM a WHERE n > ALL (SELECT k FROM c WHERE c.id < 200)",
            "SELECT s FROM a ORDER BY s, id LIMIT 20",
            "SELECT SUM(x.n) OVER (ORDER BY x.id) FROM a x JOIN a y ON x.g = y.g AND y.id < 50",
            "SELECT COUNT(*) FROM generate_series(1, 20000) AS x(i)",
            "SELECT MAX(i) FROM a, generate_series(1, 20) AS x(i) WHERE k IS NULL");

    @AfterEach
    void batches() {
        System.clearProperty(OperatorBuilder.BATCHES);
        System.clearProperty(Helpers.PART_ROWS);
    }

    @ParameterizedTest
    @CsvSource({"true, false", "false, true"})
    void operatorsEndWhereverTheyAre(boolean batches, boolean inMemory) {
        System.setProperty(OperatorBuilder.BATCHES, String.valueOf(batches));
        List<String> queries = new ArrayList<>(OTHERS);
        HoldingQueries.ALL.forEach(query -> queries.add(query.sql()));
        try (TestDatabase database = HoldingQueries.database()) {
            long limit = inMemory ? PLENTY : LITTLE;
            for (String sql : queries) {
                long checks = run(database.session(), sql, limit, Long.MAX_VALUE);
                assertThat(checks).as(sql).isGreaterThan(INPUT_ROWS / ROWS_PER_CHECK);
                long half = checks / 2;
                assertThatThrownBy(() -> run(database.session(), sql, limit, half))
                        .as("question " + half + " of " + checks + " of " + sql)
                        .isInstanceOfSatisfying(
                                BlazeSqlException.class,
                                failure -> assertThat(failure.sqlState()).isEqualTo("57014"));
                assertThat(TemporaryBlocks.openFiles()).as(sql).isZero();
            }
        }
    }

    @Test
    void everyThreadOfAQueryEnds() {
        System.setProperty(Helpers.PART_ROWS, "200");
        String sql = "SELECT k, COUNT(*), SUM(n), MAX(s) FROM a GROUP BY k";
        try (TestDatabase database = HoldingQueries.database()) {
            database.run("CHECKPOINT");
            long checks = run(database.session(), sql, PLENTY, Long.MAX_VALUE);
            for (long question = 1; question <= checks; question++) {
                long cancelled = question;
                assertThatThrownBy(() -> run(database.session(), sql, PLENTY, cancelled))
                        .isInstanceOfSatisfying(
                                BlazeSqlException.class,
                                failure -> assertThat(failure.sqlState()).isEqualTo("57014"));
            }
        }
    }

    /** Runs a query to its end; returns how often it asked. The question of this number is answered by a cancel. */
    private static long run(SqlSession session, String sql, long limit, long cancelAt) {
        CompiledQuery query = PlannedQuery.asWritten(session, sql, 0).compiled();
        AtomicLong asked = new AtomicLong();
        Runnable check = () -> {
            if (asked.incrementAndGet() == cancelAt) {
                throw new BlazeSqlException(SqlErrorCode.QUERY_CANCELED, "cancelled by the test");
            }
        };
        session.inScope(false, scope -> {
            StatementContext real = new StatementContext(session, scope, new @Nullable Object[0], false, 0);
            try (OperatorResult result = query.open(asking(real, session, limit, check))) {
                while (result.next() != null) {
                    // Rows are only counted by the checks between them.
                }
            }
            return null;
        });
        return asked.get();
    }

    private static ExecutionContext asking(ExecutionContext real, SqlSession session, long limit, Runnable check) {
        return (ExecutionContext) Proxy.newProxyInstance(
                CancelTest.class.getClassLoader(),
                new Class<?>[] {ExecutionContext.class},
                (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "checkCancelled" -> {
                            check.run();
                            return null;
                        }
                        case "newAccount" -> {
                            return new MemoryAccount(
                                    limit, () -> session.engine().store().temporaryBlocks(), check);
                        }
                        default -> {
                            try {
                                return method.invoke(real, arguments);
                            } catch (InvocationTargetException failed) {
                                throw failed.getCause();
                            }
                        }
                    }
                });
    }

    @Test
    void anotherThreadCancelsAStatementInTheMiddle() throws InterruptedException {
        try (TestDatabase database = HoldingQueries.database()) {
            SqlSession session = database.session();
            CountDownLatch working = new CountDownLatch(1);
            CountDownLatch cancelled = new CountDownLatch(1);
            AtomicReference<@Nullable String> state = new AtomicReference<>();
            Thread runner = new Thread(() -> {
                try (SqlResult result = session.execute(
                        "WITH RECURSIVE r(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM r) SELECT i FROM r")) {
                    RowCursor cursor = java.util.Objects.requireNonNull(result.rows());
                    while (cursor.next()) {
                        working.countDown();
                    }
                } catch (BlazeSqlException failure) {
                    state.set(failure.sqlState());
                }
                cancelled.countDown();
            });
            runner.start();
            working.await();
            session.cancel();
            cancelled.await();
            runner.join();
            assertThat(state.get()).isEqualTo("57014");
        }
    }
}
