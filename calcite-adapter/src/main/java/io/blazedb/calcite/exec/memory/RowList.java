/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.memory;

import io.blazedb.storage.TemporaryBlocks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows in the order in which they were added: in memory as long as the share of their operator allows, then in sealed blocks. They may be
 * read from the start any number of times, and one by one at any place.
 *
 * <p>Beyond memory the rows are one stream of bytes, each with its length in front, cut into blocks; the last block is still in memory. For
 * each block there is the number of the first row that starts in it, and where.
 *
 * <p>Threading: one thread at a time.
 */
public final class RowList implements AutoCloseable {
    private static final int BLOCK_BYTES = TemporaryBlocks.BLOCK_BYTES;
    private static final int PAGES_KEPT = 4;
    private static final int INDEX_FIRST = 16;

    private final MemoryAccount.Share share;
    private List<@Nullable Object[]> rows = new ArrayList<>();
    private long size;
    private long held;
    private boolean spilled;

    private @Nullable RowBytes coder;
    private byte[] tail = {};
    private int tailUsed;
    private int[] blocks = {};
    private int blockCount;
    /** For each block, and for the tail behind them: the first row that starts there or later, and where it starts. */
    private long[] firstRows = new long[1];

    private int[] firstOffsets = {-1};
    private final List<Page> pages = new ArrayList<>();
    private @Nullable Page tailPage;

    /** Rows that were decoded together. */
    private record Page(long first, List<@Nullable Object[]> rows) {}

    /**
     * No rows yet.
     *
     * @param share what the rows are counted on
     */
    public RowList(MemoryAccount.Share share) {
        this.share = share;
    }

    /** Rows that go to blocks from the first one on. */
    static RowList beyondMemory(MemoryAccount.Share share) {
        RowList list = new RowList(share);
        list.spilled = true;
        return list;
    }

    public long size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    public boolean isSpilled() {
        return spilled;
    }

    public void add(@Nullable Object[] row) {
        if (!spilled) {
            long bytes = MemorySize.of(row);
            if (share.tryGrow(bytes)) {
                held += bytes;
                rows.add(row);
                size++;
                return;
            }
            spill();
        }
        append(row);
        size++;
    }

    /** Moves the rows out of memory. */
    public void spill() {
        if (!spilled) {
            spilled = true;
            List<@Nullable Object[]> before = rows;
            rows = List.of();
            size = 0;
            for (@Nullable Object[] row : before) {
                append(row);
                size++;
            }
            giveBack();
        }
    }

    private void giveBack() {
        share.shrink(held);
        held = 0;
    }

    /** Says that no row will be added, which frees the memory that adding needs. */
    public void complete() {
        if (spilled && tailUsed > 0) {
            endBlock();
            firstRows[blockCount] = size;
        }
        tail = new byte[0];
        coder = null;
    }

    private void append(@Nullable Object[] row) {
        RowBytes coder = coder();
        coder.write(row);
        tailPage = null;
        if (tail.length == 0) {
            tail = new byte[BLOCK_BYTES];
        }
        if (tailUsed == BLOCK_BYTES) {
            endBlock();
        }
        if (firstOffsets[blockCount] < 0) {
            firstOffsets[blockCount] = tailUsed;
            firstRows[blockCount] = size;
        }
        int length = coder.size();
        for (int shift = 24; shift >= 0; shift -= 8) {
            put((byte) (length >>> shift));
        }
        int from = 0;
        while (from < length) {
            if (tailUsed == BLOCK_BYTES) {
                endBlock();
            }
            int part = Math.min(length - from, BLOCK_BYTES - tailUsed);
            System.arraycopy(coder.array(), from, tail, tailUsed, part);
            tailUsed += part;
            from += part;
        }
    }

    private RowBytes coder() {
        RowBytes present = coder;
        if (present == null) {
            present = new RowBytes();
            coder = present;
        }
        return present;
    }

    private void put(byte value) {
        if (tailUsed == BLOCK_BYTES) {
            endBlock();
        }
        tail[tailUsed++] = value;
    }

    /** Writes the tail; the next row is the first that can start behind it. */
    private void endBlock() {
        if (blockCount == blocks.length) {
            int length = Math.max(INDEX_FIRST, 2 * blockCount);
            blocks = Arrays.copyOf(blocks, length);
            firstRows = Arrays.copyOf(firstRows, length + 1);
            firstOffsets = Arrays.copyOf(firstOffsets, length + 1);
        }
        blocks[blockCount++] = share.write(tail, tailUsed);
        tailUsed = 0;
        firstRows[blockCount] = size + 1;
        firstOffsets[blockCount] = -1;
    }

    /** The row at a place. Looking at places near each other is cheap. */
    public @Nullable Object[] get(long index) {
        if (!spilled) {
            return rows.get((int) index);
        }
        for (int i = pages.size() - 1; i >= 0; i--) {
            Page page = pages.get(i);
            if (index >= page.first && index < page.first + page.rows.size()) {
                return page.rows.get((int) (index - page.first));
            }
        }
        Page page = page(blockOf(index));
        return page.rows.get((int) (index - page.first));
    }

    private Page page(int block) {
        Page page = block == blockCount ? tailPage : null;
        if (page == null) {
            page = decoded(block);
            if (block == blockCount) {
                tailPage = page;
            } else {
                if (pages.size() == PAGES_KEPT) {
                    pages.remove(0);
                }
                pages.add(page);
            }
        }
        return page;
    }

    private int blockOf(long index) {
        int low = 0;
        int high = blockCount;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (firstRows[middle] <= index) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** All rows that start in a block. */
    private Page decoded(int block) {
        Stream stream = new Stream(block, firstOffsets[block], false);
        long end = block == blockCount ? size : firstRows[block + 1];
        List<@Nullable Object[]> decoded = new ArrayList<>();
        for (long i = firstRows[block]; i < end; i++) {
            decoded.add(stream.row());
        }
        return new Page(firstRows[block], decoded);
    }

    /** All rows, from the first one on; none may be added as long as they are read. */
    public RowReader read() {
        return reader(false);
    }

    /** All rows, once: what was read takes no room any more. */
    public RowReader drain() {
        return reader(true);
    }

    private RowReader reader(boolean ending) {
        return new RowReader() {
            private long next;
            private @Nullable Stream stream;

            @Override
            public @Nullable Object @Nullable [] next() {
                if (next == size) {
                    return null;
                }
                if (!spilled) {
                    return rows.get((int) next++);
                }
                Stream open = stream;
                if (open == null) {
                    open = streamAt(next, ending);
                    stream = open;
                }
                next++;
                return open.row();
            }

            @Override
            public void close() {
                if (ending) {
                    RowList.this.close();
                }
            }
        };
    }

    private Stream streamAt(long index, boolean ending) {
        int block = blockOf(index);
        Stream stream = new Stream(block, firstOffsets[block], ending);
        for (long i = firstRows[block]; i < index; i++) {
            stream.row();
        }
        return stream;
    }

    /** Reads rows one after the other. */
    private final class Stream {
        private final RowBytes decoder = new RowBytes();
        private final boolean ending;
        private byte[] buffer = {};
        private int block;
        private int at;
        private int end;

        Stream(int block, int offset, boolean ending) {
            this.block = block;
            this.at = offset;
            this.ending = ending;
            load();
        }

        private void load() {
            if (block < blockCount) {
                if (buffer.length < BLOCK_BYTES) {
                    buffer = new byte[BLOCK_BYTES];
                }
                end = share.read(blocks[block], buffer);
                if (ending) {
                    share.free(blocks[block]);
                    blocks[block] = -1;
                }
            } else {
                buffer = Arrays.copyOf(tail, tailUsed);
                end = tailUsed;
            }
        }

        private @Nullable Object[] row() {
            int length = 0;
            for (int i = 0; i < Integer.BYTES; i++) {
                skipEnd();
                length = (length << 8) | (buffer[at++] & 0xff);
            }
            byte[] into = decoder.toRead(length);
            int from = 0;
            while (from < length) {
                skipEnd();
                int part = Math.min(length - from, end - at);
                System.arraycopy(buffer, at, into, from, part);
                at += part;
                from += part;
            }
            return decoder.read();
        }

        private void skipEnd() {
            if (at == end) {
                block++;
                at = 0;
                load();
            }
        }
    }

    /** Forgets the rows and gives back their room. */
    @Override
    public void close() {
        for (int i = 0; i < blockCount; i++) {
            if (blocks[i] >= 0) {
                share.free(blocks[i]);
            }
        }
        giveBack();
        rows = new ArrayList<>();
        pages.clear();
        tailPage = null;
        blockCount = 0;
        tailUsed = 0;
        firstOffsets[0] = -1;
        size = 0;
    }
}
