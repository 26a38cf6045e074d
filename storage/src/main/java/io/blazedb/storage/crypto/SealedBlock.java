/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.crypto;

import io.blazedb.storage.bytes.BigEndian;
import io.blazedb.storage.keys.KeyRing;
import io.blazedb.storage.keys.RandomSource;
import org.jspecify.annotations.Nullable;

/**
 * A block that stands alone in the file, without a parent that holds its nonce: each seal draws a salt and with it a key of its own,
 * so that no counter has to be kept anywhere.
 *
 * <pre>
 * offset size field
 *      0    8 magic: what the block is
 *      8   24 salt
 *     32    4 length n of the plaintext
 *     36    n ciphertext
 *   36+n   16 tag
 *    ...      zeros up to the size of the block
 * </pre>
 *
 * The nonce is zero: its key seals once. The associated data are magic, salt, length and what the caller adds.
 */
final class SealedBlock {
    private static final int SALT_BYTES = 24;
    private static final int HEADER_BYTES = 8 + SALT_BYTES + 4;
    private static final byte[] ZERO_NONCE = new byte[AesGcm.NONCE_BYTES];

    private final AesGcm cipher = new AesGcm();
    private final KeyRing ring;
    private final RandomSource random;
    private final long magic;
    private final String purpose;
    private final int blockBytes;

    SealedBlock(KeyRing ring, RandomSource random, long magic, String purpose, int blockBytes) {
        this.ring = ring;
        this.random = random;
        this.magic = magic;
        this.purpose = purpose;
        this.blockBytes = blockBytes;
    }

    byte[] seal(byte[] associatedData, byte[] plain) {
        if (plain.length > blockBytes - HEADER_BYTES - AesGcm.TAG_BYTES) {
            throw new IllegalArgumentException("block length");
        }
        byte[] block = new byte[blockBytes];
        byte[] salt = random.bytes(SALT_BYTES);
        BigEndian.putLong(block, 0, magic);
        System.arraycopy(salt, 0, block, 8, SALT_BYTES);
        BigEndian.putInt(block, 32, plain.length);
        AesGcm.Key key = AesGcm.Key.of(ring.derive(purpose, salt));
        cipher.seal(key, ZERO_NONCE, associated(block, associatedData), plain, 0, plain.length, block, HEADER_BYTES);
        return block;
    }

    byte @Nullable [] open(byte[] associatedData, byte[] block) {
        if (block.length != blockBytes || BigEndian.getLong(block, 0) != magic) {
            return null;
        }
        int length = BigEndian.getInt(block, 32);
        if (length < 0 || length > blockBytes - HEADER_BYTES - AesGcm.TAG_BYTES) {
            return null;
        }
        for (int i = HEADER_BYTES + length + AesGcm.TAG_BYTES; i < blockBytes; i++) {
            if (block[i] != 0) {
                return null;
            }
        }
        byte[] salt = new byte[SALT_BYTES];
        System.arraycopy(block, 8, salt, 0, SALT_BYTES);
        AesGcm.Key key = AesGcm.Key.of(ring.derive(purpose, salt));
        byte[] plain = new byte[length];
        boolean whole = cipher.open(
                key,
                ZERO_NONCE,
                associated(block, associatedData),
                block,
                HEADER_BYTES,
                length + AesGcm.TAG_BYTES,
                plain,
                0);
        return whole ? plain : null;
    }

    private static byte[] associated(byte[] block, byte[] more) {
        byte[] all = new byte[HEADER_BYTES + more.length];
        System.arraycopy(block, 0, all, 0, HEADER_BYTES);
        System.arraycopy(more, 0, all, HEADER_BYTES, more.length);
        return all;
    }
}
