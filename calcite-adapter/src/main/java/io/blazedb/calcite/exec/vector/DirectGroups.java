/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.vector;

/**
 * Groups by key, for keys that lie close together, as those of small codes, ids and dates do: one look into an array instead of a search in
 * a hash table. Keys outside of its span are not known here.
 */
final class DirectGroups {
    /** Keys around the first one that a table of groups keeps here. */
    private static final int SPAN = 8_192;
    /** Places for each key of a table that does not grow any more. */
    private static final int PLACES_PER_KEY = 8;

    private final long base;
    private final int[] groups;

    private DirectGroups(long base, int span) {
        this.base = base;
        this.groups = new int[span];
    }

    /** For keys around this one. */
    static DirectGroups around(long key) {
        return new DirectGroups(key - SPAN / 2, SPAN);
    }

    /** Whether all keys of a table with so many groups may stand here. */
    static boolean isWorthIt(long least, long greatest, int keys) {
        long span = greatest - least;
        return span >= 0 && span < Math.max(SPAN, (long) PLACES_PER_KEY * keys);
    }

    /** For keys from {@code least} to {@code greatest}. */
    static DirectGroups over(long least, long greatest) {
        return new DirectGroups(least, (int) (greatest - least) + 1);
    }

    long bytes() {
        return 4L * groups.length;
    }

    /** The group of a key; -1 if it has none here. */
    int find(long key) {
        long place = key - base;
        return place >= 0 && place < groups.length ? groups[(int) place] - 1 : -1;
    }

    /** Notes the group of a key if it lies within the span. */
    void put(long key, int group) {
        long place = key - base;
        if (place >= 0 && place < groups.length) {
            groups[(int) place] = group + 1;
        }
    }
}
