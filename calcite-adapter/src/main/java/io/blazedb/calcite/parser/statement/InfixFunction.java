/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.parser.statement;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlBinaryOperator;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlPrefixOperator;
import org.apache.calcite.sql.SqlUnresolvedFunction;
import org.apache.calcite.sql.fun.SqlQuantifyOperator;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** An operator of PostgreSQL that becomes a function of the same name. Those that read JSON bind as tightly as a member access should. */
public class InfixFunction extends SqlBinaryOperator {
    private static final String SLICE = "ARRAY_SLICE";
    private static final int COMPARISONS = 30;
    private static final int SUBSCRIPTS = 100;
    private static final int OTHER = 38;
    private static final int POWERS = 66;
    private static final int MEMBERS = 70;
    private static final int ZONES = 86;

    public static final InfixFunction GET = new InfixFunction("->", MEMBERS);
    public static final InfixFunction GET_TEXT = new InfixFunction("->>", MEMBERS);
    public static final InfixFunction GET_PATH = new InfixFunction("#>", MEMBERS);
    public static final InfixFunction GET_PATH_TEXT = new InfixFunction("#>>", MEMBERS);
    public static final InfixFunction DELETE_PATH = new InfixFunction("#-", MEMBERS);
    public static final InfixFunction CONTAINS = new InfixFunction("@>", OTHER);
    public static final InfixFunction CONTAINED_IN = new InfixFunction("<@", OTHER);
    public static final InfixFunction HAS_KEY = new InfixFunction("?", OTHER);
    public static final InfixFunction HAS_ANY_KEY = new InfixFunction("?|", OTHER);
    public static final InfixFunction HAS_ALL_KEYS = new InfixFunction("?&", OTHER);
    public static final InfixFunction HAS_PATH = new InfixFunction("@?", OTHER);
    public static final InfixFunction MATCHES_PATH = new InfixFunction("@@", OTHER);
    public static final InfixFunction STARTS_WITH = new InfixFunction("^@", OTHER);
    public static final InfixFunction BIT_XOR = new InfixFunction("#", OTHER);
    public static final InfixFunction BIT_OR = new InfixFunction("|", OTHER);
    public static final InfixFunction BIT_AND = new InfixFunction("&", OTHER);
    public static final InfixFunction SHIFT_LEFT = new InfixFunction("<<", OTHER);
    public static final InfixFunction SHIFT_RIGHT = new InfixFunction(">>", OTHER);
    public static final InfixFunction OVERLAPS = new InfixFunction("&&", OTHER);
    public static final InfixFunction POWER = new InfixFunction("^", POWERS);
    public static final InfixFunction AT_TIME_ZONE = new InfixFunction("AT TIME ZONE", ZONES);

    /** Binds less than arithmetic: {@code 'no ' || n + 1}. Becomes an operator of the engine when names and types are resolved. */
    public static final SqlBinaryOperator CONCATENATION =
            new SqlBinaryOperator("||", SqlKind.OTHER, OTHER, true, null, null, null);

    /** {@code ~ number}. */
    public static final SqlPrefixOperator BIT_NOT = prefix("~", "~");

    public static final SqlPrefixOperator ABSOLUTE = prefix("@", "ABS");
    public static final SqlPrefixOperator SQUARE_ROOT = prefix("|/", "SQRT");
    public static final SqlPrefixOperator CUBE_ROOT = prefix("||/", "CBRT");

    private static SqlPrefixOperator prefix(String sign, String function) {
        return new SqlPrefixOperator(sign, SqlKind.OTHER_FUNCTION, OTHER, null, null, null) {
            @Override
            public SqlCall createCall(
                    @Nullable SqlLiteral quantifier, SqlParserPos position, @Nullable SqlNode... operands) {
                return function(function, position, operands);
            }
        };
    }

    InfixFunction(String name, int precedence) {
        super(name, SqlKind.OTHER_FUNCTION, precedence, true, null, null, null);
    }

    @Override
    public SqlCall createCall(@Nullable SqlLiteral quantifier, SqlParserPos position, @Nullable SqlNode... operands) {
        return function(getName(), position, operands);
    }

    /** {@code array[position]} and {@code array[first:last]}, any number of times. */
    public static final InfixFunction SUBSCRIPT = new InfixFunction("SUBSCRIPT", SUBSCRIPTS) {
        @Override
        public SqlCall createCall(
                @Nullable SqlLiteral quantifier, SqlParserPos position, @Nullable SqlNode... operands) {
            List<SqlNode> parts = new ArrayList<>();
            boolean slice = operands[1] instanceof SqlNodeList;
            SqlNode array = java.util.Objects.requireNonNull(operands[0]);
            if (array instanceof SqlCall inner && isSubscript(inner)) {
                boolean wasSlice = inner.getOperator().getName().equals(SLICE);
                parts.addAll(slice && !wasSlice ? bounds(inner) : inner.getOperandList());
                slice |= wasSlice;
            } else {
                parts.add(array);
            }
            SqlNode last = java.util.Objects.requireNonNull(operands[1]);
            if (last instanceof SqlNodeList bounds) {
                parts.addAll(bounds.getList());
            } else if (slice) {
                parts.add(SqlLiteral.createExactNumeric("1", position));
                parts.add(last);
            } else {
                parts.add(last);
            }
            return function(slice ? SLICE : getName(), position, parts.toArray(new SqlNode[0]));
        }
    };

    private static boolean isSubscript(SqlCall call) {
        return call.getOperator() instanceof SqlUnresolvedFunction
                && (call.getOperator().getName().equals("SUBSCRIPT")
                        || call.getOperator().getName().equals(SLICE));
    }

    /** Positions beside slices stand for slices from 1. */
    private static List<SqlNode> bounds(SqlCall subscript) {
        List<SqlNode> parts = new ArrayList<>();
        parts.add(subscript.operand(0));
        for (int i = 1; i < subscript.operandCount(); i++) {
            parts.add(SqlLiteral.createExactNumeric("1", subscript.getParserPosition()));
            parts.add(subscript.operand(i));
        }
        return parts;
    }

    /** The first and the last position of a slice; without one, the first or last that there can be. */
    public static SqlNode slice(@Nullable SqlNode first, @Nullable SqlNode last, SqlParserPos position) {
        return new SqlNodeList(
                List.of(
                        first != null ? first : SqlLiteral.createExactNumeric("1", position),
                        last != null
                                ? last
                                : SqlLiteral.createExactNumeric(String.valueOf(Integer.MAX_VALUE), position)),
                position);
    }

    /** The array of a column with another element. */
    public static SqlNode element(SqlIdentifier column, List<SqlNode> subscripts, SqlNode value) {
        SqlParserPos position = column.getParserPosition();
        List<SqlNode> parts = new ArrayList<>();
        parts.add(value);
        parts.add(column);
        for (SqlNode subscript : subscripts) {
            if (subscript instanceof SqlNodeList) {
                throw new BlazeSqlException(
                        SqlErrorCode.FEATURE_NOT_SUPPORTED, "assignment to a slice of an array is not supported");
            }
            parts.add(subscript);
        }
        return function("ARRAY_SET", position, parts.toArray(new SqlNode[0]));
    }

    /** {@code value op ANY (array)}, if what follows is one expression and no query. */
    public static SqlOperator quantified(SqlOperator operator, SqlNodeList operands) {
        if (!(operator instanceof SqlQuantifyOperator quantify)
                || operands.size() != 1
                || operands.get(0).isA(SqlKind.QUERY)) {
            return operator;
        }
        String sign = switch (quantify.comparisonKind) {
            case EQUALS -> "=";
            case NOT_EQUALS -> "<>";
            case LESS_THAN -> "<";
            case LESS_THAN_OR_EQUAL -> "<=";
            case GREATER_THAN -> ">";
            default -> ">=";
        };
        return new InfixFunction(sign + (quantify.kind == SqlKind.ALL ? " ALL" : " ANY"), COMPARISONS);
    }

    /** A call of a function by name, to be looked up later. */
    public static SqlCall function(String name, SqlParserPos position, @Nullable SqlNode... operands) {
        return new SqlUnresolvedFunction(
                        new SqlIdentifier(name, position),
                        null,
                        null,
                        null,
                        null,
                        SqlFunctionCategory.USER_DEFINED_FUNCTION)
                .createCall(position, operands);
    }
}
