/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.identity;

import io.blazedb.sync.error.SyncErrorCode;
import io.blazedb.sync.error.SyncException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/** An Ed25519 key pair. Every signature covers a domain beside the message, so that none can be taken for one of another purpose. */
public final class SigningKey {
    /** Bytes of a public key, and of a secret seed. */
    public static final int KEY_BYTES = 32;

    /** Bytes of a signature. */
    public static final int SIGNATURE_BYTES = 64;

    private static final String ID_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int ID_BYTES = 15;

    private final byte[] seed;
    private final byte[] publicKey;

    private SigningKey(byte[] seed) {
        this.seed = seed;
        this.publicKey =
                new Ed25519PrivateKeyParameters(seed, 0).generatePublicKey().getEncoded();
    }

    public static SigningKey generate(SecureRandom random) {
        byte[] seed = new byte[KEY_BYTES];
        random.nextBytes(seed);
        return new SigningKey(seed);
    }

    /** The pair that grows from a seed. */
    public static SigningKey fromSeed(byte[] seed) {
        if (seed.length != KEY_BYTES) {
            throw new SyncException(SyncErrorCode.DAMAGED_IDENTITY, "key length=" + seed.length);
        }
        return new SigningKey(seed.clone());
    }

    /** A copy of the secret seed, for keeping. */
    public byte[] copySeed() {
        return seed.clone();
    }

    public byte[] publicKey() {
        return publicKey.clone();
    }

    /** Signs a message for a purpose. */
    public byte[] sign(String domain, byte[] message) {
        Ed25519Signer signer = new Ed25519Signer();
        signer.init(true, new Ed25519PrivateKeyParameters(seed, 0));
        update(signer, domain, message);
        return signer.generateSignature();
    }

    /** Whether a signature for a purpose is the key's. */
    public static boolean verify(byte[] publicKey, String domain, byte[] message, byte[] signature) {
        if (publicKey.length != KEY_BYTES || signature.length != SIGNATURE_BYTES) {
            return false;
        }
        try {
            Ed25519Signer signer = new Ed25519Signer();
            signer.init(false, new Ed25519PublicKeyParameters(publicKey, 0));
            update(signer, domain, message);
            return signer.verifySignature(signature);
        } catch (IllegalArgumentException e) {
            // Bytes that are no point of the curve.
            return false;
        }
    }

    /** The name that people see of a key: 24 letters and digits, the first 120 bits of its SHA-256. */
    public static String fingerprint(byte[] publicKey) {
        byte[] digest = sha256(publicKey);
        StringBuilder text = new StringBuilder(ID_BYTES * 8 / 5);
        for (int bit = 0; bit < ID_BYTES * 8; bit += 5) {
            int pair = ((digest[bit >> 3] & 0xff) << 8) | (digest[(bit >> 3) + 1] & 0xff);
            text.append(ID_ALPHABET.charAt((pair >> (11 - (bit & 7))) & 31));
        }
        return text.toString();
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void update(Ed25519Signer signer, String domain, byte[] message) {
        byte[] prefix = domain.getBytes(StandardCharsets.UTF_8);
        signer.update((byte) prefix.length);
        signer.update(prefix, 0, prefix.length);
        signer.update(message, 0, message.length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SigningKey key && Arrays.equals(publicKey, key.publicKey);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(publicKey);
    }

    /** The fingerprint only. */
    @Override
    public String toString() {
        return "SigningKey[" + fingerprint(publicKey) + "]";
    }
}
