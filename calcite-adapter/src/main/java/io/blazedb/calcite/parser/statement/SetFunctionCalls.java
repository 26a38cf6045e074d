/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.parser.statement;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.calcite.sql.JoinConditionType;
import org.apache.calcite.sql.JoinType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlUnnestOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/**
 * Functions that give rows, in FROM and in the select list. For Calcite they give a collection that is unnested, which may use columns of
 * tables before it.
 */
public final class SetFunctionCalls {
    private static final Set<String> NAMES = Set.of(
            "generate_series",
            "unnest",
            "generate_subscripts",
            "regexp_matches",
            "string_to_table",
            "regexp_split_to_table",
            "json_array_elements",
            "jsonb_array_elements",
            "json_array_elements_text",
            "jsonb_array_elements_text",
            "json_each",
            "jsonb_each",
            "json_each_text",
            "jsonb_each_text",
            "json_object_keys",
            "jsonb_object_keys",
            "jsonb_path_query",
            "jsonb_path_query_tz");

    private SetFunctionCalls() {}

    /** A call of a function in FROM. */
    public static SqlNode inFrom(SqlNode table, SqlIdentifier name) {
        return isKnown(name) && table.getKind() == SqlKind.COLLECTION_TABLE
                ? SqlStdOperatorTable.UNNEST.createCall(
                        table.getParserPosition(), ((SqlCall) table).<SqlNode>operand(0))
                : table;
    }

    private static boolean isKnown(SqlIdentifier name) {
        return NAMES.contains(name.names.get(name.names.size() - 1).toLowerCase(Locale.ROOT));
    }

    /** WITH ORDINALITY behind a call. */
    public static SqlNode numbered(SqlNode table) {
        return table.getKind() == SqlKind.UNNEST
                ? SqlStdOperatorTable.UNNEST_WITH_ORDINALITY.createCall(
                        table.getParserPosition(), ((SqlCall) table).getOperandList())
                : table;
    }

    /** A call with names for the table and its columns, if it has been given none. */
    public static SqlNode named(SqlNode table, @Nullable SqlIdentifier alias) {
        if (table.getKind() != SqlKind.UNNEST || !(((SqlCall) table).operand(0) instanceof SqlCall call)) {
            return table;
        }
        String function = call.getOperator().getName().toLowerCase(Locale.ROOT);
        if (!NAMES.contains(function)) {
            return table;
        }
        SqlParserPos position = table.getParserPosition();
        String tableName = alias == null ? function : alias.getSimple();
        List<SqlNode> parts = new java.util.ArrayList<>();
        parts.add(table);
        parts.add(new SqlIdentifier(tableName, position));
        if (function.contains("_each")) {
            parts.add(new SqlIdentifier("key", position));
            parts.add(new SqlIdentifier("value", position));
        } else if (call.operandCount() > 1 && function.equals("unnest")) {
            for (int i = 0; i < call.operandCount(); i++) {
                parts.add(new SqlIdentifier(i == 0 ? tableName : "unnest" + i, position));
            }
        } else {
            boolean value = alias == null && function.contains("_array_elements");
            parts.add(new SqlIdentifier(value ? "value" : tableName, position));
        }
        if (((SqlCall) table).getOperator() instanceof SqlUnnestOperator unnest && unnest.withOrdinality) {
            parts.add(new SqlIdentifier("ordinality", position));
        }
        return SqlStdOperatorTable.AS.createCall(position, parts);
    }

    /** A query whose select list calls such a function: it is called in FROM instead. */
    public static SqlSelect inSelect(SqlSelect select) {
        SqlNodeList items = select.getSelectList();
        int found = -1;
        for (int i = 0; i < items.size(); i++) {
            if (call(items.get(i)) != null) {
                if (found >= 0) {
                    throw new BlazeSqlException(
                            SqlErrorCode.FEATURE_NOT_SUPPORTED,
                            "more than one function that gives rows in a select list is not supported");
                }
                found = i;
            }
        }
        if (found < 0) {
            return select;
        }
        if (select.getGroup() != null || select.isDistinct()) {
            throw new BlazeSqlException(
                    SqlErrorCode.FEATURE_NOT_SUPPORTED,
                    "a function that gives rows in a select list with GROUP BY or DISTINCT is not supported; call it in FROM");
        }
        SqlNode item = items.get(found);
        SqlCall call = java.util.Objects.requireNonNull(call(item));
        SqlParserPos position = item.getParserPosition();
        String function = call.getOperator().getName().toLowerCase(Locale.ROOT);
        SqlNode unnested = SqlStdOperatorTable.AS.createCall(
                position,
                SqlStdOperatorTable.UNNEST.createCall(position, call),
                new SqlIdentifier(function, position),
                new SqlIdentifier(function, position));
        SqlNode column = new SqlIdentifier(List.of(function, function), position);
        items.set(
                found,
                item.getKind() == SqlKind.AS
                        ? SqlStdOperatorTable.AS.createCall(position, column, ((SqlCall) item).operand(1))
                        : column);
        SqlNode from = select.getFrom();
        select.setFrom(
                from == null
                        ? unnested
                        : new SqlJoin(
                                position,
                                from,
                                SqlLiteral.createBoolean(false, position),
                                JoinType.COMMA.symbol(position),
                                unnested,
                                JoinConditionType.NONE.symbol(position),
                                null));
        return select;
    }

    private static @Nullable SqlCall call(SqlNode item) {
        SqlNode expression = item.getKind() == SqlKind.AS ? ((SqlCall) item).operand(0) : item;
        return expression instanceof SqlCall call
                        && NAMES.contains(call.getOperator().getName().toLowerCase(Locale.ROOT))
                ? call
                : null;
    }
}
