/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.examples;

import static io.blazedb.client.Privilege.SELECT;
import static io.blazedb.client.Privilege.SUBSCRIBE;

import io.blazedb.client.BlazeDatabase;
import io.blazedb.client.Grantee;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/** Owns the bugs of a software team and lets other apps of the suite have them, drafts and reporters excepted. */
public final class BugTracker {
    private static final long SEED = 20_240_229;
    private static final List<String> PARTS =
            List.of("login", "export", "search", "printing", "sync", "settings", "import");
    private static final List<String> FAULTS = List.of(
            "crashes", "is slow", "shows a wrong total", "loses the last line", "ignores the language", "hangs");
    private static final List<String> STATES = List.of("open", "open", "open", "in progress", "done", "done", "draft");

    private final BlazeDatabase database;

    private BugTracker(BlazeDatabase database) {
        this.database = database;
    }

    public static void main(String[] args) throws Exception {
        try (BlazeDatabase database = Suite.open(Path.of(args[0]), "bugs", "BugTracker", Suite.ACME)) {
            BugTracker tracker = new BugTracker(database);
            new Control()
                    .on("load", arguments -> tracker.load(Integer.parseInt(arguments.get(0))))
                    .on("publish", arguments -> tracker.publish())
                    .on("grant", arguments -> tracker.grant(arguments.get(0)))
                    .on("hub", arguments -> tracker.useHub(arguments.get(0)))
                    .on("rename", arguments -> tracker.rename(Long.parseLong(arguments.get(0)), arguments.get(1)))
                    .on("work", arguments -> tracker.work(Integer.parseInt(arguments.get(0))))
                    .on("revoke", arguments -> tracker.revoke(arguments.get(0)))
                    .on("query", arguments -> Suite.lines(database.sql(arguments.get(0))))
                    .serve();
        }
    }

    /** Fills the tracker; the same bugs at every start. */
    private String load(int count) {
        database.execute("""
                CREATE TABLE bugs (
                  id BIGINT PRIMARY KEY,
                  title VARCHAR(200) NOT NULL,
                  status VARCHAR(20) NOT NULL,
                  priority INTEGER NOT NULL,
                  reporter VARCHAR(80) NOT NULL)""");
        Random random = new Random(SEED);
        database.transaction(() -> {
            for (long id = 1; id <= count; id++) {
                String title =
                        PARTS.get(random.nextInt(PARTS.size())) + " " + FAULTS.get(random.nextInt(FAULTS.size()));
                database.insert(
                        "bugs",
                        Map.of(
                                "id", id,
                                "title", title + " (" + id + ")",
                                "status", STATES.get(random.nextInt(STATES.size())),
                                "priority", 1 + random.nextInt(9),
                                "reporter", "user" + random.nextInt(90) + "@customer.example"));
            }
        });
        return String.format(
                Locale.ROOT,
                "%,d bugs, %,d of them drafts",
                count,
                database.query("bugs").where("status").equalTo("draft").count());
    }

    /** Drafts and reporters stay here. Of this user's apps, the notes may have the rest. */
    private String publish() {
        database.publish(
                        "suite",
                        p -> p.table("bugs")
                                .columns("id", "title", "status", "priority")
                                .where("status <> 'draft'"))
                .grantTo(Grantee.app("DeveloperNotes"), SELECT, SUBSCRIBE);
        return "bugs without drafts and reporters";
    }

    /** Lets another user have the same. */
    private String grant(String userId) {
        database.execute("GRANT SELECT, SUBSCRIBE ON PUBLICATION suite TO "
                + Grantee.user(userId).toSql());
        return "";
    }

    /** From now on what is published goes to the hub as well, sealed for those who were granted it. */
    private String useHub(String address) {
        database.execute("SET hub = '" + address + "'");
        return address;
    }

    /** Renames a bug and says when. */
    private String rename(long id, String title) {
        long before = Suite.nanos();
        database.update("bugs", Map.of("title", title), Map.of("id", id));
        return Long.toString(before);
    }

    /** A busy day: each change is a transaction of its own. */
    private String work(int changes) {
        for (int i = 1; i <= changes; i++) {
            long id = 1 + (i * 37L) % 1_500;
            database.execute("UPDATE bugs SET priority = priority + 100 WHERE id = ? AND status <> 'draft'", id);
        }
        return changes + " changes";
    }

    private String revoke(String userId) {
        database.execute(
                "REVOKE ALL ON PUBLICATION suite FROM " + Grantee.user(userId).toSql());
        return "";
    }
}
