/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.ddl;

import io.blazedb.calcite.catalog.CatalogWriter;
import io.blazedb.calcite.catalog.ForeignKeyDefinition;
import io.blazedb.calcite.catalog.IndexDefinition;
import io.blazedb.calcite.catalog.RightKind;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.catalog.TableDefinition.OnCommit;
import io.blazedb.calcite.catalog.TableDefinition.Reference;
import io.blazedb.calcite.dml.ForeignKey;
import io.blazedb.calcite.dml.TableRows;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.parser.Command;
import io.blazedb.calcite.session.Database;
import io.blazedb.calcite.types.SqlType;
import io.blazedb.storage.WriteTransaction;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * FOREIGN KEY constraints in definitions. A constraint stands in the definitions of both tables, so that whoever writes one of them
 * depends on it.
 */
final class ForeignKeyDdl {
    private final DdlContext context;
    private final Names names;

    ForeignKeyDdl(DdlContext context, Names names) {
        this.context = context;
        this.names = names;
    }

    /** Adds a constraint that the table's rows meet, and returns the changed definition. */
    TableDefinition add(Names.Found found, Command.Constraint constraint) {
        Command.References references = Objects.requireNonNull(constraint.references());
        TableDefinition child = found.table();
        TableDefinition parent = parent(found, references.table());
        List<Integer> columns = TableBuilder.positions(child, constraint.columns());
        List<Integer> parentColumns = references.columns().isEmpty()
                ? parent.primaryKey()
                : TableBuilder.positions(parent, references.columns());
        if (parentColumns.isEmpty()) {
            throw new BlazeSqlException(
                    SqlErrorCode.UNDEFINED_OBJECT, "table \"" + parent.name() + "\" has no primary key to refer to");
        }
        names.require(new Names.Found(found.database(), parent), RightKind.REFERENCES, parentColumns);
        requireFitting(child, columns, parent, parentColumns);
        ForeignKeyDefinition key = new ForeignKeyDefinition(
                name(child, constraint),
                ids(child, columns),
                parent.schema(),
                parent.name(),
                ids(parent, parentColumns),
                references.onUpdate(),
                references.onDelete(),
                references.deferrable(),
                references.initiallyDeferred());
        requireHolds(found.database(), new ForeignKey(key, child, parent), child);
        List<ForeignKeyDefinition> keys = new ArrayList<>(child.foreignKeys());
        keys.add(key);
        put(found.database(), Definitions.withForeignKeys(child, keys, child.references()));
        TableDefinition referred = current(found.database(), parent);
        List<Reference> all = new ArrayList<>(referred.references());
        all.add(new Reference(child.schema(), child.name(), key.name()));
        put(found.database(), Definitions.withForeignKeys(referred, referred.foreignKeys(), all));
        return current(found.database(), child);
    }

    /** Drops a constraint of the table. */
    TableDefinition drop(Names.Found found, String constraint) {
        Database database = found.database();
        TableDefinition child = found.table();
        ForeignKeyDefinition key = Objects.requireNonNull(child.foreignKey(constraint));
        List<ForeignKeyDefinition> keys = new ArrayList<>(child.foreignKeys());
        keys.remove(key);
        put(database, Definitions.withForeignKeys(child, keys, child.references()));
        TableDefinition parent = names.catalog(database).table(0, key.parentSchema(), key.parentTable());
        if (parent != null) {
            List<Reference> references = new ArrayList<>(parent.references());
            references.remove(new Reference(child.schema(), child.name(), constraint));
            put(database, Definitions.withForeignKeys(parent, parent.foreignKeys(), references));
        }
        return current(database, child);
    }

    /** Drops the constraints between tables that are to be dropped together. */
    void dropAmong(List<Names.Found> tables) {
        for (Names.Found found : tables) {
            for (ForeignKeyDefinition key : found.table().foreignKeys()) {
                boolean among = tables.stream()
                        .anyMatch(other -> other.database().equals(found.database())
                                && other.table().schema().equals(key.parentSchema())
                                && other.table().name().equals(key.parentTable()));
                if (among) {
                    drop(now(found), key.name());
                }
            }
        }
    }

    /** Drops the table's constraints and those that refer to it, or refuses if there are any of the latter. */
    TableDefinition releaseTable(Names.Found found, boolean cascade) {
        for (ForeignKeyDefinition key : found.table().foreignKeys()) {
            drop(now(found), key.name());
        }
        TableDefinition table = current(found.database(), found.table());
        for (Reference reference : table.references()) {
            release(found.database(), table, reference, cascade);
        }
        return current(found.database(), table);
    }

    /** Drops the constraints that need a unique index, or refuses if there are any. */
    TableDefinition releaseKey(Names.Found found, IndexDefinition index, boolean cascade) {
        TableDefinition table = found.table();
        List<Integer> indexed =
                index.columns().stream().map(IndexDefinition.Column::column).toList();
        List<IndexDefinition> others = new ArrayList<>(table.indexes());
        others.remove(index);
        TableDefinition without = Definitions.withIndexes(table, others);
        boolean ofColumns = index.predicateSql() == null
                && index.columns().stream().allMatch(column -> column.expression() == null);
        if (index.unique() && ofColumns && without.keyName(new HashSet<>(indexed)) == null) {
            releaseReferences(found, new HashSet<>(ids(table, indexed)), true, cascade);
        }
        return current(found.database(), table);
    }

    /** Drops the table's constraints that have a column, and those that refer to it, or refuses if there are any of the latter. */
    TableDefinition releaseColumn(Names.Found found, int position, boolean cascade) {
        TableDefinition table = found.table();
        int id = table.columns().get(position).id();
        for (ForeignKeyDefinition key : table.foreignKeys()) {
            if (key.columns().contains(id)) {
                drop(now(found), key.name());
            }
        }
        releaseReferences(now(found), Set.of(id), false, cascade);
        return current(found.database(), table);
    }

    /** Brings the other tables' definitions up to date after a table was renamed. */
    TableDefinition renamed(Database database, TableDefinition before, TableDefinition after) {
        for (ForeignKeyDefinition key : after.foreignKeys()) {
            boolean self = refersTo(key, before);
            TableDefinition parent = self
                    ? names.catalog(database).table(0, after.schema(), after.name())
                    : names.catalog(database).table(0, key.parentSchema(), key.parentTable());
            if (parent != null) {
                List<Reference> references = new ArrayList<>(parent.references());
                references.replaceAll(
                        reference -> reference.equals(new Reference(before.schema(), before.name(), key.name()))
                                ? new Reference(after.schema(), after.name(), key.name())
                                : reference);
                put(database, Definitions.withForeignKeys(parent, parent.foreignKeys(), references));
            }
        }
        for (Reference reference : current(database, after).references()) {
            TableDefinition child = names.catalog(database).table(0, reference.schema(), reference.table());
            if (child != null) {
                List<ForeignKeyDefinition> keys = new ArrayList<>(child.foreignKeys());
                keys.replaceAll(key -> refersTo(key, before) ? withParent(key, after) : key);
                put(database, Definitions.withForeignKeys(child, keys, child.references()));
            }
        }
        return current(database, after);
    }

    /** Gives a foreign key another name. */
    TableDefinition rename(Names.Found found, String name, String newName) {
        TableDefinition table = found.table();
        List<ForeignKeyDefinition> keys = new ArrayList<>(table.foreignKeys());
        keys.replaceAll(key -> key.name().equals(name) ? withName(key, newName) : key);
        put(found.database(), Definitions.withForeignKeys(table, keys, table.references()));
        ForeignKeyDefinition renamed = Objects.requireNonNull(table.foreignKey(name));
        TableDefinition parent =
                names.catalog(found.database()).table(0, renamed.parentSchema(), renamed.parentTable());
        if (parent != null) {
            List<Reference> references = new ArrayList<>(parent.references());
            references.replaceAll(reference -> reference.equals(new Reference(table.schema(), table.name(), name))
                    ? new Reference(table.schema(), table.name(), newName)
                    : reference);
            put(found.database(), Definitions.withForeignKeys(parent, parent.foreignKeys(), references));
        }
        return current(found.database(), table);
    }

    private static ForeignKeyDefinition withName(ForeignKeyDefinition key, String name) {
        return new ForeignKeyDefinition(
                name,
                key.columns(),
                key.parentSchema(),
                key.parentTable(),
                key.parentColumns(),
                key.onUpdate(),
                key.onDelete(),
                key.deferrable(),
                key.initiallyDeferred());
    }

    /** The tables that are emptied together with these: those that refer to them, if they may. */
    List<Names.Found> together(List<Names.Found> tables, boolean cascade) {
        List<Names.Found> all = new ArrayList<>(tables);
        for (int i = 0; i < all.size(); i++) {
            Names.Found found = all.get(i);
            for (Reference reference : found.table().references()) {
                TableDefinition child = names.catalog(found.database()).table(0, reference.schema(), reference.table());
                if (child == null
                        || all.stream()
                                .anyMatch(other -> other.database().equals(found.database())
                                        && other.table().tree() == child.tree())) {
                    continue;
                }
                if (!cascade) {
                    throw new BlazeSqlException(
                            SqlErrorCode.FEATURE_NOT_SUPPORTED,
                            "cannot truncate table \"" + found.table().name() + "\" because table \"" + child.name()
                                    + "\" refers to it; truncate both, or use CASCADE");
                }
                all.add(new Names.Found(found.database(), child));
            }
        }
        return all;
    }

    private TableDefinition parent(Names.Found found, List<String> name) {
        Names.Found parent = names.requireTableOfAnybody(name);
        Names.requireNoMaterializedView(parent);
        if (parent.database().isTemporary() != found.database().isTemporary()) {
            throw new BlazeSqlException(
                    SqlErrorCode.INVALID_DEFINITION,
                    found.database().isTemporary()
                            ? "constraints on temporary tables may reference only temporary tables"
                            : "constraints on permanent tables may reference only permanent tables");
        }
        OnCommit onCommit = parent.table().options().onCommit();
        if (onCommit == OnCommit.DELETE_ROWS && found.table().options().onCommit() != onCommit) {
            throw new BlazeSqlException(
                    SqlErrorCode.FEATURE_NOT_SUPPORTED, "unsupported ON COMMIT and foreign key combination");
        }
        if (!parent.database().equals(found.database())) {
            throw new BlazeSqlException(
                    SqlErrorCode.FEATURE_NOT_SUPPORTED, "a foreign key cannot refer to another database");
        }
        return parent.table().tree() == found.table().tree() ? found.table() : parent.table();
    }

    private static void requireFitting(
            TableDefinition child, List<Integer> columns, TableDefinition parent, List<Integer> parentColumns) {
        if (columns.size() != parentColumns.size()) {
            throw new BlazeSqlException(
                    SqlErrorCode.INVALID_FOREIGN_KEY,
                    "number of referencing and referenced columns for foreign key disagree");
        }
        if (parent.keyName(new HashSet<>(parentColumns)) == null) {
            throw new BlazeSqlException(
                    SqlErrorCode.INVALID_FOREIGN_KEY,
                    "there is no unique constraint matching given keys for referenced table \"" + parent.name() + "\"");
        }
        for (int i = 0; i < columns.size(); i++) {
            SqlType own = child.columns().get(columns.get(i)).type();
            SqlType other = parent.columns().get(parentColumns.get(i)).type();
            if (own.name() != other.name() && !(family(own) > 0 && family(own) == family(other))) {
                throw new BlazeSqlException(
                        SqlErrorCode.DATATYPE_MISMATCH,
                        "foreign key columns \""
                                + child.columns().get(columns.get(i)).name() + "\" and \""
                                + parent.columns().get(parentColumns.get(i)).name() + "\" are of incompatible types");
            }
        }
    }

    /** Types whose values can be compared; 0 for those that only compare with their own. */
    private static int family(SqlType type) {
        return switch (type.name()) {
            case SMALLINT, INTEGER, BIGINT, DECIMAL -> 1;
            case REAL, DOUBLE -> 2;
            case CHAR, VARCHAR -> 3;
            case BINARY, VARBINARY -> 4;
            default -> 0;
        };
    }

    private static String name(TableDefinition child, Command.Constraint constraint) {
        String given = constraint.name();
        Set<String> taken = new HashSet<>();
        taken.add(child.primaryKeyNameOrDefault());
        child.foreignKeys().forEach(key -> taken.add(key.name()));
        child.checks().forEach(check -> taken.add(check.name()));
        child.indexes().forEach(index -> taken.add(index.name()));
        if (given != null && taken.contains(given)) {
            throw new BlazeSqlException(
                    SqlErrorCode.DUPLICATE_OBJECT,
                    "constraint \"" + given + "\" of table \"" + child.name() + "\" already exists");
        }
        String wish = child.name() + "_" + String.join("_", constraint.columns()) + "_fkey";
        String name = given == null ? wish : given;
        for (int i = 1; taken.contains(name); i++) {
            name = wish + i;
        }
        return name;
    }

    /** Fails if a row has no partner. */
    private void requireHolds(Database database, ForeignKey key, TableDefinition child) {
        WriteTransaction transaction = context.scope().write(database);
        TableRows.forAll(transaction, child, (rowKey, row) -> {
            context.execution().checkCancelled();
            if (!key.hasParent(transaction, row)) {
                throw key.hasNoParent();
            }
        });
    }

    private void releaseReferences(Names.Found found, Set<Integer> columns, boolean exactly, boolean cascade) {
        TableDefinition table = found.table();
        for (Reference reference : table.references()) {
            TableDefinition child = names.catalog(found.database()).table(0, reference.schema(), reference.table());
            ForeignKeyDefinition key = child == null ? null : child.foreignKey(reference.constraint());
            Set<Integer> referred = key == null ? Set.of() : new HashSet<>(key.parentColumns());
            if (exactly ? referred.equals(columns) : referred.stream().anyMatch(columns::contains)) {
                release(found.database(), table, reference, cascade);
            }
        }
    }

    private void release(Database database, TableDefinition table, Reference reference, boolean cascade) {
        if (!cascade) {
            throw new BlazeSqlException(
                    SqlErrorCode.DEPENDENT_OBJECTS,
                    "table \"" + table.name() + "\" cannot be changed this way because constraint \""
                            + reference.constraint() + "\" of table \"" + reference.table()
                            + "\" depends on it; use CASCADE");
        }
        TableDefinition child = names.catalog(database).table(0, reference.schema(), reference.table());
        if (child != null && child.foreignKey(reference.constraint()) != null) {
            drop(new Names.Found(database, child), reference.constraint());
        }
    }

    private void put(Database database, TableDefinition table) {
        new CatalogWriter(context.scope().write(database)).putTable(table);
        context.scope().catalogChanged();
    }

    private Names.Found now(Names.Found found) {
        return new Names.Found(found.database(), current(found.database(), found.table()));
    }

    private TableDefinition current(Database database, TableDefinition table) {
        TableDefinition current = names.catalog(database).table(0, table.schema(), table.name());
        return current == null ? table : current;
    }

    private static List<Integer> ids(TableDefinition table, List<Integer> positions) {
        return positions.stream()
                .map(position -> table.columns().get(position).id())
                .toList();
    }

    private static boolean refersTo(ForeignKeyDefinition key, TableDefinition table) {
        return key.parentSchema().equals(table.schema()) && key.parentTable().equals(table.name());
    }

    private static ForeignKeyDefinition withParent(ForeignKeyDefinition key, TableDefinition parent) {
        return new ForeignKeyDefinition(
                key.name(),
                key.columns(),
                parent.schema(),
                parent.name(),
                key.parentColumns(),
                key.onUpdate(),
                key.onDelete(),
                key.deferrable(),
                key.initiallyDeferred());
    }
}
