/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.watch;

import io.blazedb.calcite.ResultColumn;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Told how the result of a query changes, on a thread of its own. */
public interface ResultListener {

    /**
     * The result has changed from one committed state to a later one; first of all, from nothing to what it is.
     *
     * @param removed rows of external values that are no longer there, each as often as it was there too often
     * @param added rows that have come, in the order of the result
     */
    void onDifference(List<ResultColumn> columns, List<@Nullable Object[]> removed, List<@Nullable Object[]> added);

    /** It ended by a failure, such as a dropped table; nothing more comes. */
    default void onFailure(RuntimeException failure) {}
}
