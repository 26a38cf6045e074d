/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.keys;

import io.blazedb.storage.bytes.BigEndian;
import io.blazedb.storage.bytes.Limits;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of a database file: identity, format and key slots, in two copies {@link #COPY_BYTES} apart.
 *
 * <pre>
 * offset size field
 *      0    8 magic "BLAZEDB" and a zero
 *      8    2 format version
 *     10    2 zero
 *     12    4 page size
 *     16   16 database id
 *     32    8 feature flags; an unknown one means a newer release
 *     40    8 version of the header itself: the whole copy with the larger one counts
 *     48   16 zero
 *     64  256 slot 0, ... 8 slots
 *   2112      zero
 *  65472   32 HMAC-SHA256 of everything before, under a key derived from the master key
 *  65504   32 SHA-256 of everything before
 * </pre>
 *
 * <p>The digest tells a damaged header from a wrong password without any key; the HMAC keeps somebody who can compute digests from
 * changing what the slots do not cover.
 */
public final class Superheader implements AutoCloseable {
    /** Size of a copy: the first is at 0, the second at COPY_BYTES. */
    public static final int COPY_BYTES = 64 << 10;

    static final int FORMAT_VERSION = 1;
    static final int SLOTS_AT = 64;
    /** "BLAZEDB\0". */
    private static final long MAGIC = 0x424c415a45444200L;

    private static final int MAC_AT = COPY_BYTES - 64;
    private static final int DIGEST_AT = COPY_BYTES - 32;

    private final byte[] bytes;
    private final KeyRing ring;

    private Superheader(byte[] bytes, KeyRing ring) {
        this.bytes = bytes;
        this.ring = ring;
    }

    /** A new database with a new random master key that {@code first} opens. */
    public static Superheader create(UUID databaseId, int pageBytes, KeySource first, RandomSource random) {
        if (!isPageSize(pageBytes)) {
            throw new IllegalArgumentException("page size");
        }
        byte[] header = new byte[COPY_BYTES];
        BigEndian.putLong(header, 0, MAGIC);
        BigEndian.putShort(header, 8, FORMAT_VERSION);
        BigEndian.putInt(header, 12, pageBytes);
        BigEndian.putLong(header, 16, databaseId.getMostSignificantBits());
        BigEndian.putLong(header, 24, databaseId.getLeastSignificantBits());
        BigEndian.putLong(header, 40, 1);
        SecretBytes master = SecretBytes.adopt(random.bytes(KeyRing.KEY_BYTES));
        byte[] slot = KeySlot.wrap(first, master, idBytes(header), random);
        System.arraycopy(slot, 0, header, SLOTS_AT, KeySlot.BYTES);
        KeyRing ring = new KeyRing(master);
        authenticate(header, ring);
        return new Superheader(header, ring);
    }

    /**
     * Opens the newer of two copies that is whole.
     *
     * @throws io.blazedb.storage.error.StoreException WRONG_KEY, CORRUPTED, NOT_A_DATABASE, UNSUPPORTED_FORMAT
     */
    public static Superheader open(byte[] copyA, byte[] copyB, KeySource key) {
        if (!hasMagic(copyA) && !hasMagic(copyB)) {
            throw new StoreException(StoreErrorCode.NOT_A_DATABASE, "");
        }
        byte[] header = newerWhole(copyA, copyB);
        if (header == null) {
            throw damaged();
        }
        if (BigEndian.getShort(header, 8) > FORMAT_VERSION || BigEndian.getLong(header, 32) != 0) {
            throw new StoreException(StoreErrorCode.UNSUPPORTED_FORMAT, "format=" + BigEndian.getShort(header, 8));
        }
        if (BigEndian.getShort(header, 8) == 0 || !isPageSize(BigEndian.getInt(header, 12))) {
            throw damaged();
        }
        Superheader opened =
                new Superheader(header, new KeyRing(unwrap(header, key).master()));
        if (!hasMac(header, opened.ring)) {
            opened.close();
            throw damaged();
        }
        return opened;
    }

    /**
     * The same header with the slot that {@code present} opens holding the master key for {@code next}. Write copy A, force, write
     * copy B, force. The result shares this header's key ring.
     */
    public Superheader replaceSlot(KeySource present, KeySource next, RandomSource random) {
        Unwrapped slot = unwrap(bytes, present);
        slot.master().close();
        byte[] header = bytes.clone();
        byte[] replaced = KeySlot.wrap(next, ring.master(), idBytes(header), random);
        System.arraycopy(replaced, 0, header, SLOTS_AT + slot.index() * KeySlot.BYTES, KeySlot.BYTES);
        BigEndian.putLong(header, 40, BigEndian.getLong(header, 40) + 1);
        authenticate(header, ring);
        return new Superheader(header, ring);
    }

    /**
     * The newer whole copy of this header's database: what both copies must hold.
     *
     * @throws io.blazedb.storage.error.StoreException CORRUPTED if neither is whole, or if it is not from this database
     */
    public byte[] newerOf(byte[] copyA, byte[] copyB) {
        byte[] newer = newerWhole(copyA, copyB);
        if (newer == null || !hasMac(newer, ring)) {
            throw damaged();
        }
        return newer;
    }

    /** The bytes of a copy, COPY_BYTES long. */
    public byte[] encode() {
        return bytes.clone();
    }

    public UUID databaseId() {
        return new UUID(BigEndian.getLong(bytes, 16), BigEndian.getLong(bytes, 24));
    }

    public int pageBytes() {
        return BigEndian.getInt(bytes, 12);
    }

    /** Feature bits; none are defined yet. */
    public long flags() {
        return BigEndian.getLong(bytes, 32);
    }

    /** The ring of the unwrapped master key; closed with this header. */
    public KeyRing keyRing() {
        return ring;
    }

    @Override
    public void close() {
        ring.close();
    }

    private record Unwrapped(int index, SecretBytes master) {}

    private static Unwrapped unwrap(byte[] header, KeySource key) {
        for (int index = 0; index < Limits.KEY_SLOTS_MAX; index++) {
            int at = SLOTS_AT + index * KeySlot.BYTES;
            SecretBytes master =
                    KeySlot.unwrap(key, Arrays.copyOfRange(header, at, at + KeySlot.BYTES), idBytes(header));
            if (master != null) {
                return new Unwrapped(index, master);
            }
        }
        throw new StoreException(StoreErrorCode.WRONG_KEY, "");
    }

    private static byte @Nullable [] newerWhole(byte[] copyA, byte[] copyB) {
        boolean wholeA = isWhole(copyA);
        boolean wholeB = isWhole(copyB);
        if (wholeA && wholeB) {
            boolean newerB = BigEndian.getLong(copyB, 40) > BigEndian.getLong(copyA, 40);
            return (newerB ? copyB : copyA).clone();
        }
        if (wholeA) {
            return copyA.clone();
        }
        return wholeB ? copyB.clone() : null;
    }

    private static boolean hasMagic(byte[] copy) {
        return copy.length >= 8 && BigEndian.getLong(copy, 0) == MAGIC;
    }

    private static boolean isWhole(byte[] copy) {
        return copy.length == COPY_BYTES
                && hasMagic(copy)
                && MessageDigest.isEqual(digest(copy), Arrays.copyOfRange(copy, DIGEST_AT, COPY_BYTES));
    }

    private static boolean isPageSize(int pageBytes) {
        return Integer.bitCount(pageBytes) == 1
                && pageBytes >= Limits.PAGE_BYTES_MIN
                && pageBytes <= Limits.PAGE_BYTES_MAX;
    }

    private static byte[] idBytes(byte[] header) {
        return Arrays.copyOfRange(header, 16, 32);
    }

    private static void authenticate(byte[] header, KeyRing ring) {
        System.arraycopy(mac(header, ring), 0, header, MAC_AT, 32);
        System.arraycopy(digest(header), 0, header, DIGEST_AT, 32);
    }

    private static boolean hasMac(byte[] header, KeyRing ring) {
        return MessageDigest.isEqual(mac(header, ring), Arrays.copyOfRange(header, MAC_AT, DIGEST_AT));
    }

    private static byte[] mac(byte[] header, KeyRing ring) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(ring.derive("superheader", idBytes(header)), "HmacSHA256"));
            mac.update(header, 0, MAC_AT);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA256", e);
        }
    }

    private static byte[] digest(byte[] header) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(header, 0, DIGEST_AT);
            return digest.digest();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("SHA-256", e);
        }
    }

    private static StoreException damaged() {
        return new StoreException(StoreErrorCode.CORRUPTED, "superheader");
    }
}
