/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.tx;

import io.blazedb.storage.btree.StoredLargeValue;
import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.bytes.LargeValue;
import io.blazedb.storage.change.Change;
import io.blazedb.storage.change.ChangeRecord;
import io.blazedb.storage.change.StreamedChanges;
import io.blazedb.storage.checkpoint.StoreFile;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.log.LogRecord;
import io.blazedb.storage.page.LargeReference;
import io.blazedb.storage.pager.Pager;
import io.blazedb.storage.spill.SpilledChange;
import io.blazedb.storage.spill.SpilledCommits;
import io.blazedb.storage.spill.SpilledCursor;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A large transaction in the change feed: its changes are read from its runs while they are walked. Those may be used again as soon as
 * the feed no longer reaches back to the commit; then the walk ends with CHANGES_TRUNCATED.
 */
final class SpilledFeed {
    private final LogTail tail;
    private final Pager pager;
    private final LogRecord.Spilled spilled;
    private final long frame;

    /** {@code frame} is the last of the commit record. */
    SpilledFeed(StoreFile store, LogTail tail, LogRecord.Spilled spilled, long frame) {
        this.tail = tail;
        this.pager = store.privatePager(spilled.epoch(), Limits.SPACE_CACHE_BYTES);
        this.spilled = spilled;
        this.frame = frame;
    }

    ChangeRecord record(LogRecord.Commit commit) {
        List<Long> cleared = spilled.trees().stream()
                .filter(LogRecord.SpilledRuns::cleared)
                .map(LogRecord.SpilledRuns::tree)
                .toList();
        return new ChangeRecord(commit.sequence(), commit.atMillis(), new StreamedChanges(Walk::new), cleared);
    }

    private final class Walk implements Iterator<Change> {
        private final Iterator<LogRecord.SpilledRuns> trees = spilled.trees().iterator();
        private long tree;
        private @Nullable SpilledCursor cursor;
        private boolean ready;

        @Override
        public boolean hasNext() {
            if (!ready) {
                ready = read(this::advance);
            }
            return ready;
        }

        @Override
        public Change next() {
            SpilledCursor present = hasNext() ? cursor : null;
            if (present == null) {
                throw new NoSuchElementException();
            }
            ready = false;
            SpilledChange change = present.change();
            LargeReference large = change.large();
            return new Change(
                    tree,
                    ByteSlice.of(present.key()),
                    slice(change.before()),
                    slice(change.value()),
                    large == null ? null : new FeedValue(new StoredLargeValue(pager, large)));
        }

        private boolean advance() {
            while (true) {
                SpilledCursor present = cursor;
                if (present != null && present.next()) {
                    return true;
                }
                if (!trees.hasNext()) {
                    cursor = null;
                    return false;
                }
                LogRecord.SpilledRuns runs = trees.next();
                tree = runs.tree();
                cursor = SpilledCommits.tree(pager, spilled, runs).cursor(KeyRange.all(), false);
            }
        }
    }

    /** A large value that can be read as long as the feed reaches back to it. */
    private final class FeedValue implements LargeValue {
        private final LargeValue value;

        FeedValue(LargeValue value) {
            this.value = value;
        }

        @Override
        public long length() {
            return value.length();
        }

        @Override
        public int read(long position, byte[] into, int offset, int length) {
            return SpilledFeed.this.read(() -> value.read(position, into, offset, length));
        }
    }

    private <T> T read(Supplier<T> action) {
        try {
            return action.get();
        } catch (StoreException e) {
            if (e.code() == StoreErrorCode.CORRUPTED) {
                tail.adoptCurrent();
                if (tail.feedStart().nextFrame() > frame) {
                    throw new StoreException(StoreErrorCode.CHANGES_TRUNCATED, "transaction");
                }
            }
            throw e;
        }
    }

    private static @Nullable ByteSlice slice(byte @Nullable [] bytes) {
        return bytes == null ? null : ByteSlice.of(bytes);
    }
}
