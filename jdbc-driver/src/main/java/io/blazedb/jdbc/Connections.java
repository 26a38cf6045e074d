/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc;

import io.blazedb.calcite.SqlEngine;
import io.blazedb.calcite.SqlSession;
import io.blazedb.calcite.security.Logins;
import io.blazedb.jdbc.error.SqlExceptions;
import io.blazedb.jdbc.url.ConnectionProperty;
import io.blazedb.jdbc.url.ConnectionSettings;
import io.blazedb.storage.Store;
import io.blazedb.storage.StoreOptions;
import io.blazedb.storage.keys.KeySource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

/** Opens databases for connections. The store shares one engine per file in this JVM and checks the secret of every open. */
final class Connections {
    private Connections() {}

    static BlazeConnection open(ConnectionSettings settings) throws SQLException {
        SqlEngine engine = openEngine(settings);
        try {
            SqlSession session = engine.openSession(settings.sessionOptions());
            session.allowFileAccess(settings.fileAccess());
            return new BlazeConnection(engine, session, settings, true);
        } catch (SQLException | RuntimeException | Error e) {
            engine.close();
            throw e;
        }
    }

    static SqlEngine openEngine(ConnectionSettings settings) throws SQLException {
        Store store = openStore(settings);
        try {
            String anchor = settings.value(ConnectionProperty.EXPECT_AT_LEAST);
            if (anchor != null) {
                store.requireAtLeast(anchor);
            }
            return SqlEngine.open(store, settings.engineOptions());
        } catch (RuntimeException | Error e) {
            store.close();
            throw e;
        }
    }

    private static Store openStore(ConnectionSettings settings) throws SQLException {
        StoreOptions options = settings.storeOptions();
        if (settings.url().inMemory()) {
            return Store.openInMemory(settings.url().location(), options);
        }
        Path file = settings.file();
        requireUsable(file, options.create());
        String user = settings.user();
        boolean other = !user.isEmpty() && !user.equals(Logins.OWNER);
        if (other && !Files.exists(file)) {
            throw SqlExceptions.of(
                    "28000",
                    "The database " + file + " does not exist; its creator is the user owner, not " + user + ".");
        }
        try (KeySource key = settings.keySource()) {
            return Store.open(file, other ? key.named(Logins.slot(user)) : key, options);
        }
    }

    /** Says in a sentence what the store would report as an I/O failure. */
    private static void requireUsable(Path file, boolean create) throws SQLException {
        if (Files.isDirectory(file)) {
            throw SqlExceptions.of("08001", "The database path " + file + " is a directory; name a file in it.");
        }
        Path parent = file.toAbsolutePath().getParent();
        if (parent != null && !Files.isDirectory(parent)) {
            throw SqlExceptions.of("08001", "The directory " + parent + " of the database does not exist.");
        }
        if (!create && !Files.exists(file)) {
            throw SqlExceptions.of(
                    "08001", "The database " + file + " does not exist, and create=false forbids to create it.");
        }
    }
}
