/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.integrations.flyway;

import java.sql.SQLException;
import java.util.concurrent.Callable;
import org.flywaydb.core.internal.database.base.Connection;
import org.flywaydb.core.internal.database.base.Schema;
import org.flywaydb.core.internal.database.base.Table;
import org.flywaydb.core.internal.exception.FlywaySqlException;

/** A connection as Flyway uses it. */
final class BlazeFlywayConnection extends Connection<BlazeFlywayDatabase> {
    private boolean locked;

    BlazeFlywayConnection(BlazeFlywayDatabase database, java.sql.Connection connection) {
        super(database, connection);
    }

    @Override
    protected String getCurrentSchemaNameOrSearchPath() throws SQLException {
        return getJdbcConnection().getSchema();
    }

    @Override
    public void doChangeCurrentSchemaOrSearchPathTo(String schema) throws SQLException {
        getJdbcConnection().setSchema(schema);
    }

    @Override
    public Schema<?, ?> getSchema(String name) {
        return new BlazeFlywaySchema(getJdbcTemplate(), database, name);
    }

    /** What is done to the history, and to the schema meanwhile, is done by one program after the other. */
    @Override
    @SuppressWarnings("rawtypes") // as it is declared
    public <T> T lock(Table table, Callable<T> callable) {
        if (locked || !(table instanceof BlazeFlywayTable history) || !history.exists()) {
            return super.lock(table, callable);
        }
        try {
            HistoryLock lock = HistoryLock.acquire(database.openConnection(), history, database);
            try (lock) {
                locked = true;
                return super.lock(table, callable);
            }
        } catch (SQLException e) {
            throw new FlywaySqlException("Unable to lock " + table, e);
        } finally {
            locked = false;
        }
    }
}
