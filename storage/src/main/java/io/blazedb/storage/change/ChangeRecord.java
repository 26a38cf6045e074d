/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.change;

import java.util.List;

/**
 * One committed transaction.
 *
 * @param sequence its place in the commit order of the store; dense, the first commit is 1
 * @param committedAtMillis wall-clock time at the writer, for people; never for ordering
 * @param changes one entry per changed key, ordered by tree and key; {@link StreamedChanges} for a large transaction
 * @param clearedTrees trees that were emptied as a whole before the changes of their keys; their former entries have no changes
 */
public record ChangeRecord(long sequence, long committedAtMillis, List<Change> changes, List<Long> clearedTrees) {
    public ChangeRecord {
        changes = changes instanceof StreamedChanges ? changes : List.copyOf(changes);
        clearedTrees = List.copyOf(clearedTrees);
    }

    /** A transaction that emptied no tree as a whole. */
    public ChangeRecord(long sequence, long committedAtMillis, List<Change> changes) {
        this(sequence, committedAtMillis, changes, List.of());
    }
}
