/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.catalog.IndexDefinition;
import io.blazedb.calcite.catalog.Moment;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.types.SqlType;
import io.blazedb.sync.error.SyncException;
import io.blazedb.sync.identity.Credentials;
import io.blazedb.sync.identity.Home;
import io.blazedb.sync.subscription.ChannelClock;
import io.blazedb.sync.subscription.ChannelId;
import io.blazedb.sync.subscription.ChannelRecord;
import io.blazedb.sync.subscription.ChannelSchema;
import io.blazedb.sync.subscription.Intent;
import io.blazedb.sync.subscription.IntentOp;
import io.blazedb.sync.subscription.IntentOutcome;
import io.blazedb.sync.subscription.RowOp;
import io.blazedb.sync.subscription.SnapshotChunk;
import io.blazedb.sync.subscription.SyncPosition;
import io.blazedb.sync.subscription.WriteTerms;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every message survives encoding, and whatever a peer makes of its bytes fails with a SyncException or not at all. */
class MessageFuzzTest {
    private static final ChannelId CHANNEL = ChannelId.of(new UUID(1, 2), List.of("suite"));
    private static final UUID INCARNATION = new UUID(3, 4);

    @TempDir
    Path directory;

    private static ChannelSchema schema() {
        return new ChannelSchema(List.of(new TableDefinition(
                0,
                0,
                "public",
                "bugs",
                TableDefinition.Kind.TABLE,
                1,
                List.of(
                        column(1, "id", SqlType.of(SqlType.Name.BIGINT)),
                        column(2, "title", SqlType.of(SqlType.Name.VARCHAR, 100))),
                List.of(0),
                null,
                List.of(new IndexDefinition(0, "by_title", List.of(new IndexDefinition.Column(1, true)), false, false)),
                List.of(),
                null,
                null)));
    }

    private static ColumnDefinition column(int id, String name, SqlType type) {
        return new ColumnDefinition(id, name, type, id > 1, null, ColumnDefinition.Identity.NONE, null);
    }

    private Map<byte[], Consumer<byte[]>> messages() {
        SyncPosition start = SyncPosition.start(CHANNEL, INCARNATION, schema());
        ChannelRecord record = ChannelRecord.after(
                CHANNEL,
                start,
                5,
                List.of(
                        RowOp.upsert(0, new byte[] {1, 2, 3}),
                        RowOp.remove(0, new byte[] {4}),
                        RowOp.patch(0, new byte[] {5}, new int[] {1}, new byte[] {6})));
        Home home = Home.open(directory.resolve("home"));
        Credentials credentials =
                home.app("App").credentials(List.of(home.membership(home.app("App"), home.group("g"))));
        Map<byte[], Consumer<byte[]>> messages = new LinkedHashMap<>();
        messages.put(new Hello(1, 1, 0, new byte[32], "g", "a", "d").encode(), Hello::decode);
        messages.put(new Challenge(1, 0, new byte[32], credentials.encode(), new byte[64]).encode(), Challenge::decode);
        messages.put(new Auth(credentials.encode(), new byte[64]).encode(), Auth::decode);
        messages.put(credentials.encode(), Credentials::decode);
        messages.put(new Failure(20_001, "why").encode(), Failure::decode);
        messages.put(
                new Subscribe("d", Map.of("bugs", "id > 1"), CHANNEL, record.reached()).encode(), Subscribe::decode);
        messages.put(new Subscribed(CHANNEL, 7, true).encode(), Subscribed::decode);
        messages.put(new SnapshotBegin(CHANNEL, start, 9, schema()).encode(), SnapshotBegin::decode);
        Moment moment = new Moment(new UUID(5, 6), 7, Map.of(new UUID(8, 9), 10L));
        messages.put(new ChannelClock(new UUID(1, 2), 3, moment).encode(), ChannelClock::decode);
        messages.put(ChannelClock.encode(moment), ChannelClock::decodeMoment);
        messages.put(Numbers.encode(8), Numbers::decode);
        messages.put(record.encode(), bytes -> ChannelRecord.decode(CHANNEL, bytes));
        messages.put(
                new SnapshotChunk(0, 0, List.of(new byte[] {1}, new byte[] {2, 3})).encode(), SnapshotChunk::decode);
        messages.put(schema().encode(), ChannelSchema::decode);
        messages.put(intent().encode(), Intent::decode);
        messages.put(
                IntentOutcome.rejected(3, "23505", "taken", 1, new byte[] {1, 2})
                        .visibleAt(start)
                        .encode(),
                IntentOutcome::decode);
        messages.put(terms().encode(), WriteTerms::decode);
        return messages;
    }

    private static Intent intent() {
        byte[] row = {1, 0, 2, 0, 8, 8, 1, 2, 3, 4, 5, 6, 7, 8};
        return new Intent(
                INCARNATION,
                7,
                5,
                9,
                schema(),
                List.of(
                        new IntentOp(0, IntentOp.Kind.INSERT, new byte[0], new byte[0], new int[] {0, 1}, row),
                        new IntentOp(0, IntentOp.Kind.UPDATE, new byte[0], row, new int[] {1}, row),
                        new IntentOp(0, IntentOp.Kind.DELETE, new byte[8], row, new int[0], new byte[0])));
    }

    private static WriteTerms terms() {
        return new WriteTerms(
                4,
                List.of(new WriteTerms.Table(
                        "public",
                        "bugs",
                        List.of(
                                new WriteTerms.Column("id", WriteTerms.Value.IDENTITY),
                                new WriteTerms.Column("title", WriteTerms.Value.NONE)))));
    }

    @Test
    void intentsSurvive() {
        Intent decoded = Intent.decode(intent().encode());
        assertThat(decoded.encode()).isEqualTo(intent().encode());
        assertThat(decoded.ops()).isEqualTo(intent().ops());
        Intent later = new Intent(INCARNATION, 7, 6, 9, schema(), intent().ops());
        assertThat(later.digest()).isEqualTo(intent().digest());
        IntentOutcome outcome = IntentOutcome.rejected(3, "23505", "taken", 1, null);
        assertThat(IntentOutcome.decode(outcome.encode())).isEqualTo(outcome);
        assertThat(WriteTerms.decode(terms().encode())).isEqualTo(terms());
    }

    @Test
    void damagedMessagesFailOnlyWithASyncException() {
        Random random = new Random(7);
        messages().forEach((bytes, decoder) -> {
            decoder.accept(bytes);
            for (int i = 0; i < 3_000; i++) {
                byte[] damaged = damage(bytes, random);
                try {
                    decoder.accept(damaged);
                } catch (SyncException expected) {
                    assertThat(expected.code()).isNotNull();
                }
            }
        });
    }

    private static byte[] damage(byte[] bytes, Random random) {
        byte[] damaged = random.nextInt(4) == 0
                ? java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length + 1))
                : bytes.clone();
        for (int i = random.nextInt(4); i >= 0 && damaged.length > 0; i--) {
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
        }
        return damaged;
    }

    @Test
    void messagesSurvive() {
        SyncPosition start = SyncPosition.start(CHANNEL, INCARNATION, schema());
        Subscribe subscribe = new Subscribe("d", Map.of("", "a = 1"), CHANNEL, start);
        assertThat(Subscribe.decode(subscribe.encode())).isEqualTo(subscribe);
        SnapshotBegin begin = new SnapshotBegin(CHANNEL, start, 9, schema());
        assertThat(SnapshotBegin.decode(begin.encode())).isEqualTo(begin);
        ChannelRecord record = ChannelRecord.after(CHANNEL, start, 5, List.of(RowOp.remove(0, new byte[] {1})));
        ChannelRecord decoded = ChannelRecord.decode(CHANNEL, record.encode());
        assertThat(decoded).isEqualTo(record);
        assertThat(decoded.ops()).isEqualTo(record.ops());
        assertThat(decoded.previousDigest()).isEqualTo(start.digest());
        assertThat(ChannelRecord.decode(ChannelId.of(new UUID(9, 9), List.of()), record.encode()))
                .isNotEqualTo(record);
        RowOp patch = RowOp.patch(0, new byte[] {1}, new int[] {0, 2}, new byte[] {9, 9});
        assertThat(patch.patchedColumns(3)).containsExactly(0, 2);
        assertThat(patch.patchedRow(3)).containsExactly(9, 9);
    }
}
