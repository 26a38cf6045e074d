/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.file;

import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A file that nobody else opens, that only its owner may read, and that is gone with its process. Where the operating system allows it,
 * the name is taken away at once; elsewhere when the file is closed, and names that dead processes left are removed before this process
 * makes its first file in a directory.
 *
 * <p>It is no channel: an interrupt of the thread must not close a file that has no name to open it by again.
 *
 * <p>Threading: one thread at a time.
 */
public final class TemporaryFile implements AutoCloseable {
    private static final String PREFIX = "blazedb-temp-";
    private static final Set<Path> SWEPT = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final RandomAccessFile file;
    private boolean named;

    private TemporaryFile(Path path, RandomAccessFile file, boolean named) {
        this.path = path;
        this.file = file;
        this.named = named;
    }

    /**
     * Creates a file.
     *
     * @param name what tells it from every other one
     */
    public static TemporaryFile create(Path directory, String name) {
        if (SWEPT.add(directory.toAbsolutePath())) {
            sweep(directory);
        }
        Path path = directory.resolve(PREFIX + name);
        try {
            Files.createFile(path, ownerOnly(directory));
            RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
            return new TemporaryFile(path, file, !isRemoved(path));
        } catch (IOException e) {
            throw FileSystems.isRefused(e)
                    ? new StoreException(StoreErrorCode.UNWRITABLE, "directory=" + directory, e)
                    : failure(path, e);
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path directory) {
        return directory.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    /** An open file that can be removed needs no name. */
    private static boolean isRemoved(Path path) {
        try {
            Files.deleteIfExists(path);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Files of living processes have no name here, or cannot be removed. */
    private static void sweep(Path directory) {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, PREFIX + "*")) {
            left.forEach(TemporaryFile::isRemoved);
        } catch (IOException e) {
            // Creating the file will say what is wrong with the directory.
        }
    }

    /** Reads bytes that were written. */
    public void read(long position, byte[] into, int length) {
        try {
            file.seek(position);
            file.readFully(into, 0, length);
        } catch (IOException e) {
            throw failure(path, e);
        }
    }

    public void write(long position, byte[] from, int length) {
        try {
            file.seek(position);
            file.write(from, 0, length);
        } catch (IOException e) {
            throw failure(path, e);
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw failure(path, e);
        } finally {
            named = named && !isRemoved(path);
        }
    }

    private static StoreException failure(Path path, IOException e) {
        boolean full = FileSystems.isFull(e);
        return new StoreException(full ? StoreErrorCode.DISK_FULL : StoreErrorCode.IO_ERROR, "file=" + path, e);
    }
}
