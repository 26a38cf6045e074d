/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** COPY in PostgreSQL's formats. */
class CopyTest {
    private Connection connection;
    private CopyManager copies;

    @BeforeEach
    void open() throws SQLException {
        connection = DriverManager.getConnection(Databases.newMemoryUrl());
        Databases.run(
                connection,
                "CREATE TABLE t (id INT PRIMARY KEY, s TEXT, d NUMERIC(6, 2), f BOOLEAN DEFAULT TRUE, a INT[])");
        copies = connection.unwrap(CopyManager.class);
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    private String out(String sql) throws SQLException, IOException {
        StringWriter text = new StringWriter();
        copies.copyOut(sql, text);
        return text.toString();
    }

    private long in(String sql, String text) throws SQLException, IOException {
        return copies.copyIn(sql, new StringReader(text));
    }

    private void refused(String state, String message, String sql, String text) {
        assertThatThrownBy(() -> in(sql, text))
                .hasMessageContaining(message)
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(state));
    }

    @Test
    void textFormat() throws SQLException, IOException {
        assertThat(
                        in(
                                "COPY t FROM STDIN",
                                "1\ta\\tb\\\\\\n\t1.5\tt\t{1,2}\n2\t\\N\t\\N\t\\N\t\\N\n3\t\\x41\\101\t0\tf\t{}\n\\.\nno data\n"))
                .isEqualTo(3);
        assertThat(out("COPY t TO STDOUT"))
                .isEqualTo("1\ta\\tb\\\\\\n\t1.50\tt\t{1,2}\n2\t\\N\t\\N\t\\N\t\\N\n3\tAA\t0.00\tf\t{}\n");
        assertThat(
                        out(
                                "COPY (SELECT id, s FROM t WHERE id <> 1 ORDER BY id DESC) TO STDOUT WITH DELIMITER '|' NULL AS '-'"))
                .isEqualTo("3|AA\n2|-\n");
    }

    @Test
    void csvFormat() throws SQLException, IOException {
        assertThat(in(
                        "COPY t (s, id) FROM STDIN WITH (FORMAT csv, HEADER)",
                        "s,id\r\n\"a,\"\"b\"\"\nc\",1\r\n\"\",2\n,3\n"))
                .isEqualTo(3);
        assertThat(out("COPY t (id, s, f) TO STDOUT (FORMAT csv, HEADER true)"))
                .isEqualTo("id,s,f\n1,\"a,\"\"b\"\"\nc\",t\n2,\"\",t\n3,,t\n");
        assertThat(out("COPY t (id, s) TO STDOUT CSV QUOTE '''' DELIMITER ';' NULL 'none' FORCE_QUOTE *"))
                .isEqualTo("'1';'a,\"b\"\nc'\n'2';''\n'3';none\n");
    }

    @Test
    void allRowsOrNone() throws SQLException, IOException {
        refused("23505", "line 3", "COPY t (id) FROM STDIN", "1\n2\n1\n");
        refused("22P02", "line 2", "COPY t (id) FROM STDIN", "1\nx\n");
        refused("22P04", "line 2", "COPY t (id, s) FROM STDIN", "1\ta\n2\n");
        refused("22P04", "line 1", "COPY t (id) FROM STDIN CSV", "1,2\n");
        refused("22P04", "quoted", "COPY t (s) FROM STDIN CSV", "\"open\n");
        assertThat(out("COPY t TO STDOUT")).isEmpty();
        connection.setAutoCommit(false);
        in("COPY t (id) FROM STDIN", "7\n");
        refused("23505", "line 2", "COPY t (id) FROM STDIN", "8\n7\n");
        assertThat(out("COPY t (id) TO STDOUT")).isEqualTo("7\n");
        connection.rollback();
        assertThat(out("COPY t (id) TO STDOUT")).isEmpty();
    }

    @Test
    void whatIsRefused() {
        refused("42P01", "nope", "COPY nope FROM STDIN", "1\n");
        refused("42703", "zz", "COPY t (zz) FROM STDIN", "1\n");
        refused("42601", "option", "COPY t FROM STDIN (COLOR 'red')", "");
        refused("0A000", "single", "COPY t FROM STDIN DELIMITER '||'", "");
        refused("0A000", "COPY FROM", "COPY t TO STDOUT", "");
        assertThatThrownBy(() -> Databases.run(connection, "COPY t FROM STDIN")).hasMessageContaining("CopyManager");
    }

    @Test
    void filesAreForTheOwnerUnlessForbidden(@TempDir Path directory) throws SQLException, IOException {
        String file = directory.resolve("t.csv").toString().replace("'", "''");
        try (Connection forbidden = DriverManager.getConnection(Databases.newMemoryUrl() + "?fileAccess=false")) {
            assertThatThrownBy(() -> Databases.run(forbidden, "COPY (SELECT 1) TO '" + file + "'"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"));
        }
        try (Connection allowed = DriverManager.getConnection(Databases.newMemoryUrl());
                Statement statement = allowed.createStatement()) {
            statement.execute("CREATE TABLE u (a INT, b TEXT)");
            statement.execute("INSERT INTO u VALUES (1, 'ä'), (2, NULL)");
            assertThat(statement.executeUpdate("COPY u TO '" + file + "' WITH (FORMAT csv, HEADER)"))
                    .isEqualTo(2);
            assertThat(Files.readString(Path.of(file))).isEqualTo("a,b\n1,ä\n2,\n");
            assertThat(statement.executeUpdate("COPY u FROM '" + file + "' WITH (FORMAT csv, HEADER)"))
                    .isEqualTo(2);
            try (ResultSet rows = statement.executeQuery("SELECT COUNT(*), COUNT(b) FROM u")) {
                rows.next();
                assertThat(List.of(rows.getInt(1), rows.getInt(2))).containsExactly(4, 2);
            }
            assertThatThrownBy(() -> statement.execute("COPY u FROM '" + file + ".missing'"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("58030"));
        }
    }

    @Test
    void whatGoesOutComesIn() throws SQLException, IOException {
        long seed = Long.getLong("blazedb.seed", System.nanoTime());
        Random random = new Random(seed);
        String[] pieces = {"a", "\"", "'", "\\", ",", "\t", "\n", "\r", "\\N", "\\.", " ", "é", "|", "NULL"};
        List<String> texts = new ArrayList<>();
        try (var insert = connection.prepareStatement("INSERT INTO t (id, s) VALUES (?, ?)")) {
            for (int i = 0; i < 1_200; i++) {
                StringBuilder text = new StringBuilder();
                for (int k = random.nextInt(5); k > 0; k--) {
                    text.append(pieces[random.nextInt(pieces.length)]);
                }
                texts.add(random.nextInt(9) == 0 ? null : text.toString());
                insert.setInt(1, i);
                insert.setString(2, texts.get(i));
                insert.addBatch();
            }
            insert.executeBatch();
        }
        for (String options : List.of(
                "",
                "CSV",
                "(FORMAT csv, HEADER, DELIMITER '|', NULL 'NULL')",
                "(NULL 'none', DELIMITER ',')",
                "CSV QUOTE '''' ESCAPE '\\'")) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            copies.copyOut("COPY (SELECT id, s FROM t ORDER BY id) TO STDOUT " + options, bytes);
            Databases.run(connection, "CREATE TABLE c (id INT, s TEXT)");
            copies.copyIn("COPY c FROM STDIN " + options, new ByteArrayInputStream(bytes.toByteArray()));
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT s FROM c ORDER BY id")) {
                List<String> read = new ArrayList<>();
                while (rows.next()) {
                    read.add(rows.getString(1));
                }
                assertThat(read)
                        .as("seed %d, %s, %s", seed, options, bytes.toString(StandardCharsets.UTF_8))
                        .isEqualTo(texts);
            }
            Databases.run(connection, "DROP TABLE c");
        }
    }

    @Test
    void json() throws SQLException, IOException {
        long count = in(
                "COPY t FROM STDIN (FORMAT JSON)",
                "[{\"id\": 1, \"s\": \"a \\\"b\\\" {\", \"d\": 1.50, \"a\": [1, null]},\n {\"id\": 2, \"s\": null}]");
        assertThat(count).isEqualTo(2);
        assertThat(out("COPY t (id, s, d, f, a) TO STDOUT WITH (FORMAT JSON, HEADER)"))
                .isEqualTo("{\"id\":1,\"s\":\"a \\\"b\\\" {\",\"d\":1.50,\"f\":true,\"a\":[1,null]}\n"
                        + "{\"id\":2,\"s\":null,\"d\":null,\"f\":true,\"a\":null}\n");
        String all = out("COPY t TO STDOUT (FORMAT JSON)");
        Databases.run(connection, "DELETE FROM t");
        assertThat(in("COPY t FROM STDIN (FORMAT 'json')", all)).isEqualTo(2);
        assertThat(out("COPY t TO STDOUT (FORMAT JSON)")).isEqualTo(all);
        refused("22P04", "is no column", "COPY t FROM STDIN (FORMAT JSON)", "{\"id\": 3}\n{\"id\": 4, \"x\": 1}");
        refused("22P04", "names no column", "COPY t FROM STDIN (FORMAT JSON)", "{}");
        refused("22P04", "line 2 of COPY", "COPY t FROM STDIN (FORMAT JSON)", "{\"id\": 3}\n[1]");
        refused("22P04", "no end", "COPY t FROM STDIN (FORMAT JSON)", "[{\"id\": 3}");
        refused("22P02", "line 1 of COPY", "COPY t FROM STDIN (FORMAT JSON)", "{\"id\": \"x\"}");
        assertThat(in("COPY t FROM STDIN (FORMAT JSON)", " [ ] ")).isZero();
    }
}
