/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.keys;

import io.blazedb.storage.bytes.BigEndian;
import io.blazedb.storage.bytes.Limits;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
 *     32    8 required features; an unknown one means a newer release
 *     40    8 version of the header itself: the whole copy with the larger one counts
 *     48    8 optional features; an unknown one is kept and of no account
 *     56    8 zero
 *     64  256 slot 0, ... 8 slots
 *   2112   72 data key, two of them
 *   2256      zero
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

    private static final int DATA_KEYS_AT = SLOTS_AT + Limits.KEY_SLOTS_MAX * KeySlot.BYTES;
    private static final String FIRST_SLOT_NAME = "owner";

    private static final int MAC_AT = COPY_BYTES - 64;
    private static final int DIGEST_AT = COPY_BYTES - 32;

    private final byte[] bytes;
    private final KeyRing ring;
    private final String openedSlot;

    private Superheader(byte[] bytes, KeyRing ring, String openedSlot) {
        this.bytes = bytes;
        this.ring = ring;
        this.openedSlot = openedSlot;
    }

    /** A new database with a new random master key that {@code first} opens. */
    public static Superheader create(
            UUID databaseId, int pageBytes, KeySource first, Instant now, RandomSource random) {
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
        String named = first.slotName();
        String name = named == null ? FIRST_SLOT_NAME : named;
        byte[] slot = KeySlot.wrap(first, name, now, master, idBytes(header), random);
        System.arraycopy(slot, 0, header, SLOTS_AT, KeySlot.BYTES);
        KeyRing ring = new KeyRing(master);
        DataKeys.add(header, DATA_KEYS_AT, idBytes(header), ring, random);
        DataKeys.open(header, DATA_KEYS_AT, idBytes(header), ring);
        authenticate(header, ring);
        return new Superheader(header, ring, KeySlot.identity(header, SLOTS_AT));
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
        Unwrapped slot = unwrap(header, key);
        KeyRing ring = new KeyRing(slot.master());
        try {
            return authentic(header, ring, KeySlot.identity(header, slotAt(slot.index())));
        } catch (RuntimeException | Error e) {
            ring.close();
            throw e;
        }
    }

    /**
     * Opens what is left of two copies neither of which is whole: an identity, a key slot and data keys that authenticate each other are
     * put together to a header, whichever copy each is from. The other slots are left out, for nothing vouches for them.
     *
     * @param pageBytesDefault what to take for the page size, for which nothing vouches either, unless both copies say the same
     * @throws io.blazedb.storage.error.StoreException WRONG_KEY if no slot that is left opens, CORRUPTED if no data key is left
     */
    public static Superheader openRemains(byte[] copyA, byte[] copyB, KeySource key, int pageBytesDefault) {
        for (byte[] identity : List.of(copyA, copyB)) {
            for (byte[] slots : List.of(copyA, copyB)) {
                Superheader found = remains(identity, slots, copyA, copyB, key, pageBytesDefault);
                if (found != null) {
                    return found;
                }
            }
        }
        throw new StoreException(StoreErrorCode.WRONG_KEY, "");
    }

    private static @Nullable Superheader remains(
            byte[] identity, byte[] slots, byte[] copyA, byte[] copyB, KeySource key, int pageBytesDefault) {
        for (int index = 0; index < Limits.KEY_SLOTS_MAX; index++) {
            byte[] slot = Arrays.copyOfRange(slots, slotAt(index), slotAt(index + 1));
            SecretBytes master;
            try {
                master = KeySlot.unwrap(key, slot, idBytes(identity));
            } catch (StoreException damagedCost) {
                continue;
            }
            if (master != null) {
                int pageBytes = BigEndian.getInt(copyA, 12);
                boolean agreed = pageBytes == BigEndian.getInt(copyB, 12) && isPageSize(pageBytes);
                return remains(identity, slot, copyA, copyB, master, agreed ? pageBytes : pageBytesDefault);
            }
        }
        return null;
    }

    private static Superheader remains(
            byte[] identity, byte[] slot, byte[] copyA, byte[] copyB, SecretBytes master, int pageBytes) {
        byte[] header = new byte[COPY_BYTES];
        BigEndian.putLong(header, 0, MAGIC);
        BigEndian.putShort(header, 8, FORMAT_VERSION);
        BigEndian.putInt(header, 12, pageBytes);
        System.arraycopy(identity, 16, header, 16, 16);
        BigEndian.putLong(header, 40, 1);
        System.arraycopy(slot, 0, header, SLOTS_AT, KeySlot.BYTES);
        KeyRing ring = new KeyRing(master);
        DataKeys.gather(header, DATA_KEYS_AT, List.of(copyA, copyB), ring);
        if (DataKeys.count(header, DATA_KEYS_AT) == 0) {
            ring.close();
            throw damaged();
        }
        KeySlot.rename(header, SLOTS_AT, FIRST_SLOT_NAME);
        authenticate(header, ring);
        return new Superheader(header, ring, KeySlot.identity(header, SLOTS_AT));
    }

    /**
     * The newer of two copies that is whole, of the same database: another process may have changed it. Shares this header's key ring and
     * adds to it what is new.
     */
    public Superheader reread(byte[] copyA, byte[] copyB) {
        byte[] header = newerWhole(copyA, copyB);
        if (header == null || !Arrays.equals(idBytes(header), idBytes(bytes))) {
            throw damaged();
        }
        return authentic(header, ring, openedSlot);
    }

    private static Superheader authentic(byte[] header, KeyRing ring, String openedSlot) {
        if (!hasMac(header, ring) || DataKeys.count(header, DATA_KEYS_AT) == 0) {
            throw damaged();
        }
        DataKeys.open(header, DATA_KEYS_AT, idBytes(header), ring);
        return new Superheader(header, ring, openedSlot);
    }

    /** The same header with the slot that {@code present} opens holding the master key for {@code next}, under the same name. */
    public Superheader replaceSlot(KeySource present, KeySource next, Instant now, RandomSource random) {
        int at = slotAt(open(present));
        return withSlot(at, KeySlot.wrap(next, KeySlot.name(bytes, at), now, ring.master(), idBytes(bytes), random));
    }

    /** The same header with one more slot, for {@code added}. WRONG_KEY if {@code present} opens none. */
    public Superheader addSlot(KeySource present, String name, KeySource added, Instant now, RandomSource random) {
        open(present);
        int free = -1;
        for (int at = SLOTS_AT; at < DATA_KEYS_AT; at += KeySlot.BYTES) {
            if (!KeySlot.isUsed(bytes, at)) {
                free = free < 0 ? at : free;
            } else if (KeySlot.name(bytes, at).equals(name)) {
                throw new StoreException(StoreErrorCode.KEY_SLOT_EXISTS, "");
            }
        }
        if (free < 0) {
            throw new StoreException(StoreErrorCode.KEY_SLOTS_FULL, "keysMax=" + Limits.KEY_SLOTS_MAX);
        }
        return withSlot(free, KeySlot.wrap(added, name, now, ring.master(), idBytes(bytes), random));
    }

    /** The same header with a slot of that name for {@code added}, in place of one that was there. Asks for no other secret. */
    public Superheader putSlot(String name, KeySource added, Instant now, RandomSource random) {
        int free = -1;
        for (int at = SLOTS_AT; at < DATA_KEYS_AT; at += KeySlot.BYTES) {
            if (KeySlot.isUsed(bytes, at) && KeySlot.name(bytes, at).equals(name)) {
                free = at;
                break;
            } else if (!KeySlot.isUsed(bytes, at) && free < 0) {
                free = at;
            }
        }
        if (free < 0) {
            throw new StoreException(StoreErrorCode.KEY_SLOTS_FULL, "keysMax=" + Limits.KEY_SLOTS_MAX);
        }
        return withSlot(free, KeySlot.wrap(added, name, now, ring.master(), idBytes(bytes), random));
    }

    /** The slot of a name, named as by {@link #slotOf}; null if there is none. */
    public @Nullable String slotNamed(String name) {
        for (int index = 0; index < Limits.KEY_SLOTS_MAX; index++) {
            int at = slotAt(index);
            if (KeySlot.isUsed(bytes, at) && KeySlot.name(bytes, at).equals(name)) {
                return KeySlot.identity(bytes, at);
            }
        }
        return null;
    }

    /** Name of the slot that {@link #slotOf} named; null if it is no longer there. */
    public @Nullable String slotName(String identity) {
        for (int index = 0; index < Limits.KEY_SLOTS_MAX; index++) {
            int at = slotAt(index);
            if (KeySlot.isUsed(bytes, at) && KeySlot.identity(bytes, at).equals(identity)) {
                return KeySlot.name(bytes, at);
            }
        }
        return null;
    }

    /** The same header without the slot of that name. */
    public Superheader removeSlot(String name) {
        List<KeySlotInfo> slots = slots();
        for (KeySlotInfo slot : slots) {
            if (slot.name().equals(name)) {
                if (slots.size() == 1) {
                    throw new StoreException(StoreErrorCode.LAST_KEY, "");
                }
                return withSlot(slotAt(slot.number()), new byte[KeySlot.BYTES]);
            }
        }
        throw new StoreException(StoreErrorCode.KEY_SLOT_NOT_FOUND, "");
    }

    /** The slots in use. */
    public List<KeySlotInfo> slots() {
        List<KeySlotInfo> slots = new ArrayList<>();
        for (int index = 0; index < Limits.KEY_SLOTS_MAX; index++) {
            if (KeySlot.isUsed(bytes, slotAt(index))) {
                slots.add(KeySlot.info(bytes, slotAt(index), index));
            }
        }
        return slots;
    }

    /** The slot, named as by {@link #slotOf}, that this header was opened by. */
    public String openedSlot() {
        return openedSlot;
    }

    /** Names the slot that a secret opens: the name is never given to another one. WRONG_KEY if it opens none. */
    public String slotOf(KeySource key) {
        return KeySlot.identity(bytes, slotAt(open(key)));
    }

    /** Whether the slot that {@link #slotOf} named is still there. */
    public boolean hasSlot(String identity) {
        for (int index = 0; index < Limits.KEY_SLOTS_MAX; index++) {
            int at = slotAt(index);
            if (KeySlot.isUsed(bytes, at) && KeySlot.identity(bytes, at).equals(identity)) {
                return true;
            }
        }
        return false;
    }

    /** Whether pages may still be sealed under an older data key. */
    public boolean isRotating() {
        return DataKeys.count(bytes, DATA_KEYS_AT) > 1;
    }

    /** The newest data key: what is sealed from now on is to be sealed under it. */
    public int generation() {
        return DataKeys.newest(bytes, DATA_KEYS_AT);
    }

    /** Makes the data keys known to the key ring, once the header is durable. */
    public void adoptDataKeys() {
        DataKeys.open(bytes, DATA_KEYS_AT, idBytes(bytes), ring);
    }

    /** The same header with one more data key, the newest. */
    public Superheader addDataKey(RandomSource random) {
        byte[] header = bytes.clone();
        DataKeys.add(header, DATA_KEYS_AT, idBytes(header), ring, random);
        return next(header);
    }

    /** The same header with the newest data key only. */
    public Superheader dropOldDataKeys() {
        byte[] header = bytes.clone();
        DataKeys.retain(header, DATA_KEYS_AT, generation());
        return next(header);
    }

    private int open(KeySource key) {
        Unwrapped slot = unwrap(bytes, key);
        slot.master().close();
        return slot.index();
    }

    private static int slotAt(int index) {
        return SLOTS_AT + index * KeySlot.BYTES;
    }

    private Superheader withSlot(int at, byte[] slot) {
        byte[] header = bytes.clone();
        System.arraycopy(slot, 0, header, at, KeySlot.BYTES);
        return next(header);
    }

    /** Write copy A, force, write copy B, force. */
    private Superheader next(byte[] header) {
        BigEndian.putLong(header, 40, BigEndian.getLong(header, 40) + 1);
        authenticate(header, ring);
        return new Superheader(header, ring, openedSlot);
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

    /** Required features; none are defined yet. */
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

    /** Tries the slot that the key names first; every slot costs a derivation at most, and no more than the limits allow. */
    private static Unwrapped unwrap(byte[] header, KeySource key) {
        int named = -1;
        for (int index = 0; index < Limits.KEY_SLOTS_MAX && key.slotName() != null; index++) {
            if (KeySlot.name(header, slotAt(index)).equals(key.slotName())) {
                named = index;
            }
        }
        SecretBytes master = named < 0 ? null : unwrap(header, key, named);
        if (master != null) {
            return new Unwrapped(named, master);
        }
        for (int index = 0; index < Limits.KEY_SLOTS_MAX; index++) {
            master = index == named ? null : unwrap(header, key, index);
            if (master != null) {
                return new Unwrapped(index, master);
            }
        }
        throw new StoreException(StoreErrorCode.WRONG_KEY, "");
    }

    private static @Nullable SecretBytes unwrap(byte[] header, KeySource key, int index) {
        byte[] slot = Arrays.copyOfRange(header, slotAt(index), slotAt(index + 1));
        return KeySlot.unwrap(key, slot, idBytes(header));
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
            byte[] key = ring.derive("superheader", idBytes(header));
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            Arrays.fill(key, (byte) 0);
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
