/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.dml;

import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.catalog.TableLayout;
import io.blazedb.calcite.exec.expression.ExpressionContext;
import io.blazedb.calcite.exec.expression.RowPredicate;
import io.blazedb.calcite.exec.expression.ScalarExpression;
import io.blazedb.calcite.exec.expression.ValueCheck;
import io.blazedb.calcite.types.Coercions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What has to be known to write rows of a table, worked out once for each definition of it. Immutable.
 *
 * @param table the definition
 * @param layout how rows and keys are stored
 * @param checks the compiled CHECK conditions, in the order of {@link TableDefinition#checks()}
 * @param generated the columns that are computed from others
 * @param domains the columns of domains
 * @param indexes the keys of its indexes, in the order of {@link TableDefinition#indexes()}
 */
public record WriteRules(
        TableDefinition table,
        TableLayout layout,
        List<RowPredicate> checks,
        List<Generated> generated,
        List<DomainColumn> domains,
        List<IndexKeys> indexes) {

    /** The rules of a table without computed columns and with indexes of columns only. */
    public WriteRules(TableDefinition table, TableLayout layout, List<RowPredicate> checks) {
        this(table, layout, checks, List.of(), List.of(), IndexKeys.plain(table));
    }

    /** A computed column, by its position. */
    public record Generated(int column, ScalarExpression value) {}

    /** A column of a domain, by its position. */
    public record DomainColumn(int column, ValueCheck check) {}

    /** Fails if a value does not belong to the domain of its column. */
    public void checkDomains(@Nullable Object[] row, ExpressionContext context) {
        for (int i = 0; i < domains.size(); i++) {
            DomainColumn one = domains.get(i);
            one.check().require(row[one.column()], context);
        }
    }

    /** Gives the computed columns of a row their values. */
    public void compute(@Nullable Object[] row, ExpressionContext context) {
        for (int i = 0; i < generated.size(); i++) {
            Generated one = generated.get(i);
            ColumnDefinition column = table.columns().get(one.column());
            row[one.column()] = Coercions.assign(
                    one.value().evaluate(row, context), one.value().type(), column.type(), column.name());
        }
    }
}
