/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.vector;

import org.jspecify.annotations.Nullable;

/** The states of one aggregate function over all groups. Not thread-safe. */
interface VectorAggregate {

    /** Makes room for groups below this number. */
    void reserve(int groups);

    /**
     * Takes in rows.
     *
     * @param selection positions of rows; null for the first {@code count}
     * @param groups the group of each of them, in the same order; null if all are in group 0
     */
    void add(Batch batch, int @Nullable [] selection, int count, int @Nullable [] groups);

    /** Whether rows may be taken in by two states that are {@link #merge}d, with the same result to the last digit. */
    default boolean canMerge() {
        return false;
    }

    /**
     * Takes in the states of the same function over later rows.
     *
     * @param groups the group here of each group there
     */
    default void merge(VectorAggregate later, int[] groups) {
        throw new IllegalStateException("states of this function are not merged");
    }

    /** The value over the rows of a group; null for NULL. */
    @Nullable
    Object result(int group);

    /** About how much the states hold. */
    long bytes();

    /** Makes fresh states. */
    @FunctionalInterface
    interface Factory {
        VectorAggregate start();
    }
}
