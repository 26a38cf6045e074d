/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.bench.compare;

import io.blazedb.bench.peer.Peer;
import io.blazedb.bench.workload.Unit;
import io.blazedb.bench.workload.Workload;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** The outcomes as tables for people. */
final class Report {
    private static final double MEGABYTE = 1e6;

    private final PrintWriter out;
    private final List<Peer> peers;
    private final List<Outcome> outcomes;

    Report(PrintWriter out, List<Peer> peers, List<Outcome> outcomes) {
        this.out = out;
        this.peers = peers;
        this.outcomes = outcomes;
    }

    void print(List<Workload> workloads) {
        workloads.forEach(this::print);
        out.println();
        out.println(
                "BlazeDB is: how many times as fast as that peer; median over the rounds, each compared with itself.");
        for (Peer peer : peers) {
            line("  %-13s %s", peer.name(), peer.note());
        }
        out.flush();
    }

    private void print(Workload workload) {
        List<Summary> summaries = peers.stream()
                .map(peer -> new Summary(workload, peer, outcomes))
                .filter(summary -> !summary.isEmpty())
                .toList();
        boolean sizes =
                summaries.stream().anyMatch(summary -> summary.note("fileBytes").isPresent());
        out.println();
        line("%s: %s", workload.name(), workload.description());
        line(
                "  %-13s %12s %-3s %12s   %-23s %11s%s",
                "",
                "median",
                "",
                "BlazeDB is",
                "min - max",
                "CPU µs/op",
                sizes ? "    file MB  written MB  amplification" : "");
        Summary own = summaries.stream().filter(Summary::isBlazeDb).findFirst().orElse(null);
        for (Summary summary : summaries) {
            OptionalDouble ratio =
                    own == null || own == summary ? OptionalDouble.empty() : summary.timesSlowerThan(own);
            line(
                    "  %-13s %12s %-3s %12s   %-23s %11.2f%s",
                    summary.peer().name(),
                    figure(workload.unit(), summary.median()),
                    workload.unit().symbol(),
                    ratio.isPresent() ? String.format(Locale.ROOT, "%.2f x", ratio.getAsDouble()) : "",
                    figure(workload.unit(), summary.min()) + " - " + figure(workload.unit(), summary.max()),
                    summary.cpuMicros(),
                    sizes ? sizes(summary) : "");
            if (summary.note("firstMillis").isPresent()) {
                line(
                        "  %-13s the first time in a new process %.0f ms, the second %.0f ms",
                        "",
                        summary.note("firstMillis").orElse(Double.NaN),
                        summary.note("secondMillis").orElse(Double.NaN));
            }
            if (summary.note("p99Micros").isPresent()) {
                OptionalDouble commit = summary.note("commitMicros");
                line(
                        "  %-13s p50 %.0f µs, p99 %.0f µs%s",
                        "",
                        summary.note("p50Micros").orElse(Double.NaN),
                        summary.note("p99Micros").orElse(Double.NaN),
                        commit.isPresent()
                                ? String.format(Locale.ROOT, "; the commit itself %.0f µs", commit.getAsDouble())
                                : "");
            }
        }
    }

    private static String sizes(Summary summary) {
        double rows = summary.note("rowBytes").orElse(Double.NaN);
        double file = summary.note("fileBytes").orElse(Double.NaN);
        double written = summary.note("writtenBytes").orElse(Double.NaN);
        return String.format(Locale.ROOT, " %10.1f %11.1f %14.1f", file / MEGABYTE, written / MEGABYTE, written / rows);
    }

    private static String figure(Unit unit, double value) {
        return String.format(Locale.ROOT, unit == Unit.PER_SECOND ? "%,.0f" : "%,.2f", value);
    }

    private void line(String format, Object... arguments) {
        out.println(String.format(Locale.ROOT, format, arguments).stripTrailing());
    }
}
