/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.ddl.DdlContext;
import io.blazedb.calcite.dml.TableWriter;
import io.blazedb.calcite.exec.operator.ExecutionContext;
import io.blazedb.calcite.link.LinkMaintainer;
import io.blazedb.calcite.security.Access;
import io.blazedb.calcite.session.Database;
import io.blazedb.calcite.session.SessionNames;
import io.blazedb.calcite.session.StatementScope;
import io.blazedb.storage.Store;
import org.jspecify.annotations.Nullable;

/** What a definition sees of its session. */
final class SessionDdl implements DdlContext {
    private final SqlSession session;
    private final StatementScope scope;
    private final StatementContext execution;

    SessionDdl(SqlSession session, StatementScope scope, long timeoutMillis) {
        this.session = session;
        this.scope = scope;
        this.execution = new StatementContext(session, scope, new @Nullable Object[0], false, timeoutMillis);
        session.started(execution);
    }

    @Override
    public StatementScope scope() {
        return scope;
    }

    @Override
    public SessionNames names() {
        return session.names(scope);
    }

    @Override
    public Database database(String alias) {
        return session.databaseOf(alias);
    }

    @Override
    public boolean isDatabase(String alias) {
        return session.engine().databases().isKnown(alias);
    }

    @Override
    public Database temporary() {
        return session.temporary().open();
    }

    @Override
    public @Nullable Database temporaryIfOpen() {
        return session.temporary().ifOpen();
    }

    @Override
    public Access access() {
        return session.access(scope);
    }

    @Override
    public void changeSecret(String user, char @Nullable [] secret) {
        Store store = session.engine().store();
        if (store.file() == null) {
            // A database in memory has no keys: who may open it is a matter of its JVM.
            return;
        }
        if (secret != null) {
            UserSecrets.requireSlot(store, user);
        }
        scope.afterCommit(() -> UserSecrets.change(store, user, secret));
    }

    @Override
    public ExecutionContext execution() {
        return execution;
    }

    @Override
    public void requireWritable(Database database) {
        session.requireWritable(database);
    }

    @Override
    public LinkMaintainer links() {
        return new SessionLinks(session.engine(), scope, execution).maintainer();
    }

    @Override
    public TableWriter writer(Database database, TableDefinition table) {
        return session.newWriter(scope, database, table, execution);
    }
}
