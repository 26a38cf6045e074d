/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.checkpoint;

import io.blazedb.storage.btree.Forest;
import io.blazedb.storage.btree.SystemTree;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.log.LogEntry;
import io.blazedb.storage.log.LogPosition;
import io.blazedb.storage.log.LogRecord;
import io.blazedb.storage.log.LogScanner;
import io.blazedb.storage.log.Segment;
import io.blazedb.storage.overlay.Overlay;
import io.blazedb.storage.page.Extent;
import io.blazedb.storage.page.MetaPage;
import io.blazedb.storage.process.SharedState;
import io.blazedb.storage.space.Reservation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Finds the state of a file that nobody has open: the newest meta page, and the commits that the log holds after it.
 *
 * <p>The log ends at the first frame that does not continue the chain. That is a torn tail, which nobody was told about, unless
 * somebody was: a later frame or a receipt that calls the missing frame durable makes it damage, and the open fails. An acknowledged
 * commit is never silently left out.
 *
 * <p>What is found may still be in the memory of the operating system only. So the file is synced before anything is built on it.
 */
public final class Recovery {
    private Recovery() {}

    /**
     * What was found.
     *
     * @param meta the newest meta page
     * @param forest its trees
     * @param overlay the commits after it
     * @param prepared undecided transactions, oldest first
     * @param reservations private spaces of transactions
     * @param end the place behind the last record
     * @param segments the segments of the log, oldest first
     * @param spare extents for further segments
     * @param endPage first page behind everything in use
     * @param tags tags of the commits after the meta page
     */
    public record Result(
            MetaPage meta,
            Forest forest,
            Overlay overlay,
            List<LogRecord.Prepare> prepared,
            List<Reservation> reservations,
            LogPosition end,
            List<Segment> segments,
            List<Extent> spare,
            long endPage,
            CommitTags tags) {}

    /** Reads a file that nobody has open, and makes durable what was found. */
    public static Result run(StoreFile store) {
        store.file().force();
        return run(store, Long.MAX_VALUE);
    }

    /** Reads a file that may not be written to. */
    public static Result runReadOnly(StoreFile store) {
        return run(store, Long.MAX_VALUE);
    }

    /**
     * Reads a file after a failed sync: what the operating system shows of later writes may never reach the medium, and syncing again
     * would not tell. Those writes were acknowledged to nobody; meta pages are wiped, and the log is cut off, durably before the mark of the
     * failure may go: whoever opens the file next, should this process die, would believe what is still there. Then the caller begins a new
     * segment, so that no frame can follow where one was lost. In a file that has been put in the place of the one that failed, such as a
     * backup, nothing is done.
     *
     * @param durableFrame newest frame that was durable before
     * @param durableCheckpoint newest checkpoint that was durable before
     */
    public static Result runAfterFailedSync(StoreFile store, long durableFrame, long durableCheckpoint) {
        if (!store.metas().mayHaveFailedAt(durableCheckpoint)) {
            return run(store);
        }
        store.metas().dropAfter(durableCheckpoint);
        store.file().force();
        Result result = run(store, durableFrame);
        if (store.log().cutOff(result.end())) {
            store.file().force();
        }
        return result;
    }

    private static Result run(StoreFile store, long lastFrame) {
        MetaSlots.Found found = store.metas().newest();
        Result result = read(store, found.meta(), lastFrame);
        long last = result.overlay().lastSequence();
        if (last < found.durableSequence()) {
            throw new StoreException(
                    StoreErrorCode.CORRUPTED,
                    "log ends at commit " + last + ", durable commit=" + found.durableSequence());
        }
        if (result.end().nextFrame() <= lastFrame && store.log().laterFrameCallsDurable(result.end())) {
            throw new StoreException(
                    StoreErrorCode.CORRUPTED, "log frame " + result.end().nextFrame());
        }
        return result;
    }

    /** Reads a file that other processes have open and go on writing to. By a process that has entered, and so pins what it reads. */
    public static Result join(StoreFile store, SharedState shared) {
        while (true) {
            long checkpoint = shared.checkpoint();
            long frame = shared.appendedFrame();
            MetaPage meta = store.metas().read(checkpoint);
            if (meta != null) {
                Result result = read(store, meta, frame);
                if (result.end().nextFrame() > frame) {
                    return result;
                }
            }
            // The meta page or the log was overtaken by a later checkpoint; without one, it is damaged.
            if (shared.checkpoint() == checkpoint) {
                throw new StoreException(StoreErrorCode.CORRUPTED, "log or meta page, checkpoint=" + checkpoint);
            }
        }
    }

    private static Result read(StoreFile store, MetaPage meta, long lastFrame) {
        LogState log = LogState.decode(meta);
        Forest forest = store.forest(meta);
        Map<UUID, LogRecord.Prepare> prepared = new LinkedHashMap<>();
        PreparedRecords.read(forest).forEach(record -> prepared.put(record.transaction(), record));
        Reservations reservations = new Reservations();
        reservations.reset(SystemTree.reservations(forest));
        Overlay overlay = Overlay.empty(meta.sequence());
        List<Segment> segments = new ArrayList<>(log.segments());
        CommitTags tags = new CommitTags();
        LogScanner scanner = store.log().scanner(log.recovery()).onSegment(segments::add);
        for (LogEntry entry = scanner.next(lastFrame); entry != null; entry = scanner.next(lastFrame)) {
            LogRecord record = entry.record();
            LogRecord.Prepare dropped = record instanceof LogRecord.Drop drop ? prepared.get(drop.transaction()) : null;
            reservations.apply(record, dropped, entry.after().nextFrame() - 1);
            overlay = apply(store, record, overlay, prepared);
            if (record instanceof LogRecord.Commit commit) {
                tags.add(commit.sequence(), entry.after());
            }
        }
        LogPosition end = scanner.position();
        segments.removeIf(segment -> segment.number() > end.segment().number());
        List<Extent> spare = new ArrayList<>(log.spare());
        segments.forEach(segment -> spare.remove(segment.extent()));
        return new Result(
                meta,
                forest,
                overlay,
                List.copyOf(prepared.values()),
                reservations.all(),
                end,
                segments,
                spare,
                endPage(meta, segments, reservations.extents(), store.pageBytes()),
                tags);
    }

    private static Overlay apply(
            StoreFile store, LogRecord record, Overlay overlay, Map<UUID, LogRecord.Prepare> prepared) {
        if (record instanceof LogRecord.Commit commit) {
            if (commit.sequence() != overlay.lastSequence() + 1) {
                throw new StoreException(StoreErrorCode.CORRUPTED, "log sequence " + commit.sequence());
            }
            UUID resolved = commit.resolves();
            if (resolved != null) {
                prepared.remove(resolved);
            }
            return CommittedChanges.apply(store, overlay, commit);
        } else if (record instanceof LogRecord.Prepare prepare) {
            prepared.put(prepare.transaction(), prepare);
        } else if (record instanceof LogRecord.Drop drop) {
            prepared.remove(drop.transaction());
        }
        return overlay;
    }

    private static long endPage(MetaPage meta, List<Segment> segments, List<Extent> reserved, int pageBytes) {
        long end = Math.max(MetaPage.PAGES_OFFSET / pageBytes, meta.space().filePages());
        for (Segment segment : segments) {
            end = Math.max(end, segment.extent().firstPage() + segment.extent().pages());
        }
        List<Extent> others = new ArrayList<>(meta.log().extents());
        others.addAll(reserved);
        for (Extent extent : others) {
            end = Math.max(end, extent.firstPage() + extent.pages());
        }
        return end;
    }
}
