/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.tck.metadata;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.blazedb.tck.support.Chapter;
import io.blazedb.tck.support.Scratch;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** DatabaseMetaData and ResultSetMetaData. */
public final class MetadataChecks {
    private MetadataChecks() {}

    public static Chapter chapter() {
        return new Chapter("metadata")
                .add("every method without arguments answers", MetadataChecks::everyMethod)
                .add("every method answers nulls with rows or an SQLException", MetadataChecks::nullArguments)
                .add("result sets have the columns of the specification", MetadataChecks::columnSets)
                .add("getTables finds a table", MetadataChecks::tables)
                .add("getTables filters types", MetadataChecks::tableTypes)
                .add("wildcards match and are escaped", MetadataChecks::wildcards)
                .add("unknown names give no rows", MetadataChecks::unknown)
                .add("getColumns describes the columns in order", MetadataChecks::columns)
                .add("getPrimaryKeys of two columns, ordered by name", MetadataChecks::primaryKeys)
                .add("getIndexInfo lists the primary key and indexes", MetadataChecks::indexes)
                .add("getTypeInfo is ordered by type code", MetadataChecks::typeInfo)
                .add("schemas contain the current one", MetadataChecks::schemas)
                .add("exactly one way of storing unquoted names", MetadataChecks::cases)
                .add("result set metadata names table and column", MetadataChecks::resultSet)
                .add("result set metadata of types", MetadataChecks::resultSetTypes)
                .add("supported isolation can be set", MetadataChecks::isolation)
                .add("DDL is seen by another connection", MetadataChecks::ddlVisible)
                .add("metadata calls leave the cursor and the transaction", MetadataChecks::undisturbed);
    }

    private static void everyMethod(Scratch scratch) throws Exception {
        DatabaseMetaData metaData = scratch.connection().getMetaData();
        for (Method method : DatabaseMetaData.class.getMethods()) {
            if (method.getParameterCount() == 0 && !Modifier.isStatic(method.getModifiers())) {
                Object answer = method.invoke(metaData);
                assertNotNull(answer, method.getName());
                if (answer instanceof ResultSet rows) {
                    while (rows.next()) {
                        rows.getObject(1);
                    }
                    rows.close();
                }
            }
        }
    }

    private static void nullArguments(Scratch scratch) throws Exception {
        DatabaseMetaData metaData = scratch.connection().getMetaData();
        for (Method method : DatabaseMetaData.class.getMethods()) {
            if (method.getParameterCount() == 0 || Modifier.isStatic(method.getModifiers())) {
                continue;
            }
            Class<?>[] types = method.getParameterTypes();
            Object[] arguments = new Object[types.length];
            for (int i = 0; i < types.length; i++) {
                arguments[i] = types[i] == int.class ? (Object) 0 : types[i] == boolean.class ? (Object) false : null;
            }
            try {
                if (method.invoke(metaData, arguments) instanceof ResultSet rows) {
                    rows.close();
                }
            } catch (InvocationTargetException e) {
                assertTrue(e.getCause() instanceof SQLException, method.getName() + " threw " + e.getCause());
            }
        }
    }

    private static void columnSets(Scratch scratch) throws SQLException {
        DatabaseMetaData metaData = scratch.connection().getMetaData();
        assertColumns(
                metaData.getTables(null, null, "none", null),
                "TABLE_CAT,TABLE_SCHEM,TABLE_NAME,TABLE_TYPE,REMARKS,"
                        + "TYPE_CAT,TYPE_SCHEM,TYPE_NAME,SELF_REFERENCING_COL_NAME,REF_GENERATION");
        assertColumns(
                metaData.getColumns(null, null, "none", null),
                "TABLE_CAT,TABLE_SCHEM,TABLE_NAME,COLUMN_NAME,"
                        + "DATA_TYPE,TYPE_NAME,COLUMN_SIZE,BUFFER_LENGTH,DECIMAL_DIGITS,NUM_PREC_RADIX,NULLABLE,REMARKS,COLUMN_DEF,"
                        + "SQL_DATA_TYPE,SQL_DATETIME_SUB,CHAR_OCTET_LENGTH,ORDINAL_POSITION,IS_NULLABLE,SCOPE_CATALOG,SCOPE_SCHEMA,"
                        + "SCOPE_TABLE,SOURCE_DATA_TYPE,IS_AUTOINCREMENT,IS_GENERATEDCOLUMN");
        assertColumns(
                metaData.getPrimaryKeys(null, null, "none"),
                "TABLE_CAT,TABLE_SCHEM,TABLE_NAME,COLUMN_NAME,KEY_SEQ,PK_NAME");
        assertColumns(
                metaData.getImportedKeys(null, null, "none"),
                "PKTABLE_CAT,PKTABLE_SCHEM,PKTABLE_NAME,PKCOLUMN_NAME,FKTABLE_CAT,FKTABLE_SCHEM,FKTABLE_NAME,FKCOLUMN_NAME,"
                        + "KEY_SEQ,UPDATE_RULE,DELETE_RULE,FK_NAME,PK_NAME,DEFERRABILITY");
        assertColumns(
                metaData.getIndexInfo(null, null, "none", false, true),
                "TABLE_CAT,TABLE_SCHEM,TABLE_NAME,NON_UNIQUE,INDEX_QUALIFIER,INDEX_NAME,TYPE,ORDINAL_POSITION,COLUMN_NAME,"
                        + "ASC_OR_DESC,CARDINALITY,PAGES,FILTER_CONDITION");
        assertColumns(metaData.getSchemas(), "TABLE_SCHEM,TABLE_CATALOG");
        assertColumns(metaData.getCatalogs(), "TABLE_CAT");
        assertColumns(metaData.getTableTypes(), "TABLE_TYPE");
        assertColumns(
                metaData.getTypeInfo(),
                "TYPE_NAME,DATA_TYPE,PRECISION,LITERAL_PREFIX,LITERAL_SUFFIX,CREATE_PARAMS,"
                        + "NULLABLE,CASE_SENSITIVE,SEARCHABLE,UNSIGNED_ATTRIBUTE,FIXED_PREC_SCALE,AUTO_INCREMENT,LOCAL_TYPE_NAME,"
                        + "MINIMUM_SCALE,MAXIMUM_SCALE,SQL_DATA_TYPE,SQL_DATETIME_SUB,NUM_PREC_RADIX");
        assertColumns(
                metaData.getBestRowIdentifier(null, null, "none", DatabaseMetaData.bestRowSession, true),
                "SCOPE,COLUMN_NAME,DATA_TYPE,TYPE_NAME,COLUMN_SIZE,BUFFER_LENGTH,DECIMAL_DIGITS,PSEUDO_COLUMN");
        assertColumns(metaData.getClientInfoProperties(), "NAME,MAX_LEN,DEFAULT_VALUE,DESCRIPTION");
    }

    private static void assertColumns(ResultSet rows, String expected) throws SQLException {
        try (rows) {
            ResultSetMetaData metaData = rows.getMetaData();
            List<String> labels = new ArrayList<>();
            for (int i = 1; i <= metaData.getColumnCount(); i++) {
                labels.add(metaData.getColumnLabel(i).toUpperCase(Locale.ROOT));
            }
            // A driver may add columns of its own behind them.
            assertTrue((String.join(",", labels) + ",").startsWith(expected + ","), labels + " instead of " + expected);
        }
    }

    private static void tables(Scratch scratch) throws SQLException {
        String name = scratch.stored(scratch.numbered(0));
        DatabaseMetaData metaData = scratch.connection().getMetaData();
        try (ResultSet rows = metaData.getTables(null, null, escaped(metaData, name), new String[] {"TABLE"})) {
            assertTrue(rows.next());
            assertEquals(name, rows.getString("TABLE_NAME"));
            assertEquals(scratch.connection().getSchema(), rows.getString("TABLE_SCHEM"));
            assertEquals("TABLE", rows.getString("TABLE_TYPE"));
            assertFalse(rows.next());
        }
    }

    private static void tableTypes(Scratch scratch) throws SQLException {
        String name = scratch.stored(scratch.numbered(0));
        DatabaseMetaData metaData = scratch.connection().getMetaData();
        try (ResultSet rows = metaData.getTables(null, null, name, new String[] {"VIEW"})) {
            assertFalse(rows.next());
        }
        List<String> types = strings(metaData.getTableTypes(), "TABLE_TYPE");
        assertTrue(types.contains("TABLE"));
        assertTrue(types.contains("VIEW"));
    }

    private static void wildcards(Scratch scratch) throws SQLException {
        String name = scratch.stored(scratch.numbered(0));
        DatabaseMetaData metaData = scratch.connection().getMetaData();
        assertTrue(
                strings(metaData.getTables(null, null, "%", null), "TABLE_NAME").contains(name));
        String oneUnknown = name.substring(0, name.length() - 1) + "_";
        assertTrue(strings(metaData.getTables(null, null, oneUnknown, null), "TABLE_NAME")
                .contains(name));
        String escapedUnderscore = name.substring(0, name.length() - 1) + metaData.getSearchStringEscape() + "_";
        assertFalse(strings(metaData.getTables(null, null, escapedUnderscore, null), "TABLE_NAME")
                .contains(name));
        assertEquals(
                2,
                strings(metaData.getColumns(null, null, escaped(metaData, name), "%"), "COLUMN_NAME")
                        .size());
    }

    private static void unknown(Scratch scratch) throws SQLException {
        DatabaseMetaData metaData = scratch.connection().getMetaData();
        assertEquals(
                0,
                strings(metaData.getTables(null, null, "no_such_table", null), "TABLE_NAME")
                        .size());
        assertEquals(
                0,
                strings(metaData.getTables(null, "no_such_schema", "%", null), "TABLE_NAME")
                        .size());
        assertEquals(
                0,
                strings(metaData.getTables("no_such_catalog", null, "%", null), "TABLE_NAME")
                        .size());
        assertEquals(
                0,
                strings(metaData.getColumns(null, null, "no_such_table", "%"), "COLUMN_NAME")
                        .size());
        assertEquals(
                0,
                strings(metaData.getPrimaryKeys(null, null, "no_such_table"), "COLUMN_NAME")
                        .size());
    }

    private static void columns(Scratch scratch) throws SQLException {
        String name = scratch.stored(scratch.table(
                "(id BIGINT NOT NULL PRIMARY KEY, title VARCHAR(40) DEFAULT 'none', price DECIMAL(12, 3), born DATE)"));
        DatabaseMetaData metaData = scratch.connection().getMetaData();
        try (ResultSet rows = metaData.getColumns(null, null, escaped(metaData, name), "%")) {
            assertTrue(rows.next());
            assertEquals(scratch.stored("id"), rows.getString("COLUMN_NAME"));
            assertEquals(Types.BIGINT, rows.getInt("DATA_TYPE"));
            assertEquals(DatabaseMetaData.columnNoNulls, rows.getInt("NULLABLE"));
            assertEquals("NO", rows.getString("IS_NULLABLE"));
            assertEquals(1, rows.getInt("ORDINAL_POSITION"));
            assertTrue(rows.next());
            assertEquals(Types.VARCHAR, rows.getInt("DATA_TYPE"));
            assertEquals(40, rows.getInt("COLUMN_SIZE"));
            assertTrue(String.valueOf(rows.getString("COLUMN_DEF")).contains("none"));
            assertEquals(DatabaseMetaData.columnNullable, rows.getInt("NULLABLE"));
            assertTrue(rows.next());
            assertEquals(12, rows.getInt("COLUMN_SIZE"));
            assertEquals(3, rows.getInt("DECIMAL_DIGITS"));
            assertTrue(rows.next());
            assertEquals(Types.DATE, rows.getInt("DATA_TYPE"));
            assertEquals(4, rows.getInt("ORDINAL_POSITION"));
            assertFalse(rows.next());
        }
    }

    private static void primaryKeys(Scratch scratch) throws SQLException {
        String name = scratch.stored(
                scratch.table("(zeta INTEGER NOT NULL, alpha INTEGER NOT NULL, PRIMARY KEY (zeta, alpha))"));
        try (ResultSet rows = scratch.connection().getMetaData().getPrimaryKeys(null, null, name)) {
            assertTrue(rows.next());
            assertEquals(scratch.stored("alpha"), rows.getString("COLUMN_NAME"));
            assertEquals(2, rows.getShort("KEY_SEQ"));
            assertTrue(rows.next());
            assertEquals(scratch.stored("zeta"), rows.getString("COLUMN_NAME"));
            assertEquals(1, rows.getShort("KEY_SEQ"));
            assertFalse(rows.next());
        }
    }

    private static void indexes(Scratch scratch) throws SQLException {
        String table = scratch.numbered(0);
        scratch.update("CREATE INDEX " + table + "_name ON " + table + " (name, id)");
        String name = scratch.stored(table);
        DatabaseMetaData metaData = scratch.connection().getMetaData();
        boolean unique = false;
        int ordinals = 0;
        try (ResultSet rows = metaData.getIndexInfo(null, null, name, false, true)) {
            while (rows.next()) {
                if (rows.getShort("TYPE") == DatabaseMetaData.tableIndexStatistic) {
                    continue;
                }
                unique |= !rows.getBoolean("NON_UNIQUE");
                if (scratch.stored(table + "_name").equals(rows.getString("INDEX_NAME"))) {
                    ordinals += rows.getShort("ORDINAL_POSITION");
                }
            }
        }
        assertTrue(unique, "the primary key's index");
        assertEquals(3, ordinals);
        List<String> uniques = strings(metaData.getIndexInfo(null, null, name, true, true), "INDEX_NAME");
        assertFalse(uniques.contains(scratch.stored(table + "_name")));
    }

    private static void typeInfo(Scratch scratch) throws SQLException {
        int previous = Integer.MIN_VALUE;
        List<Integer> codes = new ArrayList<>();
        try (ResultSet rows = scratch.connection().getMetaData().getTypeInfo()) {
            while (rows.next()) {
                assertNotNull(rows.getString("TYPE_NAME"));
                int code = rows.getInt("DATA_TYPE");
                assertTrue(code >= previous, "order");
                previous = code;
                codes.add(code);
            }
        }
        assertTrue(
                codes.containsAll(List.of(Types.INTEGER, Types.BIGINT, Types.VARCHAR, Types.TIMESTAMP, Types.DOUBLE)));
    }

    private static void schemas(Scratch scratch) throws SQLException {
        List<String> schemas = strings(scratch.connection().getMetaData().getSchemas(), "TABLE_SCHEM");
        assertTrue(schemas.contains(scratch.connection().getSchema()));
    }

    private static void cases(Scratch scratch) throws SQLException {
        DatabaseMetaData metaData = scratch.connection().getMetaData();
        int ways = (metaData.storesUpperCaseIdentifiers() ? 1 : 0)
                + (metaData.storesLowerCaseIdentifiers() ? 1 : 0)
                + (metaData.storesMixedCaseIdentifiers() ? 1 : 0)
                + (metaData.supportsMixedCaseIdentifiers() ? 1 : 0);
        assertEquals(1, ways);
    }

    private static void resultSet(Scratch scratch) throws SQLException {
        String table = scratch.numbered(1);
        try (Statement statement = scratch.connection().createStatement();
                ResultSet rows = statement.executeQuery("SELECT id AS nr, id + 1 AS calc FROM " + table)) {
            ResultSetMetaData metaData = rows.getMetaData();
            assertEquals(scratch.stored("nr"), metaData.getColumnLabel(1));
            assertEquals(scratch.stored("id"), metaData.getColumnName(1));
            assertEquals(scratch.stored(table), metaData.getTableName(1));
            assertEquals(scratch.connection().getSchema(), metaData.getSchemaName(1));
            assertEquals("", metaData.getTableName(2));
        }
    }

    private static void resultSetTypes(Scratch scratch) throws SQLException {
        String table =
                scratch.table("(i INTEGER NOT NULL, v VARCHAR(17), d DECIMAL(9, 4), x DOUBLE PRECISION, t TIMESTAMP)");
        try (Statement statement = scratch.connection().createStatement();
                ResultSet rows = statement.executeQuery("SELECT * FROM " + table)) {
            ResultSetMetaData metaData = rows.getMetaData();
            assertEquals(5, metaData.getColumnCount());
            assertEquals(ResultSetMetaData.columnNoNulls, metaData.isNullable(1));
            assertEquals(Integer.class.getName(), metaData.getColumnClassName(1));
            assertTrue(metaData.isSigned(1));
            assertEquals(17, metaData.getPrecision(2));
            assertEquals(ResultSetMetaData.columnNullable, metaData.isNullable(2));
            assertEquals(9, metaData.getPrecision(3));
            assertEquals(4, metaData.getScale(3));
            assertEquals(Types.DOUBLE, metaData.getColumnType(4));
            assertEquals(Types.TIMESTAMP, metaData.getColumnType(5));
            assertTrue(metaData.getColumnDisplaySize(2) >= 17);
        }
    }

    private static void isolation(Scratch scratch) throws SQLException {
        DatabaseMetaData metaData = scratch.connection().getMetaData();
        for (int level : new int[] {1, 2, 4, 8}) {
            if (metaData.supportsTransactionIsolationLevel(level)) {
                scratch.connection().setTransactionIsolation(level);
                assertTrue(scratch.connection().getTransactionIsolation() >= level);
            }
        }
        assertTrue(metaData.supportsTransactionIsolationLevel(metaData.getDefaultTransactionIsolation()));
    }

    private static void ddlVisible(Scratch scratch) throws SQLException {
        DatabaseMetaData other = scratch.open().getMetaData();
        String name = scratch.stored(scratch.numbered(0));
        assertTrue(strings(other.getTables(null, null, "%", new String[] {"TABLE"}), "TABLE_NAME")
                .contains(name));
    }

    private static void undisturbed(Scratch scratch) throws SQLException {
        String table = scratch.numbered(3);
        scratch.connection().setAutoCommit(false);
        scratch.update("INSERT INTO " + table + " VALUES (4, 'four')");
        try (Statement statement = scratch.connection().createStatement();
                ResultSet rows = statement.executeQuery("SELECT id FROM " + table + " ORDER BY id")) {
            assertTrue(rows.next());
            strings(scratch.connection().getMetaData().getTables(null, null, "%", null), "TABLE_NAME");
            assertTrue(rows.next());
            assertEquals(2, rows.getInt(1));
        }
        scratch.connection().rollback();
        assertEquals(3, scratch.count(table));
    }

    private static List<String> strings(ResultSet rows, String column) throws SQLException {
        try (rows) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(column));
            }
            return values;
        }
    }

    private static String escaped(DatabaseMetaData metaData, String name) throws SQLException {
        return name.replace("_", metaData.getSearchStringEscape() + "_");
    }
}
