/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc;

import io.blazedb.calcite.PlacedRows;
import io.blazedb.calcite.ResultColumn;
import io.blazedb.calcite.RowCursor;
import io.blazedb.calcite.SqlResult;
import io.blazedb.calcite.types.LargeObject;
import io.blazedb.calcite.types.SqlType;
import io.blazedb.calcite.types.StoredObject;
import io.blazedb.jdbc.convert.BlazeArray;
import io.blazedb.jdbc.convert.Conversions;
import io.blazedb.jdbc.convert.TemporalConversions;
import io.blazedb.jdbc.error.SqlExceptions;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.NClob;
import java.sql.Ref;
import java.sql.ResultSetMetaData;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.SQLXML;
import java.sql.Statement;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.Arrays;
import java.util.Calendar;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rows: forward ones stream from the engine; scrollable ones are held by it, in a temporary file beyond its memory; updatable ones, and
 * scrollable ones with large objects, are in memory.
 *
 * <p>A streaming result set gives its cursor back as soon as it has read past the last row; the result set itself stays open. The
 * engine keeps cursors over changes and commits; a rollback closes them. One that has all its rows already, and is no part of a
 * transaction, has no more to do with the engine.
 *
 * <p>Threading: as its connection's; moving and closing take the connection's lock.
 */
final class BlazeResultSet extends RowUpdates implements JdbcWrapper {
    /** So many labels are sooner compared than looked up. */
    private static final int LABELS_COMPARED = 32;

    private final BlazeConnection connection;
    private final @Nullable BlazeStatement statement;
    private final ResultSetKind kind;
    private final List<ResultColumn> columns;
    /** Whether rows may hold large objects, which are read where they are as long as the engine's cursor is open. */
    private final boolean largeObjects;

    /** Rows as they come from the engine; null if they are in memory. */
    private @Nullable ForwardCursor stream;
    /** The engine's side of {@link #stream}; null once it was given back. */
    private @Nullable SqlResult source;
    /** Rows in memory; null if they stream. */
    private @Nullable MemoryCursor memory;

    private @Nullable RowEditor editor;
    private @Nullable Map<String, Integer> columnsByLabel;
    private boolean wasNull;
    private int fetchSize;
    private int fetchDirection = FETCH_FORWARD;
    /** Texts and bytes are cut off here, as setMaxFieldSize says; 0 for nowhere. */
    private int fieldSizeMax;

    private volatile boolean closed;

    private BlazeResultSet(
            BlazeConnection connection,
            @Nullable BlazeStatement statement,
            ResultSetKind kind,
            List<ResultColumn> columns) {
        this.connection = connection;
        this.statement = statement;
        this.kind = kind;
        this.columns = columns;
        this.largeObjects = hasLargeObjects(columns);
    }

    private static boolean hasLargeObjects(List<ResultColumn> columns) {
        for (ResultColumn column : columns) {
            if (column.type().isLargeObject()) {
                return true;
            }
        }
        return false;
    }

    /** The rows of a statement. Called under the connection's lock. */
    static BlazeResultSet ofQuery(
            BlazeConnection connection, BlazeStatement statement, SqlResult result, RowCursor rows, ResultSetKind kind)
            throws SQLException {
        BlazeResultSet resultSet = new BlazeResultSet(connection, statement, kind, rows.columns());
        resultSet.fetchSize = statement.getFetchSize();
        resultSet.fieldSizeMax = statement.fieldSizeMax();
        resultSet.fetchDirection = statement.getFetchDirection();
        if (!kind.isScrollable() && !kind.isUpdatable()) {
            resultSet.stream = new ForwardCursor(rows);
            if (!rows.isComplete() || !connection.outlivesTransactions()) {
                resultSet.source = result;
                connection.startStreaming(resultSet);
            }
            return resultSet;
        }
        if (resultSet.largeObjects) {
            resultSet.source = result;
            connection.startStreaming(resultSet);
            resultSet.memory = MemoryCursor.rest(rows);
        } else {
            PlacedRows placed = kind.isUpdatable() ? null : rows.placed();
            if (placed != null) {
                resultSet.source = result;
                resultSet.memory = MemoryCursor.of(placed);
            } else {
                try (result) {
                    resultSet.memory = MemoryCursor.drain(rows);
                }
            }
        }
        if (kind.isUpdatable()) {
            resultSet.editor = RowEditor.of(connection, resultSet.columns);
            if (resultSet.editor == null) {
                statement.setWarning(
                        SqlExceptions.warning("01S02", "The rows cannot be changed; the result set is read-only."));
            }
        }
        return resultSet;
    }

    /** Rows that are there already: generated keys, metadata. */
    static BlazeResultSet inMemory(BlazeConnection connection, @Nullable BlazeStatement statement, MemoryCursor rows) {
        BlazeResultSet resultSet = new BlazeResultSet(connection, statement, ResultSetKind.IN_MEMORY, rows.columns());
        resultSet.memory = rows;
        return resultSet;
    }

    // The connection's and the statement's side.

    /** The connection is closing, and the engine's cursor with it. */
    void abandon() {
        closed = true;
        source = null;
    }

    /** Called under the connection's lock. */
    private void giveBack(SqlResult held) {
        source = null;
        connection.endStreaming(this);
        held.close();
    }

    void closeForStatement() throws SQLException {
        if (closed) {
            return;
        }
        closed = true;
        if (source != null && !connection.isClosed()) {
            connection.run(() -> {
                SqlResult held = source;
                if (held != null) {
                    giveBack(held);
                }
            });
        }
    }

    @Override
    public void close() throws SQLException {
        if (!closed) {
            closeForStatement();
            if (statement != null) {
                statement.resultSetClosed(this);
            }
        }
    }

    @Override
    public boolean isClosed() {
        return closed || connection.isClosed();
    }

    private void requireOpen() throws SQLException {
        connection.requireOpen();
        if (closed) {
            throw SqlExceptions.closed("result set");
        }
    }

    // Moving.

    @Override
    public boolean next() throws SQLException {
        requireOpen();
        leaveInsertRow();
        ForwardCursor streaming = stream;
        if (streaming == null) {
            return rowsInMemory().next();
        }
        if (streaming.isEnded()) {
            return false;
        }
        if (source == null) {
            return streaming.next();
        }
        try {
            return connection.callFor(statement, () -> {
                boolean found = streaming.next();
                SqlResult held = source;
                if (!found && held != null && !largeObjects) {
                    giveBack(held);
                }
                return found;
            });
        } catch (SQLException e) {
            if ("08003".equals(e.getSQLState()) && !connection.isClosed()) {
                // A ROLLBACK in SQL closed the engine's cursor; the connection is well.
                closeForStatement();
                throw SqlExceptions.closed("result set");
            }
            throw e;
        }
    }

    private MemoryCursor rowsInMemory() throws SQLException {
        MemoryCursor rows = memory;
        if (rows == null) {
            throw SqlExceptions.closed("result set");
        }
        return rows;
    }

    /** The rows of a scrollable result set. */
    private MemoryCursor scrollable() throws SQLException {
        requireOpen();
        if (!kind.isScrollable()) {
            throw SqlExceptions.of(
                    "24000",
                    "The result set only moves forward: create the statement with ResultSet.TYPE_SCROLL_INSENSITIVE.");
        }
        leaveInsertRow();
        return rowsInMemory();
    }

    @Override
    public boolean previous() throws SQLException {
        MemoryCursor rows = scrollable();
        rows.moveTo(rows.position() - 1L);
        return rows.isOnRow();
    }

    @Override
    public boolean first() throws SQLException {
        MemoryCursor rows = scrollable();
        rows.moveTo(1);
        return rows.isOnRow();
    }

    @Override
    public boolean last() throws SQLException {
        MemoryCursor rows = scrollable();
        rows.moveTo(rows.rowCount());
        return rows.isOnRow();
    }

    @Override
    public boolean absolute(int row) throws SQLException {
        MemoryCursor rows = scrollable();
        rows.moveTo(row >= 0 ? row : rows.rowCount() + 1L + row);
        return rows.isOnRow();
    }

    @Override
    public boolean relative(int count) throws SQLException {
        MemoryCursor rows = scrollable();
        rows.moveTo((long) rows.position() + count);
        return rows.isOnRow();
    }

    @Override
    public void beforeFirst() throws SQLException {
        scrollable().moveTo(0);
    }

    @Override
    public void afterLast() throws SQLException {
        MemoryCursor rows = scrollable();
        rows.moveTo(rows.rowCount() + 1L);
    }

    @Override
    public boolean isBeforeFirst() throws SQLException {
        requireOpen();
        MemoryCursor rows = memory;
        if (rows != null) {
            return rows.position() == 0 && rows.rowCount() > 0;
        }
        ForwardCursor streaming = stream;
        return streaming != null && streaming.position() == 0 && hasNext();
    }

    @Override
    public boolean isAfterLast() throws SQLException {
        requireOpen();
        MemoryCursor rows = memory;
        if (rows != null) {
            return rows.position() > rows.rowCount() && rows.rowCount() > 0;
        }
        ForwardCursor streaming = stream;
        return streaming != null && streaming.isEnded() && streaming.position() > 0;
    }

    @Override
    public boolean isFirst() throws SQLException {
        requireOpen();
        return isOnRow() && getRow() == 1;
    }

    @Override
    public boolean isLast() throws SQLException {
        requireOpen();
        MemoryCursor rows = memory;
        if (rows != null) {
            return rows.isOnRow() && rows.position() == rows.rowCount();
        }
        return isOnRow() && !hasNext();
    }

    private boolean hasNext() throws SQLException {
        return connection.callFor(statement, () -> {
            ForwardCursor streaming = stream;
            return streaming != null && streaming.hasNext();
        });
    }

    private boolean isOnRow() {
        MemoryCursor rows = memory;
        ForwardCursor streaming = stream;
        return rows != null ? rows.isOnRow() : streaming != null && streaming.isOnRow();
    }

    @Override
    public int getRow() throws SQLException {
        requireOpen();
        MemoryCursor rows = memory;
        ForwardCursor streaming = stream;
        if (!isOnRow() || (rows == null && streaming == null)) {
            return 0;
        }
        long row = rows != null ? rows.position() : streaming == null ? 0 : streaming.position();
        return (int) Math.min(Integer.MAX_VALUE, row);
    }

    // Reading.

    /** The external value of a column of the current row. */
    private @Nullable Object large(int column) throws SQLException {
        requireOpen();
        if (column < 1 || column > columns.size()) {
            throw SqlExceptions.of(
                    "07009", "There is no column " + column + ": the result has " + columns.size() + ".");
        }
        try {
            Object value = valueAt(column - 1);
            wasNull = value == null;
            return value;
        } catch (RuntimeException e) {
            throw SqlExceptions.of(e);
        }
    }

    /** As {@link #large}, with all of a large object. */
    private @Nullable Object raw(int column) throws SQLException {
        Object value = large(column);
        return value instanceof LargeObject object ? connection.call(object::whole) : value;
    }

    private boolean isLargeObject(int column) {
        return largeObjects && columns.get(column - 1).type().isLargeObject();
    }

    private LargeContent content(StoredObject object) {
        return new LargeContent(connection, object);
    }

    private @Nullable Object valueAt(int index) throws SQLException {
        RowEditor edits = editor;
        if (edits != null && edits.has(index)) {
            return edits.value(index);
        }
        MemoryCursor rows = memory;
        if (rows != null && rows.isOnRow() && !isOnInsertRow()) {
            return rows.value(index);
        }
        ForwardCursor streaming = stream;
        if (streaming != null && streaming.isOnRow()) {
            return streaming.value(index);
        }
        if (isOnInsertRow()) {
            return null;
        }
        throw SqlExceptions.of("24000", "The result set is not on a row: call next() first, and mind what it returns.");
    }

    @Override
    public boolean wasNull() throws SQLException {
        requireOpen();
        return wasNull;
    }

    @Override
    public int findColumn(@Nullable String label) throws SQLException {
        requireOpen();
        Map<String, Integer> byLabel = columnsByLabel;
        if (byLabel == null) {
            for (int i = 0; label != null && i < columns.size() && i < LABELS_COMPARED; i++) {
                if (columns.get(i).label().equals(label)) {
                    return i + 1;
                }
            }
            byLabel = new HashMap<>();
            for (int i = 0; i < columns.size(); i++) {
                byLabel.putIfAbsent(columns.get(i).label(), i + 1);
            }
            for (int i = 0; i < columns.size(); i++) {
                byLabel.putIfAbsent(columns.get(i).label().toLowerCase(Locale.ROOT), i + 1);
            }
            columnsByLabel = byLabel;
        }
        Integer exact = label == null ? null : byLabel.get(label);
        Integer column = exact != null || label == null ? exact : byLabel.get(label.toLowerCase(Locale.ROOT));
        if (column == null) {
            throw SqlExceptions.of("42703", "The result has no column " + label + ".");
        }
        return column;
    }

    @Override
    public boolean getBoolean(int column) throws SQLException {
        Object value = raw(column);
        return value == null ? false : Conversions.toBoolean(value);
    }

    @Override
    public boolean getBoolean(@Nullable String label) throws SQLException {
        return getBoolean(findColumn(label));
    }

    @Override
    public byte getByte(int column) throws SQLException {
        Object value = raw(column);
        return value == null ? 0 : Conversions.toByte(value);
    }

    @Override
    public byte getByte(@Nullable String label) throws SQLException {
        return getByte(findColumn(label));
    }

    @Override
    public short getShort(int column) throws SQLException {
        Object value = raw(column);
        return value == null ? 0 : Conversions.toShort(value);
    }

    @Override
    public short getShort(@Nullable String label) throws SQLException {
        return getShort(findColumn(label));
    }

    @Override
    public int getInt(int column) throws SQLException {
        Object value = raw(column);
        return value == null ? 0 : Conversions.toInt(value);
    }

    @Override
    public int getInt(@Nullable String label) throws SQLException {
        return getInt(findColumn(label));
    }

    @Override
    public long getLong(int column) throws SQLException {
        Object value = raw(column);
        return value == null ? 0L : Conversions.toLong(value);
    }

    @Override
    public long getLong(@Nullable String label) throws SQLException {
        return getLong(findColumn(label));
    }

    @Override
    public float getFloat(int column) throws SQLException {
        Object value = raw(column);
        return value == null ? 0F : Conversions.toFloat(value);
    }

    @Override
    public float getFloat(@Nullable String label) throws SQLException {
        return getFloat(findColumn(label));
    }

    @Override
    public double getDouble(int column) throws SQLException {
        Object value = raw(column);
        return value == null ? 0D : Conversions.toDouble(value);
    }

    @Override
    public double getDouble(@Nullable String label) throws SQLException {
        return getDouble(findColumn(label));
    }

    @Override
    public @Nullable BigDecimal getBigDecimal(int column) throws SQLException {
        Object value = raw(column);
        return value == null ? null : Conversions.toBigDecimal(value);
    }

    @Override
    public @Nullable BigDecimal getBigDecimal(@Nullable String label) throws SQLException {
        return getBigDecimal(findColumn(label));
    }

    @Override
    @Deprecated
    public @Nullable BigDecimal getBigDecimal(int column, int scale) throws SQLException {
        if (scale < 0) {
            throw SqlExceptions.invalidArgument("The scale must not be negative.");
        }
        BigDecimal value = getBigDecimal(column);
        return value == null ? null : value.setScale(scale, RoundingMode.HALF_UP);
    }

    @Override
    @Deprecated
    public @Nullable BigDecimal getBigDecimal(@Nullable String label, int scale) throws SQLException {
        return getBigDecimal(findColumn(label), scale);
    }

    @Override
    public @Nullable String getString(int column) throws SQLException {
        Object value = raw(column);
        if (value == null) {
            return null;
        }
        String text = Conversions.toText(value);
        boolean limited = fieldSizeMax > 0 && fieldSizeMax < text.length() && value instanceof String;
        return limited ? text.substring(0, fieldSizeMax) : text;
    }

    @Override
    public @Nullable String getString(@Nullable String label) throws SQLException {
        return getString(findColumn(label));
    }

    @Override
    public @Nullable String getNString(int column) throws SQLException {
        return getString(column);
    }

    @Override
    public @Nullable String getNString(@Nullable String label) throws SQLException {
        return getNString(findColumn(label));
    }

    @Override
    public byte @Nullable [] getBytes(int column) throws SQLException {
        Object value = raw(column);
        byte[] bytes = value == null ? null : Conversions.toBytes(value);
        return bytes != null && fieldSizeMax > 0 && fieldSizeMax < bytes.length && value instanceof byte[]
                ? Arrays.copyOf(bytes, fieldSizeMax)
                : bytes;
    }

    @Override
    public byte @Nullable [] getBytes(@Nullable String label) throws SQLException {
        return getBytes(findColumn(label));
    }

    @Override
    public @Nullable Date getDate(int column) throws SQLException {
        return getDate(column, null);
    }

    @Override
    public @Nullable Date getDate(@Nullable String label) throws SQLException {
        return getDate(findColumn(label));
    }

    @Override
    public @Nullable Date getDate(int column, @Nullable Calendar calendar) throws SQLException {
        Object value = raw(column);
        return value == null ? null : TemporalConversions.toDate(value, calendar);
    }

    @Override
    public @Nullable Date getDate(@Nullable String label, @Nullable Calendar calendar) throws SQLException {
        return getDate(findColumn(label), calendar);
    }

    @Override
    public @Nullable Time getTime(int column) throws SQLException {
        return getTime(column, null);
    }

    @Override
    public @Nullable Time getTime(@Nullable String label) throws SQLException {
        return getTime(findColumn(label));
    }

    @Override
    public @Nullable Time getTime(int column, @Nullable Calendar calendar) throws SQLException {
        Object value = raw(column);
        return value == null ? null : TemporalConversions.toTime(value, calendar);
    }

    @Override
    public @Nullable Time getTime(@Nullable String label, @Nullable Calendar calendar) throws SQLException {
        return getTime(findColumn(label), calendar);
    }

    @Override
    public @Nullable Timestamp getTimestamp(int column) throws SQLException {
        return getTimestamp(column, null);
    }

    @Override
    public @Nullable Timestamp getTimestamp(@Nullable String label) throws SQLException {
        return getTimestamp(findColumn(label));
    }

    @Override
    public @Nullable Timestamp getTimestamp(int column, @Nullable Calendar calendar) throws SQLException {
        Object value = raw(column);
        return value == null ? null : TemporalConversions.toTimestamp(value, calendar);
    }

    @Override
    public @Nullable Timestamp getTimestamp(@Nullable String label, @Nullable Calendar calendar) throws SQLException {
        return getTimestamp(findColumn(label), calendar);
    }

    @Override
    public @Nullable Object getObject(int column) throws SQLException {
        if (column > 0 && column <= columns.size() && isLargeObject(column)) {
            return columns.get(column - 1).type().equals(SqlType.BLOB) ? getBlob(column) : getClob(column);
        }
        Object value = raw(column);
        if (fieldSizeMax > 0 && value instanceof String) {
            return getString(column);
        }
        if (fieldSizeMax > 0 && value instanceof byte[]) {
            return getBytes(column);
        }
        return value == null ? null : withRows(Conversions.toObject(value));
    }

    /** What shows the elements of an array as rows. */
    private Object withRows(Object value) {
        return value instanceof BlazeArray array ? array.shownBy(connection::rowsOf) : value;
    }

    @Override
    public @Nullable Object getObject(@Nullable String label) throws SQLException {
        return getObject(findColumn(label));
    }

    @Override
    public @Nullable Object getObject(int column, @Nullable Map<String, Class<?>> map) throws SQLException {
        return getObject(column);
    }

    @Override
    public @Nullable Object getObject(@Nullable String label, @Nullable Map<String, Class<?>> map) throws SQLException {
        return getObject(findColumn(label), map);
    }

    @Override
    public <T> @Nullable T getObject(int column, @Nullable Class<T> type) throws SQLException {
        if (type == null) {
            throw SqlExceptions.invalidArgument("getObject needs a class.");
        }
        Object streamed = type == Blob.class
                ? getBlob(column)
                : type == Clob.class || type == NClob.class
                        ? getNClob(column)
                        : type == InputStream.class
                                ? getBinaryStream(column)
                                : type == Reader.class
                                        ? getCharacterStream(column)
                                        : type == URL.class ? getURL(column) : null;
        if (streamed != null) {
            return type.cast(streamed);
        }
        Object value = type == Object.class ? getObject(column) : raw(column);
        return value == null ? null : type == Object.class ? type.cast(value) : Conversions.toClass(value, type);
    }

    @Override
    public <T> @Nullable T getObject(@Nullable String label, @Nullable Class<T> type) throws SQLException {
        return getObject(findColumn(label), type);
    }

    @Override
    public @Nullable InputStream getBinaryStream(int column) throws SQLException {
        Object value = large(column);
        if (value instanceof StoredObject object) {
            return content(object).stream(0, object.length());
        }
        return value == null ? null : new ByteArrayInputStream(Conversions.toBytes(value));
    }

    @Override
    public @Nullable InputStream getBinaryStream(@Nullable String label) throws SQLException {
        return getBinaryStream(findColumn(label));
    }

    @Override
    public @Nullable InputStream getAsciiStream(int column) throws SQLException {
        return stream(getCharacterStream(column), StandardCharsets.US_ASCII);
    }

    @Override
    public @Nullable InputStream getAsciiStream(@Nullable String label) throws SQLException {
        return getAsciiStream(findColumn(label));
    }

    @Override
    @Deprecated
    public @Nullable InputStream getUnicodeStream(int column) throws SQLException {
        return stream(getCharacterStream(column), StandardCharsets.UTF_8);
    }

    @Override
    @Deprecated
    public @Nullable InputStream getUnicodeStream(@Nullable String label) throws SQLException {
        return getUnicodeStream(findColumn(label));
    }

    @Override
    public @Nullable Reader getCharacterStream(int column) throws SQLException {
        Object value = large(column);
        if (value instanceof StoredObject object && object.isText()) {
            return content(object).reader();
        }
        String text = value instanceof StoredObject || value == null ? getString(column) : Conversions.toText(value);
        return text == null ? null : new StringReader(text);
    }

    @Override
    public @Nullable Reader getCharacterStream(@Nullable String label) throws SQLException {
        return getCharacterStream(findColumn(label));
    }

    @Override
    public @Nullable Reader getNCharacterStream(int column) throws SQLException {
        return getCharacterStream(column);
    }

    @Override
    public @Nullable Reader getNCharacterStream(@Nullable String label) throws SQLException {
        return getNCharacterStream(findColumn(label));
    }

    @Override
    public @Nullable Blob getBlob(int column) throws SQLException {
        Object value = large(column);
        if (value instanceof StoredObject object && !object.isText()) {
            return new BlazeBlob(content(object));
        }
        byte[] bytes = getBytes(column);
        return bytes == null ? null : new BlazeBlob(bytes);
    }

    @Override
    public @Nullable Blob getBlob(@Nullable String label) throws SQLException {
        return getBlob(findColumn(label));
    }

    @Override
    public @Nullable Clob getClob(int column) throws SQLException {
        return getNClob(column);
    }

    @Override
    public @Nullable Clob getClob(@Nullable String label) throws SQLException {
        return getClob(findColumn(label));
    }

    @Override
    public @Nullable NClob getNClob(int column) throws SQLException {
        Object value = large(column);
        if (value instanceof StoredObject object && object.isText()) {
            return new BlazeClob(content(object));
        }
        String text = getString(column);
        return text == null ? null : new BlazeClob(text);
    }

    @Override
    public @Nullable NClob getNClob(@Nullable String label) throws SQLException {
        return getNClob(findColumn(label));
    }

    @Override
    public @Nullable URL getURL(int column) throws SQLException {
        String text = getString(column);
        try {
            return text == null ? null : new URL(text);
        } catch (MalformedURLException e) {
            throw SqlExceptions.notReadable("a URL");
        }
    }

    @Override
    public @Nullable URL getURL(@Nullable String label) throws SQLException {
        return getURL(findColumn(label));
    }

    @Override
    public @Nullable Ref getRef(int column) throws SQLException {
        raw(column);
        throw SqlExceptions.notSupported("REF");
    }

    @Override
    public @Nullable Ref getRef(@Nullable String label) throws SQLException {
        return getRef(findColumn(label));
    }

    @Override
    public @Nullable Array getArray(int column) throws SQLException {
        Object value = raw(column);
        return value == null ? null : Conversions.toArray(value).shownBy(connection::rowsOf);
    }

    @Override
    public @Nullable Array getArray(@Nullable String label) throws SQLException {
        return getArray(findColumn(label));
    }

    @Override
    public @Nullable RowId getRowId(int column) throws SQLException {
        raw(column);
        throw SqlExceptions.notSupported("ROWID");
    }

    @Override
    public @Nullable RowId getRowId(@Nullable String label) throws SQLException {
        return getRowId(findColumn(label));
    }

    @Override
    public @Nullable SQLXML getSQLXML(int column) throws SQLException {
        raw(column);
        throw SqlExceptions.notSupported("SQLXML");
    }

    @Override
    public @Nullable SQLXML getSQLXML(@Nullable String label) throws SQLException {
        return getSQLXML(findColumn(label));
    }

    private static @Nullable InputStream stream(@Nullable Reader text, Charset charset) {
        return text == null ? null : new EncodedStream(text, charset);
    }

    // Changing.

    private RowEditor editor() throws SQLException {
        requireOpen();
        RowEditor edits = editor;
        if (edits == null) {
            throw SqlExceptions.of(
                    "24000",
                    kind.isUpdatable()
                            ? "The result set is read-only: only rows of one table with its whole primary key can be changed."
                            : "The result set is read-only: create the statement with ResultSet.CONCUR_UPDATABLE.");
        }
        return edits;
    }

    private boolean isOnInsertRow() {
        RowEditor edits = editor;
        return edits != null && edits.isOnInsertRow();
    }

    private void leaveInsertRow() {
        RowEditor edits = editor;
        if (edits != null) {
            edits.clear();
            edits.setOnInsertRow(false);
        }
    }

    private MemoryCursor currentRow() throws SQLException {
        MemoryCursor rows = rowsInMemory();
        if (isOnInsertRow() || !rows.isOnRow()) {
            throw SqlExceptions.of("24000", "The result set is not on a row that could be changed.");
        }
        return rows;
    }

    @Override
    void update(int column, @Nullable Object value) throws SQLException {
        RowEditor edits = editor();
        if (column < 1 || column > columns.size()) {
            throw SqlExceptions.of(
                    "07009", "There is no column " + column + ": the result has " + columns.size() + ".");
        }
        if (!edits.isOnInsertRow()) {
            currentRow();
        }
        edits.set(column - 1, value);
    }

    @Override
    public void updateRow() throws SQLException {
        RowEditor edits = editor();
        MemoryCursor rows = currentRow();
        rows.replace(edits.updateRow(MemoryCursor.row(rows, columns.size())));
    }

    @Override
    public void insertRow() throws SQLException {
        RowEditor edits = editor();
        if (!edits.isOnInsertRow()) {
            throw SqlExceptions.of("24000", "Call moveToInsertRow before insertRow.");
        }
        rowsInMemory().append(edits.insertRow());
    }

    @Override
    public void deleteRow() throws SQLException {
        RowEditor edits = editor();
        MemoryCursor rows = currentRow();
        edits.deleteRow(MemoryCursor.row(rows, columns.size()));
        rows.remove();
    }

    /** Reads the row again; updates that were not written yet are taken back. */
    @Override
    public void refreshRow() throws SQLException {
        RowEditor edits = editor();
        MemoryCursor rows = currentRow();
        edits.clear();
        rows.replace(edits.readRow(MemoryCursor.row(rows, columns.size())));
    }

    @Override
    public void cancelRowUpdates() throws SQLException {
        editor().clear();
    }

    @Override
    public void moveToInsertRow() throws SQLException {
        RowEditor edits = editor();
        edits.clear();
        edits.setOnInsertRow(true);
    }

    @Override
    public void moveToCurrentRow() throws SQLException {
        editor();
        leaveInsertRow();
    }

    @Override
    public boolean rowUpdated() throws SQLException {
        requireOpen();
        return false;
    }

    @Override
    public boolean rowInserted() throws SQLException {
        requireOpen();
        return false;
    }

    @Override
    public boolean rowDeleted() throws SQLException {
        requireOpen();
        return false;
    }

    // About it.

    @Override
    public ResultSetMetaData getMetaData() throws SQLException {
        requireOpen();
        return new BlazeResultSetMetaData(columns);
    }

    @Override
    public @Nullable Statement getStatement() throws SQLException {
        requireOpen();
        return statement;
    }

    @Override
    public int getType() throws SQLException {
        requireOpen();
        return kind.type();
    }

    @Override
    public int getConcurrency() throws SQLException {
        requireOpen();
        return editor == null ? CONCUR_READ_ONLY : CONCUR_UPDATABLE;
    }

    @Override
    public int getHoldability() throws SQLException {
        requireOpen();
        return kind.holdability();
    }

    @Override
    public void setFetchDirection(int direction) throws SQLException {
        requireOpen();
        requireFetchDirection(direction);
        if (direction != FETCH_FORWARD && !kind.isScrollable()) {
            throw SqlExceptions.of("24000", "The result set only moves forward.");
        }
        fetchDirection = direction;
    }

    static void requireFetchDirection(int direction) throws SQLException {
        if (direction != FETCH_FORWARD && direction != FETCH_REVERSE && direction != FETCH_UNKNOWN) {
            throw SqlExceptions.invalidArgument("Not a fetch direction: " + direction);
        }
    }

    @Override
    public int getFetchDirection() throws SQLException {
        requireOpen();
        return fetchDirection;
    }

    /** A hint that is kept and not used: rows come from the same process. */
    @Override
    public void setFetchSize(int rows) throws SQLException {
        requireOpen();
        if (rows < 0) {
            throw SqlExceptions.invalidArgument("The fetch size must not be negative.");
        }
        fetchSize = rows;
    }

    @Override
    public int getFetchSize() throws SQLException {
        requireOpen();
        return fetchSize;
    }

    @Override
    public String getCursorName() throws SQLException {
        requireOpen();
        throw SqlExceptions.notSupported("A cursor name");
    }

    @Override
    public @Nullable SQLWarning getWarnings() throws SQLException {
        requireOpen();
        return null;
    }

    @Override
    public void clearWarnings() throws SQLException {
        requireOpen();
    }
}
