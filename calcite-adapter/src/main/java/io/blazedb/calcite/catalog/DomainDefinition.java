/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.catalog;

import io.blazedb.calcite.types.SqlType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A domain: a type with conditions. Immutable.
 *
 * @param schema the schema's name
 * @param name the name
 * @param type the type of its values
 * @param notNull whether NULL is refused
 * @param defaultSql text of the DEFAULT expression, or null
 * @param checks conditions on {@code VALUE}
 * @param comment text of COMMENT ON, or null
 */
public record DomainDefinition(
        String schema,
        String name,
        SqlType type,
        boolean notNull,
        @Nullable String defaultSql,
        List<TableDefinition.Check> checks,
        @Nullable String comment) {
    public DomainDefinition {
        checks = List.copyOf(checks);
    }

    /** How columns name it. */
    public ColumnDefinition.DomainName domainName() {
        return new ColumnDefinition.DomainName(schema, name);
    }
}
