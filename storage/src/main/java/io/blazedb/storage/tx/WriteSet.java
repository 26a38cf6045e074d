/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.tx;

import io.blazedb.storage.btree.StoredLargeValue;
import io.blazedb.storage.bytes.LargeValue;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.log.LogRecord;
import io.blazedb.storage.page.LargeReference;
import io.blazedb.storage.page.PagePointer;
import io.blazedb.storage.spill.SpilledChange;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The private changes of one transaction, ordered by tree and key, with marks to return to. What is more than fits into its share of
 * memory goes to the file, into the transaction's private space.
 *
 * <p>Every change has a tag: the number of marks set, and of returns to marks made, before it. So a return to a mark undoes the changes
 * whose tags are not smaller than the mark's: those in memory by putting back what they replaced, those in the file by remembering
 * that their tags no longer count.
 *
 * <p>One thread at a time.
 */
public final class WriteSet implements AutoCloseable {
    /** A mark that can be returned to: changes with this tag or a larger one came after it. */
    private static final class Mark {
        final long id;
        long tag;

        Mark(long id) {
            this.id = id;
            this.tag = id;
        }
    }

    /** A key that was changed in memory for the first time since a mark. */
    private record Undo(TreeWrites tree, TreeWrites.Level level, byte[] key, long tag) {}

    private final TreeMap<Long, TreeWrites> trees = new TreeMap<>();
    private final List<Mark> marks = new ArrayList<>();
    private final List<Undo> undo = new ArrayList<>();
    private boolean hasValues;
    private final UndoneTags undone = new UndoneTags();
    private final RunWriter runs;
    private final long memoryBytesMax;
    private final Executor helper;
    /** Changes on their way to the file, which has to wait for nobody but {@link #finishSpill}. */
    private @Nullable SpillTask leaving;

    private long tag;
    private long memoryBytes;
    private Runnable check = () -> {};

    /**
     * Without changes.
     *
     * @param memoryBytesMax about how much memory the changes may take: once they have taken it, the half of it while the other half is being
     *     written to the file
     * @param newSpace makes the private space when it is needed
     * @param helper writes to the file, perhaps later, perhaps never
     */
    WriteSet(long memoryBytesMax, Supplier<PrivateSpace> newSpace, Executor helper) {
        this.memoryBytesMax = memoryBytesMax;
        this.helper = helper;
        this.runs = new RunWriter(newSpace, undone, this::markTags);
    }

    /** Whether nothing was ever put into it: its commit gives room rather than taking it. */
    public boolean onlyRemoves() {
        return !hasValues;
    }

    public boolean isEmpty() {
        for (TreeWrites writes : trees.values()) {
            if (!writes.isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /** The trees that were changed, ascending; perhaps some whose changes were all undone. */
    Map<Long, TreeWrites> trees() {
        return trees;
    }

    @Nullable
    TreeWrites tree(long tree) {
        return trees.get(tree);
    }

    /** Whether any changes are in the file. */
    boolean isSpilled() {
        return runs.hasSpace();
    }

    /** How much of the file the changes take. */
    long spilledBytes() {
        return runs.hasSpace() ? runs.space().bytes() : 0;
    }

    /** A large value among the changes. */
    LargeValue open(LargeReference reference) {
        return new StoredLargeValue(runs.space().pager(), reference);
    }

    void set(long tree, byte[] key, byte @Nullable [] value, byte @Nullable [] before, long snapshotSequence) {
        put(tree, key, new SpilledChange(tag, snapshotSequence, value, null, before));
    }

    void setLarge(
            long tree, byte[] key, InputStream stream, long length, byte @Nullable [] before, long snapshotSequence) {
        finishSpill();
        LargeReference reference = runs.space().writeLarge(stream, length);
        put(tree, key, new SpilledChange(tag, snapshotSequence, null, reference, before));
    }

    private void put(long tree, byte[] key, SpilledChange next) {
        // Before anything changes: should it fail, the change was not made.
        if (memoryBytes > (runs.hasSpace() ? memoryBytesMax / 2 : memoryBytesMax)) {
            finishSpill();
            mergeRuns(check);
            beginSpill(helper);
        }
        TreeWrites writes = writes(tree);
        hasValues |= next.value() != null || next.large() != null;
        writes.oldestSnapshot = Math.min(writes.oldestSnapshot, next.snapshotSequence());
        TreeWrites.Level level = writes.top();
        TreeWrites.Entry present = level.entries.get(key);
        TreeWrites.Entry older = present;
        SpilledChange change = next;
        boolean afterMark = !marks.isEmpty();
        if (present != null) {
            SpilledChange known = present.change();
            change = new SpilledChange(tag, known.snapshotSequence(), next.value(), next.large(), known.before());
            if (marks.isEmpty() || known.tag() >= marks.get(marks.size() - 1).tag) {
                older = marks.isEmpty() ? null : present.older();
                afterMark = false;
            }
        }
        level.entries.put(key, new TreeWrites.Entry(change, older));
        if (afterMark) {
            undo.add(new Undo(writes, level, key, tag));
        }
        byte[] value = next.value();
        byte[] before = next.before();
        memoryBytes += Limits.CHANGE_OVERHEAD_BYTES
                + key.length
                + (value == null ? 0 : value.length)
                + (before == null ? 0 : before.length);
    }

    private TreeWrites writes(long tree) {
        TreeWrites known = trees.get(tree);
        if (known == null) {
            known = new TreeWrites(undone);
            trees.put(tree, known);
        }
        return known;
    }

    void clear(long tree, long snapshotSequence) {
        finishSpill();
        TreeWrites writes = writes(tree);
        TreeWrites.Level before = writes.top();
        TreeWrites.Level cleared =
                new TreeWrites.Level(tag, before.cleared() ? before.clearedOnSnapshot : snapshotSequence, undone);
        if (marks.isEmpty()) {
            writes.levels().forEach(runs::free);
            writes.levels().clear();
        }
        writes.levels().add(cleared);
        writes.moved();
    }

    /** Marks the present state. */
    long mark() {
        Mark mark = new Mark(++tag);
        marks.add(mark);
        return mark.id;
    }

    /** Forgets a mark and all later ones. */
    void releaseMark(long id) {
        marks.subList(find(id), marks.size()).clear();
        if (marks.isEmpty()) {
            undo.clear();
        }
    }

    void rollbackTo(long id) {
        int at = find(id);
        Mark mark = marks.get(at);
        finishSpillOrUndo(mark.tag);
        marks.subList(at + 1, marks.size()).clear();
        for (int i = undo.size() - 1; i >= 0 && undo.get(i).tag >= mark.tag; i--) {
            Undo step = undo.remove(i);
            TreeWrites.Entry older =
                    Objects.requireNonNull(step.level.entries.get(step.key)).older();
            if (older == null) {
                step.level.entries.remove(step.key);
            } else {
                step.level.entries.put(step.key, older);
            }
        }
        boolean inFile = false;
        for (TreeWrites writes : trees.values()) {
            List<TreeWrites.Level> levels = writes.levels();
            while (levels.size() > 1 && writes.top().clearTag >= mark.tag) {
                runs.free(levels.remove(levels.size() - 1));
            }
            for (TreeWrites.Level level : levels) {
                inFile |= runs.dropAfter(level, mark.tag);
            }
            writes.moved();
        }
        if (inFile) {
            undone.add(mark.tag, tag);
        }
        mark.tag = ++tag;
    }

    /** Sets what is called now and then while runs are merged; what it throws leaves them as they were. */
    void onLongWork(Runnable called) {
        check = called;
    }

    /** Takes every change out of memory, to be written by {@code writer}. */
    private void beginSpill(Executor writer) {
        // What the task needs is there before it begins, or nothing has changed.
        runs.space();
        SpillTask task = new SpillTask(runs, markTags());
        for (TreeWrites writes : trees.values()) {
            for (TreeWrites.Level level : writes.levels()) {
                if (!level.entries.isEmpty()) {
                    writes.moved();
                    task.take(level);
                }
            }
        }
        leaving = task;
        memoryBytes = 0;
        // What is in the file is undone by its tags.
        undo.removeIf(step -> step.level.entries.isEmpty());
        writer.execute(task);
    }

    /** Returns when what was taken out of memory is in the file. Should that fail, it is still to be written. */
    private void finishSpill() {
        SpillTask task = leaving;
        if (task != null) {
            try {
                task.finish();
                leaving = null;
            } finally {
                trees.values().forEach(TreeWrites::moved);
            }
        }
    }

    /** The same; what cannot be written is forgotten if it has the tag or a larger one. */
    private void finishSpillOrUndo(long from) {
        try {
            finishSpill();
        } catch (StoreException | OutOfMemoryError e) {
            // Whatever needs the rest in the file will fail, or succeed, by itself.
            Objects.requireNonNull(leaving).undo(from);
        }
    }

    private void mergeRuns(Runnable called) {
        for (TreeWrites writes : trees.values()) {
            for (TreeWrites.Level level : writes.levels()) {
                writes.moved();
                runs.mergeRuns(level, called);
            }
        }
    }

    /** Moves every change to the file, as the commit of changes in the file needs it; the file is then to be synced. */
    void settle() {
        finishSpill();
        mergeRuns(() -> {});
        beginSpill(Runnable::run);
        finishSpill();
        mergeRuns(() -> {});
        runs.space().fillUntouched();
    }

    /** What the log says of changes that are in the file; all are. */
    LogRecord.Spilled spilled() {
        List<LogRecord.SpilledRuns> spilled = new ArrayList<>();
        trees.forEach((id, writes) -> {
            List<PagePointer> newestFirst = new ArrayList<>();
            writes.spilled().newestFirst().forEach(run -> newestFirst.add(run.root()));
            if (writes.cleared() || !newestFirst.isEmpty()) {
                spilled.add(new LogRecord.SpilledRuns(id, writes.cleared(), newestFirst));
            }
        });
        PrivateSpace space = runs.space();
        return new LogRecord.Spilled(space.id(), space.epoch(), undone.all(), spilled);
    }

    /** The changes in the file belong to a log record from now on. */
    void handOver() {
        if (runs.hasSpace()) {
            runs.space().handOver();
        }
    }

    @Override
    public void close() {
        SpillTask task = leaving;
        if (task != null) {
            task.abandon();
            leaving = null;
        }
        if (runs.hasSpace()) {
            runs.space().close();
        }
    }

    /** The tags of the marks, ascending. */
    private long[] markTags() {
        return marks.stream().mapToLong(mark -> mark.tag).toArray();
    }

    private int find(long id) {
        for (int i = marks.size() - 1; i >= 0; i--) {
            if (marks.get(i).id == id) {
                return i;
            }
        }
        throw new IllegalArgumentException("no such savepoint");
    }
}
