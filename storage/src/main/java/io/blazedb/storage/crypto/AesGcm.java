/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.crypto;

import io.blazedb.storage.bytes.Limits;
import java.lang.ref.WeakReference;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.WeakHashMap;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256-GCM of the JDK, whose intrinsics are twenty times faster than any portable implementation, on heap arrays.
 *
 * <p>A cipher that keeps its key is initialized in a third of the time, so each thread keeps one per key and direction, up to a bound.
 *
 * <p>Threading: any number of threads.
 */
final class AesGcm {
    static final int NONCE_BYTES = 12;
    static final int TAG_BYTES = 16;
    static final String TRANSFORMATION = "AES/GCM/NoPadding";

    private final ThreadLocal<WeakReference<Recent>> ciphers = ThreadLocal.withInitial(() -> new WeakReference<>(null));
    /** What keeps the ciphers of living threads: a thread that outlives this object does not keep its keys. */
    private final Map<Thread, Recent> byThread = Collections.synchronizedMap(new WeakHashMap<>());

    /** A key in the form the JDK wants. Identity, not contents, tells two apart. */
    static final class Key {
        private final SecretKeySpec sealing;
        /** The other direction has an identity of its own, so that a thread which does both keeps two ciphers. */
        private final Key opening;

        private Key(SecretKeySpec spec) {
            sealing = spec;
            opening = this;
        }

        private Key(SecretKeySpec spec, Key opening) {
            sealing = spec;
            this.opening = opening;
        }

        /** Takes the bytes over and wipes them. */
        static Key of(byte[] key) {
            SecretKeySpec spec = new SecretKeySpec(key, "AES");
            Arrays.fill(key, (byte) 0);
            return new Key(spec, new Key(spec));
        }
    }

    /** Writes ciphertext and tag to {@code into}; it has room for {@code length + TAG_BYTES}. */
    void seal(Key key, byte[] nonce, byte[] aad, byte[] plain, int offset, int length, byte[] into, int intoOffset) {
        try {
            Cipher cipher = cipher(key);
            cipher.init(Cipher.ENCRYPT_MODE, key.sealing, new GCMParameterSpec(TAG_BYTES * 8, nonce));
            cipher.updateAAD(aad);
            cipher.doFinal(plain, offset, length, into, intoOffset);
            CipherWarmUp.processed(length);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM", e);
        }
    }

    /** Opens ciphertext and tag, {@code length} bytes in all; false if they do not authenticate. */
    boolean open(
            Key key, byte[] nonce, byte[] aad, byte[] sealed, int offset, int length, byte[] into, int intoOffset) {
        try {
            Cipher cipher = cipher(key.opening);
            cipher.init(Cipher.DECRYPT_MODE, key.sealing, new GCMParameterSpec(TAG_BYTES * 8, nonce));
            cipher.updateAAD(aad);
            cipher.doFinal(sealed, offset, length, into, intoOffset);
            CipherWarmUp.processed(length);
            return true;
        } catch (AEADBadTagException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM", e);
        }
    }

    private Cipher cipher(Key key) throws GeneralSecurityException {
        Recent recent = ciphers.get().get();
        if (recent == null) {
            recent = new Recent();
            byThread.put(Thread.currentThread(), recent);
            ciphers.set(new WeakReference<>(recent));
        }
        Cipher cipher = recent.get(key);
        if (cipher == null) {
            cipher = Cipher.getInstance(TRANSFORMATION);
            recent.put(key, cipher);
        }
        return cipher;
    }

    /** Drops every cipher, and with it its key. */
    void forget() {
        byThread.clear();
    }

    private static final class Recent extends LinkedHashMap<Key, Cipher> {
        private static final long serialVersionUID = 1L;

        Recent() {
            super(2 * Limits.CIPHERS_PER_THREAD_MAX, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Cipher> eldest) {
            return size() > Limits.CIPHERS_PER_THREAD_MAX;
        }
    }
}
