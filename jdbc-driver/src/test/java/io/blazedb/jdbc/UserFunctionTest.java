/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.function.UserFunctions;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Functions that the program gives to SQL. */
class UserFunctionTest {
    private String url;
    private Connection connection;
    private UserFunctions functions;

    @BeforeEach
    void open() throws SQLException {
        url = Databases.newMemoryUrl();
        connection = DriverManager.getConnection(url);
        Databases.run(
                connection,
                "CREATE TABLE t (id INT PRIMARY KEY, name TEXT, price NUMERIC(8, 2), day DATE)",
                "INSERT INTO t VALUES (1, 'ann', 2.50, '2024-01-31'), (2, 'bob', 4, NULL), (3, NULL, 0.5, '2024-02-29')");
        functions = connection.unwrap(UserFunctions.class);
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    private List<String> rows(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> texts = new ArrayList<>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        }
    }

    @Test
    void standInMetadata() throws SQLException {
        functions.scalar("initial", String.class, String.class, name -> name.substring(0, 1));
        functions.scalar("initial", String.class, Integer.class, String.class, (name, n) -> name.substring(0, n));
        DatabaseMetaData metadata = connection.getMetaData();
        List<String> found = new ArrayList<>();
        try (ResultSet rows = metadata.getFunctions(null, null, "INIT%")) {
            while (rows.next()) {
                found.add(rows.getString("FUNCTION_NAME") + " " + rows.getString("SPECIFIC_NAME"));
            }
        }
        assertThat(found).containsExactly("initcap initcap", "initial initial_1", "initial initial_2");
        found.clear();
        try (ResultSet rows = metadata.getFunctionColumns(null, null, "initial", "%")) {
            while (rows.next()) {
                found.add(rows.getString("SPECIFIC_NAME") + rows.getInt("ORDINAL_POSITION") + " "
                        + rows.getString("COLUMN_NAME") + " " + rows.getString("TYPE_NAME") + " "
                        + rows.getInt("COLUMN_TYPE"));
            }
        }
        assertThat(found)
                .containsExactly(
                        "initial_10  VARCHAR 4",
                        "initial_11 arg1 VARCHAR 1",
                        "initial_20  VARCHAR 4",
                        "initial_21 arg1 VARCHAR 1",
                        "initial_22 arg2 INTEGER 1");
        assertThat(metadata.getFunctions(null, "public", "%").next()).isFalse();
    }

    private void fails(String state, String sql) {
        assertThatThrownBy(() -> rows(sql))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(state));
    }

    @Test
    void functionsOfValues() throws SQLException {
        fails("42883", "SELECT shout(name) FROM t");
        functions.scalar("shout", String.class, String.class, text -> text + "!");
        functions.scalar("shout", String.class, Integer.class, String.class, (text, n) -> text + "!".repeat(n));
        functions.scalar(
                "cents",
                BigDecimal.class,
                Long.class,
                price -> price.movePointRight(2).longValueExact());
        functions.scalar("month_of", LocalDate.class, Integer.class, LocalDate::getMonthValue);
        functions.scalar("mix", String.class, Integer.class, Double.class, String.class, (a, b, c) -> a + b + c);
        assertThat(rows("SELECT shout(name) FROM t ORDER BY id")).containsExactly("ann!", "bob!", null);
        assertThat(rows("SELECT SHOUT(name, id + 1) FROM t WHERE shout(name) = 'bob!'"))
                .containsExactly("bob!!!");
        assertThat(rows("SELECT SUM(cents(price)) FROM t")).containsExactly("700");
        assertThat(rows("SELECT month_of(day) FROM t ORDER BY id")).containsExactly("1", null, "2");
        assertThat(rows("SELECT mix('x', 1, 2.5)")).containsExactly("x12.5");
        try (Connection other = DriverManager.getConnection(url);
                Statement statement = other.createStatement();
                ResultSet row = statement.executeQuery("SELECT shout('hi')")) {
            row.next();
            assertThat(row.getString(1)).isEqualTo("hi!");
        }
        functions.scalar("shout", String.class, String.class, text -> text + "?");
        assertThat(rows("SELECT shout(name) FROM t WHERE id = 1")).containsExactly("ann?");
        functions.remove("shout");
        fails("42883", "SELECT shout(name) FROM t");
    }

    @Test
    void functionsOfRows() throws SQLException {
        functions.aggregate(
                "median",
                Double.class,
                Double.class,
                ArrayList<Double>::new,
                (List<Double> list, Double value) -> list.add(value),
                list -> {
                    Collections.sort(list);
                    return list.isEmpty() ? null : list.get(list.size() / 2);
                });
        assertThat(rows("SELECT median(price) FROM t")).containsExactly("2.5");
        assertThat(rows("SELECT median(price) FROM t WHERE id > 9")).containsExactly((String) null);
        assertThat(rows("SELECT median(price) FILTER (WHERE id < 3) FROM t GROUP BY day IS NULL ORDER BY 1"))
                .containsExactly("2.5", "4");
        assertThat(rows("SELECT median(price) OVER (ORDER BY id ROWS 1 PRECEDING) FROM t ORDER BY id"))
                .containsExactly("2.5", "4", "4");
    }

    @Test
    void whatTheyThrowEndsTheStatement() throws SQLException {
        functions.scalar("bad", Integer.class, Integer.class, x -> {
            if (x == 2) {
                throw new java.io.IOException("secret");
            }
            return x;
        });
        functions.scalar("deep", Integer.class, Integer.class, UserFunctionTest::endless);
        functions.aggregate(
                "worse",
                Integer.class,
                Integer.class,
                () -> 0,
                (s, x) -> List.of().get(x),
                s -> s);
        fails("38000", "SELECT bad(id) FROM t");
        fails("38000", "SELECT deep(id) FROM t");
        fails("38000", "SELECT worse(id) FROM t");
        assertThatThrownBy(() -> rows("SELECT bad(2)")).hasMessageNotContaining("secret");
        connection.setAutoCommit(false);
        Databases.run(connection, "INSERT INTO t (id) VALUES (7)");
        assertThatThrownBy(() -> Databases.run(connection, "UPDATE t SET id = bad(id) + 10"))
                .isInstanceOf(SQLException.class);
        assertThat(rows("SELECT id FROM t ORDER BY id")).containsExactly("1", "2", "3", "7");
        connection.rollback();
    }

    private static Integer endless(Integer x) {
        return endless(x + 1) + 1;
    }

    @Test
    void whatCannotBeGiven() throws SQLException {
        assertThatThrownBy(() -> functions.scalar("x y", String.class, String.class, x -> x))
                .isInstanceOf(BlazeSqlException.class);
        assertThatThrownBy(() -> functions.scalar("f", Object.class, String.class, x -> ""))
                .isInstanceOf(BlazeSqlException.class);
        functions.scalar("upper", String.class, String.class, x -> "mine");
        assertThat(rows("SELECT upper('a')")).containsExactly("A");
        functions.scalar("wide", Long.class, Long.class, x -> x);
        fails("22P02", "SELECT wide(CAST('x' AS TEXT))".replace("CAST('x' AS TEXT)", "'x'"));
    }

    @Test
    void unknownNamesHaveSuggestions() {
        assertThatThrownBy(() -> rows("SELECT nmae FROM t")).hasMessageContaining("did you mean \"name\"?");
        assertThatThrownBy(() -> rows("SELECT x.prise FROM t AS x")).hasMessageContaining("did you mean \"price\"?");
        assertThatThrownBy(() -> rows("SELECT substrin(name, 1) FROM t"))
                .hasMessageContaining("did you mean \"substring\"?");
        assertThatThrownBy(() -> Databases.run(connection, "UPDATE t SET pryce = 1"))
                .hasMessageContaining("did you mean \"price\"?");
        assertThatThrownBy(() -> rows("SELECT 1 FROM t WHERE entirely_else = 1"))
                .hasMessageContaining("column 23")
                .hasMessageNotContaining("did you mean");
    }
}
