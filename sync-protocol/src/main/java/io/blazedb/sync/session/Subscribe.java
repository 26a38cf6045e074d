/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.session;

import io.blazedb.sync.subscription.ChannelId;
import io.blazedb.sync.subscription.SyncPosition;
import io.blazedb.sync.wire.Limits;
import io.blazedb.sync.wire.WireReader;
import io.blazedb.sync.wire.WireWriter;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * SUBSCRIBE: what the subscriber wants, and what it has. The frame's stream names the subscription from here on.
 *
 * <pre>
 * text database, count, then for each own condition: text table, text SQL; u8 resumes: 0 or 1, then 16 channel, 56 position
 * </pre>
 *
 * @param database name of the database
 * @param predicates the subscriber's own conditions by table name; the empty name for all tables
 * @param channel the channel followed so far, or null
 * @param position the last applied position, or null
 */
public record Subscribe(
        String database,
        Map<String, String> predicates,
        @Nullable ChannelId channel,
        @Nullable SyncPosition position) {

    public Subscribe {
        predicates = Map.copyOf(predicates);
    }

    public byte[] encode() {
        WireWriter writer = new WireWriter().text(database).varint(predicates.size());
        new TreeMap<>(predicates).forEach((table, sql) -> writer.text(table).text(sql));
        if (channel == null || position == null) {
            return writer.u8(0).toByteArray();
        }
        writer.u8(1).raw(channel.toByteArray());
        position.encode(writer);
        return writer.toByteArray();
    }

    public static Subscribe decode(byte[] bytes) {
        WireReader reader = new WireReader(bytes);
        String database = reader.text(Limits.NAME_BYTES_MAX);
        int count = reader.count(Limits.TABLES_MAX);
        Map<String, String> predicates = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            predicates.put(reader.text(Limits.NAME_BYTES_MAX), reader.text(Limits.SQL_BYTES_MAX));
        }
        ChannelId channel = null;
        SyncPosition position = null;
        int resumes = reader.u8();
        if (resumes > 1) {
            throw WireReader.malformed("resumes");
        }
        if (resumes == 1) {
            channel = ChannelId.of(reader.raw(ChannelId.BYTES));
            position = SyncPosition.decode(reader);
        }
        reader.end();
        return new Subscribe(database, predicates, channel, position);
    }
}
