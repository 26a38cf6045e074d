/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.bench.workload;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** What this process has used so far. */
final class ProcessUsage {
    private static final Path IO = Path.of("/proc/self/io");
    private static final String WRITTEN = "write_bytes: ";

    private ProcessUsage() {}

    static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    /** Time that the JVM has compiled for, of all its compiler threads. */
    static long compilerNanos() {
        return TimeUnit.MILLISECONDS.toNanos(
                ManagementFactory.getCompilationMXBean().getTotalCompilationTime());
    }

    /** Bytes it has caused to be written to disks; -1 where the system does not tell. */
    static long writtenBytes() {
        try {
            return Files.readAllLines(IO, StandardCharsets.US_ASCII).stream()
                    .filter(line -> line.startsWith(WRITTEN))
                    .mapToLong(line -> Long.parseLong(line.substring(WRITTEN.length())))
                    .findFirst()
                    .orElse(-1);
        } catch (IOException unknown) {
            return -1;
        }
    }
}
