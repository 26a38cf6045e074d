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
 * 26    what the owner decided: device, queue -&gt; last intent; device, queue, number -&gt; digest and outcome
 * 27    what this database writes for owners: queues, intents, their operations
 * 28    rows of replicas with intents on them: namespace, tree, key -&gt; the owner's row and the operations
 * 29    rejected writes: number -&gt; what and why
 * </pre>
 */
public final class SyncTrees {
    public static final long CHANNELS = 20;
    public static final long AUDIT = 21;
    public static final long REPLICAS = 22;
    public static final long STAGING = 23;
    public static final long UPLOADS = 24;
    public static final long RECEIVED_KEYS = 25;
    public static final long DECIDED = 26;
    public static final long INTENTS = 27;
    public static final long OVERLAYS = 28;
    public static final long CONFLICTS = 29;

    private SyncTrees() {}
}
