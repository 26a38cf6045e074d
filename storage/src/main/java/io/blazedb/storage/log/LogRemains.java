/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.log;

import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records of a log around its damage.
 *
 * <p>A place that a meta page names is known to be right, and so is all that is chained to it. Where the chain breaks, frames further on
 * may authenticate that were written but never counted: left behind by an append that failed, or by a tail that was cut off. So of a
 * chain that begins behind a gap only those frames are believed that a later frame of the same chain calls durable, or that lead to a
 * known place. Of a record whose beginning may be missing nothing is believed.
 */
public final class LogRemains {
    private final FrameReader frames;
    private final int pageBytes;
    private final List<LogPosition> known;
    private final NavigableMap<Long, Segment> segments = new TreeMap<>();
    private final List<Gap> gaps = new ArrayList<>();

    /**
     * Frames that are missing in between.
     *
     * @param firstFrame the first one
     * @param nextFrame the next one that is there
     */
    public record Gap(long firstFrame, long nextFrame) {}

    LogRemains(FrameReader frames, int pageBytes, List<LogPosition> known, List<Segment> segments) {
        this.frames = frames;
        this.pageBytes = pageBytes;
        this.known = known.stream()
                .sorted(Comparator.comparingLong(LogPosition::nextFrame))
                .toList();
        segments.forEach(segment -> this.segments.put(segment.number(), segment));
    }

    /** Hands over every record that is believed, in the order of the log. Once. */
    public void forEach(Consumer<LogRecord> records) {
        Chain chain = known.isEmpty() ? null : read(new Start(known.get(0), true, true));
        while (chain != null) {
            chain.believed().forEach(records);
            LogPosition broken = chain.end;
            Start next = next(broken);
            if (next != null) {
                gaps.add(new Gap(broken.nextFrame(), next.at.nextFrame()));
            }
            chain = next == null ? null : read(next);
        }
    }

    /** Where frames are missing that later ones follow; what is missing at the end of the log nobody knows. */
    public List<Gap> gaps() {
        return List.copyOf(gaps);
    }

    /**
     * Where to read on.
     *
     * @param at a place; of one behind a gap, the number of its frame is right
     * @param trusted whether it is a known place
     * @param atRecord whether a record begins there
     */
    private record Start(LogPosition at, boolean trusted, boolean atRecord) {}

    /** The first known place, or the first frame that authenticates, behind a break. */
    private @Nullable Start next(LogPosition broken) {
        LogPosition place = null;
        for (LogPosition candidate : known) {
            if (place == null && candidate.nextFrame() > broken.nextFrame()) {
                place = candidate;
            }
        }
        Start found = search(broken);
        if (place != null && (found == null || found.at.nextFrame() >= place.nextFrame())) {
            return new Start(place, true, true);
        }
        return found;
    }

    private @Nullable Start search(LogPosition broken) {
        Segment segment = broken.segment();
        long offset = broken.offset() + Limits.ALIGNMENT_BYTES;
        while (segment != null) {
            while (offset + Limits.ALIGNMENT_BYTES <= segment.bytes(pageBytes)) {
                LogFrame frame = unchained(segment, offset);
                if (frame != null && frame.header().number() > broken.nextFrame()) {
                    LogPosition at = new LogPosition(
                            segment,
                            offset,
                            frame.header().number(),
                            frame.header().previousTag());
                    return new Start(at, false, beginsRecord(broken, segment, offset, frame));
                }
                offset += Limits.ALIGNMENT_BYTES;
            }
            segment = segments.get(segment.number() + 1);
            offset = 0;
        }
        return null;
    }

    private @Nullable LogFrame unchained(Segment segment, long offset) {
        try {
            return frames.readUnchained(new LogPosition(segment, offset, 0, new byte[0]));
        } catch (StoreException unreadable) {
            requireIo(unreadable);
            return null;
        }
    }

    /** Inside a segment, a frame whose record goes on is as long as a frame can be: if the gap is shorter, no such frame is missing. */
    private static boolean beginsRecord(LogPosition broken, Segment segment, long offset, LogFrame found) {
        return found.link() == null
                && segment.number() == broken.segment().number()
                && offset - broken.offset() < FrameHeader.alignedBytes(Limits.FRAME_PLAIN_BYTES_MAX);
    }

    /** What was read from one start on, and up to which frame it is believed. */
    private static final class Chain {
        private final List<LogRecord> records = new ArrayList<>();
        private final List<Long> lastFrames = new ArrayList<>();
        private LogPosition end;
        private long believedThrough;

        Chain(LogPosition start, boolean trusted) {
            this.end = start;
            this.believedThrough = trusted ? Long.MAX_VALUE : 0;
        }

        List<LogRecord> believed() {
            int count = 0;
            while (count < records.size() && lastFrames.get(count) <= believedThrough) {
                count++;
            }
            return records.subList(0, count);
        }
    }

    private Chain read(Start start) {
        Chain chain = new Chain(start.at, start.trusted);
        boolean whole = start.atRecord;
        ByteArrayOutputStream parts = new ByteArrayOutputStream();
        for (LogFrame frame = read(start.at); frame != null; frame = read(chain.end)) {
            chain.end = frame.after();
            chain.believedThrough =
                    Math.max(chain.believedThrough, frame.header().durableFrame());
            if (known.contains(chain.end)) {
                chain.believedThrough = Long.MAX_VALUE;
            }
            Segment link = frame.link();
            if (link != null) {
                segments.putIfAbsent(link.number(), link);
                continue;
            }
            if (whole) {
                parts.writeBytes(frame.plain());
            }
            if (frame.header().kind() == FrameHeader.RECORD_LAST) {
                if (whole) {
                    add(chain, parts.toByteArray());
                }
                whole = true;
                parts.reset();
            }
        }
        return chain;
    }

    private static void add(Chain chain, byte[] record) {
        try {
            chain.records.add(RecordCodec.decode(record));
            chain.lastFrames.add(chain.end.nextFrame() - 1);
        } catch (StoreException malformed) {
            requireIo(malformed);
        }
    }

    private @Nullable LogFrame read(LogPosition at) {
        try {
            return frames.read(at);
        } catch (StoreException unreadable) {
            requireIo(unreadable);
            return null;
        }
    }

    /** Damage of the medium is damage like any other. */
    private static void requireIo(StoreException e) {
        if (e.code() != StoreErrorCode.CORRUPTED && e.code() != StoreErrorCode.IO_ERROR) {
            throw e;
        }
    }
}
