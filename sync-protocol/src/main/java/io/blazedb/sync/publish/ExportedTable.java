/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.publish;

import io.blazedb.calcite.catalog.IndexDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.catalog.TableLayout;
import io.blazedb.calcite.exec.expression.ExpressionContext;
import io.blazedb.calcite.exec.expression.RowPredicate;
import io.blazedb.calcite.types.KeyCodec;
import io.blazedb.calcite.types.RowCodec;
import io.blazedb.storage.Cursor;
import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.bytes.LargeValue;
import io.blazedb.sync.subscription.RowOp;
import io.blazedb.sync.wire.WireWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One table of a projection. A row is in it when the condition of at least one of its parts is TRUE, and shows the columns of those parts;
 * a column that only other parts export is NULL.
 *
 * <p>Immutable; safe for any number of threads.
 */
final class ExportedTable {

    /**
     * What one publication exports of the table.
     *
     * @param publication its name
     * @param columns for each exported column, whether this part exports it
     * @param predicate condition over the source row; null for all rows
     * @param deciding places in the source row that alone decide what the condition is; null if that is not known
     */
    record Part(
            String publication, boolean[] columns, @Nullable RowPredicate predicate, int @Nullable [] deciding) {}

    private final int number;
    private final TableDefinition source;
    private final TableDefinition exported;
    private final int[] sourceColumns;
    private final List<Part> parts;
    private final List<String> publications;
    private final @Nullable RowPredicate ownPredicate;
    private final ExpressionContext context;
    private final RowCodec sourceRows;
    private final RowCodec exportedRows;
    private final @Nullable KeyCodec exportedKeys;

    /**
     * A table of a projection.
     *
     * @param number its place in the channel's schema
     * @param sourceColumns for each exported column, its place in the source table
     * @param ownPredicate the subscriber's condition over the exported row; null for all rows
     */
    ExportedTable(
            int number,
            TableDefinition source,
            TableDefinition exported,
            int[] sourceColumns,
            List<Part> parts,
            @Nullable RowPredicate ownPredicate,
            ExpressionContext context) {
        this.number = number;
        this.source = source;
        this.exported = exported;
        this.sourceColumns = sourceColumns.clone();
        this.parts = List.copyOf(parts);
        this.publications = parts.stream().map(Part::publication).distinct().toList();
        this.ownPredicate = ownPredicate;
        this.context = context;
        this.sourceRows = TableLayout.rows(source);
        this.exportedRows = TableLayout.rows(exported);
        this.exportedKeys = exported.primaryKey().isEmpty() ? null : TableLayout.primaryKey(exported);
    }

    TableDefinition source() {
        return source;
    }

    TableDefinition exported() {
        return exported;
    }

    /** Names of the publications that it is in. */
    List<String> publications() {
        return publications;
    }

    /** Whether a view stands between the stored table and what is exported. */
    boolean isView() {
        return !exported.schema().equals(source.schema()) || !exported.name().equals(source.name());
    }

    /**
     * The indexes of the stored table whose entries hold nothing but values that are shown in each row of the projection, over the
     * exported columns; their trees are the stored ones.
     */
    List<IndexDefinition> usableIndexes() {
        List<IndexDefinition> usable = new ArrayList<>();
        if (source.hasLargeObjects()) {
            return usable;
        }
        for (IndexDefinition index : source.indexes()) {
            List<IndexDefinition.Column> columns = new ArrayList<>();
            for (IndexDefinition.Column column : index.columns()) {
                int place = exportedPlace(column.column());
                if (place >= 0 && parts.stream().allMatch(part -> part.columns[place])) {
                    columns.add(column.at(place));
                }
            }
            if (index.isPlain() && columns.size() == index.columns().size()) {
                String name = exported.name() + "_index_" + (usable.size() + 1);
                usable.add(new IndexDefinition(index.tree(), name, List.copyOf(columns), index.unique(), false));
            }
        }
        return usable;
    }

    /** Place in the stored table of a column by its exported name; -1 if there is none. */
    int sourcePlace(String exportedColumn) {
        int place = exported.columnIndex(exportedColumn);
        return place < 0 ? -1 : sourceColumns[place];
    }

    /** Whether no stored column is exported under two names. */
    boolean isOneToOne() {
        return Arrays.stream(sourceColumns).distinct().count() == sourceColumns.length;
    }

    /** Place among the exported columns of one of the stored table; -1 if it is not exported. */
    int exportedPlace(int sourceColumn) {
        for (int i = 0; i < sourceColumns.length; i++) {
            if (sourceColumns[i] == sourceColumn) {
                return i;
            }
        }
        return -1;
    }

    /** A stored row, without large objects that are too long for a message. */
    @Nullable
    ByteSlice inOnePiece(@Nullable ByteSlice row, @Nullable LargeValue large) {
        return sourceRows.inOnePiece(row, large);
    }

    /** The same of the row that a cursor stands on. */
    ByteSlice inOnePiece(Cursor stored) {
        ByteSlice row = sourceRows.inOnePiece(null, stored.large());
        return row == null ? stored.value() : row;
    }

    /** The exported row of a stored row, or null if the row is not in the projection. */
    @Nullable
    Object @Nullable [] project(@Nullable ByteSlice stored) {
        if (stored == null) {
            return null;
        }
        @Nullable Object[] row = sourceRows.decode(stored);
        boolean[] shown = null;
        for (Part part : parts) {
            if (part.predicate == null || part.predicate.test(row, context)) {
                shown = shown == null ? part.columns.clone() : union(shown, part.columns);
            }
        }
        if (shown == null) {
            return null;
        }
        @Nullable Object[] result = new @Nullable Object[sourceColumns.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = shown[i] ? row[sourceColumns[i]] : null;
        }
        return ownPredicate == null || ownPredicate.test(result, context) ? result : null;
    }

    /** The exported row of a stored row in the codec of the exported table, or null if the row is not in the projection. */
    byte @Nullable [] exportedRow(ByteSlice stored) {
        @Nullable Object @Nullable [] row = project(stored);
        return row == null ? null : exportedRows.encode(row);
    }

    RowCodec sourceRows() {
        return sourceRows;
    }

    /** Places in the stored row that alone decide {@link #mayShow}, ascending; null if that is not known. */
    int @Nullable [] decidingColumns() {
        Set<Integer> deciding = new TreeSet<>();
        for (Part part : parts) {
            if (part.deciding == null || source.hasLargeObjects()) {
                return null;
            }
            for (int column : part.deciding) {
                deciding.add(column);
            }
        }
        return deciding.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Whether a part shows a stored row, which the subscriber's own condition may still leave out. */
    boolean mayShow(@Nullable Object[] row) {
        for (Part part : parts) {
            if (part.predicate == null || part.predicate.test(row, context)) {
                return true;
            }
        }
        return false;
    }

    /** Whether every stored row is in the projection. */
    boolean isWhole() {
        return ownPredicate == null && parts.stream().anyMatch(part -> part.predicate == null);
    }

    /** A stored row as snapshots send it, or null if it is not in the projection. */
    byte @Nullable [] snapshotRow(Cursor stored) {
        ByteSlice key = stored.key();
        @Nullable Object @Nullable [] row = project(inOnePiece(stored));
        if (row == null) {
            return null;
        }
        byte[] encoded = exportedRows.encode(row);
        return exportedKeys != null
                ? encoded
                : new WireWriter(key.length() + encoded.length)
                        .raw(key.toByteArray())
                        .raw(encoded)
                        .toByteArray();
    }

    /** Appends what a change of a stored row means for whoever has the projection. */
    void change(ByteSlice storedKey, @Nullable ByteSlice before, @Nullable ByteSlice after, List<RowOp> ops) {
        @Nullable Object @Nullable [] was = project(before);
        @Nullable Object @Nullable [] is = project(after);
        if (was == null) {
            if (is != null) {
                ops.add(upsert(storedKey, is));
            }
            return;
        }
        byte[] key = key(storedKey, was);
        if (is == null) {
            ops.add(RowOp.remove(number, key));
            return;
        }
        if (!Arrays.equals(key, key(storedKey, is))) {
            ops.add(RowOp.remove(number, key));
            ops.add(upsert(storedKey, is));
            return;
        }
        int[] changed = changedColumns(was, is);
        if (changed.length > 0) {
            @Nullable Object[] values = new @Nullable Object[is.length];
            for (int column : changed) {
                values[column] = is[column];
            }
            ops.add(RowOp.patch(number, key, changed, exportedRows.encode(values)));
        }
    }

    private RowOp upsert(ByteSlice storedKey, @Nullable Object[] row) {
        byte[] encoded = exportedRows.encode(row);
        return exportedKeys == null
                ? RowOp.upsert(number, storedKey.toByteArray(), encoded)
                : RowOp.upsert(number, encoded);
    }

    private byte[] key(ByteSlice storedKey, @Nullable Object[] row) {
        return exportedKeys == null ? storedKey.toByteArray() : exportedKeys.encode(row);
    }

    private static int[] changedColumns(@Nullable Object[] was, @Nullable Object[] is) {
        int[] changed = new int[is.length];
        int count = 0;
        for (int i = 0; i < is.length; i++) {
            if (!same(was[i], is[i])) {
                changed[count++] = i;
            }
        }
        return Arrays.copyOf(changed, count);
    }

    private static boolean same(@Nullable Object left, @Nullable Object right) {
        if (left instanceof byte[] a && right instanceof byte[] b) {
            return Arrays.equals(a, b);
        }
        return left == null ? right == null : left.equals(right);
    }

    private static boolean[] union(boolean[] left, boolean[] right) {
        boolean[] both = left.clone();
        for (int i = 0; i < both.length; i++) {
            both[i] |= right[i];
        }
        return both;
    }
}
