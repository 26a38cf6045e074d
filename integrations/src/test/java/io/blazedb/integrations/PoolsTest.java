/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.integrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mchange.v2.c3p0.ComboPooledDataSource;
import io.blazedb.jdbc.BlazeDriver;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.apache.commons.dbcp2.BasicDataSource;
import org.apache.commons.dbutils.QueryRunner;
import org.apache.commons.dbutils.handlers.BeanListHandler;
import org.apache.commons.dbutils.handlers.MapHandler;
import org.apache.commons.dbutils.handlers.ScalarHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The pools of DBCP, c3p0 and Tomcat, and DbUtils. HikariCP is tested with the driver. */
class PoolsTest {
    private static final int THREADS = 8;
    private static final int POOLED = 4;
    private static final int TURNS = 25;

    private Memory database;

    @BeforeEach
    void open() throws SQLException {
        database = new Memory();
        database.run(
                "CREATE TABLE account (id INTEGER PRIMARY KEY, owner VARCHAR(20) NOT NULL, amount INTEGER NOT NULL)",
                "INSERT INTO account VALUES (1, 'ann', 100), (2, 'bob', 100)");
    }

    @AfterEach
    void close() throws SQLException {
        database.close();
    }

    @Test
    void dbcp() throws Exception {
        try (BasicDataSource pool = new BasicDataSource()) {
            pool.setUrl(database.url());
            pool.setDriverClassName(BlazeDriver.class.getName());
            pool.setMaxTotal(POOLED);
            pool.setTestOnBorrow(true);
            pool.setPoolPreparedStatements(true);
            pool.setDefaultAutoCommit(true);
            pool.setDefaultTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            pool.setDefaultQueryTimeout(java.time.Duration.ofSeconds(30));
            pool.setRollbackOnReturn(true);
            pool.setAbandonedUsageTracking(true);
            day(pool);
            assertThat(pool.getNumActive()).isZero();
        }
    }

    @Test
    void c3p0() throws Exception {
        ComboPooledDataSource pool = new ComboPooledDataSource();
        try {
            pool.setJdbcUrl(database.url());
            pool.setDriverClass(BlazeDriver.class.getName());
            pool.setMinPoolSize(1);
            pool.setInitialPoolSize(1);
            pool.setMaxPoolSize(POOLED);
            pool.setMaxStatements(20);
            pool.setTestConnectionOnCheckout(true);
            day(pool);
        } finally {
            pool.close();
        }
    }

    @Test
    void tomcat() throws Exception {
        org.apache.tomcat.jdbc.pool.DataSource pool = new org.apache.tomcat.jdbc.pool.DataSource();
        try {
            pool.setUrl(database.url());
            pool.setDriverClassName(BlazeDriver.class.getName());
            pool.setMaxActive(POOLED);
            pool.setInitialSize(1);
            pool.setTestOnBorrow(true);
            pool.setValidationQuery("SELECT 1");
            pool.setRollbackOnReturn(true);
            pool.setMinIdle(1);
            pool.setMaxIdle(POOLED);
            pool.setDefaultAutoCommit(true);
            pool.setJdbcInterceptors("ConnectionState;StatementCache");
            day(pool);
        } finally {
            pool.close(true);
        }
    }

    /** Transfers by many threads, connections that come back in the middle of something, failures, and what pools reset. */
    private static void day(DataSource pool) throws Exception {
        transfers(pool);
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.executeUpdate("UPDATE account SET amount = 0");
            connection.setReadOnly(false);
            connection.rollback();
        }
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            assertThat(connection.getAutoCommit()).isTrue();
            assertThatThrownBy(() -> statement.execute("INSERT INTO account VALUES (1, 'eve', 0)"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("23505"));
            assertThat(connection.isValid(1)).isTrue();
            try (ResultSet rows = statement.executeQuery("SELECT SUM(amount) FROM account")) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getInt(1)).isEqualTo(200);
            }
            assertThat(connection.getMetaData().getDatabaseProductName()).isEqualTo("BlazeDB");
        }
    }

    private static void transfers(DataSource pool) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int amount = i % 2 == 0 ? 1 : -1;
                running.add(threads.submit(() -> {
                    for (int turn = 0; turn < TURNS; turn++) {
                        while (!transfer(pool, amount)) {
                            Thread.onSpinWait();
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> each : running) {
                each.get(2, TimeUnit.MINUTES);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** False if another transfer was faster. */
    private static boolean transfer(DataSource pool, int amount) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            try (PreparedStatement update =
                    connection.prepareStatement("UPDATE account SET amount = amount + ? WHERE id = ?")) {
                update.setInt(1, amount);
                update.setInt(2, 1);
                update.executeUpdate();
                update.setInt(1, -amount);
                update.setInt(2, 2);
                update.executeUpdate();
                connection.commit();
                return true;
            } catch (SQLException e) {
                assertThat(e.getSQLState()).startsWith("40");
                connection.rollback();
                return false;
            }
        }
    }

    /** A row as DbUtils fills it. */
    public static final class Account {
        private int id;
        private String owner = "";
        private Integer amount = 0;

        public int getId() {
            return id;
        }

        public void setId(int id) {
            this.id = id;
        }

        public String getOwner() {
            return owner;
        }

        public void setOwner(String owner) {
            this.owner = owner;
        }

        public Integer getAmount() {
            return amount;
        }

        public void setAmount(Integer amount) {
            this.amount = amount;
        }
    }

    @Test
    void dbUtils() throws Exception {
        database.run("CREATE TABLE log (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, text VARCHAR(20))");
        QueryRunner runner = new QueryRunner();
        Connection connection = database.connection();
        List<Account> accounts = runner.query(
                connection,
                "SELECT * FROM account WHERE amount >= ? ORDER BY id",
                new BeanListHandler<>(Account.class),
                50);
        assertThat(accounts).extracting(Account::getOwner).containsExactly("ann", "bob");
        Map<String, Object> row =
                runner.query(connection, "SELECT id, owner AS who FROM account WHERE id = 2", new MapHandler());
        assertThat(row).containsEntry("WHO", "bob");
        Long key = runner.insert(
                connection, "INSERT INTO log (text) VALUES (?)", new ScalarHandler<Long>(), (Object) null);
        assertThat(key).isEqualTo(1L);
        int[] counts =
                runner.batch(connection, "INSERT INTO log (text) VALUES (?)", new Object[][] {{"a"}, {"b"}, {null}});
        assertThat(counts).containsExactly(1, 1, 1);
        assertThat(runner.update(connection, "DELETE FROM log WHERE text IS NULL"))
                .isEqualTo(2);
    }
}
