/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.dml;

import io.blazedb.calcite.catalog.ForeignKeyDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.types.SqlType;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.WriteTransaction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A foreign key with both tables as one transaction sees them. Immutable. */
public final class ForeignKey {
    private final ForeignKeyDefinition definition;
    private final TableDefinition child;
    private final TableDefinition parent;
    private final int[] childColumns;
    private final int[] parentColumns;
    private final List<SqlType> childTypes;
    private final List<SqlType> parentTypes;
    private final RowFinder children;
    private final RowFinder parents;

    public ForeignKey(ForeignKeyDefinition definition, TableDefinition child, TableDefinition parent) {
        this.definition = definition;
        this.child = child;
        this.parent = parent;
        this.childColumns = child.positions(definition.columns());
        this.parentColumns = parent.positions(definition.parentColumns());
        this.childTypes = types(child, childColumns);
        this.parentTypes = types(parent, parentColumns);
        this.children = new RowFinder(child, childColumns);
        this.parents = new RowFinder(parent, parentColumns);
    }

    ForeignKeyDefinition definition() {
        return definition;
    }

    /** Whether it is made of these definitions. */
    @SuppressWarnings("ReferenceEquality") // equal ones that are not the same cost a new object, nothing else
    boolean isOf(TableDefinition ownChild, TableDefinition ownParent) {
        return child == ownChild && parent == ownParent;
    }

    TableDefinition child() {
        return child;
    }

    TableDefinition parent() {
        return parent;
    }

    List<SqlType> childTypes() {
        return childTypes;
    }

    List<SqlType> parentTypes() {
        return parentTypes;
    }

    /** The key's values in a row referred to. */
    @Nullable
    Object[] parentValues(@Nullable Object[] parentRow) {
        return values(parentRow, parentColumns);
    }

    /** Whether a referring row has what it refers to; one with a NULL refers to nothing. */
    public boolean hasParent(WriteTransaction transaction, @Nullable Object[] childRow) {
        @Nullable Object[] values = values(childRow, childColumns);
        return Arrays.asList(values).contains(null) || parents.requireKept(transaction, values, childTypes);
    }

    /** The same as of one snapshot: nobody need keep it so. */
    public boolean hasParentIn(ReadTransaction snapshot, @Nullable Object[] childRow) {
        @Nullable Object[] values = values(childRow, childColumns);
        return Arrays.asList(values).contains(null) || parents.exists(snapshot, values, childTypes);
    }

    /** Name of the constraint. */
    public String name() {
        return definition.name();
    }

    /** Whether there is a row with this key to refer to. */
    boolean hasParentOf(WriteTransaction transaction, @Nullable Object[] parentKey) {
        return parents.requireKept(transaction, parentKey, parentTypes);
    }

    /** The rows that refer to a key; no other transaction may add one. What the check throws, called now and then, ends the search. */
    List<RowFinder.Found> children(WriteTransaction transaction, @Nullable Object[] parentKey, Runnable check) {
        children.dependOnAll(transaction, parentKey, parentTypes);
        return children.find(transaction, parentKey, parentTypes, check);
    }

    public BlazeSqlException hasNoParent() {
        return new BlazeSqlException(
                SqlErrorCode.FOREIGN_KEY_VIOLATION,
                "insert or update on table \"" + child.name() + "\" violates foreign key constraint \""
                        + definition.name() + "\": its key (" + names(child, childColumns)
                        + ") is not present in table \""
                        + parent.name() + "\"",
                definition.name(),
                null);
    }

    BlazeSqlException stillReferenced() {
        return new BlazeSqlException(
                SqlErrorCode.FOREIGN_KEY_VIOLATION,
                "update or delete on table \"" + parent.name() + "\" violates foreign key constraint \""
                        + definition.name() + "\": its key (" + names(parent, parentColumns)
                        + ") is still referenced from table \"" + child.name() + "\"",
                definition.name(),
                null);
    }

    private static @Nullable Object[] values(@Nullable Object[] row, int[] columns) {
        @Nullable Object[] values = new @Nullable Object[columns.length];
        for (int i = 0; i < columns.length; i++) {
            values[i] = row[columns[i]];
        }
        return values;
    }

    private static List<SqlType> types(TableDefinition table, int[] columns) {
        List<SqlType> types = new ArrayList<>(columns.length);
        for (int column : columns) {
            types.add(table.columns().get(column).type());
        }
        return List.copyOf(types);
    }

    private static String names(TableDefinition table, int[] columns) {
        StringBuilder names = new StringBuilder();
        for (int column : columns) {
            names.append(names.isEmpty() ? "" : ", ")
                    .append(table.columns().get(column).name());
        }
        return names.toString();
    }
}
