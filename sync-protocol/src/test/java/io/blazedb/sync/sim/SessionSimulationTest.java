/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.sync.apply.ChangeApplier;
import io.blazedb.sync.error.SyncErrorCode;
import io.blazedb.sync.error.SyncException;
import io.blazedb.sync.identity.AppIdentity;
import io.blazedb.sync.identity.Credentials;
import io.blazedb.sync.identity.Home;
import io.blazedb.sync.identity.SigningKey;
import io.blazedb.sync.publish.Publisher;
import io.blazedb.sync.session.Hello;
import io.blazedb.sync.session.PublisherSession;
import io.blazedb.sync.session.SessionState;
import io.blazedb.sync.session.Subscribe;
import io.blazedb.sync.session.SubscriberSession;
import io.blazedb.sync.subscription.ChannelFeed;
import io.blazedb.sync.support.Simulated;
import io.blazedb.sync.support.TestDatabase;
import io.blazedb.sync.wire.Frame;
import io.blazedb.sync.wire.FrameType;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Both session machines, with a link between them that loses, repeats and reorders what follows the handshake, and with ends that die
 * between any two messages. When the faults stop, the replica is the projection.
 */
class SessionSimulationTest {
    private static final int NAMESPACE = 5;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16})
    void convergesWhenFaultsStop(long seed) {
        try (World world = new World(seed, directory)) {
            for (int i = 0; i < 600; i++) {
                if (world.random.nextInt(4) == 0) {
                    world.model.step();
                }
                world.step(true);
                world.assertConsistent();
            }
            world.settle();
            assertThat(world.replica()).as("seed %s", seed).isEqualTo(world.model.projection());
            assertThat(world.subscriber.state()).isEqualTo(SessionState.LIVE);
        }
    }

    /** Everything of one simulated run. */
    private static final class World implements AutoCloseable, PublisherSession.Host {
        final Random random;
        final TestDatabase source = TestDatabase.inMemory();
        final TestDatabase target = TestDatabase.inMemory();
        final Simulated model;
        final Home home;
        final AppIdentity publisherApp;
        final AppIdentity subscriberApp;
        final List<Frame> toSubscriber = new ArrayList<>();
        final List<Frame> toPublisher = new ArrayList<>();
        Publisher publisher;
        PublisherSession serving;
        SubscriberSession subscriber;
        ChangeApplier applier;
        long lastPosition;

        World(long seed, Path directory) {
            random = new Random(seed);
            model = new Simulated(source, random);
            for (int i = 0; i < 10; i++) {
                model.step();
            }
            home = Home.open(directory);
            publisherApp = home.app("Publisher");
            subscriberApp = home.app("Subscriber");
            publisher = newPublisher();
            connect();
        }

        private Publisher newPublisher() {
            return new Publisher(source.store(), source.catalog(), home, TestDatabase::compile, Clock.systemUTC());
        }

        void connect() {
            toSubscriber.clear();
            toPublisher.clear();
            if (serving != null) {
                serving.close();
            }
            serving = new PublisherSession(this);
            applier = new ChangeApplier(target.store(), target.catalog(), NAMESPACE, target::writer, Clock.systemUTC());
            subscriber = new SubscriberSession(
                    new SubscriberSession.Request(
                            subscriberApp.signingKey(),
                            subscriberApp.credentials(List.of()),
                            "g",
                            "Publisher",
                            "db",
                            Map.of(),
                            nonce()),
                    peer -> peer.requireValid(nowSeconds()),
                    applier);
            toPublisher.addAll(subscriber.start());
        }

        void step(boolean faults) {
            int choice = random.nextInt(faults ? 40 : 20);
            if (choice == 39) {
                connect();
                return;
            }
            if (choice == 38) {
                serving.close();
                publisher.close();
                publisher = newPublisher();
                connect();
                return;
            }
            try {
                if (choice % 2 == 0) {
                    if (!toPublisher.isEmpty()) {
                        serving.onFrame(take(toPublisher, faults));
                    }
                    toSubscriber.addAll(serving.pump());
                } else if (!toSubscriber.isEmpty()) {
                    List<Frame> arrived = new ArrayList<>();
                    for (int i = 1 + random.nextInt(4); i > 0 && !toSubscriber.isEmpty(); i--) {
                        arrived.add(take(toSubscriber, faults));
                    }
                    toPublisher.addAll(subscriber.onFrames(arrived));
                }
            } catch (SyncException e) {
                assertThat(e.code()).isIn(SyncErrorCode.GAP, SyncErrorCode.UNEXPECTED_FRAME);
                connect();
            }
        }

        private Frame take(List<Frame> link, boolean faults) {
            Frame first = link.get(0);
            boolean data = first.type() >= FrameType.PUBLISH.number() && first.type() < FrameType.GAP.number();
            if (faults && data) {
                switch (random.nextInt(12)) {
                    case 0 -> {
                        // Lost, if another one takes its place.
                        if (link.size() > 1 && first.type() == link.get(1).type()) {
                            link.remove(0);
                        }
                    }
                    case 1 -> link.add(Math.min(link.size(), 1 + random.nextInt(3)), first);
                    case 2 -> {
                        if (link.size() > 1 && first.type() == link.get(1).type()) {
                            link.add(1 + random.nextInt(link.size() - 1), link.remove(0));
                        }
                    }
                    default -> {}
                }
            }
            return link.remove(0);
        }

        void assertConsistent() {
            if (applier.position() != null) {
                long position = applier.position().position();
                assertThat(position).as("never goes back").isGreaterThanOrEqualTo(lastPosition);
                lastPosition = position;
            }
        }

        void settle() {
            connect();
            for (int i = 0; i < 5_000; i++) {
                step(false);
                if (toPublisher.isEmpty()
                        && toSubscriber.isEmpty()
                        && subscriber.state() == SessionState.LIVE
                        && replica().equals(model.projection())) {
                    return;
                }
            }
        }

        List<List<Object>> replica() {
            return target.rows(NAMESPACE, "bugs");
        }

        @Override
        public SigningKey key() {
            return publisherApp.signingKey();
        }

        @Override
        public byte[] credentials() {
            return publisherApp.credentials(List.of()).encode();
        }

        @Override
        public byte[] nonce() {
            byte[] nonce = new byte[Hello.NONCE_BYTES];
            random.nextBytes(nonce);
            return nonce;
        }

        @Override
        public long nowSeconds() {
            return home.nowSeconds();
        }

        @Override
        public PublisherSession.Owner serve(Credentials peer, String database) {
            throw new SyncException(SyncErrorCode.NOT_GRANTED, database);
        }

        @Override
        public ChannelFeed open(Credentials peer, Subscribe request, boolean waits) {
            return publisher.open(peer, "SUBSCRIBE", request.predicates(), waits);
        }

        @Override
        public void close() {
            serving.close();
            publisher.close();
            source.close();
            target.close();
        }
    }
}
