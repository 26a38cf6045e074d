/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.watch;

import java.util.List;

/** Told of committed changes to watched tables, on a thread of its own. */
public interface WatchListener {

    /**
     * One transaction's changes to the watched tables; transactions come in commit order, each once.
     *
     * @param sequence place of the transaction in the commit order of the database
     * @param committedAtMillis wall-clock time at the writer, for people
     */
    void onTransaction(long sequence, long committedAtMillis, List<RowChange> changes);

    /**
     * The change feed no longer reaches back to the last delivered transaction, or the table was truncated: what is known must be read anew. Delivery goes on with
     * the commits after {@code sequence}.
     */
    default void onReset(long sequence) {}

    /** The watch ended by a failure, such as a detached database; nothing more comes. */
    default void onFailure(RuntimeException failure) {}
}
