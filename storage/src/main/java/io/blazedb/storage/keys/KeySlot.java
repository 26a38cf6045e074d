/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.keys;

import io.blazedb.storage.bytes.BigEndian;
import io.blazedb.storage.bytes.Limits;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The master key, wrapped by AES-256-GCM under the key of one passphrase or one raw key.
 *
 * <pre>
 * offset size field
 *      0    1 kind: 0 empty, 1 passphrase (Argon2id), 2 raw key (HKDF-SHA256)
 *      1    3 zero
 *      4    4 Argon2id memory in KiB; 0 for a raw key
 *      8    4 Argon2id iterations; 0 for a raw key
 *     12    4 Argon2id parallelism; 0 for a raw key
 *     16   32 salt
 *     48   12 nonce
 *     60   32 wrapped master key
 *     92   16 tag
 *    108    8 milliseconds when the secret was set
 *    116    1 length of the name, 1 to 64
 *    117   64 name in UTF-8, then zeros
 *    181   75 zero
 * </pre>
 *
 * The associated data of the wrap are the database id and the first 48 bytes. What stands behind the tag is vouched for by the header.
 */
final class KeySlot {
    static final int BYTES = 256;
    private static final int KIND_PASSPHRASE = 1;
    private static final int KIND_RAW_KEY = 2;
    private static final int SALT_AT = 16;
    private static final int SALT_BYTES = 32;
    private static final int NONCE_AT = 48;
    private static final int NONCE_BYTES = 12;
    private static final int WRAPPED_AT = 60;
    private static final int WRAPPED_BYTES = KeyRing.KEY_BYTES + 16;
    private static final int CREATED_AT = 108;
    private static final int NAME_AT = 116;
    private static final byte[] RAW_KEY_INFO = "blazedb raw key slot".getBytes(StandardCharsets.US_ASCII);

    private KeySlot() {}

    /** The bytes of a slot that {@code source} opens. */
    static byte[] wrap(
            KeySource source, String name, Instant now, SecretBytes master, byte[] databaseId, RandomSource random) {
        byte[] slot = new byte[BYTES];
        byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
        if (nameBytes.length == 0 || nameBytes.length > Limits.KEY_SLOT_NAME_BYTES_MAX) {
            throw new StoreException(StoreErrorCode.TOO_LARGE, "nameBytes=" + nameBytes.length);
        }
        BigEndian.putLong(slot, CREATED_AT, now.toEpochMilli());
        slot[NAME_AT] = (byte) nameBytes.length;
        System.arraycopy(nameBytes, 0, slot, NAME_AT + 1, nameBytes.length);
        if (source.kind() == KeySource.Kind.PASSPHRASE) {
            Argon2Cost cost = Argon2Cost.calibrate();
            slot[0] = KIND_PASSPHRASE;
            BigEndian.putInt(slot, 4, cost.memoryKib());
            BigEndian.putInt(slot, 8, cost.iterations());
            BigEndian.putInt(slot, 12, cost.parallelism());
        } else {
            if (source.secret().length < KeyRing.KEY_BYTES) {
                throw new StoreException(
                        StoreErrorCode.WEAK_KEY, "bytes=" + source.secret().length + ", bytesMin=" + KeyRing.KEY_BYTES);
            }
            slot[0] = KIND_RAW_KEY;
        }
        System.arraycopy(random.bytes(SALT_BYTES), 0, slot, SALT_AT, SALT_BYTES);
        System.arraycopy(random.bytes(NONCE_BYTES), 0, slot, NONCE_AT, NONCE_BYTES);
        byte[] key = slotKey(source, slot);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key, slot, databaseId);
            byte[] wrapped = cipher.doFinal(master.bytes());
            System.arraycopy(wrapped, 0, slot, WRAPPED_AT, WRAPPED_BYTES);
            return slot;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM", e);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    /** The master key, or null if this slot is not one of {@code source}. */
    static @Nullable SecretBytes unwrap(KeySource source, byte[] slot, byte[] databaseId) {
        int kind = source.kind() == KeySource.Kind.PASSPHRASE ? KIND_PASSPHRASE : KIND_RAW_KEY;
        if (slot[0] != kind) {
            return null;
        }
        byte[] key = slotKey(source, slot);
        try {
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, key, slot, databaseId);
            return SecretBytes.adopt(cipher.doFinal(slot, WRAPPED_AT, WRAPPED_BYTES));
        } catch (AEADBadTagException e) {
            return null;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM", e);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    /** Whether the slot at an offset of the header is in use. */
    static boolean isUsed(byte[] header, int at) {
        return header[at] != 0;
    }

    static String name(byte[] header, int at) {
        int length = Math.min(header[at + NAME_AT] & 0xff, Limits.KEY_SLOT_NAME_BYTES_MAX);
        return new String(header, at + NAME_AT + 1, length, StandardCharsets.UTF_8);
    }

    /** Gives the slot a name, for the one it has may be damaged. */
    static void rename(byte[] header, int at, String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        Arrays.fill(header, at + NAME_AT, at + BYTES, (byte) 0);
        header[at + NAME_AT] = (byte) bytes.length;
        System.arraycopy(bytes, 0, header, at + NAME_AT + 1, bytes.length);
    }

    /** What tells a slot from every other, earlier ones at its place included. */
    static String identity(byte[] header, int at) {
        return HexFormat.of().formatHex(header, at + SALT_AT, at + SALT_AT + SALT_BYTES);
    }

    static KeySlotInfo info(byte[] header, int at, int number) {
        return new KeySlotInfo(
                number,
                name(header, at),
                header[at] == KIND_PASSPHRASE ? KeySource.Kind.PASSPHRASE : KeySource.Kind.RAW_KEY,
                BigEndian.getInt(header, at + 4),
                BigEndian.getInt(header, at + 8),
                Instant.ofEpochMilli(BigEndian.getLong(header, at + CREATED_AT)));
    }

    private static byte[] slotKey(KeySource source, byte[] slot) {
        byte[] salt = Arrays.copyOfRange(slot, SALT_AT, SALT_AT + SALT_BYTES);
        if (slot[0] == KIND_PASSPHRASE) {
            Argon2Cost cost =
                    new Argon2Cost(BigEndian.getInt(slot, 4), BigEndian.getInt(slot, 8), BigEndian.getInt(slot, 12));
            if (!cost.isAcceptable()) {
                throw new StoreException(StoreErrorCode.CORRUPTED, "key slot parameters");
            }
            return cost.derive(source.secret(), salt);
        }
        return KeyExpansion.derive(source.secret(), salt, RAW_KEY_INFO);
    }

    private static Cipher cipher(int mode, byte[] key, byte[] slot, byte[] databaseId) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, slot, NONCE_AT, NONCE_BYTES));
        cipher.updateAAD(databaseId);
        cipher.updateAAD(slot, 0, NONCE_AT);
        return cipher;
    }
}
