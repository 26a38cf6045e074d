/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.apply;

import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.WriteTransaction;
import io.blazedb.sync.subscription.SyncTrees;
import io.blazedb.sync.subscription.WriteTerms;
import io.blazedb.sync.wire.Limits;
import io.blazedb.sync.wire.WireReader;
import io.blazedb.sync.wire.WireWriter;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The queue of what a database writes for one attachment.
 *
 * <pre>
 * u8 version=1, 16 queue, u64 next number, u8 1 if the owner takes no writes at all, u8 1 if terms follow, bytes terms
 * </pre>
 *
 * @param queue its random id
 * @param next the number that the next intent gets
 * @param unsupported whether the owner takes no writes at all
 * @param terms what the owner has allowed; null as long as it has not said
 */
record QueueState(
        UUID queue,
        long next,
        boolean unsupported,
        @Nullable WriteTerms terms) {
    private static final int VERSION = 1;

    static @Nullable QueueState load(ReadTransaction transaction, int namespace) {
        byte[] bytes = transaction.get(SyncTrees.INTENTS, QueueKeys.queue(namespace));
        if (bytes == null) {
            return null;
        }
        WireReader reader = new WireReader(bytes);
        if (reader.u8() != VERSION) {
            throw WireReader.malformed("queue version");
        }
        UUID queue = new UUID(reader.u64(), reader.u64());
        long next = reader.u64();
        boolean unsupported = reader.u8() == 1;
        boolean known = reader.u8() == 1;
        byte[] terms = reader.bytes(Limits.MESSAGE_BYTES_MAX);
        reader.end();
        return new QueueState(queue, next, unsupported, known ? WriteTerms.decode(terms) : null);
    }

    void save(WriteTransaction transaction, int namespace) {
        byte[] bytes = new WireWriter()
                .u8(VERSION)
                .u64(queue.getMostSignificantBits())
                .u64(queue.getLeastSignificantBits())
                .u64(next)
                .u8(unsupported ? 1 : 0)
                .u8(terms == null ? 0 : 1)
                .bytes(terms == null ? new byte[0] : terms.encode())
                .toByteArray();
        transaction.put(SyncTrees.INTENTS, QueueKeys.queue(namespace), bytes);
    }
}
