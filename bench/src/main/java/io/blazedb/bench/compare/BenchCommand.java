/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.bench.compare;

import io.blazedb.bench.peer.Peer;
import io.blazedb.bench.peer.Peers;
import io.blazedb.bench.workload.Directories;
import io.blazedb.bench.workload.Workload;
import io.blazedb.bench.workload.Workloads;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./blazedb bench}. */
@Command(
        name = "bench",
        description = {
            "Measure BlazeDB and other databases side by side.",
            "Each measurement is a Java process of its own that speaks plain JDBC; the databases take turns, and their",
            "answers must agree. Compare ratios, not figures: both meet whatever else the machine does."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  blazedb bench                                  everything, about half an hour",
            "  blazedb bench --only commit,commit-8           durable commits",
            "  blazedb bench --peers sqlite-plain --only load --rounds 5",
            "  blazedb bench --scale 0.1 --rounds 1           a quick look"
        })
final class BenchCommand implements Callable<Integer> {
    private static final String DEFAULT_PEERS = "blazedb,sqlite,sqlite-plain,h2,h2-sync,derby";

    @Option(
            names = "--peers",
            split = ",",
            paramLabel = "LIST",
            defaultValue = DEFAULT_PEERS,
            description =
                    "Which databases, by default ${DEFAULT-VALUE}; there are blazedb-column, hsqldb and duckdb, too. blazedb always takes part.")
    private List<String> peers = List.of();

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "WORKLOAD",
            description = "Which workloads, separated by commas; all by default. --list shows them.")
    private List<String> only = List.of();

    @Option(names = "--list", description = "List workloads and databases, and measure nothing.")
    private boolean list;

    @Option(
            names = "--rounds",
            paramLabel = "COUNT",
            defaultValue = "3",
            description = "How often everything is measured, ${DEFAULT-VALUE} by default.")
    private int rounds;

    @Option(
            names = "--scale",
            paramLabel = "FACTOR",
            defaultValue = "1",
            description = "Makes tables and times smaller or larger; 1 by default.")
    private double scale;

    @Option(names = "--json", paramLabel = "FILE", description = "Write every measurement to this file too.")
    private @Nullable Path json;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description =
                    "Where the databases lie meanwhile: on the disk to be measured. The system's temporary directory by"
                            + " default.")
    private @Nullable Path dir;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final PrintWriter out;

    BenchCommand(PrintWriter out) {
        this.out = out;
    }

    @Override
    public Integer call() throws Exception {
        if (list) {
            printList();
            return 0;
        }
        if (rounds < 1 || !(scale > 0)) {
            throw new ParameterException(spec.commandLine(), "--rounds and --scale must be positive");
        }
        List<Workload> workloads =
                only.isEmpty() ? Workloads.all() : chosen("workload", only, Workloads.all(), Workload::name);
        List<Peer> present = presentPeers();
        Path directory = newDirectory();
        WorkerProcess worker = new WorkerProcess();
        Thread cleanUp = new Thread(() -> cleanUp(worker, directory), "clean up");
        Runtime.getRuntime().addShutdownHook(cleanUp);
        try {
            List<Outcome> outcomes =
                    new Comparison(workloads, present, directory, scale, worker).run(rounds, new Progress(out, rounds));
            new Report(out, present, outcomes).print(workloads);
            if (json != null) {
                JsonReport.write(json, scale, outcomes);
            }
            return 0;
        } finally {
            Directories.delete(directory);
            Runtime.getRuntime().removeShutdownHook(cleanUp);
        }
    }

    private void printList() {
        out.println("Workloads:");
        Workloads.all()
                .forEach(workload ->
                        out.println(String.format(Locale.ROOT, "  %-16s %s", workload.name(), workload.description())));
        out.println("Databases:");
        Peers.all().forEach(peer -> out.println(String.format(Locale.ROOT, "  %-16s %s", peer.name(), peer.note())));
    }

    private List<Peer> presentPeers() {
        List<String> names = Stream.concat(Stream.of(Peers.BLAZEDB), peers.stream())
                .map(String::strip)
                .distinct()
                .toList();
        List<Peer> present = new ArrayList<>();
        for (Peer peer : chosen("database", names, Peers.all(), Peer::name)) {
            if (Peers.isPresent(peer)) {
                present.add(peer);
            } else {
                out.println(peer.name() + " is left out: its driver (" + peer.driverClass()
                        + ") is not on the class path. './blazedb bench' gets all drivers when it builds.");
            }
        }
        return present;
    }

    private <T> List<T> chosen(String what, List<String> names, List<T> all, Function<T, String> nameOf) {
        List<T> chosen = new ArrayList<>();
        for (String name : names) {
            chosen.add(all.stream()
                    .filter(each -> nameOf.apply(each).equals(name.strip()))
                    .findFirst()
                    .orElseThrow(() -> new ParameterException(
                            spec.commandLine(),
                            "There is no " + what + " " + name + ". There are: "
                                    + all.stream().map(nameOf).collect(Collectors.joining(", ")) + ".")));
        }
        return chosen;
    }

    private Path newDirectory() throws IOException {
        Path directory = dir == null
                ? Files.createTempDirectory("blazedb-bench")
                : Files.createTempDirectory(Files.createDirectories(dir.toAbsolutePath()), "blazedb-bench");
        if (Directories.isInMemory(directory)) {
            out.println("Note: " + directory.getParent()
                    + " is in memory, where a sync costs nothing. --dir chooses a directory on a disk.");
        }
        return directory;
    }

    /** However the command ends, Ctrl-C included. */
    private static void cleanUp(WorkerProcess worker, Path directory) {
        worker.destroy();
        try {
            Directories.delete(directory);
        } catch (IOException failure) {
            System.err.println("blazedb: cannot remove " + directory);
        }
    }
}
