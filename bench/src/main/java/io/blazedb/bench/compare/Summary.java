/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.bench.compare;

import io.blazedb.bench.peer.Peer;
import io.blazedb.bench.peer.Peers;
import io.blazedb.bench.workload.Measurement;
import io.blazedb.bench.workload.Workload;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/** All rounds of one workload with one peer. */
final class Summary {
    private final Workload workload;
    private final Peer peer;
    private final Map<Integer, Measurement> rounds = new TreeMap<>();

    Summary(Workload workload, Peer peer, List<Outcome> outcomes) {
        this.workload = workload;
        this.peer = peer;
        for (Outcome outcome : outcomes) {
            if (outcome.workload().name().equals(workload.name())
                    && outcome.peer().name().equals(peer.name())) {
                rounds.put(outcome.round(), outcome.measurement());
            }
        }
    }

    Workload workload() {
        return workload;
    }

    Peer peer() {
        return peer;
    }

    boolean isBlazeDb() {
        return peer.name().equals(Peers.BLAZEDB);
    }

    boolean isEmpty() {
        return rounds.isEmpty();
    }

    Collection<Measurement> measurements() {
        return rounds.values();
    }

    /** In the workload's unit. */
    double median() {
        return workload.unit().of(median(Measurement::secondsPerOperation));
    }

    double min() {
        return values().stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN);
    }

    double max() {
        return values().stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
    }

    /** CPU microseconds of an operation. */
    double cpuMicros() {
        return median(Measurement::cpuSecondsPerOperation) * 1e6;
    }

    /** How many times as fast the other is: the median over the rounds that both ran, each round compared with itself. */
    OptionalDouble timesSlowerThan(Summary other) {
        List<Double> ratios = new ArrayList<>();
        rounds.forEach((round, mine) -> {
            Measurement theirs = other.rounds.get(round);
            if (theirs != null) {
                ratios.add(mine.secondsPerOperation() / theirs.secondsPerOperation());
            }
        });
        return ratios.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(median(ratios));
    }

    /** The median of a further figure, where it was measured. */
    OptionalDouble note(String name) {
        List<Double> values = new ArrayList<>();
        for (Measurement measurement : rounds.values()) {
            Double value = measurement.notes().get(name);
            if (value != null) {
                values.add(value);
            }
        }
        return values.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(median(values));
    }

    Set<Long> checksums() {
        Set<Long> checksums = new TreeSet<>();
        rounds.values().forEach(measurement -> checksums.add(measurement.checksum()));
        return checksums;
    }

    private List<Double> values() {
        return rounds.values().stream()
                .map(measurement -> workload.unit().of(measurement.secondsPerOperation()))
                .toList();
    }

    private double median(ToDoubleFunction<Measurement> figure) {
        return median(rounds.values().stream().map(figure::applyAsDouble).toList());
    }

    private static double median(List<Double> values) {
        if (values.isEmpty()) {
            return Double.NaN;
        }
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
