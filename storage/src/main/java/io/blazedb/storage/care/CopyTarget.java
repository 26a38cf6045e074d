/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.care;

import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.file.ChannelFile;
import io.blazedb.storage.file.StorageFile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A file under another name until it is whole: {@code TARGET.partial} becomes {@code TARGET} at once, and durably. */
final class CopyTarget implements AutoCloseable {
    private final Path target;
    private final Path partial;
    private final StorageFile file;
    private final boolean resumed;

    private CopyTarget(Path target, Path partial, StorageFile file, boolean resumed) {
        this.target = target;
        this.partial = partial;
        this.file = file;
        this.resumed = resumed;
    }

    /** Begins anew. TARGET_EXISTS rather than replacing anything. */
    static CopyTarget create(Path target) {
        return open(target, false);
    }

    /** Goes on with an unfinished copy if there is one. */
    static CopyTarget createOrResume(Path target) {
        return open(target, true);
    }

    private static CopyTarget open(Path target, boolean resume) {
        Path absolute = target.toAbsolutePath().normalize();
        requireNothingThere(absolute);
        Path directory = absolute.getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            throw new StoreException(StoreErrorCode.NOT_FOUND, "directory=" + directory);
        }
        Path partial = Path.of(absolute + ".partial");
        try {
            if (!resume) {
                Files.deleteIfExists(partial);
            }
            boolean exists = Files.exists(partial);
            StorageFile file = exists ? ChannelFile.open(partial, true) : ChannelFile.create(partial);
            return new CopyTarget(absolute, partial, file, exists);
        } catch (IOException e) {
            throw new StoreException(StoreErrorCode.IO_ERROR, "file=" + partial, e);
        }
    }

    StorageFile file() {
        return file;
    }

    /** Whether the file may hold pages of an earlier attempt. */
    boolean isResumed() {
        return resumed;
    }

    /** Makes the copy durable under its name. */
    void finish() {
        file.force();
        file.close();
        requireNothingThere(target);
        try {
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException e) {
            throw new StoreException(StoreErrorCode.TARGET_EXISTS, "file=" + target, e);
        } catch (IOException e) {
            throw new StoreException(StoreErrorCode.IO_ERROR, "file=" + target, e);
        }
        ChannelFile.forceDirectory(target);
    }

    long bytes() {
        return file.size();
    }

    /** Leaves an unfinished copy where it is. */
    @Override
    public void close() {
        file.close();
    }

    private static void requireNothingThere(Path target) {
        if (Files.exists(target)) {
            throw new StoreException(StoreErrorCode.TARGET_EXISTS, "file=" + target);
        }
    }
}
