/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.ddl;

import io.blazedb.calcite.catalog.CatalogWriter;
import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.catalog.ColumnDefinition.Identity;
import io.blazedb.calcite.catalog.IndexDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.dml.Counters;
import io.blazedb.calcite.dml.TableRows;
import io.blazedb.calcite.dml.TableWriter;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.exec.expression.RowPredicate;
import io.blazedb.calcite.exec.expression.ScalarExpression;
import io.blazedb.calcite.parser.Command;
import io.blazedb.calcite.parser.Command.Alteration;
import io.blazedb.calcite.plan.BlazePlanner;
import io.blazedb.calcite.plan.PlanningContext;
import io.blazedb.calcite.session.Database;
import io.blazedb.calcite.types.Coercions;
import io.blazedb.storage.WriteTransaction;
import io.blazedb.storage.bytes.KeyRange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * ALTER TABLE. A new column needs no rewriting of rows unless they get a value; a dropped one leaves its slot behind, and its id is never
 * used again.
 */
final class AlterTableDdl {
    private final DdlContext context;
    private final Names names;

    AlterTableDdl(DdlContext context, Names names) {
        this.context = context;
        this.names = names;
    }

    void alter(Command.AlterTable alter) {
        if (alter.ifExists() && names.find(alter.name()) == null) {
            return;
        }
        if (alter.alterations().size() == 1
                && names.requireAny(alter.name()).table().viewSql() != null) {
            alterView(new Command.AlterView(
                    alter.name(), false, alter.alterations().get(0)));
            return;
        }
        Names.Found found = names.requireTable(alter.name());
        Names.requireNoMaterializedView(found);
        for (Alteration alteration : alter.alterations()) {
            TableDefinition changed = apply(found, alteration);
            context.scope().catalogChanged();
            found = new Names.Found(found.database(), changed);
        }
    }

    /** What may be altered of a view: its name, its schema and the names of its columns. */
    void alterView(Command.AlterView alter) {
        if (alter.ifExists() && names.find(alter.name()) == null) {
            return;
        }
        Names.Found found = names.requireAny(alter.name());
        if (found.table().viewSql() == null) {
            throw new BlazeSqlException(
                    SqlErrorCode.WRONG_OBJECT_TYPE, "\"" + found.table().name() + "\" is not a view");
        }
        names.requireOwn(found.database());
        names.requireOwner(found);
        boolean possible = alter.alteration() instanceof Alteration.RenameTable
                || alter.alteration() instanceof Alteration.RenameColumn
                || alter.alteration() instanceof Alteration.SetSchema
                || alter.alteration() instanceof Alteration.Nothing;
        if (!possible) {
            Names.requireNoMaterializedView(found);
            throw new BlazeSqlException(
                    SqlErrorCode.FEATURE_NOT_SUPPORTED, "this cannot be altered of a view; use CREATE OR REPLACE VIEW");
        }
        apply(found, alter.alteration());
    }

    private TableDefinition apply(Names.Found found, Alteration alteration) {
        if (alteration instanceof Alteration.AddColumn add) {
            return addColumn(found, add);
        } else if (alteration instanceof Alteration.DropColumn drop) {
            return new ColumnDrop(context, names).drop(found, drop);
        } else if (alteration instanceof Alteration.RenameColumn rename) {
            return new Renaming(context, names).column(found, rename);
        } else if (alteration instanceof Alteration.RenameTable rename) {
            return new Renaming(context, names).table(found, found.table().schema(), rename.newName());
        } else if (alteration instanceof Alteration.SetSchema set) {
            return new Renaming(context, names).toSchema(found, set.schema());
        } else if (alteration instanceof Alteration.AddConstraint add) {
            return addConstraint(found, add.constraint());
        } else if (alteration instanceof Alteration.DropConstraint drop) {
            return dropConstraint(found, drop);
        } else if (alteration instanceof Alteration.SetDefault set) {
            return setDefault(found, set);
        }
        return alterColumn(found, alteration);
    }

    private TableDefinition alterColumn(Names.Found found, Alteration alteration) {
        if (alteration instanceof Alteration.SetType set) {
            return new TableRebuild(context, names).setType(found, set);
        } else if (alteration instanceof Alteration.SetIdentity set) {
            return setIdentity(found, set);
        } else if (alteration instanceof Alteration.RestartIdentity restart) {
            return restartIdentity(found, restart);
        } else if (alteration instanceof Alteration.SetGenerated set) {
            return setGenerated(found, set);
        } else if (alteration instanceof Alteration.SetExpression set) {
            return setExpression(found, set);
        } else if (alteration instanceof Alteration.RenameConstraint rename) {
            return renameConstraint(found, rename);
        } else if (alteration instanceof Alteration.SetRowSecurity set) {
            new PolicyDdl(context, names).set(found, set.enabled(), set.forced());
            return found.table();
        } else if (alteration instanceof Alteration.Nothing) {
            return found.table();
        }
        return setNullable(found, (Alteration.SetNullable) alteration);
    }

    private TableDefinition setIdentity(Names.Found found, Alteration.SetIdentity set) {
        TableDefinition table = found.table();
        int position = Names.requireColumn(table, set.column());
        ColumnDefinition column = table.columns().get(position);
        boolean add = set.identity() != Identity.NONE;
        if (add == (column.identity() != Identity.NONE)) {
            if (set.ifExists()) {
                return table;
            }
            throw new BlazeSqlException(
                    SqlErrorCode.OBJECT_NOT_READY,
                    "column \"" + set.column() + "\" of table \"" + table.name() + "\" is "
                            + (add ? "an identity column already" : "no identity column"));
        }
        WriteTransaction transaction = context.scope().write(found.database());
        if (add) {
            if (column.nullable()) {
                throw new BlazeSqlException(
                        SqlErrorCode.OBJECT_NOT_READY,
                        "column \"" + set.column() + "\" must be declared NOT NULL before identity can be added");
            }
            TableBuilder.requireIdentityType(column.name(), column.type(), column.defaultSql());
            Counters.create(transaction, table.tree(), column.id(), set.start());
        } else {
            Counters.drop(transaction, table.tree(), column.id());
        }
        return put(found, with(table, position, Definitions.withIdentity(column, set.identity())), false);
    }

    private TableDefinition restartIdentity(Names.Found found, Alteration.RestartIdentity restart) {
        int position = Names.requireColumn(found.table(), restart.column());
        ColumnDefinition column = found.table().columns().get(position);
        requireIdentity(found, column);
        found.database()
                .resources()
                .counters()
                .set(
                        () -> context.scope().write(found.database()),
                        found.table().tree(),
                        column.id(),
                        restart.next());
        return found.table();
    }

    private TableDefinition setGenerated(Names.Found found, Alteration.SetGenerated set) {
        int position = Names.requireColumn(found.table(), set.column());
        ColumnDefinition column = found.table().columns().get(position);
        requireIdentity(found, column);
        return put(found, with(found.table(), position, Definitions.withIdentity(column, set.identity())), false);
    }

    private static void requireIdentity(Names.Found found, ColumnDefinition column) {
        if (column.identity() == Identity.NONE) {
            throw new BlazeSqlException(
                    SqlErrorCode.OBJECT_NOT_READY,
                    "column \"" + column.name() + "\" of table \""
                            + found.table().name() + "\" is no identity column");
        }
    }

    private TableDefinition renameConstraint(Names.Found found, Alteration.RenameConstraint rename) {
        TableDefinition table = found.table();
        for (IndexDefinition index : table.indexes()) {
            if (index.constraint() && index.name().equals(rename.name())) {
                return new IndexDdl(context, names).rename(found.database(), table, rename.name(), rename.newName());
            }
        }
        if (!table.primaryKey().isEmpty() && rename.name().equals(table.primaryKeyNameOrDefault())) {
            return put(found, Definitions.withPrimaryKey(table, table.primaryKey(), rename.newName()), false);
        }
        List<TableDefinition.Check> checks = new ArrayList<>();
        boolean renamed = false;
        for (TableDefinition.Check check : table.checks()) {
            boolean same = check.name().equals(rename.name());
            renamed |= same;
            checks.add(same ? new TableDefinition.Check(rename.newName(), check.sql()) : check);
        }
        if (renamed) {
            return put(found, Definitions.withChecks(table, checks), false);
        }
        if (table.foreignKey(rename.name()) != null) {
            requireNoConstraint(table, rename.newName());
            return new ForeignKeyDdl(context, names).rename(found, rename.name(), rename.newName());
        }
        throw new BlazeSqlException(
                SqlErrorCode.UNDEFINED_OBJECT,
                "constraint \"" + rename.name() + "\" of table \"" + table.name() + "\" does not exist");
    }

    private static void requireNoConstraint(TableDefinition table, String name) {
        boolean taken = table.foreignKey(name) != null
                || table.checks().stream().anyMatch(check -> check.name().equals(name))
                || table.indexes().stream().anyMatch(index -> index.name().equals(name))
                || (!table.primaryKey().isEmpty() && name.equals(table.primaryKeyNameOrDefault()));
        if (taken) {
            throw new BlazeSqlException(
                    SqlErrorCode.DUPLICATE_OBJECT,
                    "constraint \"" + name + "\" of table \"" + table.name() + "\" already exists");
        }
    }

    private TableDefinition addColumn(Names.Found found, Alteration.AddColumn add) {
        TableDefinition table = found.table();
        if (table.columnIndex(add.column().name()) >= 0) {
            if (add.ifNotExists()) {
                return table;
            }
            throw duplicateColumn(table, add.column().name());
        }
        ColumnDefinition column = TableBuilder.column(nextColumnId(found), DomainDdl.resolved(context, add.column()));
        List<ColumnDefinition> columns = new ArrayList<>(table.columns());
        columns.add(column);
        TableDefinition changed = put(found, Definitions.withColumns(table, columns), true);
        if (column.identity() != Identity.NONE) {
            Counters.create(
                    context.scope().write(found.database()),
                    table.tree(),
                    column.id(),
                    add.column().identityStart());
        }
        fill(found.database(), table, changed, column);
        for (Command.Constraint constraint : add.constraints()) {
            changed = addConstraint(new Names.Found(found.database(), changed), constraint);
        }
        return changed;
    }

    /** Gives the rows that are there a value in the new column. */
    private void fill(Database database, TableDefinition before, TableDefinition after, ColumnDefinition column) {
        String defaultSql = column.defaultSql();
        if (column.isGenerated()) {
            recompute(database, after);
            return;
        }
        if (defaultSql == null && column.identity() == Identity.NONE) {
            if (column.nullable()) {
                return;
            }
            context.scope().write(database).dependOn(before.tree(), KeyRange.all());
            if (!TableRows.isEmpty(context.scope().read(database), before)) {
                throw new BlazeSqlException(
                        SqlErrorCode.NOT_NULL_VIOLATION,
                        "column \"" + column.name() + "\" of table \"" + before.name()
                                + "\" must have a default, as there are rows and it cannot be NULL");
            }
            return;
        }
        ScalarExpression value = defaultSql == null
                ? null
                : BlazePlanner.scalar(TableBuilder.withoutColumns(after), defaultSql, planning(database, after));
        TableWriter writer = context.writer(database, after);
        int position = after.columns().size() - 1;
        TableRows.forAll(context.scope().write(database), after, (key, row) -> {
            context.execution().checkCancelled();
            @Nullable Object[] filled = row.clone();
            filled[position] = value == null
                    ? writer.nextIdentity(position)
                    : Coercions.assign(
                            value.evaluate(new @Nullable Object[0], context.execution()),
                            value.type(),
                            column.type(),
                            column.name());
            writer.update(key, row, filled);
        });
    }

    /** Gives computed columns of all rows their values. */
    private void recompute(Database database, TableDefinition table) {
        TableWriter writer = context.writer(database, table);
        TableRows.forAll(context.scope().write(database), table, (key, row) -> {
            context.execution().checkCancelled();
            writer.update(key, row, row.clone());
        });
    }

    private TableDefinition setExpression(Names.Found found, Alteration.SetExpression set) {
        TableDefinition table = found.table();
        int position = Names.requireColumn(table, set.column());
        ColumnDefinition column = table.columns().get(position);
        if (!column.isGenerated()) {
            if (set.ifExists()) {
                return table;
            }
            throw new BlazeSqlException(
                    SqlErrorCode.OBJECT_NOT_READY,
                    "column \"" + column.name() + "\" of table \"" + table.name() + "\" is not a generated column");
        }
        TableDefinition changed =
                put(found, with(table, position, Definitions.withExpressions(column, null, set.generatedSql())), true);
        if (set.generatedSql() != null) {
            recompute(found.database(), changed);
        }
        return changed;
    }

    private TableDefinition setDefault(Names.Found found, Alteration.SetDefault set) {
        TableDefinition table = found.table();
        int position = Names.requireColumn(table, set.column());
        ColumnDefinition column = table.columns().get(position);
        if (column.isGenerated()) {
            throw new BlazeSqlException(
                    SqlErrorCode.SYNTAX_ERROR,
                    "column \"" + column.name() + "\" of table \"" + table.name() + "\" is a generated column");
        }
        return put(found, with(table, position, Definitions.withExpressions(column, set.defaultSql(), null)), true);
    }

    private TableDefinition addConstraint(Names.Found found, Command.Constraint constraint) {
        TableDefinition table = found.table();
        Database database = found.database();
        return switch (constraint.kind()) {
            case UNIQUE -> {
                Set<String> taken = new HashSet<>();
                table.indexes().forEach(index -> taken.add(index.name()));
                IndexDefinition index = builder(found).unique(table, names.catalogWriter(database), constraint, taken);
                yield new IndexDdl(context, names).add(database, table, index);
            }
            case CHECK -> {
                TableDefinition.Check check = TableBuilder.check(table, constraint, table.checks());
                requireHolds(database, table, check);
                List<TableDefinition.Check> checks = new ArrayList<>(table.checks());
                checks.add(check);
                yield put(found, Definitions.withChecks(table, checks), false);
            }
            case FOREIGN_KEY -> new ForeignKeyDdl(context, names).add(found, constraint);
            case PRIMARY_KEY -> new TableRebuild(context, names).addPrimaryKey(found, constraint);
        };
    }

    private void requireHolds(Database database, TableDefinition table, TableDefinition.Check check) {
        RowPredicate predicate = BlazePlanner.predicate(table, check.sql(), planning(database, table));
        TableRows.forAll(context.scope().write(database), table, (key, row) -> {
            context.execution().checkCancelled();
            if (Boolean.FALSE.equals(predicate.evaluate(row, context.execution()))) {
                throw new BlazeSqlException(
                        SqlErrorCode.CHECK_VIOLATION,
                        "a row of table \"" + table.name() + "\" violates check constraint \"" + check.name() + "\"",
                        check.name(),
                        null);
            }
        });
    }

    private TableDefinition dropConstraint(Names.Found found, Alteration.DropConstraint drop) {
        TableDefinition table = found.table();
        if (table.foreignKey(drop.name()) != null) {
            return new ForeignKeyDdl(context, names).drop(found, drop.name());
        }
        for (IndexDefinition index : table.indexes()) {
            if (index.constraint() && index.name().equals(drop.name())) {
                table = new ForeignKeyDdl(context, names).releaseKey(found, index, drop.cascade());
                return new IndexDdl(context, names).remove(found.database(), table, index);
            }
        }
        List<TableDefinition.Check> checks = new ArrayList<>(table.checks());
        if (checks.removeIf(check -> check.name().equals(drop.name()))) {
            return put(found, Definitions.withChecks(table, checks), false);
        }
        if (!table.primaryKey().isEmpty() && drop.name().equals(table.primaryKeyNameOrDefault())) {
            return new TableRebuild(context, names).dropPrimaryKey(found);
        }
        if (drop.ifExists()) {
            return table;
        }
        throw new BlazeSqlException(
                SqlErrorCode.UNDEFINED_OBJECT,
                "constraint \"" + drop.name() + "\" of table \"" + table.name() + "\" does not exist");
    }

    private TableDefinition setNullable(Names.Found found, Alteration.SetNullable set) {
        TableDefinition table = found.table();
        int position = Names.requireColumn(table, set.column());
        if (set.nullable()) {
            ColumnDefinition column = table.columns().get(position);
            if (table.primaryKey().contains(position) || column.identity() != Identity.NONE) {
                throw new BlazeSqlException(
                        SqlErrorCode.INVALID_DEFINITION,
                        "column \"" + set.column() + "\" is a key or identity column and cannot be NULL");
            }
        } else {
            TableRows.forAll(context.scope().write(found.database()), table, (key, row) -> {
                context.execution().checkCancelled();
                if (row[position] == null) {
                    throw new BlazeSqlException(
                            SqlErrorCode.NOT_NULL_VIOLATION,
                            "column \"" + set.column() + "\" of table \"" + table.name() + "\" contains null values");
                }
            });
        }
        ColumnDefinition changed = Definitions.withNullable(table.columns().get(position), set.nullable());
        return put(found, with(table, position, changed), false);
    }

    /** The id of the next column; remembered, so that a dropped column's id is not used again. */
    private int nextColumnId(Names.Found found) {
        return nextColumnId(context, found);
    }

    static int nextColumnId(DdlContext context, Names.Found found) {
        int highest = 0;
        for (ColumnDefinition column : found.table().columns()) {
            highest = Math.max(highest, column.id());
        }
        return Math.toIntExact(Counters.advance(
                context.scope().write(found.database()), found.table().tree(), Counters.COLUMN_ID, highest + 1L));
    }

    private TableDefinition put(Names.Found found, TableDefinition changed, boolean checkExpressions) {
        if (checkExpressions) {
            builder(found).requireExpressions(changed);
        }
        new CatalogWriter(context.scope().write(found.database())).putTable(changed);
        context.scope().catalogChanged();
        return changed;
    }

    private TableBuilder builder(Names.Found found) {
        TableDefinition table = found.table();
        return new TableBuilder(context, names, new Names.Target(found.database(), table.schema(), table.name()));
    }

    private PlanningContext planning(Database database, TableDefinition table) {
        return context.names().inSchema(database.alias(), table.schema());
    }

    private static TableDefinition with(TableDefinition table, int position, ColumnDefinition column) {
        List<ColumnDefinition> columns = new ArrayList<>(table.columns());
        columns.set(position, column);
        return Definitions.withColumns(table, columns);
    }

    static BlazeSqlException duplicateColumn(TableDefinition table, String column) {
        return new BlazeSqlException(
                SqlErrorCode.DUPLICATE_COLUMN,
                "column \"" + column + "\" of table \"" + table.name() + "\" already exists");
    }
}
