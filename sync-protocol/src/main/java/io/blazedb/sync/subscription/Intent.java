/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.subscription;

import io.blazedb.sync.wire.Limits;
import io.blazedb.sync.wire.WireReader;
import io.blazedb.sync.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * INTENT: what one transaction of a writer did to an attached database. Its owner applies all of it in one transaction, or none.
 *
 * <pre>
 * u8 version=1, 16 queue, u64 sequence, u64 oldest, u64 time, bytes schema, count, operations
 * </pre>
 *
 * @param queue random id of the attachment that it comes from
 * @param sequence its number in the queue, dense from 1
 * @param oldest number of the oldest intent whose outcome the writer does not have durably; everything before may be forgotten
 * @param createdAtMicros wall-clock time at the writer, for people only
 * @param schema the tables as the writer knows them
 * @param ops what was done, in order
 */
public record Intent(
        UUID queue, long sequence, long oldest, long createdAtMicros, ChannelSchema schema, List<IntentOp> ops) {
    private static final int VERSION = 1;

    public Intent {
        ops = List.copyOf(ops);
        if (sequence < 1 || oldest < 1 || oldest > sequence) {
            throw WireReader.malformed("intent=" + sequence + ", oldest=" + oldest);
        }
    }

    public byte[] encode() {
        return encode(oldest);
    }

    private byte[] encode(long stated) {
        WireWriter writer = new WireWriter(1_024)
                .u8(VERSION)
                .u64(queue.getMostSignificantBits())
                .u64(queue.getLeastSignificantBits())
                .u64(sequence)
                .u64(stated)
                .u64(createdAtMicros)
                .bytes(schema.encode())
                .varint(ops.size());
        ops.forEach(op -> op.encode(writer));
        return writer.toByteArray();
    }

    /** SHA-256 over what stays the same each time it is sent. */
    public byte[] digest() {
        return ChannelId.sha256(encode(0));
    }

    public static Intent decode(byte[] body) {
        WireReader reader = new WireReader(body);
        if (reader.u8() != VERSION) {
            throw WireReader.malformed("intent version");
        }
        UUID queue = new UUID(reader.u64(), reader.u64());
        long sequence = reader.u64();
        long oldest = reader.u64();
        long created = reader.u64();
        ChannelSchema schema = ChannelSchema.decode(reader.bytes(Limits.MESSAGE_BYTES_MAX));
        int count = reader.count(Math.min(Limits.INTENT_OPS_MAX, reader.remaining()));
        List<IntentOp> ops = new ArrayList<>(Math.min(count, 1_024));
        for (int i = 0; i < count; i++) {
            IntentOp op = IntentOp.decode(reader, schema.tables().size() - 1);
            int width = schema.tables().get(op.table()).columns().size();
            if (op.columns().length > 0 && op.columns()[op.columns().length - 1] >= width) {
                throw WireReader.malformed("intent columns");
            }
            ops.add(op);
        }
        reader.end();
        return new Intent(queue, sequence, oldest, created, schema, ops);
    }

    /** Without contents: they may be secret. */
    @Override
    public String toString() {
        return "Intent[" + queue + "/" + sequence + ", " + ops.size() + " operations]";
    }
}
