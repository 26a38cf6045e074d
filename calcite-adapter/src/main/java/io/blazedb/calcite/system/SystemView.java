/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.system;

import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.types.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One system view: its shape as a table definition, and the code that makes its rows.
 *
 * @param definition name and columns; the kind is SYSTEM_VIEW
 * @param source hands rows of internal values to the consumer
 */
record SystemView(TableDefinition definition, BiConsumer<SystemContext, Consumer<@Nullable Object[]>> source) {
    static final SqlType TEXT = SqlType.of(SqlType.Name.VARCHAR);
    static final SqlType INTEGER = SqlType.of(SqlType.Name.INTEGER);
    static final SqlType BIGINT = SqlType.of(SqlType.Name.BIGINT);
    static final SqlType BOOLEAN = SqlType.of(SqlType.Name.BOOLEAN);
    static final SqlType DOUBLE = SqlType.of(SqlType.Name.DOUBLE);
    static final SqlType UUID = SqlType.of(SqlType.Name.UUID);

    static Builder named(String schema, String name) {
        return new Builder(schema, name);
    }

    static TableDefinition definition(String schema, String name, List<ColumnDefinition> columns) {
        return new TableDefinition(
                0,
                0,
                schema,
                name,
                TableDefinition.Kind.SYSTEM_VIEW,
                1,
                columns,
                List.of(),
                null,
                List.of(),
                List.of(),
                null,
                null);
    }

    List<@Nullable Object[]> rows(SystemContext context) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        source.accept(context, row -> {
            assert row.length == definition.columns().size() : definition.name();
            rows.add(row);
        });
        return rows;
    }

    /** Collects the columns of a view. */
    static final class Builder {
        private final String schema;
        private final String name;
        private final List<ColumnDefinition> columns = new ArrayList<>();

        private Builder(String schema, String name) {
            this.schema = schema;
            this.name = name;
        }

        /** Adds columns of one type. */
        Builder columns(SqlType type, String... names) {
            for (String column : names) {
                columns.add(new ColumnDefinition(
                        columns.size() + 1, column, type, true, null, ColumnDefinition.Identity.NONE, null));
            }
            return this;
        }

        SystemView rows(BiConsumer<SystemContext, Consumer<@Nullable Object[]>> source) {
            return new SystemView(definition(schema, name, List.copyOf(columns)), source);
        }
    }
}
