/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.tck.statement;

import static io.blazedb.tck.support.Scratch.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.blazedb.tck.support.Chapter;
import io.blazedb.tck.support.Check;
import io.blazedb.tck.support.Scratch;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLSyntaxErrorException;
import java.sql.Statement;
import org.junit.jupiter.api.Assumptions;

/** Statement: execution, results, limits, failures. */
public final class StatementChecks {
    private StatementChecks() {}

    public static Chapter chapter() {
        return new Chapter("statement")
                .add("execute tells rows from counts", StatementChecks::executeProtocol)
                .add("getMoreResults ends the results", StatementChecks::moreResults)
                .add("executeQuery refuses DML and runs nothing", StatementChecks::queryOfDml)
                .add("executeUpdate refuses a query", StatementChecks::updateOfQuery)
                .add("DDL counts zero", StatementChecks::ddlCount)
                .add("update counts count", StatementChecks::updateCounts)
                .add("maxRows limits the rows", StatementChecks::maxRows)
                .add("setMaxRows refuses a negative number", refusing(statement -> statement.setMaxRows(-1)))
                .add("setQueryTimeout refuses a negative number", refusing(statement -> statement.setQueryTimeout(-1)))
                .add("setFetchSize refuses a negative number", refusing(statement -> statement.setFetchSize(-1)))
                .add("setMaxFieldSize refuses a negative number", refusing(statement -> statement.setMaxFieldSize(-1)))
                .add(
                        "setFetchDirection refuses what is none",
                        refusing(statement -> statement.setFetchDirection(12345)))
                .add("getMoreResults refuses what is no way", refusing(statement -> statement.getMoreResults(12345)))
                .add("settings keep their values", StatementChecks::settings)
                .add("a new execution closes the last result set", StatementChecks::reexecution)
                .add("closeOnCompletion closes the statement", StatementChecks::closeOnCompletion)
                .add("closed statement refuses execution", StatementChecks::closed)
                .add("syntax error is an SQLSyntaxErrorException", StatementChecks::syntaxError)
                .add("unknown table is a syntax error that names it", StatementChecks::unknownTable)
                .add("unique violation is an integrity violation", StatementChecks::uniqueViolation)
                .add("null in a NOT NULL column is an integrity violation", StatementChecks::notNull)
                .add("several statements in one text give several results", StatementChecks::severalStatements)
                .add("results that are kept stay open", StatementChecks::keptResults)
                .add("setMaxFieldSize cuts text off, or stays 0", StatementChecks::fieldSize)
                .add("comments are accepted", StatementChecks::comments)
                .add("literals keep quotes, marks and braces", StatementChecks::literals)
                .add("a failed statement leaves the connection usable", StatementChecks::usableAfterFailure)
                .add("a failed multi-row insert changes nothing", StatementChecks::atomicity)
                .add("two result sets of one connection stay open", StatementChecks::twoCursors)
                .add("updating while reading", StatementChecks::updateWhileReading)
                .add("cancel without execution does nothing", StatementChecks::idleCancel)
                .add("escape processing of dates and functions", StatementChecks::escapes);
    }

    private static void executeProtocol(Scratch scratch) throws SQLException {
        String table = scratch.numbered(2);
        try (Statement statement = scratch.connection().createStatement()) {
            assertTrue(statement.execute("SELECT id FROM " + table));
            assertEquals(-1, statement.getUpdateCount());
            ResultSet rows = statement.getResultSet();
            assertNotNull(rows);
            assertTrue(rows.next());
            assertFalse(statement.execute("UPDATE " + table + " SET name = 'x'"));
            assertEquals(2, statement.getUpdateCount());
            assertNull(statement.getResultSet());
        }
    }

    private static void moreResults(Scratch scratch) throws SQLException {
        String table = scratch.numbered(1);
        try (Statement statement = scratch.connection().createStatement()) {
            assertTrue(statement.execute("SELECT id FROM " + table));
            ResultSet rows = statement.getResultSet();
            assertFalse(statement.getMoreResults());
            assertEquals(-1, statement.getUpdateCount());
            assertTrue(rows.isClosed());
            statement.execute("DELETE FROM " + table);
            assertEquals(1, statement.getUpdateCount());
            assertFalse(statement.getMoreResults());
            assertEquals(-1, statement.getUpdateCount());
        }
    }

    private static void queryOfDml(Scratch scratch) throws SQLException {
        String table = scratch.numbered(1);
        try (Statement statement = scratch.connection().createStatement()) {
            assertThrows(SQLException.class, () -> statement.executeQuery("DELETE FROM " + table));
        }
        assertEquals(1, scratch.count(table));
    }

    private static void updateOfQuery(Scratch scratch) throws SQLException {
        String table = scratch.numbered(1);
        try (Statement statement = scratch.connection().createStatement()) {
            assertThrows(SQLException.class, () -> statement.executeUpdate("SELECT id FROM " + table));
        }
    }

    private static void ddlCount(Scratch scratch) throws SQLException {
        String table = scratch.table("(id INTEGER)");
        try (Statement statement = scratch.connection().createStatement()) {
            assertEquals(0, statement.executeUpdate("CREATE INDEX " + table + "_i ON " + table + " (id)"));
        }
    }

    private static void updateCounts(Scratch scratch) throws SQLException {
        String table = scratch.numbered(5);
        assertEquals(3, scratch.update("UPDATE " + table + " SET name = 'x' WHERE id <= 3"));
        assertEquals(0, scratch.update("UPDATE " + table + " SET name = 'x' WHERE id > 100"));
        assertEquals(2, scratch.update("DELETE FROM " + table + " WHERE id IN (1, 2)"));
        assertEquals(2, scratch.update("INSERT INTO " + table + " VALUES (10, 'a'), (11, 'b')"));
        try (Statement statement = scratch.connection().createStatement()) {
            assertEquals(5, statement.executeLargeUpdate("DELETE FROM " + table));
        }
    }

    private static void maxRows(Scratch scratch) throws SQLException {
        String table = scratch.numbered(5);
        try (Statement statement = scratch.connection().createStatement()) {
            statement.setMaxRows(2);
            assertEquals(2, statement.getMaxRows());
            try (ResultSet rows = statement.executeQuery("SELECT id FROM " + table + " ORDER BY id")) {
                assertTrue(rows.next());
                assertTrue(rows.next());
                assertFalse(rows.next());
            }
        }
    }

    @FunctionalInterface
    private interface Call {
        void run(Statement statement) throws SQLException;
    }

    private static Check refusing(Call call) {
        return scratch -> {
            try (Statement statement = scratch.connection().createStatement()) {
                assertThrows(SQLException.class, () -> call.run(statement));
            }
        };
    }

    private static void settings(Scratch scratch) throws SQLException {
        try (Statement statement = scratch.connection().createStatement()) {
            statement.setQueryTimeout(30);
            assertEquals(30, statement.getQueryTimeout());
            statement.setFetchSize(7);
            assertEquals(7, statement.getFetchSize());
            assertEquals(ResultSet.TYPE_FORWARD_ONLY, statement.getResultSetType());
            assertEquals(ResultSet.CONCUR_READ_ONLY, statement.getResultSetConcurrency());
        }
    }

    private static void reexecution(Scratch scratch) throws SQLException {
        String table = scratch.numbered(1);
        try (Statement statement = scratch.connection().createStatement()) {
            ResultSet first = statement.executeQuery("SELECT id FROM " + table);
            ResultSet second = statement.executeQuery("SELECT id FROM " + table);
            assertTrue(first.isClosed());
            assertTrue(second.next());
        }
    }

    private static void closeOnCompletion(Scratch scratch) throws SQLException {
        String table = scratch.numbered(1);
        Statement statement = scratch.connection().createStatement();
        statement.closeOnCompletion();
        assertTrue(statement.isCloseOnCompletion());
        ResultSet rows = statement.executeQuery("SELECT id FROM " + table);
        rows.close();
        assertTrue(statement.isClosed());
    }

    private static void closed(Scratch scratch) throws SQLException {
        Statement statement = scratch.connection().createStatement();
        statement.close();
        statement.close();
        assertTrue(statement.isClosed());
        assertThrows(SQLException.class, () -> statement.executeQuery("VALUES (1)"));
        assertThrows(SQLException.class, statement::getResultSet);
        assertThrows(SQLException.class, statement::cancel);
    }

    private static void syntaxError(Scratch scratch) {
        SQLException failure = assertFails("42", () -> scratch.update("SELEKT 1"));
        assertInstanceOf(SQLSyntaxErrorException.class, failure);
    }

    private static void unknownTable(Scratch scratch) {
        SQLException failure = assertFails("42", () -> scratch.value("SELECT * FROM no_such_table_here"));
        assertTrue(String.valueOf(failure.getMessage())
                .toLowerCase(java.util.Locale.ROOT)
                .contains("no_such_table_here"));
    }

    private static void uniqueViolation(Scratch scratch) throws SQLException {
        String table = scratch.numbered(1);
        SQLException failure = assertFails("23", () -> scratch.update("INSERT INTO " + table + " VALUES (1, 'again')"));
        assertInstanceOf(SQLIntegrityConstraintViolationException.class, failure);
        assertEquals(1, scratch.count(table));
    }

    private static void notNull(Scratch scratch) throws SQLException {
        String table = scratch.table("(id INTEGER NOT NULL, name VARCHAR(10) NOT NULL)");
        assertFails("23", () -> scratch.update("INSERT INTO " + table + " VALUES (1, NULL)"));
        assertFails("23", () -> scratch.update("INSERT INTO " + table + " (id) VALUES (1)"));
    }

    private static void comments(Scratch scratch) throws SQLException {
        String table = scratch.numbered(1);
        assertEquals(1, scratch.value("/* a ? ' */ SELECT id -- it's\n FROM " + table + " /* end */"));
    }

    private static void literals(Scratch scratch) throws SQLException {
        String table = scratch.table("(id INTEGER PRIMARY KEY, name VARCHAR(50))");
        scratch.update("INSERT INTO " + table + " VALUES (1, 'it''s {fn x} ? -- \"q\"')");
        assertEquals("it's {fn x} ? -- \"q\"", scratch.value("SELECT name FROM " + table));
    }

    private static void usableAfterFailure(Scratch scratch) throws SQLException {
        String table = scratch.numbered(1);
        scratch.connection().setAutoCommit(false);
        scratch.update("INSERT INTO " + table + " VALUES (2, 'two')");
        assertThrows(SQLException.class, () -> scratch.update("INSERT INTO " + table + " VALUES (2, 'again')"));
        scratch.update("INSERT INTO " + table + " VALUES (3, 'three')");
        scratch.connection().commit();
        assertEquals(3, scratch.count(table));
    }

    private static void atomicity(Scratch scratch) throws SQLException {
        String table = scratch.numbered(1);
        assertThrows(
                SQLException.class,
                () -> scratch.update("INSERT INTO " + table + " VALUES (5, 'a'), (6, 'b'), (1, 'taken')"));
        assertEquals(1, scratch.count(table));
    }

    private static void twoCursors(Scratch scratch) throws SQLException {
        String table = scratch.numbered(3);
        try (Statement one = scratch.connection().createStatement();
                Statement two = scratch.connection().createStatement();
                ResultSet a = one.executeQuery("SELECT id FROM " + table + " ORDER BY id");
                ResultSet b = two.executeQuery("SELECT id FROM " + table + " ORDER BY id DESC")) {
            for (int i = 1; i <= 3; i++) {
                assertTrue(a.next());
                assertTrue(b.next());
                assertEquals(i, a.getInt(1));
                assertEquals(4 - i, b.getInt(1));
            }
            assertFalse(a.next());
            assertFalse(b.next());
        }
    }

    private static void updateWhileReading(Scratch scratch) throws SQLException {
        String table = scratch.numbered(20);
        scratch.connection().setAutoCommit(false);
        int seen = 0;
        try (Statement reader = scratch.connection().createStatement();
                ResultSet rows = reader.executeQuery("SELECT id FROM " + table + " ORDER BY id")) {
            while (rows.next()) {
                scratch.update("UPDATE " + table + " SET name = 'seen' WHERE id = " + rows.getInt(1));
                seen++;
            }
        }
        scratch.connection().commit();
        assertEquals(20, seen);
        assertEquals(20, scratch.count(table + " WHERE name = 'seen'"));
    }

    private static void severalStatements(Scratch scratch) throws SQLException {
        Assumptions.assumeTrue(scratch.connection().getMetaData().supportsMultipleResultSets());
        String table = scratch.numbered(2);
        try (Statement statement = scratch.connection().createStatement()) {
            assertFalse(statement.execute("UPDATE " + table + " SET name = 'a;b'; SELECT id FROM " + table
                    + " WHERE name = 'a;b'; DELETE FROM " + table + " WHERE id = 1;"));
            assertEquals(2, statement.getUpdateCount());
            assertEquals(1, scratch.count(table), "all have run before the results are looked at");
            assertTrue(statement.getMoreResults());
            assertEquals(-1, statement.getUpdateCount());
            ResultSet rows = statement.getResultSet();
            assertTrue(rows.next());
            assertTrue(rows.next());
            assertFalse(rows.next());
            assertFalse(statement.getMoreResults());
            assertEquals(1, statement.getUpdateCount());
            assertFalse(statement.getMoreResults());
            assertEquals(-1, statement.getUpdateCount());
        }
    }

    private static void keptResults(Scratch scratch) throws SQLException {
        Assumptions.assumeTrue(scratch.connection().getMetaData().supportsMultipleResultSets());
        String table = scratch.numbered(2);
        try (Statement statement = scratch.connection().createStatement()) {
            assertTrue(statement.execute("SELECT id FROM " + table + "; SELECT name FROM " + table));
            ResultSet first = statement.getResultSet();
            assertTrue(statement.getMoreResults(Statement.KEEP_CURRENT_RESULT));
            ResultSet second = statement.getResultSet();
            assertTrue(first.next());
            assertTrue(second.next());
            assertFalse(statement.getMoreResults(Statement.CLOSE_ALL_RESULTS));
            assertTrue(first.isClosed());
            assertTrue(second.isClosed());
        }
    }

    private static void fieldSize(Scratch scratch) throws SQLException {
        String table = scratch.numbered(1);
        scratch.update("UPDATE " + table + " SET name = 'abcdef'");
        try (Statement statement = scratch.connection().createStatement()) {
            statement.setMaxFieldSize(3);
            try (ResultSet rows = statement.executeQuery("SELECT name FROM " + table)) {
                assertTrue(rows.next());
                assertEquals(statement.getMaxFieldSize() == 3 ? "abc" : "abcdef", rows.getString(1));
            }
        }
    }

    private static void idleCancel(Scratch scratch) throws SQLException {
        String table = scratch.numbered(1);
        try (Statement statement = scratch.connection().createStatement()) {
            statement.cancel();
            try (ResultSet rows = statement.executeQuery("SELECT id FROM " + table)) {
                assertTrue(rows.next());
            }
        }
    }

    private static void escapes(Scratch scratch) throws SQLException {
        String table = scratch.table("(id INTEGER PRIMARY KEY, d DATE, t TIMESTAMP, s VARCHAR(20))");
        scratch.update("INSERT INTO " + table + " VALUES (1, {d '2024-02-29'}, {ts '2024-02-29 12:30:00'}, 'Blaze')");
        assertEquals("BLAZE", scratch.value("SELECT {fn UCASE(s)} FROM " + table));
        assertEquals(1L, scratch.count(table + " WHERE d = {d '2024-02-29'} AND t > {ts '2024-02-29 12:00:00'}"));
        assertEquals(
                "azeBl", scratch.value("SELECT {fn CONCAT({fn SUBSTRING(s, 3, 3)}, {fn LEFT(s, 2)})} FROM " + table));
    }
}
