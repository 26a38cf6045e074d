/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.publish;

import io.blazedb.calcite.catalog.CatalogView;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.exec.expression.RowPredicate;
import io.blazedb.calcite.plan.PublishedView;

/** Compiles the condition of a publication or subscription over a table's rows. */
@FunctionalInterface
public interface ConditionCompiler {
    RowPredicate compile(TableDefinition table, String conditionSql);

    /**
     * What a view in a state of the catalog shows.
     *
     * @throws BlazeSqlException 0A000 if its rows are not those of one table
     */
    default PublishedView view(CatalogView catalog, TableDefinition view) {
        throw new BlazeSqlException(SqlErrorCode.FEATURE_NOT_SUPPORTED, "views");
    }
}
