/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.relay;

import io.blazedb.sync.error.SyncErrorCode;
import io.blazedb.sync.error.SyncException;
import io.blazedb.sync.wire.WireWriter;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** How a database is named at a hub: by its owner and app in clear, by a hash of its name, and by one address made of the three. */
public final class HubAddress {
    private static final String NAME_DOMAIN = "blazedb/1 hub database name";
    private static final String ADDRESS_DOMAIN = "blazedb/1 hub database";

    private HubAddress() {}

    /** What the hub learns instead of the database's name. */
    public static byte[] databaseHash(String ownerId, String app, String database) {
        return sha256(new WireWriter().text(NAME_DOMAIN).text(ownerId).text(app).text(database));
    }

    /** The address of a database: nobody else than the owner's app can make it its own. */
    public static byte[] address(String ownerId, String app, byte[] databaseHash) {
        return sha256(
                new WireWriter().text(ADDRESS_DOMAIN).text(ownerId).text(app).bytes(databaseHash));
    }

    /** Host and port of {@code HOST:PORT}, an IPv6 host in brackets. */
    public static HostAndPort parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon > 0) {
            String host = text.substring(0, colon);
            if (host.startsWith("[") && host.endsWith("]")) {
                host = host.substring(1, host.length() - 1);
            }
            try {
                int port = Integer.parseInt(text.substring(colon + 1));
                if (!host.isEmpty() && port >= 0 && port <= 65_535) {
                    return new HostAndPort(host, port);
                }
            } catch (NumberFormatException e) {
                throw invalid(text);
            }
        }
        throw invalid(text);
    }

    private static SyncException invalid(String text) {
        return new SyncException(SyncErrorCode.INVALID_SOURCE, "hub address=" + text + ", expected HOST:PORT");
    }

    private static byte[] sha256(WireWriter writer) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(writer.toByteArray());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A host and a port. */
    public record HostAndPort(String host, int port) {
        @Override
        public String toString() {
            return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        }
    }
}
