/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.care;

import io.blazedb.storage.btree.Forest;
import io.blazedb.storage.btree.SystemTree;
import io.blazedb.storage.btree.TreeChange;
import io.blazedb.storage.btree.TreeCursor;
import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.bytes.LargeValue;
import io.blazedb.storage.checkpoint.CopyWriter;
import io.blazedb.storage.checkpoint.PreparedRecords;
import io.blazedb.storage.checkpoint.StoreFile;
import io.blazedb.storage.page.MetaPage;
import io.blazedb.storage.tx.CheckpointPin;
import io.blazedb.storage.tx.Database;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Writes the trees of one checkpoint of an open database into a new file, leaf behind leaf, without free space.
 *
 * <p>It is the same database: identity, keys, key slots and the number of the newest commit are those of the original. Its pages are
 * sealed under a key epoch of its own.
 */
public final class Compaction {
    private Compaction() {}

    /** Makes a compact copy of everything that is visible now. */
    @SuppressWarnings("exports") // called by Store only
    public static BackupReport run(Database database, StoreFile store, Path target, WorkListener progress) {
        try (CopyTarget copy = CopyTarget.create(target);
                CheckpointPin pin = database.pinCheckpoint()) {
            MetaPage meta = pin.meta();
            Forest source = new Forest(store.pager(), meta.forest());
            PreparedRecords.requireInTrees(source);
            CopyWriter writer = CopyWriter.begin(store, copy.file());
            long totalBytes = store.livePages(meta) * store.pageBytes();
            Runnable report = () -> progress.update(writer.writtenBytes(), totalBytes);
            Forest.TreeIds trees = source.treeIds();
            while (trees.next()) {
                long tree = trees.tree();
                TreeCursor cursor = source.cursor(tree, KeyRange.all(), false);
                writer.editor().merge(tree, new Entries(tree, cursor, report));
            }
            MetaPage copied = writer.finish(meta.sequence());
            Backup.verify(writer.pager(), copied, report);
            BackupReport done = new BackupReport(meta.sequence(), copy.bytes(), writer.writtenBytes(), 0);
            copy.finish();
            return done;
        }
    }

    /** The entries of a tree as changes to an empty one. */
    private static final class Entries implements Iterator<TreeChange> {
        private final long tree;
        private final TreeCursor cursor;
        private final Runnable onEntry;
        private boolean more;

        Entries(long tree, TreeCursor cursor, Runnable onEntry) {
            this.tree = tree;
            this.cursor = cursor;
            this.onEntry = onEntry;
            more = advance();
        }

        private boolean advance() {
            boolean next = cursor.next();
            while (next && SystemTree.isOfPlaces(tree, cursor.key().toByteArray())) {
                next = cursor.next();
            }
            return next;
        }

        @Override
        public boolean hasNext() {
            return more;
        }

        @Override
        public TreeChange next() {
            if (!more) {
                throw new NoSuchElementException();
            }
            byte[] key = cursor.key().toByteArray();
            LargeValue large = cursor.large();
            TreeChange entry =
                    new TreeChange(key, large == null ? cursor.value().toByteArray() : null, large);
            more = advance();
            onEntry.run();
            return entry;
        }
    }
}
