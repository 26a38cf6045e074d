/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.crypto.payload;

import java.security.MessageDigest;
import java.security.SecureRandom;

/**
 * The secret of one epoch of one channel: random, never derived from another epoch's, so that whoever held the last one learns
 * nothing of the next.
 */
public final class ChannelKey {

    /** Bytes of a key. */
    public static final int KEY_BYTES = 32;

    private final int epoch;
    private final byte[] secret;

    /** The key with these bytes; the array is copied. */
    public ChannelKey(int epoch, byte[] secret) {
        if (epoch < 1 || secret.length != KEY_BYTES) {
            throw PayloadCrypto.rejected();
        }
        this.epoch = epoch;
        this.secret = secret.clone();
    }

    /** A fresh key for an epoch. */
    public static ChannelKey generate(int epoch, SecureRandom random) {
        byte[] secret = new byte[KEY_BYTES];
        random.nextBytes(secret);
        return new ChannelKey(epoch, secret);
    }

    public int epoch() {
        return epoch;
    }

    /** A copy of the key's bytes, for wrapping or for keeping inside an encrypted database. */
    public byte[] copySecret() {
        return secret.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ChannelKey key && key.epoch == epoch && MessageDigest.isEqual(key.secret, secret);
    }

    @Override
    public int hashCode() {
        return epoch;
    }

    @Override
    public String toString() {
        return "ChannelKey[epoch=" + epoch + "]";
    }
}
