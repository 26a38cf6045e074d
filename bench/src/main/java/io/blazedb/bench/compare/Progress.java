/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.bench.compare;

import io.blazedb.bench.peer.Peer;
import io.blazedb.bench.workload.Unit;
import io.blazedb.bench.workload.Workload;
import java.io.PrintWriter;
import java.util.Locale;

/** A line for each measurement while they run. */
final class Progress implements Comparison.Listener {
    private final PrintWriter out;
    private final int rounds;

    Progress(PrintWriter out, int rounds) {
        this.out = out;
        this.rounds = rounds;
    }

    @Override
    public void starts(int round, Workload workload, Peer peer) {
        out.print(String.format(
                Locale.ROOT, "round %d of %d  %-16s %-13s ", round, rounds, workload.name(), peer.name()));
        out.flush();
    }

    @Override
    public void ended(Outcome outcome) {
        Unit unit = outcome.workload().unit();
        double value = unit.of(outcome.measurement().secondsPerOperation());
        out.println(String.format(Locale.ROOT, "%,14.2f %s", value, unit.symbol()));
        out.flush();
    }
}
