/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.tck.statement;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.blazedb.tck.support.Chapter;
import io.blazedb.tck.support.Scratch;
import java.sql.BatchUpdateException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/** Batches. */
public final class BatchChecks {
    private BatchChecks() {}

    public static Chapter chapter() {
        return new Chapter("batch")
                .add("statement batch gives a count for each", BatchChecks::statements)
                .add("prepared batch gives a count for each", BatchChecks::prepared)
                .add("empty batch gives no counts", BatchChecks::empty)
                .add("clearBatch empties the batch", BatchChecks::clear)
                .add("a batch runs once", BatchChecks::once)
                .add("failure gives a BatchUpdateException with counts and cause", BatchChecks::failure)
                .add("SELECT in a batch fails", BatchChecks::select)
                .add("a batch of 1,000 rows", BatchChecks::large)
                .add("batch in a transaction rolls back", BatchChecks::rollback);
    }

    private static void statements(Scratch scratch) throws SQLException {
        String table = scratch.numbered(3);
        try (Statement statement = scratch.connection().createStatement()) {
            statement.addBatch("INSERT INTO " + table + " VALUES (10, 'ten')");
            statement.addBatch("UPDATE " + table + " SET name = 'x' WHERE id <= 3");
            statement.addBatch("DELETE FROM " + table + " WHERE id = 99");
            assertArrayEquals(new int[] {1, 3, 0}, statement.executeBatch());
        }
        assertEquals(4, scratch.count(table));
    }

    private static void prepared(Scratch scratch) throws SQLException {
        String table = scratch.numbered(3);
        try (PreparedStatement update =
                scratch.connection().prepareStatement("UPDATE " + table + " SET name = ? WHERE id >= ?")) {
            for (int i = 1; i <= 4; i++) {
                update.setString(1, "u" + i);
                update.setInt(2, i);
                update.addBatch();
            }
            assertArrayEquals(new int[] {3, 2, 1, 0}, update.executeBatch());
        }
        assertEquals("u3", scratch.value("SELECT name FROM " + table + " WHERE id = 3"));
    }

    private static void empty(Scratch scratch) throws SQLException {
        String table = scratch.numbered(1);
        try (Statement statement = scratch.connection().createStatement();
                PreparedStatement delete = scratch.connection().prepareStatement("DELETE FROM " + table)) {
            assertEquals(0, statement.executeBatch().length);
            assertEquals(0, delete.executeBatch().length);
        }
        assertEquals(1, scratch.count(table));
    }

    private static void clear(Scratch scratch) throws SQLException {
        String table = scratch.numbered(1);
        try (Statement statement = scratch.connection().createStatement()) {
            statement.addBatch("DELETE FROM " + table);
            statement.clearBatch();
            statement.addBatch("INSERT INTO " + table + " VALUES (2, 'two')");
            assertArrayEquals(new int[] {1}, statement.executeBatch());
        }
        assertEquals(2, scratch.count(table));
    }

    private static void once(Scratch scratch) throws SQLException {
        String table = scratch.table("(id INTEGER)");
        try (PreparedStatement insert = scratch.connection().prepareStatement("INSERT INTO " + table + " VALUES (?)")) {
            insert.setInt(1, 1);
            insert.addBatch();
            insert.executeBatch();
            insert.setInt(1, 2);
            insert.addBatch();
            assertEquals(1, insert.executeBatch().length);
        }
        assertEquals(2, scratch.count(table));
    }

    private static void failure(Scratch scratch) throws SQLException {
        String table = scratch.numbered(1);
        try (PreparedStatement insert =
                scratch.connection().prepareStatement("INSERT INTO " + table + " VALUES (?, 'b')")) {
            for (int id : new int[] {5, 6, 1, 7}) {
                insert.setInt(1, id);
                insert.addBatch();
            }
            BatchUpdateException failure = assertThrows(BatchUpdateException.class, insert::executeBatch);
            int[] counts = failure.getUpdateCounts();
            assertTrue(counts.length == 2 || counts.length == 4, "counts: " + counts.length);
            assertEquals(1, counts[0]);
            assertEquals(1, counts[1]);
            assertTrue(String.valueOf(failure.getSQLState()).startsWith("23"), failure.getSQLState());
        }
        assertTrue(scratch.count(table) >= 3);
    }

    private static void select(Scratch scratch) throws SQLException {
        String table = scratch.numbered(1);
        try (Statement statement = scratch.connection().createStatement()) {
            assertThrows(SQLException.class, () -> {
                statement.addBatch("SELECT id FROM " + table);
                statement.executeBatch();
            });
        }
    }

    private static void large(Scratch scratch) throws SQLException {
        String table = scratch.table("(id INTEGER PRIMARY KEY, name VARCHAR(50))");
        try (PreparedStatement insert =
                scratch.connection().prepareStatement("INSERT INTO " + table + " VALUES (?, ?)")) {
            for (int i = 0; i < 1000; i++) {
                insert.setInt(1, i);
                insert.setString(2, "name " + i);
                insert.addBatch();
            }
            assertEquals(1000, insert.executeBatch().length);
        }
        assertEquals(1000, scratch.count(table));
    }

    private static void rollback(Scratch scratch) throws SQLException {
        String table = scratch.numbered(1);
        scratch.connection().setAutoCommit(false);
        try (PreparedStatement insert =
                scratch.connection().prepareStatement("INSERT INTO " + table + " VALUES (?, 'b')")) {
            insert.setInt(1, 2);
            insert.addBatch();
            insert.setInt(1, 3);
            insert.addBatch();
            insert.executeBatch();
        }
        scratch.connection().rollback();
        assertEquals(1, scratch.count(table));
    }
}
