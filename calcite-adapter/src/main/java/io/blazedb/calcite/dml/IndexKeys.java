/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.dml;

import io.blazedb.calcite.catalog.IndexDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.catalog.TableLayout;
import io.blazedb.calcite.exec.expression.ExpressionContext;
import io.blazedb.calcite.exec.expression.RowPredicate;
import io.blazedb.calcite.exec.expression.ScalarExpression;
import io.blazedb.calcite.types.Coercions;
import io.blazedb.calcite.types.KeyCodec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The entry that a row has in an index: none if the row does not meet the index's predicate; otherwise under the values of its columns
 * and expressions. Immutable; safe for any number of threads.
 */
public final class IndexKeys {
    private final IndexDefinition index;
    private final KeyCodec codec;
    private final int width;
    private final List<ScalarExpression> computed;
    private final @Nullable RowPredicate predicate;

    /**
     * The keys of an index.
     *
     * @param computed its expressions, in the order of its columns that have one
     * @param predicate its predicate, or null for all rows
     */
    public IndexKeys(
            TableDefinition table,
            IndexDefinition index,
            List<ScalarExpression> computed,
            @Nullable RowPredicate predicate) {
        this.index = index;
        this.codec = TableLayout.index(table, index);
        this.width = table.columns().size();
        this.computed = List.copyOf(computed);
        this.predicate = predicate;
    }

    /** The keys of a table's indexes, none of which has expressions or a predicate. */
    public static List<IndexKeys> plain(TableDefinition table) {
        List<IndexKeys> keys = new ArrayList<>();
        for (IndexDefinition index : table.indexes()) {
            assert index.isPlain();
            keys.add(new IndexKeys(table, index, List.of(), null));
        }
        return List.copyOf(keys);
    }

    public IndexDefinition index() {
        return index;
    }

    /** The codec of the entries. */
    public KeyCodec codec() {
        return codec;
    }

    /** The key of the row's entry; null if it has none. */
    public byte @Nullable [] entry(@Nullable Object[] row, byte[] primaryKey, ExpressionContext context) {
        @Nullable Object[] values = values(row, context);
        return values == null ? null : codec.encodeEntry(values, primaryKey);
    }

    /** The key of the row's entry if no other row may have one of the same values; null if it has none or others may. */
    public byte @Nullable [] uniqueEntry(@Nullable Object[] row, byte[] primaryKey, ExpressionContext context) {
        if (!index.unique()) {
            return null;
        }
        @Nullable Object[] values = values(row, context);
        return values == null || !codec.mustBeUnique(values) ? null : codec.encodeEntry(values, primaryKey);
    }

    /** The row, followed by the values of the expressions; null if the row has no entry. */
    private @Nullable Object @Nullable [] values(@Nullable Object[] row, ExpressionContext context) {
        if (predicate != null && !predicate.test(row, context)) {
            return null;
        }
        if (computed.isEmpty()) {
            return row;
        }
        @Nullable Object[] values = Arrays.copyOf(row, width + computed.size());
        int next = 0;
        for (IndexDefinition.Column column : index.columns()) {
            if (column.expression() != null) {
                ScalarExpression expression = computed.get(next);
                values[width + next++] = Coercions.assign(
                        expression.evaluate(row, context),
                        expression.type(),
                        column.computed().type(),
                        index.name());
            }
        }
        return values;
    }
}
