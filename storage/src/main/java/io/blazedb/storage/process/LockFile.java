/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.process;

import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.file.FileNames;
import io.blazedb.storage.file.FileSystems;
import io.blazedb.storage.file.OpenedName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * The lock file beside a database: shared memory and one lockable byte for each thing that ends with its holder.
 *
 * <p>Closing any channel of a file drops all POSIX locks that this JVM has on it. So the file is opened once per JVM, by whichever
 * class loader comes first: the registry is a system property that holds only classes of the JDK. The locked bytes lie behind the
 * mapped ones, because Windows forbids access to locked bytes.
 *
 * <p>Interrupting a thread in a lock operation would close the channel and drop every lock.
 */
final class LockFile implements AutoCloseable {
    private static final String REGISTRY = "io.blazedb.storage.lockfiles";

    private final String name;
    private final OpenedName opened;
    private final FileChannel channel;
    private final MappedByteBuffer memory;
    private boolean closed;

    private LockFile(Path path, String identity, FileChannel channel, MappedByteBuffer memory) {
        this.name = path.toString();
        this.opened = new OpenedName(path, identity);
        this.channel = channel;
        this.memory = memory;
    }

    static LockFile open(Path path) {
        Map<String, Object[]> registry = registry();
        String name = path.toString();
        synchronized (registry) {
            Object[] present = registry.get(name);
            try {
                if (present == null) {
                    FileChannel channel = FileChannel.open(
                            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
                    MappedByteBuffer memory;
                    String identity;
                    try {
                        identity = FileNames.identity(path);
                        fill(channel);
                        memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, Limits.MAPPED_BYTES);
                    } catch (IOException e) {
                        channel.close();
                        throw e;
                    }
                    present = new Object[] {channel, memory, new int[1], identity};
                    registry.put(name, present);
                }
            } catch (IOException e) {
                throw failure(path, e);
            }
            ((int[]) present[2])[0]++;
            return new LockFile(path, (String) present[3], (FileChannel) present[0], (MappedByteBuffer) present[1]);
        }
    }

    /** Real zeros: writing to a mapped hole on a full disk would be a fault instead of an error. */
    private static void fill(FileChannel channel) throws IOException {
        long size = channel.size();
        if (size < Limits.MAPPED_BYTES) {
            ByteBuffer zeros = ByteBuffer.allocate((int) (Limits.MAPPED_BYTES - size));
            while (zeros.hasRemaining()) {
                channel.write(zeros, size + zeros.position());
            }
        }
    }

    private static StoreException failure(Path path, IOException e) {
        StoreErrorCode code = FileSystems.isFull(e) ? StoreErrorCode.DISK_FULL : StoreErrorCode.IO_ERROR;
        return new StoreException(FileSystems.isRefused(e) ? StoreErrorCode.UNWRITABLE : code, "file=" + path, e);
    }

    /** FILE_CHANGED if the name leads to another file or to none: others would then not know of this process. */
    void requireInPlace() {
        opened.requireLeadsToFile();
    }

    MappedByteBuffer memory() {
        return memory;
    }

    /** Locks bytes until they are unlocked or this process ends; null if somebody, in this JVM or another, has any of them. */
    @Nullable
    FileLock tryLock(long position, long count) {
        return uninterrupted(() -> {
            try {
                return channel.tryLock(position, count, false);
            } catch (OverlappingFileLockException e) {
                return null;
            }
        });
    }

    void unlock(FileLock lock) {
        uninterrupted(() -> {
            lock.release();
            return null;
        });
    }

    private interface LockOperation {
        @Nullable
        FileLock run() throws IOException;
    }

    /** Runs a lock operation, which never waits, on a thread of its own, which nobody knows and so nobody interrupts. */
    private @Nullable FileLock uninterrupted(LockOperation operation) {
        FutureTask<@Nullable FileLock> task = new FutureTask<>(operation::run);
        Thread thread = new Thread(task, "blazedb-lock");
        thread.setDaemon(true);
        thread.start();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw new StoreException(StoreErrorCode.IO_ERROR, "file=" + name, e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        Map<String, Object[]> registry = registry();
        synchronized (registry) {
            Object[] present = registry.get(name);
            if (closed || present == null) {
                return;
            }
            closed = true;
            if (--((int[]) present[2])[0] == 0) {
                registry.remove(name);
                try {
                    channel.close();
                } catch (IOException e) {
                    throw new StoreException(StoreErrorCode.IO_ERROR, "file=" + name, e);
                }
            }
        }
    }

    @SuppressWarnings("unchecked") // Nobody else uses this property.
    private static Map<String, Object[]> registry() {
        Properties properties = System.getProperties();
        return (Map<String, Object[]>) properties.computeIfAbsent(REGISTRY, unused -> new HashMap<String, Object[]>());
    }
}
