/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.crypto;

import io.blazedb.storage.bytes.BigEndian;
import io.blazedb.storage.keys.KeyRing;
import io.blazedb.storage.keys.RandomSource;
import io.blazedb.storage.page.MetaPage;
import io.blazedb.storage.page.Receipt;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Seals meta pages and receipts, each under a key of its own made from a fresh salt. The associated data bind a block to its database
 * and slot.
 */
public final class MetaCipher {
    /** "BLZMETA1". */
    private static final long META_MAGIC = 0x424c5a4d45544131L;
    /** "BLZRCPT1". */
    private static final long RECEIPT_MAGIC = 0x424c5a5243505431L;

    private final UUID databaseId;
    private final SealedBlock metas;
    private final SealedBlock receipts;

    public MetaCipher(UUID databaseId, KeyRing ring, RandomSource random) {
        this.databaseId = databaseId;
        metas = new SealedBlock(ring, random, META_MAGIC, "meta", MetaPage.BLOCK_BYTES);
        receipts = new SealedBlock(ring, random, RECEIPT_MAGIC, "receipt", MetaPage.BLOCK_BYTES);
    }

    /** The block to be written at {@code MetaPage.slotOffset(slotOf(checkpoint))}. */
    public byte[] sealMeta(MetaPage meta) {
        return metas.seal(associated(MetaPage.slotOf(meta.checkpoint())), meta.encode());
    }

    /** The meta page in a block read from a slot, or null if none was sealed there: empty, torn, damaged or moved. */
    public @Nullable MetaPage openMeta(int slot, byte[] block) {
        byte[] plain = metas.open(associated(slot), block);
        return plain == null ? null : MetaPage.decode(plain);
    }

    /** The block to be written at {@code MetaPage.receiptOffset(slot)}. */
    public byte[] sealReceipt(int slot, Receipt receipt) {
        return receipts.seal(associated(slot), receipt.encode());
    }

    /** The receipt in a block read from behind a slot, or null. */
    public @Nullable Receipt openReceipt(int slot, byte[] block) {
        byte[] plain = receipts.open(associated(slot), block);
        return plain == null ? null : Receipt.decode(plain);
    }

    private byte[] associated(int slot) {
        byte[] data = new byte[20];
        BigEndian.putLong(data, 0, databaseId.getMostSignificantBits());
        BigEndian.putLong(data, 8, databaseId.getLeastSignificantBits());
        BigEndian.putInt(data, 16, slot);
        return data;
    }
}
