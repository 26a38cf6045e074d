/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.ddl;

import io.blazedb.calcite.catalog.CatalogWriter;
import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.catalog.ColumnDefinition.Identity;
import io.blazedb.calcite.catalog.DomainDefinition;
import io.blazedb.calcite.catalog.ForeignKeyDefinition;
import io.blazedb.calcite.catalog.IndexDefinition;
import io.blazedb.calcite.catalog.LinkDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.dml.Counters;
import io.blazedb.calcite.dml.TableRows;
import io.blazedb.calcite.dml.TableWriter;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.exec.expression.ScalarExpression;
import io.blazedb.calcite.parser.Command;
import io.blazedb.calcite.parser.Command.Alteration;
import io.blazedb.calcite.plan.BlazePlanner;
import io.blazedb.calcite.session.Database;
import io.blazedb.calcite.types.Coercions;
import io.blazedb.calcite.types.SqlType;
import io.blazedb.storage.WriteTransaction;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Changes of a table that change how its rows or keys are stored: the rows go, one by one and checked, to new trees, and the old ones are
 * cleared in the same transaction.
 */
final class TableRebuild {
    private final DdlContext context;
    private final Names names;

    TableRebuild(DdlContext context, Names names) {
        this.context = context;
        this.names = names;
    }

    TableDefinition addPrimaryKey(Names.Found found, Command.Constraint constraint) {
        TableDefinition table = found.table();
        if (!table.primaryKey().isEmpty()) {
            throw new BlazeSqlException(
                    SqlErrorCode.INVALID_DEFINITION, "table \"" + table.name() + "\" has a primary key already");
        }
        List<Integer> key = TableBuilder.positions(table, constraint.columns());
        List<ColumnDefinition> columns = new ArrayList<>(table.columns());
        key.forEach(position -> columns.set(position, Definitions.withNullable(columns.get(position), false)));
        String name = constraint.name() == null ? table.name() + "_pkey" : constraint.name();
        TableDefinition keyed = Definitions.withPrimaryKey(Definitions.withColumns(table, columns), key, name);
        return rebuild(found, keyed, true, row -> row);
    }

    TableDefinition dropPrimaryKey(Names.Found found) {
        if (!found.table().references().isEmpty()) {
            throw new BlazeSqlException(
                    SqlErrorCode.DEPENDENT_OBJECTS,
                    "the primary key of table \"" + found.table().name()
                            + "\" cannot be dropped because foreign keys refer to it");
        }
        return rebuild(found, Definitions.withPrimaryKey(found.table(), List.of(), null), true, row -> row);
    }

    TableDefinition setType(Names.Found found, Alteration.SetType set) {
        TableDefinition table = found.table();
        int position = Names.requireColumn(table, set.column());
        ColumnDefinition column = table.columns().get(position);
        List<String> named = set.domain();
        DomainDefinition domain = named == null ? null : DomainDdl.require(context.names(), named);
        boolean isEnum = domain != null && domain.type().isEnum();
        SqlType type = domain == null
                ? set.type()
                : isEnum && set.type().isArray() ? SqlType.array(domain.type()) : domain.type();
        if (column.identity() != Identity.NONE) {
            TableBuilder.requireIdentityType(column.name(), type, null);
        }
        requireFreeOfForeignKeys(found, column, type);
        new ViewDependents(context, names).requireUnread(found, column.name());
        String using = set.usingSql();
        ScalarExpression value = using == null
                ? null
                : BlazePlanner.scalar(
                        table, using, context.names().inSchema(found.database().alias(), table.schema()));
        List<ColumnDefinition> columns = new ArrayList<>(table.columns());
        columns.set(
                position, Definitions.withType(column, type, domain == null || isEnum ? null : domain.domainName()));
        TableDefinition changed = Definitions.withColumns(table, columns);
        new TableBuilder(context, names, new Names.Target(found.database(), table.schema(), table.name()))
                .requireExpressions(changed);
        return rebuild(found, changed, true, row -> {
            @Nullable Object[] converted = row.clone();
            converted[position] = value == null
                    ? Coercions.assign(row[position], column.type(), type, column.name())
                    : Coercions.assign(value.evaluate(row, context.execution()), value.type(), type, column.name());
            return converted;
        });
    }

    /** Empties a table and starts its identity columns anew. */
    void restart(Names.Found found) {
        rebuild(found, found.table(), false, row -> row);
    }

    /** Whole numbers of different sizes may refer to each other; any other column of a foreign key keeps its type. */
    private void requireFreeOfForeignKeys(Names.Found found, ColumnDefinition column, SqlType type) {
        TableDefinition table = found.table();
        boolean used =
                table.foreignKeys().stream().anyMatch(key -> key.columns().contains(column.id()));
        for (TableDefinition.Reference reference : table.references()) {
            TableDefinition child = names.catalog(found.database()).table(0, reference.schema(), reference.table());
            ForeignKeyDefinition key = child == null ? null : child.foreignKey(reference.constraint());
            used |= key != null && key.parentColumns().contains(column.id());
        }
        if (used && !(isWhole(column.type()) && isWhole(type)) && column.type().name() != type.name()) {
            throw new BlazeSqlException(
                    SqlErrorCode.DEPENDENT_OBJECTS,
                    "the type of column \"" + column.name() + "\" cannot be changed because a foreign key uses it");
        }
    }

    private static boolean isWhole(SqlType type) {
        return switch (type.name()) {
            case SMALLINT, INTEGER, BIGINT -> true;
            default -> false;
        };
    }

    private TableDefinition rebuild(
            Names.Found found, TableDefinition wanted, boolean keep, UnaryOperator<@Nullable Object[]> change) {
        requireNotFollowed(found);
        Database database = found.database();
        TableDefinition old = found.table();
        CatalogWriter catalog = names.catalogWriter(database);
        List<IndexDefinition> indexes = new ArrayList<>();
        for (IndexDefinition index : wanted.indexes()) {
            indexes.add(index.withTree(catalog.allocateTree()));
        }
        TableDefinition changed = Definitions.withTrees(wanted, catalog.allocateTree(), indexes);
        WriteTransaction transaction = context.scope().write(database);
        counters(transaction, old, changed, keep);
        catalog.replaceTable(old, changed);
        context.scope().catalogChanged();
        if (keep) {
            TableDefinition alone = Definitions.withForeignKeys(changed, List.of(), List.of());
            TableWriter writer = context.writer(database, alone);
            TableRows.forAll(transaction, old, (key, row) -> {
                context.execution().checkCancelled();
                writer.insert(change.apply(row));
            });
        }
        transaction.clear(old.tree());
        old.indexes().forEach(index -> transaction.clear(index.tree()));
        return changed;
    }

    private static void counters(
            WriteTransaction transaction, TableDefinition old, TableDefinition changed, boolean keep) {
        Counters.move(transaction, old.tree(), changed.tree(), Counters.COLUMN_ID);
        Counters.drop(transaction, old.tree(), Counters.ROW_ID);
        if (changed.primaryKey().isEmpty()) {
            Counters.create(transaction, changed.tree(), Counters.ROW_ID);
        }
        for (ColumnDefinition column : changed.columns()) {
            if (column.identity() != Identity.NONE) {
                if (keep) {
                    Counters.move(transaction, old.tree(), changed.tree(), column.id());
                } else {
                    Counters.drop(transaction, old.tree(), column.id());
                    Counters.create(transaction, changed.tree(), column.id());
                }
            }
        }
    }

    /** Whoever follows the rows of a table one by one would lose it. */
    private void requireNotFollowed(Names.Found found) {
        TableDefinition table = found.table();
        boolean followed = new Dependents(context, names).isFollowed(found);
        for (LinkDefinition link : names.catalog(found.database()).links()) {
            followed |= link.schema().equals(table.schema()) && link.table().equals(table.name());
        }
        if (followed) {
            throw new BlazeSqlException(
                    SqlErrorCode.DEPENDENT_OBJECTS,
                    "table \"" + table.name() + "\" cannot be changed this way while a publication or link uses it");
        }
    }
}
