/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.operator;

import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.exec.expression.ExpressionContext;
import io.blazedb.calcite.exec.expression.RowPredicate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The table that a statement writes. Immutable.
 *
 * @param database alias of its database
 * @param table the table
 * @param checks what rows must meet because they are written through views
 */
public record WrittenTable(String database, TableDefinition table, List<ViewCheck> checks) {

    /** A table that is written directly. */
    public WrittenTable(String database, TableDefinition table) {
        this(database, table, List.of());
    }

    /** A condition of WITH CHECK OPTION of a view. */
    public record ViewCheck(String view, RowPredicate condition) {}

    /** Writes rows of it in one execution of the statement. */
    public RowWriter open(OperatorContext context) {
        RowWriter writer = context.execution().writer(database, table);
        return checks.isEmpty() ? writer : new CheckedWriter(writer, checks, context.execution());
    }

    /** Checks rows after they are written, when their computed columns have values; a failure undoes the statement. */
    private record CheckedWriter(RowWriter writer, List<ViewCheck> checks, ExpressionContext context)
            implements RowWriter {
        @Override
        public boolean insertsAllOrNothing() {
            return false;
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
            byte[] key = writer.insert(row);
            check(row);
            return key;
        }

        @Override
        public @Nullable StoredRow conflicting(@Nullable Object[] row, List<Integer> arbiters) {
            return writer.conflicting(row, arbiters);
        }

        @Override
        public byte[] update(byte[] key, @Nullable Object[] oldRow, @Nullable Object[] newRow) {
            byte[] newKey = writer.update(key, oldRow, newRow);
            check(newRow);
            return newKey;
        }

        @Override
        public void delete(byte[] key, @Nullable Object[] oldRow) {
            writer.delete(key, oldRow);
        }

        private void check(@Nullable Object[] row) {
            for (ViewCheck check : checks) {
                if (!check.condition().test(row, context)) {
                    throw new BlazeSqlException(
                            SqlErrorCode.CHECK_OPTION_VIOLATION,
                            "new row violates check option for view \"" + check.view() + "\"");
                }
            }
        }
    }
}
