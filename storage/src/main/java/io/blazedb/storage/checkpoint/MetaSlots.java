/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.checkpoint;

import io.blazedb.storage.crypto.MetaCipher;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.file.StorageFile;
import io.blazedb.storage.page.MetaPage;
import io.blazedb.storage.page.Receipt;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The meta pages and receipts at the beginning of the file.
 *
 * <p>A slot that does not open is either torn, and then nobody was told that its checkpoint was durable, or damaged. The receipts
 * tell the two apart: whatever they call durable must be there.
 */
public final class MetaSlots {
    private final StorageFile file;
    private final MetaCipher cipher;

    public MetaSlots(StorageFile file, MetaCipher cipher) {
        this.file = file;
        this.cipher = cipher;
    }

    /**
     * The current meta page, as found in the file.
     *
     * @param meta the newest meta page that opens
     * @param durableSequence newest commit that a receipt calls durable; 0 if there is none
     */
    public record Found(MetaPage meta, long durableSequence) {}

    /** The newest meta page; CORRUPTED if a receipt proves that there was a newer one. */
    public Found newest() {
        MetaPage newest = null;
        Receipt newestReceipt = new Receipt(0, 0);
        long durableSequence = 0;
        for (int slot = 0; slot < MetaPage.SLOTS; slot++) {
            MetaPage meta = cipher.openMeta(slot, block(MetaPage.slotOffset(slot)));
            if (meta != null && (newest == null || meta.checkpoint() > newest.checkpoint())) {
                newest = meta;
            }
            Receipt receipt = cipher.openReceipt(slot, block(MetaPage.receiptOffset(slot)));
            if (receipt != null) {
                durableSequence = Math.max(durableSequence, receipt.sequence());
                newestReceipt = receipt.checkpoint() > newestReceipt.checkpoint() ? receipt : newestReceipt;
            }
        }
        if (newest == null || newest.checkpoint() < newestReceipt.checkpoint()) {
            throw new StoreException(
                    StoreErrorCode.CORRUPTED, "no meta page, durable checkpoint=" + newestReceipt.checkpoint());
        }
        return new Found(newest, durableSequence);
    }

    /** Every meta page that opens, the newest first. */
    public List<MetaPage> remains() {
        List<MetaPage> remains = new ArrayList<>();
        for (int slot = 0; slot < MetaPage.SLOTS; slot++) {
            try {
                MetaPage meta = cipher.openMeta(slot, block(MetaPage.slotOffset(slot)));
                if (meta != null) {
                    remains.add(meta);
                }
            } catch (StoreException unreadable) {
                // Not one of those that are left.
            }
        }
        remains.sort(Comparator.comparingLong(MetaPage::checkpoint).reversed());
        return remains;
    }

    /** The newest commit that a receipt which opens calls durable; 0 if there is none. */
    public long durableSequence() {
        long sequence = 0;
        for (int slot = 0; slot < MetaPage.SLOTS; slot++) {
            try {
                Receipt receipt = cipher.openReceipt(slot, block(MetaPage.receiptOffset(slot)));
                sequence = receipt == null ? sequence : Math.max(sequence, receipt.sequence());
            } catch (StoreException unreadable) {
                // Says nothing.
            }
        }
        return sequence;
    }

    /**
     * Whether this can be the file that has seen a sync fail while the checkpoint was its newest durable one: it has the checkpoint, and no
     * receipt for a later one. Otherwise another file has been put in its place.
     */
    public boolean mayHaveFailedAt(long checkpoint) {
        for (int slot = 0; slot < MetaPage.SLOTS; slot++) {
            Receipt receipt = cipher.openReceipt(slot, block(MetaPage.receiptOffset(slot)));
            if (receipt != null && receipt.checkpoint() > checkpoint) {
                return false;
            }
        }
        return read(checkpoint) != null;
    }

    /**
     * Wipes the meta pages of later checkpoints, of which nobody knows whether they are on the medium: after a failed sync, and before
     * pages are reused that they refer to. Whether there were any; then it counts only after a sync.
     */
    public boolean dropAfter(long checkpoint) {
        boolean dropped = false;
        for (int slot = 0; slot < MetaPage.SLOTS; slot++) {
            MetaPage meta = cipher.openMeta(slot, block(MetaPage.slotOffset(slot)));
            if (meta != null && meta.checkpoint() > checkpoint) {
                file.write(MetaPage.slotOffset(slot), new byte[MetaPage.BLOCK_BYTES], 0, MetaPage.BLOCK_BYTES);
                dropped = true;
            }
        }
        return dropped;
    }

    /** The meta page of a checkpoint, or null if its slot holds another by now. */
    public @Nullable MetaPage read(long checkpoint) {
        int slot = MetaPage.slotOf(checkpoint);
        MetaPage meta = cipher.openMeta(slot, block(MetaPage.slotOffset(slot)));
        return meta == null || meta.checkpoint() != checkpoint ? null : meta;
    }

    public void write(MetaPage meta) {
        byte[] block = cipher.sealMeta(meta);
        file.write(MetaPage.slotOffset(MetaPage.slotOf(meta.checkpoint())), block, 0, block.length);
    }

    /**
     * Says that the checkpoint, and every commit up to the sequence, is durable. Needs no sync of its own. Says it twice, the second time
     * behind the next slot: what destroys a meta page may destroy the block behind it too.
     */
    public void writeReceipt(long checkpoint, long durableSequence) {
        Receipt receipt = new Receipt(checkpoint, durableSequence);
        writeReceipt(MetaPage.slotOf(checkpoint), receipt);
        writeReceipt(MetaPage.slotOf(checkpoint + 1), receipt);
    }

    private void writeReceipt(int slot, Receipt receipt) {
        byte[] block = cipher.sealReceipt(slot, receipt);
        file.write(MetaPage.receiptOffset(slot), block, 0, block.length);
    }

    private byte[] block(long offset) {
        byte[] block = new byte[MetaPage.BLOCK_BYTES];
        file.read(offset, block, 0, block.length);
        return block;
    }
}
