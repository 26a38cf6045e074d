/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.fuzz;

import io.blazedb.calcite.exec.OperatorBuilder;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A database with the case's tables: one of another kind, or BlazeDB so made that it plans in a way of its own. */
final class Target implements AutoCloseable {
    /** How BlazeDB is brought to other plans. */
    enum Shape {
        /** Neither indexes nor statistics, and no batches. */
        PLAIN,
        /** Indexes, statistics, batches: what users have. */
        INDEXED,
        /** Columns kept apart, and so little memory that everything spills. */
        COLUMNS
    }

    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final int TIMEOUT_SECONDS = Integer.getInteger("blazedb.fuzz.timeoutSeconds", 30);

    private final String name;
    private final Connection connection;
    private final boolean batches;

    private Target(String name, Connection connection, boolean batches) {
        this.name = name;
        this.connection = connection;
        this.batches = batches;
    }

    static Target blaze(Shape shape, Case tables) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:blazedb:mem:fuzz" + NUMBERS.incrementAndGet());
        Target target = new Target("BlazeDB " + shape, connection, shape != Shape.PLAIN);
        for (String sql : tables.statements()) {
            boolean layout = shape == Shape.COLUMNS && sql.startsWith("CREATE TABLE");
            target.require(layout ? sql + " WITH (layout = column)" : sql);
        }
        switch (shape) {
            case PLAIN -> {}
            case INDEXED -> {
                for (String sql : tables.indexes()) {
                    target.require(sql);
                }
                target.require("ANALYZE");
            }
            case COLUMNS -> {
                target.require("CHECKPOINT");
                target.require("SET work_mem = '64kB'");
            }
        }
        return target;
    }

    static Target peer(Dialect dialect, Case tables) throws SQLException {
        String url = dialect.url(NUMBERS.incrementAndGet());
        Target target = new Target(dialect.name(), DriverManager.getConnection(url), true);
        for (String sql : dialect.opening()) {
            target.require(sql);
        }
        for (String sql : tables.statements()) {
            target.require(sql);
        }
        return target;
    }

    private void require(String sql) throws SQLException {
        setBatches();
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failure) {
            throw new SQLException(name + ": " + sql + ": " + failure.getMessage(), failure.getSQLState(), failure);
        }
    }

    private void setBatches() {
        System.setProperty(OperatorBuilder.BATCHES, String.valueOf(batches));
    }

    /** Runs a query, or a statement whose count of rows is the answer. */
    Answer run(String sql) {
        setBatches();
        try (Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(TIMEOUT_SECONDS);
            if (statement.execute(sql)) {
                try (ResultSet rows = statement.getResultSet()) {
                    return Answer.of(rows);
                }
            }
            return new Answer(List.of("count " + statement.getUpdateCount()), null, "");
        } catch (SQLException failure) {
            return Answer.failed(failure);
        }
    }

    /** Runs a query with parameters in place of its constants. */
    Answer runPrepared(Sql query) {
        setBatches();
        List<Sql> values = new ArrayList<>();
        String sql = query.parameterized(values::add);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setQueryTimeout(TIMEOUT_SECONDS);
            for (int i = 0; i < values.size(); i++) {
                statement.setObject(i + 1, value(values.get(i)));
            }
            try (ResultSet rows = statement.executeQuery()) {
                return Answer.of(rows);
            }
        } catch (SQLException failure) {
            return Answer.failed(failure);
        }
    }

    private static Object value(Sql literal) {
        String text = literal.text();
        String inner = text.replaceFirst("^CAST\\('?", "").replaceFirst("'? AS [A-Z ]+\\)$", "");
        String quoted =
                text.substring(text.indexOf('\'') + 1, Math.max(text.lastIndexOf('\''), text.indexOf('\'') + 1));
        return switch (literal.type()) {
            case BOOLEAN -> Boolean.valueOf(text);
            case INTEGER -> Integer.valueOf(text);
            case BIGINT -> Long.valueOf(inner);
            case DECIMAL -> new BigDecimal(text);
            case DOUBLE -> Double.valueOf(inner);
            case TEXT -> quoted;
            case DATE -> LocalDate.parse(quoted);
            case TIMESTAMP -> LocalDateTime.parse(quoted.replace(' ', 'T'));
        };
    }

    @Override
    public String toString() {
        return name;
    }

    @Override
    public void close() throws SQLException {
        System.clearProperty(OperatorBuilder.BATCHES);
        connection.close();
    }
}
