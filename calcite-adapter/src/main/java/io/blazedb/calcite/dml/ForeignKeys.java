/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.dml;

import io.blazedb.calcite.catalog.ForeignKeyDefinition;
import io.blazedb.calcite.catalog.ForeignKeyDefinition.Action;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.catalog.TableDefinition.Reference;
import io.blazedb.calcite.catalog.TableLayout;
import io.blazedb.calcite.types.Coercions;
import io.blazedb.calcite.types.RowReader;
import io.blazedb.storage.WriteTransaction;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the foreign keys of one database whole in one transaction.
 *
 * <p>A referring row whose key is there when it is written depends on that key: the commit fails if another transaction has removed it.
 * What removes a key depends on there being no new referring rows. So of two transactions that would break a reference together one
 * fails, whatever their isolation.
 *
 * <p>What is not right yet when a row is written is looked at again at the end of the statement, or of the transaction if the constraint
 * is deferred. Such checks look at the rows as they are then; they are kept until the transaction ends, so that a return to a savepoint
 * needs no care.
 *
 * <p>One thread at a time.
 */
public final class ForeignKeys {

    /** The other tables. */
    public interface Tables {
        @Nullable
        TableDefinition table(String schema, String name);

        TableWriter writer(TableDefinition table);

        /** The value that a column gets by default, of the column's type. */
        @Nullable
        Object defaultValue(TableDefinition table, int column);
    }

    /** Which constraints wait for the commit. */
    public interface Deferral {
        boolean isDeferred(ForeignKeyDefinition key);
    }

    /** A key that a table no longer has, or has in another form. */
    private record Removal(
            TableDefinition parent,
            @Nullable Object[] oldRow,
            @Nullable Object @Nullable [] newRow) {}

    /** A row or key that a constraint must be checked for; the key is the referring row's or, encoded, the removed one. */
    private record Check(String schema, String table, String constraint, boolean removed, ByteBuffer key) {}

    private final WriteTransaction transaction;
    private final Tables tables;
    private final @Nullable Deferral deferral;
    private final Runnable check;
    private final Map<Reference, ForeignKey> resolved = new HashMap<>();
    private final Queue<Removal> removals = new ArrayDeque<>();

    /** What to check, with the values of a removed key. */
    private final Map<Check, @Nullable Object[]> checks = new LinkedHashMap<>();

    private final Map<Check, @Nullable Object[]> deferred = new LinkedHashMap<>();

    /**
     * The foreign keys of a transaction.
     *
     * @param deferral null if rows are written outside of statements: then each row is one
     * @param check called now and then while rows are looked for; what it throws ends the statement
     */
    public ForeignKeys(WriteTransaction transaction, Tables tables, @Nullable Deferral deferral, Runnable check) {
        this.check = check;
        this.transaction = transaction;
        this.tables = tables;
        this.deferral = deferral;
    }

    /** A row was written. */
    void written(TableDefinition table, byte[] key, @Nullable Object @Nullable [] oldRow, @Nullable Object[] newRow) {
        for (ForeignKeyDefinition foreignKey : table.foreignKeys()) {
            int[] columns = table.positions(foreignKey.columns());
            if (oldRow != null && areEqual(oldRow, newRow, columns)) {
                continue;
            }
            ForeignKey whole = resolve(new Reference(table.schema(), table.name(), foreignKey.name()));
            if (whole != null && !whole.hasParent(transaction, newRow)) {
                checks.put(
                        new Check(table.schema(), table.name(), foreignKey.name(), false, ByteBuffer.wrap(key)),
                        new @Nullable Object[0]);
            }
        }
        if (oldRow != null) {
            removed(table, oldRow, newRow);
        } else if (deferral == null) {
            endStatement();
        }
    }

    /** A row was deleted, or has another form now. */
    void removed(TableDefinition table, @Nullable Object[] oldRow, @Nullable Object @Nullable [] newRow) {
        if (!table.references().isEmpty()) {
            removals.add(new Removal(table, oldRow, newRow));
        }
        if (deferral == null) {
            endStatement();
        }
    }

    /** Does what foreign keys demand after a statement, and checks those that are not deferred. */
    public void endStatement() {
        Removal removal;
        while ((removal = removals.poll()) != null) {
            check.run();
            for (Reference reference : removal.parent().references()) {
                ForeignKey key = resolve(reference);
                if (key != null) {
                    follow(key, removal);
                }
            }
        }
        for (Map.Entry<Check, @Nullable Object[]> open : checks.entrySet()) {
            check.run();
            ForeignKey key = resolve(open.getKey());
            if (key != null && isDeferred(key)) {
                deferred.put(open.getKey(), open.getValue());
            } else if (key != null) {
                run(open.getKey(), key, open.getValue());
            }
        }
        checks.clear();
    }

    /** Forgets what a failed statement has left to do. */
    public void abandonStatement() {
        removals.clear();
        checks.clear();
    }

    /**
     * Checks what was deferred.
     *
     * @param all also what is still deferred, as before a commit
     */
    public void checkDeferred(boolean all) {
        for (Map.Entry<Check, @Nullable Object[]> open : deferred.entrySet()) {
            check.run();
            ForeignKey key = resolve(open.getKey());
            if (key != null && (all || !isDeferred(key))) {
                run(open.getKey(), key, open.getValue());
            }
        }
    }

    private boolean isDeferred(ForeignKey key) {
        return deferral != null && deferral.isDeferred(key.definition());
    }

    private void follow(ForeignKey key, Removal removal) {
        @Nullable Object[] oldKey = key.parentValues(removal.oldRow());
        @Nullable Object[] newRow = removal.newRow();
        boolean gone = newRow == null;
        int[] keyColumns = key.parent().positions(key.definition().parentColumns());
        boolean kept = newRow != null && areEqual(removal.oldRow(), newRow, keyColumns);
        if (kept || hasNull(oldKey)) {
            return;
        }
        Action action = gone ? key.definition().onDelete() : key.definition().onUpdate();
        // A row that gets the default it already had still refers to the key that is gone.
        if (action == Action.NO_ACTION || action == Action.SET_DEFAULT) {
            byte[] encoded = TableLayout.rows(key.parent()).encode(removal.oldRow());
            TableDefinition child = key.child();
            checks.put(
                    new Check(child.schema(), child.name(), key.definition().name(), true, ByteBuffer.wrap(encoded)),
                    oldKey);
        }
        if (action == Action.NO_ACTION) {
            return;
        }
        for (RowFinder.Found found : key.children(transaction, oldKey, check)) {
            if (action == Action.RESTRICT) {
                throw key.stillReferenced();
            }
            TableWriter writer = tables.writer(key.child());
            if (gone && action == Action.CASCADE) {
                writer.delete(found.key(), found.row());
            } else {
                writer.update(found.key(), found.row(), changed(key, found.row(), action, newRow));
            }
        }
    }

    /** The referring row after the action. */
    private @Nullable Object[] changed(
            ForeignKey key, @Nullable Object[] row, Action action, @Nullable Object @Nullable [] parentRow) {
        @Nullable Object[] changed = row.clone();
        int[] columns = key.child().positions(key.definition().columns());
        for (int i = 0; i < columns.length; i++) {
            if (action == Action.CASCADE && parentRow != null) {
                changed[columns[i]] = Coercions.assign(
                        key.parentValues(parentRow)[i],
                        key.parentTypes().get(i),
                        key.childTypes().get(i),
                        key.child().columns().get(columns[i]).name());
            } else {
                changed[columns[i]] =
                        action == Action.SET_DEFAULT ? tables.defaultValue(key.child(), columns[i]) : null;
            }
        }
        return changed;
    }

    private void run(Check open, ForeignKey key, @Nullable Object[] removedKey) {
        if (open.removed()) {
            if (!key.hasParentOf(transaction, removedKey)
                    && !key.children(transaction, removedKey, check).isEmpty()) {
                throw key.stillReferenced();
            }
            return;
        }
        @Nullable
        Object[] row = new RowReader(TableLayout.rows(key.child()), transaction)
                .row(key.child().tree(), open.key().array());
        if (row != null && !key.hasParent(transaction, row)) {
            throw key.hasNoParent();
        }
    }

    private @Nullable ForeignKey resolve(Check open) {
        return resolve(new Reference(open.schema(), open.table(), open.constraint()));
    }

    /** The foreign key of a reference, or null if it is no longer there. */
    private @Nullable ForeignKey resolve(Reference reference) {
        TableDefinition child = tables.table(reference.schema(), reference.table());
        ForeignKeyDefinition definition = child == null ? null : child.foreignKey(reference.constraint());
        TableDefinition parent =
                definition == null ? null : tables.table(definition.parentSchema(), definition.parentTable());
        if (child == null || definition == null || parent == null) {
            return null;
        }
        ForeignKey known = resolved.get(reference);
        if (known == null || !known.isOf(child, parent)) {
            known = new ForeignKey(definition, child, parent);
            resolved.put(reference, known);
        }
        return known;
    }

    private static boolean areEqual(@Nullable Object[] a, @Nullable Object[] b, int[] columns) {
        return Arrays.stream(columns).allMatch(column -> EqualValues.areEqual(a[column], b[column]));
    }

    private static boolean hasNull(@Nullable Object[] values) {
        return Arrays.asList(values).contains(null);
    }
}
