/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.subscription;

import io.blazedb.sync.wire.Limits;
import io.blazedb.sync.wire.WireReader;
import io.blazedb.sync.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * A piece of a snapshot: rows of one table, ascending by key, after those of the chunk before. Tables come in the order of the schema.
 *
 * <pre>
 * u8 version=1, varint number, varint table, count, then each row: bytes
 * </pre>
 *
 * @param number its place in the snapshot, from 0
 * @param table place in {@link ChannelSchema#tables()}
 * @param rows whole exported rows, by the row codec of the exported table; of a table without primary key each after its row id
 */
public record SnapshotChunk(long number, int table, List<byte[]> rows) {
    private static final int VERSION = 1;

    public SnapshotChunk {
        rows = List.copyOf(rows);
    }

    public byte[] encode() {
        WireWriter writer = new WireWriter(Limits.SNAPSHOT_CHUNK_BYTES + 4_096)
                .u8(VERSION)
                .varint(number)
                .varint(table)
                .varint(rows.size());
        rows.forEach(writer::bytes);
        return writer.toByteArray();
    }

    /**
     * The chunk in these bytes.
     *
     * @throws io.blazedb.sync.error.SyncException MALFORMED
     */
    public static SnapshotChunk decode(byte[] bytes) {
        WireReader reader = new WireReader(bytes);
        if (reader.u8() != VERSION) {
            throw WireReader.malformed("chunk version");
        }
        long number = reader.varint();
        int table = reader.count(Limits.TABLES_MAX);
        int count = reader.count(reader.remaining());
        if (number < 0) {
            throw WireReader.malformed("chunk number");
        }
        List<byte[]> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(reader.bytes(Limits.MESSAGE_BYTES_MAX));
        }
        reader.end();
        return new SnapshotChunk(number, table, rows);
    }

    @Override
    public String toString() {
        return "SnapshotChunk[" + number + ", table=" + table + ", " + rows.size() + " rows]";
    }
}
