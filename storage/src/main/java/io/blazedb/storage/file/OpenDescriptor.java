/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * An open file as Linux lists it under {@code /proc/self/fd}: by the name that it has now, which is another one as soon as the file is
 * moved, replaced or deleted, or a directory above it is.
 *
 * <p>Why not just look at the name: that asks for the time of the last change too, and where somebody has asked for it, Linux from 6.13 on
 * gives the next write a time of its own. A file system without a journal then writes the inode in the sync after that write, which makes
 * it half as long again.
 *
 * <p>Threading: any number of threads. Nobody reads by this channel, so no interrupt closes it.
 */
final class OpenDescriptor implements AutoCloseable {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final Path DETAILS = Path.of("/proc/self/fdinfo");
    /** Within what every file system takes for a position. */
    private static final int POSITION_MIN = 1 << 30;

    private final FileChannel channel;
    private final Path name;
    private final Path entry;

    private OpenDescriptor(FileChannel channel, Path name, Path entry) {
        this.channel = channel;
        this.name = name;
        this.entry = entry;
    }

    /**
     * Opens the file once more; null where the operating system has no such list, where the name leads to the file by symbolic links, which
     * may come to lead elsewhere, or to another file, and if the thread is interrupted.
     */
    static @Nullable OpenDescriptor open(Path path, String identity) {
        if (Thread.currentThread().isInterrupted() || !Files.isDirectory(DESCRIPTORS)) {
            return null;
        }
        FileChannel channel = null;
        OpenDescriptor found = null;
        try {
            Path name = path.toRealPath();
            if (name.equals(path.toAbsolutePath().normalize())) {
                channel = FileChannel.open(name, StandardOpenOption.READ);
                found = find(channel, name, identity);
            }
        } catch (IOException | RuntimeException e) {
            // Then the name itself is looked at, which says why.
            found = null;
        }
        if (found == null && channel != null) {
            closeQuietly(channel);
        }
        return found;
    }

    /** Java does not tell the number of a descriptor; the channel is known by a position that no other one has. */
    private static @Nullable OpenDescriptor find(FileChannel channel, Path name, String identity) throws IOException {
        int position = ThreadLocalRandom.current().nextInt(POSITION_MIN, Integer.MAX_VALUE);
        channel.position(position);
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path entry : entries) {
                if (leadsTo(entry, name)
                        && isAt(entry, position)
                        && FileNames.identity(entry).equals(identity)) {
                    return new OpenDescriptor(channel, name, entry);
                }
            }
        }
        return null;
    }

    private static boolean isAt(Path entry, int position) throws IOException {
        List<String> lines = Files.readAllLines(DETAILS.resolve(entry.getFileName()));
        return !lines.isEmpty() && lines.get(0).equals("pos:\t" + position);
    }

    /** Another thread's descriptor may be closed by now. */
    private static boolean leadsTo(Path entry, Path name) {
        try {
            return Files.readSymbolicLink(entry).equals(name);
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether the file still has the name under which it was opened; if not, or if that cannot be found out, false. */
    boolean hasItsName() {
        return leadsTo(entry, name);
    }

    @Override
    public void close() {
        closeQuietly(channel);
    }

    private static void closeQuietly(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // Nothing was written by it.
        }
    }
}
