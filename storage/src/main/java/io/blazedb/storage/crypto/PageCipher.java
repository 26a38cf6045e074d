/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.crypto;

import io.blazedb.storage.bytes.BigEndian;
import io.blazedb.storage.bytes.Limits;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.keys.KeyRing;
import io.blazedb.storage.keys.RandomSource;
import io.blazedb.storage.page.KeyEpoch;
import io.blazedb.storage.page.PageKind;
import io.blazedb.storage.page.PagePointer;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Seals pages under the epoch begun by this process and opens pages of every installed epoch. Nonce and tag of a page stand in the
 * pointer to it, so that the page's parent vouches for it and the page itself is all ciphertext.
 *
 * <p>Associated data:
 *
 * <pre>
 * offset size field
 *      0   16 database id
 *     16    8 page number
 *     24    8 birth checkpoint
 *     32    1 kind
 *     33    1 length in pages
 * </pre>
 *
 * <p>Threading: opening by any number of threads; sealing too, {@link #beginEpoch} by one.
 */
public final class PageCipher {
    public static final int TAG_BYTES = AesGcm.TAG_BYTES;

    private final AesGcm cipher = new AesGcm();
    private final UUID databaseId;
    private final KeyRing ring;
    private final RandomSource random;
    private final ConcurrentMap<Integer, InstalledEpoch> epochs = new ConcurrentHashMap<>();
    private volatile @Nullable Sealing sealing;

    private record InstalledEpoch(KeyEpoch epoch, AesGcm.Key key) {}

    private record Sealing(InstalledEpoch installed, NonceSequence nonces) {}

    public PageCipher(UUID databaseId, KeyRing ring, RandomSource random) {
        this.databaseId = databaseId;
        this.ring = ring;
        this.random = random;
    }

    /**
     * Makes pages of an epoch readable. An id that was used before with another salt, by a checkpoint that did not survive, is taken
     * over by the new one.
     */
    public void install(KeyEpoch epoch) {
        InstalledEpoch present = epochs.get(epoch.id());
        if (present == null || !present.epoch.equals(epoch)) {
            epochs.put(epoch.id(), derive(epoch));
        }
    }

    /** Draws a new epoch, under which {@link #seal} works from now on. */
    public KeyEpoch beginEpoch(int id, int generation) {
        KeyEpoch epoch = new KeyEpoch(id, generation, random.bytes(KeyEpoch.SALT_BYTES));
        InstalledEpoch installed = derive(epoch);
        epochs.put(id, installed);
        sealing = new Sealing(installed, new NonceSequence(random));
        return epoch;
    }

    /** The epoch of {@link #beginEpoch}, or null if this process has not begun one. */
    public @Nullable KeyEpoch sealingEpoch() {
        Sealing current = sealing;
        return current == null ? null : current.installed.epoch;
    }

    /** Whether the sealing epoch has sealed so much that the next checkpoint must begin another. */
    public boolean epochExhausted() {
        Sealing current = sealing;
        return current != null && current.nonces.used() >= Limits.SEALS_PER_EPOCH_MAX;
    }

    /** Seals {@code length} bytes into {@code into} at {@code intoOffset}; there must be 16 spare bytes behind them. */
    public PagePointer seal(
            long pageNumber,
            int pages,
            PageKind kind,
            long birth,
            byte[] plain,
            int offset,
            int length,
            byte[] into,
            int intoOffset) {
        Sealing current = sealing;
        if (current == null) {
            throw new IllegalStateException("no sealing epoch");
        }
        int nonceRandom = current.nonces.random();
        long nonceCounter = current.nonces.nextCounter();
        cipher.seal(
                current.installed.key,
                NonceSequence.nonce(nonceRandom, nonceCounter),
                associated(pageNumber, pages, kind, birth),
                plain,
                offset,
                length,
                into,
                intoOffset);
        return new PagePointer(
                pageNumber,
                pages,
                birth,
                current.installed.epoch.id(),
                nonceRandom,
                nonceCounter,
                BigEndian.getLong(into, intoOffset + length),
                BigEndian.getLong(into, intoOffset + length + 8));
    }

    /**
     * Opens the page in {@code sealed}, which has 16 spare bytes behind it.
     *
     * @throws io.blazedb.storage.error.StoreException CORRUPTED
     */
    public byte[] open(PagePointer pointer, PageKind kind, byte[] sealed, int length) {
        InstalledEpoch installed = epochs.get(pointer.epoch());
        if (installed == null) {
            throw damaged(pointer, kind);
        }
        BigEndian.putLong(sealed, length, pointer.tagHigh());
        BigEndian.putLong(sealed, length + 8, pointer.tagLow());
        byte[] plain = new byte[length];
        boolean whole = cipher.open(
                installed.key,
                NonceSequence.nonce(pointer.nonceRandom(), pointer.nonceCounter()),
                associated(pointer.pageNumber(), pointer.pages(), kind, pointer.birth()),
                sealed,
                0,
                length + TAG_BYTES,
                plain,
                0);
        if (!whole) {
            throw damaged(pointer, kind);
        }
        return plain;
    }

    /** Drops every key: the database is closed, whoever still holds this object. */
    public void forget() {
        sealing = null;
        epochs.clear();
        cipher.forget();
    }

    private InstalledEpoch derive(KeyEpoch epoch) {
        byte[] context = new byte[KeyEpoch.BYTES];
        epoch.encode(context, 0);
        return new InstalledEpoch(epoch, AesGcm.Key.of(ring.derive(epoch.generation(), "page", context)));
    }

    private byte[] associated(long pageNumber, int pages, PageKind kind, long birth) {
        byte[] data = new byte[34];
        BigEndian.putLong(data, 0, databaseId.getMostSignificantBits());
        BigEndian.putLong(data, 8, databaseId.getLeastSignificantBits());
        BigEndian.putLong(data, 16, pageNumber);
        BigEndian.putLong(data, 24, birth);
        data[32] = (byte) kind.code();
        data[33] = (byte) pages;
        return data;
    }

    private static StoreException damaged(PagePointer pointer, PageKind kind) {
        return new StoreException(
                StoreErrorCode.CORRUPTED,
                "page=" + pointer.pageNumber() + ", pages=" + pointer.pages() + ", kind=" + kind);
    }
}
