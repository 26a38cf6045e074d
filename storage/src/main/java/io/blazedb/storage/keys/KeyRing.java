/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.keys;

import java.nio.charset.StandardCharsets;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;

/**
 * Holds the master key of an open database and derives every other key from it. Closing it wipes the master key; derived keys belong
 * to whoever asked for them.
 */
public final class KeyRing implements AutoCloseable {
    /** Bytes of the master key and of every derived key. */
    public static final int KEY_BYTES = 32;

    private final SecretBytes master;

    /** Takes over the master key. */
    public KeyRing(SecretBytes master) {
        this.master = master;
    }

    /**
     * The key for a purpose: HKDF-SHA256 of the master key with {@code purpose}, a zero byte and {@code context} as its info.
     *
     * @param purpose constant name such as "page" or "log"
     * @param context what else the key depends on, such as a salt
     */
    public byte[] derive(String purpose, byte[] context) {
        byte[] name = purpose.getBytes(StandardCharsets.US_ASCII);
        byte[] info = new byte[name.length + 1 + context.length];
        System.arraycopy(name, 0, info, 0, name.length);
        System.arraycopy(context, 0, info, name.length + 1, context.length);
        HKDFBytesGenerator generator = new HKDFBytesGenerator(new SHA256Digest());
        generator.init(new HKDFParameters(master.bytes(), null, info));
        byte[] key = new byte[KEY_BYTES];
        generator.generateBytes(key, 0, key.length);
        return key;
    }

    /** The master key itself, not a copy: only for wrapping it into a slot. */
    SecretBytes master() {
        return master;
    }

    @Override
    public void close() {
        master.close();
    }
}
