/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.sim;

import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.file.MemoryFile;
import io.blazedb.storage.file.StorageFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * A file whose medium and whose cached contents differ until it is forced, and which can fail on demand.
 *
 * <p>Reads see every write at once, as those of an operating system do. {@link #crash} makes what a power loss may leave: the medium
 * as of the last force, on which each 512-byte sector written since keeps its old contents or takes those of any one of the writes
 * to it. {@link #kill} makes what the death of the process leaves: everything that was written.
 */
public final class SimulatedFile implements StorageFile {
    private static final int SECTOR_BYTES = 512;

    private final MemoryFile cached;
    private final MemoryFile medium;
    private final List<Write> unsynced = new ArrayList<>();
    private long operations;
    private long failAtWrite = Long.MAX_VALUE;
    private long failAtForce = Long.MAX_VALUE;
    private StoreErrorCode failure = StoreErrorCode.IO_ERROR;
    private long writes;
    private long forces;
    private boolean closed;

    private record Write(long position, byte[] bytes) {}

    public SimulatedFile() {
        this(new MemoryFile(), new MemoryFile());
    }

    private SimulatedFile(MemoryFile cached, MemoryFile medium) {
        this.cached = cached;
        this.medium = medium;
    }

    /** A simulated file whose medium holds these bytes. */
    public static SimulatedFile of(byte[] contents) {
        SimulatedFile file = new SimulatedFile();
        file.cached.write(0, contents, 0, contents.length);
        file.medium.write(0, contents, 0, contents.length);
        return file;
    }

    /** The n-th write from now on (1 is the next one) and all after it fail with the code; half of the failing one is done. */
    public synchronized void failWrites(long n, StoreErrorCode code) {
        failAtWrite = writes + n;
        failure = code;
    }

    /** The n-th force from now on (1 is the next one) and all after it fail; nothing of it reaches the medium. */
    public synchronized void failForces(long n) {
        failAtForce = forces + n;
    }

    /** Nothing fails any more. */
    public synchronized void heal() {
        failAtWrite = Long.MAX_VALUE;
        failAtForce = Long.MAX_VALUE;
    }

    /** Writes and forces so far: a counter of the points at which a run can be cut. */
    public synchronized long operations() {
        return operations;
    }

    public synchronized long writes() {
        return writes;
    }

    public synchronized long forces() {
        return forces;
    }

    /** What the death of the process leaves; this file stays as it is. */
    public synchronized SimulatedFile kill() {
        SimulatedFile copy = new SimulatedFile(copy(cached), copy(medium));
        copy.unsynced.addAll(unsynced);
        return copy;
    }

    /** What a power loss may leave, chosen by the random numbers; this file stays as it is. */
    public synchronized SimulatedFile crash(Random random) {
        MemoryFile left = copy(medium);
        List<Write> order = new ArrayList<>(unsynced);
        double keep = random.nextInt(3) == 0 ? 1.0 : random.nextDouble();
        Collections.shuffle(order, random);
        for (Write write : order) {
            boolean whole = random.nextBoolean();
            boolean kept = random.nextDouble() < keep;
            long end = write.position + write.bytes.length;
            for (long at = write.position; at < end; ) {
                int part = (int) Math.min(end - at, SECTOR_BYTES - at % SECTOR_BYTES);
                if (whole ? kept : random.nextDouble() < keep) {
                    left.write(at, write.bytes, (int) (at - write.position), part);
                }
                at += part;
            }
        }
        return new SimulatedFile(copy(left), left);
    }

    /** Everything that reads see. */
    public synchronized byte[] contents() {
        return bytes(cached);
    }

    @Override
    public synchronized int read(long position, byte[] into, int offset, int length) {
        requireOpen();
        return cached.read(position, into, offset, length);
    }

    @Override
    public synchronized void write(long position, byte[] from, int offset, int length) {
        requireOpen();
        operations++;
        writes++;
        if (writes >= failAtWrite) {
            if (writes == failAtWrite) {
                apply(position, Arrays.copyOfRange(from, offset, offset + length / 2));
            }
            throw new StoreException(failure, "simulated write");
        }
        apply(position, Arrays.copyOfRange(from, offset, offset + length));
    }

    @Override
    public synchronized void force() {
        requireOpen();
        operations++;
        forces++;
        if (forces >= failAtForce) {
            throw new StoreException(StoreErrorCode.IO_ERROR, "simulated force");
        }
        for (Write write : unsynced) {
            medium.write(write.position, write.bytes, 0, write.bytes.length);
        }
        unsynced.clear();
    }

    @Override
    public synchronized long size() {
        return cached.size();
    }

    @Override
    public synchronized void preallocate(long from, long to) {
        write(from, new byte[(int) (to - from)], 0, (int) (to - from));
        force();
    }

    @Override
    public synchronized void truncate(long size) {
        requireOpen();
        cached.truncate(size);
        medium.truncate(size);
        unsynced.removeIf(write -> write.position + write.bytes.length > size);
    }

    @Override
    public synchronized void close() {
        closed = true;
    }

    private void apply(long position, byte[] bytes) {
        cached.write(position, bytes, 0, bytes.length);
        unsynced.add(new Write(position, bytes));
    }

    private void requireOpen() {
        if (closed) {
            throw new StoreException(StoreErrorCode.CLOSED, "simulated file");
        }
    }

    private static MemoryFile copy(MemoryFile file) {
        MemoryFile copy = new MemoryFile();
        byte[] bytes = bytes(file);
        copy.write(0, bytes, 0, bytes.length);
        return copy;
    }

    private static byte[] bytes(MemoryFile file) {
        byte[] bytes = new byte[(int) file.size()];
        file.read(0, bytes, 0, bytes.length);
        return bytes;
    }
}
