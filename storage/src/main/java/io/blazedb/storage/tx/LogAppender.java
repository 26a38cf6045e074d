/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.tx;

import io.blazedb.storage.checkpoint.LogSpace;
import io.blazedb.storage.checkpoint.StoreFile;
import io.blazedb.storage.log.LogPosition;
import io.blazedb.storage.log.LogRecord;
import io.blazedb.storage.log.RecordCodec;
import io.blazedb.storage.log.SegmentSource;
import io.blazedb.storage.overlay.ChangeSet;
import io.blazedb.storage.process.SharedState;

/** Appends records to the log. Every method but {@link #forcePages} is for the holder of the append lock. */
final class LogAppender {
    private final StoreFile store;
    private final SharedState shared;
    private final LogSpace space;
    private final LogTail tail;

    LogAppender(StoreFile store, SharedState shared, LogSpace space, LogTail tail) {
        this.store = store;
        this.shared = shared;
        this.space = space;
        this.tail = tail;
    }

    /** Reads everything that any process has appended. */
    void readLog() {
        shared.requireHealthy();
        if (shared.appendedFrame() < tail.position().nextFrame() - 1) {
            // What only rises has fallen: somebody else writes to the lock file.
            shared.condemn();
            shared.requireHealthy();
        }
        tail.catchUp();
        tail.requireLogInPlace();
    }

    /** Appends a record; one that gives room rather than taking it may use what is kept for such a record. */
    LogPosition append(RecordCodec.EncodedRecord encoded, boolean mayTakeReserve) {
        LogPosition after;
        try {
            SegmentSource source = mayTakeReserve ? space.withReserve() : space;
            after = store.log().append(tail.position(), encoded, shared.durableFrame(), source);
        } catch (RuntimeException | Error e) {
            space.reject();
            throw e;
        }
        space.accept();
        return after;
    }

    LogPosition appendLink() {
        LogPosition after;
        try {
            after = store.log().appendLink(tail.position(), 0, shared.durableFrame(), space);
        } catch (RuntimeException | Error e) {
            space.reject();
            throw e;
        }
        space.accept();
        return after;
    }

    /** Appends a commit and takes its changes in; returns its last frame. */
    long appendCommit(RecordCodec.EncodedRecord encoded, boolean mayTakeReserve, ChangeSet changes) {
        LogPosition after = append(encoded, mayTakeReserve);
        // Published first: should memory run out where it is taken in, it is read from the log, wholly, as that of
        // another process
        // is, and nobody else gets its number.
        long frame = publish(after, changes.sequence());
        tail.applyOwnCommit(after, encoded.length(), changes);
        return frame;
    }

    /** Appends a record and takes in what it says; returns its last frame. */
    long appendAndApply(RecordCodec.EncodedRecord encoded, LogRecord record, boolean mayTakeReserve) {
        LogPosition after = append(encoded, mayTakeReserve);
        long sequence = record instanceof LogRecord.Commit commit ? commit.sequence() : tail.lastSequence();
        long frame = publish(after, sequence);
        tail.applyOwn(after, encoded.length(), record);
        return frame;
    }

    long publish(LogPosition after, long sequence) {
        long frame = after.nextFrame() - 1;
        shared.publishAppended(frame, sequence);
        return frame;
    }

    /** Makes pages durable that a record is about to refer to: the record must not be there without them. */
    void forcePages() {
        shared.requireHealthy();
        try {
            store.file().force();
        } catch (RuntimeException | Error e) {
            shared.poison();
            throw e;
        }
    }
}
