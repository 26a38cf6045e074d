/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.spill;

import io.blazedb.storage.btree.SealedRun;
import io.blazedb.storage.log.LogRecord;
import io.blazedb.storage.overlay.Layer;
import io.blazedb.storage.overlay.TreeLayer;
import io.blazedb.storage.pager.Pager;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;

/** Makes of a log record that refers to runs what reads them. */
public final class SpilledCommits {
    private SpilledCommits() {}

    /** The changes as trees of an overlay's layer; {@code pager} opens pages under the record's epoch. */
    public static Map<Long, TreeLayer> layers(Pager pager, LogRecord.Spilled spilled, long sequence) {
        Map<Long, TreeLayer> trees = new HashMap<>();
        for (LogRecord.SpilledRuns runs : spilled.trees()) {
            trees.put(runs.tree(), new SpilledTreeLayer(pager, tree(pager, spilled, runs), runs.cleared(), sequence));
        }
        return trees;
    }

    /** As a layer of its own. */
    public static Layer layer(Pager pager, LogRecord.Spilled spilled, long sequence) {
        return Layer.stored(sequence, layers(pager, spilled, sequence));
    }

    /** The changes of one tree. */
    public static SpilledTree tree(Pager pager, LogRecord.Spilled spilled, LogRecord.SpilledRuns runs) {
        List<SealedRun> sealed = runs.newestFirst().stream()
                .map(root -> new SealedRun(pager, root))
                .toList();
        return new SpilledTree(sealed, undone(spilled.undone()));
    }

    private static LongPredicate undone(List<LogRecord.Tags> undone) {
        // Asked for every change that is read; hardly any transaction has undone something that was in the file.
        return undone.isEmpty()
                ? tag -> false
                : tag -> undone.stream().anyMatch(tags -> tags.first() <= tag && tag <= tags.last());
    }
}
