/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.tck.values;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.blazedb.tck.support.Chapter;
import io.blazedb.tck.support.Scratch;
import java.math.BigDecimal;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Every getter of every type that it is made for, at the limits and for NULL. */
public final class GetterChecks {
    private static final BigDecimal FLOAT_STEPS = BigDecimal.valueOf(1 << 22);

    private GetterChecks() {}

    /** One getter. */
    @FunctionalInterface
    private interface Getter {
        @Nullable
        Object get(ResultSet row) throws SQLException;
    }

    /**
     * A getter of a number.
     *
     * @param min what it can return at least; null for anything
     */
    private record NumberGetter(
            Getter getter,
            @Nullable BigDecimal min,
            @Nullable BigDecimal max,
            boolean exact) {}

    private static final Map<String, NumberGetter> NUMBERS = new LinkedHashMap<>();
    private static final Map<String, Getter> ALL = new LinkedHashMap<>();

    static {
        whole("getByte", row -> row.getByte(2), Byte.MIN_VALUE, Byte.MAX_VALUE);
        whole("getShort", row -> row.getShort(2), Short.MIN_VALUE, Short.MAX_VALUE);
        whole("getInt", row -> row.getInt(2), Integer.MIN_VALUE, Integer.MAX_VALUE);
        whole("getLong", row -> row.getLong(2), Long.MIN_VALUE, Long.MAX_VALUE);
        whole("getObject(Integer)", row -> row.getObject(2, Integer.class), Integer.MIN_VALUE, Integer.MAX_VALUE);
        whole("getObject(Long)", row -> row.getObject(2, Long.class), Long.MIN_VALUE, Long.MAX_VALUE);
        NUMBERS.put("getFloat", new NumberGetter(row -> row.getFloat(2), null, null, false));
        NUMBERS.put("getDouble", new NumberGetter(row -> row.getDouble(2), null, null, false));
        NUMBERS.put("getBigDecimal", new NumberGetter(row -> row.getBigDecimal(2), null, null, true));
        NUMBERS.put(
                "getObject(BigDecimal)", new NumberGetter(row -> row.getObject(2, BigDecimal.class), null, null, true));
        NUMBERS.forEach((name, number) -> ALL.put(name, number.getter));
        ALL.put("getBoolean", row -> row.getBoolean(2));
        ALL.put("getString", row -> row.getString(2));
        ALL.put("getNString", row -> row.getNString(2));
        ALL.put("getObject", row -> row.getObject(2));
        ALL.put("getDate", row -> row.getDate(2));
        ALL.put("getTime", row -> row.getTime(2));
        ALL.put("getTimestamp", row -> row.getTimestamp(2));
        ALL.put("getObject(LocalDate)", row -> row.getObject(2, LocalDate.class));
        ALL.put("getObject(LocalTime)", row -> row.getObject(2, LocalTime.class));
        ALL.put("getObject(LocalDateTime)", row -> row.getObject(2, LocalDateTime.class));
        ALL.put("getBytes", row -> row.getBytes(2));
        ALL.put("getBinaryStream", row -> row.getBinaryStream(2));
        ALL.put("getAsciiStream", row -> row.getAsciiStream(2));
        ALL.put("getCharacterStream", row -> row.getCharacterStream(2));
        ALL.put("getNCharacterStream", row -> row.getNCharacterStream(2));
        ALL.put("getBlob", row -> row.getBlob(2));
        ALL.put("getClob", row -> row.getClob(2));
    }

    private static void whole(String name, Getter getter, long min, long max) {
        NUMBERS.put(name, new NumberGetter(getter, BigDecimal.valueOf(min), BigDecimal.valueOf(max), true));
    }

    public static Chapter chapter() {
        Chapter chapter = new Chapter("getters");
        for (ColumnType type : ColumnType.values()) {
            NUMBERS.forEach((name, getter) -> {
                if (type.isNumeric() || (type.isText() && !name.startsWith("getObject"))) {
                    chapter.add(name + " of " + type, scratch -> numbers(scratch, type, getter));
                }
            });
            ALL.forEach((name, getter) -> {
                if (fits(name, type)) {
                    chapter.add(name + " of NULL in " + type, scratch -> nulls(scratch, type, getter));
                }
            });
            if (type.isNumeric() || type == ColumnType.BOOLEAN) {
                chapter.add("getBoolean of " + type, scratch -> booleans(scratch, type));
            }
            if (!type.literals().isEmpty() && type != ColumnType.CLOB) {
                chapter.add("getString of " + type, scratch -> text(scratch, type));
            }
        }
        return temporal(chapter);
    }

    /** Whether JDBC's table of getters marks the pair. */
    private static boolean fits(String getter, ColumnType type) {
        boolean date = getter.contains("Date") || getter.contains("Time");
        boolean stream = getter.contains("Stream");
        return switch (type) {
            case BLOB -> List.of("getBlob", "getObject").contains(getter);
            case CLOB ->
                List.of("getClob", "getObject", "getCharacterStream", "getAsciiStream", "getString")
                        .contains(getter);
            case VARBINARY ->
                List.of("getBytes", "getBinaryStream", "getObject", "getString").contains(getter);
            case DATE ->
                List.of("getDate", "getTimestamp", "getString", "getObject", "getObject(LocalDate)")
                        .contains(getter);
            case TIME ->
                List.of("getTime", "getString", "getObject", "getObject(LocalTime)")
                        .contains(getter);
            case TIMESTAMP ->
                List.of("getDate", "getTime", "getTimestamp", "getString", "getObject", "getObject(LocalDateTime)")
                        .contains(getter);
            case CHAR, VARCHAR ->
                !getter.startsWith("getObject(")
                        && !List.of("getBlob", "getClob", "getBytes", "getBinaryStream")
                                .contains(getter);
            default ->
                !date && !stream && !List.of("getBytes", "getBlob", "getClob").contains(getter);
        };
    }

    private static Chapter temporal(Chapter chapter) {
        expect(
                chapter,
                ColumnType.DATE,
                "getDate",
                row -> row.getDate(2),
                Date.valueOf("2004-02-29"),
                Date.valueOf("1969-07-20"));
        expect(
                chapter,
                ColumnType.DATE,
                "getTimestamp",
                row -> row.getTimestamp(2),
                Timestamp.valueOf("2004-02-29 00:00:00"),
                Timestamp.valueOf("1969-07-20 00:00:00"));
        expect(
                chapter,
                ColumnType.DATE,
                "getObject",
                row -> row.getObject(2),
                Date.valueOf("2004-02-29"),
                Date.valueOf("1969-07-20"));
        expect(
                chapter,
                ColumnType.DATE,
                "getObject(LocalDate)",
                row -> row.getObject(2, LocalDate.class),
                LocalDate.of(2004, 2, 29),
                LocalDate.of(1969, 7, 20));
        expect(chapter, ColumnType.TIME, "getTime", row -> row.getTime(2).toString(), "23:59:58", "00:00:00");
        expect(
                chapter,
                ColumnType.TIME,
                "getObject(LocalTime)",
                row -> row.getObject(2, LocalTime.class),
                LocalTime.of(23, 59, 58),
                LocalTime.MIDNIGHT);
        Timestamp first = Timestamp.valueOf("2004-02-29 12:30:15.25");
        Timestamp second = Timestamp.valueOf("1969-07-20 00:00:00");
        expect(chapter, ColumnType.TIMESTAMP, "getTimestamp", row -> row.getTimestamp(2), first, second);
        expect(chapter, ColumnType.TIMESTAMP, "getObject", row -> row.getObject(2), first, second);
        expect(
                chapter,
                ColumnType.TIMESTAMP,
                "getObject(LocalDateTime)",
                row -> row.getObject(2, LocalDateTime.class),
                first.toLocalDateTime(),
                second.toLocalDateTime());
        expect(chapter, ColumnType.TIMESTAMP, "getDate", row -> row.getDate(2).toString(), "2004-02-29", "1969-07-20");
        expect(chapter, ColumnType.TIMESTAMP, "getTime", row -> row.getTime(2).toString(), "12:30:15", "00:00:00");
        return chapter;
    }

    private static void expect(Chapter chapter, ColumnType type, String name, Getter getter, Object... values) {
        chapter.add(name + " of " + type, scratch -> {
            try (ResultSet rows = filled(scratch, type)) {
                for (Object value : values) {
                    assertTrue(rows.next());
                    assertEquals(value, getter.get(rows));
                    assertFalse(rows.wasNull());
                }
            }
        });
    }

    /** The type's values, in order; a last row is NULL. */
    private static ResultSet filled(Scratch scratch, ColumnType type) throws SQLException {
        String table = type.table(scratch);
        int id = 0;
        for (String literal : type.literals()) {
            scratch.update("INSERT INTO " + table + " VALUES (" + ++id + ", " + literal + ")");
        }
        scratch.update("INSERT INTO " + table + " (id) VALUES (" + ++id + ")");
        Statement statement = scratch.connection().createStatement();
        return statement.executeQuery("SELECT id, v FROM " + table + " ORDER BY id");
    }

    private static void numbers(Scratch scratch, ColumnType type, NumberGetter number) throws SQLException {
        try (ResultSet rows = filled(scratch, type)) {
            for (String literal : type.literals()) {
                assertTrue(rows.next());
                number(rows, literal, number, type);
            }
        }
    }

    private static void number(ResultSet rows, String literal, NumberGetter number, ColumnType type) {
        BigDecimal value = ColumnType.number(literal);
        BigDecimal min = number.min;
        BigDecimal max = number.max;
        boolean fraction = min != null && value.stripTrailingZeros().scale() > 0;
        boolean fits = min == null || max == null || (value.compareTo(min) >= 0 && value.compareTo(max) <= 0);
        Object got;
        try {
            got = number.getter.get(rows);
        } catch (SQLException e) {
            // Drivers differ in whether a fraction is cut or refused, and text with a fraction is no whole number.
            assertTrue(fraction || !fits, () -> "failed for " + literal + ": " + e);
            return;
        }
        if (!fits) {
            fail("gave " + got + " for " + literal);
        }
        BigDecimal result = new BigDecimal(String.valueOf(got));
        if (fraction) {
            // Cut or rounded.
            BigDecimal difference = value.subtract(result).abs();
            assertTrue(difference.compareTo(BigDecimal.ONE) < 0, () -> got + " for " + literal);
            return;
        }
        if (number.exact && type != ColumnType.REAL) {
            assertEquals(0, value.compareTo(result), () -> got + " for " + literal);
        } else {
            BigDecimal tolerance = value.abs().divide(FLOAT_STEPS);
            assertTrue(value.subtract(result).abs().compareTo(tolerance) <= 0, () -> got + " for " + literal);
        }
    }

    private static void nulls(Scratch scratch, ColumnType type, Getter getter) throws SQLException {
        String table = type.table(scratch);
        scratch.update("INSERT INTO " + table + " (id) VALUES (1)");
        try (Statement statement = scratch.connection().createStatement();
                ResultSet rows = statement.executeQuery("SELECT id, v FROM " + table)) {
            assertTrue(rows.next());
            Object value = getter.get(rows);
            assertTrue(rows.wasNull());
            if (value instanceof Number number) {
                assertEquals(0, number.doubleValue());
            } else if (value instanceof Boolean flag) {
                assertFalse(flag);
            } else {
                assertNull(value);
            }
        }
    }

    private static void booleans(Scratch scratch, ColumnType type) throws SQLException {
        try (ResultSet rows = filled(scratch, type)) {
            for (String literal : type.literals()) {
                assertTrue(rows.next());
                boolean truth = type == ColumnType.BOOLEAN
                        ? literal.equals("TRUE")
                        : ColumnType.number(literal).signum() != 0;
                if (type == ColumnType.BOOLEAN || literal.startsWith("0")) {
                    assertEquals(truth, rows.getBoolean(2), literal);
                } else {
                    assertOneOrRefused(rows, literal);
                }
            }
        }
    }

    /** 1 is true, 0 is false; other numbers are true or refused. */
    private static void assertOneOrRefused(ResultSet rows, String literal) {
        boolean value;
        try {
            value = rows.getBoolean(2);
        } catch (SQLException e) {
            return;
        }
        assertTrue(value, literal);
    }

    private static void text(Scratch scratch, ColumnType type) throws SQLException {
        try (ResultSet rows = filled(scratch, type)) {
            for (String literal : type.literals()) {
                assertTrue(rows.next());
                String got = rows.getString(2);
                if (type.isNumeric()) {
                    assertEquals(0, ColumnType.number(literal).compareTo(new BigDecimal(got)), got);
                } else if (type == ColumnType.BOOLEAN) {
                    String lower = got.toLowerCase(Locale.ROOT);
                    assertTrue(literal.equals("TRUE") ? lower.matches("true|t|1") : lower.matches("false|f|0"), got);
                } else {
                    String expected = literal.substring(literal.indexOf('\'') + 1, literal.length() - 1);
                    String trimmed = expected.replaceFirst("\\.?0+$", "");
                    assertTrue(got.equals(expected) || (type == ColumnType.TIMESTAMP && got.startsWith(trimmed)), got);
                }
            }
        }
    }
}
