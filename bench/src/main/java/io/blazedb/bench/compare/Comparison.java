/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.bench.compare;

import io.blazedb.bench.peer.Peer;
import io.blazedb.bench.workload.Directories;
import io.blazedb.bench.workload.Measurement;
import io.blazedb.bench.workload.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Runs every workload with every peer, round after round. Within a round the peers take turns, and each round begins with another one,
 * so that whatever else the machine does meets all of them alike.
 */
final class Comparison {
    /** Told before each measurement and after it. */
    interface Listener {
        void starts(int round, Workload workload, Peer peer);

        void ended(Outcome outcome);
    }

    private final List<Workload> workloads;
    private final List<Peer> peers;
    private final Path directory;
    private final double scale;
    private final WorkerProcess worker;

    Comparison(List<Workload> workloads, List<Peer> peers, Path directory, double scale, WorkerProcess worker) {
        this.workloads = workloads;
        this.peers = peers;
        this.directory = directory;
        this.scale = scale;
        this.worker = worker;
    }

    /**
     * Runs all of it.
     *
     * @throws BenchException if a measurement fails, or if answers differ
     */
    List<Outcome> run(int rounds, Listener listener) throws IOException, InterruptedException {
        List<Outcome> outcomes = new ArrayList<>();
        List<Peer> turns = new ArrayList<>(peers);
        for (int round = 1; round <= rounds; round++) {
            for (Workload workload : workloads) {
                for (Peer peer : turns) {
                    if (!workload.runsWith(peer)) {
                        continue;
                    }
                    listener.starts(round, workload, peer);
                    Outcome outcome = new Outcome(round, workload, peer, measure(workload, peer));
                    outcomes.add(outcome);
                    listener.ended(outcome);
                }
                requireSameAnswers(workload, outcomes);
            }
            Collections.rotate(turns, -1);
        }
        return outcomes;
    }

    private Measurement measure(Workload workload, Peer peer) throws IOException, InterruptedException {
        Path own = Files.createTempDirectory(directory, peer.name() + "-" + workload.name() + "-");
        try {
            return worker.run(peer, workload, own, scale);
        } finally {
            Directories.delete(own);
        }
    }

    private static void requireSameAnswers(Workload workload, List<Outcome> outcomes) {
        Set<String> answers = new TreeSet<>();
        Set<Long> checksums = new TreeSet<>();
        for (Outcome outcome : outcomes) {
            if (outcome.workload() == workload) {
                checksums.add(outcome.measurement().checksum());
                answers.add(outcome.peer().name() + "=" + outcome.measurement().checksum());
            }
        }
        if (checksums.size() > 1) {
            throw new BenchException("the answers of " + workload.name() + " differ: " + String.join(", ", answers));
        }
    }
}
