/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.hub;

import io.blazedb.sync.hub.store.StoreLimits;
import io.blazedb.sync.relay.HubAddress;
import java.nio.file.Path;

/**
 * How a hub runs.
 *
 * @param listen address to listen on; port 0 for any free one
 * @param directory where it keeps its key and its data
 * @param limits bounds of what it stores
 * @param connectionsMax connections at a time
 */
public record HubOptions(HubAddress.HostAndPort listen, Path directory, StoreLimits limits, int connectionsMax) {
    private static final int CONNECTIONS_MAX = 1_024;

    /** A hub with the default bounds, listening on {@code HOST:PORT}. */
    public static HubOptions of(String listen, Path directory) {
        return new HubOptions(HubAddress.parse(listen), directory, StoreLimits.DEFAULT, CONNECTIONS_MAX);
    }
}
