/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/** A child process and the newest number that it said was acknowledged. */
final class Child {
    final int writer;
    final Process process;
    final AtomicLong acknowledged = new AtomicLong();
    final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    final Thread reader;

    Child(Path file, int writer, int commits, String durability) throws IOException {
        this.writer = writer;
        this.process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-ea",
                        // Large records that no checkpoint has merged yet are in memory, those of others too.
                        writer < ChildWriter.HEAVY ? "-Xmx128m" : "-Xmx512m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ChildWriter.class.getName(),
                        file.toString(),
                        String.valueOf(writer),
                        String.valueOf(commits),
                        durability)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        this.reader = new Thread(this::read, "child-" + writer);
        reader.setDaemon(true);
        reader.start();
    }

    void go() throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
    }

    /** SIGKILL; unlike {@link Process#destroyForcibly()}, it leaves what the child had said to be read. */
    void kill() throws InterruptedException {
        process.toHandle().destroyForcibly();
        process.waitFor();
    }

    private void read() {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                int space = line.indexOf(' ');
                // A line that the kill cut off has no end and no second part.
                if (space > 0) {
                    acknowledged.set(Long.parseLong(line.substring(0, space)));
                }
                lines.add(line);
            }
        } catch (IOException e) {
            lines.add("end");
        }
    }
}
