/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.bench.workload;

import io.blazedb.bench.peer.Durability;
import io.blazedb.bench.peer.Peer;
import java.io.IOException;
import java.sql.SQLException;

/** One thing that is measured. It makes its own database in the trial's empty directory. */
public interface Workload {
    /** As {@code --only} spells it. */
    String name();

    /** What one operation is, in a line. */
    String description();

    /** In what the result is best shown. */
    default Unit unit() {
        return Unit.PER_SECOND;
    }

    /** What a commit must have reached when it returns. */
    default Durability durability() {
        return Durability.SYNCED;
    }

    /** Whether the peer can do what is measured. */
    default boolean runsWith(Peer peer) {
        return true;
    }

    /**
     * Runs it once.
     *
     * @return a number that depends on every answer the database gave; the same for every peer
     */
    long run(Trial trial) throws SQLException, IOException, InterruptedException;
}
