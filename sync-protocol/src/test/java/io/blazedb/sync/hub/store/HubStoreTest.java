/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.hub.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.blazedb.sync.error.SyncErrorCode;
import io.blazedb.sync.error.SyncException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HubStoreTest {
    private static final StoreLimits LIMITS = new StoreLimits(1 << 20, 2 << 20, 10_000, 4, 8, 2_000);
    private static final KeyBytes ADDRESS = new KeyBytes(new byte[32]);
    private static final KeyBytes CHANNEL = new KeyBytes(new byte[16]);
    private static final byte[] INCARNATION = new byte[16];

    @TempDir
    Path directory;

    @Test
    void everythingIsThereAfterReopening() {
        try (HubStore store = HubStore.open(directory, LIMITS)) {
            ChannelStore channel = begin(store);
            append(channel, 6, 50);
            assertThat(store.request(ADDRESS, device(1), new byte[] {7})).isTrue();
            assertThat(store.request(ADDRESS, device(1), new byte[] {7})).isFalse();
            store.sync();
        }
        try (HubStore store = HubStore.open(directory, LIMITS)) {
            ChannelStore channel = store.channel(ADDRESS, CHANNEL);
            assertThat(channel.epoch()).isEqualTo(1);
            assertThat(channel.lastPosition()).isEqualTo(50);
            assertThat(channel.devices()).containsExactly(device(1));
            assertThat(channel.snapshot().position()).isEqualTo(5);
            assertThat(channel.snapshot().chunk(1)).containsExactly(2);
            assertThat(store.requesters(ADDRESS)).hasSize(1);
            for (long position = 5; position < 50; position++) {
                assertThat(channel.entry(channel.indexAfter(position)).sealed()).isEqualTo(sealed(position + 1));
            }
            assertThat(channel.indexAfter(50)).isEqualTo(channel.entryCount());
            assertThat(channel.indexAfter(3)).isEqualTo(-1);
            append(channel, 51, 60);
            assertThat(channel.lastPosition()).isEqualTo(60);
        }
    }

    @Test
    void onlyWhatFollowsIsTaken() {
        try (HubStore store = HubStore.open(directory, LIMITS)) {
            ChannelStore channel = begin(store);
            append(channel, 6, 6);
            assertCode(SyncErrorCode.GAP, () -> append(channel, 8, 8));
            assertCode(SyncErrorCode.GAP, () -> append(channel, 6, 6));
            byte[] other = new byte[16];
            other[0] = 1;
            assertCode(SyncErrorCode.RESET_REQUIRED, () -> channel.append(new LogEntry(other, 1, 7, 7, new byte[1])));
            channel.turnEpoch(2, Map.of());
            assertCode(SyncErrorCode.STALE_EPOCH, () -> append(channel, 7, 7));
            assertCode(SyncErrorCode.STALE_EPOCH, () -> channel.turnEpoch(2, Map.of()));
            assertCode(SyncErrorCode.STALE_EPOCH, () -> channel.addEnvelope(1, device(1), new byte[1]));
            assertThat(channel.envelopes(device(1))).isEmpty();
        }
    }

    @Test
    void aNewSnapshotTakesThePlaceOfTheLog() throws IOException {
        try (HubStore store = HubStore.open(directory, LIMITS)) {
            ChannelStore channel = begin(store);
            append(channel, 6, 100);
            long before = size();
            channel.beginSnapshot(INCARNATION, 1, 90, 2, new byte[] {1});
            channel.addChunk(0, new byte[] {9});
            channel.finishSnapshot(1, new byte[] {3});
            store.sync();
            assertThat(size()).isLessThan(before / 2);
            assertThat(channel.lastPosition()).isEqualTo(100);
            assertThat(channel.indexAfter(89)).isEqualTo(-1);
            assertThat(channel.entry(channel.indexAfter(90)).first()).isEqualTo(91);
        }
        try (HubStore store = HubStore.open(directory, LIMITS)) {
            ChannelStore channel = store.channel(ADDRESS, CHANNEL);
            assertThat(channel.snapshot().snapshotId()).isEqualTo(2);
            assertThat(channel.lastPosition()).isEqualTo(100);
        }
    }

    @Test
    void anUnfinishedSnapshotLeavesTheFormerOne() {
        try (HubStore store = HubStore.open(directory, LIMITS)) {
            ChannelStore channel = begin(store);
            channel.beginSnapshot(INCARNATION, 1, 5, 2, new byte[] {1});
            channel.addChunk(0, new byte[] {9});
            assertCode(SyncErrorCode.UNEXPECTED_FRAME, () -> channel.addChunk(2, new byte[] {9}));
            store.sync();
        }
        try (HubStore store = HubStore.open(directory, LIMITS)) {
            assertThat(store.channel(ADDRESS, CHANNEL).snapshot().snapshotId()).isEqualTo(1);
        }
    }

    @Test
    void quotasHold() {
        try (HubStore store = HubStore.open(directory, LIMITS)) {
            ChannelStore channel = begin(store);
            assertCode(
                    SyncErrorCode.QUOTA_EXCEEDED,
                    () -> channel.append(new LogEntry(INCARNATION, 1, 6, 6, new byte[1 << 20])));
            for (int i = 1; i < 4; i++) {
                store.createChannel(ADDRESS, new KeyBytes(new byte[] {(byte) i}), new byte[1]);
            }
            assertCode(
                    SyncErrorCode.QUOTA_EXCEEDED,
                    () -> store.createChannel(ADDRESS, new KeyBytes(new byte[] {9}), new byte[1]));
            for (int i = 0; i < 8; i++) {
                store.request(ADDRESS, device(i), new byte[1]);
            }
            assertCode(SyncErrorCode.QUOTA_EXCEEDED, () -> store.request(ADDRESS, device(9), new byte[1]));
        }
    }

    @Test
    void twoHubsDoNotShareADirectory() {
        try (HubStore store = HubStore.open(directory, LIMITS)) {
            assertThat(store.channels()).isEmpty();
            assertCode(SyncErrorCode.OVERLOADED, () -> HubStore.open(directory, LIMITS));
        }
    }

    /** Any file cut or garbled anywhere: what remains is a prefix of what was there, and goes on from its head. */
    @Test
    void damageCutsTheLogAndNothingElse() throws IOException {
        long seed = Long.getLong("blazedb.seed", ThreadLocalRandom.current().nextLong());
        System.getLogger("test").log(System.Logger.Level.INFO, "seed {0}", Long.toString(seed));
        Random choices = new Random(seed);
        for (int round = 0; round < 60; round++) {
            Path data = directory.resolve("round" + round);
            try (HubStore store = HubStore.open(data, LIMITS)) {
                append(begin(store), 6, 60);
                store.sync();
            }
            damage(data, choices);
            try (HubStore store = HubStore.open(data, LIMITS)) {
                ChannelStore channel = store.channel(ADDRESS, CHANNEL);
                if (channel == null) {
                    channel = store.createChannel(ADDRESS, CHANNEL, new byte[] {5});
                }
                long last = channel.lastPosition();
                assertThat(last).isBetween(-1L, 60L);
                for (int i = 0; i < channel.entryCount(); i++) {
                    LogEntry entry = channel.entry(i);
                    assertThat(entry.first()).isEqualTo(last - channel.entryCount() + 1 + i);
                    assertThat(entry.sealed()).isEqualTo(sealed(entry.first()));
                }
                if (last >= 0 && channel.epoch() == 1) {
                    append(channel, last + 1, last + 10);
                    store.sync();
                }
            }
            try (HubStore store = HubStore.open(data, LIMITS)) {
                assertThat(store.channels()).hasSize(1);
            }
        }
    }

    private static void damage(Path data, Random choices) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(data)) {
            files = all.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("lock"))
                    .sorted()
                    .toList();
        }
        Path file = files.get(choices.nextInt(files.size()));
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            if (access.length() == 0) {
                return;
            }
            long at = choices.nextInt((int) access.length());
            switch (choices.nextInt(3)) {
                case 0 -> access.setLength(at);
                case 1 -> {
                    access.seek(at);
                    int was = access.read();
                    access.seek(at);
                    access.write(was ^ 1 << choices.nextInt(8));
                }
                default -> {
                    byte[] garbage = new byte[choices.nextInt(64) + 1];
                    choices.nextBytes(garbage);
                    access.seek(access.length());
                    access.write(garbage);
                }
            }
        }
    }

    private static ChannelStore begin(HubStore store) {
        ChannelStore channel = store.createChannel(ADDRESS, CHANNEL, new byte[] {5});
        channel.turnEpoch(1, Map.of(device(1), new byte[] {4}));
        channel.beginSnapshot(INCARNATION, 1, 5, 1, new byte[] {1});
        channel.addChunk(0, new byte[] {1});
        channel.addChunk(1, new byte[] {2});
        channel.finishSnapshot(2, new byte[] {3});
        return channel;
    }

    private static void append(ChannelStore channel, long from, long to) {
        for (long position = from; position <= to; position++) {
            channel.append(new LogEntry(INCARNATION, 1, position, position, sealed(position)));
        }
    }

    private static byte[] sealed(long position) {
        return ByteBuffer.allocate(100).putLong(position).array();
    }

    private static KeyBytes device(int number) {
        byte[] key = new byte[32];
        key[31] = (byte) number;
        return new KeyBytes(key);
    }

    private long size() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    private static void assertCode(SyncErrorCode code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SyncException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
