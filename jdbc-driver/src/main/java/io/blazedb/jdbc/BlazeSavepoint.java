/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc;

import io.blazedb.jdbc.error.SqlExceptions;
import java.sql.SQLException;
import java.sql.Savepoint;

/** A savepoint of one connection, by name or by number. */
final class BlazeSavepoint implements Savepoint {
    private final BlazeConnection connection;
    private final String name;
    private final int id;

    private BlazeSavepoint(BlazeConnection connection, String name, int id) {
        this.connection = connection;
        this.name = name;
        this.id = id;
    }

    static BlazeSavepoint named(BlazeConnection connection, String name) {
        return new BlazeSavepoint(connection, name, 0);
    }

    /** @param id from 1 on */
    static BlazeSavepoint unnamed(BlazeConnection connection, int id) {
        return new BlazeSavepoint(connection, "jdbc_savepoint_" + id, id);
    }

    /** What the engine knows it by. */
    String engineName() {
        return name;
    }

    boolean belongsTo(BlazeConnection other) {
        return connection == other;
    }

    @Override
    public int getSavepointId() throws SQLException {
        if (id == 0) {
            throw SqlExceptions.of("3B001", "The savepoint has a name, not a number.");
        }
        return id;
    }

    @Override
    public String getSavepointName() throws SQLException {
        if (id != 0) {
            throw SqlExceptions.of("3B001", "The savepoint has a number, not a name.");
        }
        return name;
    }
}
