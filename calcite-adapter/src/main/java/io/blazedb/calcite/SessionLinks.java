/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import io.blazedb.calcite.catalog.CatalogView;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.dml.TableWriter;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.exec.expression.ExpressionContext;
import io.blazedb.calcite.link.LinkEnvironment;
import io.blazedb.calcite.link.LinkMaintainer;
import io.blazedb.calcite.session.Database;
import io.blazedb.calcite.session.Databases;
import io.blazedb.calcite.session.SessionNames;
import io.blazedb.calcite.session.StatementScope;
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
        SessionNames names =
                new SessionNames(scope, databases, engine.shared().systemViews(), database.alias(), table.schema());
        boolean inMain = database.resources() == databases.main().resources();
        return new TableWriter(
                transaction,
                database.resources().rules().rules(table, names),
                database.resources().counters(),
                context,
                inMain ? maintainer : null);
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
        Database main = engine.databases().main();
        TableWriter kept = scope.writer(main, table.tree());
        if (kept != null && kept.table().equals(table)) {
            return kept;
        }
        TableWriter writer = writer(transaction, main, table);
        scope.keepWriter(main, writer);
        return writer;
    }
}
