/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.attach;

import io.blazedb.sync.error.SyncErrorCode;
import io.blazedb.sync.error.SyncException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/**
 * {@code app://GROUP/APP/DATABASE}; special characters of the parts are escaped as in a URL.
 */
record LocalSource(String group, String app, String database) {
    static final String PREFIX = "app://";

    static LocalSource parse(String source) {
        String[] parts =
                source.startsWith(PREFIX) ? source.substring(PREFIX.length()).split("/", -1) : new String[0];
        if (parts.length != 3 || parts[0].isEmpty() || parts[1].isEmpty() || parts[2].isEmpty()) {
            throw new SyncException(SyncErrorCode.INVALID_SOURCE, "expected app://GROUP/APP/DATABASE");
        }
        return new LocalSource(unescape(parts[0]), unescape(parts[1]), unescape(parts[2]));
    }

    /** Percent-escapes only: a plus sign is one. */
    private static String unescape(String part) {
        try {
            return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new SyncException(SyncErrorCode.INVALID_SOURCE, "escape in app://GROUP/APP/DATABASE", e);
        }
    }

    @Override
    public String toString() {
        return PREFIX + group + "/" + app + "/" + database;
    }
}
