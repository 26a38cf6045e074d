/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc;

import io.blazedb.jdbc.error.SqlExceptions;
import java.sql.SQLException;
import java.sql.Wrapper;
import org.jspecify.annotations.Nullable;

/** {@link Wrapper} for an object that wraps nothing but itself. */
interface JdbcWrapper extends Wrapper {
    @Override
    default <T> T unwrap(@Nullable Class<T> type) throws SQLException {
        if (type != null && type.isInstance(this)) {
            return type.cast(this);
        }
        throw SqlExceptions.invalidArgument("This object is no " + (type == null ? "null" : type.getName()) + ".");
    }

    @Override
    default boolean isWrapperFor(@Nullable Class<?> type) {
        return type != null && type.isInstance(this);
    }
}
