/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.crypto;

import java.security.GeneralSecurityException;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Lets the JVM compile AES-GCM early. HotSpot uses the processor's instructions for it only in callers that its optimizing compiler has
 * compiled, which takes some 5,000 calls; until then portable code runs that is forty times slower (215 µs for a page of 16 KiB instead of
 * 5), so a process would have to go through 80 MB of pages first. Once it has sealed or opened a megabyte, a thread makes those calls with
 * short messages under a key that protects nothing, in about 0.1 s, and ends.
 *
 * <p>Threading: any number of threads.
 */
final class CipherWarmUp {
    /** What a process seals and opens before it is worth while. */
    private static final long BEGIN_BYTES = 1 << 20;

    private static final int ROUNDS_MAX = 24;
    private static final int CALLS_PER_ROUND = 500;
    /** Lengths of messages: the code takes other paths for short ones than for long ones. */
    private static final int SHORT_BYTES = 256;

    private static final int MEDIUM_BYTES = 1_024;
    private static final int LONG_BYTES = 8_192;
    /** Slower than this it is still portable code. */
    private static final long COMPILED_NANOS_PER_BYTE_MAX = 2;

    private static final AtomicLong PROCESSED = new AtomicLong();
    private static volatile boolean begun;

    private final Cipher sealing = Cipher.getInstance(AesGcm.TRANSFORMATION);
    private final Cipher opening = Cipher.getInstance(AesGcm.TRANSFORMATION);
    private final SecretKeySpec key = new SecretKeySpec(new byte[32], "AES");
    private final byte[] aad = new byte[AesGcm.TAG_BYTES];
    private final byte[] plain = new byte[LONG_BYTES];
    private final byte[] sealed = new byte[LONG_BYTES + AesGcm.TAG_BYTES];
    private int messages;

    private CipherWarmUp() throws GeneralSecurityException {}

    /** Notes that so many bytes were sealed or opened. */
    static void processed(int bytes) {
        if (!begun && PROCESSED.addAndGet(bytes) >= BEGIN_BYTES) {
            begin();
        }
    }

    private static synchronized void begin() {
        if (!begun) {
            begun = true;
            Thread thread = new Thread(CipherWarmUp::run, "blazedb-cipher-warm-up");
            thread.setDaemon(true);
            try {
                thread.start();
            } catch (OutOfMemoryError e) {
                // No thread to be had: everything works without.
                System.getLogger(CipherWarmUp.class.getName())
                        .log(System.Logger.Level.DEBUG, "no thread for warming up", e);
            }
        }
    }

    private static void run() {
        try {
            CipherWarmUp warmUp = new CipherWarmUp();
            for (int round = 0; round < ROUNDS_MAX && !warmUp.isCompiled(); round++) {
                for (int i = 0; i < CALLS_PER_ROUND; i++) {
                    warmUp.message(i % 4 == 0 ? MEDIUM_BYTES : SHORT_BYTES);
                }
            }
        } catch (GeneralSecurityException e) {
            System.getLogger(CipherWarmUp.class.getName())
                    .log(System.Logger.Level.DEBUG, "AES-GCM is not warmed up", e);
        }
    }

    private boolean isCompiled() throws GeneralSecurityException {
        for (int i = 0; i < 3; i++) {
            long start = System.nanoTime();
            message(LONG_BYTES);
            if (System.nanoTime() - start > 2 * LONG_BYTES * COMPILED_NANOS_PER_BYTE_MAX) {
                return false;
            }
        }
        return true;
    }

    private void message(int length) throws GeneralSecurityException {
        byte[] nonce = new byte[AesGcm.NONCE_BYTES];
        nonce[0] = (byte) messages;
        nonce[1] = (byte) (messages >>> 8);
        messages++;
        GCMParameterSpec parameters = new GCMParameterSpec(AesGcm.TAG_BYTES * 8, nonce);
        sealing.init(Cipher.ENCRYPT_MODE, key, parameters);
        sealing.updateAAD(aad);
        sealing.doFinal(plain, 0, length, sealed, 0);
        opening.init(Cipher.DECRYPT_MODE, key, parameters);
        opening.updateAAD(aad);
        opening.doFinal(sealed, 0, length + AesGcm.TAG_BYTES, plain, 0);
    }
}
