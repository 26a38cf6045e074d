/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.publish;

import io.blazedb.storage.Cursor;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.WriteTransaction;
import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.sync.subscription.IntentOutcome;
import io.blazedb.sync.subscription.SyncTrees;
import io.blazedb.sync.wire.Limits;
import io.blazedb.sync.wire.WireReader;
import io.blazedb.sync.wire.WireWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the owner has decided about the intents of one queue, in one transaction. Outcomes are kept until the writer has them durably.
 *
 * <pre>
 * u8 'Q', text device, 16 queue              u64 last number, u64 microseconds of its decision
 * u8 'R', text device, 16 queue, u64 number  32 digest of the intent, its outcome
 * </pre>
 */
final class DecidedIntents {
    /** Queues of one device that are remembered; the one that was silent longest is forgotten for a new one. */
    static final int QUEUES_MAX = 256;

    private static final int DIGEST_BYTES = 32;

    private final byte[] queueKey;
    private final byte[] outcomes;
    private final String device;

    DecidedIntents(String device, UUID queue) {
        this.device = device;
        this.queueKey = named('Q', device, queue);
        this.outcomes = named('R', device, queue);
    }

    /** The number of the last decided intent; 0 for none. */
    long last(ReadTransaction read) {
        byte[] bytes = read.get(SyncTrees.DECIDED, queueKey);
        return bytes == null ? 0 : new WireReader(bytes).u64();
    }

    /** The outcome that an intent had; FORGOTTEN if another one had its number, or it is not kept any more. */
    IntentOutcome outcome(ReadTransaction read, long number, byte[] digest) {
        byte[] bytes = read.get(SyncTrees.DECIDED, outcomeKey(number));
        if (bytes == null || !Arrays.equals(bytes, 0, DIGEST_BYTES, digest, 0, DIGEST_BYTES)) {
            return IntentOutcome.forgotten(number);
        }
        return IntentOutcome.decode(Arrays.copyOfRange(bytes, DIGEST_BYTES, bytes.length));
    }

    /** Keeps a decision, and forgets those that the writer has. */
    void decide(WriteTransaction transaction, IntentOutcome outcome, byte[] digest, long oldest, long nowMicros) {
        if (transaction.get(SyncTrees.DECIDED, queueKey) == null) {
            makeRoom(transaction);
        }
        byte[] state = new WireWriter(16).u64(outcome.sequence()).u64(nowMicros).toByteArray();
        transaction.put(SyncTrees.DECIDED, queueKey, state);
        List<byte[]> known = new ArrayList<>();
        try (Cursor cursor = transaction.scan(SyncTrees.DECIDED, new KeyRange(outcomes, outcomeKey(oldest)))) {
            while (cursor.next()) {
                known.add(cursor.key().toByteArray());
            }
        }
        known.forEach(key -> transaction.delete(SyncTrees.DECIDED, key));
        byte[] kept = new WireWriter().raw(digest).raw(outcome.encode()).toByteArray();
        transaction.put(SyncTrees.DECIDED, outcomeKey(outcome.sequence()), kept);
    }

    private void makeRoom(WriteTransaction transaction) {
        int count = 0;
        long silentSince = Long.MAX_VALUE;
        @Nullable UUID silent = null;
        byte[] prefix = new WireWriter().u8('Q').text(device).toByteArray();
        try (Cursor cursor = transaction.scan(SyncTrees.DECIDED, KeyRange.prefix(prefix))) {
            while (cursor.next()) {
                count++;
                WireReader state = new WireReader(cursor.value().toByteArray());
                long last = state.u64();
                long at = state.u64();
                if (last > 0 && at < silentSince) {
                    byte[] key = cursor.key().toByteArray();
                    WireReader id = new WireReader(key, key.length - 16, 16);
                    silentSince = at;
                    silent = new UUID(id.u64(), id.u64());
                }
            }
        }
        if (count >= QUEUES_MAX && silent != null) {
            transaction.delete(SyncTrees.DECIDED, named('Q', device, silent));
            List<byte[]> keys = new ArrayList<>();
            try (Cursor cursor = transaction.scan(SyncTrees.DECIDED, KeyRange.prefix(named('R', device, silent)))) {
                while (cursor.next()) {
                    keys.add(cursor.key().toByteArray());
                }
            }
            keys.forEach(key -> transaction.delete(SyncTrees.DECIDED, key));
        }
    }

    private byte[] outcomeKey(long number) {
        return new WireWriter(outcomes.length + 8).raw(outcomes).u64(number).toByteArray();
    }

    private static byte[] named(char kind, String device, UUID queue) {
        assert device.length() < Limits.NAME_BYTES_MAX;
        return new WireWriter()
                .u8(kind)
                .text(device)
                .u64(queue.getMostSignificantBits())
                .u64(queue.getLeastSignificantBits())
                .toByteArray();
    }
}
