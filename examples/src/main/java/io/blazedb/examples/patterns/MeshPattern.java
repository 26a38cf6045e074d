/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.examples.patterns;

import static io.blazedb.client.Privilege.SUBSCRIBE;
import static io.blazedb.client.Privilege.WRITE;

import io.blazedb.client.AppGroup;
import io.blazedb.client.BlazeDatabase;
import io.blazedb.client.Conflict;
import io.blazedb.client.Watch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Three apps write. Each adds its own part and sees the parts of the others: what is everybody's is a union. Each may also change what another one added: the owner takes the change, or rejects it under its rules,
 * and then the writer is told.
 */
final class MeshPattern {
    private static final List<String> APPS = List.of("phone", "laptop", "tablet");

    private MeshPattern() {}

    static List<String> run(Path directory) throws Exception {
        List<String> seen = new ArrayList<>();
        try (BlazeDatabase phone = Patterns.open(directory, "phone");
                BlazeDatabase laptop = Patterns.open(directory, "laptop");
                BlazeDatabase tablet = Patterns.open(directory, "tablet")) {
            List<BlazeDatabase> all = List.of(phone, laptop, tablet);
            for (BlazeDatabase database : all) {
                database.execute(
                        "CREATE TABLE task (id UUID DEFAULT gen_random_uuid() PRIMARY KEY, title VARCHAR(40) CHECK (title <> ''))");
                database.publish("tasks", tables -> tables.table("task"))
                        .grantTo(AppGroup.named(Patterns.GROUP), SUBSCRIBE, WRITE);
            }
            for (int i = 0; i < all.size(); i++) {
                List<String> parts = new ArrayList<>(List.of("SELECT title FROM task"));
                for (String other : APPS) {
                    if (!other.equals(APPS.get(i))) {
                        all.get(i).attachWritable(Patterns.source(other), other);
                        parts.add("SELECT title FROM " + other + ".task");
                    }
                }
                all.get(i).execute("CREATE VIEW everything AS " + String.join(" UNION ALL ", parts));
            }
            for (int i = 0; i < all.size(); i++) {
                all.get(i).insert("task", Map.of("title", "of the " + APPS.get(i)));
            }
            for (int i = 0; i < all.size(); i++) {
                Patterns.await(all.get(i), "SELECT count(*) FROM everything", 3L);
                List<String> titles = new ArrayList<>();
                all.get(i)
                        .sql("SELECT title FROM everything ORDER BY title")
                        .forEach(row -> titles.add(row.getString("title")));
                seen.add(APPS.get(i) + ": " + String.join(", ", titles));
            }
            change(phone, laptop, seen);
        }
        return seen;
    }

    /** The phone changes the task of the laptop, which takes one change and not the other. */
    private static void change(BlazeDatabase phone, BlazeDatabase laptop, List<String> seen) throws Exception {
        CompletableFuture<Conflict> rejected = new CompletableFuture<>();
        try (Watch conflicts = phone.onConflict(0, rejected::complete)) {
            phone.update("laptop.task", Map.of("title", "done by the phone"), Map.of());
            phone.update("laptop.task", Map.of("title", ""), Map.of());
            Conflict conflict = rejected.get(Patterns.WAIT_SECONDS_MAX, TimeUnit.SECONDS);
            seen.add("rejected " + conflict.operation() + ": " + conflict.message());
            RuntimeException failure = conflicts.failure();
            if (failure != null) {
                throw failure;
            }
        }
        seen.add("laptop: " + laptop.sql("SELECT title FROM task").get(0).getString("title"));
    }
}
