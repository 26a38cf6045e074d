/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import io.blazedb.calcite.catalog.CatalogView;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.exec.expression.ExpressionContext;
import io.blazedb.calcite.exec.expression.RowPredicate;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlNode;
import org.jspecify.annotations.Nullable;

/**
 * A view as publications let it out: rows of one table of the same database, under the view's names.
 *
 * @param base the table
 * @param columns for each column of the view the position of the table's column that it is, or -1 for one that is computed
 * @param rows the view's conditions over rows of the table, those of views below included
 * @param signature equal for views that show the same of the same table
 */
public record PublishedView(TableDefinition base, List<Integer> columns, RowPredicate rows, String signature) {

    /**
     * What a view of a database's own catalog shows.
     *
     * @param database alias of the database
     * @throws BlazeSqlException 0A000 if its rows are not those of one table
     */
    public static PublishedView of(CatalogView catalog, TableDefinition view, String database) {
        CatalogNames names = new CatalogNames(catalog, database, view.schema());
        try {
            UpdatableView updatable =
                    PlanErrors.guarded(() -> UpdatableView.of(new ResolvedTable(database, view), names));
            TableDefinition base = updatable.base().definition();
            List<RowPredicate> conditions = new ArrayList<>();
            for (SqlNode condition : updatable.conditions()) {
                conditions.add(BlazePlanner.publishedRows(base, condition, names.inSchema(database, base.schema())));
            }
            return new PublishedView(
                    base,
                    updatable.columns(),
                    new All(List.copyOf(conditions)),
                    base.tree() + " " + updatable.columns() + " " + updatable.conditions());
        } catch (BlazeSqlException reason) {
            throw new BlazeSqlException(
                    SqlErrorCode.FEATURE_NOT_SUPPORTED,
                    "view \"" + view.name()
                            + "\" cannot be published: only views that select columns and rows of one table can be ("
                            + reason.getMessage() + ")",
                    reason);
        }
    }

    /** A table or view as a table, so that conditions over its rows use its own columns. */
    public static TableDefinition rows(TableDefinition relation) {
        return relation.kind() == TableDefinition.Kind.TABLE
                ? relation
                : new TableDefinition(
                        0,
                        0,
                        relation.schema(),
                        relation.name(),
                        TableDefinition.Kind.TABLE,
                        1,
                        relation.columns(),
                        List.of(),
                        null,
                        List.of(),
                        List.of(),
                        null,
                        null);
    }

    /** A row of the table as a row of the view; columns that are computed are NULL. */
    public @Nullable Object[] row(@Nullable Object[] stored) {
        @Nullable Object[] row = new @Nullable Object[columns.size()];
        for (int i = 0; i < row.length; i++) {
            row[i] = columns.get(i) < 0 ? null : stored[columns.get(i)];
        }
        return row;
    }

    /** TRUE for rows that meet all of the conditions. */
    private record All(List<RowPredicate> conditions) implements RowPredicate {
        @Override
        public Boolean evaluate(@Nullable Object[] row, ExpressionContext context) {
            for (RowPredicate condition : conditions) {
                if (!condition.test(row, context)) {
                    return false;
                }
            }
            return true;
        }
    }
}
