/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values of enumerated types are texts for programs. */
class EnumColumnsTest {
    @TempDir
    Path directory;

    private Connection connection;
    private Statement statement;

    @BeforeEach
    void open() throws SQLException {
        connection = DriverManager.getConnection("jdbc:blazedb:mem:enum-columns?fileAccess=true");
        statement = connection.createStatement();
        statement.execute("CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy')");
        statement.execute("CREATE TABLE p (id INTEGER PRIMARY KEY, m mood, ms mood[])");
        statement.execute("INSERT INTO p VALUES (1, 'happy', '{sad,ok}')");
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @Test
    void values() throws SQLException {
        try (ResultSet rows = statement.executeQuery("SELECT m, ms FROM p")) {
            rows.next();
            assertThat(rows.getString(1)).isEqualTo("happy");
            assertThat(rows.getObject(1)).isEqualTo("happy");
            assertThat(rows.getObject("m", String.class)).isEqualTo("happy");
            assertThat((Object[]) rows.getArray(2).getArray()).containsExactly("sad", "ok");
            assertThat(rows.getMetaData().getColumnTypeName(1)).isEqualTo("mood");
            assertThat(rows.getMetaData().getColumnType(1)).isEqualTo(Types.VARCHAR);
            assertThat(rows.getMetaData().getColumnClassName(1)).isEqualTo("java.lang.String");
        }
        try (ResultSet columns = connection.getMetaData().getColumns(null, null, "p", "m%")) {
            columns.next();
            assertThat(columns.getString("TYPE_NAME")).isEqualTo("mood");
            columns.next();
            assertThat(columns.getString("TYPE_NAME")).isEqualTo("mood[]");
        }
        try (ResultSet types = connection.getMetaData().getTypeInfo()) {
            assertThat(types.next()).isTrue();
        }
    }

    @Test
    void copies() throws SQLException {
        String file = directory.resolve("p.csv").toString();
        statement.execute("COPY p TO '" + file + "' (FORMAT CSV)");
        statement.execute("DELETE FROM p");
        statement.execute("COPY p FROM '" + file + "' (FORMAT CSV)");
        try (ResultSet rows = statement.executeQuery("SELECT m, ms FROM p WHERE m > 'ok'")) {
            rows.next();
            assertThat(rows.getString(1) + rows.getString(2)).isEqualTo("happy{sad,ok}");
        }
    }

    @Test
    void parameters() throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO p VALUES (?, ?, ?)")) {
            insert.setInt(1, 2);
            insert.setString(2, "sad");
            insert.setArray(3, connection.createArrayOf("text", new String[] {"happy"}));
            insert.executeUpdate();
            insert.setInt(1, 3);
            insert.setString(2, "mad");
            assertThatThrownBy(insert::executeUpdate)
                    .isInstanceOf(SQLException.class)
                    .hasFieldOrPropertyWithValue("SQLState", "22P02");
        }
        try (PreparedStatement query = connection.prepareStatement("SELECT id FROM p WHERE m < ?")) {
            query.setObject(1, "ok");
            try (ResultSet rows = query.executeQuery()) {
                rows.next();
                assertThat(rows.getInt(1)).isEqualTo(2);
                assertThat(rows.next()).isFalse();
            }
        }
    }
}
