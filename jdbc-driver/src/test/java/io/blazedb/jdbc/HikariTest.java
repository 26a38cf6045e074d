/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pool that most programs use. */
class HikariTest {
    private static final int THREADS = 50;
    private static final int ROWS_PER_THREAD = 60;

    @TempDir
    Path directory;

    @Test
    void threadsInsertAndReadThroughAPool() throws Exception {
        AtomicInteger warnings = new AtomicInteger();
        Logger logger = Logger.getLogger("com.zaxxer.hikari");
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord message) {
                if (message.getLevel().intValue() >= Level.WARNING.intValue()) {
                    warnings.incrementAndGet();
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(handler);
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(Databases.url(directory.resolve("pool.blazedb")));
        config.setUsername("owner");
        config.setPassword(Databases.PASSWORD);
        config.addDataSourceProperty("synchronous", "off");
        config.setMaximumPoolSize(10);
        config.setLeakDetectionThreshold(20_000);
        config.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
        try (HikariDataSource pool = new HikariDataSource(config)) {
            try (Connection connection = pool.getConnection()) {
                Databases.run(connection, "CREATE TABLE t (id INTEGER PRIMARY KEY, thread INTEGER, text VARCHAR(40))");
            }
            ExecutorService executor = Executors.newFixedThreadPool(THREADS);
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int thread = i;
                running.add(executor.submit(() -> {
                    work(pool, thread);
                    return null;
                }));
            }
            for (Future<?> future : running) {
                future.get();
            }
            executor.shutdown();
            try (Connection connection = pool.getConnection()) {
                assertThat(Databases.value(connection, "SELECT COUNT(*) FROM t"))
                        .isEqualTo((long) THREADS * ROWS_PER_THREAD);
                assertThat(connection.getAutoCommit()).isTrue();
            }
            assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
        } finally {
            logger.removeHandler(handler);
        }
        assertThat(warnings).hasValue(0);
    }

    private static void work(HikariDataSource pool, int thread) throws SQLException {
        for (int i = 0; i < ROWS_PER_THREAD; i++) {
            int id = thread * ROWS_PER_THREAD + i;
            try (Connection connection = pool.getConnection()) {
                // Every other time in a transaction, every tenth of which is not committed the first time.
                connection.setAutoCommit(i % 2 == 0);
                if (i % 10 == 1) {
                    insert(connection, id, thread);
                    connection.rollback();
                }
                insert(connection, id, thread);
                if (i % 2 == 1) {
                    connection.commit();
                }
            }
            try (Connection connection = pool.getConnection();
                    PreparedStatement select = connection.prepareStatement("SELECT text FROM t WHERE id = ?")) {
                select.setInt(1, id);
                try (ResultSet rows = select.executeQuery()) {
                    assertThat(rows.next()).isTrue();
                    assertThat(rows.getString(1)).isEqualTo("row " + id);
                }
            }
        }
    }

    private static void insert(Connection connection, int id, int thread) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?, ?, ?)")) {
            insert.setInt(1, id);
            insert.setInt(2, thread);
            insert.setString(3, "row " + id);
            assertThat(insert.executeUpdate()).isEqualTo(1);
        }
    }
}
