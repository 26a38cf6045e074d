/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.catalog.TableLayout;
import io.blazedb.calcite.dml.TableWriter;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.sync.apply.ChangeApplier;
import io.blazedb.sync.apply.ConflictLog;
import io.blazedb.sync.apply.IntentQueue;
import io.blazedb.sync.error.SyncErrorCode;
import io.blazedb.sync.error.SyncException;
import io.blazedb.sync.identity.AppIdentity;
import io.blazedb.sync.identity.Credentials;
import io.blazedb.sync.identity.Home;
import io.blazedb.sync.identity.SigningKey;
import io.blazedb.sync.publish.IntentApplier;
import io.blazedb.sync.publish.Publisher;
import io.blazedb.sync.session.Hello;
import io.blazedb.sync.session.PublisherSession;
import io.blazedb.sync.session.SessionState;
import io.blazedb.sync.session.Subscribe;
import io.blazedb.sync.session.SubscriberSession;
import io.blazedb.sync.subscription.ChannelFeed;
import io.blazedb.sync.subscription.Intent;
import io.blazedb.sync.subscription.IntentOp;
import io.blazedb.sync.subscription.IntentOutcome;
import io.blazedb.sync.subscription.SyncTrees;
import io.blazedb.sync.subscription.WriteTerms;
import io.blazedb.sync.support.Simulated;
import io.blazedb.sync.support.TestDatabase;
import io.blazedb.sync.wire.Frame;
import io.blazedb.sync.wire.FrameType;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Writers and an owner over links that lose, repeat and reorder; every end dies between any two steps, also between a commit and whatever was to follow it. A plain
 * model of the owner's table takes each decided intent once, row by row.
 */
class WriteSimulationTest {
    private static final int NAMESPACE = 5;
    private static final int SHARED_IDS = 60;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void eachIntentHasOneOutcomeAndTheViewsConverge(long seed) {
        try (World world = new World(seed, directory)) {
            for (int i = 0; i < 700; i++) {
                world.step();
            }
            world.settle();
        }
    }

    /** The writer or owner died. */
    private static final class Death extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Death() {
            super("death", null, false, false);
        }
    }

    private static final class World implements AutoCloseable {
        final Random random;
        final TestDatabase owner = TestDatabase.inMemory();
        final Simulated simulated;
        final Home home;
        final List<Writer> writers = new ArrayList<>();
        final Map<String, IntentOutcome> decided = new HashMap<>();
        /** The owner's table as it must be. */
        final TreeMap<Long, List<@Nullable Object>> model = new TreeMap<>();

        Publisher publisher;
        boolean faults = true;

        World(long seed, Path directory) {
            random = new Random(seed);
            simulated = new Simulated(owner, random);
            owner.grantWrite("suite");
            home = Home.open(directory);
            publisher = newPublisher();
            for (int i = 1; i <= 2; i++) {
                writers.add(new Writer(this, i));
            }
            ownerSteps();
        }

        Publisher newPublisher() {
            return new Publisher(owner.store(), owner.catalog(), home, TestDatabase::compile, Clock.systemUTC());
        }

        /** A transaction of the owner's own, taken over into the model. */
        void ownerSteps() {
            simulated.step();
            model.clear();
            owner.rows(0, "bugs").forEach(row -> model.put((Long) Objects.requireNonNull(row.get(0)), row));
        }

        void step() {
            int choice = random.nextInt(60);
            if (choice == 0) {
                publisher.close();
                publisher = newPublisher();
                writers.forEach(Writer::connect);
            } else if (choice < 6) {
                ownerSteps();
            } else {
                writers.get(random.nextInt(writers.size())).step();
            }
            assertThat(owner.rows(0, "bugs")).as("the owner's rows").isEqualTo(List.copyOf(model.values()));
        }

        void settle() {
            faults = false;
            writers.forEach(Writer::connect);
            for (int i = 0; i < 20_000 && !writers.stream().allMatch(Writer::isSettled); i++) {
                writers.get(random.nextInt(writers.size())).exchange();
            }
            for (Writer writer : writers) {
                assertThat(writer.shown())
                        .as("the view of writer %s", writer.number)
                        .isEqualTo(simulated.projection());
                assertThat(writer.queue.undecided()).isZero();
                assertThat(writer.left())
                        .as("nothing is left of what was decided")
                        .isZero();
                long rejected = decided.entrySet().stream()
                        .filter(entry -> entry.getKey().startsWith(writer.queue.queue() + "/"))
                        .filter(entry -> entry.getValue().kind() == IntentOutcome.Kind.REJECTED)
                        .count();
                long noted = ConflictLog.after(writer.database.store(), 0).stream()
                        .map(conflict -> conflict.intent())
                        .distinct()
                        .count();
                assertThat(noted).as("rejections of writer %s", writer.number).isEqualTo(rejected);
                long outcomes = decided.keySet().stream()
                        .filter(name -> name.startsWith(writer.queue.queue() + "/"))
                        .count();
                assertThat(outcomes).isEqualTo(writer.written);
            }
        }

        /** What the owner decides, as it decided it the first time. */
        @Nullable
        IntentOutcome decide(IntentApplier applier, Credentials peer, Intent intent) {
            if (faults && random.nextInt(30) == 0) {
                throw new Death();
            }
            IntentOutcome outcome = applier.apply(peer, intent);
            if (outcome == null) {
                return null;
            }
            String name = intent.queue() + "/" + intent.sequence();
            IntentOutcome before = decided.putIfAbsent(name, outcome);
            if (before == null) {
                assertThat(outcome.kind()).isNotEqualTo(IntentOutcome.Kind.FORGOTTEN);
                if (outcome.kind() == IntentOutcome.Kind.ACCEPTED) {
                    intent.ops().forEach(op -> take(intent, op));
                }
            } else if (outcome.kind() != IntentOutcome.Kind.FORGOTTEN) {
                assertThat(outcome).isEqualTo(before);
            }
            if (faults && random.nextInt(20) == 0) {
                throw new Death();
            }
            return outcome;
        }

        private void take(Intent intent, IntentOp op) {
            var codec = TableLayout.rows(intent.schema().tables().get(op.table()));
            if (op.kind() == IntentOp.Kind.INSERT) {
                @Nullable Object[] row = codec.decode(ByteSlice.of(op.row()));
                assertThat(model.put((Long) row[0], Arrays.asList(row[0], row[1], row[2], null)))
                        .isNull();
                return;
            }
            Long id = (Long) codec.decode(ByteSlice.of(op.before()))[0];
            List<@Nullable Object> old = Objects.requireNonNull(model.remove(id));
            if (op.kind() == IntentOp.Kind.UPDATE) {
                @Nullable Object[] row = codec.decode(ByteSlice.of(op.row()));
                List<@Nullable Object> changed = new ArrayList<>(old);
                for (int column : op.columns()) {
                    changed.set(column, row[column]);
                }
                model.put((Long) Objects.requireNonNull(changed.get(0)), changed);
            }
        }

        @Override
        public void close() {
            writers.forEach(Writer::close);
            publisher.close();
            owner.close();
        }
    }

    private static final class Writer implements PublisherSession.Host, PublisherSession.Writes {
        final World world;
        final int number;
        final TestDatabase database = TestDatabase.inMemory();
        final AppIdentity ownerApp;
        final AppIdentity app;
        final List<Frame> toOwner = new ArrayList<>();
        final List<Frame> toWriter = new ArrayList<>();
        /** Rows that nobody else changes: from their insertion on they are never out of sight. */
        final Set<Long> mine = new HashSet<>();

        IntentQueue queue;
        ChangeApplier applier;
        IntentApplier deciding;

        @Nullable
        PublisherSession serving;

        SubscriberSession session;
        long written;
        long nextId;

        Writer(World world, int number) {
            this.world = world;
            this.number = number;
            ownerApp = world.home.app("Owner");
            app = world.home.app("Writer" + number);
            connect();
        }

        void connect() {
            toOwner.clear();
            toWriter.clear();
            if (serving != null) {
                serving.close();
            }
            deciding =
                    new IntentApplier(world.owner.owned(), world.publisher, TestDatabase::compile, Clock.systemUTC());
            serving = new PublisherSession(this);
            applier = new ChangeApplier(
                    database.store(), database.catalog(), NAMESPACE, database::writer, Clock.systemUTC());
            queue = new IntentQueue(
                    database.store(), database.catalog(), NAMESPACE, "owner", database::writer, Clock.systemUTC());
            session = new SubscriberSession(
                    new SubscriberSession.Request(
                            app.signingKey(), app.credentials(List.of()), "g", "Owner", "db", Map.of(), nonce()),
                    peer -> peer.requireValid(nowSeconds()),
                    applier,
                    queue);
            toOwner.addAll(session.start());
        }

        void step() {
            int choice = world.random.nextInt(20);
            if (choice == 0) {
                connect();
            } else if (choice < 6) {
                write();
            } else {
                exchange();
            }
            for (long id : mine) {
                assertThat(shown().stream().anyMatch(row -> Objects.equals(row.get(0), id)))
                        .as("row %s of writer %s", id, number)
                        .isTrue();
            }
        }

        /** One transaction of one to three rows. */
        void write() {
            if (applier.position() == null || !queue.isKnown()) {
                return;
            }
            TableDefinition table = database.table(NAMESPACE, "bugs");
            var keys = TableLayout.primaryKey(table);
            List<List<@Nullable Object>> rows = shown();
            boolean[] wrote = {false};
            Set<Long> inserted = new HashSet<>();
            database.write(transaction -> {
                TableWriter writer = database.writer(transaction, table, queue.journal(transaction));
                for (int i = world.random.nextInt(3); i >= 0; i--) {
                    int action = world.random.nextInt(5);
                    long shared = world.random.nextInt(SHARED_IDS);
                    int at = rows.isEmpty() ? -1 : world.random.nextInt(rows.size());
                    Long present = at < 0 ? null : (Long) rows.get(at).get(0);
                    if (action == 0 && inserted.isEmpty() && i == 0 && !wrote[0]) {
                        long id = 1_000L * number + nextId++;
                        inserted.add(id);
                        @Nullable Object[] row = {id, "mine", "open"};
                        writer.insert(row);
                        wrote[0] = true;
                        return;
                    }
                    if (action == 1 && rows.stream().noneMatch(row -> Objects.equals(row.get(0), shared))) {
                        @Nullable
                        Object[] row = {shared, "w" + number, world.random.nextInt(4) == 0 ? "draft" : "open"};
                        writer.insert(row);
                        rows.add(Arrays.asList(row));
                        wrote[0] = true;
                    } else if (present != null && present < SHARED_IDS) {
                        @Nullable Object[] old = rows.get(at).toArray();
                        if (action == 2) {
                            writer.delete(keys.encode(old), old);
                            rows.remove(at);
                        } else {
                            @Nullable Object[] row = old.clone();
                            row[1] = "w" + number + "-" + world.random.nextInt(1_000_000);
                            if (action == 4 && world.random.nextInt(4) == 0) {
                                row[2] = "draft";
                            }
                            writer.update(keys.encode(old), old, row);
                            rows.set(at, Arrays.asList(row));
                        }
                        wrote[0] = true;
                    }
                }
            });
            mine.addAll(inserted);
            written = numbered();
        }

        /** How many intents there are, with those whose rows cancelled each other out left away. */
        private long numbered() {
            List<Intent> waiting = queue.after(0, Integer.MAX_VALUE, Long.MAX_VALUE);
            return waiting.isEmpty()
                    ? written
                    : Math.max(written, waiting.get(waiting.size() - 1).sequence());
        }

        void exchange() {
            boolean faults = world.faults;
            try {
                if (world.random.nextBoolean()) {
                    PublisherSession serves = Objects.requireNonNull(serving);
                    if (!toOwner.isEmpty()) {
                        serves.onFrame(take(toOwner, faults));
                    }
                    toWriter.addAll(serves.pump());
                } else {
                    List<Frame> arrived = new ArrayList<>();
                    for (int i = world.random.nextInt(4); i > 0 && !toWriter.isEmpty(); i--) {
                        arrived.add(take(toWriter, faults));
                    }
                    List<Frame> answer = arrived.isEmpty() ? session.pump() : session.onFrames(arrived);
                    if (faults && world.random.nextInt(40) == 0) {
                        throw new Death();
                    }
                    toOwner.addAll(answer);
                }
            } catch (Death died) {
                connect();
            } catch (SyncException e) {
                assertThat(e.code()).isIn(SyncErrorCode.GAP, SyncErrorCode.UNEXPECTED_FRAME);
                connect();
            }
        }

        private Frame take(List<Frame> link, boolean faults) {
            Frame first = link.get(0);
            boolean data = (first.type() >= FrameType.PUBLISH.number() && first.type() < FrameType.GAP.number())
                    || first.type() > FrameType.WRITE_OPEN.number();
            if (faults && data) {
                boolean followed =
                        link.size() > 1 && first.type() == link.get(1).type();
                switch (world.random.nextInt(12)) {
                    case 0 -> {
                        if (followed) {
                            link.remove(0);
                        }
                    }
                    case 1 -> link.add(Math.min(link.size(), 1 + world.random.nextInt(3)), first);
                    case 2 -> {
                        if (followed) {
                            link.add(1 + world.random.nextInt(link.size() - 1), link.remove(0));
                        }
                    }
                    default -> {}
                }
            }
            return link.remove(0);
        }

        boolean isSettled() {
            return toOwner.isEmpty()
                    && toWriter.isEmpty()
                    && session.state() == SessionState.LIVE
                    && left() == 0
                    && shown().equals(world.simulated.projection());
        }

        /** Entries beside rows, and operations in the queue. */
        long left() {
            try (ReadTransaction read = database.store().beginRead()) {
                // The queue itself stays.
                return read.count(SyncTrees.OVERLAYS, KeyRange.all())
                        + read.count(SyncTrees.INTENTS, KeyRange.all())
                        - 1;
            }
        }

        List<List<@Nullable Object>> shown() {
            return new ArrayList<>(database.rows(NAMESPACE, "bugs"));
        }

        void close() {
            if (serving != null) {
                serving.close();
            }
            database.close();
        }

        @Override
        public PublisherSession.Writes writes() {
            return this;
        }

        @Override
        public WriteTerms terms(Credentials peer, UUID named) {
            return deciding.terms(peer, named);
        }

        @Override
        public @Nullable IntentOutcome apply(Credentials peer, Intent intent) {
            return world.decide(deciding, peer, intent);
        }

        @Override
        public SigningKey key() {
            return ownerApp.signingKey();
        }

        @Override
        public byte[] credentials() {
            return ownerApp.credentials(List.of()).encode();
        }

        @Override
        public byte[] nonce() {
            byte[] nonce = new byte[Hello.NONCE_BYTES];
            world.random.nextBytes(nonce);
            return nonce;
        }

        @Override
        public long nowSeconds() {
            return world.home.nowSeconds();
        }

        @Override
        public PublisherSession.Owner serve(Credentials peer, String wanted) {
            throw new SyncException(SyncErrorCode.NOT_GRANTED, wanted);
        }

        @Override
        public ChannelFeed open(Credentials peer, Subscribe request, boolean waits) {
            return world.publisher.open(peer, "SUBSCRIBE", request.predicates(), waits);
        }
    }
}
