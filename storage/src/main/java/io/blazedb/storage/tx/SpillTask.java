/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.tx;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes of a transaction on their way to the file. A thread that has time writes them while the transaction goes on; the transaction does
 * so itself if it needs them there before any thread has begun.
 *
 * <p>Whoever writes has the private space to itself: the transaction does not touch it between handing the task out and {@link #finish} or
 * {@link #abandon}.
 *
 * <p>Failure: what could not be written stays with the task, where reads find it; the next {@link #finish} tries again.
 */
final class SpillTask implements Runnable {

    /** The changes of one level, which nobody changes any more. */
    private static final class Part {
        private final TreeWrites.Level level;
        private SortedEntries entries;
        private TreeWrites.@Nullable Run run;

        Part(TreeWrites.Level level, SortedEntries entries) {
            this.level = level;
            this.entries = entries;
        }
    }

    private final RunWriter runs;
    private final long[] markTags;
    private final List<Part> parts = new ArrayList<>();
    private boolean begun;
    private boolean ended;
    private @Nullable Throwable failure;
    /** From then on the transaction's thread alone writes. */
    private boolean hasFailed;

    /** A task without changes; {@code markTags} are those of the present marks. */
    SpillTask(RunWriter runs, long[] markTags) {
        this.runs = runs;
        this.markTags = markTags;
    }

    /** Takes what a level has in memory. */
    void take(TreeWrites.Level level) {
        parts.add(new Part(level, level.entries));
        level.leaving = level.entries;
        level.entries = new SortedEntries();
    }

    @Override
    public void run() {
        if (begin()) {
            end(tryToWrite());
        }
    }

    private synchronized boolean begin() {
        boolean first = !begun;
        begun = true;
        return first;
    }

    private @Nullable Throwable tryToWrite() {
        try {
            for (Part part : parts) {
                if (!part.entries.isEmpty()) {
                    part.run = runs.write(part.entries, markTags);
                }
            }
            return null;
        } catch (RuntimeException | Error e) {
            return e;
        }
    }

    private synchronized void end(@Nullable Throwable failed) {
        failure = failed;
        ended = true;
        notifyAll();
    }

    /** Returns when the changes are in the file and the levels know it. */
    void finish() {
        run();
        Throwable failed = hasFailed ? tryToWrite() : await();
        // Those that are done leave: a thread that comes to the task later must not keep them in memory.
        parts.removeIf(SpillTask::isInFile);
        if (failed != null) {
            hasFailed = true;
            if (failed instanceof RuntimeException e) {
                throw e;
            }
            throw (Error) failed;
        }
    }

    /** Returns when nobody writes any more; what was written is of no use. */
    void abandon() {
        if (!begin()) {
            await();
        }
    }

    /** After a failed {@link #finish}: forgets the changes with the tag or larger ones that are not in the file. */
    void undo(long tag) {
        for (Part part : parts) {
            part.entries = before(part.entries, tag);
            part.level.leaving = part.entries;
        }
    }

    /** Tells the level of it, if so. */
    private static boolean isInFile(Part part) {
        TreeWrites.Run run = part.run;
        if (run == null && !part.entries.isEmpty()) {
            return false;
        }
        part.level.leaving = null;
        if (run != null) {
            part.level.addRun(run);
        }
        return true;
    }

    private static SortedEntries before(SortedEntries entries, long tag) {
        SortedEntries kept = new SortedEntries();
        entries.forEach((key, newest) -> {
            TreeWrites.Entry entry = newest;
            while (entry != null && entry.change().tag() >= tag) {
                entry = entry.older();
            }
            if (entry != null) {
                kept.put(key, entry);
            }
        });
        return kept;
    }

    private synchronized @Nullable Throwable await() {
        boolean interrupted = false;
        while (!ended) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return failure;
    }
}
