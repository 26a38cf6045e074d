/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.sim;

import java.util.Arrays;

/** The bytes of a simulated disk. A copy shares all blocks until one of the two is written to, so taking one costs next to nothing. */
final class DiskImage {
    private static final int BLOCK_BYTES = 16 << 10;

    private byte[][] blocks;
    private boolean[] own;
    private long size;

    DiskImage() {
        this(new byte[64][], 0);
    }

    private DiskImage(byte[][] blocks, long size) {
        this.blocks = blocks;
        this.own = new boolean[blocks.length];
        this.size = size;
    }

    DiskImage copy() {
        Arrays.fill(own, false);
        return new DiskImage(blocks.clone(), size);
    }

    long size() {
        return size;
    }

    int read(long position, byte[] into, int offset, int length) {
        int count = (int) Math.max(0, Math.min(length, size - position));
        for (int done = 0; done < count; ) {
            int inBlock = (int) ((position + done) % BLOCK_BYTES);
            int part = Math.min(count - done, BLOCK_BYTES - inBlock);
            byte[] block = blocks[(int) ((position + done) / BLOCK_BYTES)];
            if (block == null) {
                Arrays.fill(into, offset + done, offset + done + part, (byte) 0);
            } else {
                System.arraycopy(block, inBlock, into, offset + done, part);
            }
            done += part;
        }
        return count;
    }

    void write(long position, byte[] from, int offset, int length) {
        grow(position + length);
        for (int done = 0; done < length; ) {
            int inBlock = (int) ((position + done) % BLOCK_BYTES);
            int part = Math.min(length - done, BLOCK_BYTES - inBlock);
            System.arraycopy(from, offset + done, ownBlock((int) ((position + done) / BLOCK_BYTES)), inBlock, part);
            done += part;
        }
    }

    void truncate(long newSize) {
        if (newSize >= size) {
            return;
        }
        int keep = (int) ((newSize + BLOCK_BYTES - 1) / BLOCK_BYTES);
        Arrays.fill(blocks, keep, blocks.length, null);
        if (newSize % BLOCK_BYTES != 0) {
            Arrays.fill(ownBlock(keep - 1), (int) (newSize % BLOCK_BYTES), BLOCK_BYTES, (byte) 0);
        }
        size = newSize;
    }

    byte[] bytes() {
        byte[] bytes = new byte[(int) size];
        read(0, bytes, 0, bytes.length);
        return bytes;
    }

    private byte[] ownBlock(int index) {
        byte[] block = blocks[index];
        if (block == null || !own[index]) {
            block = block == null ? new byte[BLOCK_BYTES] : block.clone();
            blocks[index] = block;
            own[index] = true;
        }
        return block;
    }

    private void grow(long newSize) {
        int needed = (int) ((newSize + BLOCK_BYTES - 1) / BLOCK_BYTES);
        if (needed > blocks.length) {
            blocks = Arrays.copyOf(blocks, Math.max(needed, 2 * blocks.length));
            own = Arrays.copyOf(own, blocks.length);
        }
        size = Math.max(size, newSize);
    }
}
