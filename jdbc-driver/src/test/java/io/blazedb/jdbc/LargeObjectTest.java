/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values of BLOB and CLOB columns that are too large for their rows. */
class LargeObjectTest {
    private static final int LENGTH = 3 << 19;

    @TempDir
    Path directory;

    private final byte[] bytes = new byte[LENGTH];
    private final String text = text();
    private Connection connection;

    private static String text() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; text.length() < LENGTH; i++) {
            text.append("line ").append(i).append(" of a täxt with € and \uD83D\uDE00, ");
        }
        return text.toString();
    }

    @BeforeEach
    void open() throws SQLException {
        new Random(Long.getLong("blazedb.seed", 7)).nextBytes(bytes);
        connection = Databases.open(directory.resolve("l.blazedb"));
        Databases.run(
                connection,
                "CREATE TABLE t (id INTEGER PRIMARY KEY, name VARCHAR(20), data BLOB, text CLOB, n INTEGER)");
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?, 'first', ?, ?, 5)")) {
            insert.setInt(1, 1);
            insert.setBinaryStream(2, new ByteArrayInputStream(bytes));
            insert.setCharacterStream(3, new StringReader(text));
            insert.executeUpdate();
        }
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    private void requireRow(int id) throws SQLException, IOException {
        try (PreparedStatement select = connection.prepareStatement("SELECT data, text, n FROM t WHERE id = ?")) {
            select.setInt(1, id);
            try (ResultSet rows = select.executeQuery()) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getBinaryStream(1).readAllBytes()).isEqualTo(bytes);
                assertThat(rows.getBytes(1)).isEqualTo(bytes);
                assertThat(rows.getString(2)).isEqualTo(text);
                assertThat(rows.getInt(3)).isEqualTo(5);
            }
        }
    }

    @Test
    void blobIsReadWhereItIs() throws Exception {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT * FROM t ORDER BY id")) {
            rows.next();
            Blob blob = (Blob) rows.getObject("data");
            assertThat(rows.next()).isFalse();
            assertThat(blob.length()).isEqualTo(LENGTH);
            assertThat(blob.getBytes(1_000_000, 50)).isEqualTo(Arrays.copyOfRange(bytes, 999_999, 1_000_049));
            assertThat(blob.getBinaryStream(LENGTH - 4, 5).readAllBytes())
                    .isEqualTo(Arrays.copyOfRange(bytes, LENGTH - 5, LENGTH));
            byte[] pattern = Arrays.copyOfRange(bytes, 1_200_000, 1_200_030);
            assertThat(blob.position(pattern, 1)).isEqualTo(1_200_001);
            assertThat(blob.position(pattern, 1_200_001)).isEqualTo(1_200_001);
            assertThat(blob.position(pattern, 1_200_002)).isEqualTo(-1);
            assertThatThrownBy(() -> blob.getBytes(LENGTH + 2, 1)).isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> blob.getBinaryStream(1, LENGTH + 1)).isInstanceOf(SQLException.class);
            blob.setBytes(1, new byte[] {1, 2, 3});
            assertThat(blob.getBytes(1, 4)).isEqualTo(new byte[] {1, 2, 3, bytes[3]});
            blob.truncate(2);
            assertThat(blob.length()).isEqualTo(2);
        }
        requireRow(1);
    }

    @Test
    void clobIsReadWhereItIs() throws Exception {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT text FROM t")) {
            rows.next();
            Clob clob = (Clob) rows.getObject(1);
            assertThat(clob.length()).isEqualTo(text.length());
            for (int start : new int[] {0, 700_000, 700_100, 100, text.length() - 10}) {
                assertThat(clob.getSubString(start + 1, 100))
                        .isEqualTo(text.substring(start, Math.min(text.length(), start + 100)));
            }
            String wanted = text.substring(1_300_000, 1_300_040);
            assertThat(clob.position(wanted, 1)).isEqualTo(text.indexOf(wanted) + 1);
            assertThat(clob.position(wanted, text.indexOf(wanted) + 2L)).isEqualTo(-1);
            assertThat(new String(clob.getAsciiStream().readNBytes(50), StandardCharsets.US_ASCII))
                    .isEqualTo(text.replaceAll("[^ -~]", "?").substring(0, 50));
            char[] part = new char[20];
            assertThat(clob.getCharacterStream(500_001, 20).read(part)).isEqualTo(20);
            assertThat(new String(part)).isEqualTo(text.substring(500_000, 500_020));
        }
    }

    @Test
    void otherStatementsOverTheSameRow() throws Exception {
        Databases.run(
                connection,
                "UPDATE t SET name = 'second' WHERE id = 1",
                "INSERT INTO t SELECT id + 1, name, data, text, n FROM t",
                "INSERT INTO t SELECT a.id + 2, a.name, b.data, b.text, a.n FROM t a JOIN t b ON a.n = b.n WHERE a.id = b.id AND a.id = 1",
                "CREATE INDEX by_n ON t (n)",
                "UPDATE t SET id = 7 WHERE id = 2",
                "ANALYZE t");
        requireRow(1);
        requireRow(3);
        requireRow(7);
        assertThat(Databases.value(connection, "SELECT SUM(CHAR_LENGTH(text)) FROM t WHERE n = 5"))
                .hasToString(String.valueOf(3L * text.codePointCount(0, text.length())));
        assertThat(Databases.value(connection, "SELECT COUNT(*) FROM t WHERE text LIKE 'line 0%'"))
                .isEqualTo(3L);
        assertThat(Databases.value(connection, "SELECT COUNT(DISTINCT data) FROM t"))
                .isEqualTo(1L);
        assertThat(Databases.value(connection, "SELECT SUM(id) FROM t")).hasToString("11");
        assertThat(Databases.value(connection, "SELECT MAX(id) FROM (SELECT data, id FROM t ORDER BY name DESC) x"))
                .isEqualTo(7);
        Databases.run(connection, "ALTER TABLE t ALTER COLUMN text TYPE TEXT", "ALTER TABLE t DROP COLUMN text");
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("CHECK DATABASE")) {
            assertThat(rows.next()).isFalse();
        }
        Databases.run(connection, "DELETE FROM t WHERE id < 4", "ALTER TABLE t DROP COLUMN data");
        assertThat(Databases.value(connection, "SELECT COUNT(*) FROM t WHERE n = 5"))
                .isEqualTo(1L);
    }

    @Test
    void savepointsConflictsAndRollback() throws Exception {
        connection.setAutoCommit(false);
        try (PreparedStatement update = connection.prepareStatement("UPDATE t SET data = ? WHERE id = 1")) {
            update.setBinaryStream(1, new ByteArrayInputStream(new byte[2 << 20]));
            update.executeUpdate();
            var savepoint = connection.setSavepoint();
            update.setBinaryStream(1, new ByteArrayInputStream(new byte[4 << 20]));
            update.executeUpdate();
            connection.rollback(savepoint);
        }
        Blob changed = (Blob) Databases.value(connection, "SELECT data FROM t");
        assertThat(changed.length()).isEqualTo(2 << 20);
        connection.rollback();
        assertThatThrownBy(() -> changed.getBytes(1, 1))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("0F001"));
        requireRow(1);
        connection.commit();
    }

    @Test
    void scrollableRowsKeepTheirObjects() throws Exception {
        Databases.run(connection, "INSERT INTO t SELECT id + 1, name, data, text, n FROM t");
        try (Statement statement =
                        connection.createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY);
                ResultSet rows = statement.executeQuery("SELECT data FROM t ORDER BY id")) {
            List<Blob> blobs = new ArrayList<>();
            while (rows.next()) {
                blobs.add(rows.getBlob(1));
            }
            rows.first();
            assertThat(rows.getBinaryStream(1).readAllBytes()).isEqualTo(bytes);
            for (Blob blob : blobs) {
                assertThat(blob.getBytes(1, LENGTH)).isEqualTo(bytes);
            }
        }
    }

    @Test
    void locatorsAreParameters() throws Exception {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT data, text FROM t");
                PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?, 'x', ?, ?, 5)")) {
            rows.next();
            insert.setInt(1, 2);
            insert.setBlob(2, rows.getBlob(1));
            insert.setClob(3, rows.getClob(2));
            insert.executeUpdate();
        }
        connection.commit();
        connection.setAutoCommit(true);
        requireRow(2);
    }

    @Test
    void returningAndGeneratedKeys() throws Exception {
        Databases.run(connection, "CREATE TABLE g (id INTEGER GENERATED ALWAYS AS IDENTITY PRIMARY KEY, data BLOB)");
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO g (data) VALUES (?)", Statement.RETURN_GENERATED_KEYS)) {
            insert.setBlob(1, new ByteArrayInputStream(bytes));
            insert.executeUpdate();
            ResultSet keys = insert.getGeneratedKeys();
            assertThat(keys.next()).isTrue();
            assertThat(keys.getInt(1)).isEqualTo(1);
        }
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO g (data) VALUES (?) RETURNING data")) {
            insert.setBlob(1, new ByteArrayInputStream(bytes), LENGTH);
            ResultSet returned = insert.executeQuery();
            assertThat(returned.next()).isTrue();
            assertThat(returned.getBytes(1)).isEqualTo(bytes);
        }
        try (PreparedStatement update = connection.prepareStatement("UPDATE g SET data = ?")) {
            update.setBinaryStream(1, new ByteArrayInputStream(Arrays.copyOf(bytes, 5 << 18)));
            assertThat(update.executeUpdate()).isEqualTo(2);
            assertThatThrownBy(update::executeUpdate)
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("55000"));
        }
        assertThat(Databases.value(connection, "SELECT SUM(OCTET_LENGTH(data)) FROM g"))
                .hasToString(String.valueOf(5 << 19));
    }

    @Test
    void failingAndShortStreams() throws Exception {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (9, 'x', ?, NULL, 5)")) {
            InputStream failing = new SequenceInputStream(new ByteArrayInputStream(bytes), new InputStream() {
                @Override
                public int read() throws IOException {
                    throw new IOException("no more");
                }
            });
            insert.setBinaryStream(1, failing);
            assertThatThrownBy(insert::executeUpdate)
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("22000"))
                    .hasMessageContaining("no more");
            insert.setBinaryStream(1, new ByteArrayInputStream(bytes), LENGTH + 1L);
            assertThatThrownBy(insert::executeUpdate).hasMessageContaining("ended after 1572864 of 1572865");
            insert.setBinaryStream(1, new ByteArrayInputStream(bytes), LENGTH - 1L);
            insert.executeUpdate();
        }
        assertThat(Databases.value(connection, "SELECT OCTET_LENGTH(data) FROM t WHERE id = 9"))
                .isEqualTo(LENGTH - 1);
    }

    @Test
    void metadataSaysWhatTheDefinitionSays() throws Exception {
        try (ResultSet columns = connection.getMetaData().getColumns(null, "public", "t", null)) {
            List<String> types = new ArrayList<>();
            while (columns.next()) {
                types.add(columns.getString("TYPE_NAME") + " " + columns.getInt("DATA_TYPE"));
            }
            assertThat(types).contains("BLOB " + Types.BLOB, "CLOB " + Types.CLOB, "VARCHAR " + Types.VARCHAR);
        }
        Databases.run(
                connection,
                "CREATE TABLE types (a CLOB(10M), b BINARY LARGE OBJECT, c CHARACTER LARGE OBJECT (1K), d TEXT, e BYTEA, f NCLOB)");
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT * FROM types")) {
            var meta = rows.getMetaData();
            List<Integer> types = new ArrayList<>();
            for (int i = 1; i <= meta.getColumnCount(); i++) {
                types.add(meta.getColumnType(i));
            }
            assertThat(types)
                    .containsExactly(Types.CLOB, Types.BLOB, Types.CLOB, Types.VARCHAR, Types.VARBINARY, Types.CLOB);
            assertThat(meta.getColumnClassName(2)).isEqualTo(Blob.class.getName());
        }
    }

    @Test
    void survivesReopening() throws Exception {
        connection.close();
        connection = Databases.open(directory.resolve("l.blazedb"));
        requireRow(1);
        Databases.run(connection, "VACUUM");
        requireRow(1);
        Databases.run(connection, "BACKUP TO '" + directory.resolve("b.blazedb") + "'");
        connection.close();
        connection = Databases.open(directory.resolve("b.blazedb"));
        requireRow(1);
    }
}
