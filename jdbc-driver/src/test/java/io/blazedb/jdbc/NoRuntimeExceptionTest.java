/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every method of every interface, with nulls and zeros, on open and closed objects: an answer or an SQLException, nothing else. */
class NoRuntimeExceptionTest {
    /** They close the object, wait for ever or belong to the Java of another version. */
    private static final Set<String> LEFT_OUT =
            Set.of("close", "abort", "equals", "hashCode", "toString", "wait", "notify");

    private static Connection connection;

    @BeforeAll
    static void open() throws SQLException {
        connection = Databases.newMemory();
        Databases.run(
                connection,
                "CREATE TABLE t (id INTEGER PRIMARY KEY, s VARCHAR(10))",
                "INSERT INTO t VALUES (1, 'a'), (2, 'b')");
    }

    @AfterAll
    static void close() throws SQLException {
        connection.close();
    }

    private static <T> void callAll(Class<T> type, T object) {
        Method[] methods = type.getMethods();
        java.util.Arrays.sort(methods, Comparator.comparing(Method::toString));
        List<String> failures = new ArrayList<>();
        for (Method method : methods) {
            if (LEFT_OUT.contains(method.getName()) || Modifier.isStatic(method.getModifiers())) {
                continue;
            }
            for (int number : new int[] {0, 1, -1, Integer.MAX_VALUE}) {
                Object[] arguments = new Object[method.getParameterCount()];
                for (int i = 0; i < arguments.length; i++) {
                    arguments[i] = argument(method.getParameterTypes()[i], number);
                }
                try {
                    method.invoke(object, arguments);
                } catch (InvocationTargetException e) {
                    if (!(e.getCause() instanceof SQLException)) {
                        failures.add(method + " with " + number + ": " + e.getCause());
                    }
                } catch (IllegalAccessException e) {
                    failures.add(method + ": " + e);
                }
            }
        }
        assertThat(failures).isEmpty();
    }

    private static Object argument(Class<?> type, int number) {
        if (type == boolean.class) {
            return false;
        }
        if (type == int.class) {
            return number;
        }
        if (type == long.class) {
            return (long) number;
        }
        if (type == short.class) {
            return (short) number;
        }
        if (type == byte.class) {
            return (byte) number;
        }
        if (type == float.class) {
            return (float) number;
        }
        return type == double.class ? (Object) (double) number : null;
    }

    @Test
    void connections() throws SQLException {
        Connection own = Databases.newMemory();
        callAll(Connection.class, own);
        own.close();
        callAll(Connection.class, own);
    }

    @Test
    void statements() throws SQLException {
        Statement statement = connection.createStatement();
        callAll(Statement.class, statement);
        statement.close();
        callAll(Statement.class, statement);
    }

    @Test
    void preparedStatements() throws SQLException {
        PreparedStatement statement = connection.prepareStatement("SELECT * FROM t WHERE id = ? OR s = ?");
        callAll(PreparedStatement.class, statement);
        callAll(ParameterMetaData.class, statement.getParameterMetaData());
        statement.close();
        callAll(PreparedStatement.class, statement);
    }

    @Test
    void resultSets() throws SQLException {
        for (int type : new int[] {ResultSet.TYPE_FORWARD_ONLY, ResultSet.TYPE_SCROLL_INSENSITIVE}) {
            for (int concurrency : new int[] {ResultSet.CONCUR_READ_ONLY, ResultSet.CONCUR_UPDATABLE}) {
                Statement statement = connection.createStatement(type, concurrency);
                ResultSet rows = statement.executeQuery("SELECT id, s FROM t");
                callAll(ResultSet.class, rows);
                rows = statement.executeQuery("SELECT id, s FROM t");
                rows.next();
                callAll(ResultSet.class, rows);
                callAll(ResultSetMetaData.class, rows.getMetaData());
                rows.close();
                callAll(ResultSet.class, rows);
                statement.close();
            }
        }
    }

    @Test
    void metadata() throws SQLException {
        callAll(DatabaseMetaData.class, connection.getMetaData());
        Connection own = Databases.newMemory();
        DatabaseMetaData metaData = own.getMetaData();
        own.close();
        callAll(DatabaseMetaData.class, metaData);
    }

    @Test
    void largeObjects() throws SQLException {
        Blob blob = connection.createBlob();
        callAll(Blob.class, blob);
        blob.free();
        callAll(Blob.class, blob);
        Clob clob = connection.createClob();
        callAll(Clob.class, clob);
        clob.free();
        callAll(Clob.class, clob);
    }
}
