/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.client;

import io.blazedb.calcite.EngineOptions;
import io.blazedb.jdbc.url.ApplicationDefaults;
import io.blazedb.storage.StoreOptions;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How a program opens a database.
 *
 * @param app the program's name in its app group
 * @param appGroup the app group it publishes to; null for the one that its grants name (the first by name if there are several)
 * @param home directory of identities and app groups
 * @param create whether to create the file when it does not exist
 * @param readOnly whether to open it read-only
 */
public record DatabaseOptions(String app, @Nullable String appGroup, Path home, boolean create, boolean readOnly) {

    /** The program's main class as its name, the app group that its grants name, the user's own home directory. */
    public static DatabaseOptions defaults() {
        return new DatabaseOptions(ApplicationDefaults.appName(), null, ApplicationDefaults.home(), true, false);
    }

    public DatabaseOptions withApp(String value) {
        return new DatabaseOptions(value, appGroup, home, create, readOnly);
    }

    public DatabaseOptions withAppGroup(String value) {
        return new DatabaseOptions(app, value, home, create, readOnly);
    }

    public DatabaseOptions withHome(Path value) {
        return new DatabaseOptions(app, appGroup, value, create, readOnly);
    }

    public DatabaseOptions withCreate(boolean value) {
        return new DatabaseOptions(app, appGroup, home, value, readOnly);
    }

    public DatabaseOptions withReadOnly(boolean value) {
        return new DatabaseOptions(app, appGroup, home, create, value);
    }

    StoreOptions store() {
        return StoreOptions.defaults().withCreate(create).withReadOnly(readOnly);
    }

    EngineOptions engine(String databaseName) {
        return new EngineOptions(databaseName, app, appGroup == null ? EngineOptions.GROUP_OF_GRANTS : appGroup, home);
    }
}
