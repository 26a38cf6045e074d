/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.hub.store;

import io.blazedb.sync.error.SyncErrorCode;
import io.blazedb.sync.error.SyncException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * An append-only file of checksummed records.
 *
 * <pre>
 * offset size field
 * 0      8    magic "BLAZEHB1"
 * 8      ...  records, each:
 *   0    4    length of the body
 *   4    4    CRC-32C of type and body
 *   8    1    type
 *   9    n    body
 * </pre>
 *
 * <p>Invariant: a record counts only with every record before it. Opening cuts the file at the first one that does not check; whoever wrote
 * what was cut is told the remaining head and sends it again.
 *
 * <p>Threading: one thread. Failure: a failed sync is final, the file then refuses to be used.
 */
final class RecordFile implements AutoCloseable {
    static final int RECORD_HEADER_BYTES = 9;
    private static final byte[] MAGIC = "BLAZEHB1".getBytes(StandardCharsets.US_ASCII);

    /** Longest body: a message and its header. */
    private static final int BODY_BYTES_MAX = (64 << 20) + 1024;

    /** Told of each record at opening. */
    interface Visitor {
        /** A record; returns false to cut the file before it. */
        boolean record(long offset, int type, byte[] body);
    }

    private final Path path;
    private final RandomAccessFile file;
    private long size;
    private boolean dirty;
    private boolean cut;

    private RecordFile(Path path, RandomAccessFile file) {
        this.path = path;
        this.file = file;
    }

    /** Opens a file or creates it, shows its records to the visitor, and cuts what does not check. */
    static RecordFile open(Path path, Visitor visitor) {
        try {
            RandomAccessFile access = new RandomAccessFile(path.toFile(), "rw");
            RecordFile opened = new RecordFile(path, access);
            opened.recover(visitor);
            return opened;
        } catch (IOException e) {
            throw failed(path, e);
        }
    }

    private void recover(Visitor visitor) throws IOException {
        long length = file.length();
        byte[] magic = new byte[MAGIC.length];
        if (length >= MAGIC.length) {
            file.seek(0);
            file.readFully(magic);
        }
        if (!Arrays.equals(magic, MAGIC)) {
            cut = length > 0;
            file.setLength(0);
            file.seek(0);
            file.write(MAGIC);
            size = MAGIC.length;
            dirty = true;
            return;
        }
        size = MAGIC.length;
        byte[] header = new byte[RECORD_HEADER_BYTES];
        while (length - size >= RECORD_HEADER_BYTES) {
            file.seek(size);
            file.readFully(header);
            ByteBuffer fields = ByteBuffer.wrap(header);
            int bodyBytes = fields.getInt();
            int checksum = fields.getInt();
            if (bodyBytes < 0 || bodyBytes > BODY_BYTES_MAX || length - size - RECORD_HEADER_BYTES < bodyBytes) {
                break;
            }
            byte[] body = new byte[bodyBytes];
            file.readFully(body);
            int type = fields.get();
            if (checksum(type, body) != checksum || !visitor.record(size, type, body)) {
                break;
            }
            size += RECORD_HEADER_BYTES + bodyBytes;
        }
        if (size < length) {
            cut = true;
            file.setLength(size);
            dirty = true;
        }
    }

    /** Appends a record and returns its offset. It is durable after the next {@link #sync}. */
    long append(int type, byte[] body) {
        try {
            byte[] record = ByteBuffer.allocate(RECORD_HEADER_BYTES + body.length)
                    .putInt(body.length)
                    .putInt(checksum(type, body))
                    .put((byte) type)
                    .put(body)
                    .array();
            long offset = size;
            file.seek(offset);
            file.write(record);
            size += record.length;
            dirty = true;
            return offset;
        } catch (IOException e) {
            throw failed(path, e);
        }
    }

    /** The body of a record, checked again. */
    byte[] read(long offset) {
        try {
            byte[] header = new byte[RECORD_HEADER_BYTES];
            file.seek(offset);
            file.readFully(header);
            ByteBuffer fields = ByteBuffer.wrap(header);
            int bodyBytes = fields.getInt();
            int checksum = fields.getInt();
            if (bodyBytes < 0 || bodyBytes > size - offset - RECORD_HEADER_BYTES) {
                throw damaged(offset);
            }
            byte[] body = new byte[bodyBytes];
            file.readFully(body);
            if (checksum(fields.get(), body) != checksum) {
                throw damaged(offset);
            }
            return body;
        } catch (IOException e) {
            throw failed(path, e);
        }
    }

    void sync() {
        if (!dirty) {
            return;
        }
        try {
            file.getFD().sync();
            dirty = false;
        } catch (IOException e) {
            throw failed(path, e);
        }
    }

    /** Whether opening found a record that did not check. */
    boolean wasCut() {
        return cut;
    }

    long size() {
        return size;
    }

    Path path() {
        return path;
    }

    void delete() {
        close();
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw failed(path, e);
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw failed(path, e);
        }
    }

    private SyncException damaged(long offset) {
        return new SyncException(SyncErrorCode.IO_ERROR, "file=" + path.getFileName() + ", offset=" + offset);
    }

    private static int checksum(int type, byte[] body) {
        CRC32C checksum = new CRC32C();
        checksum.update(type);
        checksum.update(body, 0, body.length);
        return (int) checksum.getValue();
    }

    static SyncException failed(Path path, IOException cause) {
        return new SyncException(SyncErrorCode.IO_ERROR, "file=" + path.getFileName(), cause);
    }
}
