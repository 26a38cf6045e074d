/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync;

import io.blazedb.calcite.EngineOptions;
import io.blazedb.calcite.SqlEngine;
import io.blazedb.calcite.attachment.DatabaseService;
import io.blazedb.calcite.catalog.GrantDefinition;
import io.blazedb.calcite.catalog.GrantDefinition.GranteeKind;
import io.blazedb.storage.ReadTransaction;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Publishes an open database to the apps that its grants name, if the app belongs to a group. */
public final class SyncService implements DatabaseService {
    private static final Running NOTHING = () -> {};

    @Override
    public Running start(SqlEngine engine) {
        String group = engine.options().appGroup();
        if (engine.store().isReadOnly() || group == null) {
            return NOTHING;
        }
        return group.equals(EngineOptions.GROUP_OF_GRANTS) ? new GroupOfGrants(engine) : publish(engine, group);
    }

    private static PublishedDatabase publish(SqlEngine engine, String group) {
        PublishedDatabase database = new PublishedDatabase(engine, group);
        database.start();
        return database;
    }

    /** Publishes to the group that grants name, from the moment when they do. */
    private static final class GroupOfGrants implements Running {
        private final SqlEngine engine;
        private @Nullable PublishedDatabase published;
        private boolean closed;

        GroupOfGrants(SqlEngine engine) {
            this.engine = engine;
            look();
        }

        private synchronized @Nullable PublishedDatabase look() {
            if (published == null && !closed) {
                published = named().map(group -> publish(engine, group)).orElse(null);
            }
            return published;
        }

        private Optional<String> named() {
            try (ReadTransaction read = engine.store().beginRead()) {
                return engine.catalog().view(read).grants().stream()
                        .filter(grant -> grant.granteeKind() == GranteeKind.APP_GROUP)
                        .map(GrantDefinition::grantee)
                        .sorted()
                        .findFirst();
            }
        }

        @Override
        public void publishingChanged() {
            PublishedDatabase database = look();
            if (database != null) {
                database.publishingChanged();
            }
        }

        @Override
        public void close() {
            PublishedDatabase database;
            synchronized (this) {
                closed = true;
                database = published;
                published = null;
            }
            if (database != null) {
                database.close();
            }
        }
    }
}
