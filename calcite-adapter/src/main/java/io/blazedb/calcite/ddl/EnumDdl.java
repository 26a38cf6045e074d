/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.ddl;

import io.blazedb.calcite.catalog.CatalogView;
import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.catalog.DomainDefinition;
import io.blazedb.calcite.catalog.IndexDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.parser.Command;
import io.blazedb.calcite.parser.Command.EnumChange;
import io.blazedb.calcite.types.EnumLabels;
import io.blazedb.calcite.types.SqlType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * CREATE TYPE ... AS ENUM and ALTER TYPE. In the catalog an enumerated type is a domain of a type with labels; columns have the labels with
 * their type, so a change of them is one of every table and view that uses the type.
 */
final class EnumDdl {
    private final DdlContext context;
    private final Names names;

    EnumDdl(DdlContext context, Names names) {
        this.context = context;
        this.names = names;
    }

    void create(Command.CreateEnum create) {
        Names.Target target = names.target(create.name());
        requireFree(target, target.name());
        put(target, EnumLabels.declared(target.schema(), target.name(), create.labels()), null);
    }

    void alter(Command.AlterEnum alter) {
        Names.Target target = names.target(alter.name());
        DomainDefinition old = names.catalog(target.database()).domain(target.schema(), target.name());
        if (old == null) {
            throw new BlazeSqlException(
                    SqlErrorCode.UNDEFINED_OBJECT, "type \"" + String.join(".", alter.name()) + "\" does not exist");
        }
        if (!old.type().isEnum()) {
            throw new BlazeSqlException(SqlErrorCode.WRONG_OBJECT_TYPE, "\"" + old.name() + "\" is not an enum");
        }
        EnumLabels labels = old.type().enumLabels();
        EnumLabels changed = changed(target, labels, alter.change());
        if (changed.equals(labels)) {
            return;
        }
        names.catalogWriter(target.database()).dropDomain(old);
        put(target, changed, old.comment());
        replaceInTables(target, labels, SqlType.enumeration(changed));
    }

    private EnumLabels changed(Names.Target target, EnumLabels labels, EnumChange change) {
        if (change instanceof EnumChange.Rename rename) {
            requireFree(target, rename.newName());
            return labels.named(rename.newName());
        }
        if (change instanceof EnumChange.RenameValue rename) {
            return labels.renamed(rename.label(), rename.newLabel());
        }
        EnumChange.AddValue add = (EnumChange.AddValue) change;
        if (!labels.has(add.label())) {
            return labels.with(add.label(), add.neighbor(), add.before());
        }
        if (!add.ifNotExists()) {
            throw new BlazeSqlException(
                    SqlErrorCode.DUPLICATE_OBJECT, "enum label \"" + add.label() + "\" already exists");
        }
        return labels;
    }

    private void requireFree(Names.Target target, String name) {
        if (names.catalog(target.database()).domain(target.schema(), name) != null) {
            throw new BlazeSqlException(SqlErrorCode.DUPLICATE_OBJECT, "type \"" + name + "\" already exists");
        }
    }

    private void put(Names.Target target, EnumLabels labels, @Nullable String comment) {
        SqlType type = SqlType.enumeration(labels);
        names.catalogWriter(target.database())
                .putDomain(new DomainDefinition(labels.schema(), labels.name(), type, false, null, List.of(), comment));
        context.scope().catalogChanged();
    }

    /** Whether values of a type, or their elements, are of an enumerated one. */
    static boolean uses(SqlType type, EnumLabels labels) {
        return type.isArray()
                ? uses(type.elementType(), labels)
                : type.isEnum() && type.enumLabels().isSameType(labels);
    }

    private void replaceInTables(Names.Target target, EnumLabels old, SqlType type) {
        CatalogView catalog = names.catalog(target.database());
        for (String schema : catalog.schemas(0)) {
            for (TableDefinition table : catalog.tables(0, schema)) {
                TableDefinition changed = replaced(table, old, type);
                if (!changed.equals(table)) {
                    names.requireOwner(new Names.Found(target.database(), table));
                    names.catalogWriter(target.database()).putTable(changed);
                    context.scope().catalogChanged();
                }
            }
        }
    }

    private static TableDefinition replaced(TableDefinition table, EnumLabels old, SqlType type) {
        List<ColumnDefinition> columns = table.columns().stream()
                .map(column -> uses(column.type(), old)
                        ? Definitions.withType(column, replaced(column.type(), type), column.domain())
                        : column)
                .toList();
        List<IndexDefinition> indexes = table.indexes().stream()
                .map(index -> replaced(index, old, type))
                .toList();
        TableDefinition changed = columns.equals(table.columns()) ? table : Definitions.withColumns(table, columns);
        return indexes.equals(table.indexes()) ? changed : Definitions.withIndexes(changed, indexes);
    }

    private static IndexDefinition replaced(IndexDefinition index, EnumLabels old, SqlType type) {
        List<IndexDefinition.Column> columns = index.columns().stream()
                .map(column -> {
                    IndexDefinition.Computed computed = column.expression();
                    return computed == null || !uses(computed.type(), old)
                            ? column
                            : new IndexDefinition.Column(
                                    column.column(),
                                    column.descending(),
                                    column.nullsFirst(),
                                    new IndexDefinition.Computed(computed.sql(), replaced(computed.type(), type)));
                })
                .toList();
        return columns.equals(index.columns())
                ? index
                : new IndexDefinition(
                        index.tree(),
                        index.name(),
                        columns,
                        index.unique(),
                        index.constraint(),
                        index.predicateSql(),
                        index.included(),
                        index.comment());
    }

    private static SqlType replaced(SqlType type, SqlType by) {
        return type.isArray() ? SqlType.array(by) : by;
    }
}
