/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.bench.peer;

import java.util.List;
import java.util.Optional;

/** Every database that can be compared. */
public final class Peers {
    /** The one that the others are compared with. */
    public static final String BLAZEDB = "blazedb";

    private static final List<Peer> ALL = List.of(
            new BlazePeer(false),
            new BlazePeer(true),
            new SqlitePeer(true),
            new SqlitePeer(false),
            new H2Peer(false),
            new H2Peer(true),
            new DerbyPeer(),
            new HsqldbPeer(),
            new DuckPeer());

    private Peers() {}

    public static List<Peer> all() {
        return ALL;
    }

    public static Optional<Peer> find(String name) {
        return ALL.stream().filter(peer -> peer.name().equals(name)).findFirst();
    }

    /** Whether the peer's driver is on the class path. */
    public static boolean isPresent(Peer peer) {
        try {
            Class.forName(peer.driverClass(), false, Peers.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException missing) {
            return false;
        }
    }
}
