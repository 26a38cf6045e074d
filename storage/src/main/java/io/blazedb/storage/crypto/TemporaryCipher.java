/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.crypto;

import io.blazedb.storage.bytes.BigEndian;
import io.blazedb.storage.keys.RandomSource;

/**
 * Seals blocks of one temporary file under a random key that exists in this object only. The nonce is a counter that stays in memory too,
 * so that a block which stood at the same place before does not open.
 *
 * <p>Threading: one thread at a time.
 */
public final class TemporaryCipher {
    public static final int TAG_BYTES = AesGcm.TAG_BYTES;
    private static final int KEY_BYTES = 32;

    private final AesGcm cipher = new AesGcm();
    private final AesGcm.Key key;
    private long counter;

    public TemporaryCipher(RandomSource random) {
        key = AesGcm.Key.of(random.bytes(KEY_BYTES));
    }

    /** Seals bytes into {@code into}, which has room for the tag too; returns the number to open them with. */
    public long seal(long block, byte[] plain, int length, byte[] into) {
        long number = ++counter;
        cipher.seal(key, NonceSequence.nonce(0, number), associated(block), plain, 0, length, into, 0);
        return number;
    }

    /** Opens bytes of {@code length} and a tag; false if they are not what was sealed. */
    public boolean open(long block, long number, byte[] sealed, int length, byte[] into) {
        return cipher.open(
                key, NonceSequence.nonce(0, number), associated(block), sealed, 0, length + TAG_BYTES, into, 0);
    }

    /** Drops the key. */
    public void forget() {
        cipher.forget();
    }

    private static byte[] associated(long block) {
        byte[] data = new byte[Long.BYTES];
        BigEndian.putLong(data, 0, block);
        return data;
    }
}
