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
            new AnalyticsWorkload(
                    "group",
                    "GROUP BY into a thousand groups with COUNT, SUM and MIN",
                    "SELECT quantity, COUNT(*), SUM(price), MIN(id) FROM item GROUP BY quantity"),
            new AnalyticsWorkload(
                    "join",
                    "join with a thousand rows, GROUP BY a column of theirs",
                    "SELECT p.kind, COUNT(*), SUM(i.price + p.price) FROM item i JOIN part p ON p.id = i.quantity"
                            + " GROUP BY p.kind"),
            new AnalyticsWorkload(
                    "window",
                    "ROW_NUMBER and LAG in a thousand partitions, aggregated",
                    "SELECT MAX(r), SUM(d) FROM (SELECT ROW_NUMBER() OVER (PARTITION BY quantity ORDER BY price, id) AS r,"
                            + " price - LAG(price) OVER (PARTITION BY quantity ORDER BY price, id) AS d FROM item) w"),
            new AttachedJoinWorkload(),
            new PointJoinWorkload(PointJoinWorkload.Source.FILE),
            new PointJoinWorkload(PointJoinWorkload.Source.REPLICA),
            new PointJoinWorkload(PointJoinWorkload.Source.SERVED),
            new UpdateWorkload(),
            new MixedWorkload(),
            new NotifyWorkload(),
            new PublishedUpdateWorkload(PublishedUpdateWorkload.Audience.NOBODY),
            new PublishedUpdateWorkload(PublishedUpdateWorkload.Audience.GRANTED),
            new PublishedUpdateWorkload(PublishedUpdateWorkload.Audience.FOLLOWED),
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
