/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.parser.statement;

import org.apache.calcite.sql.SqlBinaryOperator;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlPrefixOperator;
import org.apache.calcite.sql.SqlUnresolvedFunction;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** An operator of PostgreSQL that becomes a function of the same name. Those that read JSON bind as tightly as a member access should. */
public final class InfixFunction extends SqlBinaryOperator {
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
    public static final InfixFunction STARTS_WITH = new InfixFunction("^@", OTHER);
    public static final InfixFunction BIT_XOR = new InfixFunction("#", OTHER);
    public static final InfixFunction BIT_OR = new InfixFunction("|", OTHER);
    public static final InfixFunction BIT_AND = new InfixFunction("&", OTHER);
    public static final InfixFunction SHIFT_LEFT = new InfixFunction("<<", OTHER);
    public static final InfixFunction SHIFT_RIGHT = new InfixFunction(">>", OTHER);
    public static final InfixFunction POWER = new InfixFunction("^", POWERS);
    public static final InfixFunction AT_TIME_ZONE = new InfixFunction("AT TIME ZONE", ZONES);

    /** {@code ~ number}. */
    public static final SqlPrefixOperator BIT_NOT =
            new SqlPrefixOperator("~", SqlKind.OTHER_FUNCTION, OTHER, null, null, null) {
                @Override
                public SqlCall createCall(
                        @Nullable SqlLiteral quantifier, SqlParserPos position, @Nullable SqlNode... operands) {
                    return function(getName(), position, operands);
                }
            };

    private InfixFunction(String name, int precedence) {
        super(name, SqlKind.OTHER_FUNCTION, precedence, true, null, null, null);
    }

    @Override
    public SqlCall createCall(@Nullable SqlLiteral quantifier, SqlParserPos position, @Nullable SqlNode... operands) {
        return function(getName(), position, operands);
    }

    /** A call of a function by name, to be looked up later. */
    static SqlCall function(String name, SqlParserPos position, @Nullable SqlNode... operands) {
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
