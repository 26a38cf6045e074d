/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.storage.Cursor;
import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.sync.apply.ChangeApplier;
import io.blazedb.sync.identity.Home;
import io.blazedb.sync.publish.Publisher;
import io.blazedb.sync.subscription.ChannelFeed;
import io.blazedb.sync.subscription.ChannelRecord;
import io.blazedb.sync.subscription.ChannelSink;
import io.blazedb.sync.subscription.RowOp;
import io.blazedb.sync.subscription.SnapshotChunk;
import io.blazedb.sync.subscription.SyncPosition;
import io.blazedb.sync.support.Simulated;
import io.blazedb.sync.support.TestDatabase;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random changes against a projection that is worked out anew each time. */
class ProjectionModelTest {
    private static final int NAMESPACE = 3;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void theReplicaIsTheProjection(long seed) {
        Random random = new Random(seed);
        try (TestDatabase source = TestDatabase.inMemory();
                TestDatabase target = TestDatabase.inMemory()) {
            Simulated model = new Simulated(source, random);
            for (int i = 0; i < 20; i++) {
                model.step();
            }
            Home home = Home.open(directory);
            ChangeApplier applier =
                    new ChangeApplier(target.store(), target.catalog(), NAMESPACE, target::writer, Clock.systemUTC());
            Publisher publisher = publisher(source, home);
            ChannelFeed feed = publisher.open(Set.of("suite"));
            snapshot(feed, applier);
            for (int i = 0; i < 300; i++) {
                model.step();
                if (random.nextInt(60) == 0) {
                    // A publisher that starts anew makes the same log again.
                    feed.close();
                    publisher.close();
                    publisher = publisher(source, home);
                    feed = publisher.open(Set.of("suite"));
                    assertThat(feed.head().incarnation())
                            .isEqualTo(
                                    Objects.requireNonNull(applier.position()).incarnation());
                }
                if (random.nextInt(3) == 0) {
                    drain(feed, applier);
                    assertThat(target.rows(NAMESPACE, "bugs"))
                            .as("seed %s step %s", seed, i)
                            .isEqualTo(model.projection());
                    assertIndexesAgree(target);
                }
                if (random.nextInt(50) == 0) {
                    // The snapshot merges into what is there.
                    snapshot(feed, applier);
                    assertThat(target.rows(NAMESPACE, "bugs")).isEqualTo(model.projection());
                    assertIndexesAgree(target);
                }
            }
            feed.close();
            publisher.close();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {6, 7})
    void theLogIsTheSameHoweverItIsRead(long seed) {
        Random random = new Random(seed);
        try (TestDatabase source = TestDatabase.inMemory()) {
            Simulated model = new Simulated(source, random);
            Publisher publisher = publisher(source, Home.open(directory));
            ChannelFeed feed = publisher.open(Set.of("suite"));
            SyncPosition start = feed.head();
            for (int i = 0; i < 200; i++) {
                model.step();
            }
            List<ChannelRecord> whole = feed.recordsAfter(start, 1 << 30);
            SyncPosition at = start;
            for (ChannelRecord record : whole) {
                assertThat(record.previousDigest()).isEqualTo(at.digest());
                assertThat(record.ops()).isNotEmpty();
                assertThat(feed.recordsAfter(at, 1)).singleElement().isEqualTo(record);
                at = record.reached();
            }
            assertThat(at).isEqualTo(feed.head());
            feed.close();
            publisher.close();
            publisher = publisher(source, Home.open(directory));
            feed = publisher.open(Set.of("suite"));
            assertThat(feed.recordsAfter(whole.get(3).reached(), 1 << 30)).isEqualTo(whole.subList(4, whole.size()));
            feed.close();
            publisher.close();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {8})
    void removesCarryTheKeyOnlyAndPatchesTheChangedColumnsOnly(long seed) {
        Random random = new Random(seed);
        try (TestDatabase source = TestDatabase.inMemory()) {
            Simulated model = new Simulated(source, random);
            Publisher publisher = publisher(source, Home.open(directory));
            try (ChannelFeed feed = publisher.open(Set.of("suite"))) {
                SyncPosition start = feed.head();
                source.insert("bugs", 1L, "t", "open", "s");
                source.update("bugs", new Object[] {1L, "t", "open", "s"}, new Object[] {1L, "u", "open", "x"});
                source.update("bugs", new Object[] {1L, "u", "open", "x"}, new Object[] {1L, "u", "draft", "x"});
                source.delete("bugs", 1L, "u", "draft", "x");
                List<ChannelRecord> records = feed.recordsAfter(start, 1 << 20);
                assertThat(records).hasSize(3);
                assertThat(records.stream().map(record -> record.ops().get(0).kind()))
                        .containsExactly(RowOp.Kind.UPSERT, RowOp.Kind.PATCH, RowOp.Kind.REMOVE);
                assertThat(records.get(1).ops().get(0).patchedColumns(3)).containsExactly(1);
                assertThat(records.get(2).ops().get(0).row()).isEmpty();
                assertThat(model.projection()).isEmpty();
            }
            publisher.close();
        }
    }

    private static Publisher publisher(TestDatabase source, Home home) {
        return new Publisher(source.store(), source.catalog(), home, TestDatabase::compile, Clock.systemUTC());
    }

    private static void snapshot(ChannelFeed feed, ChannelSink sink) {
        try (ChannelFeed.Snapshot snapshot = feed.openSnapshot()) {
            sink.beginSnapshot(feed.id(), snapshot.schema(), snapshot.position());
            long count = 0;
            for (SnapshotChunk chunk = snapshot.next(); chunk != null; chunk = snapshot.next()) {
                sink.chunk(SnapshotChunk.decode(chunk.encode()));
                count++;
            }
            sink.endSnapshot(count, snapshot.takenAtMicros());
        }
    }

    private static void drain(ChannelFeed feed, ChannelSink sink) {
        while (true) {
            SyncPosition position = Objects.requireNonNull(sink.position());
            List<ChannelRecord> records = feed.recordsAfter(position, 500);
            if (records.isEmpty()) {
                return;
            }
            assertThat(sink.applyAll(records)).isEqualTo(ChannelSink.Outcome.APPLIED);
            assertThat(sink.applyAll(records)).isEqualTo(ChannelSink.Outcome.DUPLICATE);
        }
    }

    private static void assertIndexesAgree(TestDatabase target) {
        int rows = target.rows(NAMESPACE, "bugs").size();
        target.table(NAMESPACE, "bugs").indexes().forEach(index -> {
            int entries = target.<Integer>read(read -> {
                int count = 0;
                try (Cursor cursor = read.scan(index.tree(), KeyRange.all())) {
                    while (cursor.next()) {
                        count++;
                    }
                }
                return count;
            });
            assertThat(entries).as(index.name()).isEqualTo(rows);
        });
    }
}
