/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.examples.patterns;

import static io.blazedb.client.Privilege.SUBSCRIBE;

import io.blazedb.client.BlazeDatabase;
import io.blazedb.client.Change;
import io.blazedb.client.Grantee;
import io.blazedb.client.Row;
import io.blazedb.client.Watch;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Collect, process, visualize, export: each stage attaches the one before, works on what changes there, and publishes its result to the next. */
final class PipelinePattern {
    private PipelinePattern() {}

    static List<String> run(Path directory) throws Exception {
        try (BlazeDatabase collector = Patterns.open(directory, "collector");
                BlazeDatabase processor = Patterns.open(directory, "processor");
                BlazeDatabase display = Patterns.open(directory, "display")) {
            collector.execute("CREATE TABLE reading (id BIGINT PRIMARY KEY, sensor VARCHAR(10), celsius INTEGER)");
            collector
                    .publish("readings", tables -> tables.table("reading"))
                    .grantTo(Grantee.app("processor"), SUBSCRIBE);
            processor.execute(
                    "CREATE TABLE summary (sensor VARCHAR(10) PRIMARY KEY, readings BIGINT, hottest INTEGER)");
            processor
                    .publish("summaries", tables -> tables.table("summary"))
                    .grantTo(Grantee.app("display"), SUBSCRIBE);
            processor.attach(Patterns.source("collector"), "collector");
            display.attach(Patterns.source("processor"), "processor");
            try (Watch watch =
                    processor.watchTransactions("collector.reading", changes -> summarize(processor, changes))) {
                collector.transaction(() -> {
                    collector.insert("reading", Map.of("id", 1, "sensor", "roof", "celsius", 31));
                    collector.insert("reading", Map.of("id", 2, "sensor", "cellar", "celsius", 14));
                });
                collector.insert("reading", Map.of("id", 3, "sensor", "roof", "celsius", 35));
                Patterns.await(display, "SELECT CAST(sum(readings) AS BIGINT) FROM processor.summary", 3L);
                if (watch.failure() != null) {
                    throw new IllegalStateException(watch.failure());
                }
            }
            List<String> shown = new ArrayList<>();
            for (Row row : display.query("processor.summary").orderBy("sensor").all()) {
                shown.add(Patterns.line(row));
            }
            Path exported = directory.resolve("summary.csv");
            export(display, exported);
            shown.addAll(Files.readAllLines(exported));
            return shown;
        }
    }

    /** What the last stage has, as a file for programs that know nothing of databases. */
    private static void export(BlazeDatabase display, Path file) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write("sensor,readings,hottest\n");
            for (Row row : display.query("processor.summary").orderBy("sensor").all()) {
                out.write(Patterns.line(row).replace(' ', ',') + "\n");
            }
        }
    }

    /** One transaction of the collector becomes one of the processor. */
    private static void summarize(BlazeDatabase processor, List<Change> readings) {
        processor.transaction(() -> {
            for (Change reading : readings) {
                Row row = reading.newRow();
                if (row != null) {
                    processor.execute(
                            "INSERT INTO summary VALUES (?, 1, ?) ON CONFLICT (sensor) DO UPDATE"
                                    + " SET readings = summary.readings + 1, hottest = greatest(summary.hottest, excluded.hottest)",
                            row.getString("sensor"),
                            row.getInt("celsius"));
                }
            }
        });
    }
}
