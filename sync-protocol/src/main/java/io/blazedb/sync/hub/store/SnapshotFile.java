/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.hub.store;

import io.blazedb.sync.error.SyncException;
import io.blazedb.sync.wire.Limits;
import io.blazedb.sync.wire.WireReader;
import io.blazedb.sync.wire.WireWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A snapshot in a file of its own: HEAD, CHUNK..., END records. It is whole once its end is there.
 *
 * <p>Threading: one thread.
 */
public final class SnapshotFile {
    private static final int HEAD = 16;
    private static final int CHUNK = 17;
    private static final int END = 18;

    private final RecordFile file;
    private final List<Long> chunkOffsets = new ArrayList<>();
    private byte[] incarnation = {};
    private int epoch;
    private long position;
    private long snapshotId;
    private byte[] sealedHead = {};
    private byte[] sealedEnd = {};

    private SnapshotFile(Path path) {
        file = RecordFile.open(path, this::replay);
    }

    static SnapshotFile open(Path path) {
        return new SnapshotFile(path);
    }

    static SnapshotFile create(
            Path path, byte[] incarnation, int epoch, long position, long snapshotId, byte[] sealedHead) {
        StoreDirectory.delete(path);
        SnapshotFile created = new SnapshotFile(path);
        byte[] body = new WireWriter(sealedHead.length + 64)
                .raw(incarnation)
                .u32(epoch)
                .u64(position)
                .u64(snapshotId)
                .bytes(sealedHead)
                .toByteArray();
        created.replay(created.file.append(HEAD, body), HEAD, body);
        return created;
    }

    private boolean replay(long offset, int type, byte[] body) {
        try {
            WireReader reader = new WireReader(body);
            if ((type == HEAD) != (incarnation.length == 0) || isWhole()) {
                return false;
            }
            switch (type) {
                case HEAD -> {
                    incarnation = reader.raw(LogEntry.INCARNATION_BYTES);
                    epoch = reader.u32();
                    position = reader.u64();
                    snapshotId = reader.u64();
                    sealedHead = reader.bytes(Limits.MESSAGE_BYTES_MAX);
                }
                case CHUNK -> chunkOffsets.add(offset);
                case END -> sealedEnd = body;
                default -> {
                    return false;
                }
            }
            return true;
        } catch (SyncException e) {
            return false;
        }
    }

    void appendChunk(byte[] sealed) {
        chunkOffsets.add(file.append(CHUNK, sealed));
    }

    /** Completes the file and makes it durable. */
    void finish(byte[] sealed) {
        file.append(END, sealed);
        sealedEnd = sealed;
        file.sync();
    }

    boolean isWhole() {
        return sealedEnd.length > 0;
    }

    public byte[] incarnation() {
        return incarnation.clone();
    }

    public int epoch() {
        return epoch;
    }

    public long position() {
        return position;
    }

    public long snapshotId() {
        return snapshotId;
    }

    public byte[] sealedHead() {
        return sealedHead.clone();
    }

    public byte[] sealedEnd() {
        return sealedEnd.clone();
    }

    public int chunkCount() {
        return chunkOffsets.size();
    }

    public byte[] chunk(int number) {
        return file.read(chunkOffsets.get(number));
    }

    public long bytes() {
        return file.size();
    }

    void close() {
        file.close();
    }

    void delete() {
        file.delete();
    }
}
