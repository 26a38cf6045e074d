/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.fuzz;

import java.util.ArrayList;
import java.util.List;

/** A table or view of a random schema. The first column of a table is its key, an INTEGER named id. */
record Table(String name, List<Column> columns, boolean keyed) {
    record Column(String name, Type type) {}

    Scope as(String alias) {
        List<Sql> leaves = new ArrayList<>();
        for (Column column : columns) {
            leaves.add(Sql.expression(column.type(), alias + "." + column.name()));
        }
        return new Scope(leaves, keyed ? List.of(alias + ".id") : null, null);
    }
}
