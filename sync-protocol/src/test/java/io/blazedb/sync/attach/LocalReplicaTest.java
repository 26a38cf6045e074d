/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.attach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.blazedb.calcite.catalog.GrantDefinition.GranteeKind;
import io.blazedb.calcite.catalog.PublicationDefinition;
import io.blazedb.calcite.catalog.PublicationDefinition.PublishedTable;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.storage.Cursor;
import io.blazedb.storage.Registration;
import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.change.Change;
import io.blazedb.storage.change.ChangeCursor;
import io.blazedb.storage.change.ChangeRecord;
import io.blazedb.sync.apply.ChangeApplier;
import io.blazedb.sync.identity.AppIdentity;
import io.blazedb.sync.identity.Home;
import io.blazedb.sync.local.Announcement;
import io.blazedb.sync.publish.AuditEntry;
import io.blazedb.sync.publish.LocalPublishing;
import io.blazedb.sync.publish.Publisher;
import io.blazedb.sync.publish.SubscriberRegistry;
import io.blazedb.sync.subscription.ChannelId;
import io.blazedb.sync.subscription.ChannelRecord;
import io.blazedb.sync.subscription.ChannelSink;
import io.blazedb.sync.subscription.RowOp;
import io.blazedb.sync.subscription.SyncPosition;
import io.blazedb.sync.support.SocketTap;
import io.blazedb.sync.support.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A publisher and its subscribers over real sockets, in one process. */
class LocalReplicaTest {
    private static final String GROUP = "com.acme.suite";
    private static final int NAMESPACE = 7;

    @TempDir
    Path directory;

    private Home home;
    private TestDatabase bugs;
    private TestDatabase dashboard;
    private Publisher publisher;
    private @Nullable LocalPublishing publishing;
    private SubscriberRegistry registry;

    @BeforeEach
    void open() {
        home = Home.open(directory.resolve("home"));
        bugs = TestDatabase.inMemory();
        dashboard = TestDatabase.inMemory();
        bugs.createTable(
                "bugs",
                1,
                List.of("id BIGINT", "title VARCHAR", "status VARCHAR", "secret VARCHAR"),
                List.of("status"));
        bugs.insert("bugs", 1L, "Crash", "open", "hush-1");
        bugs.insert("bugs", 2L, "Typo", "draft", "hush-2");
        bugs.publish("suite", "bugs", List.of("id", "title", "status"), "status <> 'draft'");
        bugs.grant("suite", GranteeKind.APP_GROUP, GROUP);
        startPublisher();
    }

    @AfterEach
    void close() {
        stopPublisher();
        bugs.close();
        dashboard.close();
    }

    private void startPublisher() {
        publisher = new Publisher(bugs.store(), bugs.catalog(), home, TestDatabase::compile, Clock.systemUTC());
        registry = new SubscriberRegistry(bugs.store(), Clock.systemUTC());
        AppIdentity app = home.app("BugTracker");
        publishing = new LocalPublishing(
                publisher,
                null,
                home,
                app,
                app.credentials(List.of(home.membership(app, home.group(GROUP)))),
                GROUP,
                "bugs",
                bugs.store().id(),
                registry,
                1);
    }

    private void stopPublisher() {
        if (publishing != null) {
            publishing.close();
            publisher.close();
            publishing = null;
        }
    }

    private ReplicaAttachment attach(boolean resumed, Map<String, String> predicates) {
        return attach(dashboard, "Dashboard", resumed, predicates);
    }

    private ReplicaAttachment attach(
            TestDatabase database, String app, boolean resumed, Map<String, String> predicates) {
        LocalConnector connector =
                new LocalConnector(home, home.app(app), new LocalSource(GROUP, "BugTracker", "bugs"), predicates, null);
        return start(database, resumed, connector);
    }

    private ReplicaAttachment start(LocalConnector connector) {
        return start(dashboard, false, connector);
    }

    private static ReplicaAttachment start(TestDatabase database, boolean resumed, LocalConnector connector) {
        return ReplicaAttachment.start(
                database.store(),
                "app://" + GROUP + "/BugTracker/bugs",
                "bugs",
                NAMESPACE,
                resumed,
                () -> new ChangeApplier(
                        database.store(), database.catalog(), NAMESPACE, database::writer, Clock.systemUTC()),
                connector,
                null);
    }

    private List<List<@Nullable Object>> replica() {
        return dashboard.rows(NAMESPACE, "bugs");
    }

    private static List<@Nullable Object> row(@Nullable Object... values) {
        return Arrays.asList(values);
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Test
    void snapshotThenLiveChanges() {
        try (ReplicaAttachment attachment = attach(false, Map.of())) {
            assertThat(replica()).containsExactly(row(1L, "Crash", "open"));

            bugs.insert("bugs", 3L, "Slow", "open", "hush-3");
            await(() -> replica().size() == 2);
            bugs.update(
                    "bugs", new Object[] {2L, "Typo", "draft", "hush-2"}, new Object[] {2L, "Typo", "open", "hush-2"});
            await(() -> replica().size() == 3);
            bugs.update(
                    "bugs", new Object[] {1L, "Crash", "open", "hush-1"}, new Object[] {1L, "Crash!", "open", "hush-9"
                    });
            await(() -> replica().contains(row(1L, "Crash!", "open")));
            bugs.update(
                    "bugs", new Object[] {3L, "Slow", "open", "hush-3"}, new Object[] {3L, "Slow", "draft", "hush-3"});
            await(() -> replica().size() == 2);
            bugs.delete("bugs", 2L, "Typo", "open", "hush-2");
            await(() -> replica().equals(List.of(row(1L, "Crash!", "open"))));

            await(() -> attachment.status().state().equals("LIVE"));
            assertThat(attachment.status().position()).isEqualTo(5);
            assertThat(attachment.status().lagMicros()).isBetween(0L, 5_000_000L);
        }
    }

    @Test
    void aChangeOfHiddenColumnsOnlySendsNothing() {
        try (ReplicaAttachment attachment = attach(false, Map.of())) {
            bugs.update(
                    "bugs", new Object[] {1L, "Crash", "open", "hush-1"}, new Object[] {1L, "Crash", "open", "hush-8"});
            bugs.insert("bugs", 3L, "Slow", "open", "hush-3");
            await(() -> replica().size() == 2);
            assertThat(attachment.status().position()).isEqualTo(1);
        }
    }

    @Test
    void catchesUpAfterThePublisherAndTheSubscriberWereAway() {
        attach(false, Map.of()).close();
        bugs.insert("bugs", 3L, "Slow", "open", "hush-3");
        stopPublisher();
        bugs.insert("bugs", 4L, "Late", "open", "hush-4");
        try (ReplicaAttachment attachment = attach(true, Map.of())) {
            await(() -> attachment.status().lastError() != null);
            assertThat(attachment.status().state()).isIn("OFFLINE", "CONNECTING");
            assertThat(replica()).hasSize(1);
            startPublisher();
            await(() -> replica().size() == 3);
            // The same incarnation went on: nothing was sent again.
            assertThat(attachment.status().position()).isEqualTo(2);
        }
    }

    @Test
    void aRevokedSubscriberGetsNothingMore() {
        try (ReplicaAttachment attachment = attach(false, Map.of())) {
            bugs.revoke("suite", GranteeKind.APP_GROUP, GROUP);
            await(() -> attachment.status().state().equals("REVOKED"));
            assertThat(replica()).isEmpty();
            assertThatThrownBy(attachment::requireReadable)
                    .isInstanceOfSatisfying(
                            BlazeSqlException.class,
                            e -> assertThat(e.sqlState()).isEqualTo("42501"));
            bugs.insert("bugs", 3L, "Slow", "open", "hush-3");
            assertThatThrownBy(() -> attach(TestDatabase.inMemory(), "Other", false, Map.of()))
                    .isInstanceOfSatisfying(
                            BlazeSqlException.class,
                            e -> assertThat(e.sqlState()).isEqualTo("42501"));
            assertThat(replica()).isEmpty();
            await(() -> registry.subscribers().stream()
                    .anyMatch(subscriber -> subscriber.state() == SubscriberRegistry.State.REVOKED));

            bugs.grant("suite", GranteeKind.APP, "Dashboard");
            await(() -> replica().size() == 2);
            attachment.requireReadable();
        }
        List<AuditEntry> audit = publisher.audit().entries();
        assertThat(audit)
                .extracting(entry -> entry.who().app() + " " + entry.allowed())
                .containsExactly("Dashboard true", "Dashboard false", "Other false", "Dashboard true");
        assertThat(audit.get(0).publication()).isEqualTo("suite");
    }

    @Test
    void aNarrowedPublicationLeavesNothingOutsideIt() {
        try (ReplicaAttachment attachment = attach(false, Map.of())) {
            bugs.insert("bugs", 3L, "Slow", "closed", "hush-3");
            await(() -> replica().size() == 2);
            bugs.publish(new PublicationDefinition(
                    "suite",
                    2,
                    List.of(new PublishedTable("public", "bugs", List.of("id", "status"), "status = 'closed'"))));
            await(() -> replica().equals(List.of(row(3L, "closed"))));
            await(() -> attachment.status().state().equals("LIVE"));
        }
    }

    @Test
    void severalPublicationsAppearTogetherAndOthersDoNot() {
        bugs.createTable("people", 1, List.of("id BIGINT", "name VARCHAR"), List.of());
        bugs.createTable("money", 1, List.of("id BIGINT", "amount BIGINT"), List.of());
        bugs.insert("people", 1L, "Ann");
        bugs.publish("people", "people", List.of("id", "name"), null);
        bugs.publish("money", "money", List.of("id", "amount"), null);
        try (ReplicaAttachment attachment = attach(false, Map.of())) {
            assertThat(dashboard.rows(NAMESPACE, "people")).isEmpty();
            bugs.grant("people", GranteeKind.SAME_USER, "");
            bugs.grant("money", GranteeKind.APP, "Somebody");
            await(() -> dashboard.rows(NAMESPACE, "people").size() == 1);
            assertThat(replica()).hasSize(1);
            assertThat(dashboard.<List<String>>read(
                            read -> dashboard.catalog().view(read).tables(NAMESPACE, "public").stream()
                                    .map(table -> table.name())
                                    .toList()))
                    .containsExactly("bugs", "people");
            assertThat(attachment.isReadOnly()).isTrue();
        }
    }

    @Test
    void theSubscribersOwnConditionNarrows() {
        bugs.insert("bugs", 3L, "Slow", "closed", "hush-3");
        try (ReplicaAttachment attachment = attach(false, Map.of("bugs", "status = 'closed'"))) {
            assertThat(replica()).containsExactly(row(3L, "Slow", "closed"));
            assertThat(attachment.namespace()).isEqualTo(NAMESPACE);
        }
    }

    @Test
    void theSameTableInTwoPublicationsIsTheUnion() {
        bugs.publish("drafts", "bugs", List.of("id", "secret"), "status = 'draft'");
        bugs.grant("drafts", GranteeKind.PUBLIC, "");
        try (ReplicaAttachment attachment = attach(false, Map.of())) {
            assertThat(replica()).containsExactly(row(1L, "Crash", "open", null), row(2L, null, null, "hush-2"));
            assertThat(attachment.status().kind()).isEqualTo("REPLICA");
        }
    }

    @Test
    void aTableWithoutPrimaryKeyKeepsItsRowIds() {
        bugs.createTable("facts", 0, List.of("store BIGINT", "sales BIGINT"), List.of("store"));
        bugs.insert("facts", 1L, 10L);
        bugs.insert("facts", 1L, 10L);
        bugs.publish("facts", "facts", List.of("store", "sales"), null);
        bugs.grant("facts", GranteeKind.PUBLIC, "");
        try (ReplicaAttachment attachment = attach(false, Map.of())) {
            assertThat(dashboard.rows(NAMESPACE, "facts")).hasSize(2);
            bugs.insert("facts", 2L, 20L);
            await(() -> dashboard.rows(NAMESPACE, "facts").size() == 3);
            assertThat(attachment.isReadOnly()).isTrue();
        }
    }

    @Test
    void aPublicationWithoutThePrimaryKeyIsRefusedClearly() {
        bugs.publish("suite", "bugs", List.of("title"), null);
        assertThatThrownBy(() -> attach(false, Map.of()))
                .isInstanceOf(BlazeSqlException.class)
                .hasMessageContaining("primary key column id");
    }

    @Test
    void whatIsNotExportedIsInNoByte() throws IOException {
        Announcement real = Announcement.find(home, GROUP, "BugTracker", "bugs").orElseThrow();
        Path socket = Files.createTempDirectory("tap").resolve("s");
        dashboard.close();
        Path file = directory.resolve("dashboard.blazedb");
        dashboard = TestDatabase.file(file);
        try (SocketTap tap = new SocketTap(socket, Path.of(real.socket()))) {
            new Announcement(
                            real.group(),
                            real.app(),
                            real.database(),
                            real.databaseId(),
                            real.userId(),
                            socket.toString(),
                            real.processId(),
                            real.sinceMicros())
                    .write(home);
            try (ReplicaAttachment attachment = attach(false, Map.of())) {
                bugs.insert("bugs", 3L, "Plainly visible", "open", "hush-3");
                bugs.insert("bugs", 4L, "Undisclosed", "draft", "hush-4");
                bugs.update("bugs", new Object[] {4L, "Undisclosed", "draft", "hush-4"}, new Object[] {
                    4L, "Still undisclosed", "draft", "hush-5"
                });
                bugs.delete("bugs", 4L, "Still undisclosed", "draft", "hush-5");
                bugs.update("bugs", new Object[] {3L, "Plainly visible", "open", "hush-3"}, new Object[] {
                    3L, "Undisclosed by now", "draft", "hush-6"
                });
                bugs.insert("bugs", 5L, "Last", "open", "hush-7");
                await(() -> replica().contains(row(5L, "Last", "open")));
                assertThat(attachment.isReadOnly()).isTrue();
            }
            assertThat(contains(tap.bytes(), "Plainly visible"))
                    .as("the tap works")
                    .isTrue();
            for (String hidden : List.of("hush", "ndisclosed", "Typo", "secret")) {
                assertThat(contains(tap.bytes(), hidden))
                        .as("traffic: %s", hidden)
                        .isFalse();
                assertThat(contains(everything(dashboard), hidden))
                        .as("replica: %s", hidden)
                        .isFalse();
            }
            assertThat(contains(everything(dashboard), "Crash"))
                    .as("the search works")
                    .isTrue();
            dashboard.store().checkpoint();
            assertThat(contains(Files.readAllBytes(file), "Plainly visible"))
                    .as("sealed")
                    .isFalse();
        }
    }

    /** Every key and value of every tree, and of the change feed. */
    private static byte[] everything(TestDatabase database) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        database.<Boolean>read(read -> {
            for (long tree = 1; tree < 300; tree++) {
                try (Cursor cursor = read.scan(tree, KeyRange.all())) {
                    while (cursor.next()) {
                        all.writeBytes(cursor.key().toByteArray());
                        all.writeBytes(cursor.value().toByteArray());
                    }
                }
            }
            return true;
        });
        try (ChangeCursor changes = database.store().changesAfter(0)) {
            for (ChangeRecord record = changes.next(); record != null; record = changes.next()) {
                for (Change change : record.changes()) {
                    all.writeBytes(change.key().toByteArray());
                    if (change.before() != null) {
                        all.writeBytes(change.before().toByteArray());
                    }
                    if (change.after() != null) {
                        all.writeBytes(change.after().toByteArray());
                    }
                }
            }
        }
        return all.toByteArray();
    }

    private static boolean contains(byte[] bytes, String text) {
        return new String(bytes, StandardCharsets.ISO_8859_1).contains(text);
    }

    @Test
    void hostilePeersHarmNobody() throws IOException {
        Path socket = Path.of(Announcement.find(home, GROUP, "BugTracker", "bugs")
                .orElseThrow()
                .socket());
        Random random = new Random(5);
        for (int i = 0; i < 50; i++) {
            try (SocketChannel hostile = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
                byte[] noise = new byte[random.nextInt(4_000)];
                random.nextBytes(noise);
                hostile.write(ByteBuffer.wrap(noise));
            }
        }
        try (SocketChannel silent = SocketChannel.open(UnixDomainSocketAddress.of(socket));
                ReplicaAttachment attachment = attach(false, Map.of())) {
            assertThat(silent.isConnected()).isTrue();
            assertThat(replica()).hasSize(1);
            bugs.insert("bugs", 3L, "Slow", "open", "hush-3");
            await(() -> replica().size() == 2);
            assertThat(attachment.status().lastError()).isNull();
        }
    }

    @Test
    void anAppOfAnotherUserNeedsTheGroup() {
        Home stranger = Home.open(directory.resolve("stranger"));
        Announcement.find(home, GROUP, "BugTracker", "bugs").orElseThrow().write(stranger);
        LocalConnector connector = new LocalConnector(
                stranger, stranger.app("Dashboard"), new LocalSource(GROUP, "BugTracker", "bugs"), Map.of(), null);
        assertThatThrownBy(() -> start(connector)).isInstanceOf(BlazeSqlException.class);
        Home invited = Home.open(directory.resolve("invited"));
        invited.join(home.invite(GROUP, "", Duration.ofDays(1)));
        Announcement.find(home, GROUP, "BugTracker", "bugs").orElseThrow().write(invited);
        try (ReplicaAttachment attachment = start(new LocalConnector(
                invited, invited.app("Dashboard"), new LocalSource(GROUP, "BugTracker", "bugs"), Map.of(), null))) {
            assertThat(replica()).hasSize(1);
            assertThat(attachment.isReadOnly()).isTrue();
        }
    }

    @Test
    void oneOfSeveralProcessesApplies() {
        ReplicaAttachment first = attach(false, Map.of());
        try (ReplicaAttachment second = attach(true, Map.of())) {
            bugs.insert("bugs", 3L, "Slow", "open", "hush-3");
            await(() -> replica().size() == 2);
            assertThat(first.status().position()).isEqualTo(1);
            assertThat(second.status().position()).isEqualTo(1);
            first.close();
            bugs.insert("bugs", 4L, "Slower", "open", "hush-4");
            await(() -> replica().size() == 3);
            await(() -> second.status().position() == 2);
        } finally {
            first.close();
        }
    }

    @Test
    void aPublisherRestoredToAnOlderStateIsNoticed() {
        try (ReplicaAttachment attachment = attach(false, Map.of())) {
            bugs.insert("bugs", 3L, "Slow", "open", "hush-3");
            await(() -> replica().size() == 2);
            assertThat(attachment.status().position()).isEqualTo(1);
        }
        ChangeApplier applier = new ChangeApplier(
                dashboard.store(), dashboard.catalog(), NAMESPACE, dashboard::writer, Clock.systemUTC());
        ChannelId channel = Objects.requireNonNull(applier.channel());
        SyncPosition position = Objects.requireNonNull(applier.position());
        // The replica has seen a record that the publisher does not know.
        ChannelRecord unknown =
                ChannelRecord.after(channel, position, 1, List.of(RowOp.remove(0, new byte[] {1, 2, 3})));
        assertThat(applier.apply(unknown)).isEqualTo(ChannelSink.Outcome.APPLIED);
        try (ReplicaAttachment attachment = attach(true, Map.of())) {
            await(() -> attachment.status().state().equals("FORKED"));
            assertThat(replica()).hasSize(2);
        }
    }

    @Test
    void everyCommitBecomesVisible() throws InterruptedException {
        try (ReplicaAttachment attachment = attach(false, Map.of())) {
            AtomicLong seen = new AtomicLong();
            long[] micros = new long[300];
            for (int i = 0; i < micros.length; i++) {
                CountDownLatch visible = new CountDownLatch(1);
                try (Registration registration = dashboard.store().onCommit(sequence -> {
                    seen.set(System.nanoTime());
                    visible.countDown();
                })) {
                    long before = System.nanoTime();
                    bugs.insert("bugs", 100L + i, "n", "open", "hush");
                    assertThat(visible.await(10, TimeUnit.SECONDS)).isTrue();
                    micros[i] = (seen.get() - before) / 1_000;
                    assertThat(registration).isNotNull();
                }
            }
            Arrays.sort(micros);
            System.getLogger("latency")
                    .log(
                            System.Logger.Level.INFO,
                            "commit to replica: p50 {0} us, p99 {1} us",
                            micros[150],
                            micros[297]);
            assertThat(attachment.status().position()).isEqualTo(300);
        }
    }
}
