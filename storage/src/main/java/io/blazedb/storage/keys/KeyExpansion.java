/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.keys;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HKDF-SHA256 (RFC 5869) for keys of 32 bytes, which are one block of it, by the platform's HMAC: no other library is loaded for it. */
final class KeyExpansion {
    private static final String ALGORITHM = "HmacSHA256";
    private static final byte[] NO_SALT = new byte[KeyRing.KEY_BYTES];
    private static final byte FIRST_BLOCK = 1;

    private KeyExpansion() {}

    /** The key for an info. */
    static byte[] derive(byte[] secret, byte[] info) {
        return derive(secret, NO_SALT, info);
    }

    /** The key for an info and a salt. */
    static byte[] derive(byte[] secret, byte[] salt, byte[] info) {
        try {
            byte[] extracted = mac(salt).doFinal(secret);
            Mac expansion = mac(extracted);
            Arrays.fill(extracted, (byte) 0);
            expansion.update(info);
            expansion.update(FIRST_BLOCK);
            return expansion.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(ALGORITHM, e);
        }
    }

    private static Mac mac(byte[] key) throws GeneralSecurityException {
        Mac mac = Mac.getInstance(ALGORITHM);
        mac.init(new SecretKeySpec(key, ALGORITHM));
        return mac;
    }
}
