/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import io.blazedb.calcite.ResultColumn;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.exec.operator.ExecutionContext;
import io.blazedb.calcite.exec.operator.OperatorResult;
import io.blazedb.calcite.types.SqlType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A planned statement behind statements that write: {@code WITH moved AS (DELETE ... RETURNING ...) INSERT ...}. */
record CompiledWith(List<Part> parts, CompiledQuery last) implements CompiledQuery {
    /**
     * A statement of WITH.
     *
     * @param rows the table that its RETURNING fills, or null
     */
    record Part(CompiledQuery statement, @Nullable TableDefinition rows) {}

    private List<CompiledQuery> all() {
        List<CompiledQuery> all = new ArrayList<>();
        parts.forEach(part -> all.add(part.statement()));
        all.add(last);
        return all;
    }

    @Override
    public boolean isDml() {
        return true;
    }

    @Override
    public List<ResultColumn> columns() {
        return last.columns();
    }

    /** Parameters are numbered in the order of the text, which is that of the parts. */
    @Override
    public List<SqlType> parameterTypes() {
        List<SqlType> types = new ArrayList<>();
        all().forEach(part -> types.addAll(part.parameterTypes()));
        return types;
    }

    @Override
    public Set<String> databasesRead() {
        Set<String> databases = new HashSet<>();
        all().forEach(part -> databases.addAll(part.databasesRead()));
        return databases;
    }

    @Override
    public Set<String> databasesWritten() {
        Set<String> databases = new HashSet<>();
        all().forEach(part -> databases.addAll(part.databasesWritten()));
        return databases;
    }

    @Override
    public List<ResolvedTable> tables() {
        Set<ResolvedTable> tables = new LinkedHashSet<>();
        all().forEach(part -> tables.addAll(part.tables()));
        return List.copyOf(tables);
    }

    @Override
    public @Nullable ResolvedTable target() {
        return last.target();
    }

    @Override
    public boolean givesOneRow() {
        return false;
    }

    @Override
    public String explain() {
        StringBuilder text = new StringBuilder();
        all().forEach(part -> text.append(text.isEmpty() ? "" : "\n").append(part.explain()));
        return text.toString();
    }

    @Override
    public OperatorResult open(ExecutionContext context) {
        for (Part part : parts) {
            List<@Nullable Object[]> rows = new ArrayList<>();
            try (OperatorResult result = part.statement().open(context)) {
                for (@Nullable Object[] row = result.next(); row != null; row = result.next()) {
                    rows.add(row);
                }
            }
            if (part.rows() != null) {
                context.give(part.rows(), rows);
            }
        }
        return last.open(context);
    }
}
