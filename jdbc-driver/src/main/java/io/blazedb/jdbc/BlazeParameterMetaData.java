/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc;

import io.blazedb.calcite.types.SqlType;
import io.blazedb.jdbc.convert.JdbcTypes;
import io.blazedb.jdbc.error.SqlExceptions;
import java.sql.ParameterMetaData;
import java.sql.SQLException;
import java.util.List;

/** The parameters of a prepared statement. */
final class BlazeParameterMetaData implements ParameterMetaData, JdbcWrapper {
    private final List<SqlType> types;
    private final boolean firstIsResult;

    BlazeParameterMetaData(List<SqlType> types) {
        this(types, false);
    }

    /** Of a call whose first parameter may be what it gives back. */
    BlazeParameterMetaData(List<SqlType> types, boolean firstIsResult) {
        this.types = types;
        this.firstIsResult = firstIsResult;
    }

    private SqlType at(int parameter) throws SQLException {
        if (parameter < 1 || parameter > types.size()) {
            throw SqlExceptions.of(
                    "07009", "There is no parameter " + parameter + ": the statement has " + types.size() + ".");
        }
        return types.get(parameter - 1);
    }

    @Override
    public int getParameterCount() {
        return types.size();
    }

    @Override
    public int isNullable(int parameter) throws SQLException {
        at(parameter);
        return parameterNullableUnknown;
    }

    @Override
    public boolean isSigned(int parameter) throws SQLException {
        return JdbcTypes.isSigned(at(parameter));
    }

    @Override
    public int getPrecision(int parameter) throws SQLException {
        return JdbcTypes.precision(at(parameter));
    }

    @Override
    public int getScale(int parameter) throws SQLException {
        return JdbcTypes.scale(at(parameter));
    }

    @Override
    public int getParameterType(int parameter) throws SQLException {
        return JdbcTypes.code(at(parameter));
    }

    @Override
    public String getParameterTypeName(int parameter) throws SQLException {
        return JdbcTypes.name(at(parameter));
    }

    @Override
    public String getParameterClassName(int parameter) throws SQLException {
        return JdbcTypes.className(at(parameter));
    }

    @Override
    public int getParameterMode(int parameter) throws SQLException {
        at(parameter);
        return firstIsResult && parameter == 1 ? parameterModeOut : parameterModeIn;
    }
}
