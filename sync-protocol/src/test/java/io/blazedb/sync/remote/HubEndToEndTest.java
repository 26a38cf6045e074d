/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.blazedb.storage.Store;
import io.blazedb.storage.StoreOptions;
import io.blazedb.sync.crypto.channel.KnownHubs;
import io.blazedb.sync.error.SyncErrorCode;
import io.blazedb.sync.error.SyncException;
import io.blazedb.sync.hub.Hub;
import io.blazedb.sync.hub.HubOptions;
import io.blazedb.sync.identity.AppIdentity;
import io.blazedb.sync.identity.Home;
import io.blazedb.sync.session.SessionState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Hub, publisher and subscribers in one JVM over TLS on the loopback interface. */
@Timeout(120)
class HubEndToEndTest {
    private static final String DATABASE = "bugs-database-name";

    @TempDir
    Path directory;

    private final SecureRandom random = new SecureRandom();
    private final List<AutoCloseable> open = new ArrayList<>();
    private FakeDatabase database;
    private Store store;
    private Home ownerHome;
    private Home otherHome;
    private AppIdentity owner;
    private Hub hub;

    @BeforeEach
    void start() {
        ownerHome = Home.open(directory.resolve("owner"));
        otherHome = Home.open(directory.resolve("other"));
        owner = ownerHome.app("BugTracker");
        database = new FakeDatabase(UUID.randomUUID());
        store = Store.openInMemory("hub-test-" + UUID.randomUUID(), StoreOptions.defaults());
        hub = Hub.start(HubOptions.of("127.0.0.1:0", directory.resolve("hub")));
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        hub.close();
        store.close();
    }

    @Test
    void aSubscriberGetsTheSnapshotAndWhatFollows() {
        AppIdentity subscriber = otherHome.app("TeamDashboard");
        for (int i = 0; i < 200; i++) {
            database.put("bug" + i, "first");
        }
        HubUploader uploader = publish();
        FakeReplica replica = new FakeReplica();
        FakeFollower follower = follow(subscriber, replica);
        await(() -> follower.subscription().isDatabaseKnown()
                && follower.subscription().isPublisherOnline());
        assertThat(follower.state()).isEqualTo(SessionState.CONNECTING);
        assertThat(replica.rows()).isEmpty();
        database.grant(subscriber.deviceId());
        awaitEqual(replica);
        assertThat(replica.snapshots).isEqualTo(1);
        database.put("bug1", "changed");
        database.remove("bug2");
        for (int i = 0; i < 500; i++) {
            database.put("late" + i, "v" + i);
        }
        awaitEqual(replica);
        awaitUploaded();
        await(() -> follower.state() == SessionState.LIVE && uploader.isCurrent());
        assertThat(replica.snapshots).isEqualTo(1);
        assertThat(replica.applied).isEqualTo(502);
    }

    @Test
    void theSubscriberWorksWhileThePublisherIsAway() throws InterruptedException {
        AppIdentity subscriber = otherHome.app("TeamDashboard");
        database.put("bug", "one");
        database.grant(subscriber.deviceId());
        HubUploader uploader = publish();
        FakeReplica replica = new FakeReplica();
        FakeFollower first = follow(subscriber, replica);
        awaitEqual(replica);
        first.close();
        database.put("bug", "two");
        database.put("another", "three");
        awaitUploaded();
        uploader.close();
        FakeFollower second = follow(subscriber, replica);
        awaitEqual(replica);
        await(() -> second.state() == SessionState.LIVE);
        assertThat(second.subscription().isPublisherOnline()).isFalse();
        assertThat(replica.snapshots).isEqualTo(1);
    }

    @Test
    void everyPartyMayRestartInTheMiddle() throws InterruptedException {
        AppIdentity subscriber = otherHome.app("TeamDashboard");
        database.grant(subscriber.deviceId());
        HubUploader uploader = publish();
        FakeReplica replica = new FakeReplica();
        FakeFollower follower = follow(subscriber, replica);
        int records = 0;
        for (int round = 0; round < 6; round++) {
            for (int i = 0; i < 150; i++) {
                database.put("row" + i, "round " + round);
                records++;
                if (i == 75) {
                    switch (round % 3) {
                        case 0 -> restartHub();
                        case 1 -> {
                            uploader.close();
                            uploader = publish();
                        }
                        default -> {
                            follower.close();
                            follower = follow(subscriber, replica);
                        }
                    }
                }
            }
            Thread.sleep(20);
        }
        awaitEqual(replica);
        assertThat(replica.snapshots).isEqualTo(1);
        assertThat(replica.applied).isLessThanOrEqualTo(records);
        assertThat(replica.revocations).isZero();
    }

    @Test
    void aRevokedSubscriberGetsNothingMore() throws IOException {
        AppIdentity staying = otherHome.app("Staying");
        AppIdentity leaving = otherHome.app("Leaving");
        database.grant(staying.deviceId());
        database.grant(leaving.deviceId());
        database.put("bug", "before");
        HubUploader uploader = publish();
        FakeReplica stays = new FakeReplica();
        FakeReplica leaves = new FakeReplica();
        follow(staying, stays);
        FakeFollower gone = follow(leaving, leaves);
        awaitEqual(stays);
        awaitEqual(leaves);
        ChannelEpoch before = new EpochStore(store).load().get(database.id);
        database.revoke(leaving.deviceId());
        database.put("bug", "after");
        awaitEqual(stays);
        await(() -> gone.state() == SessionState.REVOKED);
        awaitUploaded();
        assertThat(leaves.rows()).isEmpty();
        assertThat(leaves.revocations).isEqualTo(1);
        ChannelEpoch after = new EpochStore(store).load().get(database.id);
        assertThat(after.number()).isEqualTo(before.number() + 1);
        assertThat(after.key()).isNotEqualTo(before.key());
        // With every old key and everything that the hub has, the new epoch does not open.
        SealedChannel.Opening oldKeys =
                new SealedChannel.Opening(database.id, owner.signingKey().publicKey());
        oldKeys.addKey(before.key());
        assertThat(oldKeys.hasKey(after.number())).isFalse();
        SealedChannel.Sealing sealing = new SealedChannel.Sealing(owner, database.id, after.key(), random);
        byte[] sealed = sealing.snapshotEnd(database.head(), 7, 3);
        byte[] incarnation = SealedChannel.bytes(database.head().incarnation());
        assertThatThrownBy(() -> {
                    SealedChannel.Opening opening = new SealedChannel.Opening(
                            database.id, owner.signingKey().publicKey());
                    opening.addKey(new io.blazedb.sync.crypto.payload.ChannelKey(
                            after.number(), before.key().copySecret()));
                    opening.snapshotEnd(
                            incarnation, after.number(), database.head().position(), 7, 3, sealed);
                })
                .isInstanceOf(SyncException.class);
        // Granted again: everything comes back.
        database.grant(leaving.deviceId());
        awaitEqual(leaves);
    }

    @Test
    void theHubHoldsNothingReadable() throws IOException {
        AppIdentity subscriber = otherHome.app("TeamDashboard");
        database.grant(subscriber.deviceId());
        for (int i = 0; i < 300; i++) {
            database.put("secretkey" + i, "topsecretvalue" + i);
        }
        HubUploader uploader = publish();
        FakeReplica replica = new FakeReplica();
        follow(subscriber, replica);
        awaitEqual(replica);
        for (int i = 0; i < 300; i++) {
            database.put("secretkey" + i, "othersecretvalue" + i);
        }
        awaitEqual(replica);
        awaitUploaded();
        hub.close();
        long bytes = 0;
        try (Stream<Path> files = Files.walk(directory.resolve("hub"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String contents = Files.readString(file, StandardCharsets.ISO_8859_1);
                bytes += contents.length();
                assertThat(contents)
                        .as(file.toString())
                        .doesNotContain("secretkey")
                        .doesNotContain("secretvalue")
                        .doesNotContain(DATABASE);
            }
        }
        assertThat(bytes).isGreaterThan(1_000);
    }

    @Test
    void aNewIncarnationReachesSubscribersAsASnapshot() {
        AppIdentity subscriber = otherHome.app("TeamDashboard");
        database.grant(subscriber.deviceId());
        database.put("bug", "one");
        publish();
        FakeReplica replica = new FakeReplica();
        follow(subscriber, replica);
        awaitEqual(replica);
        database.beginAnew();
        database.put("bug", "restored");
        awaitEqual(replica);
        assertThat(replica.snapshots).isGreaterThan(1);
    }

    @Test
    void aPublisherStartsWithoutAHubAndCatchesUp() throws InterruptedException {
        AppIdentity subscriber = otherHome.app("TeamDashboard");
        database.grant(subscriber.deviceId());
        int port = hub.address().port();
        hub.close();
        HubUploader uploader = publish();
        for (int i = 0; i < 100; i++) {
            database.put("row" + i, "value");
        }
        Thread.sleep(300);
        assertThat(uploader.isConnected()).isFalse();
        SyncException error = uploader.lastError();
        assertThat(error).isNotNull();
        assertThat(error.code()).isEqualTo(SyncErrorCode.UNREACHABLE);
        hub = Hub.start(HubOptions.of("127.0.0.1:" + port, directory.resolve("hub")));
        FakeReplica replica = new FakeReplica();
        follow(subscriber, replica);
        awaitEqual(replica);
    }

    @Test
    void aHubThatLostItsDataIsFilledAgain() {
        AppIdentity subscriber = otherHome.app("TeamDashboard");
        database.grant(subscriber.deviceId());
        database.put("bug", "one");
        publish();
        FakeReplica replica = new FakeReplica();
        FakeFollower follower = follow(subscriber, replica);
        awaitEqual(replica);
        int port = hub.address().port();
        hub.close();
        deleteAll(directory.resolve("hub").resolve("data"));
        hub = Hub.start(HubOptions.of("127.0.0.1:" + port, directory.resolve("hub")));
        database.put("bug", "two");
        awaitEqual(replica);
        await(() -> follower.state() == SessionState.LIVE);
    }

    @Test
    void aKilledHubKeepsWhatItAcknowledged() throws Exception {
        AppIdentity subscriber = otherHome.app("TeamDashboard");
        database.grant(subscriber.deviceId());
        String address = hub.address().toString();
        HubUploader uploader = publish();
        FakeReplica replica = new FakeReplica();
        follow(subscriber, replica);
        hub.close();
        int row = 0;
        for (int kill = 0; kill < 2; kill++) {
            HubProcess process = HubProcess.start(address, directory.resolve("hub"));
            try {
                int from = row;
                await(uploader::isConnected);
                while (row < from + 300) {
                    database.put("row" + row++, "round " + kill);
                }
                await(() -> replica.rows().size() > from);
            } finally {
                process.kill();
            }
        }
        hub = Hub.start(HubOptions.of(address, directory.resolve("hub")));
        awaitEqual(replica);
        assertThat(replica.snapshots).isEqualTo(1);
        assertThat(replica.applied).isLessThanOrEqualTo(row);
    }

    @Test
    void aHubWithAnotherCertificateIsRefused() {
        KnownHubs known = new KnownHubs(otherHome.directory());
        AppIdentity app = otherHome.app("TeamDashboard");
        HubConnection.open(hub.address(), known, app, app.credentials(List.of()).encode(), random)
                .close();
        assertThat(known.find(hub.address().toString())).isEqualTo(hub.fingerprint());
        int port = hub.address().port();
        hub.close();
        deleteAll(directory.resolve("hub"));
        hub = Hub.start(HubOptions.of("127.0.0.1:" + port, directory.resolve("hub")));
        assertThatThrownBy(() -> HubConnection.open(
                        hub.address(), known, app, app.credentials(List.of()).encode(), random))
                .isInstanceOfSatisfying(
                        SyncException.class, e -> assertThat(e.code()).isEqualTo(SyncErrorCode.PEER_CHANGED))
                .hasMessageContaining("known_hubs");
    }

    private void restartHub() {
        int port = hub.address().port();
        hub.close();
        hub = Hub.start(HubOptions.of("127.0.0.1:" + port, directory.resolve("hub")));
    }

    private HubUploader publish() {
        HubUploader uploader = new HubUploader(
                new HubUploader.Target(
                        hub.address(),
                        DATABASE,
                        owner,
                        () -> owner.credentials(List.of()).encode(),
                        new KnownHubs(ownerHome.directory()),
                        ownerHome::nowSeconds),
                database,
                store,
                random);
        open.add(0, uploader);
        uploader.start();
        return uploader;
    }

    private FakeFollower follow(AppIdentity app, FakeReplica replica) {
        FakeFollower follower = new FakeFollower(
                new HubSubscription.Source(
                        hub.address(),
                        owner.userId(),
                        owner.name(),
                        DATABASE,
                        app,
                        () -> app.credentials(List.of()).encode(),
                        new KnownHubs(otherHome.directory()),
                        otherHome::nowSeconds),
                replica,
                random);
        open.add(0, follower);
        return follower;
    }

    private void awaitUploaded() {
        long head = database.head().position();
        await(() -> hub.status().channels().stream().anyMatch(channel -> channel.last() == head));
    }

    private void awaitEqual(FakeReplica replica) {
        Map<String, String> expected = database.rows();
        await(() -> replica.rows().equals(expected));
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + 40_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            try {
                Thread.sleep(5);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static void deleteAll(Path root) {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
