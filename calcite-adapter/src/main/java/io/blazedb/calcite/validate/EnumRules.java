/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.validate;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.parser.statement.SettledType;
import io.blazedb.calcite.schema.BlazeTypes;
import io.blazedb.calcite.schema.EnumType;
import io.blazedb.calcite.types.Texts;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.sql2rel.SqlRexContext;
import org.jspecify.annotations.Nullable;

/**
 * What may be done with values of enumerated types. They are numbers for Calcite; as in PostgreSQL they can be compared with each other and
 * with literals, chosen among, grouped and turned into text, and there is no other operator or function for them.
 */
public final class EnumRules {
    private static final Set<SqlKind> KINDS = EnumSet.of(
            SqlKind.EQUALS,
            SqlKind.NOT_EQUALS,
            SqlKind.LESS_THAN,
            SqlKind.LESS_THAN_OR_EQUAL,
            SqlKind.GREATER_THAN,
            SqlKind.GREATER_THAN_OR_EQUAL,
            SqlKind.IS_DISTINCT_FROM,
            SqlKind.IS_NOT_DISTINCT_FROM,
            SqlKind.BETWEEN,
            SqlKind.IN,
            SqlKind.NOT_IN,
            SqlKind.SOME,
            SqlKind.ALL,
            SqlKind.IS_NULL,
            SqlKind.IS_NOT_NULL,
            SqlKind.CASE,
            SqlKind.COALESCE,
            SqlKind.NULLIF,
            SqlKind.GREATEST,
            SqlKind.LEAST,
            SqlKind.CAST,
            SqlKind.SAFE_CAST,
            SqlKind.AS,
            SqlKind.DESCENDING,
            SqlKind.NULLS_FIRST,
            SqlKind.NULLS_LAST,
            SqlKind.MIN,
            SqlKind.MAX,
            SqlKind.COUNT,
            SqlKind.ARRAY_AGG,
            SqlKind.ANY_VALUE,
            SqlKind.SINGLE_VALUE,
            SqlKind.FIRST_VALUE,
            SqlKind.LAST_VALUE,
            SqlKind.NTH_VALUE,
            SqlKind.LAG,
            SqlKind.LEAD,
            SqlKind.MODE,
            SqlKind.GROUPING,
            SqlKind.OVER,
            SqlKind.FILTER,
            SqlKind.WITHIN_GROUP,
            SqlKind.PERCENTILE_DISC,
            SqlKind.ROW,
            SqlKind.VALUES,
            SqlKind.UNION,
            SqlKind.INTERSECT,
            SqlKind.EXCEPT,
            SqlKind.SELECT,
            SqlKind.WINDOW,
            SqlKind.ARRAY_VALUE_CONSTRUCTOR,
            SqlKind.ARGUMENT_ASSIGNMENT);

    /** Functions that take values as they are, beside those of arrays. */
    private static final Set<String> FUNCTIONS = Set.of(
            "ENUM_FIRST",
            "ENUM_LAST",
            "ENUM_RANGE",
            "MODE",
            "PG_TYPEOF",
            "CAST NOT NULL",
            "NUM_NULLS",
            "NUM_NONNULLS",
            "JSON_AGG",
            "JSONB_AGG",
            "GREATEST",
            "LEAST",
            "COALESCE",
            "NULLIF",
            "GROUPING SETS",
            "ROLLUP",
            "CUBE");

    /** Functions for which a value is its text. */
    private static final Set<String> OF_TEXTS = Set.of(
            "||",
            "CONCAT",
            "CONCAT_WS",
            "FORMAT",
            "QUOTE_LITERAL",
            "QUOTE_NULLABLE",
            "TO_JSON",
            "TO_JSONB",
            "JSON_BUILD_OBJECT",
            "JSONB_BUILD_OBJECT",
            "JSON_BUILD_ARRAY",
            "JSONB_BUILD_ARRAY");

    private EnumRules() {}

    /** Requires that an operator exists for operands of which one is of an enumerated type. */
    static void require(SqlCall call, List<@Nullable RelDataType> types) {
        if (types.stream().noneMatch(EnumType.class::isInstance) || KINDS.contains(call.getKind())) {
            return;
        }
        String name = call.getOperator().getName().toUpperCase(Locale.ROOT);
        boolean known = FUNCTIONS.contains(name)
                || OF_TEXTS.contains(name)
                || call.getOperator() instanceof DomainCheck
                || call.getOperator() instanceof RecordOperator
                || ArrayOperators.isOfArrays(name);
        if (!known) {
            throw undefined(name, types);
        }
    }

    private static BlazeSqlException undefined(String name, List<@Nullable RelDataType> types) {
        List<String> names = new ArrayList<>();
        for (RelDataType type : types) {
            names.add(type == null ? "unknown" : Texts.typeName(BlazeTypes.fromRel(type)));
        }
        return new BlazeSqlException(
                SqlErrorCode.UNDEFINED_FUNCTION,
                "operator or function " + name.toLowerCase(Locale.ROOT) + " does not exist for "
                        + String.join(", ", names));
    }

    /**
     * A value that is compared with one of an enumerated type: a literal or parameter becomes one.
     *
     * @return the value; itself if it is one already
     */
    static SqlNode compared(SqlNode value, RelDataType type, EnumType with) {
        if (EnumType.areSame(type, with) || type.getSqlTypeName() == SqlTypeName.NULL) {
            return value;
        }
        if (type.getSqlTypeName() != SqlTypeName.CHAR && !(value instanceof SqlDynamicParam)) {
            List<@Nullable RelDataType> types = new ArrayList<>(List.of(with, type));
            throw undefined("=", types);
        }
        return cast(value, with);
    }

    static SqlNode cast(SqlNode value, EnumType with) {
        SqlParserPos position = value.getParserPosition();
        SettledType target =
                new SettledType(new SqlIdentifier(with.labels().name(), position), BlazeTypes.fromRel(with));
        return ArrayCast.INSTANCE.createCall(position, value, new SqlDataTypeSpec(target, position));
    }

    private static boolean hasText(RelDataType type) {
        return type instanceof EnumType || SqlTypeUtil.isInterval(type);
    }

    /** Whether {@code ||} of these is one of a text and the text of a value of an enumerated type or of an interval. */
    static boolean isConcatenation(RelDataType a, RelDataType b) {
        return (hasText(a) && SqlTypeName.CHAR_TYPES.contains(b.getSqlTypeName()))
                || (hasText(b) && SqlTypeName.CHAR_TYPES.contains(a.getSqlTypeName()));
    }

    /** Whether the function of a call takes values as their texts. */
    public static boolean takesTexts(SqlCall call) {
        return OF_TEXTS.contains(call.getOperator().getName().toUpperCase(Locale.ROOT));
    }

    /** Whether an operand is of a type whose values are texts for such functions: an enumerated one, or INTERVAL. */
    public static boolean hasEnums(SqlRexContext context, SqlCall call) {
        return call.getOperandList().stream()
                .anyMatch(operand -> hasText(context.getValidator().getValidatedNodeType(operand)));
    }

    /** A call as an expression in which values of enumerated types are texts. */
    public static RexNode convertWithTexts(SqlRexContext context, SqlCall call) {
        RexBuilder builder = context.getRexBuilder();
        List<RexNode> operands = new ArrayList<>();
        for (SqlNode operand : call.getOperandList()) {
            RexNode value = context.convertExpression(operand);
            operands.add(hasText(value.getType()) ? text(builder, value) : value);
        }
        return builder.makeCall(context.getValidator().getValidatedNodeType(call), call.getOperator(), operands);
    }

    private static RexNode text(RexBuilder builder, RexNode value) {
        RelDataType text = builder.getTypeFactory().createSqlType(SqlTypeName.VARCHAR);
        boolean nullable = value.getType().isNullable();
        return builder.makeAbstractCast(
                builder.getTypeFactory().createTypeWithNullability(text, nullable), value, false);
    }
}
