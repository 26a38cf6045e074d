/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.checkpoint;

import io.blazedb.storage.log.LogRecord;
import io.blazedb.storage.overlay.ChangeSet;
import java.util.List;

/**
 * The changes of a log record as the overlay takes them in.
 *
 * @param sequence the commit
 * @param trees its changes
 */
public record RecordChanges(long sequence, List<LogRecord.TreeChanges> trees) implements ChangeSet {
    public RecordChanges {
        trees = List.copyOf(trees);
    }

    @Override
    public void forEach(Visitor visitor) {
        for (LogRecord.TreeChanges tree : trees) {
            if (tree.cleared()) {
                visitor.clear(tree.tree());
            }
            for (LogRecord.KeyChange change : tree.changes()) {
                visitor.change(tree.tree(), change.key(), change.after());
            }
        }
    }
}
