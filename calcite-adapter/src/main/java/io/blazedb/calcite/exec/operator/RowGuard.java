/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.operator;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The conditions of policies on rows that a statement writes, each over the table's columns; null where there is none. They are asked
 * before any constraint, so that nothing is learned by rows that must not be written anyway.
 *
 * @param table the table's name
 * @param inserted for new rows
 * @param updated for rows in their changed form
 * @param old for rows that are to be changed, if the statement did not choose them by its policies
 * @param deleted for rows that are to be deleted, likewise
 */
public record RowGuard(
        String table,
        @Nullable RowProgram inserted,
        @Nullable RowProgram updated,
        @Nullable RowProgram old,
        @Nullable RowProgram deleted) {

    /** The writer of a statement; guarded if there is a guard. */
    static RowWriter over(@Nullable RowGuard guard, RowWriter writer, OperatorContext context) {
        return guard == null ? writer : new Guarded(guard, writer, context);
    }

    private void require(@Nullable RowProgram condition, @Nullable Object[] row, OperatorContext context, String what) {
        if (condition != null && !condition.isTrue(row, context)) {
            throw new BlazeSqlException(
                    SqlErrorCode.PERMISSION_DENIED,
                    what + " row violates row-level security policy for table \"" + table + "\"");
        }
    }

    private record Guarded(RowGuard guard, RowWriter writer, OperatorContext context) implements RowWriter {
        @Override
        public boolean insertsAllOrNothing() {
            return writer.insertsAllOrNothing();
        }

        @Override
        public boolean changesItsTableOnly() {
            return writer.changesItsTableOnly();
        }

        @Override
        public Object nextIdentity(int column) {
            return writer.nextIdentity(column);
        }

        @Override
        public void complete(@Nullable Object @Nullable [] oldRow, @Nullable Object[] row) {
            writer.complete(oldRow, row);
        }

        @Override
        public byte[] insert(@Nullable Object[] row) {
            writer.complete(null, row);
            guard.require(guard.inserted, row, context, "new");
            return writer.insert(row);
        }

        @Override
        public @Nullable StoredRow conflicting(@Nullable Object[] row, List<Integer> arbiters) {
            writer.complete(null, row);
            guard.require(guard.inserted, row, context, "new");
            StoredRow there = writer.conflicting(row, arbiters);
            if (there != null) {
                guard.require(guard.old, there.row(), context, "target");
            }
            return there;
        }

        @Override
        public byte[] update(byte[] key, @Nullable Object[] oldRow, @Nullable Object[] newRow) {
            guard.require(guard.old, oldRow, context, "target");
            writer.complete(oldRow, newRow);
            guard.require(guard.updated, newRow, context, "new");
            return writer.update(key, oldRow, newRow);
        }

        @Override
        public void delete(byte[] key, @Nullable Object[] oldRow) {
            guard.require(guard.deleted, oldRow, context, "target");
            writer.delete(key, oldRow);
        }
    }
}
