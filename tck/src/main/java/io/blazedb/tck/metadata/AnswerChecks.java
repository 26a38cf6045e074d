/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.tck.metadata;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.blazedb.tck.support.Chapter;
import io.blazedb.tck.support.Scratch;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Each method of DatabaseMetaData by itself: it answers, with what its documentation promises. */
public final class AnswerChecks {
    private static final String TABLE_NAME = "TABLE_CAT,TABLE_SCHEM,TABLE_NAME";
    private static final String KEYS = "PKTABLE_CAT,PKTABLE_SCHEM,PKTABLE_NAME,PKCOLUMN_NAME,FKTABLE_CAT,FKTABLE_SCHEM,"
            + "FKTABLE_NAME,FKCOLUMN_NAME,KEY_SEQ,UPDATE_RULE,DELETE_RULE,FK_NAME,PK_NAME,DEFERRABILITY";
    private static final String IDENTIFIER =
            "SCOPE,COLUMN_NAME,DATA_TYPE,TYPE_NAME,COLUMN_SIZE,BUFFER_LENGTH," + "DECIMAL_DIGITS,PSEUDO_COLUMN";

    /** Columns of each result set, in order. */
    private static final String[][] RESULT_SETS = {
        {
            "getAttributes",
            "TYPE_CAT,TYPE_SCHEM,TYPE_NAME,ATTR_NAME,DATA_TYPE,ATTR_TYPE_NAME,ATTR_SIZE,DECIMAL_DIGITS,"
                    + "NUM_PREC_RADIX,NULLABLE,REMARKS,ATTR_DEF,SQL_DATA_TYPE,SQL_DATETIME_SUB,CHAR_OCTET_LENGTH,"
                    + "ORDINAL_POSITION,IS_NULLABLE,SCOPE_CATALOG,SCOPE_SCHEMA,SCOPE_TABLE,SOURCE_DATA_TYPE"
        },
        {"getBestRowIdentifier", IDENTIFIER},
        {"getCatalogs", "TABLE_CAT"},
        {"getClientInfoProperties", "NAME,MAX_LEN,DEFAULT_VALUE,DESCRIPTION"},
        {"getColumnPrivileges", TABLE_NAME + ",COLUMN_NAME,GRANTOR,GRANTEE,PRIVILEGE,IS_GRANTABLE"},
        {"getCrossReference", KEYS},
        {"getExportedKeys", KEYS},
        {
            "getFunctionColumns",
            "FUNCTION_CAT,FUNCTION_SCHEM,FUNCTION_NAME,COLUMN_NAME,COLUMN_TYPE,DATA_TYPE,TYPE_NAME,"
                    + "PRECISION,LENGTH,SCALE,RADIX,NULLABLE,REMARKS,CHAR_OCTET_LENGTH,ORDINAL_POSITION,IS_NULLABLE,"
                    + "SPECIFIC_NAME"
        },
        {"getFunctions", "FUNCTION_CAT,FUNCTION_SCHEM,FUNCTION_NAME,REMARKS,FUNCTION_TYPE,SPECIFIC_NAME"},
        {"getImportedKeys", KEYS},
        {"getPrimaryKeys", TABLE_NAME + ",COLUMN_NAME,KEY_SEQ,PK_NAME"},
        {
            "getProcedureColumns",
            "PROCEDURE_CAT,PROCEDURE_SCHEM,PROCEDURE_NAME,COLUMN_NAME,COLUMN_TYPE,DATA_TYPE,"
                    + "TYPE_NAME,PRECISION,LENGTH,SCALE,RADIX,NULLABLE,REMARKS,COLUMN_DEF,SQL_DATA_TYPE,SQL_DATETIME_SUB,"
                    + "CHAR_OCTET_LENGTH,ORDINAL_POSITION,IS_NULLABLE,SPECIFIC_NAME"
        },
        {
            "getPseudoColumns",
            TABLE_NAME + ",COLUMN_NAME,DATA_TYPE,COLUMN_SIZE,DECIMAL_DIGITS,NUM_PREC_RADIX,"
                    + "COLUMN_USAGE,REMARKS,CHAR_OCTET_LENGTH,IS_NULLABLE"
        },
        {"getSchemas", "TABLE_SCHEM,TABLE_CATALOG"},
        {"getSuperTables", TABLE_NAME + ",SUPERTABLE_NAME"},
        {"getSuperTypes", "TYPE_CAT,TYPE_SCHEM,TYPE_NAME,SUPERTYPE_CAT,SUPERTYPE_SCHEM,SUPERTYPE_NAME"},
        {"getTablePrivileges", TABLE_NAME + ",GRANTOR,GRANTEE,PRIVILEGE,IS_GRANTABLE"},
        {"getTableTypes", "TABLE_TYPE"},
        {"getUDTs", "TYPE_CAT,TYPE_SCHEM,TYPE_NAME,CLASS_NAME,DATA_TYPE,REMARKS,BASE_TYPE"},
        {"getVersionColumns", IDENTIFIER},
    };

    private AnswerChecks() {}

    public static Chapter chapter() {
        Chapter chapter = new Chapter("metadata answers");
        List<Method> methods = new ArrayList<>(List.of(DatabaseMetaData.class.getMethods()));
        methods.removeIf(method -> method.getParameterCount() > 0
                || Modifier.isStatic(method.getModifiers())
                || method.getReturnType() == ResultSet.class);
        methods.sort(Comparator.comparing(Method::getName));
        for (Method method : methods) {
            chapter.add(method.getName(), scratch -> answers(scratch, method));
        }
        for (String[] resultSet : RESULT_SETS) {
            chapter.add(resultSet[0] + " has its columns", scratch -> columns(scratch, resultSet[0], resultSet[1]));
        }
        return chapter;
    }

    private static Object call(Scratch scratch, Method method, Object... arguments) throws Exception {
        try {
            return method.invoke(scratch.connection().getMetaData(), arguments);
        } catch (InvocationTargetException e) {
            return fail(method.getName() + " threw " + e.getCause(), e.getCause());
        }
    }

    private static void answers(Scratch scratch, Method method) throws Exception {
        Object first = call(scratch, method);
        if (method.getReturnType() == String.class) {
            assertNotNull(first, method.getName() + " is null");
        }
        if (first instanceof Integer number && !method.getName().equals("getDefaultTransactionIsolation")) {
            assertTrue(number >= 0, method.getName() + " is " + number);
        }
        // Answers do not change from call to call.
        if (method.getReturnType() != java.sql.Connection.class) {
            assertEquals(first, call(scratch, method));
        }
    }

    private static void columns(Scratch scratch, String name, String expected) throws Exception {
        for (Method method : DatabaseMetaData.class.getMethods()) {
            if (method.getName().equals(name)) {
                Class<?>[] types = method.getParameterTypes();
                Object[] arguments = new Object[types.length];
                for (int i = 0; i < types.length; i++) {
                    arguments[i] = types[i] == int.class
                            ? (Object) 0
                            : types[i] == boolean.class
                                    ? (Object) true
                                    : types[i] == String.class && (i == 2 || i == 5) ? "none" : null;
                }
                try (ResultSet rows = (ResultSet) call(scratch, method, arguments)) {
                    assertColumns(rows, expected);
                }
            }
        }
    }

    private static void assertColumns(ResultSet rows, String expected) throws SQLException {
        ResultSetMetaData metaData = rows.getMetaData();
        List<String> labels = new ArrayList<>();
        for (int i = 1; i <= metaData.getColumnCount(); i++) {
            labels.add(metaData.getColumnLabel(i).toUpperCase(Locale.ROOT));
        }
        List<String> wanted = List.of(expected.split(","));
        // Columns of a database's own come after those of the specification.
        assertEquals(wanted, labels.subList(0, Math.min(wanted.size(), labels.size())));
    }
}
