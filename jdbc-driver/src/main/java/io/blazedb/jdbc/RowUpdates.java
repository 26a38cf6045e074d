/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc;

import io.blazedb.jdbc.convert.Parameters;
import io.blazedb.jdbc.error.SqlExceptions;
import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.NClob;
import java.sql.Ref;
import java.sql.ResultSet;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLType;
import java.sql.SQLXML;
import java.sql.Time;
import java.sql.Timestamp;
import org.jspecify.annotations.Nullable;

/** The update methods of a result set: all of them come down to {@link #update}. */
abstract class RowUpdates implements ResultSet {
    private static final int ANY_SCALE = -1;

    /**
     * Sets a column of the current or the insert row, until updateRow or insertRow.
     *
     * @param column 1-based
     * @param value an external value, or null
     */
    abstract void update(int column, @Nullable Object value) throws SQLException;

    @Override
    public void updateNull(int column) throws SQLException {
        update(column, null);
    }

    @Override
    public void updateNull(@Nullable String label) throws SQLException {
        updateNull(findColumn(label));
    }

    @Override
    public void updateBoolean(int column, boolean value) throws SQLException {
        update(column, value);
    }

    @Override
    public void updateBoolean(@Nullable String label, boolean value) throws SQLException {
        updateBoolean(findColumn(label), value);
    }

    @Override
    public void updateByte(int column, byte value) throws SQLException {
        update(column, (short) value);
    }

    @Override
    public void updateByte(@Nullable String label, byte value) throws SQLException {
        updateByte(findColumn(label), value);
    }

    @Override
    public void updateShort(int column, short value) throws SQLException {
        update(column, value);
    }

    @Override
    public void updateShort(@Nullable String label, short value) throws SQLException {
        updateShort(findColumn(label), value);
    }

    @Override
    public void updateInt(int column, int value) throws SQLException {
        update(column, value);
    }

    @Override
    public void updateInt(@Nullable String label, int value) throws SQLException {
        updateInt(findColumn(label), value);
    }

    @Override
    public void updateLong(int column, long value) throws SQLException {
        update(column, value);
    }

    @Override
    public void updateLong(@Nullable String label, long value) throws SQLException {
        updateLong(findColumn(label), value);
    }

    @Override
    public void updateFloat(int column, float value) throws SQLException {
        update(column, value);
    }

    @Override
    public void updateFloat(@Nullable String label, float value) throws SQLException {
        updateFloat(findColumn(label), value);
    }

    @Override
    public void updateDouble(int column, double value) throws SQLException {
        update(column, value);
    }

    @Override
    public void updateDouble(@Nullable String label, double value) throws SQLException {
        updateDouble(findColumn(label), value);
    }

    @Override
    public void updateBigDecimal(int column, @Nullable BigDecimal value) throws SQLException {
        update(column, value);
    }

    @Override
    public void updateBigDecimal(@Nullable String label, @Nullable BigDecimal value) throws SQLException {
        updateBigDecimal(findColumn(label), value);
    }

    @Override
    public void updateString(int column, @Nullable String value) throws SQLException {
        update(column, value);
    }

    @Override
    public void updateString(@Nullable String label, @Nullable String value) throws SQLException {
        updateString(findColumn(label), value);
    }

    @Override
    public void updateNString(int column, @Nullable String value) throws SQLException {
        update(column, value);
    }

    @Override
    public void updateNString(@Nullable String label, @Nullable String value) throws SQLException {
        updateNString(findColumn(label), value);
    }

    @Override
    public void updateBytes(int column, byte @Nullable [] value) throws SQLException {
        update(column, value == null ? null : value.clone());
    }

    @Override
    public void updateBytes(@Nullable String label, byte @Nullable [] value) throws SQLException {
        updateBytes(findColumn(label), value);
    }

    @Override
    public void updateDate(int column, @Nullable Date value) throws SQLException {
        update(column, Parameters.external(value, null));
    }

    @Override
    public void updateDate(@Nullable String label, @Nullable Date value) throws SQLException {
        updateDate(findColumn(label), value);
    }

    @Override
    public void updateTime(int column, @Nullable Time value) throws SQLException {
        update(column, Parameters.external(value, null));
    }

    @Override
    public void updateTime(@Nullable String label, @Nullable Time value) throws SQLException {
        updateTime(findColumn(label), value);
    }

    @Override
    public void updateTimestamp(int column, @Nullable Timestamp value) throws SQLException {
        update(column, Parameters.external(value, null));
    }

    @Override
    public void updateTimestamp(@Nullable String label, @Nullable Timestamp value) throws SQLException {
        updateTimestamp(findColumn(label), value);
    }

    @Override
    public void updateBlob(int column, @Nullable Blob value) throws SQLException {
        update(column, Parameters.external(value, null));
    }

    @Override
    public void updateBlob(@Nullable String label, @Nullable Blob value) throws SQLException {
        updateBlob(findColumn(label), value);
    }

    @Override
    public void updateClob(int column, @Nullable Clob value) throws SQLException {
        update(column, Parameters.external(value, null));
    }

    @Override
    public void updateClob(@Nullable String label, @Nullable Clob value) throws SQLException {
        updateClob(findColumn(label), value);
    }

    @Override
    public void updateNClob(int column, @Nullable NClob value) throws SQLException {
        update(column, Parameters.external(value, null));
    }

    @Override
    public void updateNClob(@Nullable String label, @Nullable NClob value) throws SQLException {
        updateNClob(findColumn(label), value);
    }

    @Override
    public void updateObject(int column, @Nullable Object value) throws SQLException {
        update(column, Parameters.external(value, null));
    }

    @Override
    public void updateObject(@Nullable String label, @Nullable Object value) throws SQLException {
        updateObject(findColumn(label), value);
    }

    @Override
    public void updateObject(int column, @Nullable Object value, int scaleOrLength) throws SQLException {
        update(column, Parameters.external(value, null));
    }

    @Override
    public void updateObject(@Nullable String label, @Nullable Object value, int scaleOrLength) throws SQLException {
        updateObject(findColumn(label), value, scaleOrLength);
    }

    @Override
    public void updateObject(int column, @Nullable Object value, @Nullable SQLType type) throws SQLException {
        updateObject(column, value, type, ANY_SCALE);
    }

    @Override
    public void updateObject(@Nullable String label, @Nullable Object value, @Nullable SQLType type)
            throws SQLException {
        updateObject(findColumn(label), value, type);
    }

    @Override
    public void updateObject(int column, @Nullable Object value, @Nullable SQLType type, int scaleOrLength)
            throws SQLException {
        Integer code = type == null ? null : type.getVendorTypeNumber();
        update(
                column,
                code == null ? Parameters.external(value, null) : Parameters.forTarget(value, code, scaleOrLength));
    }

    @Override
    public void updateObject(@Nullable String label, @Nullable Object value, @Nullable SQLType type, int scaleOrLength)
            throws SQLException {
        updateObject(findColumn(label), value, type, scaleOrLength);
    }

    @Override
    public void updateAsciiStream(int column, @Nullable InputStream stream) throws SQLException {
        update(column, stream == null ? null : Streams.ascii(Streams.bytes(stream)));
    }

    @Override
    public void updateAsciiStream(@Nullable String label, @Nullable InputStream stream) throws SQLException {
        updateAsciiStream(findColumn(label), stream);
    }

    @Override
    public void updateAsciiStream(int column, @Nullable InputStream stream, int length) throws SQLException {
        update(column, stream == null ? null : Streams.ascii(Streams.bytes(stream, length)));
    }

    @Override
    public void updateAsciiStream(@Nullable String label, @Nullable InputStream stream, int length)
            throws SQLException {
        updateAsciiStream(findColumn(label), stream, length);
    }

    @Override
    public void updateAsciiStream(int column, @Nullable InputStream stream, long length) throws SQLException {
        update(column, stream == null ? null : Streams.ascii(Streams.bytes(stream, length)));
    }

    @Override
    public void updateAsciiStream(@Nullable String label, @Nullable InputStream stream, long length)
            throws SQLException {
        updateAsciiStream(findColumn(label), stream, length);
    }

    @Override
    public void updateBinaryStream(int column, @Nullable InputStream stream) throws SQLException {
        update(column, stream == null ? null : Streams.bytes(stream));
    }

    @Override
    public void updateBinaryStream(@Nullable String label, @Nullable InputStream stream) throws SQLException {
        updateBinaryStream(findColumn(label), stream);
    }

    @Override
    public void updateBinaryStream(int column, @Nullable InputStream stream, int length) throws SQLException {
        update(column, stream == null ? null : Streams.bytes(stream, length));
    }

    @Override
    public void updateBinaryStream(@Nullable String label, @Nullable InputStream stream, int length)
            throws SQLException {
        updateBinaryStream(findColumn(label), stream, length);
    }

    @Override
    public void updateBinaryStream(int column, @Nullable InputStream stream, long length) throws SQLException {
        update(column, stream == null ? null : Streams.bytes(stream, length));
    }

    @Override
    public void updateBinaryStream(@Nullable String label, @Nullable InputStream stream, long length)
            throws SQLException {
        updateBinaryStream(findColumn(label), stream, length);
    }

    @Override
    public void updateBlob(int column, @Nullable InputStream stream) throws SQLException {
        update(column, stream == null ? null : Streams.bytes(stream));
    }

    @Override
    public void updateBlob(@Nullable String label, @Nullable InputStream stream) throws SQLException {
        updateBlob(findColumn(label), stream);
    }

    @Override
    public void updateBlob(int column, @Nullable InputStream stream, long length) throws SQLException {
        update(column, stream == null ? null : Streams.bytes(stream, length));
    }

    @Override
    public void updateBlob(@Nullable String label, @Nullable InputStream stream, long length) throws SQLException {
        updateBlob(findColumn(label), stream, length);
    }

    @Override
    public void updateCharacterStream(int column, @Nullable Reader reader) throws SQLException {
        update(column, reader == null ? null : Streams.text(reader));
    }

    @Override
    public void updateCharacterStream(@Nullable String label, @Nullable Reader reader) throws SQLException {
        updateCharacterStream(findColumn(label), reader);
    }

    @Override
    public void updateCharacterStream(int column, @Nullable Reader reader, int length) throws SQLException {
        update(column, reader == null ? null : Streams.text(reader, length));
    }

    @Override
    public void updateCharacterStream(@Nullable String label, @Nullable Reader reader, int length) throws SQLException {
        updateCharacterStream(findColumn(label), reader, length);
    }

    @Override
    public void updateCharacterStream(int column, @Nullable Reader reader, long length) throws SQLException {
        update(column, reader == null ? null : Streams.text(reader, length));
    }

    @Override
    public void updateCharacterStream(@Nullable String label, @Nullable Reader reader, long length)
            throws SQLException {
        updateCharacterStream(findColumn(label), reader, length);
    }

    @Override
    public void updateNCharacterStream(int column, @Nullable Reader reader) throws SQLException {
        update(column, reader == null ? null : Streams.text(reader));
    }

    @Override
    public void updateNCharacterStream(@Nullable String label, @Nullable Reader reader) throws SQLException {
        updateNCharacterStream(findColumn(label), reader);
    }

    @Override
    public void updateNCharacterStream(int column, @Nullable Reader reader, long length) throws SQLException {
        update(column, reader == null ? null : Streams.text(reader, length));
    }

    @Override
    public void updateNCharacterStream(@Nullable String label, @Nullable Reader reader, long length)
            throws SQLException {
        updateNCharacterStream(findColumn(label), reader, length);
    }

    @Override
    public void updateClob(int column, @Nullable Reader reader) throws SQLException {
        update(column, reader == null ? null : Streams.text(reader));
    }

    @Override
    public void updateClob(@Nullable String label, @Nullable Reader reader) throws SQLException {
        updateClob(findColumn(label), reader);
    }

    @Override
    public void updateClob(int column, @Nullable Reader reader, long length) throws SQLException {
        update(column, reader == null ? null : Streams.text(reader, length));
    }

    @Override
    public void updateClob(@Nullable String label, @Nullable Reader reader, long length) throws SQLException {
        updateClob(findColumn(label), reader, length);
    }

    @Override
    public void updateNClob(int column, @Nullable Reader reader) throws SQLException {
        update(column, reader == null ? null : Streams.text(reader));
    }

    @Override
    public void updateNClob(@Nullable String label, @Nullable Reader reader) throws SQLException {
        updateNClob(findColumn(label), reader);
    }

    @Override
    public void updateNClob(int column, @Nullable Reader reader, long length) throws SQLException {
        update(column, reader == null ? null : Streams.text(reader, length));
    }

    @Override
    public void updateNClob(@Nullable String label, @Nullable Reader reader, long length) throws SQLException {
        updateNClob(findColumn(label), reader, length);
    }

    @Override
    public void updateRef(int column, @Nullable Ref value) throws SQLException {
        throw SqlExceptions.notSupported("REF");
    }

    @Override
    public void updateRef(@Nullable String label, @Nullable Ref value) throws SQLException {
        updateRef(findColumn(label), value);
    }

    @Override
    public void updateArray(int column, @Nullable Array value) throws SQLException {
        updateObject(column, value);
    }

    @Override
    public void updateArray(@Nullable String label, @Nullable Array value) throws SQLException {
        updateArray(findColumn(label), value);
    }

    @Override
    public void updateRowId(int column, @Nullable RowId value) throws SQLException {
        throw SqlExceptions.notSupported("ROWID");
    }

    @Override
    public void updateRowId(@Nullable String label, @Nullable RowId value) throws SQLException {
        updateRowId(findColumn(label), value);
    }

    @Override
    public void updateSQLXML(int column, @Nullable SQLXML value) throws SQLException {
        throw SqlExceptions.notSupported("SQLXML");
    }

    @Override
    public void updateSQLXML(@Nullable String label, @Nullable SQLXML value) throws SQLException {
        updateSQLXML(findColumn(label), value);
    }
}
