/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc;

import io.blazedb.calcite.ResultColumn;
import io.blazedb.calcite.ResultColumn.Origin;
import io.blazedb.jdbc.convert.JdbcTypes;
import io.blazedb.jdbc.error.SqlExceptions;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.List;

/** The columns of a result. */
final class BlazeResultSetMetaData implements ResultSetMetaData, JdbcWrapper {
    private final List<ResultColumn> columns;

    BlazeResultSetMetaData(List<ResultColumn> columns) {
        this.columns = columns;
    }

    private ResultColumn at(int column) throws SQLException {
        if (column < 1 || column > columns.size()) {
            throw SqlExceptions.of(
                    "07009", "There is no column " + column + ": the result has " + columns.size() + ".");
        }
        return columns.get(column - 1);
    }

    @Override
    public int getColumnCount() {
        return columns.size();
    }

    @Override
    public String getColumnLabel(int column) throws SQLException {
        return at(column).label();
    }

    @Override
    public String getColumnName(int column) throws SQLException {
        Origin origin = at(column).origin();
        return origin == null ? at(column).label() : origin.column();
    }

    @Override
    public String getTableName(int column) throws SQLException {
        Origin origin = at(column).origin();
        return origin == null ? "" : origin.table();
    }

    @Override
    public String getSchemaName(int column) throws SQLException {
        Origin origin = at(column).origin();
        return origin == null ? "" : origin.schema();
    }

    @Override
    public String getCatalogName(int column) throws SQLException {
        Origin origin = at(column).origin();
        return origin == null ? "" : origin.database();
    }

    @Override
    public int getColumnType(int column) throws SQLException {
        return JdbcTypes.code(at(column).type());
    }

    @Override
    public String getColumnTypeName(int column) throws SQLException {
        return JdbcTypes.name(at(column).type());
    }

    @Override
    public String getColumnClassName(int column) throws SQLException {
        return JdbcTypes.className(at(column).type());
    }

    @Override
    public int getPrecision(int column) throws SQLException {
        return JdbcTypes.precision(at(column).type());
    }

    @Override
    public int getScale(int column) throws SQLException {
        return JdbcTypes.scale(at(column).type());
    }

    @Override
    public int getColumnDisplaySize(int column) throws SQLException {
        return JdbcTypes.displaySize(at(column).type());
    }

    @Override
    public int isNullable(int column) throws SQLException {
        return at(column).nullable() ? columnNullable : columnNoNulls;
    }

    @Override
    public boolean isAutoIncrement(int column) throws SQLException {
        Origin origin = at(column).origin();
        return origin != null && origin.autoIncrement();
    }

    @Override
    public boolean isSigned(int column) throws SQLException {
        return JdbcTypes.isSigned(at(column).type());
    }

    @Override
    public boolean isCaseSensitive(int column) throws SQLException {
        return JdbcTypes.isText(at(column).type());
    }

    @Override
    public boolean isSearchable(int column) throws SQLException {
        at(column);
        return true;
    }

    @Override
    public boolean isCurrency(int column) throws SQLException {
        at(column);
        return false;
    }

    @Override
    public boolean isReadOnly(int column) throws SQLException {
        return at(column).origin() == null;
    }

    @Override
    public boolean isWritable(int column) throws SQLException {
        return at(column).origin() != null;
    }

    @Override
    public boolean isDefinitelyWritable(int column) throws SQLException {
        at(column);
        return false;
    }
}
