/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.parser;

import io.blazedb.calcite.catalog.ColumnDefinition.Identity;
import io.blazedb.calcite.catalog.Commented;
import io.blazedb.calcite.catalog.ForeignKeyDefinition.Action;
import io.blazedb.calcite.catalog.GrantDefinition.GranteeKind;
import io.blazedb.calcite.catalog.GrantDefinition.Privilege;
import io.blazedb.calcite.catalog.LinkDefinition.OnDelete;
import io.blazedb.calcite.catalog.TableDefinition.CheckOption;
import io.blazedb.calcite.catalog.TableDefinition.OnCommit;
import io.blazedb.calcite.copy.CopyFormat;
import io.blazedb.calcite.types.SqlType;
import io.blazedb.storage.IsolationLevel;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A statement that is neither a query nor DML. Names of tables are lists of one to three parts; expressions and queries inside are kept
 * as text, the form in which the catalog stores them.
 */
public sealed interface Command {

    /** Whether it changes a catalog or a table's content as a whole. */
    sealed interface Definition extends Command {}

    /** Whether it concerns the session, its transaction or its databases. */
    sealed interface Control extends Command {}

    /**
     * A column as declared; its inline constraints stand among the table's.
     *
     * @param type the type; NULL if it is a domain
     * @param nullable null if nothing was said
     * @param generatedSql expression of a generated column, or null
     * @param domain name of the domain, or null
     * @param identityStart the first value of an identity column
     */
    record Column(
            String name,
            SqlType type,
            @Nullable Boolean nullable,
            @Nullable String defaultSql,
            Identity identity,
            @Nullable String generatedSql,
            @Nullable List<String> domain,
            long identityStart) {
        public Column(
                String name, SqlType type, @Nullable Boolean nullable, @Nullable String defaultSql, Identity identity) {
            this(name, type, nullable, defaultSql, identity, null, null);
        }

        public Column(
                String name,
                SqlType type,
                @Nullable Boolean nullable,
                @Nullable String defaultSql,
                Identity identity,
                @Nullable String generatedSql,
                @Nullable List<String> domain) {
            this(name, type, nullable, defaultSql, identity, generatedSql, domain, 1);
        }
    }

    /** What a constraint demands. */
    enum ConstraintKind {
        PRIMARY_KEY,
        UNIQUE,
        CHECK,
        FOREIGN_KEY
    }

    /**
     * A constraint.
     *
     * @param name null if none was given
     * @param columns the columns; empty for CHECK
     * @param sql condition of a CHECK
     * @param references of a FOREIGN KEY
     */
    record Constraint(
            ConstraintKind kind,
            @Nullable String name,
            List<String> columns,
            @Nullable String sql,
            @Nullable References references) {
        Constraint(ConstraintKind kind, @Nullable String name, List<String> columns, @Nullable String sql) {
            this(kind, name, columns, sql, null);
        }
    }

    /**
     * REFERENCES.
     *
     * @param table the table referred to
     * @param columns its columns; empty for its primary key
     */
    record References(
            List<String> table,
            List<String> columns,
            Action onUpdate,
            Action onDelete,
            boolean deferrable,
            boolean initiallyDeferred) {}

    record CreateTable(
            List<String> name,
            boolean temporary,
            boolean ifNotExists,
            List<Column> columns,
            List<Constraint> constraints,
            List<Like> likes,
            @Nullable Layout layout,
            OnCommit onCommit)
            implements Definition {}

    /** How the leaves of a table keep its rows; rows in one piece if nothing is said. */
    enum Layout {
        /** Each row in one piece. */
        ROW,
        /** Each column apart. */
        COLUMN
    }

    /**
     * LIKE another table, in the place of columns.
     *
     * @param at how many columns stand before it
     * @param table the other table
     * @param including what to take over beside columns and NOT NULL, in lower case: defaults, constraints, identity, indexes, comments
     */
    record Like(int at, List<String> table, List<String> including) {}

    /**
     * CREATE TABLE AS.
     *
     * @param columns names of the columns; empty to take them from the query
     */
    record CreateTableAs(
            List<String> name,
            boolean temporary,
            boolean ifNotExists,
            List<String> columns,
            String querySql,
            boolean withData,
            OnCommit onCommit)
            implements Definition {}

    /** ALTER VIEW ... RENAME and SET SCHEMA, which ALTER TABLE may say of a view, too. */
    record AlterView(List<String> name, boolean ifExists, Alteration alteration) implements Definition {}

    /** ALTER SEQUENCE ... RENAME or SET SCHEMA; null for what stays. */
    record MoveSequence(
            List<String> name,
            boolean ifExists,
            @Nullable String newSchema,
            @Nullable String newName) implements Definition {}

    record RenameSchema(List<String> name, String newName) implements Definition {}

    record DropTable(List<List<String>> names, boolean ifExists, boolean cascade) implements Definition {}

    record AlterTable(List<String> name, boolean ifExists, List<Alteration> alterations) implements Definition {}

    /** One change of ALTER TABLE. */
    sealed interface Alteration {
        record AddColumn(Column column, List<Constraint> constraints, boolean ifNotExists) implements Alteration {}

        /** ENABLE, DISABLE, FORCE or NO FORCE ROW LEVEL SECURITY; null for what stays. */
        record SetRowSecurity(
                @Nullable Boolean enabled, @Nullable Boolean forced) implements Alteration {}

        record DropColumn(String column, boolean ifExists, boolean cascade) implements Alteration {}

        record RenameColumn(String column, String newName) implements Alteration {}

        record RenameTable(String newName) implements Alteration {}

        record SetSchema(String schema) implements Alteration {}

        /** SET GENERATED ALWAYS or BY DEFAULT. */
        record SetGenerated(String column, Identity identity) implements Alteration {}

        record AddConstraint(Constraint constraint) implements Alteration {}

        record DropConstraint(String name, boolean ifExists, boolean cascade) implements Alteration {}

        /** SET DEFAULT; null for DROP DEFAULT. */
        record SetDefault(String column, @Nullable String defaultSql) implements Alteration {}

        record SetNullable(String column, boolean nullable) implements Alteration {}

        /** SET EXPRESSION; a null text is DROP EXPRESSION. */
        record SetExpression(String column, @Nullable String generatedSql, boolean ifExists) implements Alteration {}

        /** TYPE; without USING the value is assigned to the new type. */
        record SetType(
                String column,
                SqlType type,
                @Nullable List<String> domain,
                @Nullable String usingSql) implements Alteration {}

        /** ADD GENERATED AS IDENTITY; {@link Identity#NONE} for DROP IDENTITY. */
        record SetIdentity(String column, Identity identity, long start, boolean ifExists) implements Alteration {}

        /** RESTART of an identity column. */
        record RestartIdentity(String column, long next) implements Alteration {}

        record RenameConstraint(String name, String newName) implements Alteration {}

        /** VALIDATE CONSTRAINT and settings of a storage that is not this one: nothing is left to do. */
        record Nothing() implements Alteration {}
    }

    /**
     * CREATE INDEX.
     *
     * @param included columns of INCLUDE
     * @param predicateSql condition behind WHERE, or null
     */
    record CreateIndex(
            @Nullable String name,
            List<String> table,
            List<IndexColumn> columns,
            boolean unique,
            boolean ifNotExists,
            List<String> included,
            @Nullable String predicateSql)
            implements Definition {}

    /**
     * What is indexed.
     *
     * @param name name of a column, or null for an expression
     * @param expressionSql the expression, or null for a column
     */
    record IndexColumn(@Nullable String name, @Nullable String expressionSql, boolean descending, boolean nullsFirst) {}

    record DropIndex(List<List<String>> names, boolean ifExists) implements Definition {}

    /**
     * Options of a sequence; null for what was not said.
     *
     * @param noMin NO MINVALUE
     * @param noMax NO MAXVALUE
     * @param ownedBy the column to which it belongs, behind its table
     */
    record SequenceOptions(
            SqlType.@Nullable Name type,
            @Nullable Long start,
            @Nullable Long increment,
            @Nullable Long min,
            boolean noMin,
            @Nullable Long max,
            boolean noMax,
            @Nullable Boolean cycle,
            @Nullable List<String> ownedBy) {}

    record CreateSequence(List<String> name, boolean ifNotExists, SequenceOptions options) implements Definition {}

    /**
     * ALTER SEQUENCE.
     *
     * @param restarts whether it has RESTART
     * @param restart the value to restart with, or null for the first
     */
    record AlterSequence(
            List<String> name,
            boolean ifExists,
            SequenceOptions options,
            boolean restarts,
            @Nullable Long restart) implements Definition {}

    record DropSequence(List<List<String>> names, boolean ifExists, boolean cascade) implements Definition {}

    /** CREATE DOMAIN. */
    record CreateDomain(
            List<String> name,
            SqlType type,
            boolean notNull,
            @Nullable String defaultSql,
            List<DomainChange.AddCheck> checks)
            implements Definition {}

    record AlterDomain(List<String> name, DomainChange change) implements Definition {}

    /**
     * DROP DOMAIN or DROP TYPE.
     *
     * @param anyType whether the names may be those of other types than domains
     */
    record DropDomain(List<List<String>> names, boolean ifExists, boolean cascade, boolean anyType)
            implements Definition {}

    /** CREATE TYPE ... AS ENUM. */
    record CreateEnum(List<String> name, List<String> labels) implements Definition {}

    /** ALTER TYPE. */
    record AlterEnum(List<String> name, EnumChange change) implements Definition {}

    /** What ALTER TYPE does. */
    sealed interface EnumChange {
        /**
         * ADD VALUE.
         *
         * @param neighbor the label it stands beside; null for the end
         * @param before whether before that one
         */
        record AddValue(
                String label, boolean ifNotExists, @Nullable String neighbor, boolean before) implements EnumChange {}

        record RenameValue(String label, String newLabel) implements EnumChange {}

        record Rename(String newName) implements EnumChange {}
    }

    /** What ALTER DOMAIN does. */
    sealed interface DomainChange {
        /** SET DEFAULT; null for DROP DEFAULT. */
        record SetDefault(@Nullable String defaultSql) implements DomainChange {}

        record SetNotNull(boolean notNull) implements DomainChange {}

        /** ADD CHECK, with a name or null. */
        record AddCheck(@Nullable String name, String sql) implements DomainChange {}

        record DropCheck(String name, boolean ifExists) implements DomainChange {}

        record Rename(String newName) implements DomainChange {}

        /** COMMENT ON DOMAIN; a null text removes it. */
        record Comment(@Nullable String text) implements DomainChange {}
    }

    /**
     * CREATE VIEW.
     *
     * @param invoker whether it reads with the rights of who asks instead of its owner's
     */
    record CreateView(
            List<String> name,
            boolean temporary,
            boolean orReplace,
            boolean ifNotExists,
            List<String> columns,
            String querySql,
            CheckOption checkOption,
            boolean invoker)
            implements Definition {}

    /**
     * CREATE MATERIALIZED VIEW.
     *
     * @param columns names of the columns; empty to take them from the query
     */
    record CreateMaterializedView(
            List<String> name, boolean ifNotExists, List<String> columns, String querySql, boolean withData)
            implements Definition {}

    record RefreshMaterializedView(List<String> name, boolean concurrently, boolean withData) implements Definition {}

    record DropMaterializedView(List<List<String>> names, boolean ifExists, boolean cascade) implements Definition {}

    /** DISCARD TEMP: drops the session's temporary tables; with {@code all} its settings go back to their defaults, too. */
    record Discard(boolean all) implements Definition {}

    record DropView(List<List<String>> names, boolean ifExists, boolean cascade, boolean restrict)
            implements Definition {}

    /** CREATE SCHEMA; it belongs to the current role if no other is named. */
    record CreateSchema(
            List<String> name,
            boolean ifNotExists,
            @Nullable String authorization) implements Definition {}

    record DropSchema(List<String> name, boolean ifExists, boolean cascade) implements Definition {}

    record Truncate(List<List<String>> names, boolean restartIdentity, boolean cascade) implements Definition {}

    record RenameIndex(List<String> name, boolean ifExists, String newName) implements Definition {}

    /** ANALYZE; no names for every table of the current database. */
    record Analyze(List<List<String>> names) implements Definition {}

    /** COMMENT ON TABLE, VIEW or COLUMN, the column's name last; a null text removes it. */
    record CommentOn(
            boolean column, List<String> name, @Nullable String text) implements Definition {}

    /**
     * COMMENT ON something else; a null text removes it.
     *
     * @param table of a policy; otherwise empty
     */
    record CommentOnObject(
            Commented kind,
            List<String> name,
            List<String> table,
            @Nullable String text) implements Definition {}

    /** COMMENT ON CONSTRAINT; a null text removes it. */
    record CommentOnConstraint(
            List<String> table, String constraint, @Nullable String text) implements Definition {}

    /**
     * A table of a publication.
     *
     * @param columns the published columns; empty for all
     * @param except columns that are not published
     * @param whereSql the row condition, or null
     */
    record PublicationTable(
            List<String> name,
            List<String> columns,
            List<String> except,
            @Nullable String whereSql) {}

    record CreatePublication(String name, boolean ifNotExists, List<PublicationTable> tables) implements Definition {}

    /** What ALTER PUBLICATION does with its tables. */
    enum PublicationChange {
        ADD,
        DROP,
        SET
    }

    record AlterPublication(String name, PublicationChange change, List<PublicationTable> tables)
            implements Definition {}

    record DropPublication(String name, boolean ifExists) implements Definition {}

    /** A statement about what the session keeps. */
    record Session(SessionStatement statement) implements Control {}

    /** A statement about roles, rights or policies. */
    record Security(SecurityStatement statement) implements Definition {}

    /**
     * SET ROLE or SET SESSION AUTHORIZATION; null for the role that the session began with.
     *
     * @param session whether it is the session's user
     */
    record SetRole(boolean session, @Nullable String role) implements Control {}

    /**
     * GRANT on a publication, or REVOKE.
     *
     * @param validUntilMicros when it ends by itself, in microseconds since 1970, or null
     */
    record GrantPublication(
            boolean revoke,
            List<Privilege> privileges,
            String publication,
            GranteeKind granteeKind,
            String grantee,
            @Nullable Long validUntilMicros)
            implements Definition {}

    /**
     * CREATE LINK.
     *
     * @param conditions pairs of names that must be equal, each of either table
     */
    record CreateLink(
            String name,
            boolean ifNotExists,
            List<String> table,
            List<String> columns,
            List<String> otherTable,
            List<String> otherColumns,
            List<Condition> conditions,
            OnDelete onDelete)
            implements Definition {
        /** Two names that are compared. */
        public record Condition(List<String> left, List<String> right) {}
    }

    record DropLink(String name, boolean ifExists) implements Definition {}

    /**
     * What is said of a transaction; null for what is not.
     *
     * @param latest whether several databases are read as they are, not at one causal point
     */
    record Modes(
            @Nullable IsolationLevel isolation,
            @Nullable Boolean readOnly,
            @Nullable Boolean latest) {}

    record Begin(Modes modes) implements Control {}

    record Commit() implements Control {}

    record Rollback() implements Control {}

    record Savepoint(String name) implements Control {}

    record RollbackToSavepoint(String name) implements Control {}

    record ReleaseSavepoint(String name) implements Control {}

    /**
     * SET TRANSACTION.
     *
     * @param session whether it holds for all later transactions
     */
    record SetTransaction(Modes modes, boolean session) implements Control {}

    /** SET CONSTRAINTS; no names stand for all. */
    record SetConstraints(List<String> names, boolean deferred) implements Control {}

    /** SET; a null value sets back to the default. */
    record SetVariable(String name, @Nullable String value) implements Control {}

    /** SHOW; "all" shows everything. */
    record Show(String name) implements Control {}

    /** USE: makes a database current. */
    record Use(List<String> name) implements Control {}

    record Explain(boolean analyze, String format, String statementSql) implements Control {}

    /**
     * ATTACH.
     *
     * @param password PASSWORD, or null
     * @param keyFile KEY_FILE, or null
     * @param predicates conditions by table name; the empty name for all
     */
    record Attach(
            String source,
            String alias,
            boolean ifNotExists,
            @Nullable String password,
            @Nullable String keyFile,
            boolean writable,
            boolean temporary,
            Map<String, String> predicates)
            implements Control {
        /** Without the password. */
        @Override
        public String toString() {
            return "Attach[" + alias + ", " + source + "]";
        }
    }

    record Detach(String alias, boolean ifExists) implements Control {}

    record Checkpoint() implements Control {}

    /** BACKUP TO. */
    record Backup(String target) implements Control {}

    /**
     * VACUUM.
     *
     * @param into the file that the copy without free space is written to; null to give the space of this one back
     */
    record Vacuum(@Nullable String into) implements Control {}

    /** ALTER DATABASE ROTATE KEY. */
    record RotateKey(String alias) implements Control {}

    /**
     * EXPLAIN PUBLICATION.
     *
     * @param kind APP or USER
     */
    record ExplainPublication(String publication, GranteeKind kind, String grantee) implements Control {}

    /** CHECK DATABASE; null for the current one. */
    record CheckDatabase(@Nullable String alias) implements Control {}

    /**
     * COPY.
     *
     * @param table name of the table; empty for a query
     * @param columns the columns named; empty for all
     * @param query text of the query whose rows are copied, or null
     * @param from whether rows come in
     * @param file path of the file, or null for the program that runs the statement
     */
    record Copy(
            List<String> table,
            List<String> columns,
            @Nullable String query,
            boolean from,
            @Nullable String file,
            CopyFormat format)
            implements Control {}
}
