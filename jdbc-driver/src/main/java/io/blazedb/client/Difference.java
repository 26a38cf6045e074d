/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.client;

import java.util.List;

/**
 * How the result of a query has changed from one committed state to a later one. Of two equal rows each counts.
 *
 * @param removed rows that are no longer there; a changed row is here as it was
 * @param added rows that have come, in the order of the result; a changed row is here as it is
 */
public record Difference(List<Row> removed, List<Row> added) {
    public Difference {
        removed = List.copyOf(removed);
        added = List.copyOf(added);
    }
}
