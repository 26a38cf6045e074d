/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.keys;

import io.blazedb.storage.bytes.BigEndian;
import io.blazedb.storage.bytes.Limits;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The data keys in the superheader: random keys that page and log keys derive from, each wrapped under the master key. There is one,
 * and two while the pages are being moved from an old one to a new one.
 *
 * <pre>
 * offset size field
 *      0    4 generation, from 1; 0 for an empty entry
 *      4    4 zero
 *      8   12 nonce
 *     20   32 wrapped data key, AES-256-GCM
 *     52   16 tag
 *     68    4 zero
 * </pre>
 *
 * The associated data of the wrap are the database id and the first 8 bytes; its key derives from the master key for the purpose
 * "data key" with the database id as context.
 */
final class DataKeys {
    static final int ENTRY_BYTES = 72;
    private static final int NONCE_AT = 8;
    private static final int NONCE_BYTES = 12;
    private static final int WRAPPED_AT = 20;
    private static final int WRAPPED_BYTES = KeyRing.KEY_BYTES + 16;

    private DataKeys() {}

    /** Adds an entry with a new random key, the newest generation. The table must have a free entry. */
    static void add(byte[] header, int at, byte[] databaseId, KeyRing ring, RandomSource random) {
        int generation = 1;
        int free = -1;
        for (int entry = entryAt(at, Limits.DATA_KEYS_MAX - 1); entry >= at; entry -= ENTRY_BYTES) {
            int present = BigEndian.getInt(header, entry);
            generation = Math.max(generation, present + 1);
            free = present == 0 ? entry : free;
        }
        if (free < 0) {
            throw new IllegalStateException("no free entry for a data key");
        }
        byte[] key = random.bytes(KeyRing.KEY_BYTES);
        BigEndian.putInt(header, free, generation);
        System.arraycopy(random.bytes(NONCE_BYTES), 0, header, free + NONCE_AT, NONCE_BYTES);
        try {
            byte[] wrapped = crypt(Cipher.ENCRYPT_MODE, header, free, databaseId, ring, key, 0, KeyRing.KEY_BYTES);
            System.arraycopy(wrapped, 0, header, free + WRAPPED_AT, WRAPPED_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM", e);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    /** Empties every entry but that of the generation. */
    static void retain(byte[] header, int at, int generation) {
        for (int i = 0; i < Limits.DATA_KEYS_MAX; i++) {
            int entry = entryAt(at, i);
            if (BigEndian.getInt(header, entry) != generation) {
                Arrays.fill(header, entry, entry + ENTRY_BYTES, (byte) 0);
            }
        }
    }

    /** The newest generation; 0 if there is none. */
    static int newest(byte[] header, int at) {
        int newest = 0;
        for (int i = 0; i < Limits.DATA_KEYS_MAX; i++) {
            newest = Math.max(newest, BigEndian.getInt(header, entryAt(at, i)));
        }
        return newest;
    }

    /** How many entries there are. */
    static int count(byte[] header, int at) {
        int count = 0;
        for (int i = 0; i < Limits.DATA_KEYS_MAX; i++) {
            count += BigEndian.getInt(header, entryAt(at, i)) == 0 ? 0 : 1;
        }
        return count;
    }

    /** Unwraps the keys of an authentic header that the ring does not have yet. */
    static void open(byte[] header, int at, byte[] databaseId, KeyRing ring) {
        for (int i = 0; i < Limits.DATA_KEYS_MAX; i++) {
            int entry = entryAt(at, i);
            int generation = BigEndian.getInt(header, entry);
            if (generation == 0 || ring.has(generation)) {
                continue;
            }
            try {
                byte[] key = crypt(
                        Cipher.DECRYPT_MODE,
                        header,
                        entry,
                        databaseId,
                        ring,
                        header,
                        entry + WRAPPED_AT,
                        WRAPPED_BYTES);
                ring.adopt(generation, SecretBytes.adopt(key));
            } catch (AEADBadTagException e) {
                throw new StoreException(StoreErrorCode.CORRUPTED, "data key, generation=" + generation);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("AES-GCM", e);
            }
        }
    }

    /** Fills the table of a header with the entries of damaged ones that authenticate, and adds their keys to the ring. */
    static void gather(byte[] header, int at, List<byte[]> damaged, KeyRing ring) {
        byte[] databaseId = Arrays.copyOfRange(header, 16, 32);
        int used = 0;
        for (byte[] copy : damaged) {
            for (int i = 0; i < Limits.DATA_KEYS_MAX && used < Limits.DATA_KEYS_MAX; i++) {
                int generation = BigEndian.getInt(copy, entryAt(at, i));
                if (generation > 0 && !ring.has(generation)) {
                    byte[] table = new byte[header.length];
                    System.arraycopy(copy, entryAt(at, i), table, at, ENTRY_BYTES);
                    try {
                        open(table, at, databaseId, ring);
                    } catch (StoreException forged) {
                        continue;
                    }
                    System.arraycopy(table, at, header, entryAt(at, used++), ENTRY_BYTES);
                }
            }
        }
    }

    private static int entryAt(int at, int index) {
        return at + index * ENTRY_BYTES;
    }

    private static byte[] crypt(
            int mode, byte[] header, int entry, byte[] databaseId, KeyRing ring, byte[] input, int offset, int length)
            throws GeneralSecurityException {
        byte[] wrapping = ring.derive("data key", databaseId);
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            GCMParameterSpec nonce = new GCMParameterSpec(128, header, entry + NONCE_AT, NONCE_BYTES);
            cipher.init(mode, new SecretKeySpec(wrapping, "AES"), nonce);
            cipher.updateAAD(databaseId);
            cipher.updateAAD(header, entry, NONCE_AT);
            return cipher.doFinal(input, offset, length);
        } finally {
            Arrays.fill(wrapping, (byte) 0);
        }
    }
}
