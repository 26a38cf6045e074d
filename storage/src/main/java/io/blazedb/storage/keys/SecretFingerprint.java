/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.keys;

import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Recognizes the secret that a database was opened with, without keeping it and without a second key derivation: its HMAC-SHA256 under
 * a random key that never leaves this object. Worth nothing outside the process.
 */
public final class SecretFingerprint {
    private final byte[] key;
    private volatile byte[] expected;

    public SecretFingerprint(KeySource secret, RandomSource random) {
        key = random.bytes(32);
        expected = mac(secret);
    }

    /** WRONG_KEY if it is not the same secret. */
    public void require(KeySource secret) {
        if (!MessageDigest.isEqual(expected, mac(secret))) {
            throw new StoreException(StoreErrorCode.WRONG_KEY, "");
        }
    }

    /** From now on expects another secret. */
    public void replace(KeySource secret) {
        expected = mac(secret);
    }

    private byte[] mac(KeySource secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update((byte) (secret.kind() == KeySource.Kind.PASSPHRASE ? 1 : 2));
            return mac.doFinal(secret.secret());
        } catch (GeneralSecurityException e) {
            throw new StoreException(StoreErrorCode.INTERNAL, "HmacSHA256", e);
        }
    }
}
