/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.sim;

import io.blazedb.storage.file.StorageFile;

/**
 * A channel of a disk that runs something before each write and force: the points at which a crash is simulated. Closing it leaves the
 * disk to other channels.
 */
public class HookedFile implements StorageFile {
    private final StorageFile file;
    private final Runnable beforeWrite;
    private final Runnable beforeForce;

    public HookedFile(StorageFile file, Runnable beforeChange) {
        this(file, beforeChange, beforeChange);
    }

    public HookedFile(StorageFile file, Runnable beforeWrite, Runnable beforeForce) {
        this.file = file;
        this.beforeWrite = beforeWrite;
        this.beforeForce = beforeForce;
    }

    /** Runs something before each force only. */
    public static HookedFile beforeForce(StorageFile file, Runnable hook) {
        return new HookedFile(file, () -> {}, hook);
    }

    @Override
    public int read(long position, byte[] into, int offset, int length) {
        return file.read(position, into, offset, length);
    }

    @Override
    public void write(long position, byte[] from, int offset, int length) {
        beforeWrite.run();
        file.write(position, from, offset, length);
    }

    @Override
    public void force() {
        beforeForce.run();
        file.force();
    }

    @Override
    public long size() {
        return file.size();
    }

    /** Zeros and their force: two points. */
    @Override
    public void preallocate(long from, long to) {
        write(from, new byte[(int) (to - from)], 0, (int) (to - from));
        force();
    }

    @Override
    public void truncate(long size) {
        file.truncate(size);
    }

    @Override
    public void close() {
        // The disk stays.
    }
}
