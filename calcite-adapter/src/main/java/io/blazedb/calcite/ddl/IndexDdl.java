/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.ddl;

import io.blazedb.calcite.catalog.CatalogView;
import io.blazedb.calcite.catalog.CatalogWriter;
import io.blazedb.calcite.catalog.IndexDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.catalog.TableLayout;
import io.blazedb.calcite.dml.TableRows;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.parser.Command;
import io.blazedb.calcite.session.Database;
import io.blazedb.calcite.types.KeyCodec;
import io.blazedb.storage.WriteTransaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

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
            columns.add(new IndexDefinition.Column(Names.requireColumn(table, column.name()), column.descending()));
            wish.append('_').append(column.name());
        }
        String name = given != null
                ? given
                : Definitions.freeIndexName(catalog, table, wish.append("_idx").toString(), Set.of());
        CatalogWriter writer = names.catalogWriter(found.database());
        add(
                found.database(),
                table,
                new IndexDefinition(writer.allocateTree(), name, List.copyOf(columns), create.unique(), false));
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
        KeyCodec codec = TableLayout.index(table, index);
        WriteTransaction transaction = context.scope().write(database);
        TableRows.forAll(transaction, table, (key, row) -> {
            context.execution().checkCancelled();
            byte[] entry = codec.encodeEntry(row, key);
            if (codec.mustBeUnique(row) && transaction.get(index.tree(), entry) != null) {
                throw new BlazeSqlException(
                        SqlErrorCode.UNIQUE_VIOLATION,
                        "rows of table \"" + table.name() + "\" violate unique constraint \"" + index.name() + "\"",
                        index.name(),
                        null);
            }
            transaction.put(index.tree(), entry, index.unique() ? key : EMPTY);
        });
    }
}
