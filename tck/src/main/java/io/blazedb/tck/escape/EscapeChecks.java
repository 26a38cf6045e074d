/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.tck.escape;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.blazedb.tck.support.Chapter;
import io.blazedb.tck.support.Scratch;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Assumptions;

/** Escapes. A function is asked for only if the database says that it has it. */
public final class EscapeChecks {
    /** Function, arguments, result; a number is compared as such, {@code *} stands for any value. */
    private static final String[][] FUNCTIONS = {
        {"ABS", "-5.5", "5.5"},
        {"ACOS", "1.0", "0"},
        {"ASIN", "0.0", "0"},
        {"ATAN", "1.0", "0.785398163"},
        {"ATAN2", "1.0, 1.0", "0.785398163"},
        {"CEILING", "4.2", "5"},
        {"COS", "0.0", "1"},
        {"COT", "1.0", "0.642092616"},
        {"DEGREES", "0.0", "0"},
        {"EXP", "1.0", "2.718281828"},
        {"FLOOR", "-4.2", "-5"},
        {"LOG", "2.718281828459045", "1"},
        {"LOG10", "1000.0", "3"},
        {"MOD", "17, 5", "2"},
        {"PI", "", "3.141592654"},
        {"POWER", "2, 10", "1024"},
        {"RADIANS", "180.0", "3.141592654"},
        {"RAND", "", "*"},
        {"ROUND", "2.345, 1", "2.3"},
        {"SIGN", "-7", "-1"},
        {"SIN", "0.0", "0"},
        {"SQRT", "16.0", "4"},
        {"TAN", "0.0", "0"},
        {"TRUNCATE", "2.789, 1", "2.7"},
        {"ASCII", "'A'", "65"},
        {"CHAR", "65", "'A"},
        {"CHAR_LENGTH", "'word'", "4"},
        {"CHARACTER_LENGTH", "'word'", "4"},
        {"CONCAT", "'ab', 'cd'", "'abcd"},
        {"DIFFERENCE", "'Smith', 'Smyth'", "4"},
        {"INSERT", "'abcdef', 2, 3, 'XY'", "'aXYef"},
        {"LCASE", "'ABC'", "'abc"},
        {"LEFT", "'abcdef', 2", "'ab"},
        {"LENGTH", "'word'", "4"},
        {"LOCATE", "'cd', 'abcdef'", "3"},
        {"LTRIM", "'  x'", "'x"},
        {"OCTET_LENGTH", "'word'", "4"},
        {"POSITION", "'cd' IN 'abcdef'", "3"},
        {"REPEAT", "'ab', 3", "'ababab"},
        {"REPLACE", "'banana', 'an', 'o'", "'booa"},
        {"RIGHT", "'abcdef', 2", "'ef"},
        {"RTRIM", "'x  '", "'x"},
        {"SOUNDEX", "'Smith'", "'S530"},
        {"SPACE", "3", "'   "},
        {"SUBSTRING", "'abcdef', 2, 3", "'bcd"},
        {"UCASE", "'abc'", "'ABC"},
        {"CURDATE", "", "*"},
        {"CURRENT_DATE", "", "*"},
        {"CURRENT_TIME", "", "*"},
        {"CURRENT_TIMESTAMP", "", "*"},
        {"CURTIME", "", "*"},
        {"DAYNAME", "{d '2004-02-29'}", "'Sunday"},
        {"DAYOFMONTH", "{d '2004-02-29'}", "29"},
        {"DAYOFWEEK", "{d '2004-02-29'}", "1"},
        {"DAYOFYEAR", "{d '2004-02-29'}", "60"},
        {"EXTRACT", "YEAR FROM {d '2004-02-29'}", "2004"},
        {"HOUR", "{t '23:59:58'}", "23"},
        {"MINUTE", "{t '23:59:58'}", "59"},
        {"MONTH", "{d '2004-02-29'}", "2"},
        {"MONTHNAME", "{d '2004-02-29'}", "'February"},
        {"NOW", "", "*"},
        {"QUARTER", "{d '2004-02-29'}", "1"},
        {"SECOND", "{t '23:59:58'}", "58"},
        {"WEEK", "{d '2004-06-15'}", "25"},
        {"YEAR", "{d '2004-02-29'}", "2004"},
        {"DATABASE", "", "*"},
        {"IFNULL", "NULL, 'x'", "'x"},
        {"USER", "", "*"},
    };

    private static final String[] INTERVALS = {"SECOND", "MINUTE", "HOUR", "DAY", "WEEK", "MONTH", "QUARTER", "YEAR"};
    private static final String[] AFTER_ONE = {
        "2004-02-29 12:00:01", "2004-02-29 12:01:00", "2004-02-29 13:00:00", "2004-03-01 12:00:00",
        "2004-03-07 12:00:00", "2004-03-29 12:00:00", "2004-05-29 12:00:00", "2005-02-28 12:00:00"
    };

    private EscapeChecks() {}

    public static Chapter chapter() {
        Chapter chapter = new Chapter("escapes");
        for (String[] function : FUNCTIONS) {
            chapter.add(
                    "{fn " + function[0] + "}", scratch -> function(scratch, function[0], function[1], function[2]));
        }
        for (int i = 0; i < INTERVALS.length; i++) {
            String unit = "SQL_TSI_" + INTERVALS[i];
            String after = AFTER_ONE[i];
            String from = "{ts '2004-02-29 12:00:00'}";
            chapter.add("{fn TIMESTAMPADD} of " + unit, scratch -> {
                requireFunction(scratch, "TIMESTAMPADD");
                String sum = text(scratch, "{fn TIMESTAMPADD(" + unit + ", 1, " + from + ")}");
                assertTrue(sum.startsWith(after), sum);
            });
            chapter.add("{fn TIMESTAMPDIFF} of " + unit, scratch -> {
                requireFunction(scratch, "TIMESTAMPDIFF");
                // A year after February 29th there is no such day.
                String end = "SQL_TSI_YEAR".equals(unit) ? "2005-03-01 12:00:00" : after;
                assertSame("1", text(scratch, "{fn TIMESTAMPDIFF(" + unit + ", " + from + ", {ts '" + end + "'})}"));
            });
        }
        return chapter.add("{fn CONVERT}", EscapeChecks::convert)
                .add(
                        "functions inside functions",
                        scratch -> assertEquals("ABC", text(scratch, "{fn UCASE({fn CONCAT('a', {fn LCASE('BC')})})}")))
                .add("{d}", scratch -> assertEquals("2004-02-29", text(scratch, "{d '2004-02-29'}")))
                .add("{t}", scratch -> assertEquals("23:59:58", text(scratch, "{t '23:59:58'}")))
                .add(
                        "{ts}",
                        scratch -> assertTrue(
                                text(scratch, "{ts '2004-02-29 23:59:58.5'}").startsWith("2004-02-29 23:59:58.5")))
                .add("{escape}", EscapeChecks::likeEscape)
                .add("{oj} left", scratch -> outerJoin(scratch, "LEFT", 3))
                .add("{oj} right", scratch -> outerJoin(scratch, "RIGHT", 2))
                .add("{oj} full", scratch -> outerJoin(scratch, "FULL", 4))
                .add("{oj} inside {oj}", EscapeChecks::nestedJoin)
                .add("{limit}", EscapeChecks::limit)
                .add(
                        "braces in text and comments stay",
                        scratch -> assertEquals("{fn x}", text(scratch, "/* {d 'no'} */ '{fn x}'")))
                .add("escapes are switched off", EscapeChecks::switchedOff);
    }

    private static void function(Scratch scratch, String name, String arguments, String expected) throws SQLException {
        requireFunction(scratch, name);
        String got = text(scratch, "{fn " + name + "(" + arguments + ")}");
        if (expected.startsWith("'")) {
            assertEquals(expected.substring(1), got);
        } else if (expected.equals("*")) {
            assertNotNull(got);
        } else {
            assertSame(expected, got);
        }
    }

    private static void assertSame(String expected, String got) {
        assertEquals(Double.parseDouble(expected), Double.parseDouble(got), 1e-8);
    }

    private static void requireFunction(Scratch scratch, String name) throws SQLException {
        DatabaseMetaData metaData = scratch.connection().getMetaData();
        String all = String.join(
                ",",
                metaData.getNumericFunctions(),
                metaData.getStringFunctions(),
                metaData.getTimeDateFunctions(),
                metaData.getSystemFunctions());
        boolean listed =
                Arrays.stream(all.toUpperCase(Locale.ROOT).split("[, ]+")).anyMatch(name::equals);
        Assumptions.assumeTrue(listed, "the database does not list " + name);
    }

    /** The expression in a row of a table, as every database takes it. */
    private static String text(Scratch scratch, String expression) throws SQLException {
        String table = scratch.numbered(1);
        try (Statement statement = scratch.connection().createStatement();
                ResultSet rows = statement.executeQuery("SELECT " + expression + " FROM " + table)) {
            assertTrue(rows.next());
            String text = rows.getString(1);
            return text == null ? "null" : text;
        }
    }

    private static void convert(Scratch scratch) throws SQLException {
        Assumptions.assumeTrue(scratch.connection().getMetaData().supportsConvert());
        assertSame("42", text(scratch, "{fn CONVERT('42', SQL_INTEGER)}"));
        assertEquals("42", text(scratch, "{fn CONVERT(42, SQL_VARCHAR)}"));
        assertEquals("2004-02-29", text(scratch, "{fn CONVERT('2004-02-29', SQL_DATE)}"));
    }

    private static void likeEscape(Scratch scratch) throws SQLException {
        String table = scratch.table("(v VARCHAR(10))");
        scratch.update("INSERT INTO " + table + " VALUES ('a_b')");
        scratch.update("INSERT INTO " + table + " VALUES ('axb')");
        assertEquals(1, scratch.count(table + " WHERE v LIKE 'a!_b' {escape '!'}"));
    }

    private static void outerJoin(Scratch scratch, String kind, int rows) throws SQLException {
        DatabaseMetaData metaData = scratch.connection().getMetaData();
        Assumptions.assumeTrue(kind.equals("FULL") ? metaData.supportsFullOuterJoins() : metaData.supportsOuterJoins());
        String left = scratch.numbered(3);
        String right = scratch.table("(id INTEGER)");
        scratch.update("INSERT INTO " + right + " VALUES (1)");
        scratch.update("INSERT INTO " + right + " VALUES (9)");
        assertEquals(rows, scratch.count("{oj " + left + " l " + kind + " OUTER JOIN " + right + " r ON l.id = r.id}"));
    }

    private static void limit(Scratch scratch) throws SQLException {
        String table = scratch.numbered(5);
        try (Statement statement = scratch.connection().createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT id FROM " + table + " ORDER BY id {limit 2 offset 1}")) {
            assertTrue(rows.next());
            assertEquals(2, rows.getInt(1));
            assertTrue(rows.next());
            assertTrue(!rows.next());
        }
    }

    private static void switchedOff(Scratch scratch) throws SQLException {
        String table = scratch.numbered(1);
        try (Statement statement = scratch.connection().createStatement()) {
            statement.setEscapeProcessing(false);
            assertEquals(1, scratch.count(table));
            statement.setEscapeProcessing(true);
            try (ResultSet rows = statement.executeQuery("SELECT {fn LCASE(name)} FROM " + table)) {
                assertTrue(rows.next());
                assertEquals("n1", rows.getString(1));
            }
        }
    }

    private static void nestedJoin(Scratch scratch) throws SQLException {
        String left = scratch.numbered(3);
        String right = scratch.numbered(1);
        assertEquals(
                3,
                scratch.count("{oj " + left + " a LEFT OUTER JOIN {oj " + right + " b LEFT OUTER JOIN " + left
                        + " c ON b.id = c.id} ON a.id = b.id}"));
    }
}
