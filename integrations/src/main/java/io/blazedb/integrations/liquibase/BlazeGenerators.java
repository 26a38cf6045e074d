/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.integrations.liquibase;

import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import liquibase.database.Database;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.UnexpectedLiquibaseException;
import liquibase.exception.ValidationErrors;
import liquibase.sql.Sql;
import liquibase.sql.UnparsedSql;
import liquibase.sqlgenerator.SqlGeneratorChain;
import liquibase.sqlgenerator.core.AbstractSqlGenerator;
import liquibase.statement.SqlStatement;
import liquibase.statement.core.AddAutoIncrementStatement;
import liquibase.statement.core.DropPrimaryKeyStatement;
import liquibase.statement.core.FindForeignKeyConstraintsStatement;
import liquibase.statement.core.RenameTableStatement;
import liquibase.statement.core.RenameViewStatement;
import liquibase.statement.core.SetColumnRemarksStatement;
import liquibase.statement.core.SetTableRemarksStatement;
import liquibase.structure.core.Table;
import liquibase.structure.core.View;

/** Statements for changes that Liquibase writes in another way, or not at all, for databases that it does not know. Found by name. */
public final class BlazeGenerators {
    private BlazeGenerators() {}

    /** A generator for BlazeDB. */
    private abstract static class Generator<T extends SqlStatement> extends AbstractSqlGenerator<T> {
        @Override
        public int getPriority() {
            return PRIORITY_DATABASE;
        }

        @Override
        public boolean supports(T statement, Database database) {
            return database instanceof BlazeLiquibaseDatabase;
        }

        @Override
        public ValidationErrors validate(T statement, Database database, SqlGeneratorChain<T> chain) {
            return new ValidationErrors();
        }

        @Override
        public Sql[] generateSql(T statement, Database database, SqlGeneratorChain<T> chain) {
            return new Sql[] {new UnparsedSql(sql(statement, database))};
        }

        abstract String sql(T statement, Database database);
    }

    private static String literal(String text) {
        return text == null || text.isEmpty() ? "NULL" : "'" + text.replace("'", "''") + "'";
    }

    /** ALTER TABLE RENAME. */
    public static final class RenameTable extends Generator<RenameTableStatement> {
        @Override
        String sql(RenameTableStatement rename, Database database) {
            return "ALTER TABLE "
                    + database.escapeTableName(
                            rename.getCatalogName(), rename.getSchemaName(), rename.getOldTableName())
                    + " RENAME TO " + database.escapeObjectName(rename.getNewTableName(), Table.class);
        }
    }

    /** ALTER VIEW RENAME. */
    public static final class RenameView extends Generator<RenameViewStatement> {
        @Override
        String sql(RenameViewStatement rename, Database database) {
            return "ALTER VIEW "
                    + database.escapeViewName(rename.getCatalogName(), rename.getSchemaName(), rename.getOldViewName())
                    + " RENAME TO " + database.escapeObjectName(rename.getNewViewName(), View.class);
        }
    }

    /** COMMENT ON TABLE. */
    public static final class TableRemarks extends Generator<SetTableRemarksStatement> {
        @Override
        String sql(SetTableRemarksStatement remarks, Database database) {
            return "COMMENT ON TABLE "
                    + database.escapeTableName(
                            remarks.getCatalogName(), remarks.getSchemaName(), remarks.getTableName())
                    + " IS " + literal(remarks.getRemarks());
        }
    }

    /** COMMENT ON COLUMN. */
    public static final class ColumnRemarks extends Generator<SetColumnRemarksStatement> {
        @Override
        String sql(SetColumnRemarksStatement remarks, Database database) {
            return "COMMENT ON COLUMN "
                    + database.escapeTableName(
                            remarks.getCatalogName(), remarks.getSchemaName(), remarks.getTableName())
                    + "."
                    + database.escapeColumnName(
                            remarks.getCatalogName(),
                            remarks.getSchemaName(),
                            remarks.getTableName(),
                            remarks.getColumnName())
                    + " IS " + literal(remarks.getRemarks());
        }
    }

    /** ALTER COLUMN ADD GENERATED. */
    public static final class AutoIncrement extends Generator<AddAutoIncrementStatement> {
        @Override
        String sql(AddAutoIncrementStatement add, Database database) {
            return "ALTER TABLE "
                    + database.escapeTableName(add.getCatalogName(), add.getSchemaName(), add.getTableName())
                    + " ALTER COLUMN "
                    + database.escapeColumnName(
                            add.getCatalogName(), add.getSchemaName(), add.getTableName(), add.getColumnName())
                    + " ADD "
                    + database.getAutoIncrementClause(
                            add.getStartWith(), add.getIncrementBy(), add.getGenerationType(), add.getDefaultOnNull());
        }
    }

    /** DROP CONSTRAINT of the primary key, whatever its name is. */
    public static final class DropPrimaryKey extends Generator<DropPrimaryKeyStatement> {
        @Override
        String sql(DropPrimaryKeyStatement drop, Database database) {
            String given = drop.getConstraintName();
            return "ALTER TABLE "
                    + database.escapeTableName(drop.getCatalogName(), drop.getSchemaName(), drop.getTableName())
                    + " DROP CONSTRAINT "
                    + database.escapeConstraintName(given == null ? primaryKey(drop, database) : given);
        }

        private static String primaryKey(DropPrimaryKeyStatement drop, Database database) {
            String schema = drop.getSchemaName() == null ? database.getDefaultSchemaName() : drop.getSchemaName();
            if (database.getConnection() instanceof JdbcConnection connection) {
                try {
                    DatabaseMetaData metadata =
                            connection.getUnderlyingConnection().getMetaData();
                    for (String table :
                            List.of(drop.getTableName(), drop.getTableName().toLowerCase(Locale.ROOT))) {
                        try (ResultSet keys = metadata.getPrimaryKeys(drop.getCatalogName(), schema, table)) {
                            if (keys.next()) {
                                return keys.getString("PK_NAME");
                            }
                        }
                    }
                } catch (SQLException e) {
                    throw new UnexpectedLiquibaseException(e);
                }
            }
            // As it is called if nothing else was said, for statements that are only written down.
            return drop.getTableName() + "_pkey";
        }
    }

    /** The foreign keys of a table, as dropAllForeignKeyConstraints reads them. */
    public static final class FindForeignKeys extends Generator<FindForeignKeyConstraintsStatement> {
        @Override
        String sql(FindForeignKeyConstraintsStatement find, Database database) {
            String schema = find.getBaseTableSchemaName() == null
                    ? database.getDefaultSchemaName()
                    : find.getBaseTableSchemaName();
            return "SELECT own.table_name AS \"TABLE_NAME\", own.column_name AS \"COLUMN_NAME\","
                    + " other.table_name AS \"REFERENCED_TABLE_NAME\", other.column_name AS \"REFERENCED_COLUMN_NAME\","
                    + " own.constraint_name AS \"CONSTRAINT_NAME\""
                    + " FROM information_schema.referential_constraints r"
                    + " JOIN information_schema.key_column_usage own ON own.constraint_schema = r.constraint_schema"
                    + " AND own.constraint_name = r.constraint_name"
                    + " JOIN information_schema.key_column_usage other"
                    + " ON other.constraint_schema = r.unique_constraint_schema"
                    + " AND other.constraint_name = r.unique_constraint_name"
                    + " AND other.ordinal_position = own.position_in_unique_constraint"
                    + " WHERE own.table_schema = " + literal(schema)
                    + " AND own.table_name = " + literal(find.getBaseTableName());
        }
    }
}
