/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.dml;

import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.catalog.TableLayout;
import io.blazedb.calcite.types.RowReader;
import io.blazedb.storage.Cursor;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.WriteTransaction;
import io.blazedb.storage.bytes.KeyRange;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Goes over all rows of a table, which may be changed meanwhile: keys are read in portions first. */
public final class TableRows {
    private static final int PORTION_ROWS = 1_000;

    private TableRows() {}

    /** Told of a row. */
    @FunctionalInterface
    public interface Visitor {
        void visit(byte[] key, @Nullable Object[] row);
    }

    private record Entry(byte[] key, @Nullable Object[] row) {}

    /** The same for a definition that must hold for every row: the commit fails if a row was written meanwhile. */
    public static void forAll(WriteTransaction transaction, TableDefinition table, Visitor visitor) {
        transaction.dependOn(table.tree(), KeyRange.all());
        forEach(transaction, table, visitor);
    }

    public static void forEach(ReadTransaction transaction, TableDefinition table, Visitor visitor) {
        RowReader reader = new RowReader(TableLayout.rows(table), transaction);
        byte[] from = new byte[0];
        while (true) {
            List<Entry> portion = new ArrayList<>();
            try (Cursor cursor = transaction.scan(table.tree(), new KeyRange(from, null))) {
                while (portion.size() < PORTION_ROWS && cursor.next()) {
                    portion.add(new Entry(cursor.key().toByteArray(), reader.row(cursor)));
                }
            }
            if (portion.isEmpty()) {
                return;
            }
            byte[] last = portion.get(portion.size() - 1).key();
            from = java.util.Arrays.copyOf(last, last.length + 1);
            portion.forEach(entry -> visitor.visit(entry.key(), entry.row()));
        }
    }

    public static boolean isEmpty(ReadTransaction transaction, TableDefinition table) {
        try (Cursor cursor = transaction.scan(table.tree(), KeyRange.all())) {
            return !cursor.next();
        }
    }
}
