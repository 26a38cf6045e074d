/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.care;

import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.checkpoint.LogState;
import io.blazedb.storage.checkpoint.StoreFile;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.log.LogPosition;
import io.blazedb.storage.log.LogRecord;
import io.blazedb.storage.log.LogRemains;
import io.blazedb.storage.log.Segment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the log still says: the newest change of every key, in memory, and the runs of large transactions. It takes about as much memory
 * as the log is long.
 */
final class LoggedRemains {
    private final StoreFile store;
    private final Map<Long, Changes> trees = new HashMap<>();
    private final Map<UUID, LogRecord.Prepare> undecided = new LinkedHashMap<>();
    private final List<String> spilledGaps = new ArrayList<>();
    private long lastSequence;
    private boolean gaps;

    /** Of one tree. */
    private static final class Changes {
        private final TreeMap<byte[], ChangeRemains.Version> newest = new TreeMap<>(Arrays::compareUnsigned);
        private final List<Spilled> spilled = new ArrayList<>();
        private long clearedAt = -1;
    }

    private record Spilled(long sequence, LogRecord.Spilled commit, LogRecord.SpilledRuns runs) {}

    private LoggedRemains(StoreFile store) {
        this.store = store;
    }

    /** Reads the log from the oldest place on that the checkpoints name. */
    static LoggedRemains of(StoreFile store, List<ForestRemains> newestFirst) {
        LoggedRemains remains = new LoggedRemains(store);
        List<LogPosition> known = new ArrayList<>();
        List<Segment> segments = new ArrayList<>();
        long neededFrom = 0;
        for (ForestRemains forest : newestFirst) {
            try {
                LogState log = LogState.decode(forest.meta());
                known.add(log.feed());
                known.add(log.recovery());
                segments.addAll(log.segments());
                neededFrom = Math.max(neededFrom, log.recovery().nextFrame());
            } catch (StoreException unreadable) {
                TreeRemains.requireDamage(unreadable);
            }
        }
        LogRemains log = store.log().remains(known, segments);
        log.forEach(remains::add);
        long from = neededFrom;
        remains.gaps = log.gaps().stream().anyMatch(gap -> gap.nextFrame() > from);
        return remains;
    }

    private void add(LogRecord record) {
        if (record instanceof LogRecord.Commit commit) {
            lastSequence = Math.max(lastSequence, commit.sequence());
            UUID resolved = commit.resolves();
            if (resolved != null) {
                undecided.remove(resolved);
            }
            commit.trees().forEach(changes -> add(commit.sequence(), changes));
            LogRecord.Spilled spilled = commit.spilled();
            if (spilled != null) {
                spilled.trees().forEach(runs -> add(commit.sequence(), spilled, runs));
            }
        } else if (record instanceof LogRecord.Prepare prepare) {
            undecided.put(prepare.transaction(), prepare);
        } else if (record instanceof LogRecord.Drop drop) {
            undecided.remove(drop.transaction());
        }
    }

    private void add(long sequence, LogRecord.TreeChanges changes) {
        Changes tree = trees.computeIfAbsent(changes.tree(), id -> new Changes());
        if (changes.cleared()) {
            tree.clearedAt = Math.max(tree.clearedAt, sequence);
        }
        for (LogRecord.KeyChange change : changes.changes()) {
            tree.newest.put(change.key(), new ChangeRemains.Version(change.key(), sequence, change.after(), null));
        }
    }

    private void add(long sequence, LogRecord.Spilled commit, LogRecord.SpilledRuns runs) {
        Changes tree = trees.computeIfAbsent(runs.tree(), id -> new Changes());
        if (runs.cleared()) {
            tree.clearedAt = Math.max(tree.clearedAt, sequence);
        }
        tree.spilled.add(new Spilled(sequence, commit, runs));
    }

    /** The trees that it speaks about. */
    Set<Long> trees() {
        return trees.keySet();
    }

    /** The newest commit that is left. */
    long lastSequence() {
        return lastSequence;
    }

    /** Whether frames are missing that others follow and no checkpoint makes up for. */
    boolean hasGaps() {
        return gaps;
    }

    /** Transactions that wait for their decision. */
    Set<UUID> undecided() {
        return undecided.keySet();
    }

    /** What is missing of large transactions, once all changes were read. */
    List<String> spilledGaps() {
        return spilledGaps;
    }

    /** The newest commit that emptied a tree; -1 if none did. */
    long clearedAt(long tree) {
        Changes changes = trees.get(tree);
        return changes == null ? -1 : changes.clearedAt;
    }

    /** The changes of a tree: of each key the newest in each of them. */
    List<ChangeRemains> changes(long tree) {
        List<ChangeRemains> all = new ArrayList<>();
        Changes changes = trees.get(tree);
        if (changes != null) {
            var newest = changes.newest.values().iterator();
            all.add(() -> newest.hasNext() ? newest.next() : null);
            for (Spilled spilled : changes.spilled) {
                SpilledRemains runs = new SpilledRemains(
                        store.privatePager(spilled.commit.epoch(), 0), spilled.commit, spilled.runs, spilled.sequence);
                for (KeyRange hole : runs.holes()) {
                    spilledGaps.add("changes of commit " + spilled.sequence + " in tree " + tree + ", "
                            + SalvageReport.text(hole));
                }
                all.add(runs);
            }
        }
        return all;
    }

    /** Takes in a transaction that a checkpoint keeps note of. */
    void addUndecided(LogRecord.@Nullable Prepare prepare) {
        if (prepare != null) {
            undecided.putIfAbsent(prepare.transaction(), prepare);
        }
    }
}
