/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.hub.store;

import java.util.Arrays;
import java.util.HexFormat;

/** Bytes that name something: an app's public key, a database's address, a channel. */
public final class KeyBytes {
    private final byte[] bytes;

    public KeyBytes(byte[] bytes) {
        this.bytes = bytes.clone();
    }

    public byte[] toByteArray() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyBytes key && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
