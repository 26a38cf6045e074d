/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.care;

import io.blazedb.storage.btree.SystemTree;
import io.blazedb.storage.btree.TreeChange;
import io.blazedb.storage.bytes.BigEndian;
import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.checkpoint.CopyWriter;
import io.blazedb.storage.checkpoint.StoreFile;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.page.MetaPage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Writes everything of a damaged file that authenticates into a new one.
 *
 * <p>Invariants:
 * <ol>
 *   <li>The damaged file is only read.
 *   <li>Nothing is believed but what a key slot, a meta page or the log vouches for: no entry comes out that no commit wrote.
 *   <li>Of several versions of an entry the newest counts that is left; where only older ones are, the report says so.
 * </ol>
 *
 * <p>What a lost page pointed to is lost with it, for nothing else can authenticate it; only an older checkpoint may still lead there.
 * Transactions that wait for their decision are left out and named.
 */
public final class Salvage {
    private final StoreFile store;
    private final List<ForestRemains> forests;
    private final LoggedRemains log;
    private final List<SalvageReport.Tree> damagedTrees = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private long entries;
    private long treesEnd;

    private Salvage(StoreFile store) {
        this.store = store;
        forests = ForestRemains.of(store);
        if (forests.isEmpty()) {
            throw new StoreException(StoreErrorCode.CORRUPTED, "no meta page is left");
        }
        log = LoggedRemains.of(store, forests);
    }

    /**
     * Makes the new file: the same database, opened by the same keys as far as they could be authenticated, with a log of its own.
     *
     * @param store a damaged file, opened as such, that nobody writes to
     * @throws StoreException CORRUPTED if no meta page is left, TARGET_EXISTS, DISK_FULL, ...
     */
    @SuppressWarnings("exports") // called by Store only
    public static SalvageReport run(StoreFile store, Path target, WorkListener progress) {
        Salvage salvage = new Salvage(store);
        try (CopyTarget copy = CopyTarget.create(target)) {
            CopyWriter writer = CopyWriter.begin(store, copy.file());
            long sequence = salvage.lastSequence();
            for (long tree : salvage.trees()) {
                salvage.write(tree, writer, progress);
            }
            MetaPage meta = writer.finish(sequence + 1);
            Backup.verify(writer.pager(), meta, () -> {});
            copy.finish();
            return salvage.report(sequence);
        }
    }

    private long lastSequence() {
        long stored = forests.get(0).meta().sequence();
        return Math.max(Math.max(stored, log.lastSequence()), store.metas().durableSequence());
    }

    /** Every tree that anything is known of, ascending. */
    private Iterable<Long> trees() {
        TreeSet<Long> trees = new TreeSet<>(Long::compareUnsigned);
        trees.addAll(log.trees());
        forests.forEach(forest -> forest.trees().forEach(trees::add));
        return trees;
    }

    private void write(long tree, CopyWriter writer, WorkListener progress) {
        StoredRemains stored = new StoredRemains(forests, tree);
        Versions versions = new Versions(
                stored,
                tree,
                () -> progress.update(
                        writer.writtenBytes(),
                        Math.max(writer.writtenBytes(), store.file().size())));
        writer.editor().merge(tree, versions);
        entries += versions.count;
        treesEnd = versions.count > 0 ? Math.max(treesEnd, tree + 1) : treesEnd;
        if (!stored.gaps().isEmpty()) {
            damagedTrees.add(new SalvageReport.Tree(tree, versions.count, stored.gaps()));
        }
    }

    private SalvageReport report(long sequence) {
        forests.get(0).unknownTrees().forEach(range -> notes.add("the directory of trees, " + trees(range)));
        if (!forests.get(0).epochsWhole()) {
            notes.add("keys of pages; those of older checkpoints were used as far as they fit");
        }
        if (log.lastSequence() < store.metas().durableSequence()
                && forests.get(0).meta().sequence() < store.metas().durableSequence()) {
            notes.add("the newest commits: the last one that is left is "
                    + Math.max(log.lastSequence(), forests.get(0).meta().sequence()) + ", there were "
                    + store.metas().durableSequence());
        }
        log.spilledGaps().forEach(notes::add);
        log.undecided().forEach(transaction -> notes.add("the undecided transaction " + transaction));
        if (store.isHeaderRebuilt()) {
            notes.add("all key slots but the one that was used to open the file");
        }
        return new SalvageReport(sequence, entries, treesEnd, damagedTrees, log.hasGaps(), notes);
    }

    private static String trees(KeyRange range) {
        byte[] to = range.to();
        return "trees from " + (range.from().length < Long.BYTES ? 0 : BigEndian.getLong(range.from(), 0))
                + (to == null || to.length < Long.BYTES ? " on" : " to before " + BigEndian.getLong(to, 0));
    }

    /** The newest version of each key of a tree. */
    private final class Versions implements Iterator<TreeChange> {
        private final StoredRemains stored;
        private final long tree;
        private final long clearedAt;
        private final Runnable onEntry;
        private final List<ChangeRemains> sources = new ArrayList<>();
        private final ChangeRemains.@Nullable Version[] heads;
        private ChangeRemains.@Nullable Version next;
        private long count;

        Versions(StoredRemains stored, long tree, Runnable onEntry) {
            this.stored = stored;
            this.tree = tree;
            this.onEntry = onEntry;
            clearedAt = log.clearedAt(tree);
            sources.add(stored);
            sources.addAll(log.changes(tree));
            heads = new ChangeRemains.@Nullable Version[sources.size()];
            for (int i = 0; i < heads.length; i++) {
                heads[i] = sources.get(i).next();
            }
            advance();
        }

        private void advance() {
            ChangeRemains.Version found = null;
            do {
                byte[] key = firstKey();
                if (key == null) {
                    next = null;
                    return;
                }
                found = take(key);
            } while (found == null || isOfPlaces(found.key()));
            next = found;
        }

        private byte @Nullable [] firstKey() {
            byte[] first = null;
            for (ChangeRemains.Version head : heads) {
                if (head != null && (first == null || Arrays.compareUnsigned(head.key(), first) < 0)) {
                    first = head.key();
                }
            }
            return first;
        }

        /** The newest version of the first key, if it is not gone; steps behind the key. */
        private ChangeRemains.@Nullable Version take(byte[] key) {
            // Whether it is in its tree or not, so much the tree tells.
            long sequence = stored.sequenceOf(key);
            ChangeRemains.Version newest = null;
            for (int i = 0; i < heads.length; i++) {
                ChangeRemains.Version head = heads[i];
                if (head != null && Arrays.equals(head.key(), key)) {
                    boolean counts = head.sequence() >= clearedAt && (i == 0 || head.sequence() > sequence);
                    if (counts && (newest == null || head.sequence() > newest.sequence())) {
                        newest = head;
                    }
                    heads[i] = sources.get(i).next();
                }
            }
            return newest == null || newest.deletes() ? null : newest;
        }

        /** What says where something is in the damaged file, or waits for a decision, is no part of the new one. */
        private boolean isOfPlaces(byte[] key) {
            return SystemTree.isOfPlaces(tree, key)
                    || (tree == SystemTree.ID
                            && KeyRange.prefix(SystemTree.preparedPrefix()).contains(key));
        }

        @Override
        public boolean hasNext() {
            return next != null;
        }

        @Override
        public TreeChange next() {
            ChangeRemains.Version version = next;
            if (version == null) {
                throw new NoSuchElementException();
            }
            advance();
            count++;
            onEntry.run();
            return new TreeChange(version.key(), version.value(), version.large());
        }
    }
}
