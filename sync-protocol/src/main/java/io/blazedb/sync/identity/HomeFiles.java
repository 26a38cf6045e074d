/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.identity;

import io.blazedb.sync.error.SyncErrorCode;
import io.blazedb.sync.error.SyncException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Small files of a home directory: whole or not there at all, and readable by their owner only where the file system knows owners.
 *
 * <p>Failure: IO_ERROR.
 */
public final class HomeFiles {
    private static final Set<PosixFilePermission> OWNER_DIRECTORY = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> OWNER_FILE = PosixFilePermissions.fromString("rw-------");
    private static final int FILE_BYTES_MAX = 1 << 20;

    private HomeFiles() {}

    /** Makes the directory and those above it; itself for its owner only. */
    public static Path directory(Path directory) {
        try {
            Files.createDirectories(directory);
            restrict(directory, OWNER_DIRECTORY);
            return directory;
        } catch (IOException e) {
            throw failed(directory, e);
        }
    }

    /** The contents of a file, or null if there is none. */
    public static byte @Nullable [] read(Path file) {
        try {
            if (Files.size(file) > FILE_BYTES_MAX) {
                throw new SyncException(SyncErrorCode.DAMAGED_IDENTITY, "file=" + file.getFileName());
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    /** Writes a file, replacing what is there. */
    public static void write(Path file, byte[] contents) {
        Path temporary = writeTemporary(file, contents);
        try {
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw failed(file, e);
        } finally {
            delete(temporary);
        }
    }

    /** Writes a file unless it exists; of several processes that try, one succeeds. */
    public static boolean create(Path file, byte[] contents) {
        Path temporary = writeTemporary(file, contents);
        try {
            Files.createLink(file, temporary);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (UnsupportedOperationException e) {
            return move(temporary, file);
        } catch (IOException e) {
            throw failed(file, e);
        } finally {
            delete(temporary);
        }
    }

    /** Removes a file if it exists. */
    public static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    /** Files of a directory that end so, ordered by name. */
    public static List<Path> list(Path directory, String suffix) {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> entries = Files.list(directory)) {
            entries.filter(file -> file.getFileName().toString().endsWith(suffix))
                    .sorted()
                    .forEach(files::add);
        } catch (NoSuchFileException e) {
            return files;
        } catch (IOException e) {
            throw failed(directory, e);
        }
        return files;
    }

    private static Path writeTemporary(Path file, byte[] contents) {
        Path temporary = file.resolveSibling("." + UUID.randomUUID() + ".tmp");
        try {
            Files.createFile(temporary);
            restrict(temporary, OWNER_FILE);
            Files.write(temporary, contents);
            return temporary;
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    private static boolean move(Path temporary, Path file) {
        try {
            Files.move(temporary, file);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    private static void restrict(Path path, Set<PosixFilePermission> permissions) throws IOException {
        PosixFileAttributeView view =
                Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (view != null && !view.readAttributes().permissions().equals(permissions)) {
            view.setPermissions(permissions);
        }
    }

    private static SyncException failed(Path file, IOException cause) {
        return new SyncException(SyncErrorCode.IO_ERROR, "file=" + file.getFileName(), cause);
    }
}
