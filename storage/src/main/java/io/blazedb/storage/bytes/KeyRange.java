/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.bytes;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Keys from an inclusive lower bound to an exclusive upper bound, in unsigned byte order.
 *
 * @param from first key of the range; empty for no lower bound
 * @param to first key after the range; null for no upper bound
 */
public record KeyRange(byte[] from, byte @Nullable [] to) {
    private static final KeyRange ALL = new KeyRange(new byte[0], null);

    public static KeyRange all() {
        return ALL;
    }

    /** All keys that start with the prefix. */
    public static KeyRange prefix(byte[] prefix) {
        return new KeyRange(prefix, successor(prefix));
    }

    /** The smallest key that is greater than every key with this prefix, or null if there is none. */
    public static byte @Nullable [] successor(byte[] prefix) {
        for (int i = prefix.length - 1; i >= 0; i--) {
            if (prefix[i] != (byte) 0xff) {
                byte[] next = Arrays.copyOf(prefix, i + 1);
                next[i]++;
                return next;
            }
        }
        return null;
    }

    public boolean contains(byte[] key) {
        return Arrays.compareUnsigned(from, key) <= 0 && (to == null || Arrays.compareUnsigned(key, to) < 0);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyRange range && Arrays.equals(from, range.from) && Arrays.equals(to, range.to);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(from) + Arrays.hashCode(to);
    }

    /** The lengths only: keys may be secret. */
    @Override
    public String toString() {
        return "KeyRange[" + from.length + " bytes.." + (to == null ? "end" : to.length + " bytes") + "]";
    }
}
