/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc.error;

import java.sql.SQLException;

/**
 * A call into the engine. Running it through {@link #get} is what keeps unchecked failures inside the driver.
 *
 * @param <T> what it returns
 */
@FunctionalInterface
public interface EngineCall<T> {

    T run() throws SQLException;

    /** A call that returns nothing. */
    @FunctionalInterface
    interface Action {
        void run() throws SQLException;
    }

    /** As {@link #get}, for a call that returns nothing. */
    static void run(Action action) throws SQLException {
        get(() -> {
            action.run();
            return true;
        });
    }

    /** Runs the call; whatever unchecked failure comes out becomes an SQLException. */
    static <T> T get(EngineCall<T> call) throws SQLException {
        try {
            return call.run();
        } catch (RuntimeException
                | AssertionError
                | StackOverflowError
                | OutOfMemoryError
                | ExceptionInInitializerError e) {
            throw SqlExceptions.of(e);
        }
    }
}
