/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.ddl;

import io.blazedb.calcite.catalog.CatalogView;
import io.blazedb.calcite.catalog.CatalogWriter;
import io.blazedb.calcite.catalog.IndexDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.dml.IndexKeys;
import io.blazedb.calcite.dml.TableRows;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.parser.Command;
import io.blazedb.calcite.plan.BlazePlanner;
import io.blazedb.calcite.plan.PlanningContext;
import io.blazedb.calcite.session.Database;
import io.blazedb.calcite.session.WriteRulesCompiler;
import io.blazedb.calcite.types.SqlType;
import io.blazedb.storage.WriteTransaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** CREATE INDEX and DROP INDEX. */
final class IndexDdl {
    private static final byte[] EMPTY = new byte[0];

    private final DdlContext context;
    private final Names names;

    IndexDdl(DdlContext context, Names names) {
        this.context = context;
        this.names = names;
    }

    void create(Command.CreateIndex create) {
        Names.Found found = names.requireTable(create.table());
        TableDefinition table = found.table();
        CatalogView catalog = names.catalog(found.database());
        String given = create.name();
        if (given != null && catalog.tableOfIndex(table.namespace(), table.schema(), given) != null) {
            if (create.ifNotExists()) {
                return;
            }
            throw new BlazeSqlException(SqlErrorCode.DUPLICATE_TABLE, "index \"" + given + "\" already exists");
        }
        List<IndexDefinition.Column> columns = new ArrayList<>();
        StringBuilder wish = new StringBuilder(table.name());
        for (Command.IndexColumn column : create.columns()) {
            columns.add(indexed(found, column));
            wish.append('_').append(column.name() == null ? nameOf(column.expressionSql()) : column.name());
        }
        String name = given != null
                ? given
                : Definitions.freeIndexName(catalog, table, wish.append("_idx").toString(), Set.of());
        CatalogWriter writer = names.catalogWriter(found.database());
        add(
                found.database(),
                table,
                new IndexDefinition(
                        writer.allocateTree(),
                        name,
                        List.copyOf(columns),
                        create.unique(),
                        false,
                        predicate(found, create.predicateSql()),
                        TableBuilder.positions(table, create.included()),
                        null));
    }

    private IndexDefinition.Column indexed(Names.Found found, Command.IndexColumn column) {
        String sql = column.expressionSql();
        if (sql != null) {
            int position = found.table().columnIndex(sql);
            if (position >= 0) {
                return new IndexDefinition.Column(position, column.descending(), column.nullsFirst(), null);
            }
        }
        if (sql == null) {
            int position = Names.requireColumn(found.table(), String.valueOf(column.name()));
            return new IndexDefinition.Column(position, column.descending(), column.nullsFirst(), null);
        }
        SqlType type = TableBuilder.requireImmutable(found.table(), sql, "index expression", planning(found))
                .type();
        if (type.name() == SqlType.Name.NULL) {
            type = SqlType.of(SqlType.Name.VARCHAR);
        }
        return new IndexDefinition.Column(
                IndexDefinition.Column.EXPRESSION,
                column.descending(),
                column.nullsFirst(),
                new IndexDefinition.Computed(sql, type));
    }

    private @Nullable String predicate(Names.Found found, @Nullable String sql) {
        if (sql != null) {
            BlazePlanner.predicate(found.table(), sql, planning(found));
            TableBuilder.requireImmutable(found.table(), sql, "index predicate", planning(found));
        }
        return sql;
    }

    private PlanningContext planning(Names.Found found) {
        return context.names().inSchema(found.database().alias(), found.table().schema());
    }

    /** What an index of an expression is called after: its function, as in PostgreSQL. */
    private static String nameOf(@Nullable String expressionSql) {
        String sql = String.valueOf(expressionSql);
        int end = 0;
        while (end < sql.length() && (Character.isLetterOrDigit(sql.charAt(end)) || sql.charAt(end) == '_')) {
            end++;
        }
        boolean call = end > 0 && end < sql.length() && sql.charAt(end) == '(';
        return call ? sql.substring(0, end).toLowerCase(Locale.ROOT) : "expr";
    }

    void drop(List<String> name, boolean ifExists) {
        String index = name.get(name.size() - 1);
        Names.Target target = names.indexTarget(name);
        String table = names.catalog(target.database()).tableOfIndex(0, target.schema(), index);
        if (table == null) {
            if (ifExists) {
                return;
            }
            throw new BlazeSqlException(
                    SqlErrorCode.UNDEFINED_OBJECT, "index \"" + String.join(".", name) + "\" does not exist");
        }
        TableDefinition definition = names.catalog(target.database()).table(0, target.schema(), table);
        if (definition == null) {
            throw Names.undefined(List.of(table));
        }
        names.requireOwner(new Names.Found(target.database(), definition));
        for (IndexDefinition dropped : definition.indexes()) {
            if (dropped.name().equals(index)) {
                if (dropped.constraint()) {
                    throw new BlazeSqlException(
                            SqlErrorCode.DEPENDENT_OBJECTS,
                            "index \"" + index + "\" belongs to a constraint; drop the constraint of table \"" + table
                                    + "\" instead");
                }
                Names.Found found = new Names.Found(target.database(), definition);
                remove(target.database(), new ForeignKeyDdl(context, names).releaseKey(found, dropped, false), dropped);
            }
        }
    }

    void rename(Command.RenameIndex rename) {
        Names.Target target = names.indexTarget(rename.name());
        CatalogView catalog = names.catalog(target.database());
        String owner = catalog.tableOfIndex(0, target.schema(), target.name());
        TableDefinition table = owner == null ? null : catalog.table(0, target.schema(), owner);
        if (table == null) {
            if (rename.ifExists()) {
                return;
            }
            throw new BlazeSqlException(
                    SqlErrorCode.UNDEFINED_OBJECT, "index \"" + String.join(".", rename.name()) + "\" does not exist");
        }
        names.requireOwner(new Names.Found(target.database(), table));
        rename(target.database(), table, target.name(), rename.newName());
    }

    /** Gives an index, and the constraint it may belong to, another name. */
    TableDefinition rename(Database database, TableDefinition table, String name, String newName) {
        CatalogView catalog = names.catalog(database);
        if (catalog.tableOfIndex(table.namespace(), table.schema(), newName) != null
                || catalog.table(table.namespace(), table.schema(), newName) != null) {
            throw new BlazeSqlException(SqlErrorCode.DUPLICATE_TABLE, "\"" + newName + "\" already exists");
        }
        List<IndexDefinition> indexes = new ArrayList<>();
        for (IndexDefinition index : table.indexes()) {
            indexes.add(index.name().equals(name) ? index.withName(newName) : index);
        }
        TableDefinition changed = Definitions.withIndexes(table, indexes);
        names.catalogWriter(database).replaceTable(table, changed);
        context.scope().catalogChanged();
        return changed;
    }

    /** Builds an index and adds it to its table's definition, which is returned. */
    TableDefinition add(Database database, TableDefinition table, IndexDefinition index) {
        build(database, table, index);
        List<IndexDefinition> indexes = new ArrayList<>(table.indexes());
        indexes.add(index);
        TableDefinition changed = Definitions.withIndexes(table, indexes);
        names.catalogWriter(database).putTable(changed);
        context.scope().catalogChanged();
        return changed;
    }

    /** Drops an index and takes it from its table's definition, which is returned. */
    TableDefinition remove(Database database, TableDefinition table, IndexDefinition index) {
        List<IndexDefinition> indexes = new ArrayList<>(table.indexes());
        indexes.remove(index);
        TableDefinition changed = Definitions.withIndexes(table, indexes);
        CatalogWriter writer = names.catalogWriter(database);
        writer.dropIndex(table, index);
        writer.putTable(changed);
        context.scope().catalogChanged();
        return changed;
    }

    private void build(Database database, TableDefinition table, IndexDefinition index) {
        IndexKeys keys =
                WriteRulesCompiler.index(table, index, context.names().inSchema(database.alias(), table.schema()));
        WriteTransaction transaction = context.scope().write(database);
        TableRows.forAll(transaction, table, (key, row) -> {
            context.execution().checkCancelled();
            byte[] unique = keys.uniqueEntry(row, key, context.execution());
            if (unique != null && transaction.get(index.tree(), unique) != null) {
                throw new BlazeSqlException(
                        SqlErrorCode.UNIQUE_VIOLATION,
                        "rows of table \"" + table.name() + "\" violate unique constraint \"" + index.name() + "\"",
                        index.name(),
                        null);
            }
            byte[] entry = unique == null ? keys.entry(row, key, context.execution()) : unique;
            if (entry != null) {
                transaction.put(index.tree(), entry, index.unique() ? key : EMPTY);
            }
        });
    }
}
