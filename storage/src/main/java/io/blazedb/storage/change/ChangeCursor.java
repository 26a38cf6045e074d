/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.change;

import org.jspecify.annotations.Nullable;

/** Reads committed transactions in commit order, each once. Not thread-safe. */
public interface ChangeCursor extends AutoCloseable {

    /**
     * The next visible transaction, or null if there is none yet; never waits.
     *
     * @throws io.blazedb.storage.error.StoreException CHANGES_TRUNCATED if the feed was cut between two calls
     */
    @Nullable
    ChangeRecord next();

    @Override
    void close();
}
