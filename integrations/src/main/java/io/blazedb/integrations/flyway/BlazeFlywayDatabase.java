/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.integrations.flyway;

import java.sql.Connection;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.internal.database.base.Database;
import org.flywaydb.core.internal.database.base.Table;
import org.flywaydb.core.internal.jdbc.JdbcConnectionFactory;
import org.flywaydb.core.internal.jdbc.StatementInterceptor;

/** What Flyway asks of a database. DDL is transactional: a migration that fails leaves nothing behind. */
final class BlazeFlywayDatabase extends Database<BlazeFlywayConnection> {
    BlazeFlywayDatabase(Configuration configuration, JdbcConnectionFactory factory, StatementInterceptor interceptor) {
        super(configuration, factory, interceptor);
    }

    @Override
    protected BlazeFlywayConnection doGetConnection(Connection connection) {
        return new BlazeFlywayConnection(this, connection);
    }

    /** A further connection, beside the two that Flyway has. */
    Connection openConnection() {
        return jdbcConnectionFactory.openConnection();
    }

    @Override
    public void ensureSupported(Configuration configuration) {
        ensureDatabaseIsRecentEnough("0.1");
    }

    @Override
    public boolean supportsDdlTransactions() {
        return true;
    }

    @Override
    public String getBooleanTrue() {
        return "TRUE";
    }

    @Override
    public String getBooleanFalse() {
        return "FALSE";
    }

    @Override
    public boolean catalogIsSchema() {
        return false;
    }

    @Override
    @SuppressWarnings("rawtypes") // as it is declared
    public String getRawCreateScript(Table table, boolean baseline) {
        return "CREATE TABLE " + table + " ("
                + "\"installed_rank\" INTEGER NOT NULL, \"version\" VARCHAR(50), \"description\" VARCHAR(200) NOT NULL, "
                + "\"type\" VARCHAR(20) NOT NULL, \"script\" VARCHAR(1000) NOT NULL, \"checksum\" INTEGER, "
                + "\"installed_by\" VARCHAR(100) NOT NULL, \"installed_on\" TIMESTAMP(6) DEFAULT LOCALTIMESTAMP NOT NULL, "
                + "\"execution_time\" INTEGER NOT NULL, \"success\" BOOLEAN NOT NULL, "
                + "CONSTRAINT \"" + table.getName() + "_pk\" PRIMARY KEY (\"installed_rank\"));\n"
                + (baseline ? getBaselineStatement(table) + ";\n" : "")
                + "CREATE INDEX \"" + table.getName() + "_s_idx\" ON " + table + " (\"success\");\n";
    }
}
