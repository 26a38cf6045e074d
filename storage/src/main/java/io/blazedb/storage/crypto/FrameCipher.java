/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.crypto;

import io.blazedb.storage.keys.KeyRing;
import io.blazedb.storage.keys.RandomSource;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Seals and opens the log frames of one writer in one log generation. Every process that appends draws a writer salt of its own, so
 * no two ever seal under the same key; whoever did not draw the salt only opens.
 *
 * <pre>
 * offset size field
 *      0   12 nonce: 4 random bytes, 8 bytes counter
 *     12    n ciphertext
 *   12+n   16 tag
 * </pre>
 */
public final class FrameCipher {
    public static final int SALT_BYTES = 24;
    public static final int NONCE_BYTES = AesGcm.NONCE_BYTES;
    public static final int TAG_BYTES = AesGcm.TAG_BYTES;
    /** What sealing adds to the plaintext. */
    public static final int OVERHEAD_BYTES = NONCE_BYTES + TAG_BYTES;

    private final AesGcm cipher = new AesGcm();
    private final AesGcm.Key key;
    private final NonceSequence nonces;

    public FrameCipher(KeyRing ring, byte[] generationSalt, byte[] writerSalt, RandomSource random) {
        if (generationSalt.length != SALT_BYTES || writerSalt.length != SALT_BYTES) {
            throw new IllegalArgumentException("salt length");
        }
        byte[] salts = Arrays.copyOf(generationSalt, 2 * SALT_BYTES);
        System.arraycopy(writerSalt, 0, salts, SALT_BYTES, SALT_BYTES);
        key = AesGcm.Key.of(ring.derive(LogSalt.generation(generationSalt), "log", salts));
        nonces = new NonceSequence(random);
    }

    /** Nonce, ciphertext, tag. Only the drawer of the writer salt may seal. */
    public byte[] seal(byte[] associatedData, byte[] plain) {
        byte[] sealed = new byte[plain.length + OVERHEAD_BYTES];
        byte[] nonce = NonceSequence.nonce(nonces.random(), nonces.nextCounter());
        System.arraycopy(nonce, 0, sealed, 0, NONCE_BYTES);
        cipher.seal(key, nonce, associatedData, plain, 0, plain.length, sealed, NONCE_BYTES);
        return sealed;
    }

    /** The plaintext of nonce, ciphertext and tag at an offset, or null if they do not authenticate. */
    public byte @Nullable [] open(byte[] associatedData, byte[] sealed, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, sealed.length);
        if (length < OVERHEAD_BYTES) {
            return null;
        }
        byte[] nonce = Arrays.copyOfRange(sealed, offset, offset + NONCE_BYTES);
        byte[] plain = new byte[length - OVERHEAD_BYTES];
        boolean whole =
                cipher.open(key, nonce, associatedData, sealed, offset + NONCE_BYTES, length - NONCE_BYTES, plain, 0);
        return whole ? plain : null;
    }
}
