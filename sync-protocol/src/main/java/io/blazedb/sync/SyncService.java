/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync;

import io.blazedb.calcite.SqlEngine;
import io.blazedb.calcite.attachment.DatabaseService;

/** Publishes an open database to the apps that its grants name, if the app belongs to a group. */
public final class SyncService implements DatabaseService {
    private static final Running NOTHING = () -> {};

    @Override
    public Running start(SqlEngine engine) {
        if (engine.store().isReadOnly() || engine.options().appGroup() == null) {
            return NOTHING;
        }
        PublishedDatabase database = new PublishedDatabase(engine);
        database.start();
        return database;
    }
}
