/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.file;

import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** A file in memory, in blocks so that it grows without copying. Closing it keeps the bytes for whoever still holds it. */
public final class MemoryFile implements StorageFile {
    private static final int BLOCK_BYTES = 64 << 10;

    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private byte[][] blocks = new byte[16][];
    private long size;

    /** An empty file. */
    public MemoryFile() {}

    @Override
    public int read(long position, byte[] into, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, into.length);
        lock.readLock().lock();
        try {
            int count = (int) Math.max(0, Math.min(length, size - position));
            for (int done = 0; done < count; ) {
                int inBlock = (int) ((position + done) % BLOCK_BYTES);
                int part = Math.min(count - done, BLOCK_BYTES - inBlock);
                System.arraycopy(blocks[(int) ((position + done) / BLOCK_BYTES)], inBlock, into, offset + done, part);
                done += part;
            }
            return count;
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public void write(long position, byte[] from, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, from.length);
        lock.writeLock().lock();
        try {
            grow(position + length);
            for (int done = 0; done < length; ) {
                int inBlock = (int) ((position + done) % BLOCK_BYTES);
                int part = Math.min(length - done, BLOCK_BYTES - inBlock);
                System.arraycopy(from, offset + done, blocks[(int) ((position + done) / BLOCK_BYTES)], inBlock, part);
                done += part;
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    @Override
    public void force() {
        // Memory is as durable as it gets.
    }

    @Override
    public long size() {
        lock.readLock().lock();
        try {
            return size;
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public void preallocate(long from, long to) {
        lock.writeLock().lock();
        try {
            grow(to);
        } finally {
            lock.writeLock().unlock();
        }
    }

    @Override
    public void truncate(long newSize) {
        lock.writeLock().lock();
        try {
            if (newSize >= size) {
                return;
            }
            int keep = (int) ((newSize + BLOCK_BYTES - 1) / BLOCK_BYTES);
            Arrays.fill(blocks, keep, blocks.length, null);
            if (newSize % BLOCK_BYTES != 0) {
                Arrays.fill(blocks[keep - 1], (int) (newSize % BLOCK_BYTES), BLOCK_BYTES, (byte) 0);
            }
            size = newSize;
        } finally {
            lock.writeLock().unlock();
        }
    }

    @Override
    public void close() {
        // The bytes live as long as the object: another handle may open the same database in memory.
    }

    private void grow(long newSize) {
        if (newSize <= size) {
            return;
        }
        long needed = (newSize + BLOCK_BYTES - 1) / BLOCK_BYTES;
        if (needed > Integer.MAX_VALUE - 8) {
            throw new StoreException(StoreErrorCode.DISK_FULL, "file=memory");
        }
        if (needed > blocks.length) {
            blocks = Arrays.copyOf(blocks, (int) Math.max(needed, Math.min(2L * blocks.length, Integer.MAX_VALUE - 8)));
        }
        for (int i = (int) ((size + BLOCK_BYTES - 1) / BLOCK_BYTES); i < needed; i++) {
            blocks[i] = new byte[BLOCK_BYTES];
        }
        size = newSize;
    }
}
