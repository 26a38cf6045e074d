/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.cli;

import io.blazedb.jdbc.url.ApplicationDefaults;
import io.blazedb.sync.identity.Home;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which home directory a command works on. */
final class HomeOption {

    @Option(
            names = "--home",
            paramLabel = "DIR",
            description = "Directory of identities and app groups (default: BLAZEDB_HOME or ~/.blazedb).")
    private @Nullable Path directory;

    /** Opens the directory; a new one gets a new identity. */
    Home open() {
        return Home.open(directory != null ? directory : ApplicationDefaults.home());
    }
}
