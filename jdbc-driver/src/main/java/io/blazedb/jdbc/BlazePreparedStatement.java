/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc;

import io.blazedb.calcite.PreparedQuery;
import io.blazedb.calcite.types.SqlType;
import io.blazedb.jdbc.convert.Parameters;
import io.blazedb.jdbc.error.SqlExceptions;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.math.BigDecimal;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.NClob;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.Ref;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLType;
import java.sql.SQLXML;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Calendar;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A prepared statement: parameters keep their values between executions until they are set anew or cleared. */
class BlazePreparedStatement extends BlazeStatement implements PreparedStatement {
    private static final int ANY_SCALE = -1;

    private final PreparedQuery query;
    private final KeyRequest keys;
    private final int before;
    private final String sql;
    private final @Nullable Object[] values;
    private final boolean[] given;
    private List<List<@Nullable Object>> rows = new ArrayList<>();

    BlazePreparedStatement(
            BlazeConnection connection, ResultSetKind kind, String sql, PreparedQuery query, KeyRequest keys) {
        this(connection, kind, sql, query, keys, 0);
    }

    /**
     * A statement whose parameters are not counted from 1.
     *
     * @param before how many others come before them
     */
    BlazePreparedStatement(
            BlazeConnection connection,
            ResultSetKind kind,
            String sql,
            PreparedQuery query,
            KeyRequest keys,
            int before) {
        super(connection, kind);
        this.before = before;
        this.sql = sql;
        this.query = query;
        this.keys = keys;
        int count = query.parameterTypes().size();
        this.values = new Object[count];
        this.given = new boolean[count];
    }

    final PreparedQuery query() {
        return query;
    }

    @Override
    public void close() throws SQLException {
        boolean open = !isClosed();
        super.close();
        if (open) {
            connection().statementClosed(this);
        }
    }

    // Execution.

    @Override
    public ResultSet executeQuery() throws SQLException {
        requireOpen();
        run(query, boundValues(), keys, Expected.ROWS);
        return requireRows();
    }

    @Override
    public int executeUpdate() throws SQLException {
        return toInt(executeLargeUpdate());
    }

    @Override
    public long executeLargeUpdate() throws SQLException {
        requireOpen();
        run(query, boundValues(), keys, Expected.COUNT);
        return getLargeUpdateCount();
    }

    @Override
    public boolean execute() throws SQLException {
        requireOpen();
        return run(query, boundValues(), keys, Expected.ANYTHING);
    }

    @Override
    public void addBatch() throws SQLException {
        requireOpen();
        rows.add(boundValues());
    }

    @Override
    public void clearBatch() throws SQLException {
        super.clearBatch();
        rows = new ArrayList<>();
    }

    @Override
    public long[] executeLargeBatch() throws SQLException {
        requireOpen();
        closeResults();
        List<List<@Nullable Object>> batch = rows;
        rows = new ArrayList<>();
        return new BatchRun(this, batch.size(), keys).run(query, batch);
    }

    /** The values in the types of the parameters. */
    private List<@Nullable Object> boundValues() throws SQLException {
        List<SqlType> types = query.parameterTypes();
        boolean assigning = query.kind() != PreparedQuery.Kind.QUERY;
        @Nullable Object[] bound = new Object[values.length];
        for (int i = 0; i < values.length; i++) {
            if (!given[i]) {
                throw SqlExceptions.of(
                        "07002",
                        "Parameter " + (i + 1 + before) + " of " + (values.length + before) + " has no value.");
            }
            Object value = values[i];
            bound[i] = value == null ? null : Parameters.forType(value, types.get(i), assigning);
        }
        return Arrays.asList(bound);
    }

    @Override
    public void clearParameters() throws SQLException {
        requireOpen();
        Arrays.fill(values, null);
        Arrays.fill(given, false);
    }

    @Override
    public @Nullable ResultSetMetaData getMetaData() throws SQLException {
        requireOpen();
        return query.columns().isEmpty() ? null : new BlazeResultSetMetaData(query.columns());
    }

    @Override
    public ParameterMetaData getParameterMetaData() throws SQLException {
        requireOpen();
        return new BlazeParameterMetaData(query.parameterTypes());
    }

    // Setters.

    private void set(int index, @Nullable Object value) throws SQLException {
        requireOpen();
        int place = index - before;
        if (place < 1 || place > values.length) {
            throw SqlExceptions.of(
                    "07009",
                    before == 0
                            ? "There is no parameter " + index + ": the statement has " + values.length + "."
                            : "There is no parameter " + index + " that takes a value.");
        }
        values[place - 1] = value;
        given[place - 1] = true;
    }

    private void setExternal(int index, @Nullable Object value, @Nullable Calendar calendar) throws SQLException {
        set(index, Parameters.external(value, calendar));
    }

    @Override
    public void setNull(int index, int sqlType) throws SQLException {
        set(index, null);
    }

    @Override
    public void setNull(int index, int sqlType, @Nullable String typeName) throws SQLException {
        set(index, null);
    }

    @Override
    public void setBoolean(int index, boolean value) throws SQLException {
        set(index, value);
    }

    @Override
    public void setByte(int index, byte value) throws SQLException {
        set(index, (short) value);
    }

    @Override
    public void setShort(int index, short value) throws SQLException {
        set(index, value);
    }

    @Override
    public void setInt(int index, int value) throws SQLException {
        set(index, value);
    }

    @Override
    public void setLong(int index, long value) throws SQLException {
        set(index, value);
    }

    @Override
    public void setFloat(int index, float value) throws SQLException {
        set(index, value);
    }

    @Override
    public void setDouble(int index, double value) throws SQLException {
        set(index, value);
    }

    @Override
    public void setBigDecimal(int index, @Nullable BigDecimal value) throws SQLException {
        set(index, value);
    }

    @Override
    public void setString(int index, @Nullable String value) throws SQLException {
        set(index, value);
    }

    @Override
    public void setNString(int index, @Nullable String value) throws SQLException {
        set(index, value);
    }

    @Override
    public void setBytes(int index, byte @Nullable [] value) throws SQLException {
        set(index, value == null ? null : value.clone());
    }

    @Override
    public void setDate(int index, @Nullable Date value) throws SQLException {
        setExternal(index, value, null);
    }

    @Override
    public void setDate(int index, @Nullable Date value, @Nullable Calendar calendar) throws SQLException {
        setExternal(index, value, calendar);
    }

    @Override
    public void setTime(int index, @Nullable Time value) throws SQLException {
        setExternal(index, value, null);
    }

    @Override
    public void setTime(int index, @Nullable Time value, @Nullable Calendar calendar) throws SQLException {
        setExternal(index, value, calendar);
    }

    @Override
    public void setTimestamp(int index, @Nullable Timestamp value) throws SQLException {
        setTimestamp(index, value, null);
    }

    @Override
    public void setTimestamp(int index, @Nullable Timestamp value, @Nullable Calendar calendar) throws SQLException {
        if (value != null && takesInstant(index)) {
            // What is an instant already needs no zone, and none where an hour comes twice a year.
            set(index, value.toInstant().atOffset(ZoneOffset.UTC));
        } else {
            setExternal(index, value, calendar);
        }
    }

    private boolean takesInstant(int index) throws SQLException {
        requireOpen();
        List<SqlType> types = query.parameterTypes();
        return index >= 1 && index <= types.size() && types.get(index - 1).name() == SqlType.Name.TIMESTAMP_TZ;
    }

    @Override
    public void setObject(int index, @Nullable Object value) throws SQLException {
        if (!setStream(index, value)) {
            setExternal(index, value, null);
        }
    }

    @Override
    public void setObject(int index, @Nullable Object value, int targetType) throws SQLException {
        if (value instanceof Timestamp || !setStream(index, value)) {
            set(index, Parameters.forTarget(value, targetType, ANY_SCALE));
        }
    }

    private boolean setStream(int index, @Nullable Object value) throws SQLException {
        if (value instanceof InputStream stream) {
            setBinaryStream(index, stream);
        } else if (value instanceof Reader reader) {
            setCharacterStream(index, reader);
        } else if (value instanceof Blob blob) {
            setBlob(index, blob);
        } else if (value instanceof Clob clob) {
            setClob(index, clob);
        } else if (value instanceof Timestamp timestamp) {
            setTimestamp(index, timestamp);
        } else {
            return false;
        }
        return true;
    }

    @Override
    public void setObject(int index, @Nullable Object value, int targetType, int scaleOrLength) throws SQLException {
        if (value instanceof InputStream stream) {
            setBinaryStream(index, stream, scaleOrLength);
        } else if (value instanceof Reader reader) {
            setCharacterStream(index, reader, scaleOrLength);
        } else if (value instanceof Blob || value instanceof Clob) {
            setObject(index, value, targetType);
        } else {
            set(index, Parameters.forTarget(value, targetType, scaleOrLength));
        }
    }

    @Override
    public void setObject(int index, @Nullable Object value, @Nullable SQLType targetType) throws SQLException {
        setObject(index, value, code(targetType));
    }

    @Override
    public void setObject(int index, @Nullable Object value, @Nullable SQLType targetType, int scaleOrLength)
            throws SQLException {
        setObject(index, value, code(targetType), scaleOrLength);
    }

    private static int code(@Nullable SQLType type) throws SQLException {
        Integer number = type == null ? null : type.getVendorTypeNumber();
        return number == null ? Types.OTHER : number;
    }

    @Override
    public void setURL(int index, @Nullable URL value) throws SQLException {
        setExternal(index, value, null);
    }

    // Large values.

    /** Whether a parameter is one of this type of large objects. */
    private boolean takes(int index, SqlType type) throws SQLException {
        requireOpen();
        List<SqlType> types = query.parameterTypes();
        return index >= 1 && index <= types.size() && types.get(index - 1).equals(type);
    }

    @Override
    public void setBlob(int index, @Nullable Blob value) throws SQLException {
        if (value == null || !takes(index, SqlType.BLOB)) {
            setExternal(index, value, null);
        } else {
            setBinaryStream(index, value.getBinaryStream());
        }
    }

    @Override
    public void setBlob(int index, @Nullable InputStream stream) throws SQLException {
        setBinaryStream(index, stream);
    }

    @Override
    public void setBlob(int index, @Nullable InputStream stream, long length) throws SQLException {
        setBinaryStream(index, stream, length);
    }

    @Override
    public void setClob(int index, @Nullable Clob value) throws SQLException {
        if (value == null || !takes(index, SqlType.CLOB)) {
            setExternal(index, value, null);
        } else {
            setCharacterStream(index, value.getCharacterStream());
        }
    }

    @Override
    public void setClob(int index, @Nullable Reader reader) throws SQLException {
        setCharacterStream(index, reader);
    }

    @Override
    public void setClob(int index, @Nullable Reader reader, long length) throws SQLException {
        setCharacterStream(index, reader, length);
    }

    @Override
    public void setNClob(int index, @Nullable NClob value) throws SQLException {
        setClob(index, (Clob) value);
    }

    @Override
    public void setNClob(int index, @Nullable Reader reader) throws SQLException {
        setCharacterStream(index, reader);
    }

    @Override
    public void setNClob(int index, @Nullable Reader reader, long length) throws SQLException {
        setCharacterStream(index, reader, length);
    }

    @Override
    public void setBinaryStream(int index, @Nullable InputStream stream) throws SQLException {
        set(index, stream == null ? null : takes(index, SqlType.BLOB) ? Streams.large(stream) : Streams.bytes(stream));
    }

    @Override
    public void setBinaryStream(int index, @Nullable InputStream stream, int length) throws SQLException {
        setBinaryStream(index, stream, (long) length);
    }

    @Override
    public void setBinaryStream(int index, @Nullable InputStream stream, long length) throws SQLException {
        set(
                index,
                stream == null
                        ? null
                        : takes(index, SqlType.BLOB) ? Streams.large(stream, length) : Streams.bytes(stream, length));
    }

    @Override
    public void setAsciiStream(int index, @Nullable InputStream stream) throws SQLException {
        setCharacterStream(index, stream == null ? null : new InputStreamReader(stream, StandardCharsets.US_ASCII));
    }

    @Override
    public void setAsciiStream(int index, @Nullable InputStream stream, int length) throws SQLException {
        setAsciiStream(index, stream, (long) length);
    }

    @Override
    public void setAsciiStream(int index, @Nullable InputStream stream, long length) throws SQLException {
        setCharacterStream(
                index, stream == null ? null : new InputStreamReader(stream, StandardCharsets.US_ASCII), length);
    }

    @Override
    @Deprecated
    public void setUnicodeStream(int index, @Nullable InputStream stream, int length) throws SQLException {
        set(index, stream == null ? null : Streams.utf8(Streams.bytes(stream, length)));
    }

    @Override
    public void setCharacterStream(int index, @Nullable Reader reader) throws SQLException {
        set(index, reader == null ? null : takes(index, SqlType.CLOB) ? Streams.large(reader) : Streams.text(reader));
    }

    @Override
    public void setCharacterStream(int index, @Nullable Reader reader, int length) throws SQLException {
        setCharacterStream(index, reader, (long) length);
    }

    @Override
    public void setCharacterStream(int index, @Nullable Reader reader, long length) throws SQLException {
        set(
                index,
                reader == null
                        ? null
                        : takes(index, SqlType.CLOB) ? Streams.large(reader, length) : Streams.text(reader, length));
    }

    @Override
    public void setNCharacterStream(int index, @Nullable Reader reader) throws SQLException {
        setCharacterStream(index, reader);
    }

    @Override
    public void setNCharacterStream(int index, @Nullable Reader reader, long length) throws SQLException {
        setCharacterStream(index, reader, length);
    }

    // Types that there are none of.

    @Override
    public void setRef(int index, @Nullable Ref value) throws SQLException {
        setUnsupported(index, value, "REF");
    }

    @Override
    public void setArray(int index, @Nullable Array value) throws SQLException {
        set(index, Parameters.external(value, null));
    }

    @Override
    public void setRowId(int index, @Nullable RowId value) throws SQLException {
        setUnsupported(index, value, "ROWID");
    }

    @Override
    public void setSQLXML(int index, @Nullable SQLXML value) throws SQLException {
        setUnsupported(index, value, "SQLXML");
    }

    private void setUnsupported(int index, @Nullable Object value, String type) throws SQLException {
        if (value != null) {
            requireOpen();
            throw SqlExceptions.notSupported(type);
        }
        set(index, null);
    }

    // The forms with SQL text belong to plain statements only.

    private SQLException hasText() {
        return SqlExceptions.of("42601", "A prepared statement has its SQL already; call the method without SQL.");
    }

    @Override
    public ResultSet executeQuery(@Nullable String sql) throws SQLException {
        throw hasText();
    }

    @Override
    public long executeLargeUpdate(@Nullable String sql) throws SQLException {
        throw hasText();
    }

    @Override
    public long executeLargeUpdate(@Nullable String sql, int autoGeneratedKeys) throws SQLException {
        throw hasText();
    }

    @Override
    public long executeLargeUpdate(@Nullable String sql, int @Nullable [] columnIndexes) throws SQLException {
        throw hasText();
    }

    @Override
    public long executeLargeUpdate(@Nullable String sql, String @Nullable [] columnNames) throws SQLException {
        throw hasText();
    }

    @Override
    public boolean execute(@Nullable String sql) throws SQLException {
        throw hasText();
    }

    @Override
    public boolean execute(@Nullable String sql, int autoGeneratedKeys) throws SQLException {
        throw hasText();
    }

    @Override
    public boolean execute(@Nullable String sql, int @Nullable [] columnIndexes) throws SQLException {
        throw hasText();
    }

    @Override
    public boolean execute(@Nullable String sql, String @Nullable [] columnNames) throws SQLException {
        throw hasText();
    }

    @Override
    public void addBatch(@Nullable String sql) throws SQLException {
        throw hasText();
    }

    /** The statement's text; never its values. */
    @Override
    public String toString() {
        return "BlazePreparedStatement[" + sql + "]";
    }
}
