/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that sends short statements only never runs a class of Calcite. */
class ShortStatementsTest {
    private static final int TIMEOUT_SECONDS = 120;

    @Test
    void loadNothingOfCalcite(@TempDir Path directory) throws Exception {
        Path log = directory.resolve("classes.txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xlog:class+load:file=" + log,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Program.class.getName(),
                        directory.resolve("short.blazedb").toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output.txt").toFile())
                .start();
        try {
            assertThat(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(Files.readString(directory.resolve("output.txt")))
                .isEqualTo("one 1.50 1 2" + System.lineSeparator());
        assertThat(calciteClasses(log)).isEmpty();
    }

    /** Without the two exceptions that the virtual machine looks up when it verifies the class that catches them. */
    private static List<String> calciteClasses(Path log) throws IOException {
        return Files.readAllLines(log).stream()
                .filter(line -> line.contains(" org.apache.calcite.") || line.contains("BlazeParserImpl"))
                .filter(line -> !line.contains("ParserException source") && !line.contains("ParseException source"))
                .toList();
    }

    /** What the process runs: without DriverManager, which loads every driver on the class path, Calcite's among them. */
    public static final class Program {
        private Program() {}

        /** Runs each kind of short statement in a new file. */
        public static void main(String[] arguments) throws SQLException {
            BlazeDataSource source = new BlazeDataSource();
            source.setUrl("jdbc:blazedb:" + arguments[0]);
            source.setPassword("secret");
            try (Connection connection = source.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE item (id BIGINT PRIMARY KEY, name VARCHAR(20) NOT NULL,"
                        + " price DECIMAL(8, 2), n INTEGER UNIQUE)");
                statement.executeUpdate("INSERT INTO item VALUES (1, 'one', 1.5, 3), (2, 'two', NULL, NULL)");
                connection.setAutoCommit(false);
                statement.executeUpdate("UPDATE item SET name = 'x', n = 4 WHERE id = 1");
                Savepoint savepoint = connection.setSavepoint();
                statement.executeUpdate("DELETE FROM item WHERE n = 4");
                connection.rollback(savepoint);
                connection.rollback();
                connection.setAutoCommit(true);
                statement.execute("BEGIN");
                statement.execute("SAVEPOINT s");
                statement.execute("COMMIT");
                print(connection, statement);
            }
        }

        private static void print(Connection connection, Statement statement) throws SQLException {
            StringBuilder line = new StringBuilder();
            try (PreparedStatement query = connection.prepareStatement("SELECT name, price FROM item WHERE id = ?")) {
                query.setLong(1, 1);
                try (ResultSet rows = query.executeQuery()) {
                    rows.next();
                    line.append(rows.getString("name")).append(' ').append(rows.getBigDecimal(2));
                }
            }
            try (ResultSet rows = statement.executeQuery("SELECT id FROM item WHERE id >= 1 ORDER BY id LIMIT 1")) {
                rows.next();
                line.append(' ').append(rows.getLong(1));
            }
            try (ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM item")) {
                rows.next();
                line.append(' ').append(rows.getLong(1));
            }
            System.out.println(line);
        }
    }
}
