/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.tx;

import io.blazedb.storage.checkpoint.CommitTags;
import io.blazedb.storage.checkpoint.StoreFile;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.log.LogEntry;
import io.blazedb.storage.log.LogRecord;
import io.blazedb.storage.log.LogScanner;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Tells a file's history from that of an older or a diverged copy, by anchors that were kept elsewhere.
 *
 * <p>Threading: any number of threads.
 */
final class Histories {
    private final StoreFile store;
    private final LogTail tail;
    /** The last anchor that was made: many ask, and few commits come between. */
    private volatile Anchor last = new Anchor(-1, Map.of());

    Histories(StoreFile store, LogTail tail) {
        this.store = store;
        this.tail = tail;
    }

    /** Names the state at a commit. */
    Anchor anchor(long sequence) {
        Anchor known = last;
        if (known.sequence() != sequence) {
            known = new Anchor(sequence, tags(Anchor.commits(sequence)));
            last = known;
        }
        return known;
    }

    /** ROLLED_BACK if the file, whose newest commit is given, is older; DIVERGED if it has had another history. */
    void requireAtLeast(Anchor expected, long newest) {
        if (newest < expected.sequence()) {
            throw new StoreException(
                    StoreErrorCode.ROLLED_BACK, "commit=" + newest + ", expected=" + expected.sequence());
        }
        Map<Long, byte[]> own = tags(expected.tags().keySet());
        expected.tags().forEach((commit, tag) -> {
            byte[] present = own.get(commit);
            if (present != null && !Arrays.equals(present, tag)) {
                throw new StoreException(StoreErrorCode.DIVERGED, "commit=" + commit);
            }
        });
    }

    /** The tags of commits, as far as they are still known. */
    private Map<Long, byte[]> tags(Collection<Long> commits) {
        Map<Long, byte[]> tags = new HashMap<>();
        Set<Long> missing = new HashSet<>();
        for (long commit : commits) {
            byte[] tag = tail.tagOf(commit);
            if (tag != null) {
                tags.put(commit, tag);
            } else if (commit > 0) {
                missing.add(commit);
            }
        }
        if (!missing.isEmpty()) {
            readLog(missing, tags);
        }
        return tags;
    }

    private void readLog(Set<Long> missing, Map<Long, byte[]> tags) {
        LogScanner scanner = store.log().scanner(tail.feedStart());
        try {
            long lastFrame = tail.position().nextFrame() - 1;
            for (LogEntry entry = scanner.next(lastFrame);
                    entry != null && !missing.isEmpty();
                    entry = scanner.next(lastFrame)) {
                if (entry.record() instanceof LogRecord.Commit commit && missing.remove(commit.sequence())) {
                    tags.put(commit.sequence(), CommitTags.of(entry.after()));
                }
            }
        } catch (StoreException overtaken) {
            // What was there has been given up meanwhile, or is damaged: then whoever needs it finds out.
            if (overtaken.code() != StoreErrorCode.CORRUPTED) {
                throw overtaken;
            }
        }
    }
}
