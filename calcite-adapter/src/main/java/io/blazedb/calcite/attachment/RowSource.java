/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.attachment;

import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.storage.ReadTransaction;

/** Where an engine finds the rows of its main database if not in the store that holds its catalog. Safe for any number of threads. */
public interface RowSource {

    /** A view of the rows, by the trees of the catalog's tables; closed by the caller. */
    ReadTransaction open();

    /** Roughly how many rows a table has; cheap. */
    double estimatedRows(TableDefinition table);
}
