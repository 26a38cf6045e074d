/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.crypto.payload;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;

/**
 * Seals payloads of one channel under one epoch's key.
 *
 * <p>Invariant: no (key, nonce) pair is used twice. The key in use is derived from the epoch's key with a random 192-bit salt made by
 * this object, and the nonce counts from zero. A publisher that crashed, was restored from a backup or copied makes a new sealer
 * and so a new key, whatever it remembers.
 *
 * <p>Threading: one thread at a time.
 *
 * <pre>
 * offset size field
 * 0      1    version, 1
 * 1      24   salt
 * 25     8    counter
 * 33     n+16 packed content, AES-256-GCM, tag
 * </pre>
 */
public final class PayloadSealer {
    static final byte VERSION = 1;
    static final int HEADER_BYTES = 1 + PayloadCrypto.SALT_BYTES + Long.BYTES;

    /** Seals by one sealer: far below the bounds of AES-GCM. */
    private static final long SEALS_MAX = 1L << 32;

    private final int epoch;
    private final byte[] salt;
    private final SecretKey key;
    private final Cipher cipher = PayloadCrypto.cipher();
    private long counter;

    public PayloadSealer(ChannelKey channelKey, SecureRandom random) {
        this.epoch = channelKey.epoch();
        this.salt = new byte[PayloadCrypto.SALT_BYTES];
        random.nextBytes(salt);
        this.key = PayloadOpener.sealingKey(channelKey, salt);
    }

    public int epoch() {
        return epoch;
    }

    /** Compresses, pads and seals. */
    public byte[] seal(PayloadContext context, byte[] content) {
        if (context.epoch() != epoch || counter >= SEALS_MAX) {
            throw new IllegalStateException("not this sealer's epoch, or too many seals");
        }
        byte[] plain = Packing.pack(content);
        byte[] sealed = new byte[HEADER_BYTES + plain.length + PayloadCrypto.TAG_BYTES];
        ByteBuffer.wrap(sealed).put(VERSION).put(salt).putLong(counter);
        PayloadCrypto.seal(cipher, key, counter++, context.associatedData(), plain, sealed, HEADER_BYTES);
        return sealed;
    }
}
