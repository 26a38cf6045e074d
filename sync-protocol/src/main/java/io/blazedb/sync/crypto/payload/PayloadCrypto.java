/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.crypto.payload;

import io.blazedb.sync.error.SyncErrorCode;
import io.blazedb.sync.error.SyncException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;

/** The primitives under this package: HKDF-SHA256 and AES-256-GCM, and the one error for everything that does not open. */
final class PayloadCrypto {
    static final int TAG_BYTES = 16;
    static final int SALT_BYTES = 24;
    private static final int NONCE_BYTES = 12;

    private PayloadCrypto() {}

    /** One error for every failure, with no detail about why. */
    static SyncException rejected() {
        return new SyncException(SyncErrorCode.PAYLOAD_REJECTED, "");
    }

    static SecretKey derive(byte[] secret, byte[] salt, byte[] info) {
        HKDFBytesGenerator generator = new HKDFBytesGenerator(new SHA256Digest());
        generator.init(new HKDFParameters(secret, salt, info));
        byte[] key = new byte[ChannelKey.KEY_BYTES];
        generator.generateBytes(key, 0, key.length);
        return new SecretKeySpec(key, "AES");
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static Cipher cipher() {
        try {
            return Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Nonce = 32 zero bits, then the counter. */
    static void seal(
            Cipher cipher,
            SecretKey key,
            long counter,
            byte[] associatedData,
            byte[] plain,
            byte[] target,
            int offset) {
        try {
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BYTES * 8, nonce(counter)));
            cipher.updateAAD(associatedData);
            cipher.doFinal(plain, 0, plain.length, target, offset);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] open(
            Cipher cipher, SecretKey key, long counter, byte[] associatedData, byte[] sealed, int offset, int length) {
        try {
            cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BYTES * 8, nonce(counter)));
            cipher.updateAAD(associatedData);
            return cipher.doFinal(sealed, offset, length);
        } catch (GeneralSecurityException e) {
            throw rejected();
        }
    }

    private static byte[] nonce(long counter) {
        byte[] nonce = new byte[NONCE_BYTES];
        for (int i = 0; i < Long.BYTES; i++) {
            nonce[NONCE_BYTES - 1 - i] = (byte) (counter >>> (8 * i));
        }
        return nonce;
    }
}
