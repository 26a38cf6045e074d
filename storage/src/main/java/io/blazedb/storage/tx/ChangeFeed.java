/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.tx;

import io.blazedb.storage.btree.SystemTree;
import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.change.Change;
import io.blazedb.storage.change.ChangeCursor;
import io.blazedb.storage.change.ChangeRecord;
import io.blazedb.storage.checkpoint.StoreFile;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.log.LogEntry;
import io.blazedb.storage.log.LogPosition;
import io.blazedb.storage.log.LogRecord;
import io.blazedb.storage.log.LogScanner;
import io.blazedb.storage.process.SharedState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads committed transactions back from the log, as far as it is kept. */
public final class ChangeFeed {
    private final StoreFile store;
    private final SharedState shared;
    private final LogTail tail;

    ChangeFeed(StoreFile store, SharedState shared, LogTail tail) {
        this.store = store;
        this.shared = shared;
        this.tail = tail;
    }

    /** Transactions committed after the given one; CHANGES_TRUNCATED if the log no longer has them all. */
    public ChangeCursor after(long sequence) {
        LogPosition known = tail.positionAfter(sequence);
        if (known != null && known.nextFrame() >= tail.feedStart().nextFrame()) {
            return new Cursor(known, sequence + 1);
        }
        Cursor cursor = new Cursor(tail.feedStart(), sequence + 1);
        cursor.skipEarlier();
        return cursor;
    }

    private final class Cursor implements ChangeCursor {
        private final LogScanner scanner;
        private long nextSequence;
        private @Nullable LogEntry ahead;
        private boolean closed;

        Cursor(LogPosition start, long nextSequence) {
            this.scanner = store.log().scanner(start);
            this.nextSequence = nextSequence;
        }

        /** Finds the first wanted commit, so that a feed which begins too late is noticed at once. */
        void skipEarlier() {
            if (nextSequence <= shared.visibleSequence()) {
                ahead = read();
            }
        }

        @Override
        public @Nullable ChangeRecord next() {
            if (closed) {
                throw new StoreException(StoreErrorCode.CLOSED, "change cursor");
            }
            LogEntry entry = ahead;
            ahead = null;
            if (entry == null) {
                if (nextSequence > shared.visibleSequence()) {
                    return null;
                }
                entry = read();
            }
            nextSequence++;
            LogRecord.Commit commit = (LogRecord.Commit) entry.record();
            LogRecord.Spilled spilled = commit.spilled();
            return spilled == null
                    ? record(commit)
                    : new SpilledFeed(store, tail, spilled, entry.after().nextFrame() - 1).record(commit);
        }

        @Override
        public void close() {
            closed = true;
        }

        /** The entry of the next commit, which is visible and so must be in the log unless it was recycled. */
        private LogEntry read() {
            while (true) {
                LogEntry entry = scanner.next(shared.appendedFrame());
                if (entry == null) {
                    throw unreadable();
                }
                if (entry.record() instanceof LogRecord.Commit commit && commit.sequence() >= nextSequence) {
                    if (commit.sequence() > nextSequence) {
                        throw new StoreException(StoreErrorCode.CHANGES_TRUNCATED, "sequence=" + nextSequence);
                    }
                    return entry;
                }
            }
        }

        private StoreException unreadable() {
            tail.adoptCurrent();
            boolean recycled = tail.feedStart().nextFrame() > scanner.position().nextFrame();
            return recycled
                    ? new StoreException(StoreErrorCode.CHANGES_TRUNCATED, "sequence=" + nextSequence)
                    : new StoreException(
                            StoreErrorCode.CORRUPTED,
                            "log frame " + scanner.position().nextFrame());
        }
    }

    private static ChangeRecord record(LogRecord.Commit commit) {
        List<Change> changes = new ArrayList<>();
        List<Long> cleared = new ArrayList<>();
        for (LogRecord.TreeChanges tree : commit.trees()) {
            if (tree.tree() == SystemTree.ID) {
                continue;
            }
            if (tree.cleared()) {
                cleared.add(tree.tree());
            }
            for (LogRecord.KeyChange change : tree.changes()) {
                changes.add(new Change(
                        tree.tree(), ByteSlice.of(change.key()), slice(change.before()), slice(change.after())));
            }
        }
        return new ChangeRecord(commit.sequence(), commit.atMillis(), changes, cleared);
    }

    private static @Nullable ByteSlice slice(byte @Nullable [] bytes) {
        return bytes == null ? null : ByteSlice.of(bytes);
    }
}
