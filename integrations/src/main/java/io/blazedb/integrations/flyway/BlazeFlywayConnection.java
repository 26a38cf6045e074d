/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.integrations.flyway;

import java.sql.SQLException;
import org.flywaydb.core.internal.database.base.Connection;
import org.flywaydb.core.internal.database.base.Schema;

/** A connection as Flyway uses it. */
final class BlazeFlywayConnection extends Connection<BlazeFlywayDatabase> {
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
}
