/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.blazedb.sync.crypto.channel.HubHandshake;
import io.blazedb.sync.crypto.channel.KnownHubs;
import io.blazedb.sync.error.SyncErrorCode;
import io.blazedb.sync.error.SyncException;
import io.blazedb.sync.hub.Hub;
import io.blazedb.sync.hub.HubOptions;
import io.blazedb.sync.identity.AppIdentity;
import io.blazedb.sync.identity.Home;
import io.blazedb.sync.relay.HubAddress;
import io.blazedb.sync.relay.HubMessage;
import io.blazedb.sync.relay.HubMessageCodec;
import io.blazedb.sync.transport.TransportClient;
import io.blazedb.sync.wire.Frame;
import io.blazedb.sync.wire.FrameType;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a client does, the hub refuses it and serves the others. */
@Timeout(60)
class HostileClientTest {
    @TempDir
    Path directory;

    private final SecureRandom random = new SecureRandom();
    private Hub hub;
    private Home home;
    private AppIdentity app;

    @BeforeEach
    void start() {
        hub = Hub.start(HubOptions.of("127.0.0.1:0", directory.resolve("hub")));
        home = Home.open(directory.resolve("home"));
        app = home.app("App");
    }

    @AfterEach
    void stop() {
        requireHealthy();
        hub.close();
    }

    @Test
    void bytesThatAreNoTlsAreDropped() throws IOException {
        byte[] garbage = new byte[10_000];
        random.nextBytes(garbage);
        for (int i = 0; i < 5; i++) {
            try (Socket socket = new Socket("127.0.0.1", hub.address().port())) {
                OutputStream out = socket.getOutputStream();
                out.write(garbage);
                out.flush();
            } catch (IOException e) {
                assertThat(e).isNotNull();
            }
        }
    }

    @Test
    void framesThatMakeNoSenseEndTheConnection() {
        long seed = Long.getLong("blazedb.seed", ThreadLocalRandom.current().nextLong());
        System.getLogger("test").log(System.Logger.Level.INFO, "seed {0}", Long.toString(seed));
        Random choices = new Random(seed);
        for (int i = 0; i < 20; i++) {
            byte[] body = new byte[choices.nextInt(300)];
            choices.nextBytes(body);
            try (TransportClient client = connect()) {
                client.send(new Frame(choices.nextInt(256), 0, choices.nextInt(), body));
                requireEnd(client);
            }
        }
    }

    @Test
    void aMessageBeforeAuthenticationIsShort() {
        try (TransportClient client = connect()) {
            client.send(new Frame(FrameType.HELLO.number(), 0, 0, new byte[100_000]));
            requireEnd(client);
        }
    }

    @Test
    void nobodySpeaksBeforeAuthentication() {
        try (TransportClient client = connect()) {
            client.send(HubMessageCodec.encode(1, new HubMessage.Serve(new byte[32])));
            requireEnd(client);
        }
    }

    @Test
    void aSignatureIsGoodForOneConnectionOnly() {
        byte[] credentials = app.credentials(List.of()).encode();
        byte[] nonce = new byte[32];
        HubMessage.Auth recorded;
        try (TransportClient client = connect()) {
            byte[] challenge = challenge(client, nonce);
            recorded = new HubMessage.Auth(
                    credentials, HubHandshake.sign(app, nonce, challenge, client.serverCertificateDigest()));
            client.send(HubMessageCodec.encode(0, recorded));
            assertThat(message(client)).isInstanceOf(HubMessage.Welcome.class);
        }
        try (TransportClient client = connect()) {
            challenge(client, nonce);
            client.send(HubMessageCodec.encode(0, recorded));
            assertThat(message(client))
                    .isInstanceOfSatisfying(
                            HubMessage.Failure.class,
                            failure -> assertThat(SyncErrorCode.ofNumber(failure.code()))
                                    .isEqualTo(SyncErrorCode.AUTHENTICATION_FAILED));
            requireEnd(client);
        }
        // Meant for another hub: another certificate.
        try (TransportClient client = connect()) {
            byte[] challenge = challenge(client, nonce);
            client.send(HubMessageCodec.encode(
                    0, new HubMessage.Auth(credentials, HubHandshake.sign(app, nonce, challenge, new byte[32]))));
            assertThat(message(client)).isInstanceOf(HubMessage.Failure.class);
        }
    }

    @Test
    void anothersChannelCannotBeTouched() {
        AppIdentity other = Home.open(directory.resolve("other")).app("App");
        byte[] hash = HubAddress.databaseHash(app.userId(), "App", "data");
        byte[] channel = new byte[16];
        try (HubConnection owner = open(app);
                HubConnection stranger = open(other)) {
            owner.send(1, new HubMessage.OpenChannel(hash, channel));
            owner.send(1, new HubMessage.TurnEpoch(1, List.of()));
            await(owner);
            await(owner);
            stranger.send(1, new HubMessage.OpenChannel(hash, channel));
            HubMessage.Head head = (HubMessage.Head) await(stranger);
            // The same hash and channel under another user are another place.
            assertThat(head.epoch()).isZero();
            stranger.send(1, new HubMessage.TurnEpoch(9, List.of()));
            assertThat(((HubMessage.Head) await(stranger)).epoch()).isEqualTo(9);
            owner.send(1, new HubMessage.TurnEpoch(2, List.of()));
            assertThat(((HubMessage.Head) await(owner)).epoch()).isEqualTo(2);
        }
        assertThat(hub.status().channels()).hasSize(2);
    }

    @Test
    void whoIsNotInTheEpochGetsNothing() {
        AppIdentity other = Home.open(directory.resolve("other")).app("Reader");
        byte[] hash = HubAddress.databaseHash(app.userId(), "App", "data");
        byte[] incarnation = new byte[16];
        try (HubConnection owner = open(app);
                HubConnection reader = open(other)) {
            owner.send(1, new HubMessage.OpenChannel(hash, new byte[16]));
            owner.send(1, new HubMessage.TurnEpoch(1, List.of()));
            owner.send(1, new HubMessage.PutSnapshot(incarnation, 1, 0, 1, new byte[1]));
            owner.send(1, new HubMessage.End(0, new byte[1]));
            await(owner);
            await(owner);
            await(owner);
            reader.send(1, new HubMessage.Ask(app.userId(), "App", hash));
            assertThat(((HubMessage.Standing) await(reader)).envelopes()).isEmpty();
            reader.send(1, new HubMessage.Credit(1_000));
            reader.send(1, new HubMessage.RequestSnapshot(0, 0));
            assertThat(await(reader)).isInstanceOf(HubMessage.Failure.class);
            reader.send(1, new HubMessage.Follow(incarnation, 0));
            assertThat(await(reader)).isInstanceOf(HubMessage.Failure.class);
            // Publishing into it is no better.
            reader.send(1, new HubMessage.Publish(incarnation, 1, 1, 1, new byte[1]));
            assertThatThrownBy(() -> {
                        while (true) {
                            reader.receive(5_000);
                        }
                    })
                    .isInstanceOf(SyncException.class);
        }
        assertThat(hub.status().channels().get(0).last()).isZero();
    }

    private HubConnection open(AppIdentity identity) {
        return HubConnection.open(
                hub.address(),
                new KnownHubs(home.directory()),
                identity,
                identity.credentials(List.of()).encode(),
                random);
    }

    private static HubMessage await(HubConnection connection) {
        for (int i = 0; i < 100; i++) {
            HubConnection.Received received = connection.receive(200);
            if (received != null) {
                return received.message();
            }
        }
        throw new AssertionError("no answer");
    }

    private TransportClient connect() {
        return TransportClient.connect("127.0.0.1", hub.address().port());
    }

    private static byte[] challenge(TransportClient client, byte[] nonce) {
        client.send(HubMessageCodec.encode(0, new HubMessage.Hello(1, 1, nonce)));
        return ((HubMessage.Challenge) message(client)).nonce();
    }

    private static HubMessage message(TransportClient client) {
        for (int i = 0; i < 100; i++) {
            Frame frame = client.receive(200);
            if (frame != null) {
                HubMessage message = HubMessageCodec.decode(frame);
                assertThat(message).isNotNull();
                return message;
            }
        }
        throw new AssertionError("no answer");
    }

    private static void requireEnd(TransportClient client) {
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 100; i++) {
                        client.receive(200);
                    }
                })
                .isInstanceOfSatisfying(
                        SyncException.class, e -> assertThat(e.code()).isEqualTo(SyncErrorCode.DISCONNECTED));
    }

    private void requireHealthy() {
        AppIdentity someone = home.app("Someone");
        try (HubConnection connection = open(someone)) {
            connection.send(1, new HubMessage.Serve(new byte[32]));
            assertThat(await(connection)).isInstanceOf(HubMessage.Requests.class);
        }
    }
}
