/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.integrations.flyway;

import java.sql.SQLException;
import org.flywaydb.core.internal.database.base.Table;
import org.flywaydb.core.internal.jdbc.JdbcTemplate;

/** A table as Flyway uses it. */
final class BlazeFlywayTable extends Table<BlazeFlywayDatabase, BlazeFlywaySchema> {
    BlazeFlywayTable(JdbcTemplate template, BlazeFlywayDatabase database, BlazeFlywaySchema schema, String name) {
        super(template, database, schema, name);
    }

    @Override
    protected boolean doExists() throws SQLException {
        return exists(null, schema, name);
    }

    /** {@link HistoryLock} has locked it. */
    @Override
    protected void doLock() {}

    @Override
    protected void doDrop() throws SQLException {
        jdbcTemplate.execute("DROP TABLE IF EXISTS " + this + " CASCADE");
    }
}
