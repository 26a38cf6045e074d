/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.file;

import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file on disk.
 *
 * <p>An interrupt of any thread in an operation closes a {@link FileChannel} for all of them. This class opens it again and repeats
 * the operation, and leaves the thread's interrupt flag as it was; reads and writes at positions are safe to repeat.
 *
 * <p>Syncs need more, because the interrupt hides an error that the sync reported at the same time: they have channels of their own, see
 * {@link SyncChannels}.
 *
 * <p>It takes no file locks and never will: reopening would drop them.
 */
public final class ChannelFile implements StorageFile {
    private static final int ZERO_BYTES = 256 << 10;
    /** Syncs at a time: two of groups of commits and one of a checkpoint. */
    private static final int SYNCS_MAX = 3;

    private final Path path;
    private final boolean writable;
    private final boolean synchronous;
    private final OpenedName opened;

    private final Object reopen = new Object();
    private final @Nullable SyncChannels syncs;
    private volatile @Nullable FileStore disk;
    private volatile FileChannel channel;
    private volatile boolean closed;

    private ChannelFile(
            Path path,
            boolean writable,
            boolean synchronous,
            OpenedName opened,
            @Nullable SyncChannels syncs,
            FileChannel channel) {
        this.path = path;
        this.opened = opened;
        this.syncs = syncs;
        this.writable = writable;
        this.synchronous = synchronous;
        this.channel = channel;
    }

    /** Opens an existing file; NOT_FOUND if there is none. */
    public static ChannelFile open(Path path, boolean writable) {
        return open(path, writable, false);
    }

    /** Opens an existing file for bulk writes that are on the medium when {@link #write} returns. */
    public static ChannelFile openSynchronous(Path path) {
        return open(path, true, true);
    }

    /** Creates a file that must not exist, and makes its directory entry durable. */
    public static ChannelFile create(Path path) {
        try {
            FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)
                    .close();
        } catch (IOException e) {
            throw FileSystems.isRefused(e)
                    ? new StoreException(StoreErrorCode.UNWRITABLE, "file=" + path, e)
                    : failure(path, e);
        }
        forceDirectory(path);
        return open(path, true, false);
    }

    /** Makes the directory entry of a created or renamed file durable; does nothing where directories cannot be opened. */
    public static void forceDirectory(Path file) {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null) {
            return;
        }
        try (FileChannel parent = FileChannel.open(directory, StandardOpenOption.READ)) {
            parent.force(true);
        } catch (IOException e) {
            // Windows cannot open a directory; the entry is then as durable as its file system makes it.
            if (!System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("win")) {
                throw failure(directory, e);
            }
        }
    }

    private static ChannelFile open(Path path, boolean writable, boolean synchronous) {
        try {
            OpenedName opened = new OpenedName(path, FileNames.identity(path));
            SyncChannels.Opener opener = () -> {
                opened.requireLeadsToFile();
                return openChannel(path, true, false);
            };
            FileChannel channel = openChannel(path, writable, synchronous);
            try {
                SyncChannels syncs = writable ? new SyncChannels(opener, synchronous ? 1 : SYNCS_MAX) : null;
                return new ChannelFile(path, writable, synchronous, opened, syncs, channel);
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (NoSuchFileException e) {
            throw new StoreException(StoreErrorCode.NOT_FOUND, "file=" + path, e);
        } catch (IOException e) {
            throw writable && FileSystems.isRefused(e)
                    ? new StoreException(StoreErrorCode.UNWRITABLE, "file=" + path, e)
                    : failure(path, e);
        }
    }

    @Override
    public int read(long position, byte[] into, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, into.length);
        return retrying(current -> {
                    ByteBuffer buffer = ByteBuffer.wrap(into, offset, length);
                    while (buffer.hasRemaining()) {
                        int count = current.read(buffer, position + buffer.position() - offset);
                        if (count < 0) {
                            break;
                        }
                    }
                    return (long) (buffer.position() - offset);
                })
                .intValue();
    }

    @Override
    public void write(long position, byte[] from, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, from.length);
        retrying(current -> {
            ByteBuffer buffer = ByteBuffer.wrap(from, offset, length);
            while (buffer.hasRemaining()) {
                current.write(buffer, position + buffer.position() - offset);
            }
            return 0L;
        });
    }

    @Override
    public void force() {
        force(false);
    }

    private void force(boolean withMetadata) {
        SyncChannels channels = syncs;
        if (channels == null) {
            return;
        }
        try {
            channels.force(withMetadata);
        } catch (IOException e) {
            throw closed ? new StoreException(StoreErrorCode.CLOSED, "file=" + path, e) : failure(path, e);
        }
    }

    @Override
    public long size() {
        return retrying(FileChannel::size);
    }

    @Override
    public void preallocate(long from, long to) {
        byte[] zeros = new byte[ZERO_BYTES];
        for (long position = from; position < to; ) {
            int part = (int) Math.min(zeros.length, to - position);
            write(position, zeros, 0, part);
            position += part;
        }
        try {
            force(true);
        } catch (StoreException e) {
            if (e.code() == StoreErrorCode.DISK_FULL) {
                throw new StoreException(StoreErrorCode.IO_ERROR, "file=" + path, e);
            }
            throw e;
        }
    }

    @Override
    public void truncate(long size) {
        retrying(current -> {
            current.truncate(size);
            return 0L;
        });
    }

    @Override
    public void requireInPlace(long bytesMin) {
        opened.requireLeadsToWrittenFile();
        // Its last byte, not its size: who asks for that asks for times too, see OpenDescriptor.
        if (bytesMin > 0 && read(bytesMin - 1, new byte[1], 0, 1) < 1) {
            throw new StoreException(
                    StoreErrorCode.FILE_CHANGED, "file=" + path + ", cut to " + size() + " bytes of " + bytesMin);
        }
    }

    @Override
    public long usableBytes() {
        try {
            FileStore known = disk;
            if (known == null) {
                known = Files.getFileStore(path);
                disk = known;
            }
            return known.getUsableSpace();
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }

    @Override
    public String identity() {
        return opened.identity();
    }

    @Override
    public void close() {
        synchronized (reopen) {
            closed = true;
            opened.close();
            try {
                channel.close();
                if (syncs != null) {
                    syncs.close();
                }
            } catch (IOException e) {
                throw failure(path, e);
            }
        }
    }

    private interface Operation {
        Long run(FileChannel channel) throws IOException;
    }

    private Long retrying(Operation operation) {
        boolean interrupted = false;
        try {
            while (true) {
                FileChannel current = channel;
                try {
                    return operation.run(current);
                } catch (ClosedByInterruptException e) {
                    interrupted = true;
                    // Without clearing the flag, every further attempt would be cut short too.
                    Thread.interrupted();
                    reopenAfter(current, e);
                } catch (ClosedChannelException e) {
                    reopenAfter(current, e);
                }
            }
        } catch (IOException e) {
            throw failure(path, e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void reopenAfter(FileChannel failed, ClosedChannelException cause) throws IOException {
        synchronized (reopen) {
            if (closed) {
                throw new StoreException(StoreErrorCode.CLOSED, "file=" + path, cause);
            }
            if (channel == failed) {
                opened.requireLeadsToFile();
                channel = openChannel(path, writable, synchronous);
            }
        }
    }

    private static FileChannel openChannel(Path path, boolean writable, boolean synchronous) throws IOException {
        List<OpenOption> options = new ArrayList<>(List.of(StandardOpenOption.READ));
        if (writable) {
            options.add(StandardOpenOption.WRITE);
        }
        if (synchronous) {
            options.add(StandardOpenOption.DSYNC);
        }
        return FileChannel.open(path, options.toArray(OpenOption[]::new));
    }

    private static StoreException failure(Path path, IOException e) {
        return new StoreException(
                FileSystems.isFull(e) ? StoreErrorCode.DISK_FULL : StoreErrorCode.IO_ERROR, "file=" + path, e);
    }
}
