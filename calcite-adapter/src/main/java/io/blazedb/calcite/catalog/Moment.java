/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.catalog;

import java.util.Map;
import java.util.UUID;

/**
 * A state of a database, and what it was made in knowledge of.
 *
 * @param database its id
 * @param sequence the last commit that it includes
 * @param causes by the ids of other databases, the newest commit of each that commits up to that one may have seen
 */
public record Moment(UUID database, long sequence, Map<UUID, Long> causes) {
    public Moment {
        causes = Map.copyOf(causes);
    }
}
