/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.blazedb.bench.peer.Peer;
import io.blazedb.bench.peer.Peers;
import io.blazedb.bench.workload.Measurement;
import io.blazedb.bench.workload.Workload;
import io.blazedb.bench.workload.Workloads;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class SummaryTest {
    private static final Offset<Double> TOLERANCE = within(1e-9);

    private final Workload workload = Workloads.find("commit").orElseThrow();
    private final Peer blazedb = Peers.find("blazedb").orElseThrow();
    private final Peer derby = Peers.find("derby").orElseThrow();

    private Outcome outcome(int round, Peer peer, double seconds) {
        return new Outcome(round, workload, peer, new Measurement(100, seconds, 1, 0, Map.of()));
    }

    @Test
    void comparesWithinRoundsAndTakesMedians() {
        List<Outcome> outcomes = List.of(
                outcome(1, blazedb, 1),
                outcome(1, derby, 2),
                outcome(2, blazedb, 10),
                outcome(2, derby, 30),
                outcome(3, blazedb, 2),
                outcome(3, derby, 100));
        Summary own = new Summary(workload, blazedb, outcomes);
        Summary peer = new Summary(workload, derby, outcomes);

        assertThat(own.median()).isCloseTo(50, TOLERANCE);
        assertThat(own.min()).isCloseTo(10, TOLERANCE);
        assertThat(own.max()).isCloseTo(100, TOLERANCE);
        assertThat(peer.timesSlowerThan(own).getAsDouble()).isCloseTo(3, TOLERANCE);
    }

    @Test
    void aResultSurvivesTheWayBetweenProcesses() {
        Measurement measurement = new Measurement(7, 1.5, 0.25, -42, Map.of("fileBytes", 1024.0));

        assertThat(Measurement.isEncoded(measurement.encode())).isTrue();
        assertThat(Measurement.decode(measurement.encode())).isEqualTo(measurement);
        assertThat(Measurement.isEncoded("some library says hello")).isFalse();
    }
}
