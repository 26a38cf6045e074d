/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.sim;

import io.blazedb.storage.keys.KeyRing;
import io.blazedb.storage.keys.SecretBytes;
import java.util.Arrays;

/** Key rings without a file. */
public final class TestKeys {
    private TestKeys() {}

    /** A ring that knows every generation of data keys: its key is filled with its lowest byte. */
    public static KeyRing ring(byte[] master) {
        KeyRing ring = new KeyRing(SecretBytes.adopt(master));
        ring.onUnknownGeneration(generation -> {
            byte[] key = new byte[KeyRing.KEY_BYTES];
            Arrays.fill(key, (byte) generation);
            ring.adopt(generation, SecretBytes.adopt(key));
        });
        return ring;
    }
}
