/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.care;

import io.blazedb.storage.bytes.KeyRange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is left of one tree: its entries at the newest checkpoint, and where pages of that are lost, those at the checkpoint before, as
 * long as their pages have not been used again.
 */
final class StoredRemains implements ChangeRemains {
    private final List<ForestRemains> newestFirst;
    private final long tree;
    private final Deque<Walk> walks = new ArrayDeque<>();
    private final List<SalvageReport.Gap> gaps = new ArrayList<>();
    private final List<Covered> covered = new ArrayList<>();

    private record Walk(int forest, TreeRemains entries, int gap) {}

    /** Keys whose entries are those of one checkpoint, or of none. Later ones lie within earlier ones. */
    private record Covered(KeyRange keys, long sequence) {}

    StoredRemains(List<ForestRemains> newestFirst, long tree) {
        this.newestFirst = newestFirst;
        this.tree = tree;
        int first = forestFor(0);
        if (first > 0) {
            addGap(KeyRange.all(), -1, first);
        }
        cover(KeyRange.all(), first);
        if (first < newestFirst.size()) {
            walks.push(new Walk(
                    first, newestFirst.get(first).entries(tree, KeyRange.all()), first > 0 ? gaps.size() - 1 : -1));
        }
    }

    /** The first checkpoint from the given one on that knows of the tree. */
    private int forestFor(int from) {
        int forest = from;
        while (forest < newestFirst.size() && !newestFirst.get(forest).knows(tree)) {
            forest++;
        }
        return forest;
    }

    @Override
    public @Nullable Version next() {
        while (!walks.isEmpty()) {
            Walk walk = walks.element();
            TreeRemains.Remain found = walk.entries.next();
            if (found instanceof TreeRemains.Entry entry) {
                if (walk.gap >= 0) {
                    gaps.set(walk.gap, gaps.get(walk.gap).withOneMore());
                }
                return new Version(entry.key(), sequence(walk.forest), entry.value(), entry.large());
            } else if (found instanceof TreeRemains.Hole hole) {
                int older = forestFor(walk.forest + 1);
                cover(hole.keys(), older);
                addGap(hole.keys(), hole.entries(), older);
                if (older < newestFirst.size()) {
                    walks.push(new Walk(older, newestFirst.get(older).entries(tree, hole.keys()), gaps.size() - 1));
                }
            } else {
                walks.pop();
            }
        }
        return null;
    }

    private void cover(KeyRange keys, int forest) {
        covered.add(new Covered(keys, forest < newestFirst.size() ? sequence(forest) : -1));
    }

    private void addGap(KeyRange keys, long entries, int forest) {
        gaps.add(new SalvageReport.Gap(keys, entries, forest < newestFirst.size() ? sequence(forest) : -1, 0));
    }

    private long sequence(int forest) {
        return newestFirst.get(forest).meta().sequence();
    }

    /**
     * The commit up to which it is known what became of a key before {@link #next}'s present place, whether it is there or not; -1 if
     * nothing is known of it.
     */
    long sequenceOf(byte[] key) {
        for (int i = covered.size() - 1; i > 0; i--) {
            if (covered.get(i).keys.contains(key)) {
                return covered.get(i).sequence;
            }
        }
        return covered.get(0).sequence;
    }

    /** What is missing at the newest checkpoint, and what was found instead. */
    List<SalvageReport.Gap> gaps() {
        return gaps;
    }

    /** A key that stands right behind another. */
    static byte[] behind(byte[] key) {
        return Arrays.copyOf(key, key.length + 1);
    }
}
