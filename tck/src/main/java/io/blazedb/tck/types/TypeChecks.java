/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.tck.types;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.blazedb.tck.support.Chapter;
import io.blazedb.tck.support.Scratch;
import java.math.BigDecimal;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Calendar;
import java.util.Locale;
import java.util.TimeZone;

/** Values going in and coming out. */
public final class TypeChecks {
    private TypeChecks() {}

    /** What reads a value back. */
    @FunctionalInterface
    private interface Reader {
        void read(ResultSet row) throws SQLException;
    }

    public static Chapter chapter() {
        return new Chapter("types")
                .add("BOOLEAN", TypeChecks::booleans)
                .add("SMALLINT, INTEGER, BIGINT at their limits", TypeChecks::integers)
                .add("DECIMAL keeps its digits", TypeChecks::decimals)
                .add("REAL and DOUBLE", TypeChecks::floats)
                .add("VARCHAR keeps Unicode and blanks", TypeChecks::text)
                .add("text too long is refused", TypeChecks::tooLong)
                .add("number out of range is refused", TypeChecks::outOfRange)
                .add("VARBINARY keeps bytes", TypeChecks::binary)
                .add("DATE as java.sql and java.time", TypeChecks::dates)
                .add("DATE far in the past", TypeChecks::oldDates)
                .add("TIME as java.sql and java.time", TypeChecks::times)
                .add("TIMESTAMP keeps microseconds", TypeChecks::timestamps)
                .add("TIMESTAMP WITH TIME ZONE keeps the instant", TypeChecks::instants)
                .add("setTimestamp with a calendar keeps the instant", TypeChecks::instantsByCalendar)
                .add("getObject gives the standard class", TypeChecks::defaultClasses)
                .add("everything reads as text", TypeChecks::asText)
                .add("getters convert between numbers", TypeChecks::numbers)
                .add("Blob and Clob of a column", TypeChecks::largeObjects);
    }

    /** Stores one value and reads it back. */
    private static void roundTrip(Scratch scratch, String type, Object value, Reader reader) throws SQLException {
        String table = scratch.table("(v " + type + ")");
        try (PreparedStatement insert = scratch.connection().prepareStatement("INSERT INTO " + table + " VALUES (?)")) {
            insert.setObject(1, value);
            assertEquals(1, insert.executeUpdate());
        }
        try (PreparedStatement select = scratch.connection().prepareStatement("SELECT v FROM " + table);
                ResultSet rows = select.executeQuery()) {
            assertTrue(rows.next());
            reader.read(rows);
        }
    }

    private static void booleans(Scratch scratch) throws SQLException {
        roundTrip(scratch, "BOOLEAN", true, row -> {
            assertTrue(row.getBoolean(1));
            assertEquals(true, row.getObject(1));
        });
        roundTrip(scratch, "BOOLEAN", false, row -> assertFalse(row.getBoolean(1)));
    }

    private static void integers(Scratch scratch) throws SQLException {
        roundTrip(scratch, "SMALLINT", Short.MIN_VALUE, row -> assertEquals(Short.MIN_VALUE, row.getShort(1)));
        roundTrip(scratch, "INTEGER", Integer.MAX_VALUE, row -> assertEquals(Integer.MAX_VALUE, row.getInt(1)));
        roundTrip(scratch, "INTEGER", Integer.MIN_VALUE, row -> assertEquals(Integer.MIN_VALUE, row.getInt(1)));
        roundTrip(scratch, "BIGINT", Long.MAX_VALUE, row -> assertEquals(Long.MAX_VALUE, row.getLong(1)));
        roundTrip(scratch, "BIGINT", Long.MIN_VALUE, row -> assertEquals(Long.MIN_VALUE, row.getObject(1)));
    }

    private static void decimals(Scratch scratch) throws SQLException {
        BigDecimal value = new BigDecimal("-12345678901234567890.1234567890");
        roundTrip(scratch, "DECIMAL(30, 10)", value, row -> {
            assertEquals(value, row.getBigDecimal(1));
            assertEquals(value, row.getObject(1));
            assertEquals("-12345678901234567890.1234567890", row.getString(1));
        });
        roundTrip(scratch, "DECIMAL(10, 2)", new BigDecimal("0.10"), row -> assertEquals("0.10", row.getString(1)));
    }

    private static void floats(Scratch scratch) throws SQLException {
        roundTrip(scratch, "DOUBLE PRECISION", 1.0 / 3, row -> assertEquals(1.0 / 3, row.getDouble(1)));
        roundTrip(scratch, "DOUBLE PRECISION", Double.MAX_VALUE, row -> {
            assertEquals(Double.MAX_VALUE, row.getDouble(1));
            assertThrows(SQLException.class, () -> row.getLong(1));
        });
        roundTrip(scratch, "REAL", 1.5f, row -> assertEquals(1.5f, row.getFloat(1)));
    }

    private static void text(Scratch scratch) throws SQLException {
        String value = " Ünïcødé 漢字 \uD83D\uDE00 'quoted' \"q\" \\ % _ \n tail ";
        roundTrip(scratch, "VARCHAR(100)", value, row -> {
            assertEquals(value, row.getString(1));
            assertEquals(value, row.getObject(1));
            assertEquals(value, row.getNString(1));
        });
        roundTrip(scratch, "VARCHAR(10)", "", row -> assertEquals("", row.getString(1)));
    }

    private static void tooLong(Scratch scratch) {
        Scratch.assertFails("22", () -> roundTrip(scratch, "VARCHAR(3)", "four", row -> {}));
    }

    private static void outOfRange(Scratch scratch) {
        assertThrows(SQLException.class, () -> roundTrip(scratch, "SMALLINT", 70_000, row -> {}));
        assertThrows(SQLException.class, () -> roundTrip(scratch, "INTEGER", 5_000_000_000L, row -> {}));
        assertThrows(
                SQLException.class, () -> roundTrip(scratch, "DECIMAL(4, 2)", new BigDecimal("123.45"), row -> {}));
    }

    private static void binary(Scratch scratch) throws SQLException {
        byte[] value = new byte[256];
        for (int i = 0; i < value.length; i++) {
            value[i] = (byte) i;
        }
        roundTrip(scratch, "VARBINARY(300)", value, row -> {
            assertArrayEquals(value, row.getBytes(1));
            assertArrayEquals(value, (byte[]) row.getObject(1));
        });
    }

    private static void dates(Scratch scratch) throws SQLException {
        LocalDate value = LocalDate.of(2024, 2, 29);
        roundTrip(scratch, "DATE", value, row -> {
            assertEquals(value, row.getObject(1, LocalDate.class));
            assertEquals(Date.valueOf(value), row.getDate(1));
            assertEquals("2024-02-29", row.getString(1));
        });
        roundTrip(scratch, "DATE", Date.valueOf(value), row -> assertEquals(value, row.getObject(1, LocalDate.class)));
    }

    private static void oldDates(Scratch scratch) throws SQLException {
        LocalDate first = LocalDate.of(1, 1, 1);
        roundTrip(scratch, "DATE", first, row -> assertEquals(first, row.getObject(1, LocalDate.class)));
        LocalDate gap = LocalDate.of(1582, 10, 10);
        roundTrip(scratch, "DATE", gap, row -> assertEquals(gap, row.getObject(1, LocalDate.class)));
    }

    private static void times(Scratch scratch) throws SQLException {
        LocalTime value = LocalTime.of(13, 14, 15);
        roundTrip(scratch, "TIME", value, row -> {
            assertEquals(value, row.getObject(1, LocalTime.class));
            assertEquals(Time.valueOf(value), row.getTime(1));
            assertEquals("13:14:15", row.getString(1));
        });
    }

    private static void timestamps(Scratch scratch) throws SQLException {
        LocalDateTime value = LocalDateTime.of(2024, 2, 29, 13, 14, 15, 123_456_000);
        roundTrip(scratch, "TIMESTAMP", value, row -> {
            assertEquals(value, row.getObject(1, LocalDateTime.class));
            assertEquals(Timestamp.valueOf(value), row.getTimestamp(1));
            assertEquals("2024-02-29 13:14:15.123456", row.getString(1));
        });
        roundTrip(
                scratch,
                "TIMESTAMP",
                Timestamp.valueOf(value),
                row -> assertEquals(value, row.getObject(1, LocalDateTime.class)));
    }

    private static void instants(Scratch scratch) throws SQLException {
        OffsetDateTime value = OffsetDateTime.of(2024, 7, 1, 12, 0, 0, 0, ZoneOffset.ofHours(5));
        roundTrip(
                scratch,
                "TIMESTAMP WITH TIME ZONE",
                value,
                row -> assertEquals(
                        value.toInstant(),
                        row.getObject(1, OffsetDateTime.class).toInstant()));
    }

    private static void defaultClasses(Scratch scratch) throws SQLException {
        roundTrip(scratch, "SMALLINT", 5, row -> assertInstanceOf(Integer.class, row.getObject(1)));
        roundTrip(scratch, "INTEGER", 5, row -> assertInstanceOf(Integer.class, row.getObject(1)));
        roundTrip(scratch, "BIGINT", 5, row -> assertInstanceOf(Long.class, row.getObject(1)));
        roundTrip(scratch, "DOUBLE PRECISION", 5, row -> assertInstanceOf(Double.class, row.getObject(1)));
        roundTrip(scratch, "DATE", LocalDate.EPOCH, row -> assertInstanceOf(Date.class, row.getObject(1)));
        roundTrip(scratch, "TIME", LocalTime.NOON, row -> assertInstanceOf(Time.class, row.getObject(1)));
        roundTrip(
                scratch,
                "TIMESTAMP",
                LocalDate.EPOCH.atStartOfDay(),
                row -> assertInstanceOf(Timestamp.class, row.getObject(1)));
    }

    private static void instantsByCalendar(Scratch scratch) throws SQLException {
        String table =
                scratch.table("(v " + scratch.type(Types.TIMESTAMP_WITH_TIMEZONE, "TIMESTAMP WITH TIME ZONE") + ")");
        Timestamp given = Timestamp.from(Instant.parse("2023-11-14T22:13:20.123Z"));
        Calendar tokyo = Calendar.getInstance(TimeZone.getTimeZone("Asia/Tokyo"), Locale.ROOT);
        try (PreparedStatement insert = scratch.connection().prepareStatement("INSERT INTO " + table + " VALUES (?)")) {
            insert.setTimestamp(1, given, tokyo);
            insert.executeUpdate();
            insert.setTimestamp(1, given);
            insert.executeUpdate();
        }
        try (Statement statement = scratch.connection().createStatement();
                ResultSet rows = statement.executeQuery("SELECT v FROM " + table)) {
            while (rows.next()) {
                assertEquals(given, rows.getTimestamp(1));
                assertEquals(given, rows.getTimestamp(1, tokyo));
            }
        }
    }

    private static void asText(Scratch scratch) throws SQLException {
        roundTrip(scratch, "INTEGER", 42, row -> {
            assertEquals("42", row.getString(1));
            assertEquals("42", row.getObject(1, String.class));
        });
        roundTrip(scratch, "BIGINT", -7L, row -> assertEquals("-7", row.getString(1)));
    }

    private static void numbers(Scratch scratch) throws SQLException {
        roundTrip(scratch, "INTEGER", 42, row -> {
            assertEquals(42L, row.getLong(1));
            assertEquals(42.0, row.getDouble(1));
            assertEquals(42, row.getByte(1));
            assertEquals(new BigDecimal(42), row.getBigDecimal(1));
            assertEquals(42L, row.getObject(1, Long.class));
        });
        roundTrip(scratch, "VARCHAR(10)", "17", row -> {
            assertEquals(17, row.getInt(1));
            assertEquals(new BigDecimal("17"), row.getBigDecimal(1));
        });
    }

    private static void largeObjects(Scratch scratch) throws SQLException {
        String text = "clob ".repeat(5000);
        roundTrip(scratch, "VARCHAR(100000)", text, row -> {
            var clob = row.getClob(1);
            assertNotNull(clob);
            assertEquals(text.length(), clob.length());
            assertEquals("clob", clob.getSubString(1, 4));
        });
    }
}
