/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync;

import io.blazedb.calcite.SqlEngine;
import io.blazedb.calcite.attachment.DatabaseService;
import io.blazedb.storage.Registration;

/** Publishes an open database to the apps that its grants name, if the app belongs to a group. */
public final class SyncService implements DatabaseService {

    @Override
    public Registration start(SqlEngine engine) {
        if (engine.store().isReadOnly() || engine.options().appGroup() == null) {
            return () -> {};
        }
        PublishedDatabase database = new PublishedDatabase(engine);
        database.start();
        return database;
    }
}
