/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.blazedb.calcite.function.UserFunctions;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.JDBCType;
import java.sql.ParameterMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Types;
import java.util.Locale;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Functions called in the syntax for procedures. */
class FunctionCallTest {
    private Connection connection;

    @BeforeEach
    void open() throws SQLException {
        connection = Databases.newMemory();
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{? = call upper(?)}", " { ?=CALL UPPER( ? ) } ; ", "? = call upper(?)"})
    void theValueIsTheFirstParameter(String sql) throws SQLException {
        try (CallableStatement call = connection.prepareCall(sql)) {
            call.registerOutParameter(1, Types.VARCHAR);
            for (String text : new String[] {"blaze", null, "call { x }"}) {
                call.setString(2, text);
                assertThat(call.execute()).isFalse();
                assertThat(call.getResultSet()).isNull();
                assertThat(call.getUpdateCount()).isEqualTo(-1);
                assertThat(call.getString(1)).isEqualTo(text == null ? null : text.toUpperCase(Locale.ROOT));
                assertThat(call.wasNull()).isEqualTo(text == null);
            }
            ParameterMetaData parameters = call.getParameterMetaData();
            assertThat(parameters.getParameterCount()).isEqualTo(2);
            assertThat(parameters.getParameterMode(1)).isEqualTo(ParameterMetaData.parameterModeOut);
            assertThat(parameters.getParameterMode(2)).isEqualTo(ParameterMetaData.parameterModeIn);
        }
    }

    @Test
    void valuesOfManyTypes() throws SQLException {
        connection.unwrap(UserFunctions.class).scalar("twice", Integer.class, Integer.class, x -> 2 * x);
        try (CallableStatement call = connection.prepareCall("{? = call twice(?)}")) {
            call.registerOutParameter(1, JDBCType.INTEGER);
            call.setObject(2, 21);
            assertThat(call.executeUpdate()).isZero();
            assertThat(call.getInt(1)).isEqualTo(42);
            assertThat(call.getLong(1)).isEqualTo(42);
            assertThat(call.getObject(1)).isEqualTo(42);
            assertThat(call.getObject(1, String.class)).isEqualTo("42");
            assertThat(call.getBigDecimal(1)).isEqualByComparingTo("42");
        }
        try (CallableStatement call = connection.prepareCall("{? = call pi}")) {
            call.registerOutParameter(1, Types.DOUBLE);
            call.execute();
            assertThat(call.getDouble(1)).isEqualTo(Math.PI);
        }
    }

    @Test
    void withoutAResultParameterItIsARow() throws SQLException {
        try (CallableStatement call = connection.prepareCall("{call concat(?, ?)}")) {
            call.setString(1, "a");
            call.setString(2, "b");
            try (ResultSet rows = call.executeQuery()) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getString(1)).isEqualTo("ab");
                assertThat(rows.next()).isFalse();
            }
            assertThat(call.execute()).isTrue();
            assertState("07009", () -> call.getString(1));
        }
    }

    @Test
    void otherStatementsAreTakenAsTheyAre() throws SQLException {
        try (CallableStatement call = connection.prepareCall("SELECT {fn UCASE(?)}")) {
            call.setString(1, "a");
            try (ResultSet rows = call.executeQuery()) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getString(1)).isEqualTo("A");
            }
        }
    }

    @Test
    void mistakes() throws SQLException {
        assertState("42601", () -> connection.prepareCall("{run upper('a')}"));
        assertState("42601", () -> connection.prepareCall("{? = run upper('a')}"));
        assertState("42883", () -> connection.prepareCall("{? = call no_such_function(?)}"));
        try (CallableStatement call = connection.prepareCall("{? = call upper(?)}")) {
            assertState("07009", () -> call.setString(1, "x"));
            assertState("07009", () -> call.setString(3, "x"));
            assertState("07009", () -> call.registerOutParameter(2, Types.VARCHAR));
            assertState("07002", () -> call.getString(1));
            call.setString(2, "x");
            assertState("07002", call::execute);
            call.registerOutParameter(1, Types.VARCHAR);
            assertState("24000", () -> call.getString(1));
            call.execute();
            assertState("07009", () -> call.getString(2));
            assertThatThrownBy(() -> call.getString("name")).isInstanceOf(SQLFeatureNotSupportedException.class);
            assertThatThrownBy(() -> call.setString("name", "x")).isInstanceOf(SQLFeatureNotSupportedException.class);
        }
        CallableStatement closed = connection.prepareCall("{? = call pi()}");
        closed.registerOutParameter(1, Types.DOUBLE);
        closed.close();
        assertThatThrownBy(() -> closed.getDouble(1)).isInstanceOf(SQLException.class);
    }

    private static void assertState(String state, ThrowableAssert.ThrowingCallable action) {
        assertThatThrownBy(action)
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(state));
    }
}
