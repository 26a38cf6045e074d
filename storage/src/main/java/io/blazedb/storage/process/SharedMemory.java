/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.process;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The memory that all processes with one file open share, and the lockable bytes beside it. It holds no secrets and is worthless once
 * nobody has the file open: whoever opens the file first writes it anew. A database in memory has the same memory without a file.
 *
 * <pre>
 * offset size field                               offset size field (slot i at 4096 + 512 * i)
 *      0    8 layout version                           0    8 1 if in use
 *      8   16 database id                              8    8 oldest checkpoint whose pages the process reads
 *     24    8 hash of the file's identity             16    8 length of the path
 *     64    8 newest frame in the log                 24  100 path of the socket that wakes the process
 *     72    8 newest commit in the log               128    8 1 while the process waits to be woken
 *    128    8 newest durable frame                  136  256 other checkpoints that it reads, or 0
 *    136    8 newest visible commit                 392    8 1 if these are all, 0 if any later one may be
 *    192    8 current checkpoint                    400    8 oldest snapshot plus 1, or 0
 *    200    8 why nobody may write, or 0            408   96 hash plus 1 of leases that it has, or 0
 *    256    8 append lock: slot of holder + 1     Lockable bytes, behind the mapped ones:
 *    320    8 checkpoint lock                     2^20          processes come and go
 *    384    8 first page behind all in use        2^20 + 1 + i  the process in slot i lives
 *                                                 2^32 + n      lease of the role with hash n
 * </pre>
 */
final class SharedMemory implements AutoCloseable {
    static final long LAYOUT_VERSION = 3;

    static final int VERSION = 0;
    static final int DATABASE_ID = 8;
    static final int FILE_IDENTITY = 24;
    static final int APPENDED_FRAME = 64;
    static final int APPENDED_SEQUENCE = 72;
    static final int DURABLE_FRAME = 128;
    static final int VISIBLE_SEQUENCE = 136;
    static final int CHECKPOINT = 192;
    static final int POISONED = 200;
    /** Values of {@link #POISONED}. */
    static final long SYNC_FAILED = 1;

    static final long FILE_CHANGED = 2;
    static final int APPEND_LOCK = 256;
    static final int CHECKPOINT_LOCK = 320;
    static final int END_PAGE = 384;
    static final int SLOTS = 4096;
    static final int SLOT_BYTES = 512;
    static final int SLOT_IN_USE = 0;
    static final int SLOT_OLDEST_CHECKPOINT = 8;
    static final int SLOT_PATH_LENGTH = 16;
    static final int SLOT_PATH = 24;
    static final int SLOT_ASLEEP = 128;
    static final int SLOT_PINS = 136;
    static final int SLOT_PINS_COMPLETE = 392;
    static final int SLOT_OLDEST_SNAPSHOT = 400;
    static final int SLOT_LEASES = 408;

    static final long MEMBERSHIP_BYTE = 1L << 20;
    static final long LIVENESS_BYTES = MEMBERSHIP_BYTE + 1;
    static final long LEASE_BYTES = 1L << 32;

    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final @Nullable LockFile file;
    private final ByteBuffer memory;

    private SharedMemory(@Nullable LockFile file, ByteBuffer memory) {
        this.file = file;
        this.memory = memory;
    }

    static SharedMemory open(Path lockFile) {
        LockFile file = LockFile.open(lockFile);
        return new SharedMemory(file, file.memory());
    }

    static SharedMemory ofThisProcessOnly() {
        return new SharedMemory(null, ByteBuffer.allocateDirect(Limits.MAPPED_BYTES));
    }

    static int slot(int number) {
        return SLOTS + number * SLOT_BYTES;
    }

    boolean isShared() {
        return file != null;
    }

    long get(int offset) {
        return (long) LONGS.getAcquire(memory, offset);
    }

    void set(int offset, long value) {
        LONGS.setVolatile(memory, offset, value);
    }

    boolean compareAndSet(int offset, long expected, long value) {
        return LONGS.compareAndSet(memory, offset, expected, value);
    }

    long getAndAdd(int offset, long value) {
        return (long) LONGS.getAndAdd(memory, offset, value);
    }

    /** What was written before is seen by others before anything is read after. */
    static void fence() {
        VarHandle.fullFence();
    }

    /** Raises a number that never falls. */
    void raise(int offset, long value) {
        long present = get(offset);
        while (present < value && !compareAndSet(offset, present, value)) {
            present = get(offset);
        }
    }

    void setPath(int slot, String path) {
        byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= Limits.SOCKET_PATH_BYTES_MAX) {
            ByteBuffer view = memory.duplicate();
            view.position(slot(slot) + SLOT_PATH);
            view.put(bytes);
            set(slot(slot) + SLOT_PATH_LENGTH, bytes.length);
        }
    }

    /** The path of a slot; empty if it has none. */
    String path(int slot) {
        long length = get(slot(slot) + SLOT_PATH_LENGTH);
        if (length <= 0 || length > Limits.SOCKET_PATH_BYTES_MAX) {
            return "";
        }
        byte[] bytes = new byte[(int) length];
        ByteBuffer view = memory.duplicate();
        view.position(slot(slot) + SLOT_PATH);
        view.get(bytes);
        for (byte b : bytes) {
            if (b == 0) {
                return "";
            }
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    void clear(int from, int to) {
        for (int offset = from; offset < to; offset += Long.BYTES) {
            set(offset, 0);
        }
    }

    /** Locks a byte until it is unlocked or this process ends; null if somebody has it, or if there is no file. */
    @Nullable
    FileLock tryLock(long position) {
        return file == null ? null : file.tryLock(position, 1);
    }

    /** Whether nobody, in this JVM or another, has any of the bytes locked. */
    boolean areUnlocked(long from, long to) {
        if (file == null || from == to) {
            return true;
        }
        FileLock lock = file.tryLock(from, to - from);
        if (lock != null) {
            file.unlock(lock);
        }
        return lock != null;
    }

    void unlock(FileLock lock) {
        if (file != null) {
            file.unlock(lock);
        }
    }

    /** FILE_CHANGED if the file is no longer the one that other processes find. */
    void requireInPlace() {
        if (file != null) {
            file.requireInPlace();
        }
    }

    /** Makes the contents durable. */
    void force() {
        if (file != null) {
            file.memory().force();
        }
    }

    @Override
    public void close() {
        if (file != null) {
            file.close();
        }
    }
}
