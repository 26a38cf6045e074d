/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.keys;

import java.security.SecureRandom;

/** Where keys, salts and nonces come from; tests replay a seed. */
@FunctionalInterface
public interface RandomSource {

    /** Fills the array with random bytes. */
    void fill(byte[] bytes);

    /** So many random bytes. */
    default byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        fill(bytes);
        return bytes;
    }

    /** The operating system's generator. */
    static RandomSource secure() {
        SecureRandom random = new SecureRandom();
        return random::nextBytes;
    }
}
