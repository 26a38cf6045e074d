/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.validate;

import io.blazedb.calcite.schema.BlazeTable;
import org.apache.calcite.sql.SqlIdentifier;

/** Is told which columns of which tables a statement names, while its names are resolved. */
public interface NameObserver {
    /** A name of a column of a table; its last part. */
    void column(SqlIdentifier name, BlazeTable table, String column);
}
