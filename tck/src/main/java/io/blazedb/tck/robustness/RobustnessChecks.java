/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.tck.robustness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.fail;

import io.blazedb.tck.support.Chapter;
import io.blazedb.tck.support.Scratch;
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
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.opentest4j.TestAbortedException;

/**
 * Each method of each interface by itself, called with nulls, with numbers out of range and on closed objects: it answers, or fails with an
 * SQLException that has an SQLSTATE. A NullPointerException and its like are no answer.
 */
public final class RobustnessChecks {
    /** They end the object, or are not the driver's: java.sql itself answers most of these, and not always by an SQLSTATE. */
    private static final Set<String> LEFT_OUT = Set.of(
            "abort",
            "beginRequest",
            "close",
            "endRequest",
            "enquoteIdentifier",
            "enquoteLiteral",
            "enquoteNCharLiteral",
            "isSimpleIdentifier",
            "setShardingKey",
            "setShardingKeyIfValid");

    private static final int[] NUMBERS = {0, 1, -1, 99, Integer.MIN_VALUE, Integer.MAX_VALUE};
    private static final int SQL_STATE_LENGTH = 5;

    private RobustnessChecks() {}

    /** Makes the object whose methods are called. */
    @FunctionalInterface
    private interface Source<T> {
        T make(Scratch scratch) throws SQLException;
    }

    public static Chapter chapter() {
        Chapter chapter = new Chapter("robustness");
        addAll(chapter, Connection.class, "", Scratch::open);
        addAll(chapter, Connection.class, "closed ", scratch -> closed(scratch.open()));
        addAll(chapter, Statement.class, "", scratch -> scratch.connection().createStatement());
        addAll(
                chapter,
                Statement.class,
                "closed ",
                scratch -> closed(scratch.connection().createStatement()));
        addAll(chapter, PreparedStatement.class, "", RobustnessChecks::prepared);
        addAll(chapter, PreparedStatement.class, "closed ", scratch -> closed(prepared(scratch)));
        addAll(
                chapter,
                ParameterMetaData.class,
                "",
                scratch -> prepared(scratch).getParameterMetaData());
        addAll(chapter, ResultSet.class, "", scratch -> rows(scratch, ResultSet.TYPE_FORWARD_ONLY));
        addAll(chapter, ResultSet.class, "closed ", scratch -> closed(rows(scratch, ResultSet.TYPE_FORWARD_ONLY)));
        addAll(chapter, ResultSet.class, "scrollable ", scratch -> rows(scratch, ResultSet.TYPE_SCROLL_INSENSITIVE));
        addAll(
                chapter,
                ResultSetMetaData.class,
                "",
                scratch -> rows(scratch, ResultSet.TYPE_FORWARD_ONLY).getMetaData());
        addAll(
                chapter,
                DatabaseMetaData.class,
                "",
                scratch -> scratch.connection().getMetaData());
        addAll(chapter, DatabaseMetaData.class, "closed ", scratch -> {
            Connection connection = scratch.open();
            DatabaseMetaData metaData = connection.getMetaData();
            connection.close();
            return metaData;
        });
        addAll(chapter, Blob.class, "", scratch -> scratch.connection().createBlob());
        addAll(chapter, Blob.class, "freed ", scratch -> {
            Blob blob = scratch.connection().createBlob();
            blob.free();
            return blob;
        });
        addAll(chapter, Clob.class, "", scratch -> scratch.connection().createClob());
        addAll(chapter, Clob.class, "freed ", scratch -> {
            Clob clob = scratch.connection().createClob();
            clob.free();
            return clob;
        });
        return chapter;
    }

    private static PreparedStatement prepared(Scratch scratch) throws SQLException {
        return scratch.connection()
                .prepareStatement("SELECT id, name FROM " + scratch.numbered(2) + " WHERE id = ? OR name = ?");
    }

    private static ResultSet rows(Scratch scratch, int type) throws SQLException {
        String table = scratch.numbered(2);
        Assumptions.assumeTrue(scratch.connection().getMetaData().supportsResultSetType(type));
        ResultSet rows = scratch.connection()
                .createStatement(type, ResultSet.CONCUR_READ_ONLY)
                .executeQuery("SELECT id, name FROM " + table);
        rows.next();
        return rows;
    }

    private static <T extends AutoCloseable> T closed(T object) throws SQLException {
        try {
            object.close();
        } catch (SQLException e) {
            throw e;
        } catch (Exception e) {
            throw new SQLException(e);
        }
        return object;
    }

    private static <T> void addAll(Chapter chapter, Class<T> type, String state, Source<T> source) {
        Method[] methods = type.getMethods();
        Arrays.sort(methods, Comparator.comparing(Method::getName).thenComparing(Method::toString));
        for (Method method : methods) {
            if (!LEFT_OUT.contains(method.getName()) && !Modifier.isStatic(method.getModifiers())) {
                chapter.add(state + name(type, method), scratch -> {
                    T object = made(source, scratch);
                    for (int number : NUMBERS) {
                        call(method, object, number);
                        if (method.getParameterCount() == 0) {
                            break;
                        }
                    }
                });
            }
        }
    }

    /** The object; a driver that has none of the kind is excused. */
    private static <T> T made(Source<T> source, Scratch scratch) throws SQLException {
        try {
            return source.make(scratch);
        } catch (SQLFeatureNotSupportedException without) {
            throw new TestAbortedException(String.valueOf(without.getMessage()), without);
        }
    }

    private static String name(Class<?> type, Method method) {
        return type.getSimpleName() + "." + method.getName()
                + Arrays.stream(method.getParameterTypes())
                        .map(Class::getSimpleName)
                        .collect(Collectors.joining(", ", "(", ")"));
    }

    private static void call(Method method, Object object, int number) throws IllegalAccessException {
        @Nullable Object[] arguments = new @Nullable Object[method.getParameterCount()];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = argument(method.getParameterTypes()[i], number);
        }
        try {
            method.invoke(object, arguments);
        } catch (InvocationTargetException e) {
            Throwable failure = e.getCause();
            if (!(failure instanceof SQLException sql)) {
                fail("with " + number + ": " + failure);
                return;
            }
            if (!(sql instanceof SQLClientInfoException)) {
                assertNotNull(sql.getSQLState(), "SQLSTATE of " + sql);
                assertEquals(SQL_STATE_LENGTH, sql.getSQLState().length(), "length of SQLSTATE " + sql.getSQLState());
            }
        }
    }

    private static @Nullable Object argument(Class<?> type, int number) {
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
}
