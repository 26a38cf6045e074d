/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc.convert;

import io.blazedb.calcite.parser.BlazeParser;
import io.blazedb.calcite.types.Coercions;
import io.blazedb.calcite.types.SqlArray;
import io.blazedb.calcite.types.SqlType;
import io.blazedb.jdbc.error.SqlExceptions;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An array whose elements are all there: it is valid as long as there are references to it. */
public final class BlazeArray implements Array {
    /** Makes a result set of elements. */
    @FunctionalInterface
    public interface Rows {
        /** Rows of a position, counted from 1, and the element there. */
        ResultSet of(SqlArray array, long index, int count) throws SQLException;
    }

    private @Nullable SqlArray value;
    private @Nullable Rows rows;

    public BlazeArray(SqlArray value) {
        this.value = value;
    }

    /** An array of elements that are given as parameters are; arrays among them make more dimensions. */
    public static BlazeArray of(String typeName, Object[] elements) throws SQLException {
        SqlType named = BlazeParser.parseType(typeName);
        SqlType type = named.isArray() ? named : SqlType.array(named);
        Object external = Objects.requireNonNull(Parameters.external(elements, null));
        return new BlazeArray((SqlArray) Objects.requireNonNull(Coercions.toInternal(external, type)));
    }

    /** The same array, which can be shown as rows from now on. */
    public BlazeArray shownBy(Rows shown) {
        rows = shown;
        return this;
    }

    /** The engine's value. */
    public SqlArray value() throws SQLException {
        SqlArray present = value;
        if (present == null) {
            throw SqlExceptions.of("55000", "The array was freed.");
        }
        return present;
    }

    @Override
    public String getBaseTypeName() throws SQLException {
        return JdbcTypes.name(value().elementType());
    }

    @Override
    public int getBaseType() throws SQLException {
        return JdbcTypes.code(value().elementType());
    }

    @Override
    public Object getArray() throws SQLException {
        return value().toJava();
    }

    @Override
    public Object getArray(@Nullable Map<String, Class<?>> map) throws SQLException {
        return getArray();
    }

    @Override
    public Object getArray(long index, int count) throws SQLException {
        Object all = getArray();
        requireSlice(index, count);
        return Arrays.copyOfRange((Object[]) all, (int) index - 1, (int) index - 1 + count);
    }

    @Override
    public Object getArray(long index, int count, @Nullable Map<String, Class<?>> map) throws SQLException {
        return getArray(index, count);
    }

    private void requireSlice(long index, int count) throws SQLException {
        int length = length();
        if (index < 1 || count < 0 || index - 1 + count > length) {
            throw SqlExceptions.of("2202E", "The array has " + length + " elements.");
        }
    }

    private int length() throws SQLException {
        SqlArray array = value();
        return array.dimensions() == 0 ? 0 : array.length(0);
    }

    /** Rows of the columns INDEX, counted from 1, and VALUE; of more dimensions, the values are arrays. */
    @Override
    public ResultSet getResultSet() throws SQLException {
        return getResultSet(1, length());
    }

    @Override
    public ResultSet getResultSet(@Nullable Map<String, Class<?>> map) throws SQLException {
        return getResultSet();
    }

    @Override
    public ResultSet getResultSet(long index, int count) throws SQLException {
        requireSlice(index, count);
        Rows shown = rows;
        if (shown == null) {
            throw SqlExceptions.notSupported("A result set of an array that belongs to no connection");
        }
        return shown.of(value(), index, count);
    }

    @Override
    public ResultSet getResultSet(long index, int count, @Nullable Map<String, Class<?>> map) throws SQLException {
        return getResultSet(index, count);
    }

    @Override
    public void free() {
        value = null;
    }

    /** The array as PostgreSQL writes it. */
    @Override
    public String toString() {
        return String.valueOf(value);
    }
}
