/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.parser.statement;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlHint;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlNumericLiteral;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.SqlUtil;
import org.apache.calcite.sql.SqlWindow;
import org.apache.calcite.sql.SqlWith;
import org.apache.calcite.sql.fun.SqlCase;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/**
 * Clauses that Calcite's trees do not know, in the terms of those they know.
 *
 * <pre>
 * SELECT DISTINCT ON (k) ... ORDER BY o        SELECT ... QUALIFY ROW_NUMBER() OVER (PARTITION BY k ORDER BY o) = 1 ORDER BY o
 * ORDER BY o FETCH FIRST n ROWS WITH TIES      QUALIFY RANK() OVER (ORDER BY o) <= n ORDER BY o
 * f(x) FILTER (WHERE c) OVER w                 f(CASE WHEN c THEN x END) OVER w
 * FOR UPDATE                                   a hint of the query, for {@link #locks}
 * </pre>
 */
public final class QueryTail {
    private static final String LOCKS = "for_update";
    private static final SqlSpecialOperator COUNT = new SqlSpecialOperator("COUNT OF ROWS", SqlKind.OTHER);
    private static final SqlSpecialOperator TIES = new SqlSpecialOperator("WITH TIES", SqlKind.OTHER);
    private static final Set<String> CODE_POINT_ORDER =
            Set.of("c", "posix", "ucs_basic", "default", "pg_c_utf8", "c.utf8", "c.utf-8", "binary");

    private QueryTail() {}

    /** A query of which one row is left for each value of the keys. */
    private static final class DistinctOn extends SqlSelect {
        private final SqlNodeList keys;

        DistinctOn(SqlSelect select, SqlNodeList keys) {
            super(
                    select.getParserPosition(),
                    null,
                    select.getSelectList(),
                    select.getFrom(),
                    select.getWhere(),
                    select.getGroup(),
                    select.getHaving(),
                    select.getWindowList(),
                    null,
                    null,
                    null,
                    null,
                    SqlNodeList.EMPTY);
            this.keys = keys;
        }
    }

    public static SqlSelect distinctOn(SqlSelect select, SqlNodeList keys) {
        if (select.getQualify() != null) {
            throw new BlazeSqlException(
                    SqlErrorCode.FEATURE_NOT_SUPPORTED, "DISTINCT ON together with QUALIFY is not supported");
        }
        DistinctOn distinct = new DistinctOn(select, keys);
        first(distinct, SqlNodeList.EMPTY);
        return distinct;
    }

    private static void first(DistinctOn select, SqlNodeList order) {
        SqlParserPos position = select.getParserPosition();
        SqlNode number = over(
                SqlStdOperatorTable.ROW_NUMBER.createCall(position),
                resolved(select.keys, select),
                resolved(order, select),
                position);
        select.setQualify(
                SqlStdOperatorTable.EQUALS.createCall(position, number, SqlLiteral.createExactNumeric("1", position)));
    }

    /** What stands behind LIMIT or OFFSET: a number, a parameter, nothing for NULL, or an expression that is marked. */
    public static @Nullable SqlNode count(SqlNode expression) {
        if (SqlUtil.isNullLiteral(expression, false)) {
            return null;
        }
        if (expression instanceof SqlDynamicParam
                || (expression instanceof SqlNumericLiteral number && number.isInteger())) {
            return expression;
        }
        SqlNode value = expression.isA(SqlKind.QUERY)
                ? SqlStdOperatorTable.SCALAR_QUERY.createCall(expression.getParserPosition(), expression)
                : expression;
        return new SqlBasicCall(COUNT, List.of(value), expression.getParserPosition());
    }

    private static boolean isExpression(@Nullable SqlNode count) {
        return count instanceof SqlBasicCall call && call.getOperator().equals(COUNT);
    }

    /** Rows by their number, from one that is computed or up to one. */
    private static SqlNode numbered(
            SqlNode query, @Nullable SqlNodeList order, @Nullable SqlNode[] offsetFetch, SqlParserPos position) {
        SqlNode offset = expression(offsetFetch[0]);
        SqlNode count = expression(offsetFetch[1]);
        SqlNodeList sorted = order == null ? SqlNodeList.EMPTY : order;
        boolean plain = query instanceof SqlSelect select && !select.isDistinct() && select.getQualify() == null;
        SqlSelect select = plain ? (SqlSelect) query : around(query);
        SqlNode condition = null;
        if (count != null) {
            SqlNode last = offset == null
                    ? count
                    : SqlStdOperatorTable.PLUS.createCall(position, count, zeroForNull(copy(offset), position));
            condition = SqlStdOperatorTable.IS_NOT_FALSE.createCall(
                    position,
                    SqlStdOperatorTable.LESS_THAN_OR_EQUAL.createCall(
                            position, number(sorted, select, position), last));
        }
        if (offset != null) {
            SqlNode behind = SqlStdOperatorTable.GREATER_THAN.createCall(
                    position, number(sorted, select, position), zeroForNull(offset, position));
            condition = condition == null ? behind : SqlStdOperatorTable.AND.createCall(position, condition, behind);
        }
        select.setQualify(condition);
        offsetFetch[0] = null;
        offsetFetch[1] = null;
        return select;
    }

    private static SqlNode number(SqlNodeList order, SqlSelect select, SqlParserPos position) {
        return over(
                SqlStdOperatorTable.ROW_NUMBER.createCall(position),
                SqlNodeList.EMPTY,
                resolved(order, select),
                position);
    }

    private static SqlNode zeroForNull(SqlNode expression, SqlParserPos position) {
        return SqlStdOperatorTable.COALESCE.createCall(
                position, expression, SqlLiteral.createExactNumeric("0", position));
    }

    private static @Nullable SqlNode expression(@Nullable SqlNode count) {
        return isExpression(count) ? ((SqlCall) java.util.Objects.requireNonNull(count)).operand(0) : count;
    }

    /** Marks the count of FETCH ... WITH TIES. */
    public static SqlNode withTies(SqlNode count) {
        return new SqlBasicCall(TIES, List.of(count), count.getParserPosition());
    }

    /** The query under its ORDER BY and limits; a count with ties is taken out of these. */
    public static SqlNode ordered(SqlNode query, @Nullable SqlNodeList order, @Nullable SqlNode[] offsetFetch) {
        if (query instanceof DistinctOn distinct && order != null) {
            first(distinct, order);
        }
        boolean tail = order != null || offsetFetch[0] != null || offsetFetch[1] != null;
        if (tail && query.getKind() == SqlKind.EXPLICIT_TABLE) {
            return ordered(all(((SqlCall) query).operand(0), query.getParserPosition()), order, offsetFetch);
        }
        SqlNode count = offsetFetch[1];
        if (isExpression(count) || isExpression(offsetFetch[0])) {
            return numbered(query, order, offsetFetch, query.getParserPosition());
        }
        if (!(count instanceof SqlBasicCall call) || !call.getOperator().equals(TIES)) {
            return query;
        }
        if (order == null) {
            throw new BlazeSqlException(SqlErrorCode.SYNTAX_ERROR, "WITH TIES cannot be specified without ORDER BY");
        }
        SqlParserPos position = query.getParserPosition();
        SqlNode last = call.operand(0);
        if (offsetFetch[0] != null) {
            last = SqlStdOperatorTable.PLUS.createCall(position, last, copy(offsetFetch[0]));
        }
        offsetFetch[1] = null;
        boolean plain = query instanceof SqlSelect select && !select.isDistinct() && select.getQualify() == null;
        SqlSelect ranked = plain ? (SqlSelect) query : around(query);
        SqlNode rank = over(
                SqlStdOperatorTable.RANK.createCall(position), SqlNodeList.EMPTY, resolved(order, ranked), position);
        ranked.setQualify(SqlStdOperatorTable.LESS_THAN_OR_EQUAL.createCall(position, rank, last));
        return ranked;
    }

    /** What a name may follow: a join becomes a query of all that it joins. */
    public static SqlNode joined(SqlNode table) {
        return table instanceof SqlJoin ? all(table, table.getParserPosition()) : table;
    }

    private static SqlSelect around(SqlNode query) {
        SqlParserPos position = query.getParserPosition();
        return all(SqlStdOperatorTable.AS.createCall(position, query, new SqlIdentifier("t", position)), position);
    }

    private static SqlSelect all(SqlNode from, SqlParserPos position) {
        return new SqlSelect(
                position,
                null,
                SqlNodeList.of(SqlIdentifier.star(position)),
                from,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                SqlNodeList.EMPTY);
    }

    private static SqlNode over(SqlNode function, SqlNodeList keys, SqlNodeList order, SqlParserPos position) {
        SqlWindow window = SqlWindow.create(
                null,
                null,
                keys,
                order,
                SqlLiteral.createBoolean(false, position),
                null,
                null,
                null,
                SqlWindow.createExcludeNoOthers(position),
                position);
        return SqlStdOperatorTable.OVER.createCall(position, function, window);
    }

    /** Items of ORDER BY, where positions and names stand for items of the select list, as expressions. */
    private static SqlNodeList resolved(SqlNodeList items, SqlSelect select) {
        List<SqlNode> resolved = new ArrayList<>();
        for (SqlNode item : items) {
            resolved.add(resolved(item, select));
        }
        return new SqlNodeList(resolved, items.getParserPosition());
    }

    private static SqlNode resolved(SqlNode item, SqlSelect select) {
        if (item instanceof SqlCall call) {
            switch (call.getKind()) {
                case DESCENDING, NULLS_FIRST, NULLS_LAST -> {
                    return call.getOperator()
                            .createCall(call.getParserPosition(), resolved(call.<SqlNode>operand(0), select));
                }
                default -> {
                    return copy(item);
                }
            }
        }
        SqlNodeList selected = select.getSelectList();
        if (item instanceof SqlLiteral literal && literal.getValue() instanceof java.math.BigDecimal number) {
            int position = number.intValue();
            if (position >= 1 && position <= selected.size()) {
                return copy(unnamed(selected.get(position - 1)));
            }
        }
        if (item instanceof SqlIdentifier name && name.isSimple()) {
            for (SqlNode one : selected) {
                if (one.getKind() == SqlKind.AS
                        && ((SqlCall) one).operand(1) instanceof SqlIdentifier alias
                        && alias.getSimple().equals(name.getSimple())) {
                    return copy(unnamed(one));
                }
            }
        }
        return copy(item);
    }

    private static SqlNode unnamed(SqlNode item) {
        return item.getKind() == SqlKind.AS ? ((SqlCall) item).operand(0) : item;
    }

    /** Marks a query whose rows must not be changed by others until the transaction ends. */
    public static SqlNode locking(SqlNode query) {
        SqlSelect select = select(query);
        if (select == null || select.isDistinct() || select.getGroup() != null) {
            throw new BlazeSqlException(
                    SqlErrorCode.FEATURE_NOT_SUPPORTED,
                    "FOR UPDATE is not allowed with UNION, INTERSECT, EXCEPT, DISTINCT or GROUP BY");
        }
        SqlParserPos position = query.getParserPosition();
        select.setHints(SqlNodeList.of(new SqlHint(
                position, new SqlIdentifier(LOCKS, position), SqlNodeList.EMPTY, SqlHint.HintOptionFormat.EMPTY)));
        return query;
    }

    /** Whether a statement ends with FOR UPDATE or its like. */
    public static boolean locks(SqlNode query) {
        SqlSelect select = select(query);
        if (select == null || !select.hasHints()) {
            return false;
        }
        for (SqlNode hint : select.getHints()) {
            if (((SqlHint) hint).getName().equals(LOCKS)) {
                return true;
            }
        }
        return false;
    }

    /** The query without that mark, which nobody else knows. */
    public static SqlNode unlocked(SqlNode query) {
        SqlSelect select = select(query);
        if (select != null) {
            select.setHints(SqlNodeList.EMPTY);
        }
        return query;
    }

    private static @Nullable SqlSelect select(SqlNode query) {
        if (query instanceof SqlOrderBy ordered) {
            return select(ordered.query);
        }
        if (query instanceof SqlWith with) {
            return select(with.body);
        }
        return query instanceof SqlSelect select ? select : null;
    }

    /** An aggregate function whose condition has become part of its argument. */
    public static SqlNode unfiltered(SqlCall call) {
        if (call.getKind() != SqlKind.FILTER) {
            return call;
        }
        SqlCall function = call.operand(0);
        SqlNode condition = call.operand(1);
        SqlParserPos position = call.getParserPosition();
        String name = function.getOperator().getName().toUpperCase(Locale.ROOT);
        if (name.startsWith("ARRAY") || name.startsWith("JSON") || function.operandCount() == 0) {
            throw new BlazeSqlException(
                    SqlErrorCode.FEATURE_NOT_SUPPORTED, "FILTER of " + name + " before OVER is not supported");
        }
        SqlNode argument = function.operand(0);
        boolean all = argument instanceof SqlIdentifier star && star.isStar();
        SqlNode kept = all ? SqlLiteral.createExactNumeric("1", position) : argument;
        List<SqlNode> arguments = new ArrayList<>(function.getOperandList());
        arguments.set(
                0,
                new SqlCase(
                        position,
                        null,
                        SqlNodeList.of(condition),
                        SqlNodeList.of(kept),
                        SqlLiteral.createNull(position)));
        return function.getOperator()
                .createCall(function.getFunctionQuantifier(), position, arguments.toArray(SqlNode[]::new));
    }

    /** Text is compared by code points; other collations are refused. */
    public static void requireKnownCollation(SqlIdentifier name) {
        String collation = name.names.get(name.names.size() - 1);
        if (!CODE_POINT_ORDER.contains(collation.toLowerCase(Locale.ROOT))) {
            throw new BlazeSqlException(
                    SqlErrorCode.UNDEFINED_OBJECT,
                    "collation \"" + collation + "\" does not exist; text is ordered by code points (\"C\")");
        }
    }

    /** A tree of its own: validation changes trees. */
    static SqlNode copy(SqlNode node) {
        SqlNode copy = node.accept(new SqlShuttle() {
            @Override
            public SqlNode visit(SqlIdentifier name) {
                return name.clone(name.getParserPosition());
            }

            @Override
            public @Nullable SqlNode visit(SqlCall call) {
                CallCopyingArgHandler handler = new CallCopyingArgHandler(call, true);
                call.getOperator().acceptCall(this, call, false, handler);
                return handler.result();
            }
        });
        return java.util.Objects.requireNonNull(copy);
    }
}
