/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.hub.store;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/**
 * The log of one channel: entries dense in position, in files {@code log-N} of bounded size, oldest first.
 *
 * <p>Invariant: each entry begins one position after the one before. Opening drops what does not continue, with everything after it.
 */
final class ChannelLog {
    private static final int ENTRY = 19;
    private static final String PREFIX = "log-";

    private record Located(long segment, long offset, int epoch, long first, long last, int bytes) {}

    private final Path directory;
    private final long segmentBytes;
    private final TreeMap<Long, RecordFile> segments = new TreeMap<>();
    private final List<Located> entries = new ArrayList<>();
    private long bytes;
    private long nextSegment = 1;

    ChannelLog(Path directory, long segmentBytes) {
        this.directory = directory;
        this.segmentBytes = segmentBytes;
    }

    /** Reads the files again: what follows the given position of that incarnation stays. */
    void recover(byte[] incarnation, long base) {
        long last = base;
        boolean broken = false;
        TreeMap<Long, Path> files = new TreeMap<>();
        for (Path file : StoreDirectory.list(directory)) {
            String name = String.valueOf(file.getFileName());
            if (name.startsWith(PREFIX)) {
                files.put(Long.parseLong(name.substring(PREFIX.length())), file);
            }
        }
        for (var file : files.entrySet()) {
            nextSegment = file.getKey() + 1;
            if (broken) {
                StoreDirectory.delete(file.getValue());
                continue;
            }
            int before = entries.size();
            long from = last;
            boolean[] cut = {false};
            RecordFile segment = RecordFile.open(file.getValue(), (offset, type, body) -> {
                boolean taken = take(file.getKey(), offset, type, body, incarnation, from);
                cut[0] |= !taken;
                return taken;
            });
            segments.put(file.getKey(), segment);
            broken = cut[0] || segment.wasCut();
            if (entries.size() > before) {
                last = lastPosition(from);
            }
        }
        truncate(base);
    }

    private boolean take(long segment, long offset, int type, byte[] body, byte[] incarnation, long base) {
        if (type != ENTRY || body.length < LogEntry.HEADER_BYTES) {
            return false;
        }
        LogEntry entry = LogEntry.decode(body);
        if (!Arrays.equals(entry.incarnation(), incarnation) || entry.first() > entry.last()) {
            return false;
        }
        if (entry.last() <= base) {
            // Covered by the snapshot; its file had not been deleted yet.
            return entries.isEmpty();
        }
        long previous = lastPosition(base);
        if (entries.isEmpty() ? entry.first() > base + 1 : entry.first() != previous + 1) {
            return false;
        }
        add(new Located(segment, offset, entry.epoch(), entry.first(), entry.last(), entry.sealed().length));
        return true;
    }

    private void add(Located located) {
        entries.add(located);
        bytes += located.bytes;
    }

    void append(LogEntry entry) {
        RecordFile segment = segments.isEmpty() ? null : segments.lastEntry().getValue();
        if (segment == null || segment.size() >= segmentBytes) {
            if (segment != null) {
                segment.sync();
            }
            long number = nextSegment++;
            segment = RecordFile.open(directory.resolve(PREFIX + number), (offset, type, body) -> false);
            segments.put(number, segment);
            StoreDirectory.sync(directory);
        }
        long offset = segment.append(ENTRY, entry.encode());
        add(new Located(segments.lastKey(), offset, entry.epoch(), entry.first(), entry.last(), entry.sealed().length));
    }

    /** Forgets the entries up to a position; files in which nothing else is are deleted. */
    void truncate(long position) {
        int keepFrom = 0;
        while (keepFrom < entries.size() && entries.get(keepFrom).last <= position) {
            bytes -= entries.get(keepFrom).bytes;
            keepFrom++;
        }
        entries.subList(0, keepFrom).clear();
        long oldest = entries.isEmpty() ? Long.MAX_VALUE : entries.get(0).segment;
        while (!segments.isEmpty() && segments.firstKey() < oldest) {
            segments.pollFirstEntry().getValue().delete();
        }
    }

    void clear() {
        truncate(Long.MAX_VALUE);
    }

    /** Place of the entry that holds the position after this one; the number of entries if there is none yet, -1 if it is gone. */
    int indexAfter(long position) {
        if (entries.isEmpty() || position >= lastPosition(position)) {
            return entries.size();
        }
        if (entries.get(0).first > position + 1) {
            return -1;
        }
        int low = 0;
        int high = entries.size() - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (entries.get(middle).last <= position) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    LogEntry read(int index) {
        Located located = entries.get(index);
        RecordFile segment = segments.get(located.segment);
        if (segment == null) {
            throw new IllegalStateException("segment " + located.segment);
        }
        return LogEntry.decode(segment.read(located.offset));
    }

    int count() {
        return entries.size();
    }

    long bytes() {
        return bytes;
    }

    /** The last position, or the given one of the snapshot if the log is empty. */
    long lastPosition(long base) {
        return entries.isEmpty() ? base : Math.max(base, entries.get(entries.size() - 1).last);
    }

    void sync() {
        if (!segments.isEmpty()) {
            segments.lastEntry().getValue().sync();
        }
    }

    void close() {
        segments.values().forEach(RecordFile::close);
    }
}
