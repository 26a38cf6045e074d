/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.sim;

import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
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
 * to it; {@link #left} makes one {@link Aftermath} of choice.
 */
public final class SimulatedFile implements StorageFile {
    private static final int SECTOR_BYTES = 512;

    private final DiskImage cached;
    private final DiskImage medium;
    private final List<Write> unsynced = new ArrayList<>();
    private long operations;
    private long failAtWrite = Long.MAX_VALUE;
    private long failAtForce = Long.MAX_VALUE;
    private long sizeMax = Long.MAX_VALUE;
    private StoreErrorCode failure = StoreErrorCode.IO_ERROR;
    private long writes;
    private long forces;
    private boolean readsFail;
    private boolean closed;

    private record Write(long position, byte[] bytes) {}

    public SimulatedFile() {
        this(new DiskImage(), new DiskImage());
    }

    private SimulatedFile(DiskImage cached, DiskImage medium) {
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

    /** Every read fails. */
    public synchronized void failReads() {
        readsFail = true;
    }

    /**
     * What an operating system may do after it could not write pages out: it drops some of them, and reads show what is on the medium.
     */
    public synchronized void dropUnsynced(Random random) {
        for (Write write : unsynced) {
            if (random.nextBoolean()) {
                byte[] old = new byte[write.bytes.length];
                medium.read(write.position, old, 0, old.length);
                cached.write(write.position, old, 0, old.length);
            }
        }
    }

    /** The n-th force from now on (1 is the next one) and all after it fail; nothing of it reaches the medium. */
    public synchronized void failForces(long n) {
        failAtForce = forces + n;
    }

    /** The disk has room for so many bytes of this file: what lies behind cannot be written, what is there can be written again. */
    public synchronized void limitSize(long bytes) {
        sizeMax = bytes;
    }

    /** Nothing fails any more. */
    public synchronized void heal() {
        failAtWrite = Long.MAX_VALUE;
        failAtForce = Long.MAX_VALUE;
        sizeMax = Long.MAX_VALUE;
        readsFail = false;
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

    /** What is left after everything has stopped now; this file stays as it is. */
    public synchronized SimulatedFile left(Aftermath aftermath, Random random) {
        int last = unsynced.size() - 1;
        return switch (aftermath) {
            case KILLED -> {
                SimulatedFile copy = new SimulatedFile(cached.copy(), medium.copy());
                copy.unsynced.addAll(unsynced);
                yield copy;
            }
            case NOTHING_WRITTEN -> withWritten(List.of());
            case ALL_WRITTEN -> withWritten(unsynced);
            case LAST_WRITTEN -> withWritten(last < 0 ? List.of() : unsynced.subList(last, last + 1));
            case LAST_MISSING -> withWritten(last < 0 ? List.of() : unsynced.subList(0, last));
            case TORN -> crash(random);
            case GARBLED -> garbled(random);
        };
    }

    private SimulatedFile withWritten(List<Write> written) {
        DiskImage left = medium.copy();
        written.forEach(write -> left.write(write.position, write.bytes, 0, write.bytes.length));
        return new SimulatedFile(left.copy(), left);
    }

    /** A torn medium on which some of the sectors that were being written hold garbage. */
    private SimulatedFile garbled(Random random) {
        SimulatedFile torn = crash(random);
        byte[] garbage = new byte[SECTOR_BYTES];
        for (Write write : unsynced) {
            long end = write.position + write.bytes.length;
            for (long at = write.position - write.position % SECTOR_BYTES; at < end; at += SECTOR_BYTES) {
                if (random.nextInt(3) == 0 && at + SECTOR_BYTES <= torn.medium.size()) {
                    random.nextBytes(garbage);
                    torn.medium.write(at, garbage, 0, SECTOR_BYTES);
                }
            }
        }
        return new SimulatedFile(torn.medium.copy(), torn.medium);
    }

    /** What a power loss may leave, chosen by the random numbers; this file stays as it is. */
    public synchronized SimulatedFile crash(Random random) {
        DiskImage left = medium.copy();
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
        return new SimulatedFile(left.copy(), left);
    }

    /** Everything that reads see. */
    public synchronized byte[] contents() {
        return cached.bytes();
    }

    @Override
    public synchronized int read(long position, byte[] into, int offset, int length) {
        requireOpen();
        if (readsFail) {
            throw new StoreException(StoreErrorCode.IO_ERROR, "simulated read");
        }
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
        if (position + length > sizeMax) {
            int part = (int) Math.max(0, Math.min(length, sizeMax - position));
            apply(position, Arrays.copyOfRange(from, offset, offset + part));
            throw new StoreException(StoreErrorCode.DISK_FULL, "simulated disk");
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
    public synchronized long usableBytes() {
        return sizeMax - cached.size();
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
}
