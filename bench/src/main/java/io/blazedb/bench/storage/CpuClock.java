/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.bench.storage;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Processor time of the measuring thread for each row or byte, beside the elapsed time that JMH measures: on a machine that does other
 * things too, the former says what the code costs. The median of all but the first iterations goes to the log.
 */
@State(Scope.Thread)
public class CpuClock {
    private static final System.Logger LOG = System.getLogger(CpuClock.class.getName());
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final List<Double> nanosPerUnit = new ArrayList<>();
    private long units;
    private long began;

    /** Starts over. */
    @Setup(Level.Iteration)
    public void start() {
        units = 0;
        began = THREADS.getCurrentThreadCpuTime();
    }

    /** Work done: rows or bytes. */
    public void add(long count) {
        units += count;
    }

    /** Takes the result of the iteration. */
    @TearDown(Level.Iteration)
    public void stop() {
        nanosPerUnit.add((THREADS.getCurrentThreadCpuTime() - began) / (double) Math.max(1, units));
    }

    /** Logs the median. */
    @TearDown(Level.Trial)
    public void report() {
        List<Double> later = nanosPerUnit.subList(nanosPerUnit.size() / 2, nanosPerUnit.size());
        double median =
                later.stream().sorted().skip(later.size() / 2).findFirst().orElse(0.0);
        LOG.log(System.Logger.Level.INFO, "processor time for each row or byte, ns: " + median);
    }
}
