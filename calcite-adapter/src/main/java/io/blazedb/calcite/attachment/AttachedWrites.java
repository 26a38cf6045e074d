/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.attachment;

import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.dml.RowObserver;
import io.blazedb.storage.WriteTransaction;

/**
 * Writing rows of an attached database whose owner decides about them. Statements write the rows as they see them; what they did is noted in the
 * same transaction and goes to the owner once that has committed. Safe for any number of threads.
 */
public interface AttachedWrites {

    /**
     * Called before a statement writes rows of a table.
     *
     * @throws io.blazedb.calcite.error.BlazeSqlException 42501 if it is not granted, 25006 if the attachment is for reading
     */
    void requireWritable(TableDefinition table);

    /** Notes what one transaction writes. */
    RowObserver journal(WriteTransaction transaction);
}
