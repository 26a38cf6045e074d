/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.catalog.PolicyDefinition.Command;
import io.blazedb.calcite.catalog.RightKind;
import io.blazedb.calcite.catalog.TableDefinition.Kind;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.exec.OperatorBuilder;
import io.blazedb.calcite.exec.expression.Expression;
import io.blazedb.calcite.exec.operator.RowLocking;
import io.blazedb.calcite.schema.BlazeTable;
import io.blazedb.calcite.security.TableRights;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlNumericLiteral;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.util.Util;
import org.jspecify.annotations.Nullable;

/**
 * Plans a query with FOR UPDATE over one table so that each of its rows comes with its key, and the limit counts rows that were locked.
 *
 * <pre>
 * SELECT items FROM t WHERE c ORDER BY o LIMIT n FOR UPDATE  to  SELECT items, key FROM t WHERE c ORDER BY o
 * </pre>
 */
final class LockingCompiler {
    private static final SqlParserPos NOWHERE = SqlParserPos.ZERO;

    private LockingCompiler() {}

    /** The plan; null if the query reads more than one table, or its rows are not the table's. */
    static @Nullable RowLocking compile(SqlNode query, PlanningContext context) {
        SqlNode node = query;
        SqlNodeList order = null;
        SqlNode offset = null;
        SqlNode fetch = null;
        if (node instanceof SqlOrderBy ordered) {
            order = ordered.orderList;
            offset = ordered.offset;
            fetch = ordered.fetch;
            node = ordered.query;
        }
        if (!(node instanceof SqlSelect select) || !isPlain(select) || !isCount(offset) || !isCount(fetch)) {
            return null;
        }
        SqlNode from = select.getFrom();
        boolean named = from != null && from.getKind() == SqlKind.AS && ((SqlCall) from).operandCount() == 2;
        SqlNode source = named ? ((SqlCall) from).operand(0) : from;
        ResolvedTable table = source instanceof SqlIdentifier name ? context.resolve(name.names) : null;
        if (table == null || table.definition().kind() != Kind.TABLE) {
            return null;
        }
        SqlIdentifier called = named ? ((SqlCall) from).operand(1) : (SqlIdentifier) source;
        String alias = Util.last(called.names);
        TableRights rights = context.access().of(table.database(), table.definition());
        if (rights != null) {
            rights.require(RightKind.UPDATE);
        }
        Frontend frontend = new Frontend(context);
        SqlSelect keyed = SourceQueries.select(
                items(select, table, alias),
                SourceQueries.named(
                        new SqlIdentifier(frontend.keyedName(table, Command.SELECT, Command.UPDATE), NOWHERE), alias),
                select.getWhere());
        SqlNode whole = order == null || order.isEmpty() ? keyed : new SqlOrderBy(NOWHERE, keyed, order, null, null);
        try {
            return new RowLocking(
                    table.database(),
                    table.definition(),
                    new OperatorBuilder()
                            .build(frontend.plan(frontend.convert(whole).rel())),
                    count(offset),
                    count(fetch));
        } catch (BlazeSqlException notRowByRow) {
            return null;
        }
    }

    private static boolean isPlain(SqlSelect select) {
        return !select.isDistinct()
                && select.getGroup() == null
                && select.getHaving() == null
                && select.getQualify() == null
                && select.getWindowList().isEmpty()
                && select.getFetch() == null
                && select.getOffset() == null;
    }

    private static List<SqlNode> items(SqlSelect select, ResolvedTable table, String alias) {
        List<SqlNode> items = new ArrayList<>();
        for (SqlNode item : select.getSelectList()) {
            if (item instanceof SqlIdentifier id && id.isStar()) {
                for (ColumnDefinition column : table.definition().columns()) {
                    items.add(new SqlIdentifier(List.of(alias, column.name()), NOWHERE));
                }
            } else {
                items.add(item);
            }
        }
        items.add(new SqlIdentifier(List.of(alias, BlazeTable.KEY_COLUMN), NOWHERE));
        return items;
    }

    private static boolean isCount(@Nullable SqlNode node) {
        return node == null || node instanceof SqlNumericLiteral || node instanceof SqlDynamicParam;
    }

    private static @Nullable Expression count(@Nullable SqlNode node) {
        if (node instanceof SqlDynamicParam parameter) {
            return new Expression.Parameter(parameter.getIndex());
        }
        return node == null ? null : new Expression.Constant(((SqlNumericLiteral) node).longValue(true));
    }
}
