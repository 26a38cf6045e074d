/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.ddl;

import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.catalog.ColumnDefinition.Identity;
import io.blazedb.calcite.catalog.IndexDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.parser.Command;
import io.blazedb.calcite.parser.Command.Constraint;
import io.blazedb.calcite.parser.Command.ConstraintKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** LIKE of another table in CREATE TABLE: its columns with NOT NULL, and what INCLUDING names. */
final class LikeClause {
    private final TableDefinition table;
    private final Command.Like like;
    private final List<String> target;

    LikeClause(TableDefinition table, Command.Like like, List<String> target) {
        this.table = table;
        this.like = like;
        this.target = target;
    }

    private boolean takes(String what) {
        return like.including().contains(what);
    }

    void addTo(List<Command.Column> columns, List<Constraint> constraints, List<Command.CreateIndex> indexes) {
        List<Command.Column> own = new ArrayList<>();
        for (ColumnDefinition column : table.columns()) {
            own.add(new Command.Column(
                    column.name(),
                    column.type(),
                    column.nullable() ? null : Boolean.FALSE,
                    takes("defaults") ? column.defaultSql() : null,
                    takes("identity") ? column.identity() : Identity.NONE,
                    takes("generated") ? column.generatedSql() : null,
                    column.domain() == null
                            ? null
                            : List.of(column.domain().schema(), column.domain().name())));
        }
        columns.addAll(like.at(), own);
        if (takes("constraints")) {
            for (TableDefinition.Check check : table.checks()) {
                constraints.add(constraint(ConstraintKind.CHECK, check.name(), List.of(), check.sql()));
            }
        }
        if (takes("indexes")) {
            if (!table.primaryKey().isEmpty()) {
                constraints.add(constraint(ConstraintKind.PRIMARY_KEY, null, columnNames(table.primaryKey()), null));
            }
            table.indexes().forEach(index -> add(index, constraints, indexes));
        }
    }

    private void add(IndexDefinition index, List<Constraint> constraints, List<Command.CreateIndex> indexes) {
        List<Integer> positions =
                index.columns().stream().map(IndexDefinition.Column::column).toList();
        if (index.constraint()) {
            constraints.add(constraint(ConstraintKind.UNIQUE, null, columnNames(positions), null));
            return;
        }
        List<Command.IndexColumn> indexed = new ArrayList<>();
        for (IndexDefinition.Column column : index.columns()) {
            boolean computed = column.expression() != null;
            indexed.add(new Command.IndexColumn(
                    computed ? null : table.columns().get(column.column()).name(),
                    computed ? column.computed().sql() : null,
                    column.descending(),
                    column.nullsFirst()));
        }
        indexes.add(new Command.CreateIndex(
                null, target, indexed, index.unique(), false, columnNames(index.included()), index.predicateSql()));
    }

    private List<String> columnNames(List<Integer> positions) {
        return positions.stream().map(i -> table.columns().get(i).name()).toList();
    }

    private static Constraint constraint(
            ConstraintKind kind, @Nullable String name, List<String> columns, @Nullable String sql) {
        return new Constraint(kind, name, columns, sql, null);
    }
}
