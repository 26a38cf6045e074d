/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.catalog.TableLayout;
import io.blazedb.calcite.types.SqlType;
import io.blazedb.sync.subscription.ChannelId;
import io.blazedb.sync.subscription.ChannelRecord;
import io.blazedb.sync.subscription.ChannelSchema;
import io.blazedb.sync.subscription.RowOp;
import io.blazedb.sync.subscription.SnapshotChunk;
import io.blazedb.sync.subscription.SyncPosition;
import io.blazedb.sync.wire.Frame;
import io.blazedb.sync.wire.FrameCodec;
import io.blazedb.sync.wire.FrameType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The bytes of one conversation, as PROTOCOL.md shows them. They change only together with the version. */
class GoldenFramesTest {
    private static final ChannelId CHANNEL = ChannelId.of(new UUID(0x1111, 0x2222), List.of("suite"));
    private static final UUID INCARNATION = new UUID(0x3333, 0x4444);

    private static String conversation() {
        TableDefinition bugs = new TableDefinition(
                0,
                0,
                "public",
                "bugs",
                TableDefinition.Kind.TABLE,
                1,
                List.of(
                        new ColumnDefinition(
                                1,
                                "id",
                                SqlType.of(SqlType.Name.BIGINT),
                                false,
                                null,
                                ColumnDefinition.Identity.NONE,
                                null),
                        new ColumnDefinition(
                                2,
                                "title",
                                SqlType.of(SqlType.Name.VARCHAR, 80),
                                true,
                                null,
                                ColumnDefinition.Identity.NONE,
                                null)),
                List.of(0),
                null,
                List.of(),
                List.of(),
                null,
                null);
        ChannelSchema schema = new ChannelSchema(List.of(bugs));
        TableLayout layout = TableLayout.of(bugs);
        SyncPosition start = SyncPosition.start(CHANNEL, INCARNATION, schema);
        byte[] crash = layout.rows().encode(new Object[] {1L, "Crash"});
        byte[] key = TableLayout.primaryKey(bugs).encode(new Object[] {1L, "Crash"});
        ChannelRecord patch = ChannelRecord.after(
                CHANNEL,
                start,
                1_700_000_000_000_000L,
                List.of(RowOp.patch(0, key, new int[] {1}, layout.rows().encode(new Object[] {null, "Fixed"}))));
        ChannelRecord remove =
                ChannelRecord.after(CHANNEL, patch.reached(), 1_700_000_000_001_000L, List.of(RowOp.remove(0, key)));
        StringBuilder text = new StringBuilder();
        append(
                text,
                "HELLO",
                FrameType.HELLO,
                0,
                new Hello(1, 1, 0, new byte[32], "com.acme.suite", "BugTracker", "bugs").encode());
        append(text, "SUBSCRIBE", FrameType.SUBSCRIBE, 1, new Subscribe("bugs", Map.of(), null, null).encode());
        append(text, "SUBSCRIBED", FrameType.SUBSCRIBED, 1, new Subscribed(CHANNEL, 0, false).encode());
        append(
                text,
                "SNAPSHOT_BEGIN",
                FrameType.SNAPSHOT_BEGIN,
                1,
                new SnapshotBegin(CHANNEL, start, 1_700_000_000_000_000L, schema).encode());
        append(text, "SNAPSHOT_CHUNK", FrameType.SNAPSHOT_CHUNK, 1, new SnapshotChunk(0, 0, List.of(crash)).encode());
        append(text, "SNAPSHOT_END", FrameType.SNAPSHOT_END, 1, Numbers.encode(1));
        append(text, "DELIVER, the title changes", FrameType.DELIVER, 1, patch.encode());
        append(text, "DELIVER, the row leaves", FrameType.DELIVER, 1, remove.encode());
        append(text, "ACK", FrameType.ACK, 1, Numbers.encode(2));
        text.append("digest of the last record\n")
                .append(HexFormat.of().formatHex(remove.digest()))
                .append('\n');
        return text.toString();
    }

    private static void append(StringBuilder text, String title, FrameType type, int stream, byte[] body) {
        byte[] bytes = FrameCodec.encode(Frame.of(type, stream, body));
        text.append(title).append('\n');
        for (int at = 0; at < bytes.length; at += 16) {
            int end = Math.min(bytes.length, at + 16);
            text.append(HexFormat.of().toHexDigits((short) at))
                    .append("  ")
                    .append(HexFormat.ofDelimiter(" ").formatHex(bytes, at, end))
                    .append('\n');
        }
    }

    @Test
    void bytesAreTheGoldenOnes() throws IOException {
        try (InputStream golden =
                Objects.requireNonNull(GoldenFramesTest.class.getResourceAsStream("/golden/conversation-1.txt"))) {
            assertThat(conversation()).isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void theDocumentShowsThem() throws IOException {
        assertThat(Files.readString(Path.of("..", "docs", "PROTOCOL.md"))).contains(conversation());
    }
}
