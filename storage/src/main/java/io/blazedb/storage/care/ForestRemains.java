/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.care;

import io.blazedb.storage.bytes.BigEndian;
import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.checkpoint.StoreFile;
import io.blazedb.storage.crypto.PageCipher;
import io.blazedb.storage.page.ChildEntry;
import io.blazedb.storage.page.MetaPage;
import io.blazedb.storage.page.PagePointer;
import io.blazedb.storage.pager.Pager;
import io.blazedb.storage.space.EpochTable;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is left of the trees of one checkpoint: their roots, as far as the directory can be read. */
final class ForestRemains {
    private final MetaPage meta;
    private final Pager pager;
    private final TreeMap<Long, ChildEntry> roots = new TreeMap<>(Long::compareUnsigned);
    private final List<KeyRange> unknown = new ArrayList<>();
    private boolean epochsWhole = true;

    private ForestRemains(MetaPage meta, Pager pager) {
        this.meta = meta;
        this.pager = pager;
    }

    /** Of each checkpoint whose meta page is left, the newest first. */
    static List<ForestRemains> of(StoreFile store) {
        List<MetaPage> metas = store.metas().remains();
        List<ForestRemains> forests = new ArrayList<>();
        for (MetaPage meta : metas) {
            PageCipher cipher = store.newPageCipher();
            ForestRemains forest = new ForestRemains(meta, new Pager(store.file(), store.pageBytes(), cipher, 0));
            // What one checkpoint's table of keys has lost, that of another one may have; its own counts more.
            for (int i = metas.size() - 1; i >= 0; i--) {
                if (!metas.get(i).equals(meta)) {
                    EpochTable.installRemains(forest.pager, metas.get(i), TreeRemains::requireDamage);
                }
            }
            EpochTable.installRemains(forest.pager, meta, forest::epochsDamaged);
            forest.readDirectory();
            forests.add(forest);
        }
        return forests;
    }

    private void epochsDamaged(io.blazedb.storage.error.StoreException failure) {
        TreeRemains.requireDamage(failure);
        epochsWhole = false;
    }

    private void readDirectory() {
        TreeRemains directory = new TreeRemains(pager, meta.forest(), -1, KeyRange.all());
        for (TreeRemains.Remain found = directory.next(); found != null; found = directory.next()) {
            if (found instanceof TreeRemains.Hole hole) {
                unknown.add(hole.keys());
            } else if (found instanceof TreeRemains.Entry entry) {
                byte[] value = entry.value();
                if (entry.key().length == Long.BYTES && value != null && value.length == ChildEntry.BYTES) {
                    roots.put(BigEndian.getLong(entry.key(), 0), ChildEntry.decode(value, 0));
                }
            }
        }
    }

    MetaPage meta() {
        return meta;
    }

    /** Whether the keys of all pages are known. */
    boolean epochsWhole() {
        return epochsWhole;
    }

    /** Trees that have entries, as far as they are known. */
    Iterable<Long> trees() {
        return roots.keySet();
    }

    /** Ids of trees of which nobody knows whether there are any. */
    List<KeyRange> unknownTrees() {
        return unknown;
    }

    /** Whether it can be said what the tree was at this checkpoint: its root, or that it had no entries. */
    boolean knows(long tree) {
        byte[] key = new byte[Long.BYTES];
        BigEndian.putLong(key, 0, tree);
        return unknown.stream().noneMatch(range -> range.contains(key));
    }

    /** The entries of a tree within a range. */
    TreeRemains entries(long tree, KeyRange range) {
        @Nullable ChildEntry root = roots.get(tree);
        return root == null
                ? new TreeRemains(pager, PagePointer.NONE, 0, range)
                : new TreeRemains(pager, root.pointer(), root.entries(), range);
    }
}
