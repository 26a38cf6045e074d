/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.examples.patterns;

import io.blazedb.client.BlazeDatabase;
import io.blazedb.client.DatabaseOptions;
import io.blazedb.client.Row;
import io.blazedb.client.Watch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Runs the patterns and prints what each shows: {@code Patterns [NAME]}. Here the apps of a pattern are databases of one process; nothing in them
 * would be different in processes of their own.
 */
public final class Patterns {
    /** The app group of all patterns. */
    static final String GROUP = "com.example.patterns";

    static final long WAIT_SECONDS_MAX = 60;

    /** One pattern. */
    interface Pattern {
        List<String> run(Path directory) throws Exception;
    }

    private static final Map<String, Pattern> ALL = new TreeMap<>(Map.of(
            "hub", HubPattern::run,
            "mesh", MeshPattern::run,
            "pipeline", PipelinePattern::run,
            "cache", CachePattern::run,
            "extension", ExtensionPattern::run));

    private Patterns() {}

    public static void main(String[] args) throws Exception {
        for (Map.Entry<String, Pattern> pattern : ALL.entrySet()) {
            if (args.length == 0 || args[0].equals(pattern.getKey())) {
                Path directory = Files.createTempDirectory("blazedb-" + pattern.getKey());
                System.out.println(pattern.getKey());
                pattern.getValue().run(directory).forEach(line -> System.out.println("  " + line));
            }
        }
    }

    /** Opens an app's own file; a real app asks its user for the password. */
    static BlazeDatabase open(Path directory, String app) {
        return BlazeDatabase.open(
                directory.resolve(app + ".blazedb"),
                "password of " + app,
                DatabaseOptions.defaults().withApp(app).withAppGroup(GROUP).withHome(directory.resolve("home")));
    }

    /** Where another app's database is. */
    static String source(String app) {
        return "app://" + GROUP + "/" + app + "/" + app;
    }

    /** Waits until a query gives a single value, without asking again and again: the result is kept current, and told of. */
    static void await(BlazeDatabase database, String query, Object expected)
            throws InterruptedException, ExecutionException, TimeoutException {
        CompletableFuture<Boolean> there = new CompletableFuture<>();
        try (Watch live = database.live(query, difference -> {
            if (difference.added().stream().anyMatch(row -> expected.equals(first(row)))) {
                there.complete(true);
            }
        })) {
            there.get(WAIT_SECONDS_MAX, TimeUnit.SECONDS);
            RuntimeException failure = live.failure();
            if (failure != null) {
                throw failure;
            }
        }
    }

    /** A row as text. */
    static String line(Row row) {
        StringBuilder line = new StringBuilder();
        row.asMap()
                .values()
                .forEach(value -> line.append(line.isEmpty() ? "" : " ").append(value));
        return line.toString();
    }

    private static @Nullable Object first(Row row) {
        return row.asMap().values().iterator().next();
    }
}
