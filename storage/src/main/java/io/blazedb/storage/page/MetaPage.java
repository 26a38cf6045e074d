/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.page;

import io.blazedb.storage.bytes.BigEndian;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The root of everything at one checkpoint. Slot {@code checkpoint % SLOTS}, one block of {@link #BLOCK_BYTES}, followed by the
 * block of its receipt.
 *
 * <p>Plaintext, which {@code MetaCipher} seals:
 *
 * <pre>
 * offset size field
 *      0    8 checkpoint
 *      8    8 sequence
 *     16    8 pages that the bitmap speaks about
 *     24   44 pointer to the forest's root
 *     68   44 pointer to the bitmap directory
 *    112   44 pointer to the pending frees
 *    156   44 pointer to the epoch table
 *    200   32 key epoch of this checkpoint: id u32, generation u32, salt 24
 *    232   24 generation salt of the log
 *    256    8 first sequence of the log
 *    264    8 offset of its frame in the extents
 *    272    2 number of extents
 *    274 12*n extents: first page u64, pages u32
 *    ...    2 length of extra
 *    ...      extra
 * </pre>
 *
 * @param checkpoint number of the checkpoint; the first is 1
 * @param sequence newest commit that is in the trees
 * @param forest root of the trees; none if there are none
 * @param space free and used pages
 * @param epoch the key epoch that this checkpoint sealed its pages with
 * @param log the log after this checkpoint
 * @param extra what the layers above keep with the checkpoint, at most {@link #EXTRA_BYTES_MAX} bytes
 */
public record MetaPage(
        long checkpoint,
        long sequence,
        PagePointer forest,
        SpaceRoots space,
        KeyEpoch epoch,
        LogHead log,
        byte[] extra) {
    public static final int SLOTS = 4;
    public static final int BLOCK_BYTES = 4096;
    /** Position of slot 0. */
    public static final long FIRST_SLOT_OFFSET = 128 << 10;
    /** Distance of two slots. */
    public static final int SLOT_BYTES = 64 << 10;
    /** Position of the first page behind the meta slots. */
    public static final long PAGES_OFFSET = 384 << 10;

    public static final int EXTRA_BYTES_MAX = 1024;
    private static final int EXTENTS_AT = 274;
    private static final int EXTENT_BYTES = 12;

    public static int slotOf(long checkpoint) {
        return (int) (checkpoint % SLOTS);
    }

    public static long slotOffset(int slot) {
        return FIRST_SLOT_OFFSET + (long) slot * SLOT_BYTES;
    }

    public static long receiptOffset(int slot) {
        return slotOffset(slot) + BLOCK_BYTES;
    }

    /** Copies {@code extra} and bounds it. */
    public MetaPage {
        if (extra.length > EXTRA_BYTES_MAX) {
            throw new IllegalArgumentException("extra length");
        }
        extra = extra.clone();
    }

    @Override
    public byte[] extra() {
        return extra.clone();
    }

    /** The plaintext of the block. */
    public byte[] encode() {
        List<Extent> extents = log.extents();
        byte[] plain = new byte[EXTENTS_AT + extents.size() * EXTENT_BYTES + 2 + extra.length];
        BigEndian.putLong(plain, 0, checkpoint);
        BigEndian.putLong(plain, 8, sequence);
        BigEndian.putLong(plain, 16, space.filePages());
        forest.encode(plain, 24);
        space.bitmap().encode(plain, 68);
        space.pendingFrees().encode(plain, 112);
        space.epochs().encode(plain, 156);
        epoch.encode(plain, 200);
        System.arraycopy(log.generationSalt(), 0, plain, 232, LogHead.SALT_BYTES);
        BigEndian.putLong(plain, 256, log.firstSequence());
        BigEndian.putLong(plain, 264, log.firstOffset());
        BigEndian.putShort(plain, 272, extents.size());
        int at = EXTENTS_AT;
        for (Extent extent : extents) {
            BigEndian.putLong(plain, at, extent.firstPage());
            BigEndian.putInt(plain, at + 8, extent.pages());
            at += EXTENT_BYTES;
        }
        BigEndian.putShort(plain, at, extra.length);
        System.arraycopy(extra, 0, plain, at + 2, extra.length);
        return plain;
    }

    /** Parses {@link #encode()}; CORRUPTED if it does not parse. */
    public static MetaPage decode(byte[] plain) {
        require(plain.length >= EXTENTS_AT + 2);
        int extentCount = BigEndian.getShort(plain, 272);
        int extraAt = EXTENTS_AT + extentCount * EXTENT_BYTES;
        require(extentCount <= LogHead.EXTENTS_MAX && plain.length >= extraAt + 2);
        int extraLength = BigEndian.getShort(plain, extraAt);
        require(extraLength <= EXTRA_BYTES_MAX && plain.length == extraAt + 2 + extraLength);
        List<Extent> extents = new ArrayList<>();
        for (int at = EXTENTS_AT; at < extraAt; at += EXTENT_BYTES) {
            extents.add(new Extent(BigEndian.getLong(plain, at), BigEndian.getInt(plain, at + 8)));
        }
        return new MetaPage(
                BigEndian.getLong(plain, 0),
                BigEndian.getLong(plain, 8),
                PagePointer.decode(plain, 24),
                new SpaceRoots(
                        PagePointer.decode(plain, 68),
                        PagePointer.decode(plain, 112),
                        PagePointer.decode(plain, 156),
                        BigEndian.getLong(plain, 16)),
                KeyEpoch.decode(plain, 200),
                new LogHead(
                        Arrays.copyOfRange(plain, 232, 232 + LogHead.SALT_BYTES),
                        BigEndian.getLong(plain, 256),
                        BigEndian.getLong(plain, 264),
                        extents),
                Arrays.copyOfRange(plain, extraAt + 2, plain.length));
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new StoreException(StoreErrorCode.CORRUPTED, "meta page");
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MetaPage page && Arrays.equals(encode(), page.encode());
    }

    @Override
    public int hashCode() {
        return Long.hashCode(checkpoint);
    }
}
