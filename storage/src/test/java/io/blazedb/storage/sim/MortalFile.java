/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.sim;

import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.file.StorageFile;
import java.util.Arrays;

/**
 * The channel of one process of a simulation: the process may die before or after any of its writes, syncs and cuts, and a write of it may
 * fail though it was done, in part or wholly. After its death nothing of it reaches the disk.
 */
final class MortalFile implements StorageFile {
    /** What is thrown where a process dies, and from every change that it would still make. */
    static final class Death extends Error {
        private static final long serialVersionUID = 1;

        Death() {
            super("the process has died", null, false, false);
        }
    }

    private final StorageFile file;
    private final LogEnd logEnd;
    private final Runnable beforeWrite;
    private final Runnable beforeForce;
    private final Runnable atEnd;
    private long deathAfter;
    private long failureAfter;
    private double written;
    private boolean filling;
    private boolean dead;

    /** {@code atEnd} is called when the process dies or a write of it fails, before anything else happens. */
    MortalFile(StorageFile file, LogEnd logEnd, Runnable beforeWrite, Runnable beforeForce, Runnable atEnd) {
        this.file = file;
        this.logEnd = logEnd;
        this.beforeWrite = beforeWrite;
        this.beforeForce = beforeForce;
        this.atEnd = atEnd;
    }

    /** The process dies at its n-th moment from now on: before and after each change is one. */
    void dieAt(int moments) {
        deathAfter = moments;
    }

    /** The n-th write from now on fails after such a share of it was done; not zeros, after whose failure nobody may write any more. */
    void failAt(int writes, double share) {
        failureAfter = writes;
        written = share;
    }

    /** Nothing happens to the process any more. */
    void spare() {
        deathAfter = 0;
        failureAfter = 0;
    }

    boolean isDead() {
        return dead;
    }

    private void moment() {
        if (!dead && deathAfter > 0 && --deathAfter == 0) {
            dead = true;
            atEnd.run();
        }
        if (dead) {
            throw new Death();
        }
    }

    @Override
    public int read(long position, byte[] into, int offset, int length) {
        return file.read(position, into, offset, length);
    }

    @Override
    public void write(long position, byte[] from, int offset, int length) {
        moment();
        beforeWrite.run();
        if (!filling && failureAfter > 0 && --failureAfter == 0) {
            file.write(position, from, offset, (int) (written * length));
            atEnd.run();
            throw new StoreException(StoreErrorCode.IO_ERROR, "simulated write");
        }
        file.write(position, from, offset, length);
        logEnd.wrote(position, Arrays.copyOfRange(from, offset, offset + Math.min(length, LogEnd.HEAD_BYTES)), length);
        moment();
    }

    @Override
    public void force() {
        moment();
        beforeForce.run();
        file.force();
        moment();
    }

    @Override
    public long size() {
        return file.size();
    }

    @Override
    public void preallocate(long from, long to) {
        filling = true;
        try {
            write(from, new byte[(int) (to - from)], 0, (int) (to - from));
            force();
        } finally {
            filling = false;
        }
    }

    @Override
    public void truncate(long size) {
        moment();
        beforeWrite.run();
        file.truncate(size);
        moment();
    }

    @Override
    public void close() {
        // The disk stays.
    }
}
