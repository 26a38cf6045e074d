/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.bench.compare;

import io.blazedb.bench.peer.Peer;
import io.blazedb.bench.peer.Peers;
import io.blazedb.bench.workload.Measurement;
import io.blazedb.bench.workload.Trial;
import io.blazedb.bench.workload.Workload;
import io.blazedb.bench.workload.Workloads;
import java.nio.file.Path;

/** The main class of the process in which one workload runs once against one peer. */
final class Worker {

    private Worker() {}

    public static void main(String[] args) {
        try {
            measure(args);
        } catch (Exception failure) {
            System.err.println(failure.getMessage() == null ? failure.toString() : failure.getMessage());
            System.exit(1);
        }
    }

    private static void measure(String[] args) throws Exception {
        Peer peer = Peers.find(args[0]).orElseThrow();
        Workload workload = Workloads.find(args[1]).orElseThrow();
        Trial trial = new Trial(peer, Path.of(args[2]), workload.durability(), Double.parseDouble(args[3]));
        long checksum = workload.run(trial);
        Measurement measurement = trial.measurement(checksum);
        System.out.println(measurement.encode());
        System.out.flush();
        // A library's thread must not keep the process alive.
        System.exit(0);
    }
}
