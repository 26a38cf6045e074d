/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.crypto;

import io.blazedb.storage.bytes.BigEndian;
import io.blazedb.storage.keys.RandomSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The nonces of one key: four random bytes, drawn once, and a counter. The counter makes them unique within the process that drew the
 * key's salt; the random bytes soften what the salt cannot see, a virtual machine cloned in between.
 */
final class NonceSequence {
    private final int random;
    private final AtomicLong counter = new AtomicLong();

    NonceSequence(RandomSource source) {
        random = BigEndian.getInt(source.bytes(4), 0);
    }

    int random() {
        return random;
    }

    long nextCounter() {
        return counter.incrementAndGet();
    }

    long used() {
        return counter.get();
    }

    static byte[] nonce(int random, long counter) {
        byte[] nonce = new byte[AesGcm.NONCE_BYTES];
        BigEndian.putInt(nonce, 0, random);
        BigEndian.putLong(nonce, 4, counter);
        return nonce;
    }
}
