/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.page;

import io.blazedb.storage.bytes.BigEndian;
import java.util.Arrays;

/**
 * One key that pages are sealed with: the page key of a generation, made unique by a random salt, so that two processes, or a
 * restored copy of a file, never seal with the same key.
 *
 * @param id names the epoch in page pointers; above 0
 * @param generation of the data key; starts at 1
 * @param salt 24 random bytes
 */
public record KeyEpoch(int id, int generation, byte[] salt) {
    public static final int SALT_BYTES = 24;
    /** Encoded size: id u32, generation u32, salt. */
    public static final int BYTES = 8 + SALT_BYTES;

    public KeyEpoch {
        if (salt.length != SALT_BYTES) {
            throw new IllegalArgumentException("salt length");
        }
    }

    public void encode(byte[] into, int offset) {
        BigEndian.putInt(into, offset, id);
        BigEndian.putInt(into, offset + 4, generation);
        System.arraycopy(salt, 0, into, offset + 8, SALT_BYTES);
    }

    public static KeyEpoch decode(byte[] from, int offset) {
        return new KeyEpoch(
                BigEndian.getInt(from, offset),
                BigEndian.getInt(from, offset + 4),
                Arrays.copyOfRange(from, offset + 8, offset + BYTES));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyEpoch epoch
                && id == epoch.id
                && generation == epoch.generation
                && Arrays.equals(salt, epoch.salt);
    }

    @Override
    public int hashCode() {
        return 31 * id + Arrays.hashCode(salt);
    }

    @Override
    public String toString() {
        return "KeyEpoch[id=" + id + ", generation=" + generation + "]";
    }
}
