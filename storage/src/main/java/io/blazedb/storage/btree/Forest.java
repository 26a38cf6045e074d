/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.btree;

import io.blazedb.storage.bytes.BigEndian;
import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.bytes.LargeValue;
import io.blazedb.storage.column.ZoneRange;
import io.blazedb.storage.page.ChildEntry;
import io.blazedb.storage.page.PagePointer;
import io.blazedb.storage.pager.Pager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The immutable trees of one checkpoint, found by number in a directory that is a tree too.
 *
 * <p>Threading: any number of threads.
 */
public final class Forest {
    private static final int RECENT_ROOTS = 64;
    private static final ChildEntry NO_ENTRIES = new ChildEntry(PagePointer.NONE, 0, false);

    private final Pager pager;
    private final PagePointer root;
    /** Roots looked up before, also of trees without entries. Races are harmless: every element is immutable and correct. */
    private final @Nullable TreeRoot[] recent = new TreeRoot[RECENT_ROOTS];

    /** The trees under a root; {@link PagePointer#NONE} for no trees. */
    public Forest(Pager pager, PagePointer root) {
        this.pager = pager;
        this.root = root;
    }

    public PagePointer root() {
        return root;
    }

    public Pager pager() {
        return pager;
    }

    /** A copy of the value of a key; null if it has none. */
    public byte @Nullable [] get(long tree, byte[] key) {
        ByteSlice value = find(tree, key);
        return value == null ? null : value.toByteArray();
    }

    /** The value of a key as a view of its page; null if it has none. */
    public @Nullable ByteSlice find(long tree, byte[] key) {
        TreeRoot found = treeRoot(tree);
        return found == null ? null : TreeReader.find(pager, found.root().pointer(), key);
    }

    /** The value of a key, to be read piece by piece; null if it has none. */
    public @Nullable LargeValue openLarge(long tree, byte[] key) {
        TreeRoot found = treeRoot(tree);
        return found == null ? null : TreeReader.openLarge(pager, found.root().pointer(), key);
    }

    /** Entries of the range; an empty range or tree gives a cursor that ends at once. */
    public TreeCursor cursor(long tree, KeyRange range, boolean descending) {
        TreeRoot found = treeRoot(tree);
        return new TreeCursor(
                pager, found == null ? PagePointer.NONE : found.root().pointer(), range, descending);
    }

    /** Leaves with entries of the range, without those in which no row is within every one of {@code zones}. */
    public LeafWalk leaves(long tree, KeyRange range, List<ZoneRange> zones) {
        TreeRoot found = treeRoot(tree);
        return new LeafWalk(
                pager, found == null ? PagePointer.NONE : found.root().pointer(), range, zones);
    }

    /** How many entries the range holds; O(log n). */
    public long count(long tree, KeyRange range) {
        TreeRoot found = treeRoot(tree);
        if (found == null) {
            return 0;
        }
        byte[] to = range.to();
        if (to != null && Arrays.compareUnsigned(range.from(), to) >= 0) {
            return 0;
        }
        PagePointer pointer = found.root().pointer();
        long before = range.from().length == 0 ? 0 : TreeReader.rank(pager, pointer, range.from());
        long through = to == null ? found.root().entries() : TreeReader.rank(pager, pointer, to);
        return through - before;
    }

    /**
     * Divides a range where leaves begin into at most so many parts with about as many entries, none of them much smaller than
     * {@code entriesMin}; reads branches only.
     */
    public List<KeyRange> split(long tree, KeyRange range, int parts, long entriesMin) {
        long entries = parts < 2 ? 0 : count(tree, range);
        int wanted = (int) Math.min(parts, entries / Math.max(1, entriesMin));
        TreeRoot found = treeRoot(tree);
        if (wanted < 2 || found == null) {
            return List.of(range);
        }
        PagePointer pointer = found.root().pointer();
        long before = range.from().length == 0 ? 0 : TreeReader.rank(pager, pointer, range.from());
        List<KeyRange> ranges = new ArrayList<>(wanted);
        byte[] from = range.from();
        for (int i = 1; i < wanted; i++) {
            byte[] next = TreeReader.leafStart(pager, pointer, before + entries * i / wanted);
            if (Arrays.compareUnsigned(from, next) < 0 && range.contains(next)) {
                ranges.add(new KeyRange(from, next));
                from = next;
            }
        }
        ranges.add(new KeyRange(from, range.to()));
        return ranges;
    }

    /** The ids of all trees that have entries, ascending as unsigned numbers. */
    public TreeIds treeIds() {
        return new TreeIds(new TreeCursor(pager, root, KeyRange.all(), false));
    }

    /** Walks the ids of trees. */
    public static final class TreeIds {
        private final TreeCursor directory;

        private TreeIds(TreeCursor directory) {
            this.directory = directory;
        }

        public boolean next() {
            return directory.next();
        }

        public long tree() {
            return BigEndian.getLong(directory.key().array(), 0);
        }
    }

    @Nullable
    TreeRoot treeRoot(long tree) {
        int place = (int) ((tree * 0x9e3779b97f4a7c15L) >>> 58);
        TreeRoot known = recent[place];
        if (known != null && known.tree() == tree) {
            return known.root().pointer().isNone() ? null : known;
        }
        if (root.isNone()) {
            return null;
        }
        ByteSlice value = TreeReader.find(pager, root, TreeRoot.key(tree));
        if (value == null) {
            recent[place] = new TreeRoot(tree, NO_ENTRIES);
            return null;
        }
        TreeRoot found = TreeRoot.decode(tree, value);
        recent[place] = found;
        return found;
    }
}
