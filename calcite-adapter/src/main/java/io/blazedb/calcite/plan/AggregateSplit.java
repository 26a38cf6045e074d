/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlNumericLiteral;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlShuttle;
import org.apache.calcite.sql.validate.SqlValidatorUtil;
import org.apache.calcite.util.Litmus;
import org.apache.calcite.util.Util;
import org.jspecify.annotations.Nullable;

/**
 * A query whose aggregates are computed by one of its own.
 *
 * <pre>
 * SELECT k, (SELECT MAX(o.x) FROM i)           SELECT g0 AS k, (SELECT a0 FROM i)
 * FROM o WHERE c GROUP BY k HAVING h     to    FROM (SELECT k AS g0, MAX(o.x) AS a0 FROM o WHERE c GROUP BY k) WHERE h
 * </pre>
 */
final class AggregateSplit extends SqlShuttle {
    /** Different for each split: what belongs to a query around is named inside of another split. */
    private final String name;

    private final QueryScope scope;
    private final Set<SqlNode> ofSubQueries;
    private final Set<SqlNode> ofOthers;
    private final List<SqlNode> keys = new ArrayList<>();
    private final List<SqlNode> aggregates = new ArrayList<>();
    private int depth;

    private AggregateSplit(String name, QueryScope scope, Set<SqlNode> ofSubQueries, Set<SqlNode> ofOthers) {
        this.name = name;
        this.scope = scope;
        this.ofSubQueries = ofSubQueries;
        this.ofOthers = ofOthers;
    }

    /**
     * Splits a query in its place.
     *
     * @param order its ORDER BY
     * @param number of the split in its statement
     * @param scope of its FROM
     * @param ofSubQueries its aggregates that stand in sub-queries
     * @param ofOthers aggregates in it that are those of a query around
     */
    static void split(
            SqlSelect select,
            SqlNodeList order,
            int number,
            QueryScope scope,
            Set<SqlNode> ofSubQueries,
            Set<SqlNode> ofOthers) {
        AggregateSplit split = new AggregateSplit("$groups" + number, scope, ofSubQueries, ofOthers);
        if (select.getGroup() != null) {
            for (SqlNode key : select.getGroup()) {
                split.keys.add(key(key, select));
            }
        }
        List<SqlNode> items = new ArrayList<>();
        for (SqlNode item : select.getSelectList()) {
            items.add(named(item, split.above(item)));
        }
        SqlNode having = select.getHaving() == null ? null : split.above(select.getHaving());
        SqlNode qualify = select.getQualify() == null ? null : split.above(select.getQualify());
        for (int i = 0; i < order.size(); i++) {
            order.set(i, split.above(order.get(i)));
        }
        select.setFrom(split.below(select));
        select.setWhere(having);
        select.setGroupBy(null);
        select.setHaving(null);
        select.setQualify(qualify);
        select.setSelectList(new SqlNodeList(items, select.getSelectList().getParserPosition()));
    }

    private static SqlNode key(SqlNode key, SqlSelect select) {
        if (key instanceof SqlNumericLiteral number && number.isInteger()) {
            int position = number.intValue(false);
            if (position >= 1 && position <= select.getSelectList().size()) {
                return bare(select.getSelectList().get(position - 1));
            }
        }
        switch (key.getKind()) {
            case ROLLUP, CUBE, GROUPING_SETS ->
                throw new BlazeSqlException(
                        SqlErrorCode.FEATURE_NOT_SUPPORTED,
                        "aggregates of different queries in one expression are not supported with grouping sets");
            default -> {
                return key;
            }
        }
    }

    private static SqlNode bare(SqlNode item) {
        return item.getKind() == SqlKind.AS ? ((SqlCall) item).operand(0) : item;
    }

    /** An item under the name that it had. */
    private static SqlNode named(SqlNode item, SqlNode changed) {
        String name = SqlValidatorUtil.alias(item);
        if (changed == item || name == null || item.getKind() == SqlKind.AS) {
            return changed;
        }
        SqlParserPos position = item.getParserPosition();
        return SqlStdOperatorTable.AS.createCall(position, changed, new SqlIdentifier(name, position));
    }

    private SqlNode below(SqlSelect select) {
        List<SqlNode> columns = new ArrayList<>();
        SqlParserPos position = select.getParserPosition();
        for (int i = 0; i < keys.size(); i++) {
            columns.add(SourceQueries.named(SourceQueries.copy(keys.get(i)), "$g" + i));
        }
        for (int i = 0; i < aggregates.size(); i++) {
            columns.add(SourceQueries.named(SourceQueries.copy(aggregates.get(i)), "$a" + i));
        }
        if (columns.isEmpty()) {
            columns.add(SourceQueries.named(
                    SqlStdOperatorTable.COUNT.createCall(position, SqlIdentifier.star(position)), "$a0"));
        }
        SqlNode from = select.getFrom();
        SqlSelect groups = new SqlSelect(
                position,
                null,
                new SqlNodeList(columns, position),
                from,
                select.getWhere(),
                select.getGroup() == null ? null : new SqlNodeList(keys, position),
                null,
                null,
                null,
                null,
                null,
                null,
                SqlNodeList.EMPTY);
        return SourceQueries.named(groups, name);
    }

    private SqlNode above(SqlNode node) {
        return Objects.requireNonNull(node.accept(this));
    }

    private SqlIdentifier column(String column, SqlNode node) {
        return new SqlIdentifier(List.of(name, column), node.getParserPosition());
    }

    private @Nullable SqlNode keyColumn(SqlNode node) {
        for (int i = 0; i < keys.size(); i++) {
            if (isKey(node, keys.get(i))) {
                return column("$g" + i, node);
            }
        }
        return null;
    }

    private boolean isKey(SqlNode node, SqlNode key) {
        if (!(node instanceof SqlIdentifier name) || !(key instanceof SqlIdentifier column)) {
            return node.equalsDeep(key, Litmus.IGNORE);
        }
        if (!Util.last(name.names).equals(Util.last(column.names))) {
            return false;
        }
        // In sub-queries a name without its table may be that of another column.
        boolean own = name.isSimple() ? depth == 0 : scope.has(name) == QueryScope.Answer.YES;
        return own
                && (name.isSimple()
                        || column.isSimple()
                        || name.names.get(name.names.size() - 2).equals(column.names.get(column.names.size() - 2)));
    }

    private SqlNode aggregate(SqlNode node) {
        aggregates.add(node);
        return column("$a" + (aggregates.size() - 1), node);
    }

    @Override
    public @Nullable SqlNode visit(SqlIdentifier name) {
        SqlNode key = keyColumn(name);
        return key == null ? name : key;
    }

    @Override
    public @Nullable SqlNode visit(SqlCall call) {
        if (ofSubQueries.contains(call)) {
            return aggregate(call);
        }
        if (ofOthers.contains(call)) {
            return call;
        }
        SqlNode key = keyColumn(call);
        if (key != null) {
            return key;
        }
        if (call.getKind() == SqlKind.AS) {
            return call.getOperator()
                    .createCall(call.getParserPosition(), above(call.<SqlNode>operand(0)), call.operand(1));
        }
        if (call.getKind() == SqlKind.OVER) {
            SqlCall function = call.operand(0);
            SqlNode over = Objects.requireNonNull(super.visit(function));
            return call.getOperator().createCall(call.getParserPosition(), over, above(call.<SqlNode>operand(1)));
        }
        if (depth == 0 && OuterAggregates.isAggregate(call)) {
            return aggregate(call);
        }
        boolean query = call.isA(SqlKind.QUERY);
        depth += query ? 1 : 0;
        CallCopyingArgHandler handler = new CallCopyingArgHandler(call, false);
        call.getOperator().acceptCall(this, call, false, handler);
        depth -= query ? 1 : 0;
        return handler.result();
    }
}
