/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.integrations.flyway;

import java.sql.SQLException;
import java.util.List;
import org.flywaydb.core.internal.database.base.Schema;
import org.flywaydb.core.internal.database.base.Table;
import org.flywaydb.core.internal.jdbc.JdbcTemplate;

/** A schema as Flyway uses it. */
final class BlazeFlywaySchema extends Schema<BlazeFlywayDatabase, BlazeFlywayTable> {
    private static final String TABLES = "SELECT table_name FROM information_schema.tables"
            + " WHERE table_catalog = 'main' AND table_schema = ? AND table_type ";

    BlazeFlywaySchema(JdbcTemplate template, BlazeFlywayDatabase database, String name) {
        super(template, database, name);
    }

    @Override
    protected boolean doExists() throws SQLException {
        return jdbcTemplate.queryForInt(
                        "SELECT COUNT(*) FROM information_schema.schemata WHERE catalog_name = 'main' AND schema_name = ?",
                        name)
                > 0;
    }

    @Override
    protected boolean doEmpty() throws SQLException {
        return jdbcTemplate.queryForInt(
                        "SELECT COUNT(*) FROM information_schema.tables WHERE table_catalog = 'main' AND table_schema = ?",
                        name)
                == 0;
    }

    @Override
    protected void doCreate() throws SQLException {
        jdbcTemplate.execute("CREATE SCHEMA " + database.quote(name));
    }

    @Override
    protected void doDrop() throws SQLException {
        jdbcTemplate.execute("DROP SCHEMA " + database.quote(name) + " CASCADE");
    }

    @Override
    protected void doClean() throws SQLException {
        for (String view : jdbcTemplate.queryForStringList(TABLES + "= 'VIEW'", name)) {
            jdbcTemplate.execute("DROP VIEW IF EXISTS " + database.quote(name, view) + " CASCADE");
        }
        for (BlazeFlywayTable table : doAllTables()) {
            table.drop();
        }
        for (String sequence : jdbcTemplate.queryForStringList(
                "SELECT sequence_name FROM information_schema.sequences WHERE sequence_schema = ?", name)) {
            jdbcTemplate.execute("DROP SEQUENCE " + database.quote(name, sequence));
        }
    }

    @Override
    protected BlazeFlywayTable[] doAllTables() throws SQLException {
        List<String> names = jdbcTemplate.queryForStringList(TABLES + "<> 'VIEW'", name);
        BlazeFlywayTable[] tables = new BlazeFlywayTable[names.size()];
        for (int i = 0; i < tables.length; i++) {
            tables[i] = new BlazeFlywayTable(jdbcTemplate, database, this, names.get(i));
        }
        return tables;
    }

    @Override
    public Table<?, ?> getTable(String table) {
        return new BlazeFlywayTable(jdbcTemplate, database, this, table);
    }
}
