/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.apply;

import io.blazedb.calcite.catalog.Causes;
import io.blazedb.storage.Cursor;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.WriteTransaction;
import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.sync.subscription.ChannelId;
import io.blazedb.sync.subscription.ChannelSchema;
import io.blazedb.sync.subscription.SyncPosition;
import io.blazedb.sync.subscription.SyncTrees;
import io.blazedb.sync.wire.Limits;
import io.blazedb.sync.wire.WireReader;
import io.blazedb.sync.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands beside a replica's rows, changed in the same commits: which channel, up to where, by which schema.
 *
 * <pre>
 * key:   u8 'R', u32 namespace                       value: u8 version=1, u8 condition, u8 following, then if following: 16 channel, 56 position, bytes schema
 * key:   u8 'P', u32 namespace (unfinished snapshot) value: u8 version=1, 16 channel, 56 position, bytes schema
 * chunks of it: tree STAGING, key u32 namespace, u64 number
 * </pre>
 *
 * @param condition whether it may be followed further
 * @param replica what it holds; null before the first snapshot and after a revocation
 */
public record ReplicaState(Condition condition, @Nullable Content replica) {
    /** Whether a replica may be followed further. Numbers are stored. */
    public enum Condition {
        FOLLOWING(0),
        REVOKED(1),
        FORKED(2);

        private final int number;

        Condition(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }

        static Condition ofNumber(int number) {
            for (Condition condition : values()) {
                if (condition.number == number) {
                    return condition;
                }
            }
            throw WireReader.malformed("condition=" + number);
        }
    }

    /** A channel's content at a position. */
    public record Content(ChannelId channel, SyncPosition position, ChannelSchema schema) {}

    /** Nothing was ever received. */
    public static final ReplicaState NEW = new ReplicaState(Condition.FOLLOWING, null);

    private static final int VERSION = 1;

    /** The state of a namespace's replica. */
    public static ReplicaState load(ReadTransaction transaction, int namespace) {
        byte[] bytes = transaction.get(SyncTrees.REPLICAS, key('R', namespace));
        if (bytes == null) {
            return NEW;
        }
        WireReader reader = new WireReader(bytes);
        requireVersion(reader);
        Condition condition = Condition.ofNumber(reader.u8());
        return new ReplicaState(condition, reader.u8() == 1 ? content(reader) : null);
    }

    /** Forgets a namespace's replica; its rows are somebody else's to remove. */
    public static void remove(WriteTransaction transaction, int namespace) {
        transaction.delete(SyncTrees.REPLICAS, key('R', namespace));
        transaction.delete(SyncTrees.REPLICAS, key('P', namespace));
        dropChunks(transaction, namespace);
        Causes.forget(transaction, namespace);
    }

    static void dropChunks(WriteTransaction transaction, int namespace) {
        List<byte[]> keys = new ArrayList<>();
        try (Cursor chunks = transaction.scan(SyncTrees.STAGING, KeyRange.prefix(chunkPrefix(namespace)))) {
            while (chunks.next()) {
                keys.add(chunks.key().toByteArray());
            }
        }
        keys.forEach(key -> transaction.delete(SyncTrees.STAGING, key));
    }

    static byte[] chunkPrefix(int namespace) {
        return new WireWriter().u32(namespace).toByteArray();
    }

    void save(WriteTransaction transaction, int namespace) {
        WireWriter writer = new WireWriter().u8(VERSION).u8(condition.number()).u8(replica == null ? 0 : 1);
        if (replica != null) {
            encode(writer, replica);
        }
        transaction.put(SyncTrees.REPLICAS, key('R', namespace), writer.toByteArray());
    }

    static @Nullable Content loadPending(ReadTransaction transaction, int namespace) {
        byte[] bytes = transaction.get(SyncTrees.REPLICAS, key('P', namespace));
        if (bytes == null) {
            return null;
        }
        WireReader reader = new WireReader(bytes);
        requireVersion(reader);
        return content(reader);
    }

    static void savePending(WriteTransaction transaction, int namespace, @Nullable Content pending) {
        if (pending == null) {
            transaction.delete(SyncTrees.REPLICAS, key('P', namespace));
            return;
        }
        WireWriter writer = new WireWriter().u8(VERSION);
        encode(writer, pending);
        transaction.put(SyncTrees.REPLICAS, key('P', namespace), writer.toByteArray());
    }

    private static byte[] key(char kind, int namespace) {
        return new WireWriter().u8(kind).u32(namespace).toByteArray();
    }

    private static void encode(WireWriter writer, Content content) {
        writer.raw(content.channel().toByteArray());
        content.position().encode(writer);
        writer.bytes(content.schema().encode());
    }

    private static Content content(WireReader reader) {
        Content content = new Content(
                ChannelId.of(reader.raw(ChannelId.BYTES)),
                SyncPosition.decode(reader),
                ChannelSchema.decode(reader.bytes(Limits.MESSAGE_BYTES_MAX)));
        reader.end();
        return content;
    }

    private static void requireVersion(WireReader reader) {
        if (reader.u8() != VERSION) {
            throw WireReader.malformed("replica state version");
        }
    }
}
