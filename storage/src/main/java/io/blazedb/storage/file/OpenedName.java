/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.file;

import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The name of an open file, and which file it led to when it was opened. Every sync of a commit looks whether it still does, so that costs
 * one system call and nothing else.
 *
 * <p>Threading: any number of threads.
 */
public final class OpenedName {
    /** For so long {@link OpenDescriptor} may answer, before the name itself is looked at again. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Path path;
    private final String identity;
    /** The key that was found to have the identity. */
    private volatile @Nullable Object known;

    private volatile @Nullable OpenDescriptor descriptor;
    private volatile long lookAt = System.nanoTime();
    /** Both guarded by this. */
    private boolean sought;

    private boolean closed;

    /**
     * A name.
     *
     * @param identity of the file that was opened, as {@link FileNames#identity} gives it
     */
    public OpenedName(Path path, String identity) {
        this.path = path;
        this.identity = identity;
    }

    public String identity() {
        return identity;
    }

    /** As {@link #requireLeadsToFile()}, for a file that is being written to and synced: leaves its times alone where that is possible. */
    void requireLeadsToWrittenFile() {
        if (identity.isEmpty()) {
            return;
        }
        OpenDescriptor known = descriptor;
        if (known == null || System.nanoTime() - lookAt >= 0 || !known.hasItsName()) {
            requireLeadsToFile();
            lookAt = System.nanoTime() + LOOK_NANOS;
            if (known == null) {
                seekDescriptor();
            }
        }
    }

    private synchronized void seekDescriptor() {
        if (!sought && !closed && !Thread.currentThread().isInterrupted()) {
            sought = true;
            descriptor = OpenDescriptor.open(path, identity);
        }
    }

    /** When the file is closed. */
    synchronized void close() {
        closed = true;
        OpenDescriptor open = descriptor;
        descriptor = null;
        if (open != null) {
            open.close();
        }
    }

    /** FILE_CHANGED if the name leads to another file or to none; nothing if that cannot be found out. */
    public void requireLeadsToFile() {
        if (identity.isEmpty()) {
            return;
        }
        try {
            Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
            if (key != null && key.equals(known)) {
                return;
            }
            if (key == null || !key.toString().equals(identity)) {
                throw new StoreException(StoreErrorCode.FILE_CHANGED, "file=" + path + ", replaced by another");
            }
            known = key;
        } catch (NoSuchFileException e) {
            throw new StoreException(StoreErrorCode.FILE_CHANGED, "file=" + path + ", deleted or moved away", e);
        } catch (IOException e) {
            // A directory that may not be searched for a while says nothing about the file.
        }
    }
}
