/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.apply;

import io.blazedb.storage.Cursor;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.WriteTransaction;
import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.sync.subscription.SyncTrees;
import io.blazedb.sync.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Keys of what a database writes for owners, in the tree INTENTS. A draft is what one transaction wrote; it gets its number in the queue when it is first looked at for
 * sending.
 *
 * <pre>
 * u8 'N', u32 namespace                             the queue: see {@link QueueState}
 * u8 'D', u32 namespace, u64 order, u64 draft       u64 time; a draft without number; of two where one saw the other, that one has the higher order
 * u8 'Q', u32 namespace, u64 number                 see {@link QueuedIntent}
 * u8 'T', u32 namespace, u64 draft, u64 tree        the table as it was then: bytes of a ChannelSchema
 * u8 'O', u32 namespace, u64 draft, u32 operation   see {@link DraftOp}
 * </pre>
 */
final class QueueKeys {
    private QueueKeys() {}

    static byte[] queue(int namespace) {
        return of('N', namespace).toByteArray();
    }

    static byte[] drafts(int namespace) {
        return of('D', namespace).toByteArray();
    }

    static byte[] draft(int namespace, long order, long draft) {
        return of('D', namespace).u64(order).u64(draft).toByteArray();
    }

    static byte[] intents(int namespace) {
        return of('Q', namespace).toByteArray();
    }

    static byte[] intent(int namespace, long number) {
        return of('Q', namespace).u64(number).toByteArray();
    }

    static byte[] tables(int namespace, long draft) {
        return of('T', namespace).u64(draft).toByteArray();
    }

    static byte[] table(int namespace, long draft, long tree) {
        return of('T', namespace).u64(draft).u64(tree).toByteArray();
    }

    static byte[] operations(int namespace, long draft) {
        return of('O', namespace).u64(draft).toByteArray();
    }

    static byte[] operation(int namespace, long draft, int operation) {
        return of('O', namespace).u64(draft).u32(operation).toByteArray();
    }

    /** Whether anything begins with a prefix. */
    static boolean any(ReadTransaction transaction, long tree, byte[] prefix) {
        try (Cursor cursor = transaction.scan(tree, KeyRange.prefix(prefix))) {
            return cursor.next();
        }
    }

    /** Removes all that begins with a prefix. */
    static void drop(WriteTransaction transaction, long tree, byte[] prefix) {
        List<byte[]> keys = new ArrayList<>();
        try (Cursor cursor = transaction.scan(tree, KeyRange.prefix(prefix))) {
            while (cursor.next()) {
                keys.add(cursor.key().toByteArray());
            }
        }
        keys.forEach(key -> transaction.delete(tree, key));
    }

    /** Removes everything of a namespace. */
    static void dropAll(WriteTransaction transaction, int namespace) {
        for (char kind : new char[] {'N', 'D', 'Q', 'T', 'O'}) {
            drop(transaction, SyncTrees.INTENTS, of(kind, namespace).toByteArray());
        }
        drop(transaction, SyncTrees.OVERLAYS, new WireWriter(4).u32(namespace).toByteArray());
    }

    private static WireWriter of(char kind, int namespace) {
        return new WireWriter(24).u8(kind).u32(namespace);
    }
}
