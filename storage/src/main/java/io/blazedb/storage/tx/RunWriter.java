/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.tx;

import io.blazedb.storage.btree.SealedRun;
import io.blazedb.storage.btree.TreeChange;
import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.spill.ChangeCodec;
import io.blazedb.storage.spill.SpilledChange;
import io.blazedb.storage.spill.SpilledCursor;
import io.blazedb.storage.spill.SpilledTree;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes the changes of a transaction as sorted runs, and merges runs of one size when there are {@link Limits#RUNS_PER_MERGE} of them:
 * so a key is looked for in few runs, and a change is written a few times only.
 */
final class RunWriter {
    private final Supplier<PrivateSpace> newSpace;
    private final UndoneTags undone;
    private final Supplier<long[]> markTags;
    private @Nullable PrivateSpace space;

    RunWriter(Supplier<PrivateSpace> newSpace, UndoneTags undone, Supplier<long[]> markTags) {
        this.newSpace = newSpace;
        this.undone = undone;
        this.markTags = markTags;
    }

    boolean hasSpace() {
        return space != null;
    }

    PrivateSpace space() {
        PrivateSpace present = space;
        if (present == null) {
            present = newSpace.get();
            space = present;
        }
        return present;
    }

    /** Writes changes as a run. */
    TreeWrites.Run write(SortedEntries entries, long[] tagsOfMarks) {
        Encoded changes = new Encoded(new MemoryChanges(entries), tagsOfMarks);
        SealedRun sealed = space().writeRun(changes);
        return new TreeWrites.Run(sealed, changes.firstTag, changes.lastTag, 0);
    }

    /** Forgets the runs that hold nothing but changes with the tag or larger ones; says whether others hold any such change. */
    boolean dropAfter(TreeWrites.Level level, long tag) {
        boolean partly = false;
        List<TreeWrites.Run> kept = new ArrayList<>();
        for (TreeWrites.Run run : level.runs) {
            if (run.firstTag() >= tag) {
                space().freeRun(run.sealed());
            } else {
                partly |= run.lastTag() >= tag;
                kept.add(run);
            }
        }
        level.setRuns(kept);
        return partly;
    }

    void free(TreeWrites.Level level) {
        level.runs.forEach(run -> space().freeRun(run.sealed()));
    }

    /**
     * Merges the newest runs of one size as long as there are enough of them.
     *
     * @param check called now and then; what it throws leaves the runs that are being merged as they are
     */
    void mergeRuns(TreeWrites.Level level, Runnable check) {
        while (true) {
            List<TreeWrites.Run> runs = level.runs;
            int from = runs.size() - Limits.RUNS_PER_MERGE;
            if (from < 0 || runs.get(from).merges() != runs.get(runs.size() - 1).merges()) {
                return;
            }
            List<TreeWrites.Run> merged = new ArrayList<>(runs.subList(0, from));
            List<TreeWrites.Run> parts = runs.subList(from, runs.size());
            TreeWrites.Run union = concatenate(parts);
            if (union == null) {
                union = merge(parts, check);
                parts.forEach(run -> space().freeRun(run.sealed()));
            }
            if (union != null) {
                merged.add(union);
            }
            level.setRuns(merged);
        }
    }

    /** The runs in one, if each holds other keys than the rest: the changes of a load in the order of its keys. */
    private TreeWrites.@Nullable Run concatenate(List<TreeWrites.Run> runs) {
        SealedRun sealed =
                space().concatenate(runs.stream().map(TreeWrites.Run::sealed).toList());
        if (sealed == null) {
            return null;
        }
        long firstTag = runs.stream().mapToLong(TreeWrites.Run::firstTag).min().orElseThrow();
        long lastTag = runs.stream().mapToLong(TreeWrites.Run::lastTag).max().orElseThrow();
        return new TreeWrites.Run(sealed, firstTag, lastTag, runs.get(0).merges() + 1);
    }

    /** The runs, the newest last, in one; null if nothing of them counts any more. */
    private TreeWrites.@Nullable Run merge(List<TreeWrites.Run> runs, Runnable check) {
        List<SealedRun> newestFirst = new ArrayList<>();
        for (int i = runs.size() - 1; i >= 0; i--) {
            newestFirst.add(runs.get(i).sealed());
        }
        Encoded changes = new Encoded(
                new RunChanges(new SpilledTree(newestFirst, undone).cursor(KeyRange.all(), false), check),
                markTags.get());
        if (!changes.hasNext()) {
            return null;
        }
        SealedRun sealed = space().writeRun(changes);
        return new TreeWrites.Run(
                sealed, changes.firstTag, changes.lastTag, runs.get(0).merges() + 1);
    }

    /** Keys in order with all their changes, the newest first. */
    private interface Changes {
        boolean next();

        byte[] key();

        /** The change of the key if there is only one; null if there may be more. */
        default @Nullable SpilledChange single() {
            return null;
        }

        List<SpilledChange> changes();
    }

    private static final class MemoryChanges implements Changes {
        private final SortedEntries.Walk entries;

        MemoryChanges(SortedEntries entries) {
            this.entries = entries.walk();
        }

        @Override
        public boolean next() {
            return entries.next();
        }

        @Override
        public byte[] key() {
            return entries.key();
        }

        @Override
        public @Nullable SpilledChange single() {
            TreeWrites.Entry entry = entries.entry();
            return entry.older() == null ? entry.change() : null;
        }

        @Override
        public List<SpilledChange> changes() {
            List<SpilledChange> changes = new ArrayList<>(1);
            for (TreeWrites.Entry at = entries.entry(); at != null; at = at.older()) {
                changes.add(at.change());
            }
            return changes;
        }
    }

    private static final class RunChanges implements Changes {
        private static final int CHECK_KEYS = 256;

        private final SpilledCursor cursor;
        private final Runnable check;
        private int keys;

        RunChanges(SpilledCursor cursor, Runnable check) {
            this.cursor = cursor;
            this.check = check;
        }

        @Override
        public boolean next() {
            if (++keys % CHECK_KEYS == 0) {
                check.run();
            }
            return cursor.next();
        }

        @Override
        public byte[] key() {
            return cursor.key();
        }

        @Override
        public List<SpilledChange> changes() {
            return cursor.changes();
        }
    }

    /** As entries of a run, without changes that no mark can bring back. */
    private static final class Encoded implements Iterator<TreeChange> {
        private final Changes changes;
        private final long[] markTags;
        private boolean more;
        private long firstTag = Long.MAX_VALUE;
        private long lastTag;

        Encoded(Changes changes, long[] markTags) {
            this.changes = changes;
            this.markTags = markTags;
            this.more = changes.next();
        }

        @Override
        public boolean hasNext() {
            return more;
        }

        @Override
        public TreeChange next() {
            byte[] key = changes.key();
            SpilledChange single = changes.single();
            if (single != null) {
                firstTag = Math.min(firstTag, single.tag());
                lastTag = Math.max(lastTag, single.tag());
                more = changes.next();
                return new TreeChange(key, ChangeCodec.encode(single));
            }
            List<SpilledChange> kept = ChangeCodec.withoutHidden(changes.changes(), markTags);
            for (SpilledChange change : kept) {
                firstTag = Math.min(firstTag, change.tag());
                lastTag = Math.max(lastTag, change.tag());
            }
            more = changes.next();
            return new TreeChange(key, ChangeCodec.encode(kept));
        }
    }
}
