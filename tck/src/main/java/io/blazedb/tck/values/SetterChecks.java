/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.tck.values;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.blazedb.tck.support.Chapter;
import io.blazedb.tck.support.Scratch;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.JDBCType;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Every setter into every type that it is made for. */
public final class SetterChecks {
    private static final byte[] BYTES = {0, 1, -1, 127, -128};
    private static final String TEXT = "text, that's 42 €";

    private SetterChecks() {}

    /** One setter of the second parameter. */
    @FunctionalInterface
    private interface Setter {
        void set(PreparedStatement statement) throws SQLException;
    }

    private static final Map<String, Map<String, Setter>> NUMBERS = new LinkedHashMap<>();

    static {
        number("setByte", "-128", s -> s.setByte(2, Byte.MIN_VALUE), "127", s -> s.setByte(2, Byte.MAX_VALUE));
        number("setShort", "-32768", s -> s.setShort(2, Short.MIN_VALUE), "32767", s -> s.setShort(2, Short.MAX_VALUE));
        number(
                "setInt",
                "-2147483648",
                s -> s.setInt(2, Integer.MIN_VALUE),
                "2147483647",
                s -> s.setInt(2, Integer.MAX_VALUE));
        number(
                "setLong",
                "-9223372036854775808",
                s -> s.setLong(2, Long.MIN_VALUE),
                "9223372036854775807",
                s -> s.setLong(2, Long.MAX_VALUE));
        number("setFloat", "-32", s -> s.setFloat(2, -32f), "16384", s -> s.setFloat(2, 16384f));
        number("setDouble", "-32", s -> s.setDouble(2, -32d), "4194304", s -> s.setDouble(2, 4194304d));
        number(
                "setBigDecimal",
                "-100",
                s -> s.setBigDecimal(2, new BigDecimal("-100.00")),
                "123456789012",
                s -> s.setBigDecimal(2, new BigDecimal("123456789012")));
        number("setString", "-7", s -> s.setString(2, "-7"), "123456", s -> s.setString(2, "123456"));
        number("setObject(Short)", "-8", s -> s.setObject(2, (short) -8), "9", s -> s.setObject(2, (short) 9));
        number("setObject(Integer)", "-8", s -> s.setObject(2, -8), "100000", s -> s.setObject(2, 100000));
        number("setObject(Long)", "-8", s -> s.setObject(2, -8L), "10000000000", s -> s.setObject(2, 10000000000L));
        number("setObject(Double)", "-8", s -> s.setObject(2, -8d), "64", s -> s.setObject(2, 64d));
        number(
                "setObject(BigDecimal)",
                "-8",
                s -> s.setObject(2, new BigDecimal("-8")),
                "64",
                s -> s.setObject(2, new BigDecimal("64.0")));
        number(
                "setObject(BigInteger)",
                "-8",
                s -> s.setObject(2, BigInteger.valueOf(-8)),
                "64",
                s -> s.setObject(2, BigInteger.valueOf(64)));
    }

    private static void number(String name, String low, Setter setLow, String high, Setter setHigh) {
        Map<String, Setter> values = new LinkedHashMap<>();
        values.put(low, setLow);
        values.put(high, setHigh);
        NUMBERS.put(name, values);
    }

    public static Chapter chapter() {
        Chapter chapter = new Chapter("setters");
        for (ColumnType type : ColumnType.values()) {
            if (type.isNumeric()) {
                NUMBERS.forEach((name, values) ->
                        chapter.add(name + " into " + type, scratch -> numbers(scratch, type, values)));
                targets(chapter, type);
            }
            chapter.add("setNull into " + type, scratch -> setNull(scratch, type, s -> s.setNull(2, type.jdbcType())));
            chapter.add(
                    "setNull with the name of a type into " + type,
                    scratch -> setNull(scratch, type, s -> s.setNull(2, type.jdbcType(), type.name())));
            chapter.add(
                    "setObject(null, type) into " + type,
                    scratch -> setNull(scratch, type, s -> s.setObject(2, null, type.jdbcType())));
        }
        for (ColumnType type : List.of(ColumnType.VARCHAR, ColumnType.CLOB)) {
            texts(chapter, type);
        }
        binaries(chapter);
        booleans(chapter);
        return temporal(chapter);
    }

    private static void numbers(Scratch scratch, ColumnType type, Map<String, Setter> values) throws SQLException {
        String table = type.table(scratch);
        BigDecimal max = ColumnType.number(type.literals().get(1));
        int id = 0;
        for (Map.Entry<String, Setter> value : values.entrySet()) {
            BigDecimal number = new BigDecimal(value.getKey());
            boolean exact = type != ColumnType.REAL && type != ColumnType.DOUBLE;
            // Floating types take large numbers, rounded; exact ones refuse what they cannot hold.
            boolean fits = number.abs().compareTo(max) <= 0;
            try {
                store(scratch, table, ++id, value.getValue());
            } catch (SQLException e) {
                assertTrue(exact && !fits, () -> "refused " + value.getKey() + ": " + e);
                continue;
            }
            if (!fits && exact && number.subtract(max).compareTo(BigDecimal.ONE) > 0) {
                fail("took " + number);
            }
            if (fits) {
                assertEquals(0, number.compareTo(decimal(scratch, table, id)), value.getKey());
            }
        }
    }

    private static void targets(Chapter chapter, ColumnType type) {
        for (Object value : new Object[] {"64", 64, 64L, (short) 64, (byte) 64, 64f, 64d, new BigDecimal("64"), true}) {
            String name = value.getClass().getSimpleName();
            String expected = value instanceof Boolean ? "1" : "64";
            chapter.add("setObject(" + name + ", " + type + ")", scratch -> {
                String table = type.table(scratch);
                store(scratch, table, 1, s -> s.setObject(2, value, type.jdbcType()));
                assertEquals(0, new BigDecimal(expected).compareTo(decimal(scratch, table, 1)));
            });
        }
        chapter.add("setObject(String, JDBCType." + type + ")", scratch -> {
            String table = type.table(scratch);
            store(scratch, table, 1, s -> s.setObject(2, "64", JDBCType.valueOf(type.jdbcType())));
            assertEquals(0, BigDecimal.valueOf(64).compareTo(decimal(scratch, table, 1)));
        });
    }

    private static void setNull(Scratch scratch, ColumnType type, Setter setter) throws SQLException {
        String table = type.table(scratch);
        store(scratch, table, 1, setter);
        try (Statement statement = scratch.connection().createStatement();
                ResultSet rows = statement.executeQuery("SELECT v FROM " + table)) {
            assertTrue(rows.next());
            assertNull(rows.getObject(1));
        }
    }

    private static void texts(Chapter chapter, ColumnType type) {
        Map<String, Setter> setters = new LinkedHashMap<>();
        setters.put("setString", s -> s.setString(2, TEXT));
        setters.put("setNString", s -> s.setNString(2, TEXT));
        setters.put("setObject", s -> s.setObject(2, TEXT));
        setters.put("setObject with target", s -> s.setObject(2, TEXT, type.jdbcType()));
        setters.put("setCharacterStream", s -> s.setCharacterStream(2, new StringReader(TEXT)));
        setters.put(
                "setCharacterStream with int length",
                s -> s.setCharacterStream(2, new StringReader(TEXT), TEXT.length()));
        setters.put(
                "setCharacterStream with long length",
                s -> s.setCharacterStream(2, new StringReader(TEXT), (long) TEXT.length()));
        setters.put("setNCharacterStream", s -> s.setNCharacterStream(2, new StringReader(TEXT)));
        if (type == ColumnType.CLOB) {
            setters.put("setClob(Reader)", s -> s.setClob(2, new StringReader(TEXT)));
            setters.put("setClob(Reader, length)", s -> s.setClob(2, new StringReader(TEXT), TEXT.length()));
            setters.put("setClob", s -> {
                Clob clob = s.getConnection().createClob();
                clob.setString(1, TEXT);
                s.setClob(2, clob);
            });
        }
        setters.forEach((name, setter) -> chapter.add(name + " into " + type, scratch -> {
            String table = type.table(scratch);
            store(scratch, table, 1, setter);
            assertEquals(TEXT, text(scratch, table));
        }));
        chapter.add("setAsciiStream into " + type, scratch -> {
            byte[] ascii = "plain".getBytes(StandardCharsets.US_ASCII);
            String table = type.table(scratch);
            store(scratch, table, 1, s -> s.setAsciiStream(2, new ByteArrayInputStream(ascii)));
            assertEquals("plain", text(scratch, table));
        });
    }

    private static void binaries(Chapter chapter) {
        Map<String, Setter> setters = new LinkedHashMap<>();
        setters.put("setBytes", s -> s.setBytes(2, BYTES));
        setters.put("setObject(byte[])", s -> s.setObject(2, BYTES));
        setters.put("setBinaryStream", s -> s.setBinaryStream(2, new ByteArrayInputStream(BYTES)));
        setters.put(
                "setBinaryStream with int length",
                s -> s.setBinaryStream(2, new ByteArrayInputStream(BYTES), BYTES.length));
        setters.put(
                "setBinaryStream with long length",
                s -> s.setBinaryStream(2, new ByteArrayInputStream(BYTES), (long) BYTES.length));
        setters.forEach((name, setter) -> chapter.add(name + " into VARBINARY", scratch -> {
            String table = ColumnType.VARBINARY.table(scratch);
            store(scratch, table, 1, setter);
            try (Statement statement = scratch.connection().createStatement();
                    ResultSet rows = statement.executeQuery("SELECT v FROM " + table)) {
                assertTrue(rows.next());
                assertArrayEquals(BYTES, rows.getBytes(1));
            }
        }));
        setters.remove("setObject(byte[])");
        setters.put("setBlob(InputStream)", s -> s.setBlob(2, new ByteArrayInputStream(BYTES)));
        setters.put("setBlob(InputStream, length)", s -> s.setBlob(2, new ByteArrayInputStream(BYTES), BYTES.length));
        setters.put("setBlob", s -> {
            Blob blob = s.getConnection().createBlob();
            blob.setBytes(1, BYTES);
            s.setBlob(2, blob);
        });
        setters.forEach((name, setter) -> chapter.add(name + " into BLOB", scratch -> {
            String table = ColumnType.BLOB.table(scratch);
            store(scratch, table, 1, setter);
            try (Statement statement = scratch.connection().createStatement();
                    ResultSet rows = statement.executeQuery("SELECT v FROM " + table)) {
                assertTrue(rows.next());
                Blob blob = rows.getBlob(1);
                assertArrayEquals(BYTES, blob.getBytes(1, (int) blob.length()));
            }
        }));
    }

    private static void booleans(Chapter chapter) {
        Map<String, Setter> setters = new LinkedHashMap<>();
        setters.put("setBoolean", s -> s.setBoolean(2, true));
        setters.put("setObject(Boolean)", s -> s.setObject(2, true));
        setters.put("setObject(Boolean, BOOLEAN)", s -> s.setObject(2, true, Types.BOOLEAN));
        setters.put("setObject(Boolean, BIT)", s -> s.setObject(2, true, Types.BIT));
        setters.put("setObject(String, BOOLEAN)", s -> s.setObject(2, "true", Types.BOOLEAN));
        setters.put("setObject(Integer, BOOLEAN)", s -> s.setObject(2, 1, Types.BOOLEAN));
        setters.forEach((name, setter) -> chapter.add(name + " into BOOLEAN", scratch -> {
            String table = ColumnType.BOOLEAN.table(scratch);
            store(scratch, table, 1, setter);
            try (Statement statement = scratch.connection().createStatement();
                    ResultSet rows = statement.executeQuery("SELECT v FROM " + table)) {
                assertTrue(rows.next());
                assertTrue(rows.getBoolean(1));
            }
        }));
    }

    @SuppressWarnings("JavaUtilDate")
    private static Chapter temporal(Chapter chapter) {
        Date date = Date.valueOf("2004-02-29");
        Time time = Time.valueOf("23:59:58");
        Timestamp timestamp = Timestamp.valueOf("2004-02-29 12:30:15.25");
        Map<String, Setter> dates = new LinkedHashMap<>();
        dates.put("setDate", s -> s.setDate(2, date));
        dates.put("setObject(Date)", s -> s.setObject(2, date));
        dates.put("setObject(Date, DATE)", s -> s.setObject(2, date, Types.DATE));
        dates.put("setObject(LocalDate)", s -> s.setObject(2, LocalDate.of(2004, 2, 29)));
        dates.put("setObject(String, DATE)", s -> s.setObject(2, "2004-02-29", Types.DATE));
        dates.put("setObject(Timestamp, DATE)", s -> s.setObject(2, timestamp, Types.DATE));
        dates.forEach((name, setter) -> temporal(chapter, name, ColumnType.DATE, setter, "2004-02-29"));
        Map<String, Setter> times = new LinkedHashMap<>();
        times.put("setTime", s -> s.setTime(2, time));
        times.put("setObject(Time)", s -> s.setObject(2, time));
        times.put("setObject(Time, TIME)", s -> s.setObject(2, time, Types.TIME));
        times.put("setObject(LocalTime)", s -> s.setObject(2, LocalTime.of(23, 59, 58)));
        times.put("setObject(String, TIME)", s -> s.setObject(2, "23:59:58", Types.TIME));
        times.forEach((name, setter) -> temporal(chapter, name, ColumnType.TIME, setter, "23:59:58"));
        Map<String, Setter> timestamps = new LinkedHashMap<>();
        timestamps.put("setTimestamp", s -> s.setTimestamp(2, timestamp));
        timestamps.put("setObject(Timestamp)", s -> s.setObject(2, timestamp));
        timestamps.put("setObject(Timestamp, TIMESTAMP)", s -> s.setObject(2, timestamp, Types.TIMESTAMP));
        timestamps.put("setObject(LocalDateTime)", s -> s.setObject(2, timestamp.toLocalDateTime()));
        timestamps.put("setObject(String, TIMESTAMP)", s -> s.setObject(2, timestamp.toString(), Types.TIMESTAMP));
        timestamps.put(
                "setObject(java.util.Date, TIMESTAMP)",
                s -> s.setObject(2, new java.util.Date(timestamp.getTime()), Types.TIMESTAMP));
        timestamps.forEach(
                (name, setter) -> temporal(chapter, name, ColumnType.TIMESTAMP, setter, "2004-02-29 12:30:15.25"));
        temporal(chapter, "setDate", ColumnType.TIMESTAMP, s -> s.setDate(2, date), "2004-02-29 00:00:00");
        temporal(
                chapter,
                "setObject(LocalDateTime) at midnight",
                ColumnType.TIMESTAMP,
                s -> s.setObject(2, LocalDateTime.of(1969, 7, 20, 0, 0)),
                "1969-07-20 00:00:00");
        return chapter;
    }

    private static void temporal(Chapter chapter, String name, ColumnType type, Setter setter, String expected) {
        chapter.add(name + " into " + type, scratch -> {
            String table = type.table(scratch);
            store(scratch, table, 1, setter);
            try (Statement statement = scratch.connection().createStatement();
                    ResultSet rows = statement.executeQuery("SELECT v FROM " + table)) {
                assertTrue(rows.next());
                switch (type) {
                    case DATE -> assertEquals(Date.valueOf(expected), rows.getDate(1));
                    case TIME -> assertEquals(expected, rows.getTime(1).toString());
                    default -> assertEquals(Timestamp.valueOf(expected), rows.getTimestamp(1));
                }
            }
        });
    }

    private static void store(Scratch scratch, String table, int id, Setter setter) throws SQLException {
        try (PreparedStatement insert =
                scratch.connection().prepareStatement("INSERT INTO " + table + " (id, v) VALUES (?, ?)")) {
            insert.setInt(1, id);
            setter.set(insert);
            assertEquals(1, insert.executeUpdate());
        }
    }

    private static BigDecimal decimal(Scratch scratch, String table, int id) throws SQLException {
        try (Statement statement = scratch.connection().createStatement();
                ResultSet rows = statement.executeQuery("SELECT v FROM " + table + " WHERE id = " + id)) {
            assertTrue(rows.next());
            return new BigDecimal(rows.getString(1));
        }
    }

    private static String text(Scratch scratch, String table) throws SQLException {
        try (Statement statement = scratch.connection().createStatement();
                ResultSet rows = statement.executeQuery("SELECT v FROM " + table)) {
            assertTrue(rows.next());
            return rows.getString(1);
        }
    }
}
