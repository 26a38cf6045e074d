/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.bench.workload;

import io.blazedb.bench.peer.Durability;
import io.blazedb.bench.peer.Unlock;
import java.util.List;
import java.util.Optional;

/** Every workload, in the order in which they run. */
public final class Workloads {
    private static final int CROWD = 8;

    private static final List<Workload> ALL = List.of(
            new CommitWorkload("commit", 1, Durability.SYNCED),
            new CommitWorkload("commit-8", CROWD, Durability.SYNCED),
            new CommitWorkload("commit-unsynced", 1, Durability.UNSYNCED),
            new LoadWorkload("load-cold", false, false),
            new LoadWorkload("load", true, false),
            new LoadWorkload("load-indexed", true, true),
            new PointWorkload(),
            new LiteralWorkload(),
            new ScanWorkload(),
            new UpdateWorkload(),
            new MixedWorkload(),
            new NotifyWorkload(),
            new OpenWorkload("open", Unlock.PASSPHRASE),
            new OpenWorkload("open-key", Unlock.KEY));

    private Workloads() {}

    public static List<Workload> all() {
        return ALL;
    }

    public static Optional<Workload> find(String name) {
        return ALL.stream().filter(workload -> workload.name().equals(name)).findFirst();
    }
}
