/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.attachment;

import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.exec.operator.RemoteView;

/** An attached database whose rows stay with its owner. Safe for any number of threads. */
public interface RemoteDatabase {

    /** A view of the owner's present state; nothing is asked of the owner before its first query. */
    RemoteView open();

    /** Roughly how many rows of a table the owner shows, as it was told last. */
    double estimatedRows(TableDefinition table);
}
