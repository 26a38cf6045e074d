/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.parser.statement;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSelectKeyword;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * Functions before WITHIN GROUP that Calcite has otherwise.
 *
 * <pre>
 * mode() WITHIN GROUP (ORDER BY x)           mode(x) WITHIN GROUP (ORDER BY x)
 * rank(v) WITHIN GROUP (ORDER BY x)          1 + COUNT(*) FILTER (WHERE x &lt; v)
 * dense_rank(v) ...                          1 + COUNT(DISTINCT x) FILTER (WHERE x &lt; v)
 * percent_rank(v) ...                        COALESCE(COUNT(*) FILTER (WHERE x &lt; v) / NULLIF(COUNT(*), 0), 0)
 * cume_dist(v) ...                           (1 + COUNT(*) FILTER (WHERE x &lt;= v)) / (1 + COUNT(*))
 * </pre>
 */
public final class OrderedSets {
    private OrderedSets() {}

    /** {@code function WITHIN GROUP (ORDER BY order)}. */
    public static SqlCall call(SqlParserPos position, SqlCall function, SqlNodeList order) {
        String name = function.getOperator().getName().toLowerCase(Locale.ROOT);
        boolean hypothetical = function.operandCount() > 0
                && (name.equals("rank")
                        || name.equals("dense_rank")
                        || name.equals("percent_rank")
                        || name.equals("cume_dist"));
        if (hypothetical) {
            return hypothetical(name, position, function.getOperandList(), order);
        }
        SqlCall call = function;
        if (name.equals("mode") && function.operandCount() == 0 && order.size() == 1) {
            call = InfixFunction.function("MODE", function.getParserPosition(), value(order.get(0)));
        }
        return SqlStdOperatorTable.WITHIN_GROUP.createCall(position, call, order);
    }

    private static SqlNode value(SqlNode item) {
        return QueryTail.copy(
                switch (item.getKind()) {
                    case DESCENDING, NULLS_FIRST, NULLS_LAST -> value(((SqlCall) item).operand(0));
                    default -> item;
                });
    }

    private static SqlCall hypothetical(String name, SqlParserPos position, List<SqlNode> values, SqlNodeList order) {
        if (values.size() != order.size()) {
            throw new BlazeSqlException(
                    SqlErrorCode.UNDEFINED_FUNCTION,
                    "function " + name + " needs as many arguments as there are items in its ORDER BY");
        }
        boolean descending = order.get(0).getKind() == SqlKind.DESCENDING;
        List<SqlNode> columns = new ArrayList<>();
        for (SqlNode item : order) {
            if (item.getKind() == SqlKind.NULLS_FIRST
                    || item.getKind() == SqlKind.NULLS_LAST
                    || (item.getKind() == SqlKind.DESCENDING) != descending) {
                throw new BlazeSqlException(
                        SqlErrorCode.FEATURE_NOT_SUPPORTED,
                        "function " + name + " before WITHIN GROUP is supported for one direction only");
            }
            columns.add(value(item));
        }
        SqlNode one = SqlLiteral.createExactNumeric("1", position);
        boolean inclusive = name.equals("cume_dist");
        SqlOperator comparison = descending
                ? inclusive ? SqlStdOperatorTable.GREATER_THAN_OR_EQUAL : SqlStdOperatorTable.GREATER_THAN
                : inclusive ? SqlStdOperatorTable.LESS_THAN_OR_EQUAL : SqlStdOperatorTable.LESS_THAN;
        SqlNode before = comparison.createCall(position, row(columns, position), row(values, position));
        SqlCall all = SqlStdOperatorTable.COUNT.createCall(position, SqlIdentifier.star(position));
        SqlCall counted = name.equals("dense_rank")
                ? SqlStdOperatorTable.COUNT.createCall(
                        SqlSelectKeyword.DISTINCT.symbol(position), position, columns.toArray(new SqlNode[0]))
                : all;
        SqlNode smaller = SqlStdOperatorTable.FILTER.createCall(position, counted, before);
        return switch (name) {
            case "percent_rank" ->
                SqlStdOperatorTable.COALESCE.createCall(
                        position,
                        SqlStdOperatorTable.DIVIDE.createCall(
                                position,
                                asDouble(smaller, position),
                                SqlStdOperatorTable.NULLIF.createCall(
                                        position, all, SqlLiteral.createExactNumeric("0", position))),
                        asDouble(SqlLiteral.createExactNumeric("0", position), position));
            case "cume_dist" ->
                SqlStdOperatorTable.DIVIDE.createCall(
                        position,
                        asDouble(SqlStdOperatorTable.PLUS.createCall(position, smaller, one), position),
                        SqlStdOperatorTable.PLUS.createCall(position, all, one));
            default -> SqlStdOperatorTable.PLUS.createCall(position, smaller, one);
        };
    }

    private static SqlNode row(List<SqlNode> values, SqlParserPos position) {
        return values.size() == 1 ? values.get(0) : SqlStdOperatorTable.ROW.createCall(position, values);
    }

    private static SqlNode asDouble(SqlNode value, SqlParserPos position) {
        return SqlStdOperatorTable.CAST.createCall(
                position, value, new SqlDataTypeSpec(new SqlBasicTypeNameSpec(SqlTypeName.DOUBLE, position), position));
    }
}
