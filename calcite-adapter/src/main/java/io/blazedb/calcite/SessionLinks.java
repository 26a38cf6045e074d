/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import io.blazedb.calcite.attachment.AttachedWrites;
import io.blazedb.calcite.catalog.CatalogView;
import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.dml.ForeignKeys;
import io.blazedb.calcite.dml.RowObserver;
import io.blazedb.calcite.dml.TableWriter;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.exec.expression.ExpressionContext;
import io.blazedb.calcite.exec.expression.ScalarExpression;
import io.blazedb.calcite.exec.operator.ExecutionContext;
import io.blazedb.calcite.link.LinkEnvironment;
import io.blazedb.calcite.link.LinkMaintainer;
import io.blazedb.calcite.plan.BlazePlanner;
import io.blazedb.calcite.session.Database;
import io.blazedb.calcite.session.Databases;
import io.blazedb.calcite.session.SessionNames;
import io.blazedb.calcite.session.StatementScope;
import io.blazedb.calcite.types.Coercions;
import io.blazedb.storage.WriteTransaction;
import org.jspecify.annotations.Nullable;

/** Links in the transaction of one scope. One thread at a time. */
final class SessionLinks implements LinkEnvironment {
    private final SqlEngine engine;
    private final StatementScope scope;
    private final ExpressionContext context;
    private final LinkMaintainer maintainer = new LinkMaintainer(this);

    SessionLinks(SqlEngine engine, StatementScope scope, ExpressionContext context) {
        this.engine = engine;
        this.scope = scope;
        this.context = context;
    }

    LinkMaintainer maintainer() {
        return maintainer;
    }

    /** A writer of rows of a database; in main, a replica's tables included, with links. */
    TableWriter writer(WriteTransaction transaction, Database database, TableDefinition table) {
        Databases databases = engine.databases();
        boolean inMain = database.resources() == databases.main().resources();
        return new TableWriter(
                transaction,
                database.resources().rules().rules(table, () -> names(database, table)),
                database.resources().counters(),
                context,
                inMain ? observer(transaction, database) : null,
                table.foreignKeys().isEmpty() && table.references().isEmpty()
                        ? null
                        : scope.foreignKeys(database, new DatabaseTables(database)),
                (tree, key) -> database.resources().rowLocks().await(scope, tree, key, this::checkCancelled));
    }

    /** Maintains links, if there are any, and, where another app's rows are written, notes it for their owner. */
    private @Nullable RowObserver observer(WriteTransaction transaction, Database database) {
        AttachedWrites writes =
                database.attachment() == null ? null : database.attachment().writes();
        if (writes != null) {
            return new JournaledRows(scope.journal(database, writes), maintainer);
        }
        return maintainer.mayWriteMore(transaction) ? maintainer : null;
    }

    private void checkCancelled() {
        if (context instanceof ExecutionContext execution) {
            execution.checkCancelled();
        }
    }

    private SessionNames names(Database database, TableDefinition table) {
        return new SessionNames(
                scope,
                engine.databases(),
                engine.shared().systemViews(),
                database.isTemporary() ? database : null,
                database.alias(),
                table.schema());
    }

    /** The tables of a database as its foreign keys need them. */
    private final class DatabaseTables implements ForeignKeys.Tables {
        private final Database database;

        DatabaseTables(Database database) {
            this.database = database;
        }

        @Override
        public @Nullable TableDefinition table(String schema, String name) {
            return scope.catalog(database).table(database.namespace(), schema, name);
        }

        @Override
        public TableWriter writer(TableDefinition table) {
            return kept(scope.write(database), database, table);
        }

        @Override
        public @Nullable Object defaultValue(TableDefinition table, int column) {
            ColumnDefinition definition = table.columns().get(column);
            String sql = definition.defaultSql();
            if (sql == null) {
                return null;
            }
            ScalarExpression value = BlazePlanner.scalar(table, sql, names(database, table));
            return Coercions.assign(
                    value.evaluate(new @Nullable Object[0], context),
                    value.type(),
                    definition.type(),
                    definition.name());
        }
    }

    @Override
    public CatalogView catalog(WriteTransaction transaction) {
        return scope.catalog(engine.databases().main());
    }

    @Override
    public @Nullable Other other(WriteTransaction transaction, String alias) {
        if (!engine.databases().isKnown(alias)) {
            return null;
        }
        try {
            Database database = engine.databases().require(alias);
            return new Other(scope.read(database), scope.catalog(database), database.namespace());
        } catch (BlazeSqlException unavailable) {
            return null;
        }
    }

    @Override
    public @Nullable String aliasOf(int namespace) {
        return engine.databases().attachments().aliasOf(namespace);
    }

    @Override
    public TableWriter writer(WriteTransaction transaction, TableDefinition table) {
        return kept(transaction, engine.databases().main(), table);
    }

    private TableWriter kept(WriteTransaction transaction, Database database, TableDefinition table) {
        TableWriter kept = scope.writer(database, table.tree());
        if (kept != null && kept.table().equals(table)) {
            return kept;
        }
        TableWriter writer = writer(transaction, database, table);
        scope.keepWriter(database, writer);
        return writer;
    }
}
