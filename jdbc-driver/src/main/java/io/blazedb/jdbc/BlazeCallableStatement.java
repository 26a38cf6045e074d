/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc;

import io.blazedb.calcite.PreparedQuery;
import io.blazedb.calcite.types.SqlType;
import io.blazedb.jdbc.error.SqlExceptions;
import io.blazedb.jdbc.escape.FunctionCall;
import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.net.URL;
import java.sql.Array;
import java.sql.Blob;
import java.sql.CallableStatement;
import java.sql.Clob;
import java.sql.Date;
import java.sql.NClob;
import java.sql.ParameterMetaData;
import java.sql.Ref;
import java.sql.ResultSet;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLType;
import java.sql.SQLXML;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A call of a function: a query of its value. With a result parameter, {@code {? = call f(...)}}, the value is read from parameter 1 and the
 * arguments count from 2; without one, {@code {call f(...)}}, it is the only row of a result set. Parameters have no names.
 */
final class BlazeCallableStatement extends BlazePreparedStatement implements CallableStatement {
    private final boolean hasResult;
    private boolean registered;
    /** On the row with the value, once the function was called. */
    private @Nullable ResultSet value;

    BlazeCallableStatement(BlazeConnection connection, ResultSetKind kind, FunctionCall call, PreparedQuery query) {
        super(connection, kind, call.query(), query, KeyRequest.NONE, call.hasResult() ? 1 : 0);
        this.hasResult = call.hasResult();
    }

    // Execution.

    @Override
    public boolean execute() throws SQLException {
        value = null;
        if (!hasResult) {
            return super.execute();
        }
        callFunction();
        return false;
    }

    @Override
    public long executeLargeUpdate() throws SQLException {
        value = null;
        if (!hasResult) {
            return super.executeLargeUpdate();
        }
        callFunction();
        return 0;
    }

    @Override
    public ResultSet executeQuery() throws SQLException {
        value = null;
        if (hasResult) {
            throw SqlExceptions.of("02000", "The value of the function is a parameter: use execute and get it.");
        }
        return super.executeQuery();
    }

    private void callFunction() throws SQLException {
        requireRegistered();
        ResultSet rows = super.executeQuery();
        rows.next();
        value = rows;
    }

    @Override
    public @Nullable ResultSet getResultSet() throws SQLException {
        return hasResult ? null : super.getResultSet();
    }

    @Override
    public long getLargeUpdateCount() throws SQLException {
        return hasResult ? NO_COUNT : super.getLargeUpdateCount();
    }

    @Override
    public ParameterMetaData getParameterMetaData() throws SQLException {
        requireOpen();
        List<SqlType> types = new ArrayList<>(query().parameterTypes());
        if (hasResult) {
            types.add(0, query().columns().get(0).type());
        }
        return new BlazeParameterMetaData(types, hasResult);
    }

    // The result parameter.

    @Override
    public void registerOutParameter(int index, int sqlType) throws SQLException {
        requireOpen();
        requireResult(index);
        registered = true;
    }

    @Override
    public void registerOutParameter(int index, int sqlType, int scale) throws SQLException {
        registerOutParameter(index, sqlType);
    }

    @Override
    public void registerOutParameter(int index, int sqlType, @Nullable String typeName) throws SQLException {
        registerOutParameter(index, sqlType);
    }

    @Override
    public void registerOutParameter(int index, @Nullable SQLType sqlType) throws SQLException {
        registerOutParameter(index, 0);
    }

    @Override
    public void registerOutParameter(int index, @Nullable SQLType sqlType, int scale) throws SQLException {
        registerOutParameter(index, 0);
    }

    @Override
    public void registerOutParameter(int index, @Nullable SQLType sqlType, @Nullable String typeName)
            throws SQLException {
        registerOutParameter(index, 0);
    }

    @Override
    public boolean wasNull() throws SQLException {
        return out(1).wasNull();
    }

    private void requireResult(int index) throws SQLException {
        if (!hasResult || index != 1) {
            throw SqlExceptions.of("07009", "Parameter " + index + " is none that the call gives back.");
        }
    }

    private void requireRegistered() throws SQLException {
        if (!registered) {
            throw SqlExceptions.of("07002", "Parameter 1 has not been registered: call registerOutParameter.");
        }
    }

    private ResultSet out(int index) throws SQLException {
        requireOpen();
        requireResult(index);
        requireRegistered();
        ResultSet row = value;
        if (row == null) {
            throw SqlExceptions.of("24000", "The function has not been called yet.");
        }
        return row;
    }

    private static SQLException byName() {
        return SqlExceptions.notSupported("Naming the parameters of a call");
    }

    @Override
    public @Nullable Array getArray(int index) throws SQLException {
        return out(index).getArray(1);
    }

    @Override
    public @Nullable BigDecimal getBigDecimal(int index) throws SQLException {
        return out(index).getBigDecimal(1);
    }

    @Override
    @Deprecated
    public @Nullable BigDecimal getBigDecimal(int index, int scale) throws SQLException {
        return out(index).getBigDecimal(1, scale);
    }

    @Override
    public @Nullable Blob getBlob(int index) throws SQLException {
        return out(index).getBlob(1);
    }

    @Override
    public boolean getBoolean(int index) throws SQLException {
        return out(index).getBoolean(1);
    }

    @Override
    public byte getByte(int index) throws SQLException {
        return out(index).getByte(1);
    }

    @Override
    public byte @Nullable [] getBytes(int index) throws SQLException {
        return out(index).getBytes(1);
    }

    @Override
    public @Nullable Reader getCharacterStream(int index) throws SQLException {
        return out(index).getCharacterStream(1);
    }

    @Override
    public @Nullable Clob getClob(int index) throws SQLException {
        return out(index).getClob(1);
    }

    @Override
    public @Nullable Date getDate(int index) throws SQLException {
        return out(index).getDate(1);
    }

    @Override
    public @Nullable Date getDate(int index, @Nullable Calendar calendar) throws SQLException {
        return out(index).getDate(1, calendar);
    }

    @Override
    public double getDouble(int index) throws SQLException {
        return out(index).getDouble(1);
    }

    @Override
    public float getFloat(int index) throws SQLException {
        return out(index).getFloat(1);
    }

    @Override
    public int getInt(int index) throws SQLException {
        return out(index).getInt(1);
    }

    @Override
    public long getLong(int index) throws SQLException {
        return out(index).getLong(1);
    }

    @Override
    public @Nullable Reader getNCharacterStream(int index) throws SQLException {
        return out(index).getNCharacterStream(1);
    }

    @Override
    public @Nullable NClob getNClob(int index) throws SQLException {
        return out(index).getNClob(1);
    }

    @Override
    public @Nullable String getNString(int index) throws SQLException {
        return out(index).getNString(1);
    }

    @Override
    public @Nullable Object getObject(int index) throws SQLException {
        return out(index).getObject(1);
    }

    @Override
    public <T> @Nullable T getObject(int index, @Nullable Class<T> type) throws SQLException {
        return out(index).getObject(1, type);
    }

    @Override
    public @Nullable Object getObject(int index, @Nullable Map<String, Class<?>> map) throws SQLException {
        return out(index).getObject(1, map);
    }

    @Override
    public @Nullable Ref getRef(int index) throws SQLException {
        return out(index).getRef(1);
    }

    @Override
    public @Nullable RowId getRowId(int index) throws SQLException {
        return out(index).getRowId(1);
    }

    @Override
    public @Nullable SQLXML getSQLXML(int index) throws SQLException {
        return out(index).getSQLXML(1);
    }

    @Override
    public short getShort(int index) throws SQLException {
        return out(index).getShort(1);
    }

    @Override
    public @Nullable String getString(int index) throws SQLException {
        return out(index).getString(1);
    }

    @Override
    public @Nullable Time getTime(int index) throws SQLException {
        return out(index).getTime(1);
    }

    @Override
    public @Nullable Time getTime(int index, @Nullable Calendar calendar) throws SQLException {
        return out(index).getTime(1, calendar);
    }

    @Override
    public @Nullable Timestamp getTimestamp(int index) throws SQLException {
        return out(index).getTimestamp(1);
    }

    @Override
    public @Nullable Timestamp getTimestamp(int index, @Nullable Calendar calendar) throws SQLException {
        return out(index).getTimestamp(1, calendar);
    }

    @Override
    public @Nullable URL getURL(int index) throws SQLException {
        return out(index).getURL(1);
    }

    // By name.

    @Override
    public @Nullable Array getArray(@Nullable String name) throws SQLException {
        throw byName();
    }

    @Override
    public @Nullable BigDecimal getBigDecimal(@Nullable String name) throws SQLException {
        throw byName();
    }

    @Override
    public @Nullable Blob getBlob(@Nullable String name) throws SQLException {
        throw byName();
    }

    @Override
    public boolean getBoolean(@Nullable String name) throws SQLException {
        throw byName();
    }

    @Override
    public byte getByte(@Nullable String name) throws SQLException {
        throw byName();
    }

    @Override
    public byte @Nullable [] getBytes(@Nullable String name) throws SQLException {
        throw byName();
    }

    @Override
    public @Nullable Reader getCharacterStream(@Nullable String name) throws SQLException {
        throw byName();
    }

    @Override
    public @Nullable Clob getClob(@Nullable String name) throws SQLException {
        throw byName();
    }

    @Override
    public @Nullable Date getDate(@Nullable String name) throws SQLException {
        throw byName();
    }

    @Override
    public @Nullable Date getDate(@Nullable String name, @Nullable Calendar calendar) throws SQLException {
        throw byName();
    }

    @Override
    public double getDouble(@Nullable String name) throws SQLException {
        throw byName();
    }

    @Override
    public float getFloat(@Nullable String name) throws SQLException {
        throw byName();
    }

    @Override
    public int getInt(@Nullable String name) throws SQLException {
        throw byName();
    }

    @Override
    public long getLong(@Nullable String name) throws SQLException {
        throw byName();
    }

    @Override
    public @Nullable Reader getNCharacterStream(@Nullable String name) throws SQLException {
        throw byName();
    }

    @Override
    public @Nullable NClob getNClob(@Nullable String name) throws SQLException {
        throw byName();
    }

    @Override
    public @Nullable String getNString(@Nullable String name) throws SQLException {
        throw byName();
    }

    @Override
    public @Nullable Object getObject(@Nullable String name) throws SQLException {
        throw byName();
    }

    @Override
    public <T> @Nullable T getObject(@Nullable String name, @Nullable Class<T> type) throws SQLException {
        throw byName();
    }

    @Override
    public @Nullable Object getObject(@Nullable String name, @Nullable Map<String, Class<?>> map) throws SQLException {
        throw byName();
    }

    @Override
    public @Nullable Ref getRef(@Nullable String name) throws SQLException {
        throw byName();
    }

    @Override
    public @Nullable RowId getRowId(@Nullable String name) throws SQLException {
        throw byName();
    }

    @Override
    public @Nullable SQLXML getSQLXML(@Nullable String name) throws SQLException {
        throw byName();
    }

    @Override
    public short getShort(@Nullable String name) throws SQLException {
        throw byName();
    }

    @Override
    public @Nullable String getString(@Nullable String name) throws SQLException {
        throw byName();
    }

    @Override
    public @Nullable Time getTime(@Nullable String name) throws SQLException {
        throw byName();
    }

    @Override
    public @Nullable Time getTime(@Nullable String name, @Nullable Calendar calendar) throws SQLException {
        throw byName();
    }

    @Override
    public @Nullable Timestamp getTimestamp(@Nullable String name) throws SQLException {
        throw byName();
    }

    @Override
    public @Nullable Timestamp getTimestamp(@Nullable String name, @Nullable Calendar calendar) throws SQLException {
        throw byName();
    }

    @Override
    public @Nullable URL getURL(@Nullable String name) throws SQLException {
        throw byName();
    }

    @Override
    public void registerOutParameter(@Nullable String name, int scale) throws SQLException {
        throw byName();
    }

    @Override
    public void registerOutParameter(@Nullable String name, @Nullable SQLType other1) throws SQLException {
        throw byName();
    }

    @Override
    public void registerOutParameter(@Nullable String name, int scale, @Nullable String other2) throws SQLException {
        throw byName();
    }

    @Override
    public void registerOutParameter(@Nullable String name, int scale, int number2) throws SQLException {
        throw byName();
    }

    @Override
    public void registerOutParameter(@Nullable String name, @Nullable SQLType other1, @Nullable String other2)
            throws SQLException {
        throw byName();
    }

    @Override
    public void registerOutParameter(@Nullable String name, @Nullable SQLType other1, int number2) throws SQLException {
        throw byName();
    }

    @Override
    public void setAsciiStream(@Nullable String name, @Nullable InputStream value) throws SQLException {
        throw byName();
    }

    @Override
    public void setAsciiStream(@Nullable String name, @Nullable InputStream value, int number2) throws SQLException {
        throw byName();
    }

    @Override
    public void setAsciiStream(@Nullable String name, @Nullable InputStream value, long length) throws SQLException {
        throw byName();
    }

    @Override
    public void setBigDecimal(@Nullable String name, @Nullable BigDecimal value) throws SQLException {
        throw byName();
    }

    @Override
    public void setBinaryStream(@Nullable String name, @Nullable InputStream value) throws SQLException {
        throw byName();
    }

    @Override
    public void setBinaryStream(@Nullable String name, @Nullable InputStream value, int number2) throws SQLException {
        throw byName();
    }

    @Override
    public void setBinaryStream(@Nullable String name, @Nullable InputStream value, long length) throws SQLException {
        throw byName();
    }

    @Override
    public void setBlob(@Nullable String name, @Nullable InputStream value) throws SQLException {
        throw byName();
    }

    @Override
    public void setBlob(@Nullable String name, @Nullable Blob value) throws SQLException {
        throw byName();
    }

    @Override
    public void setBlob(@Nullable String name, @Nullable InputStream value, long length) throws SQLException {
        throw byName();
    }

    @Override
    public void setBoolean(@Nullable String name, boolean value) throws SQLException {
        throw byName();
    }

    @Override
    public void setByte(@Nullable String name, byte value) throws SQLException {
        throw byName();
    }

    @Override
    public void setBytes(@Nullable String name, byte @Nullable [] value) throws SQLException {
        throw byName();
    }

    @Override
    public void setCharacterStream(@Nullable String name, @Nullable Reader value) throws SQLException {
        throw byName();
    }

    @Override
    public void setCharacterStream(@Nullable String name, @Nullable Reader value, int number2) throws SQLException {
        throw byName();
    }

    @Override
    public void setCharacterStream(@Nullable String name, @Nullable Reader value, long length) throws SQLException {
        throw byName();
    }

    @Override
    public void setClob(@Nullable String name, @Nullable Reader value) throws SQLException {
        throw byName();
    }

    @Override
    public void setClob(@Nullable String name, @Nullable Clob value) throws SQLException {
        throw byName();
    }

    @Override
    public void setClob(@Nullable String name, @Nullable Reader value, long length) throws SQLException {
        throw byName();
    }

    @Override
    public void setDate(@Nullable String name, @Nullable Date value) throws SQLException {
        throw byName();
    }

    @Override
    public void setDate(@Nullable String name, @Nullable Date value, @Nullable Calendar calendar) throws SQLException {
        throw byName();
    }

    @Override
    public void setDouble(@Nullable String name, double value) throws SQLException {
        throw byName();
    }

    @Override
    public void setFloat(@Nullable String name, float value) throws SQLException {
        throw byName();
    }

    @Override
    public void setInt(@Nullable String name, int value) throws SQLException {
        throw byName();
    }

    @Override
    public void setLong(@Nullable String name, long value) throws SQLException {
        throw byName();
    }

    @Override
    public void setNCharacterStream(@Nullable String name, @Nullable Reader value) throws SQLException {
        throw byName();
    }

    @Override
    public void setNCharacterStream(@Nullable String name, @Nullable Reader value, long length) throws SQLException {
        throw byName();
    }

    @Override
    public void setNClob(@Nullable String name, @Nullable Reader value) throws SQLException {
        throw byName();
    }

    @Override
    public void setNClob(@Nullable String name, @Nullable NClob value) throws SQLException {
        throw byName();
    }

    @Override
    public void setNClob(@Nullable String name, @Nullable Reader value, long length) throws SQLException {
        throw byName();
    }

    @Override
    public void setNString(@Nullable String name, @Nullable String value) throws SQLException {
        throw byName();
    }

    @Override
    public void setNull(@Nullable String name, int scale) throws SQLException {
        throw byName();
    }

    @Override
    public void setNull(@Nullable String name, int scale, @Nullable String other2) throws SQLException {
        throw byName();
    }

    @Override
    public void setObject(@Nullable String name, @Nullable Object value) throws SQLException {
        throw byName();
    }

    @Override
    public void setObject(@Nullable String name, @Nullable Object value, int number2) throws SQLException {
        throw byName();
    }

    @Override
    public void setObject(@Nullable String name, @Nullable Object value, @Nullable SQLType other2) throws SQLException {
        throw byName();
    }

    @Override
    public void setObject(@Nullable String name, @Nullable Object value, int number2, int number3) throws SQLException {
        throw byName();
    }

    @Override
    public void setObject(@Nullable String name, @Nullable Object value, @Nullable SQLType other2, int number3)
            throws SQLException {
        throw byName();
    }

    @Override
    public void setRowId(@Nullable String name, @Nullable RowId value) throws SQLException {
        throw byName();
    }

    @Override
    public void setSQLXML(@Nullable String name, @Nullable SQLXML value) throws SQLException {
        throw byName();
    }

    @Override
    public void setShort(@Nullable String name, short value) throws SQLException {
        throw byName();
    }

    @Override
    public void setString(@Nullable String name, @Nullable String value) throws SQLException {
        throw byName();
    }

    @Override
    public void setTime(@Nullable String name, @Nullable Time value) throws SQLException {
        throw byName();
    }

    @Override
    public void setTime(@Nullable String name, @Nullable Time value, @Nullable Calendar calendar) throws SQLException {
        throw byName();
    }

    @Override
    public void setTimestamp(@Nullable String name, @Nullable Timestamp value) throws SQLException {
        throw byName();
    }

    @Override
    public void setTimestamp(@Nullable String name, @Nullable Timestamp value, @Nullable Calendar calendar)
            throws SQLException {
        throw byName();
    }

    @Override
    public void setURL(@Nullable String name, @Nullable URL value) throws SQLException {
        throw byName();
    }
}
