/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLInvalidAuthorizationSpecException;
import java.sql.SQLNonTransientConnectionException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.ServiceLoader;
import javax.sql.PooledConnection;
import javax.sql.StatementEvent;
import javax.sql.StatementEventListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Opening a database: by the driver, by a data source, and everything that goes wrong. */
class OpeningTest {
    @TempDir
    Path directory;

    @Test
    void theDriverIsFoundByItself() {
        assertThat(ServiceLoader.load(Driver.class).stream().map(ServiceLoader.Provider::type))
                .anyMatch(BlazeDriver.class::equals);
    }

    @Test
    void pathsWithSpacesAndUnicode() throws SQLException {
        Path file = directory.resolve("my bugs ü 漢 100%.blazedb");
        String url = "jdbc:blazedb:" + directory + "/my%20bugs ü 漢 100%25.blazedb?password=a%26b";
        try (Connection connection = DriverManager.getConnection(url)) {
            Databases.run(connection, "CREATE TABLE t (id INTEGER PRIMARY KEY)", "INSERT INTO t VALUES (1)");
            assertThat(connection.getMetaData().getURL()).doesNotContain("a&b").doesNotContain("a%26b");
            assertThat(connection.toString()).doesNotContain("a&b").doesNotContain("a%26b");
        }
        assertThat(file).exists();
        try (Connection connection = DriverManager.getConnection(url)) {
            assertThat(Databases.value(connection, "SELECT id FROM t")).isEqualTo(1);
        }
    }

    @Test
    void nothingIsReadableInTheFile() throws Exception {
        Path file = directory.resolve("secret.blazedb");
        try (Connection connection = Databases.open(file)) {
            Databases.run(
                    connection,
                    "CREATE TABLE conspicuous_table (conspicuous_column VARCHAR(50))",
                    "INSERT INTO conspicuous_table VALUES ('conspicuous value')");
        }
        String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertThat(bytes).doesNotContain("conspicuous");
    }

    @Test
    void missingPassword() {
        assertThatThrownBy(() -> DriverManager.getConnection(Databases.url(directory.resolve("x.blazedb"))))
                .isInstanceOf(SQLInvalidAuthorizationSpecException.class)
                .hasMessageContaining("no password");
        assertThat(directory.resolve("x.blazedb")).doesNotExist();
    }

    @Test
    void wrongPasswordIsRefusedAlsoWhileOpen() throws SQLException {
        Path file = directory.resolve("locked.blazedb");
        try (Connection connection = Databases.open(file)) {
            assertThatThrownBy(() -> DriverManager.getConnection(Databases.url(file), "owner", "guess"))
                    .isInstanceOf(SQLInvalidAuthorizationSpecException.class)
                    .hasMessageNotContaining("guess");
            assertThat(connection.isValid(1)).isTrue();
        }
        assertThatThrownBy(() -> DriverManager.getConnection(Databases.url(file), "owner", "guess"))
                .isInstanceOfSatisfying(
                        SQLInvalidAuthorizationSpecException.class,
                        e -> assertThat(e.getSQLState()).isEqualTo("28P01"));
        try (Connection again = Databases.open(file)) {
            assertThat(again.isValid(1)).isTrue();
        }
    }

    @Test
    void whatIsNoDatabase() throws Exception {
        Path text = Files.writeString(directory.resolve("notes.txt"), "just text, and quite a lot of it".repeat(1000));
        assertThatThrownBy(() -> Databases.open(text)).isInstanceOf(SQLNonTransientConnectionException.class);
        assertThat(text).content().startsWith("just text");
        assertThatThrownBy(() -> Databases.open(directory))
                .isInstanceOf(SQLNonTransientConnectionException.class)
                .hasMessageContaining("is a directory");
        assertThatThrownBy(() -> Databases.open(directory.resolve("no/such/place.blazedb")))
                .isInstanceOf(SQLNonTransientConnectionException.class)
                .hasMessageContaining("does not exist");
        assertThatThrownBy(() -> DriverManager.getConnection(
                        Databases.url(directory.resolve("none.blazedb")) + "?create=false&password=x"))
                .isInstanceOf(SQLNonTransientConnectionException.class)
                .hasMessageContaining("create=false");
    }

    @Test
    void nullsAreSqlExceptions() throws SQLException {
        BlazeDriver driver = new BlazeDriver();
        assertThatThrownBy(() -> driver.connect(null, null)).isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> driver.acceptsURL(null)).isInstanceOf(SQLException.class);
        assertThat(driver.getPropertyInfo(null, null)).isNotEmpty();
        try (Connection connection = driver.connect(Databases.newMemoryUrl(), null)) {
            assertThat(connection).isNotNull();
        }
    }

    @Test
    void propertiesAreDescribed() throws SQLException {
        DriverPropertyInfo[] properties =
                new BlazeDriver().getPropertyInfo("jdbc:blazedb:x.db?synchronous=off", new Properties());
        assertThat(Arrays.stream(properties).map(property -> property.name))
                .containsExactly(
                        "password",
                        "keyFile",
                        "user",
                        "create",
                        "readOnly",
                        "synchronous",
                        "busyTimeout",
                        "cacheSize",
                        "workMem",
                        "expectAtLeast",
                        "isolation",
                        "fileAccess",
                        "app",
                        "appGroup",
                        "home");
        assertThat(properties)
                .allSatisfy(property -> assertThat(property.description).isNotBlank());
        assertThat(properties[0].required).isTrue();
        assertThat(properties[5].value).isEqualTo("off");
        assertThat(properties[5].choices).containsExactly("full", "normal", "off");
    }

    @Test
    void aFileThatWasPutBackIsRefused() throws Exception {
        Path file = directory.resolve("anchored.blazedb");
        Path old = directory.resolve("old.blazedb");
        String anchor;
        try (Connection connection = Databases.open(file)) {
            Databases.run(connection, "CREATE TABLE t (id INTEGER)");
        }
        Files.copy(file, old);
        try (Connection connection = Databases.open(file)) {
            Databases.run(connection, "INSERT INTO t VALUES (1)");
            anchor = String.valueOf(Databases.value(connection, "SELECT anchor FROM blaze.databases"));
        }
        try (Connection connection = DriverManager.getConnection(
                Databases.url(file) + "?expectAtLeast=" + anchor, "owner", Databases.PASSWORD)) {
            assertThat(Databases.value(connection, "SELECT id FROM t")).isEqualTo(1);
        }
        assertThat(stateOf(Databases.url(old) + "?expectAtLeast=" + anchor)).isEqualTo("XX001");
        try (Connection connection = Databases.open(old)) {
            Databases.run(connection, "INSERT INTO t VALUES (2)");
        }
        assertThat(stateOf(Databases.url(old) + "?expectAtLeast=" + anchor)).isEqualTo("XX001");
        assertThat(stateOf(Databases.url(old) + "?expectAtLeast=nonsense")).isEqualTo("08001");
    }

    private static String stateOf(String url) {
        try (Connection connection = DriverManager.getConnection(url, "owner", Databases.PASSWORD)) {
            return "open " + connection;
        } catch (SQLException e) {
            return e.getSQLState();
        }
    }

    @Test
    void readOnlyConnectionsDoNotWrite() throws SQLException {
        Path file = directory.resolve("ro.blazedb");
        try (Connection connection = Databases.open(file)) {
            Databases.run(connection, "CREATE TABLE t (id INTEGER)", "INSERT INTO t VALUES (1)");
        }
        try (Connection connection =
                DriverManager.getConnection(Databases.url(file) + "?readOnly=true", "owner", Databases.PASSWORD)) {
            assertThat(connection.isReadOnly()).isTrue();
            assertThat(Databases.value(connection, "SELECT id FROM t")).isEqualTo(1);
            assertThatThrownBy(() -> Databases.run(connection, "DELETE FROM t"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("25006"));
            connection.setReadOnly(false);
            assertThat((Throwable) connection.getWarnings()).isNotNull();
            assertThat(connection.isReadOnly()).isTrue();
        }
    }

    @Test
    void dataSourceOpensWithItsProperties() throws SQLException {
        BlazeDataSource source = new BlazeDataSource();
        assertThatThrownBy(source::getConnection)
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("setUrl");
        source.setDatabaseName(directory.resolve("100% mine?.blazedb").toString());
        source.setPassword(Databases.PASSWORD);
        source.setIsolation("serializable");
        source.setSynchronous("off");
        try (Connection connection = source.getConnection()) {
            assertThat(connection.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
        }
        assertThat(directory.resolve("100% mine?.blazedb")).exists();
        try (Connection connection = source.getConnection("owner", Databases.PASSWORD)) {
            assertThat(connection.isValid(0)).isTrue();
        }
    }

    @Test
    void pooledConnectionGivesFreshHandles() throws SQLException {
        BlazeDataSource source = new BlazeDataSource();
        source.setUrl(Databases.newMemoryUrl());
        PooledConnection pooled = source.getPooledConnection();
        int[] closed = new int[1];
        pooled.addConnectionEventListener(new javax.sql.ConnectionEventListener() {
            @Override
            public void connectionClosed(javax.sql.ConnectionEvent event) {
                closed[0]++;
            }

            @Override
            public void connectionErrorOccurred(javax.sql.ConnectionEvent event) {}
        });
        try (Connection first = pooled.getConnection()) {
            Databases.run(first, "CREATE TABLE t (id INTEGER)");
            first.setAutoCommit(false);
            Databases.run(first, "INSERT INTO t VALUES (1)");
        }
        assertThat(closed[0]).isEqualTo(1);
        try (Connection second = pooled.getConnection()) {
            assertThat(second.getAutoCommit()).isTrue();
            assertThat(Databases.value(second, "SELECT COUNT(*) FROM t")).isEqualTo(0L);
        }
        pooled.close();
        assertThatThrownBy(pooled::getConnection).isInstanceOf(SQLException.class);
    }

    @Test
    void poolsHearOfStatementsThatAreClosed() throws SQLException {
        BlazeDataSource source = new BlazeDataSource();
        source.setUrl(Databases.newMemoryUrl());
        PooledConnection pooled = source.getPooledConnection();
        List<Object> closed = new ArrayList<>();
        StatementEventListener listener = new StatementEventListener() {
            @Override
            public void statementClosed(StatementEvent event) {
                closed.add(event.getStatement());
            }

            @Override
            public void statementErrorOccurred(StatementEvent event) {}
        };
        pooled.addStatementEventListener(listener);
        try (Connection connection = pooled.getConnection()) {
            PreparedStatement statement = connection.prepareStatement("SELECT 1");
            statement.close();
            statement.close();
            assertThat(closed).containsExactly(statement);
            pooled.removeStatementEventListener(listener);
            connection.prepareStatement("SELECT 2").close();
            assertThat(closed).hasSize(1);
        }
        pooled.close();
    }

    @Test
    void dataSourcesGoThroughDirectoriesAndStreams() throws Exception {
        BlazeDataSource source = new BlazeDataSource();
        source.setDatabaseName(directory.resolve("bound.blazedb").toString());
        source.setPassword(Databases.PASSWORD);
        source.setBusyTimeout(1234);
        Object looked = new BlazeDataSourceFactory().getObjectInstance(source.getReference(), null, null, null);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(source);
        }
        Object read;
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            read = in.readObject();
        }
        for (Object copy : List.of(looked, read)) {
            assertThat(copy).isInstanceOfSatisfying(BlazeDataSource.class, other -> {
                assertThat(other.getUrl()).isEqualTo(source.getUrl());
                assertThat(other.getBusyTimeout()).isEqualTo(1234);
                assertThat(other.getUser()).isNull();
            });
            try (Connection connection = ((BlazeDataSource) copy).getConnection()) {
                assertThat(connection.isValid(1)).isTrue();
            }
        }
        assertThat(new BlazeDataSourceFactory().getObjectInstance("else", null, null, null))
                .isNull();
    }

    @Test
    void databasesInMemoryAreSharedByNameAndEndWithTheLastConnection() throws SQLException {
        String url = Databases.newMemoryUrl();
        try (Connection first = DriverManager.getConnection(url);
                Connection second = DriverManager.getConnection(url)) {
            Databases.run(first, "CREATE TABLE t (id INTEGER)", "INSERT INTO t VALUES (5)");
            assertThat(Databases.value(second, "SELECT id FROM t")).isEqualTo(5);
        }
        try (Connection later = DriverManager.getConnection(url)) {
            assertThatThrownBy(() -> Databases.value(later, "SELECT id FROM t")).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void openingAndClosingOftenLeaksNothing() throws SQLException {
        Path file = directory.resolve("often.blazedb");
        try (Connection held = Databases.open(file)) {
            Databases.run(held, "CREATE TABLE t (id INTEGER PRIMARY KEY)");
            int threadsBefore = Thread.activeCount();
            for (int i = 0; i < 200; i++) {
                try (Connection connection = Databases.open(file)) {
                    Databases.run(connection, "INSERT INTO t VALUES (" + i + ")");
                }
            }
            assertThat(Thread.activeCount()).isLessThanOrEqualTo(threadsBefore + 2);
            assertThat(Databases.value(held, "SELECT COUNT(*) FROM t")).isEqualTo(200L);
        }
    }
}
