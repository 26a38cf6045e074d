/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.session;

import io.blazedb.sync.subscription.ChannelSchema;
import io.blazedb.sync.wire.Limits;
import io.blazedb.sync.wire.WireReader;
import io.blazedb.sync.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * SERVED: the tables that a peer may query.
 *
 * <pre>
 * bytes schema, count (of its tables), then for each: u64 roughly how many rows the peer may see
 * </pre>
 */
public record Served(ChannelSchema schema, List<Long> rows) {

    public Served {
        rows = List.copyOf(rows);
    }

    public byte[] encode() {
        WireWriter writer = new WireWriter().bytes(schema.encode()).varint(rows.size());
        rows.forEach(writer::u64);
        return writer.toByteArray();
    }

    public static Served decode(byte[] bytes) {
        WireReader reader = new WireReader(bytes);
        ChannelSchema schema = ChannelSchema.decode(reader.bytes(Limits.MESSAGE_BYTES_MAX));
        int count = reader.count(Limits.TABLES_MAX);
        if (count != schema.tables().size()) {
            throw WireReader.malformed("tables");
        }
        List<Long> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(reader.u64());
        }
        reader.end();
        return new Served(schema, rows);
    }
}
