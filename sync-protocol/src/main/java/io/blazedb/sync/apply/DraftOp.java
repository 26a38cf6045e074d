/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.apply;

import io.blazedb.sync.subscription.IntentOp;
import io.blazedb.sync.wire.Limits;
import io.blazedb.sync.wire.WireReader;
import io.blazedb.sync.wire.WireWriter;

/**
 * An operation of a draft, with the keys that the row has in the replica.
 *
 * <pre>
 * u64 tree, bytes key, bytes new key, operation
 * </pre>
 *
 * @param tree the replica's table when it was written
 * @param key the row's key before; of an insert, the new one
 * @param newKey the row's key after; of a delete, the old one
 * @param op the operation, on table 0
 */
record DraftOp(long tree, byte[] key, byte[] newKey, IntentOp op) {

    byte[] encode() {
        return new WireWriter(128)
                .u64(tree)
                .bytes(key)
                .bytes(newKey)
                .raw(op.encode())
                .toByteArray();
    }

    static DraftOp decode(byte[] bytes) {
        WireReader reader = new WireReader(bytes);
        return new DraftOp(
                reader.u64(),
                reader.bytes(Limits.MESSAGE_BYTES_MAX),
                reader.bytes(Limits.MESSAGE_BYTES_MAX),
                IntentOp.decode(reader.raw(reader.remaining())));
    }
}
