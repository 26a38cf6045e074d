/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.integrations.liquibase;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import liquibase.Scope;
import liquibase.database.Database;
import liquibase.exception.DatabaseException;
import liquibase.executor.ExecutorService;
import liquibase.snapshot.CachedRow;
import liquibase.snapshot.DatabaseSnapshot;
import liquibase.snapshot.SnapshotGenerator;
import liquibase.snapshot.jvm.UniqueConstraintSnapshotGenerator;
import liquibase.statement.core.RawParameterizedSqlStatement;
import liquibase.structure.DatabaseObject;
import liquibase.structure.core.Schema;
import liquibase.structure.core.Table;
import liquibase.structure.core.UniqueConstraint;

/** Reads unique constraints and their columns from where the standard has them. */
@SuppressWarnings({"unchecked", "rawtypes"}) // as what it extends is declared
public final class BlazeUniqueConstraintSnapshotGenerator extends UniqueConstraintSnapshotGenerator {
    @Override
    public int getPriority(Class<? extends DatabaseObject> type, Database database) {
        if (!(database instanceof BlazeLiquibaseDatabase)) {
            return PRIORITY_NONE;
        }
        int priority = super.getPriority(type, database);
        return priority == PRIORITY_NONE ? priority : priority + 1;
    }

    @Override
    public Class<? extends SnapshotGenerator>[] replaces() {
        return new Class[] {UniqueConstraintSnapshotGenerator.class};
    }

    @Override
    protected List<CachedRow> listConstraints(Table table, DatabaseSnapshot snapshot, Schema schema)
            throws DatabaseException {
        List<CachedRow> constraints = new ArrayList<>();
        for (Map<String, ?> row : rows(
                snapshot.getDatabase(),
                "SELECT constraint_name AS \"CONSTRAINT_NAME\", table_name AS \"TABLE_NAME\""
                        + " FROM information_schema.table_constraints"
                        + " WHERE constraint_type = 'UNIQUE' AND table_schema = ? AND table_name = ?",
                schema.getName(),
                table.getName())) {
            constraints.add(new CachedRow(new HashMap<>(row)));
        }
        return constraints;
    }

    @Override
    protected List<Map<String, ?>> listColumns(
            UniqueConstraint constraint, Database database, DatabaseSnapshot snapshot) throws DatabaseException {
        return rows(
                database,
                "SELECT column_name AS \"COLUMN_NAME\" FROM information_schema.key_column_usage"
                        + " WHERE constraint_schema = ? AND constraint_name = ? ORDER BY ordinal_position",
                constraint.getSchema().getName(),
                constraint.getName());
    }

    private static List<Map<String, ?>> rows(Database database, String sql, String schema, String name)
            throws DatabaseException {
        return Scope.getCurrentScope()
                .getSingleton(ExecutorService.class)
                .getExecutor("jdbc", database)
                .queryForList(new RawParameterizedSqlStatement(sql, schema, name));
    }
}
