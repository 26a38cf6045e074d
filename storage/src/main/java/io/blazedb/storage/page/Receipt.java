/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.page;

import io.blazedb.storage.bytes.BigEndian;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;

/**
 * Says that a checkpoint is durable: if it is found and the checkpoint's meta page does not open, the file is damaged, not torn.
 *
 * <pre>
 * offset size field
 *      0    8 checkpoint
 *      8    8 sequence
 * </pre>
 *
 * @param checkpoint the durable checkpoint
 * @param sequence newest commit that is known to be durable
 */
public record Receipt(long checkpoint, long sequence) {
    public static final int BYTES = 16;

    public byte[] encode() {
        byte[] plain = new byte[BYTES];
        BigEndian.putLong(plain, 0, checkpoint);
        BigEndian.putLong(plain, 8, sequence);
        return plain;
    }

    public static Receipt decode(byte[] plain) {
        if (plain.length != BYTES) {
            throw new StoreException(StoreErrorCode.CORRUPTED, "receipt");
        }
        return new Receipt(BigEndian.getLong(plain, 0), BigEndian.getLong(plain, 8));
    }
}
