/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.remote;

import io.blazedb.sync.error.SyncErrorCode;
import io.blazedb.sync.error.SyncException;
import io.blazedb.sync.relay.HubAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/**
 * {@code hub://HOST:PORT/OWNER/APP/DATABASE}; special characters of the parts are escaped as in a URL.
 *
 * @param hub the hub
 * @param owner fingerprint of the publishing user's key, or {@code me}
 * @param app the publishing app
 * @param database its database
 */
record HubSource(HubAddress.HostAndPort hub, String owner, String app, String database) {
    static final String PREFIX = "hub://";

    /** The owner that stands for the user of the own home. */
    static final String OWN_USER = "me";

    private static final int PARTS = 4;

    static HubSource parse(String source) {
        String[] parts =
                source.startsWith(PREFIX) ? source.substring(PREFIX.length()).split("/", -1) : new String[0];
        if (parts.length != PARTS || parts[1].isEmpty() || parts[2].isEmpty() || parts[3].isEmpty()) {
            throw new SyncException(SyncErrorCode.INVALID_SOURCE, "expected hub://HOST:PORT/OWNER/APP/DATABASE");
        }
        return new HubSource(HubAddress.parse(parts[0]), unescape(parts[1]), unescape(parts[2]), unescape(parts[3]));
    }

    /** Percent-escapes only: a plus sign is one. */
    private static String unescape(String part) {
        try {
            return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new SyncException(SyncErrorCode.INVALID_SOURCE, "escape in hub://HOST:PORT/OWNER/APP/DATABASE", e);
        }
    }

    @Override
    public String toString() {
        return PREFIX + hub + "/" + owner + "/" + app + "/" + database;
    }
}
