/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What an engine knows of the application around it.
 *
 * @param databaseName the database's name towards other apps: the file's name without extension
 * @param app the application's name
 * @param appGroup the app group it publishes to; null for none, {@link #GROUP_OF_GRANTS} for the one that its grants name
 * @param home directory of identities and app groups
 */
public record EngineOptions(
        String databaseName, String app, @Nullable String appGroup, Path home) {
    /** Stands for the app group that grants of the database name, the first by name if there are several. */
    public static final String GROUP_OF_GRANTS = "";
}
