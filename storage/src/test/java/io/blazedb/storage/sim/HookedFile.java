/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.sim;

import io.blazedb.storage.file.StorageFile;

/** Runs something before each write and force of a file: the points at which a crash is simulated. */
public final class HookedFile implements StorageFile {
    private final StorageFile file;
    private final Runnable beforeChange;

    public HookedFile(StorageFile file, Runnable beforeChange) {
        this.file = file;
        this.beforeChange = beforeChange;
    }

    @Override
    public int read(long position, byte[] into, int offset, int length) {
        return file.read(position, into, offset, length);
    }

    @Override
    public void write(long position, byte[] from, int offset, int length) {
        beforeChange.run();
        file.write(position, from, offset, length);
    }

    @Override
    public void force() {
        beforeChange.run();
        file.force();
    }

    @Override
    public long size() {
        return file.size();
    }

    @Override
    public void preallocate(long from, long to) {
        file.preallocate(from, to);
    }

    @Override
    public void truncate(long size) {
        file.truncate(size);
    }

    @Override
    public void close() {
        file.close();
    }
}
