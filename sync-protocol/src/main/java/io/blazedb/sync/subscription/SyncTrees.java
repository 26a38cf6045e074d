/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.subscription;

/**
 * The trees that sync uses in a database, out of those that SQL leaves free.
 *
 * <pre>
 * tree  what
 * 20    channels of the publisher: kind, id -&gt; incarnation and checkpoints; known subscribers
 * 21    audit log: number -&gt; entry
 * 22    replicas: namespace -&gt; channel, position, schema, state
 * 23    snapshots that are not yet whole: namespace, chunk number -&gt; chunk
 * 24    uploads to hubs: see the hub's publisher
 * 25    keys of hub channels received by this subscriber
 * 26-29 reserved
 * </pre>
 */
public final class SyncTrees {
    public static final long CHANNELS = 20;
    public static final long AUDIT = 21;
    public static final long REPLICAS = 22;
    public static final long STAGING = 23;
    public static final long UPLOADS = 24;
    public static final long RECEIVED_KEYS = 25;

    private SyncTrees() {}
}
