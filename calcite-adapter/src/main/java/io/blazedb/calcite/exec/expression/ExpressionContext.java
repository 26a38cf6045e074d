/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.expression;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an expression may know beside its row. */
public interface ExpressionContext {

    /** Internal value of a parameter, 0-based; null for NULL. */
    @Nullable
    Object parameter(int index);

    /** The time all CURRENT_... functions of one statement give. */
    Instant statementTime();

    /** CURRENT_USER. */
    String user();

    /** SESSION_USER: who the session is, whichever role it has taken. */
    default String sessionUser() {
        return user();
    }

    /** The value of a setting of the session by its name in lower case; null if it has none, as outside of a session. */
    default @Nullable String setting(String name) {
        return null;
    }

    /**
     * Makes a setting of the session.
     *
     * @param value null sets back to the default
     * @return the value in force
     */
    default @Nullable String set(String name, @Nullable String value) {
        throw new BlazeSqlException(SqlErrorCode.FEATURE_NOT_SUPPORTED, "settings cannot be changed here");
    }

    /** CURRENT_APP. */
    String app();

    /** Alias of the current database: CURRENT_CATALOG. */
    String currentDatabase();

    /** CURRENT_SCHEMA. */
    String currentSchema();

    /** The schemas in which names without one are looked for. */
    default List<String> searchPath() {
        return List.of(currentSchema());
    }

    /** A column was given an identity value. */
    default void identityGiven(long tree, int column, long value) {}

    /** Functions over the catalog; there are none outside of a session. */
    default CatalogAccess catalog() {
        throw new BlazeSqlException(SqlErrorCode.FEATURE_NOT_SUPPORTED, "the catalog cannot be asked here");
    }

    /** Sequences; there are none outside of a session. */
    default SequenceAccess sequences() {
        throw new BlazeSqlException(SqlErrorCode.FEATURE_NOT_SUPPORTED, "a sequence cannot be used here");
    }
}
