/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.catalog;

import io.blazedb.calcite.types.SqlType;

/**
 * A sequence. Immutable; every ALTER makes a new one with a counter of its own.
 *
 * @param id names its counter
 * @param schema the schema's name
 * @param name the name
 * @param type SMALLINT, INTEGER or BIGINT
 * @param start the first value
 * @param increment from one value to the next; not 0
 * @param min the least value
 * @param max the greatest value
 * @param cycle whether it begins anew at its end
 */
public record SequenceDefinition(
        long id,
        String schema,
        String name,
        SqlType.Name type,
        long start,
        long increment,
        long min,
        long max,
        boolean cycle) {}
