/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.parser.statement;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.types.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.calcite.sql.JoinConditionType;
import org.apache.calcite.sql.JoinType;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlJsonEmptyOrError;
import org.apache.calcite.sql.SqlJsonQueryEmptyOrErrorBehavior;
import org.apache.calcite.sql.SqlJsonQueryWrapperBehavior;
import org.apache.calcite.sql.SqlJsonValueEmptyOrErrorBehavior;
import org.apache.calcite.sql.SqlJsonValueReturning;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/**
 * JSON_TABLE of the standard, as the query that it stands for: a row for each item that its path leads to, whose columns are JSON_VALUE,
 * JSON_QUERY or JSON_EXISTS of the item; columns of a nested path come by a left join with the items inside.
 */
public final class JsonTable {
    private final SqlNode context;
    private final SqlNode path;
    private final int depth;
    private final List<SqlNode> columns = new ArrayList<>();
    private @Nullable JsonTable nested;
    private boolean failing;

    /** The table of the items that a path leads to in a value. */
    public JsonTable(SqlNode context, SqlNode path) {
        this(context, path, 0);
    }

    private JsonTable(SqlNode context, SqlNode path, int depth) {
        this.context = context;
        this.path = path;
        this.depth = depth;
    }

    /** PASSING, whose variables Calcite's functions have no place for. */
    public static BlazeSqlException noPassing() {
        return new BlazeSqlException(
                SqlErrorCode.FEATURE_NOT_SUPPORTED,
                "PASSING is not supported; jsonb_path_query and its like take variables");
    }

    /** ERROR ON ERROR: a path that does not fit fails. Without it there are no rows then. */
    public void setFailing() {
        failing = true;
    }

    /** A column that numbers the rows. */
    public void addOrdinality(SqlIdentifier name) {
        add(
                SqlStdOperatorTable.CAST.createCall(
                        name.getParserPosition(), reference("number"), named("int4", name.getParserPosition())),
                name);
    }

    /** A column that tells whether a path leads anywhere. */
    public void addExists(
            SqlIdentifier name, SqlDataTypeSpec type, @Nullable SqlNode given, @Nullable SqlNode onError) {
        SqlParserPos position = name.getParserPosition();
        List<SqlNode> operands = new ArrayList<>(List.of(reference("item"), pathOf(name, given)));
        if (onError != null) {
            operands.add(onError);
        }
        SqlNode exists = SqlStdOperatorTable.JSON_EXISTS.createCall(position, operands);
        add(isOf(type, "boolean", "bool") ? exists : SqlStdOperatorTable.CAST.createCall(position, exists, type), name);
    }

    /**
     * A column of what a path leads to.
     *
     * @param behaviors pairs or triples of what to do instead, its value, and where: {@link SqlJsonEmptyOrError}
     */
    public void addValue(
            SqlIdentifier name,
            SqlDataTypeSpec type,
            boolean json,
            @Nullable SqlNode given,
            @Nullable SqlNode wrapper,
            List<SqlNode> behaviors) {
        SqlParserPos position = name.getParserPosition();
        if (json || wrapper != null || isOf(type, "json", "jsonb")) {
            SqlNode query = SqlStdOperatorTable.JSON_QUERY.createCall(
                    position,
                    reference("item"),
                    pathOf(name, given),
                    wrapper == null
                            ? SqlLiteral.createSymbol(SqlJsonQueryWrapperBehavior.WITHOUT_ARRAY, position)
                            : wrapper,
                    behavior(behaviors, SqlJsonEmptyOrError.EMPTY, position),
                    behavior(behaviors, SqlJsonEmptyOrError.ERROR, position),
                    null);
            add(SqlStdOperatorTable.CAST.createCall(position, query, type), name);
            return;
        }
        List<SqlNode> operands = new ArrayList<>(List.of(
                reference("item"), pathOf(name, given), SqlJsonValueReturning.RETURNING.symbol(position), type));
        operands.addAll(behaviors);
        add(SqlStdOperatorTable.JSON_VALUE.createCall(position, operands), name);
    }

    /** The columns of items inside of this table's. */
    public JsonTable nested(SqlNode inner) {
        if (nested != null) {
            throw new BlazeSqlException(
                    SqlErrorCode.FEATURE_NOT_SUPPORTED,
                    "several NESTED PATH beside each other in one JSON_TABLE are not supported");
        }
        nested = new JsonTable(reference("item"), inner, depth + 1);
        return nested;
    }

    /** The query in the place of the table. */
    public SqlNode toQuery(SqlParserPos position) {
        List<SqlNode> all = new ArrayList<>();
        SqlNode from = null;
        for (JsonTable table = this; table != null; table = table.nested) {
            table.failing = failing;
            all.addAll(table.columns);
            SqlNode items = table.items(position);
            from = from == null
                    ? items
                    : new SqlJoin(
                            position,
                            from,
                            SqlLiteral.createBoolean(false, position),
                            JoinType.LEFT.symbol(position),
                            items,
                            JoinConditionType.ON.symbol(position),
                            SqlLiteral.createBoolean(true, position));
        }
        SqlSelect query = new SqlSelect(
                position,
                null,
                new SqlNodeList(all, position),
                from,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
        return SqlStdOperatorTable.LATERAL.createCall(position, query);
    }

    /** A table of two columns: items and their numbers. */
    private SqlNode items(SqlParserPos position) {
        SqlNode json = SqlStdOperatorTable.CAST.createCall(position, context, named("jsonb", position));
        SqlNode found = InfixFunction.function(
                "jsonb_path_query",
                position,
                json,
                path,
                SqlLiteral.createCharString("{}", position),
                SqlLiteral.createBoolean(!failing, position));
        return SqlStdOperatorTable.AS.createCall(
                position,
                SqlStdOperatorTable.UNNEST_WITH_ORDINALITY.createCall(position, found),
                new SqlIdentifier(tableName(), position),
                new SqlIdentifier("item", position),
                new SqlIdentifier("number", position));
    }

    private String tableName() {
        return "json_table_" + depth;
    }

    private SqlNode reference(String column) {
        return new SqlIdentifier(List.of(tableName(), column), SqlParserPos.ZERO);
    }

    private static SqlDataTypeSpec named(String type, SqlParserPos position) {
        return new SqlDataTypeSpec(new NamedType(new SqlIdentifier(type, position), -1, 0, position), position);
    }

    private void add(SqlNode column, SqlIdentifier name) {
        columns.add(SqlStdOperatorTable.AS.createCall(name.getParserPosition(), column, name));
    }

    private static SqlNode pathOf(SqlIdentifier name, @Nullable SqlNode given) {
        return given != null
                ? given
                : SqlLiteral.createCharString("$." + Json.quoted(name.getSimple()), name.getParserPosition());
    }

    private static boolean isOf(SqlDataTypeSpec type, String... names) {
        String name = String.valueOf(type.getTypeName()).toLowerCase(Locale.ROOT);
        return List.of(names).contains(name);
    }

    /** JSON_QUERY has words of its own for the same behavior. */
    private static SqlNode behavior(List<SqlNode> behaviors, SqlJsonEmptyOrError place, SqlParserPos position) {
        SqlJsonQueryEmptyOrErrorBehavior found = SqlJsonQueryEmptyOrErrorBehavior.NULL;
        for (int i = 1; i < behaviors.size(); i++) {
            if (behaviors.get(i) instanceof SqlLiteral where && where.getValue() == place) {
                Object what = ((SqlLiteral) behaviors.get(i - 1)).getValue();
                if (what instanceof SqlJsonQueryEmptyOrErrorBehavior query) {
                    found = query;
                } else if (what == SqlJsonValueEmptyOrErrorBehavior.ERROR) {
                    found = SqlJsonQueryEmptyOrErrorBehavior.ERROR;
                } else if (what != SqlJsonValueEmptyOrErrorBehavior.NULL) {
                    throw new BlazeSqlException(
                            SqlErrorCode.FEATURE_NOT_SUPPORTED,
                            "DEFAULT is not supported for a column of JSON_TABLE that holds JSON");
                }
            }
        }
        return SqlLiteral.createSymbol(found, position);
    }
}
