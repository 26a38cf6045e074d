/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.hub.store;

import io.blazedb.sync.error.SyncErrorCode;
import io.blazedb.sync.error.SyncException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/** Directories of the hub's data: made for their owner only, and made durable where the system can. */
final class StoreDirectory {
    private StoreDirectory() {}

    static Path create(Path directory) {
        try {
            Files.createDirectories(directory);
            PosixFileAttributeView view =
                    Files.getFileAttributeView(directory, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
            if (view != null) {
                view.setPermissions(PosixFilePermissions.fromString("rwx------"));
            }
            return directory;
        } catch (IOException e) {
            throw RecordFile.failed(directory, e);
        }
    }

    /** Takes a directory for this process alone, until the channel is closed or the process dies. */
    static FileChannel lock(Path file) {
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                if (channel.tryLock() != null) {
                    return channel;
                }
            } catch (OverlappingFileLockException e) {
                channel.close();
                throw new SyncException(SyncErrorCode.OVERLOADED, "another hub runs on this directory", e);
            }
            channel.close();
            throw new SyncException(SyncErrorCode.OVERLOADED, "another hub runs on this directory");
        } catch (IOException e) {
            throw RecordFile.failed(file, e);
        }
    }

    static void unlock(FileChannel lock) {
        try {
            lock.close();
        } catch (IOException e) {
            throw new SyncException(SyncErrorCode.IO_ERROR, "lock", e);
        }
    }

    /** What is in a directory, ordered by name. */
    static List<Path> list(Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.sorted().toList();
        } catch (IOException e) {
            throw RecordFile.failed(directory, e);
        }
    }

    static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw RecordFile.failed(file, e);
        }
    }

    /** Puts a file in the place of another at once. */
    static void replace(Path from, Path to) {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw RecordFile.failed(to, e);
        }
    }

    /** Makes the names in a directory durable. */
    static void sync(Path directory) {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Some systems cannot open a directory; the names are then as durable as they make them.
            if (Files.notExists(directory)) {
                throw new SyncException(SyncErrorCode.IO_ERROR, "directory=" + directory.getFileName(), e);
            }
        }
    }
}
