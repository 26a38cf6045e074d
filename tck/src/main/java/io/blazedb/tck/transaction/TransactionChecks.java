/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.tck.transaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.blazedb.tck.support.Chapter;
import io.blazedb.tck.support.Scratch;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;

/** Commit, rollback, savepoints. */
public final class TransactionChecks {
    private TransactionChecks() {}

    public static Chapter chapter() {
        return new Chapter("transaction")
                .add("commit makes changes visible to others", TransactionChecks::commit)
                .add("rollback undoes", TransactionChecks::rollback)
                .add("setAutoCommit(true) commits", TransactionChecks::autoCommitCommits)
                .add("close rolls back", TransactionChecks::closeRollsBack)
                .add("commit and rollback fail in auto-commit", TransactionChecks::refusedInAutoCommit)
                .add("unnamed savepoint", TransactionChecks::unnamed)
                .add("named savepoints nest", TransactionChecks::nested)
                .add("a released savepoint is gone", TransactionChecks::released)
                .add("savepoints end with the transaction", TransactionChecks::ended)
                .add("savepoint in auto-commit fails", TransactionChecks::savepointInAutoCommit)
                .add("isolation level can be set and read", TransactionChecks::isolation)
                .add("a bad isolation level is refused", TransactionChecks::badIsolation)
                .add("uncommitted changes are not seen by others", TransactionChecks::noDirtyRead)
                .add("own changes are seen", TransactionChecks::ownChanges);
    }

    private static void insert(Connection connection, String table, int id) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("INSERT INTO " + table + " VALUES (" + id + ", 'x')");
        }
    }

    private static void commit(Scratch scratch) throws SQLException {
        String table = scratch.numbered(1);
        Connection writer = scratch.open();
        writer.setAutoCommit(false);
        insert(writer, table, 2);
        insert(writer, table, 3);
        writer.commit();
        assertEquals(3, scratch.count(table));
    }

    private static void rollback(Scratch scratch) throws SQLException {
        String table = scratch.numbered(1);
        Connection writer = scratch.open();
        writer.setAutoCommit(false);
        insert(writer, table, 2);
        writer.rollback();
        assertEquals(1, Scratch.count(writer, table));
        writer.rollback();
    }

    private static void autoCommitCommits(Scratch scratch) throws SQLException {
        String table = scratch.numbered(1);
        Connection writer = scratch.open();
        writer.setAutoCommit(false);
        assertFalse(writer.getAutoCommit());
        insert(writer, table, 2);
        writer.setAutoCommit(true);
        assertTrue(writer.getAutoCommit());
        assertEquals(2, scratch.count(table));
    }

    private static void closeRollsBack(Scratch scratch) throws SQLException {
        String table = scratch.numbered(1);
        Connection writer = scratch.open();
        writer.setAutoCommit(false);
        insert(writer, table, 2);
        writer.close();
        assertEquals(1, scratch.count(table));
    }

    private static void refusedInAutoCommit(Scratch scratch) throws SQLException {
        Connection connection = scratch.connection();
        assertThrows(SQLException.class, connection::commit);
        assertThrows(SQLException.class, () -> connection.rollback());
    }

    private static void unnamed(Scratch scratch) throws SQLException {
        String table = scratch.numbered(1);
        Connection connection = scratch.connection();
        connection.setAutoCommit(false);
        insert(connection, table, 2);
        Savepoint savepoint = connection.setSavepoint();
        assertTrue(savepoint.getSavepointId() >= 0);
        assertThrows(SQLException.class, savepoint::getSavepointName);
        insert(connection, table, 3);
        connection.rollback(savepoint);
        assertEquals(2, Scratch.count(connection, table));
        insert(connection, table, 4);
        connection.rollback(savepoint);
        connection.commit();
        assertEquals(2, scratch.count(table));
    }

    private static void nested(Scratch scratch) throws SQLException {
        String table = scratch.numbered(0);
        Connection connection = scratch.connection();
        connection.setAutoCommit(false);
        insert(connection, table, 1);
        Savepoint outer = connection.setSavepoint("outer");
        assertEquals("outer", outer.getSavepointName());
        insert(connection, table, 2);
        Savepoint inner = connection.setSavepoint("inner");
        insert(connection, table, 3);
        connection.rollback(inner);
        assertEquals(2, Scratch.count(connection, table));
        connection.rollback(outer);
        assertEquals(1, Scratch.count(connection, table));
        assertThrows(SQLException.class, () -> connection.rollback(inner));
        connection.commit();
        assertEquals(1, scratch.count(table));
    }

    private static void released(Scratch scratch) throws SQLException {
        String table = scratch.numbered(0);
        Connection connection = scratch.connection();
        connection.setAutoCommit(false);
        Savepoint savepoint = connection.setSavepoint("gone");
        insert(connection, table, 1);
        connection.releaseSavepoint(savepoint);
        assertThrows(SQLException.class, () -> connection.rollback(savepoint));
        connection.commit();
        assertEquals(1, scratch.count(table));
    }

    private static void ended(Scratch scratch) throws SQLException {
        String table = scratch.numbered(0);
        Connection connection = scratch.connection();
        connection.setAutoCommit(false);
        insert(connection, table, 1);
        Savepoint savepoint = connection.setSavepoint();
        connection.commit();
        insert(connection, table, 2);
        assertThrows(SQLException.class, () -> connection.rollback(savepoint));
        connection.commit();
        assertEquals(2, scratch.count(table));
    }

    private static void savepointInAutoCommit(Scratch scratch) {
        assertThrows(SQLException.class, () -> scratch.connection().setSavepoint());
        assertThrows(SQLException.class, () -> scratch.connection().setSavepoint("name"));
    }

    private static void isolation(Scratch scratch) throws SQLException {
        Connection connection = scratch.connection();
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        assertTrue(connection.getTransactionIsolation() >= Connection.TRANSACTION_READ_COMMITTED);
        connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
        assertEquals(Connection.TRANSACTION_SERIALIZABLE, connection.getTransactionIsolation());
    }

    private static void badIsolation(Scratch scratch) {
        assertThrows(SQLException.class, () -> scratch.connection().setTransactionIsolation(999));
    }

    private static void noDirtyRead(Scratch scratch) throws SQLException {
        String table = scratch.numbered(1);
        Connection reader = scratch.open();
        Connection writer = scratch.connection();
        writer.setAutoCommit(false);
        assertEquals(1, Scratch.count(reader, table));
        insert(writer, table, 2);
        assertEquals(1, Scratch.count(reader, table));
        writer.commit();
        assertEquals(2, Scratch.count(reader, table));
    }

    private static void ownChanges(Scratch scratch) throws SQLException {
        String table = scratch.numbered(1);
        Connection connection = scratch.connection();
        connection.setAutoCommit(false);
        insert(connection, table, 2);
        assertEquals(2, Scratch.count(connection, table));
        scratch.update("UPDATE " + table + " SET name = 'own' WHERE id = 2");
        assertEquals("own", scratch.value("SELECT name FROM " + table + " WHERE id = 2"));
        scratch.update("DELETE FROM " + table + " WHERE id = 2");
        assertEquals(1, Scratch.count(connection, table));
        connection.commit();
    }
}
