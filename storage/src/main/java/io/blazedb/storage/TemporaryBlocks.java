/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage;

import io.blazedb.storage.crypto.TemporaryCipher;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.file.TemporaryFile;
import io.blazedb.storage.keys.RandomSource;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Sealed blocks beyond memory, in a file that lives as long as this object and is made when the first block is written. Its key is random
 * and stored nowhere; no name leads to the file once it is open.
 *
 * <p>Threading: one thread at a time.
 *
 * <p>Failure: {@link StoreException} with DISK_FULL, IO_ERROR, or CORRUPTED if a block is not what was written.
 */
public final class TemporaryBlocks implements AutoCloseable {
    /** Bytes that a block holds at most. */
    public static final int BLOCK_BYTES = 32 << 10;

    private static final int PLACE_BYTES = BLOCK_BYTES + TemporaryCipher.TAG_BYTES;
    private static final int BLOCKS_FIRST = 64;
    private static final AtomicLong OPEN = new AtomicLong();

    private final @Nullable Path directory;
    private final RandomSource random = RandomSource.secure();
    private final BitSet free = new BitSet();
    private final byte[] sealed = new byte[PLACE_BYTES];
    private @Nullable TemporaryFile file;
    private @Nullable TemporaryCipher cipher;
    private long[] numbers = new long[BLOCKS_FIRST];
    private int[] lengths = new int[BLOCKS_FIRST];
    private int blocks;
    private long bytesWritten;
    private boolean closed;

    /** No blocks yet; they will be in this directory, or in that for temporary files if there is none or it cannot be written. */
    TemporaryBlocks(@Nullable Path directory) {
        this.directory = directory;
    }

    /** How many files of such blocks this process has open. */
    public static long openFiles() {
        return OPEN.get();
    }

    /** Writes a block; returns its number. */
    public int write(byte[] plain, int length) {
        TemporaryFile out = open();
        int block = free.nextSetBit(0);
        if (block < 0) {
            block = blocks;
            if (block == numbers.length) {
                numbers = Arrays.copyOf(numbers, 2 * block);
                lengths = Arrays.copyOf(lengths, 2 * block);
            }
        }
        numbers[block] = cipher().seal(block, plain, length, sealed);
        lengths[block] = length;
        out.write((long) block * PLACE_BYTES, sealed, length + TemporaryCipher.TAG_BYTES);
        free.clear(block);
        blocks = Math.max(blocks, block + 1);
        bytesWritten += length;
        return block;
    }

    /** Reads a block into an array of {@link #BLOCK_BYTES}; returns its length. */
    public int read(int block, byte[] into) {
        int length = lengths[block];
        open().read((long) block * PLACE_BYTES, sealed, length + TemporaryCipher.TAG_BYTES);
        if (!cipher().open(block, numbers[block], sealed, length, into)) {
            throw new StoreException(StoreErrorCode.CORRUPTED, "temporary block=" + block);
        }
        return length;
    }

    /** Gives a block back: its place will be written again. */
    public void free(int block) {
        free.set(block);
    }

    /** Bytes written so far, those of blocks that are free again included. */
    public long bytesWritten() {
        return bytesWritten;
    }

    @Override
    public void close() {
        closed = true;
        TemporaryFile ending = file;
        TemporaryCipher used = cipher;
        file = null;
        cipher = null;
        if (used != null) {
            used.forget();
        }
        if (ending != null) {
            OPEN.decrementAndGet();
            ending.close();
        }
    }

    private TemporaryCipher cipher() {
        TemporaryCipher present = cipher;
        if (present == null) {
            present = new TemporaryCipher(random);
            cipher = present;
        }
        return present;
    }

    private TemporaryFile open() {
        TemporaryFile present = file;
        if (present != null) {
            return present;
        }
        if (closed) {
            throw new StoreException(StoreErrorCode.CLOSED, "temporary blocks");
        }
        TemporaryFile made = create();
        OPEN.incrementAndGet();
        file = made;
        return made;
    }

    private TemporaryFile create() {
        String unique = HexFormat.of().formatHex(random.bytes(Long.BYTES));
        Path elsewhere = Path.of(System.getProperty("java.io.tmpdir", "."));
        if (directory == null) {
            return TemporaryFile.create(elsewhere, unique);
        }
        try {
            return TemporaryFile.create(directory, unique);
        } catch (StoreException refused) {
            if (refused.code() != StoreErrorCode.UNWRITABLE) {
                throw refused;
            }
            return TemporaryFile.create(elsewhere, unique);
        }
    }
}
