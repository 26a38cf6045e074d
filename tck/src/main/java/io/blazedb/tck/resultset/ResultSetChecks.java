/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.tck.resultset;

import static io.blazedb.tck.support.Scratch.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.blazedb.tck.support.Chapter;
import io.blazedb.tck.support.Scratch;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import org.junit.jupiter.api.Assumptions;

/** ResultSet: moving, reading, both ends. */
public final class ResultSetChecks {
    private ResultSetChecks() {}

    public static Chapter chapter() {
        return new Chapter("result set")
                .add("forward iteration", ResultSetChecks::forward)
                .add("forward-only refuses to scroll", ResultSetChecks::forwardOnly)
                .add("reading outside of a row fails", ResultSetChecks::outside)
                .add("unknown column fails", ResultSetChecks::unknownColumn)
                .add("labels are case-insensitive", ResultSetChecks::labels)
                .add("labels under the Turkish locale", ResultSetChecks::turkish)
                .add("first of duplicate labels counts", ResultSetChecks::duplicates)
                .add("wasNull", ResultSetChecks::wasNull)
                .add("scrolling", ResultSetChecks::scrolling)
                .add("positions at both ends", ResultSetChecks::ends)
                .add("an empty result has no ends", ResultSetChecks::empty)
                .add("getRow counts", ResultSetChecks::getRow)
                .add("isLast on a forward result", ResultSetChecks::isLast)
                .add("out-of-range getters fail with class 22", ResultSetChecks::outOfRange)
                .add("text that is no number fails", ResultSetChecks::notANumber)
                .add("closed result set refuses reading", ResultSetChecks::closed)
                .add("held over commit as claimed", ResultSetChecks::holdability)
                .add("updatable: update, insert, delete", ResultSetChecks::updatable)
                .add("refreshRow reads the row again", ResultSetChecks::refresh)
                .add("10,000 rows", ResultSetChecks::many);
    }

    private static ResultSet scroll(Scratch scratch, String sql) throws SQLException {
        Statement statement =
                scratch.connection().createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY);
        return statement.executeQuery(sql);
    }

    private static ResultSet query(Scratch scratch, String sql) throws SQLException {
        return scratch.connection().createStatement().executeQuery(sql);
    }

    private static void forward(Scratch scratch) throws SQLException {
        String table = scratch.numbered(3);
        try (ResultSet rows = query(scratch, "SELECT id, name FROM " + table + " ORDER BY id")) {
            for (int i = 1; i <= 3; i++) {
                assertTrue(rows.next());
                assertEquals(i, rows.getInt(1));
                assertEquals("n" + i, rows.getString("name"));
            }
            assertFalse(rows.next());
            assertFalse(rows.next());
            assertFalse(rows.isClosed());
        }
    }

    private static void forwardOnly(Scratch scratch) throws SQLException {
        String table = scratch.numbered(3);
        try (ResultSet rows = query(scratch, "SELECT id FROM " + table)) {
            assertEquals(ResultSet.TYPE_FORWARD_ONLY, rows.getType());
            assertThrows(SQLException.class, rows::previous);
            assertThrows(SQLException.class, rows::last);
            assertThrows(SQLException.class, () -> rows.absolute(2));
        }
    }

    private static void outside(Scratch scratch) throws SQLException {
        String table = scratch.numbered(1);
        try (ResultSet rows = query(scratch, "SELECT id FROM " + table)) {
            assertThrows(SQLException.class, () -> rows.getInt(1));
            assertTrue(rows.next());
            rows.getInt(1);
            assertFalse(rows.next());
            assertThrows(SQLException.class, () -> rows.getInt(1));
        }
    }

    private static void unknownColumn(Scratch scratch) throws SQLException {
        String table = scratch.numbered(1);
        try (ResultSet rows = query(scratch, "SELECT id FROM " + table)) {
            assertTrue(rows.next());
            assertThrows(SQLException.class, () -> rows.getInt("nope"));
            assertThrows(SQLException.class, () -> rows.getInt(0));
            assertThrows(SQLException.class, () -> rows.getInt(2));
            assertThrows(SQLException.class, () -> rows.findColumn(null));
        }
    }

    private static void labels(Scratch scratch) throws SQLException {
        String table = scratch.numbered(1);
        try (ResultSet rows = query(scratch, "SELECT id AS MyLabel FROM " + table)) {
            assertTrue(rows.next());
            assertEquals(1, rows.getInt("mylabel"));
            assertEquals(1, rows.getInt("MYLABEL"));
            assertEquals(1, rows.getInt("MyLabel"));
            assertEquals(1, rows.findColumn("myLABEL"));
        }
    }

    private static void turkish(Scratch scratch) throws SQLException {
        String table = scratch.numbered(1);
        Locale before = Locale.getDefault();
        Locale.setDefault(new Locale("tr", "TR"));
        try (ResultSet rows = query(scratch, "SELECT id FROM " + table)) {
            assertTrue(rows.next());
            assertEquals(1, rows.getInt("ID"));
            assertEquals(1, rows.getInt("id"));
        } finally {
            Locale.setDefault(before);
        }
    }

    private static void duplicates(Scratch scratch) throws SQLException {
        String table = scratch.numbered(1);
        try (ResultSet rows = query(scratch, "SELECT id AS a, name AS a FROM " + table)) {
            assertTrue(rows.next());
            assertEquals(1, rows.findColumn("a"));
            assertEquals("1", rows.getString("a"));
        }
    }

    private static void wasNull(Scratch scratch) throws SQLException {
        String table = scratch.table("(id INTEGER, n INTEGER)");
        scratch.update("INSERT INTO " + table + " VALUES (1, NULL)");
        try (ResultSet rows = query(scratch, "SELECT id, n FROM " + table)) {
            assertTrue(rows.next());
            assertEquals(0, rows.getInt(2));
            assertTrue(rows.wasNull());
            assertEquals(1, rows.getInt(1));
            assertFalse(rows.wasNull());
            assertNull(rows.getObject(2));
            assertTrue(rows.wasNull());
            assertNull(rows.getString(2));
            assertNull(rows.getBigDecimal(2));
            assertNull(rows.getTimestamp(2));
        }
    }

    private static void scrolling(Scratch scratch) throws SQLException {
        String table = scratch.numbered(5);
        try (ResultSet rows = scroll(scratch, "SELECT id FROM " + table + " ORDER BY id")) {
            assertTrue(rows.last());
            assertEquals(5, rows.getInt(1));
            assertTrue(rows.first());
            assertEquals(1, rows.getInt(1));
            assertTrue(rows.absolute(3));
            assertEquals(3, rows.getInt(1));
            assertTrue(rows.relative(-2));
            assertEquals(1, rows.getInt(1));
            assertTrue(rows.absolute(-2));
            assertEquals(4, rows.getInt(1));
            assertTrue(rows.previous());
            assertEquals(3, rows.getInt(1));
            assertFalse(rows.absolute(6));
            assertTrue(rows.isAfterLast());
            assertTrue(rows.previous());
            assertEquals(5, rows.getInt(1));
        }
    }

    private static void ends(Scratch scratch) throws SQLException {
        String table = scratch.numbered(2);
        try (ResultSet rows = scroll(scratch, "SELECT id FROM " + table + " ORDER BY id")) {
            assertTrue(rows.isBeforeFirst());
            assertFalse(rows.isFirst());
            assertTrue(rows.next());
            assertTrue(rows.isFirst());
            assertFalse(rows.isLast());
            assertTrue(rows.next());
            assertTrue(rows.isLast());
            assertFalse(rows.next());
            assertTrue(rows.isAfterLast());
            rows.beforeFirst();
            assertTrue(rows.isBeforeFirst());
            rows.afterLast();
            assertTrue(rows.isAfterLast());
            assertFalse(rows.absolute(0));
            assertTrue(rows.isBeforeFirst());
        }
    }

    private static void empty(Scratch scratch) throws SQLException {
        String table = scratch.numbered(1);
        try (ResultSet rows = scroll(scratch, "SELECT id FROM " + table + " WHERE id = 99")) {
            assertFalse(rows.isBeforeFirst());
            assertFalse(rows.isAfterLast());
            assertFalse(rows.first());
            assertFalse(rows.last());
            assertFalse(rows.next());
        }
    }

    private static void getRow(Scratch scratch) throws SQLException {
        String table = scratch.numbered(2);
        try (ResultSet rows = query(scratch, "SELECT id FROM " + table)) {
            assertEquals(0, rows.getRow());
            assertTrue(rows.next());
            assertEquals(1, rows.getRow());
            assertTrue(rows.next());
            assertEquals(2, rows.getRow());
            assertFalse(rows.next());
            assertEquals(0, rows.getRow());
        }
    }

    private static void isLast(Scratch scratch) throws SQLException {
        String table = scratch.numbered(2);
        try (ResultSet rows = query(scratch, "SELECT id, name FROM " + table + " ORDER BY id")) {
            assertTrue(rows.isBeforeFirst());
            assertTrue(rows.next());
            assertFalse(rows.isLast());
            assertEquals("n1", rows.getString(2));
            assertTrue(rows.next());
            assertTrue(rows.isLast());
            assertEquals("n2", rows.getString(2));
            assertFalse(rows.next());
        }
    }

    private static void outOfRange(Scratch scratch) throws SQLException {
        String table = scratch.table("(b BIGINT, d DECIMAL(30, 0))");
        scratch.update("INSERT INTO " + table + " VALUES (5000000000, 99999999999999999999999)");
        try (ResultSet rows = query(scratch, "SELECT b, d FROM " + table)) {
            assertTrue(rows.next());
            assertEquals(5_000_000_000L, rows.getLong(1));
            assertFails("22", () -> rows.getInt(1));
            assertFails("22", () -> rows.getShort(1));
            assertFails("22", () -> rows.getByte(1));
            assertFails("22", () -> rows.getLong(2));
            assertEquals("99999999999999999999999", rows.getString(2));
        }
    }

    private static void notANumber(Scratch scratch) throws SQLException {
        String table = scratch.numbered(1);
        try (ResultSet rows = query(scratch, "SELECT name FROM " + table)) {
            assertTrue(rows.next());
            assertThrows(SQLException.class, () -> rows.getInt(1));
            assertThrows(SQLException.class, () -> rows.getDate(1));
            assertThrows(SQLException.class, () -> rows.getBigDecimal(1));
            assertEquals("n1", rows.getString(1));
        }
    }

    private static void closed(Scratch scratch) throws SQLException {
        String table = scratch.numbered(1);
        ResultSet rows = query(scratch, "SELECT id FROM " + table);
        rows.close();
        rows.close();
        assertTrue(rows.isClosed());
        assertThrows(SQLException.class, rows::next);
        assertThrows(SQLException.class, () -> rows.getInt(1));
        assertThrows(SQLException.class, rows::getMetaData);
    }

    private static void holdability(Scratch scratch) throws SQLException {
        String table = scratch.numbered(5);
        scratch.connection().setAutoCommit(false);
        try (Statement statement = scratch.connection()
                        .createStatement(
                                ResultSet.TYPE_FORWARD_ONLY,
                                ResultSet.CONCUR_READ_ONLY,
                                ResultSet.HOLD_CURSORS_OVER_COMMIT);
                ResultSet rows = statement.executeQuery("SELECT id FROM " + table + " ORDER BY id")) {
            assertTrue(rows.next());
            scratch.update("UPDATE " + table + " SET name = 'x'");
            scratch.connection().commit();
            if (rows.getHoldability() == ResultSet.HOLD_CURSORS_OVER_COMMIT) {
                assertEquals(1, rows.getInt(1));
                assertTrue(rows.next());
                assertEquals(2, rows.getInt(1));
                assertEquals(2, rows.getRow());
            } else {
                assertTrue(rows.isClosed());
            }
        }
    }

    private static void updatable(Scratch scratch) throws SQLException {
        String table = scratch.numbered(3);
        try (Statement statement = scratch.connection()
                        .createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_UPDATABLE);
                ResultSet rows = statement.executeQuery("SELECT id, name FROM " + table)) {
            assertEquals(ResultSet.CONCUR_UPDATABLE, rows.getConcurrency());
            assertTrue(rows.next());
            rows.updateString("name", "changed");
            rows.updateRow();
            assertEquals("changed", rows.getString(2));
            assertTrue(rows.next());
            rows.deleteRow();
            rows.moveToInsertRow();
            rows.updateInt(1, 10);
            rows.updateString(2, "ten");
            rows.insertRow();
            rows.moveToCurrentRow();
        }
        assertEquals("changed", scratch.value("SELECT name FROM " + table + " WHERE id = 1"));
        assertEquals(0, scratch.count(table + " WHERE id = 2"));
        assertEquals("ten", scratch.value("SELECT name FROM " + table + " WHERE id = 10"));
        assertEquals(3, scratch.count(table));
    }

    private static void many(Scratch scratch) throws SQLException {
        String table = scratch.table("(id INTEGER PRIMARY KEY)");
        scratch.connection().setAutoCommit(false);
        try (PreparedStatement insert = scratch.connection().prepareStatement("INSERT INTO " + table + " VALUES (?)")) {
            for (int i = 0; i < 10_000; i++) {
                insert.setInt(1, i);
                insert.addBatch();
            }
            insert.executeBatch();
        }
        scratch.connection().commit();
        long sum = 0;
        try (ResultSet rows = query(scratch, "SELECT id FROM " + table)) {
            while (rows.next()) {
                sum += rows.getInt(1);
            }
        }
        assertEquals(49_995_000L, sum);
    }

    private static void refresh(Scratch scratch) throws SQLException {
        String table = scratch.numbered(2);
        try (Statement statement = scratch.connection()
                        .createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_UPDATABLE);
                ResultSet rows = statement.executeQuery("SELECT id, name FROM " + table + " ORDER BY id")) {
            Assumptions.assumeTrue(rows.getConcurrency() == ResultSet.CONCUR_UPDATABLE);
            assertTrue(rows.next());
            scratch.update("UPDATE " + table + " SET name = 'fresh' WHERE id = 1");
            rows.refreshRow();
            assertEquals("fresh", rows.getString(2));
        }
    }
}
