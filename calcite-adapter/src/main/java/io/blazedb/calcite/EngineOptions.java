/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What an engine knows of the application around it.
 *
 * @param databaseName the database's name towards other apps: the file's name without extension
 * @param app the application's name
 * @param appGroup the app group it publishes to and attaches from; null for none
 * @param home directory of identities and app groups
 */
public record EngineOptions(
        String databaseName, String app, @Nullable String appGroup, Path home) {}
