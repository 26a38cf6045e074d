/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.file;

/**
 * A file as the engine sees it: bytes at positions, and a sync.
 *
 * <p>Threading: every method may be called by any thread at any time; overlapping writes are the caller's mistake.
 *
 * <p>Failure: {@link io.blazedb.storage.error.StoreException} with IO_ERROR, DISK_FULL or CLOSED. A failed {@link #force} is final: the
 * caller must not retry it.
 */
public interface StorageFile extends AutoCloseable {

    /** Reads bytes; returns how many, fewer than {@code length} only at the end of the file, never negative. */
    int read(long position, byte[] into, int offset, int length);

    /** Writes all bytes, and extends the file if it ends before them. */
    void write(long position, byte[] from, int offset, int length);

    /** Returns when everything written so far is on the medium, as far as it is needed to read it back. */
    void force();

    /** Size in bytes. */
    long size();

    /**
     * Fills a region that belongs to the caller alone with real zeros, extends the file if it ends before, and makes both durable. What
     * lies before and behind is not touched: others may be extending the file at the same time.
     *
     * <p>Failure: DISK_FULL only if nothing but the zeros failed; after any other failure, as after that of {@link #force}, nothing that
     * was written before may be believed.
     */
    void preallocate(long from, long to);

    /** Cuts the file to at most this size. */
    void truncate(long size);

    /**
     * FILE_CHANGED if the name no longer leads to this file, or if it is shorter than it must be; of other failures to look it says
     * nothing.
     */
    default void requireInPlace(long bytesMin) {
        // A file without a name cannot lose it.
    }

    /** How much larger the file may become, as far as the operating system can tell. */
    default long usableBytes() {
        return Long.MAX_VALUE;
    }

    /** What tells this file from every other one of this machine as long as it exists, whatever its name is; empty if nothing does. */
    default String identity() {
        return "";
    }

    @Override
    void close();
}
