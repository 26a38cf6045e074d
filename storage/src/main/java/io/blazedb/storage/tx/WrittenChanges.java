/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.tx;

import io.blazedb.storage.overlay.ChangeSet;
import java.util.Map;

/**
 * The changes of a write set as the overlay takes them in.
 *
 * @param sequence the commit
 * @param writes its changes
 */
record WrittenChanges(long sequence, WriteSet writes) implements ChangeSet {

    @Override
    public void forEach(Visitor visitor) {
        for (Map.Entry<Long, TreeWrites> tree : writes.trees().entrySet()) {
            if (tree.getValue().cleared()) {
                visitor.clear(tree.getKey());
            }
            tree.getValue()
                    .entries()
                    .forEach((key, entry) ->
                            visitor.change(tree.getKey(), key, entry.change().value()));
        }
    }
}
