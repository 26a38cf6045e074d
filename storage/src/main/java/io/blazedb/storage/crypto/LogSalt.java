/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.crypto;

import io.blazedb.storage.bytes.BigEndian;
import io.blazedb.storage.keys.RandomSource;

/** The salt of a segment of the log: the generation of the data key that its frames are sealed under, then 20 random bytes. */
public final class LogSalt {
    private static final int RANDOM_BYTES = FrameCipher.SALT_BYTES - Integer.BYTES;

    private LogSalt() {}

    public static byte[] draw(int generation, RandomSource random) {
        byte[] salt = new byte[FrameCipher.SALT_BYTES];
        BigEndian.putInt(salt, 0, generation);
        System.arraycopy(random.bytes(RANDOM_BYTES), 0, salt, Integer.BYTES, RANDOM_BYTES);
        return salt;
    }

    public static int generation(byte[] salt) {
        return BigEndian.getInt(salt, 0);
    }
}
