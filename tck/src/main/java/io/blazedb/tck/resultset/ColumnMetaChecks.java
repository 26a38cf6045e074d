/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.tck.resultset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.blazedb.tck.support.Chapter;
import io.blazedb.tck.support.Scratch;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.Locale;
import java.util.Set;

/** What a result says about its columns. */
public final class ColumnMetaChecks {
    /** Code of a type, its standard name, a literal. */
    private static final Object[][] TYPES = {
        {Types.SMALLINT, "SMALLINT", "1"},
        {Types.INTEGER, "INTEGER", "1"},
        {Types.BIGINT, "BIGINT", "1"},
        {Types.REAL, "REAL", "1.5"},
        {Types.DOUBLE, "DOUBLE PRECISION", "1.5"},
        {Types.DECIMAL, "DECIMAL(12,3)", "1.5"},
        {Types.NUMERIC, "NUMERIC(12,3)", "1.5"},
        {Types.BOOLEAN, "BOOLEAN", "TRUE"},
        {Types.CHAR, "CHAR(7)", "'x'"},
        {Types.VARCHAR, "VARCHAR(30)", "'x'"},
        {Types.DATE, "DATE", "DATE '2004-02-29'"},
        {Types.TIME, "TIME", "TIME '12:00:00'"},
        {Types.TIMESTAMP, "TIMESTAMP", "TIMESTAMP '2004-02-29 12:00:00'"},
    };

    private ColumnMetaChecks() {}

    /** Looks at the second column of a result with one row. */
    @FunctionalInterface
    private interface Look {
        void at(ResultSetMetaData metaData, ResultSet row) throws Exception;
    }

    public static Chapter chapter() {
        Chapter chapter = new Chapter("result set metadata");
        for (Object[] type : TYPES) {
            int code = (Integer) type[0];
            String name = (String) type[1];
            String plain = name.contains("(") ? name.substring(0, name.indexOf('(')) : name;
            add(
                    chapter,
                    "getColumnType of " + plain,
                    type,
                    (metaData, row) -> assertCode(code, metaData.getColumnType(2)));
            add(chapter, "getColumnClassName of " + plain, type, (metaData, row) -> {
                Class<?> claimed = Class.forName(metaData.getColumnClassName(2));
                assertTrue(
                        claimed.isInstance(row.getObject(2)),
                        claimed + " for " + row.getObject(2).getClass());
            });
            add(
                    chapter,
                    "getColumnTypeName of " + plain,
                    type,
                    (metaData, row) -> assertFalse(metaData.getColumnTypeName(2).isBlank()));
            add(
                    chapter,
                    "getColumnDisplaySize of " + plain,
                    type,
                    (metaData, row) -> assertTrue(metaData.getColumnDisplaySize(2)
                            >= row.getString(2).strip().length()));
            add(
                    chapter,
                    "isSigned of " + plain,
                    type,
                    (metaData, row) -> assertEquals(code != Types.BOOLEAN && isNumber(code), metaData.isSigned(2)));
            add(chapter, "isCurrency of " + plain, type, (metaData, row) -> assertFalse(metaData.isCurrency(2)));
            add(chapter, "isSearchable of " + plain, type, (metaData, row) -> assertTrue(metaData.isSearchable(2)));
        }
        add(chapter, "precision and scale of DECIMAL", TYPES[5], (metaData, row) -> {
            assertEquals(12, metaData.getPrecision(2));
            assertEquals(3, metaData.getScale(2));
        });
        add(chapter, "precision of VARCHAR", TYPES[9], (metaData, row) -> assertEquals(30, metaData.getPrecision(2)));
        add(chapter, "precision of CHAR", TYPES[8], (metaData, row) -> assertEquals(7, metaData.getPrecision(2)));
        add(chapter, "scale of INTEGER", TYPES[1], (metaData, row) -> assertEquals(0, metaData.getScale(2)));
        add(chapter, "nullability", TYPES[1], (metaData, row) -> {
            assertEquals(ResultSetMetaData.columnNoNulls, metaData.isNullable(1));
            assertEquals(ResultSetMetaData.columnNullable, metaData.isNullable(2));
        });
        add(chapter, "name and label", TYPES[1], (metaData, row) -> {
            assertEquals("v", metaData.getColumnName(2).toLowerCase(Locale.ROOT));
            assertEquals("other", metaData.getColumnLabel(2).toLowerCase(Locale.ROOT));
            assertEquals("id", metaData.getColumnLabel(1).toLowerCase(Locale.ROOT));
        });
        add(chapter, "table and schema", TYPES[1], (metaData, row) -> {
            assertTrue(metaData.getTableName(2).toLowerCase(Locale.ROOT).startsWith("tck_"));
            assertTrue(metaData.getSchemaName(2) != null && metaData.getCatalogName(2) != null);
        });
        add(
                chapter,
                "read-only and writable do not contradict",
                TYPES[1],
                (metaData, row) -> assertFalse(metaData.isReadOnly(2) && metaData.isWritable(2)));
        add(chapter, "a column out of range", TYPES[1], (metaData, row) -> {
            assertEquals(2, metaData.getColumnCount());
            assertThrows(SQLException.class, () -> metaData.getColumnName(0));
            assertThrows(SQLException.class, () -> metaData.getColumnType(3));
        });
        return chapter.add("an expression has no table", scratch -> {
            String table = scratch.numbered(1);
            try (Statement statement = scratch.connection().createStatement();
                    ResultSet rows =
                            statement.executeQuery("SELECT COUNT(*) AS c, id + 1 FROM " + table + " GROUP BY id")) {
                ResultSetMetaData metaData = rows.getMetaData();
                assertEquals("c", metaData.getColumnLabel(1).toLowerCase(Locale.ROOT));
                assertEquals("", String.valueOf(metaData.getTableName(1)));
                assertFalse(metaData.isAutoIncrement(1));
            }
        });
    }

    private static boolean isNumber(int code) {
        return Set.of(
                        Types.SMALLINT,
                        Types.INTEGER,
                        Types.BIGINT,
                        Types.REAL,
                        Types.DOUBLE,
                        Types.DECIMAL,
                        Types.NUMERIC)
                .contains(code);
    }

    /** Some codes stand for one type. */
    private static void assertCode(int expected, int got) {
        boolean same = expected == got
                || Set.of(expected, got).equals(Set.of(Types.DECIMAL, Types.NUMERIC))
                || Set.of(expected, got).equals(Set.of(Types.BOOLEAN, Types.BIT))
                || Set.of(expected, got).equals(Set.of(Types.DOUBLE, Types.FLOAT))
                || Set.of(expected, got).equals(Set.of(Types.REAL, Types.FLOAT));
        assertTrue(same, () -> "type code " + got + " instead of " + expected);
    }

    private static void add(Chapter chapter, String name, Object[] type, Look look) {
        chapter.add(name, scratch -> look(scratch, type, look));
    }

    private static void look(Scratch scratch, Object[] type, Look look) throws Exception {
        String column = scratch.type((Integer) type[0], (String) type[1]);
        String table = scratch.table("(id INTEGER NOT NULL PRIMARY KEY, v " + column + ")");
        scratch.update("INSERT INTO " + table + " VALUES (1, " + type[2] + ")");
        try (Statement statement = scratch.connection().createStatement();
                ResultSet rows = statement.executeQuery("SELECT id, v AS other FROM " + table)) {
            assertTrue(rows.next());
            look.at(rows.getMetaData(), rows);
        }
    }
}
