/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.bench.workload;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one run of a workload gave.
 *
 * @param operations how many operations were timed
 * @param seconds wall time of all of them
 * @param cpuSeconds CPU time of the whole process meanwhile
 * @param checksum of the answers
 * @param notes further figures by name: {@code fileBytes}, {@code writtenBytes} and the like
 */
public record Measurement(
        long operations, double seconds, double cpuSeconds, long checksum, Map<String, Double> notes) {
    private static final String PREFIX = "MEASURED ";

    /** Wall time of one operation. */
    public double secondsPerOperation() {
        return seconds / Math.max(1, operations);
    }

    /** CPU time of one operation. */
    public double cpuSecondsPerOperation() {
        return cpuSeconds / Math.max(1, operations);
    }

    /** The line in which a process tells its result. */
    public String encode() {
        StringBuilder line = new StringBuilder(PREFIX);
        line.append(String.format(Locale.ROOT, "%d %.9f %.9f %d", operations, seconds, cpuSeconds, checksum));
        new TreeMap<>(notes)
                .forEach((name, value) ->
                        line.append(' ').append(name).append('=').append(String.format(Locale.ROOT, "%.6f", value)));
        return line.toString();
    }

    /** Whether a line of a process's output is its result, rather than a library's chatter. */
    public static boolean isEncoded(String line) {
        return line.startsWith(PREFIX);
    }

    /** The result in a line that {@link #isEncoded}. */
    public static Measurement decode(String line) {
        String[] fields = line.substring(PREFIX.length()).split(" ");
        Map<String, Double> notes = new TreeMap<>();
        for (int i = 4; i < fields.length; i++) {
            int equals = fields[i].indexOf('=');
            notes.put(fields[i].substring(0, equals), Double.valueOf(fields[i].substring(equals + 1)));
        }
        return new Measurement(
                Long.parseLong(fields[0]),
                Double.parseDouble(fields[1]),
                Double.parseDouble(fields[2]),
                Long.parseLong(fields[3]),
                notes);
    }
}
