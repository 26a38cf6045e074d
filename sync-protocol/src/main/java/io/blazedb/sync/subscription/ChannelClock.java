/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.subscription;

import io.blazedb.calcite.catalog.Moment;
import io.blazedb.sync.wire.Limits;
import io.blazedb.sync.wire.WireReader;
import io.blazedb.sync.wire.WireWriter;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Which state of its owner's database a channel has told of. Sent before the records that lead there, so that a replica knows what its rows may
 * depend on no later than it has them.
 *
 * <pre>
 * 16 incarnation, u64 position, then the moment: 16 database, u64 sequence, count (of causes), for each: 16 database, u64 sequence
 * </pre>
 *
 * @param incarnation of the channel's log
 * @param position records up to it tell everything up to the moment
 * @param moment the owner's state; no record before the next clock is of a later one
 */
public record ChannelClock(UUID incarnation, long position, Moment moment) {

    public byte[] encode() {
        WireWriter writer = new WireWriter(64);
        id(writer, incarnation).u64(position);
        encode(writer, moment);
        return writer.toByteArray();
    }

    public static ChannelClock decode(byte[] bytes) {
        WireReader reader = new WireReader(bytes);
        UUID incarnation = id(reader);
        ChannelClock clock = new ChannelClock(incarnation, reader.u64(), moment(reader));
        reader.end();
        return clock;
    }

    /** The bytes of a moment on its own. */
    public static byte[] encode(Moment moment) {
        WireWriter writer = new WireWriter(64);
        encode(writer, moment);
        return writer.toByteArray();
    }

    public static Moment decodeMoment(byte[] bytes) {
        WireReader reader = new WireReader(bytes);
        Moment moment = moment(reader);
        reader.end();
        return moment;
    }

    private static void encode(WireWriter writer, Moment moment) {
        int count = Math.min(Limits.CAUSES_MAX, moment.causes().size());
        id(writer, moment.database()).u64(moment.sequence()).varint(count);
        moment.causes().entrySet().stream()
                .limit(count)
                .forEach(cause -> id(writer, cause.getKey()).u64(cause.getValue()));
    }

    private static Moment moment(WireReader reader) {
        UUID database = id(reader);
        long sequence = reader.u64();
        int count = reader.count(Limits.CAUSES_MAX);
        Map<UUID, Long> causes = new HashMap<>();
        for (int i = 0; i < count; i++) {
            causes.put(id(reader), reader.u64());
        }
        return new Moment(database, sequence, causes);
    }

    private static WireWriter id(WireWriter writer, UUID id) {
        return writer.u64(id.getMostSignificantBits()).u64(id.getLeastSignificantBits());
    }

    private static UUID id(WireReader reader) {
        return new UUID(reader.u64(), reader.u64());
    }
}
