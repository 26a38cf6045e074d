/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.examples.demo;

import io.blazedb.examples.Suite;
import io.blazedb.sync.identity.Home;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** An app suite: a bug tracker, a developer's notes beside it, a team dashboard on another device beyond a hub. */
final class SuiteAct {
    private static final Duration SHORT = Duration.ofMinutes(3);
    private static final Duration ARRIVAL = Duration.ofSeconds(60);
    private static final Duration SILENCE = Duration.ofSeconds(2);
    private static final int BUGS = 1_500;
    private static final int CHANGES_WHILE_AWAY = 200;
    private static final String NEW_TITLE = "zanzibar export crashes (renamed)";
    private static final String SECRET_TITLE = "quetzalcoatl, only for those who still may know";
    private static final double NANOS_PER_MILLI = 1_000_000.0;
    private static final String PUBLISHED =
            "SELECT id, title, status, priority FROM bugs WHERE status <> 'draft' ORDER BY id";
    private static final String RECEIVED = "SELECT id, title, status, priority FROM bugs.bugs ORDER BY id";

    private final Stage stage;
    private final Cast cast;
    private final Path device;
    private final Path otherDevice;
    private final Path hubData;

    SuiteAct(Stage stage, Cast cast, Path device, Path otherDevice, Path hubData) {
        this.stage = stage;
        this.cast = cast;
        this.device = device;
        this.otherDevice = otherDevice;
        this.hubData = hubData;
    }

    void play() throws Exception {
        stage.title("4  A bug tracker, and notes that follow it");
        AppProcess tracker = cast.app("BugTracker", device, "-Xmx256m");
        tracker.ready(Cast.START);
        stage.say("    BugTracker  " + tracker.call(SHORT, "load", Integer.toString(BUGS)));
        stage.say("    BugTracker  publishes " + tracker.call(SHORT, "publish"));
        AppProcess notes = cast.app("DeveloperNotes", device, "-Xmx256m");
        notes.ready(Cast.START);
        notes(tracker, notes);

        stage.title("5  Another device, beyond a hub that reads nothing");
        String address = InetAddress.getLoopbackAddress().getHostAddress() + ":" + freePort();
        AppProcess hub = startHub(address);
        tracker.call(SHORT, "hub", address);
        Home home = Home.open(Cast.home(device));
        Home other = Home.open(Cast.home(otherDevice));
        other.join(home.invite(Suite.ACME, address, Duration.ofDays(1)));
        tracker.call(SHORT, "grant", other.userId());
        AppProcess team = cast.app("TeamDashboard", otherDevice, "-Xmx256m");
        team.ready(Cast.START);
        long begin = System.nanoTime();
        team.call(SHORT, "attach", address, home.userId());
        boolean arrived = equal(tracker, team);
        stage.claim(
                "the other device receives the bugs by the hub",
                arrived,
                String.format(Locale.ROOT, "%,d rows equal after %.2f s", count(team), seconds(begin)));
        team = away(tracker, team, hub, address);
        revoke(tracker, notes, team, other.userId());
        blindHub();
    }

    private void notes(AppProcess tracker, AppProcess notes) throws Exception {
        boolean live = equal(tracker, notes);
        String drafts = notes.call(SHORT, "query", "SELECT COUNT(*) FROM bugs.bugs WHERE status = 'draft'");
        stage.claim(
                "drafts never leave the bug tracker",
                live && drafts.equals("0"),
                String.format(Locale.ROOT, "%,d of %,d bugs received, %s drafts", count(notes), BUGS, drafts));
        long bug = Long.parseLong(notes.call(SHORT, "query", "SELECT MIN(id) FROM bugs.bugs"));
        notes.call(SHORT, "note", Long.toString(bug), "ask the customer for the file");
        long renamed = Long.parseLong(tracker.call(SHORT, "rename", Long.toString(bug), NEW_TITLE));
        String seen = Together.awaitAnswer(ARRIVAL, () -> notes.call(SHORT, "seen", NEW_TITLE));
        stage.claim(
                "a note's title follows its bug",
                !seen.isEmpty(),
                seen.isEmpty()
                        ? "the note still has " + notes.call(SHORT, "query", "SELECT bug_title FROM notes")
                        : String.format(
                                Locale.ROOT,
                                "%.2f ms after the rename",
                                (Long.parseLong(seen) - renamed) / NANOS_PER_MILLI));
        String refused = "";
        try {
            notes.call(SHORT, "execute", "UPDATE bugs.bugs SET title = 'mine now' WHERE id = " + bug);
        } catch (AppFailure failure) {
            refused = failure.sqlState();
        }
        stage.claim("writing to another app's data is refused", refused.equals("25006"), "SQLSTATE " + refused);
    }

    /** The dashboard's device is switched off, the hub is killed, work goes on; then both come back. */
    private AppProcess away(AppProcess tracker, AppProcess team, AppProcess hub, String address) throws Exception {
        team.kill();
        String first = tracker.call(SHORT, "work", Integer.toString(CHANGES_WHILE_AWAY / 2));
        hub.kill();
        tracker.call(SHORT, "work", Integer.toString(CHANGES_WHILE_AWAY / 2));
        startHub(address);
        stage.say("    TeamDashboard and the hub are killed, BugTracker goes on: twice " + first);
        AppProcess back = cast.app("TeamDashboard", otherDevice, "-Xmx256m");
        back.ready(Cast.START);
        long begin = System.nanoTime();
        boolean caughtUp = equal(tracker, back);
        stage.claim(
                "back from offline, it catches up",
                caughtUp,
                String.format(Locale.ROOT, "%d changes, equal after %.2f s", CHANGES_WHILE_AWAY, seconds(begin)));
        return back;
    }

    private void revoke(AppProcess tracker, AppProcess notes, AppProcess team, String userId) throws Exception {
        long bug = Long.parseLong(notes.call(SHORT, "query", "SELECT MAX(id) FROM bugs.bugs"));
        String title = "SELECT title FROM bugs.bugs WHERE id = " + bug;
        tracker.call(SHORT, "revoke", userId);
        tracker.call(SHORT, "rename", Long.toString(bug), SECRET_TITLE);
        boolean others =
                Together.await(ARRIVAL, () -> notes.call(SHORT, "query", title).equals(SECRET_TITLE));
        boolean leaked = Together.await(SILENCE, () -> SECRET_TITLE.equals(queryOrEmpty(team, title)));
        String state = queryOrEmpty(team, "SELECT state FROM blaze.attachments WHERE alias = 'bugs'");
        stage.claim(
                "revoked, it gets nothing more; the others do",
                others && !leaked,
                "state " + (state.isEmpty() ? "gone" : state));
    }

    private static String queryOrEmpty(AppProcess app, String sql) throws InterruptedException {
        try {
            return app.call(SHORT, "query", sql);
        } catch (AppFailure purged) {
            return "";
        }
    }

    private void blindHub() throws IOException {
        List<String> words = List.of(
                "crashes",
                "zanzibar",
                "quetzalcoatl",
                "in progress",
                "customer.example",
                "priority",
                "reporter",
                "80000.0000");
        FileSearch.Result hub = FileSearch.search(hubData, words);
        stage.claim(
                "nothing can be read in what the hub stored", hub.found().isEmpty() && hub.bytes() > 0, hub.figure());
        FileSearch.Result devices = FileSearch.search(device, words);
        FileSearch.Result other = FileSearch.search(otherDevice, words);
        stage.claim(
                "nothing can be read on the two devices",
                devices.found().isEmpty() && other.found().isEmpty(),
                String.format(
                        Locale.ROOT,
                        "%,d bytes in %d files",
                        devices.bytes() + other.bytes(),
                        devices.files() + other.files()));
    }

    private AppProcess startHub(String address) throws Exception {
        AppProcess hub = cast.command("hub", List.of("hub", "--listen", address, "--data", hubData.toString()));
        hub.awaitLine("listens", Cast.START);
        return hub;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Whether a subscriber has, before long, exactly what is published. */
    private static boolean equal(AppProcess tracker, AppProcess subscriber) throws Exception {
        String published = tracker.call(SHORT, "query", PUBLISHED);
        return Together.await(ARRIVAL, () -> queryOrEmpty(subscriber, RECEIVED).equals(published));
    }

    private static long count(AppProcess subscriber) throws InterruptedException {
        return queryOrEmpty(subscriber, RECEIVED).lines().count();
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) / NANOS_PER_MILLI / 1000;
    }
}
