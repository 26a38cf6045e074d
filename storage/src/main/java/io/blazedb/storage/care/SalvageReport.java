/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.care;

import io.blazedb.storage.bytes.KeyRange;
import java.util.HexFormat;
import java.util.List;

/**
 * What a salvage has found and what it has not.
 *
 * @param sequence the newest commit of which anything was found; that of the new file is one more
 * @param entries entries that are in the new file
 * @param treesEnd a number above those of all trees that have entries
 * @param trees trees of which something is missing or older than it should be
 * @param lossInLog whether commits are missing that others follow
 * @param notes what else is missing, in words
 */
public record SalvageReport(
        long sequence, long entries, long treesEnd, List<Tree> trees, boolean lossInLog, List<String> notes) {
    private static final HexFormat HEX = HexFormat.of();

    public SalvageReport {
        trees = List.copyOf(trees);
        notes = List.copyOf(notes);
    }

    /**
     * A tree that is not whole.
     *
     * @param tree the tree
     * @param entries its entries in the new file
     * @param gaps where something is missing, or older than it should be
     */
    public record Tree(long tree, long entries, List<Gap> gaps) {
        public Tree {
            gaps = List.copyOf(gaps);
        }

        /** Whether what the new file says of a key may be older than the rest of it. */
        public boolean isDoubtful(byte[] key) {
            return gaps.stream().anyMatch(gap -> gap.keys().contains(key));
        }
    }

    /**
     * A range of keys whose newest entries cannot be read.
     *
     * @param keys between the neighbours that are left
     * @param entries how many there were; -1 if that is not known
     * @param olderSequence the commit up to which what was put in their place is right, but for later ones found in the log; -1 if there
     *     was nothing to put there
     * @param olderEntries how many older entries were found
     */
    public record Gap(KeyRange keys, long entries, long olderSequence, long olderEntries) {
        /** The keys in hex. */
        public String keysText() {
            return text(keys);
        }

        Gap withOneMore() {
            return new Gap(keys, entries, olderSequence, olderEntries + 1);
        }
    }

    /** A range of keys as people are told of it. */
    static String text(KeyRange keys) {
        byte[] to = keys.to();
        if (keys.from().length == 0) {
            return to == null ? "any key" : "keys before " + HEX.formatHex(to);
        }
        return "keys from " + HEX.formatHex(keys.from()) + (to == null ? " on" : " to before " + HEX.formatHex(to));
    }

    /** Whether everything was there. */
    public boolean isWhole() {
        return trees.isEmpty() && !lossInLog && notes.isEmpty();
    }
}
