/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.crypto.payload;

import java.security.SecureRandom;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.hpke.HPKE;

/**
 * A device's key pair for receiving channel keys: X-Wing, which is X25519 and ML-KEM-768 together. It takes breaking both to open what
 * was wrapped for it.
 */
public final class EnvelopeKeys {

    /** Bytes of the private seed. */
    public static final int SEED_BYTES = 32;

    /** Bytes of the public key: ML-KEM-768, then X25519. */
    public static final int PUBLIC_KEY_BYTES = 1216;

    private final byte[] seed;
    private final byte[] publicKey;

    private EnvelopeKeys(byte[] seed, byte[] publicKey) {
        this.seed = seed;
        this.publicKey = publicKey;
    }

    public static EnvelopeKeys generate(SecureRandom random) {
        byte[] seed = new byte[SEED_BYTES];
        random.nextBytes(seed);
        return fromSeed(seed);
    }

    /** The pair that grows from a seed. */
    public static EnvelopeKeys fromSeed(byte[] seed) {
        if (seed.length != SEED_BYTES) {
            throw PayloadCrypto.rejected();
        }
        HPKE hpke = KeyEnvelope.hpke();
        AsymmetricCipherKeyPair pair = hpke.deserializePrivateKey(seed.clone(), null);
        return new EnvelopeKeys(seed.clone(), hpke.serializePublicKey(pair.getPublic()));
    }

    /** A copy of the secret seed, for keeping. */
    public byte[] copySeed() {
        return seed.clone();
    }

    public byte[] publicKey() {
        return publicKey.clone();
    }

    AsymmetricCipherKeyPair pair() {
        return KeyEnvelope.hpke().deserializePrivateKey(seed.clone(), null);
    }

    @Override
    public String toString() {
        return "EnvelopeKeys";
    }
}
