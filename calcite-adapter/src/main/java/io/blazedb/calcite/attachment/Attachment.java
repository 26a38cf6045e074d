/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.attachment;

import io.blazedb.storage.Store;
import org.jspecify.annotations.Nullable;

/** An attached database: where SQL finds its tables, and how it is doing. */
public interface Attachment extends AutoCloseable {

    /** The store that holds its tables: an own one for a file, the main store for a replica. */
    Store store();

    /** Catalog namespace of its tables in that store: 0 for a file. */
    int namespace();

    boolean isReadOnly();

    /** The owner who answers queries, for an attachment that holds no rows; null if {@link #store} holds them. */
    default @Nullable RemoteDatabase remote() {
        return null;
    }

    /** How statements write its rows if its owner decides about them; null if they do not, or write the rows themselves. */
    default @Nullable AttachedWrites writes() {
        return null;
    }

    AttachmentStatus status();

    /**
     * Called before each statement that reads it.
     *
     * @throws io.blazedb.calcite.error.BlazeSqlException 42501 if access was taken back
     */
    default void requireReadable() {}

    /** Forgets the source: a replica's local data are removed by the engine after this returns. */
    void detach();

    /** Stops what runs in the background; the attachment stays remembered. */
    @Override
    void close();
}
