/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.bench.workload;

import io.blazedb.bench.peer.Durability;
import io.blazedb.bench.peer.Peer;
import io.blazedb.bench.peer.Unlock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One run of a workload against one peer: the way to its database, and the clock.
 *
 * <p>Threading: connections may be opened by any thread; the clock belongs to the thread that runs the workload.
 */
public final class Trial {
    private static final double WARM_UP_SECONDS = 3;
    /** A JVM compiles what was called some ten thousand times; slow operations get that far, or so many seconds. */
    private static final long WARM_UP_OPERATIONS = 40_000;
    /** Warm is whoever's JVM compiles less than this part of the time. */
    private static final double COMPILING_MAX = 0.05;

    private static final double WARM_UP_SECONDS_MAX = 20;
    private static final double TIMED_SECONDS = 3;

    /** One repetition. */
    @FunctionalInterface
    public interface Operation {
        void run(long index) throws SQLException;
    }

    private final Peer peer;
    private final Path directory;
    private final Durability durability;
    private final double scale;
    private final Map<String, Double> notes = new TreeMap<>();
    private long operations;
    private long wallNanos;
    private long cpuNanos;
    private long startWall;
    private long startCpu;

    /**
     * A run.
     *
     * @param directory empty, and nobody else's
     * @param scale 1 for full size; less for a quick look
     */
    public Trial(Peer peer, Path directory, Durability durability, double scale) {
        this.peer = peer;
        this.directory = directory;
        this.durability = durability;
        this.scale = scale;
    }

    public Peer peer() {
        return peer;
    }

    /** The same in another, still empty database. */
    Trial rehearsal(Path elsewhere) {
        return new Trial(peer, elsewhere, durability, scale);
    }

    /** Where the run may leave files. */
    Path directory() {
        return directory;
    }

    /** So many operations took so long in all, by another clock than that of {@link #start}. */
    void timed(long done, long nanos) {
        operations += done;
        wallNanos += nanos;
    }

    /** A count of things that is so large at full size. */
    public int scaled(int full) {
        return (int) Math.max(10, Math.round(full * scale));
    }

    public Connection open() throws SQLException {
        return open(Unlock.PASSPHRASE);
    }

    public Connection open(Unlock unlock) throws SQLException {
        return peer.open(directory, durability, unlock);
    }

    /** After the last connection is closed: makes sure that the database is. */
    public void shutDown() throws SQLException {
        peer.shutDown(directory);
    }

    /** The clock runs from here to {@link #stop}. */
    public void start() {
        startCpu = ProcessUsage.cpuNanos();
        startWall = System.nanoTime();
    }

    /** So many operations were done since {@link #start}; may follow several times. */
    public void stop(long done) {
        wallNanos += System.nanoTime() - startWall;
        cpuNanos += ProcessUsage.cpuNanos() - startCpu;
        operations += done;
    }

    /**
     * Repeats an operation until everything is warm, then for a while with the clock running.
     *
     * @return how often it ran in all; the indexes were 0, 1, 2, ...
     */
    public long repeat(Operation operation) throws SQLException {
        long warm = warmUp(1, operation);
        start();
        long all = repeatUntil(timedUntil(), warm, operation);
        stop(all - warm);
        return all;
    }

    /** Repeats an operation until everything is warm, as one of some threads that all do; gives how often. */
    long warmUp(int threads, Operation operation) throws SQLException {
        return warmUp(WARM_UP_SECONDS, WARM_UP_OPERATIONS / threads, operation);
    }

    /** Repeats an operation of many seconds' worth of work until the JVM has hardly anything left to compile. */
    void warmUpSlowly(Operation operation) throws SQLException {
        warmUp(0, 1, operation);
    }

    private long warmUp(double secondsMin, long operationsMin, Operation operation) throws SQLException {
        long begin = System.nanoTime();
        long index = 0;
        boolean warm = false;
        while (!warm && System.nanoTime() - begin < nanos(WARM_UP_SECONDS_MAX)) {
            long lookBegin = System.nanoTime();
            long compiled = ProcessUsage.compilerNanos();
            index = repeatUntil(lookBegin + nanos(secondsMin), index, operation);
            double compiling = (double) (ProcessUsage.compilerNanos() - compiled) / (System.nanoTime() - lookBegin);
            warm = compiling < COMPILING_MAX && index >= operationsMin;
        }
        return index;
    }

    /** {@link System#nanoTime} at which what begins now has been timed long enough. */
    public long timedUntil() {
        return System.nanoTime() + nanos(TIMED_SECONDS);
    }

    /** Repeats an operation at least once, and until a {@link System#nanoTime}; gives the index after the last one. */
    public static long repeatUntil(long end, long first, Operation operation) throws SQLException {
        long index = first;
        do {
            operation.run(index++);
        } while (System.nanoTime() - end < 0);
        return index;
    }

    /** A further figure. */
    public void note(String name, double value) {
        notes.put(name, value);
    }

    /** Notes the size of everything in the directory, beside how much was put there. */
    public void noteSizes(long rowBytes, long writtenBefore) throws IOException {
        note("fileBytes", (double) sizeBytes());
        note("rowBytes", (double) rowBytes);
        long written = ProcessUsage.writtenBytes();
        if (written >= 0 && writtenBefore >= 0) {
            note("writtenBytes", (double) (written - writtenBefore));
        }
    }

    /** Fails if the database does not hold what was committed. */
    public void verify(String what, long expected, long actual) {
        if (expected != actual) {
            throw new IllegalStateException(
                    peer.name() + " gives " + actual + " as " + what + ", which must be " + expected);
        }
    }

    public Measurement measurement(long checksum) {
        return new Measurement(operations, wallNanos / 1e9, cpuNanos / 1e9, checksum, Map.copyOf(notes));
    }

    private long sizeBytes() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).mapToLong(Trial::size).sum();
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private long nanos(double seconds) {
        return (long) (seconds * scale * TimeUnit.SECONDS.toNanos(1));
    }
}
