/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.integrations.liquibase;

import liquibase.database.Database;
import liquibase.snapshot.SnapshotGenerator;
import liquibase.snapshot.jvm.SequenceSnapshotGenerator;
import liquibase.statement.SqlStatement;
import liquibase.statement.core.RawParameterizedSqlStatement;
import liquibase.structure.DatabaseObject;
import liquibase.structure.core.Schema;

/** Reads sequences, without which Liquibase takes no snapshot: for diff, generateChangeLog and dropAll. */
@SuppressWarnings({"unchecked", "rawtypes"}) // as what it extends is declared
public final class BlazeSequenceSnapshotGenerator extends SequenceSnapshotGenerator {
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
        return new Class[] {SequenceSnapshotGenerator.class};
    }

    @Override
    protected SqlStatement getSelectSequenceStatement(Schema schema, Database database) {
        return new RawParameterizedSqlStatement(
                "SELECT sequence_name AS \"SEQUENCE_NAME\", start_value AS \"START_VALUE\","
                        + " minimum_value AS \"MIN_VALUE\", maximum_value AS \"MAX_VALUE\", increment AS \"INCREMENT_BY\","
                        + " cycle_option AS \"WILL_CYCLE\" FROM information_schema.sequences WHERE sequence_schema = ?",
                schema.getName());
    }
}
