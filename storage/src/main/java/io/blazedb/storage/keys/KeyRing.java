/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.keys;

import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.IntConsumer;

/**
 * Holds the master key of an open database and its data keys, and derives every other key from them. Closing it wipes what it holds;
 * derived keys belong to whoever asked for them.
 *
 * <p>Threading: any number of threads.
 */
public final class KeyRing implements AutoCloseable {
    /** Bytes of the master key and of every derived key. */
    public static final int KEY_BYTES = 32;

    private final SecretBytes master;
    private final ConcurrentSkipListMap<Integer, SecretBytes> dataKeys = new ConcurrentSkipListMap<>();
    private volatile IntConsumer onUnknownGeneration = generation -> {};

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
        return derive(master, purpose, context);
    }

    /**
     * The key for a purpose that derives from a data key in the same way.
     *
     * @throws io.blazedb.storage.error.StoreException CORRUPTED if there is no such data key, any more
     */
    public byte[] derive(int generation, String purpose, byte[] context) {
        SecretBytes dataKey = knows(generation) ? dataKeys.get(generation) : null;
        if (dataKey == null) {
            throw new StoreException(StoreErrorCode.CORRUPTED, "data key generation=" + generation);
        }
        return derive(dataKey, purpose, context);
    }

    /** Whether there is a data key of a generation: one that was dropped before this process heard of it is not known any more. */
    public boolean knows(int generation) {
        if (!dataKeys.containsKey(generation)) {
            onUnknownGeneration.accept(generation);
        }
        return dataKeys.containsKey(generation);
    }

    private static byte[] derive(SecretBytes from, String purpose, byte[] context) {
        byte[] name = purpose.getBytes(StandardCharsets.US_ASCII);
        byte[] info = new byte[name.length + 1 + context.length];
        System.arraycopy(name, 0, info, 0, name.length);
        System.arraycopy(context, 0, info, name.length + 1, context.length);
        return KeyExpansion.derive(from.bytes(), info);
    }

    /** Takes over a data key. One that is known already stays: what a generation means never changes. */
    public void adopt(int generation, SecretBytes dataKey) {
        if (dataKeys.putIfAbsent(generation, dataKey) != null) {
            dataKey.close();
        }
    }

    boolean has(int generation) {
        return dataKeys.containsKey(generation);
    }

    /** The data key that new pages and frames are sealed under. */
    public int newestGeneration() {
        return dataKeys.lastKey();
    }

    /** What to do before a generation is called unknown: another process may have added it. */
    public void onUnknownGeneration(IntConsumer lookUp) {
        onUnknownGeneration = lookUp;
    }

    /** The master key itself, not a copy: only for wrapping it into a slot. */
    SecretBytes master() {
        return master;
    }

    @Override
    public void close() {
        master.close();
        dataKeys.values().forEach(SecretBytes::close);
    }
}
