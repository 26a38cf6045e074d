/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.validate;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.schema.BlazeTypes;
import io.blazedb.calcite.schema.EnumType;
import io.blazedb.calcite.types.SqlType;
import io.blazedb.calcite.types.Texts;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.sql.fun.SqlCastFunction;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.sql.validate.SqlMonotonicity;
import org.apache.calcite.sql2rel.SqlRexContext;
import org.apache.calcite.sql2rel.StandardConvertletTable;
import org.jspecify.annotations.Nullable;

/** CAST, also between arrays and from and to texts, which Calcite's does not know. */
public final class ArrayCast extends SqlCastFunction {
    public static final ArrayCast INSTANCE = new ArrayCast();

    private ArrayCast() {}

    @Override
    public boolean checkOperandTypes(SqlCallBinding binding, boolean throwOnFailure) {
        return isOwn(binding.getOperandType(0), binding.getOperandType(1))
                || isArray(binding.getOperandType(0))
                || isArray(binding.getOperandType(1))
                || super.checkOperandTypes(binding, throwOnFailure);
    }

    @Override
    public RelDataType inferReturnType(SqlOperatorBinding binding) {
        RelDataType from = binding.getOperandType(0);
        RelDataType to = binding.getOperandType(1);
        if (!isArray(from) && !isArray(to) && !isOwn(from, to)) {
            return super.inferReturnType(binding);
        }
        return binding.getTypeFactory().createTypeWithNullability(to, from.isNullable());
    }

    /** Whether it is a cast that Calcite does not have: from or to an enumerated type if there is such a cast, or between times and intervals. */
    private static boolean isOwn(RelDataType from, RelDataType to) {
        if (!(from instanceof EnumType) && !(to instanceof EnumType)) {
            return isTimeOrInterval(from, to);
        }
        RelDataType other = from instanceof EnumType ? to : from;
        boolean text = SqlTypeName.CHAR_TYPES.contains(other.getSqlTypeName());
        if (text || other.getSqlTypeName() == SqlTypeName.NULL || EnumType.areSame(from, to)) {
            return true;
        }
        throw new BlazeSqlException(
                SqlErrorCode.CANNOT_COERCE,
                "a value of type " + Texts.typeName(BlazeTypes.fromRel(from)) + " cannot be cast to "
                        + Texts.typeName(BlazeTypes.fromRel(to)));
    }

    /** A literal as a label's number; NULL and what is no literal at run time. */
    private static RexNode label(RexBuilder builder, RexNode operand, EnumType type) {
        if (operand instanceof RexLiteral literal && !literal.isNull()) {
            String text = literal.getValueAs(String.class);
            RelDataType notNull = builder.getTypeFactory().createTypeWithNullability(type, false);
            return builder.makeExactLiteral(
                    BigDecimal.valueOf(type.labels().number(java.util.Objects.requireNonNull(text))), notNull);
        }
        return builder.makeAbstractCast(
                builder.getTypeFactory()
                        .createTypeWithNullability(type, operand.getType().isNullable()),
                operand,
                false);
    }

    /** Calcite would read the text as a number of milliseconds. */
    private static boolean isTextOfInterval(RelDataType from, RelDataType to) {
        return SqlTypeUtil.isInterval(to) && SqlTypeName.CHAR_TYPES.contains(from.getSqlTypeName());
    }

    /** A time of the day is an interval, and what an interval has beside days is a time. */
    private static boolean isTimeOrInterval(RelDataType from, RelDataType to) {
        return (SqlTypeUtil.isInterval(to) && from.getSqlTypeName() == SqlTypeName.TIME)
                || (SqlTypeUtil.isInterval(from) && to.getSqlTypeName() == SqlTypeName.TIME);
    }

    private static boolean isArray(RelDataType type) {
        return type.getSqlTypeName() == SqlTypeName.ARRAY;
    }

    /** Calcite would take the value of a constant for a number. */
    @Override
    public SqlMonotonicity getMonotonicity(SqlOperatorBinding binding) {
        return SqlMonotonicity.NOT_MONOTONIC;
    }

    /** A cast as an expression. */
    public static RexNode convert(SqlRexContext context, SqlCall call) {
        RelDataType type = context.getValidator().getValidatedNodeType(call);
        RelDataType from = context.getValidator().getValidatedNodeType(call.operand(0));
        if (type instanceof EnumType enumeration && !EnumType.areSame(from, type)) {
            return label(context.getRexBuilder(), context.convertExpression(call.operand(0)), enumeration);
        }
        if (isArray(type)
                || isArray(from)
                || from instanceof EnumType
                || isTextOfInterval(from, type)
                || isTimeOrInterval(from, type)) {
            RexNode operand = context.convertExpression(call.operand(0));
            return context.getRexBuilder().makeAbstractCast(type, operand, false);
        }
        SqlCall standard = SqlStdOperatorTable.CAST.createCall(call.getParserPosition(), call.getOperandList());
        context.getValidator().setValidatedNodeType(standard, type);
        return Objects.requireNonNull(StandardConvertletTable.INSTANCE.get(standard))
                .convertCall(context, standard);
    }

    /** The function that {@code ||} is for operands of these types; null unless one of them is an array. */
    public static @Nullable SqlFunction concat(List<RelDataType> types) {
        boolean left = isArray(types.get(0));
        boolean right = isArray(types.get(1));
        if (!left && !right) {
            return null;
        }
        boolean both = (left && right) || isUnknown(types.get(0)) || isUnknown(types.get(1));
        return ArrayOperators.of(both ? "ARRAY_CAT" : left ? "ARRAY_APPEND" : "ARRAY_PREPEND");
    }

    /** The type of {@code ||} for operands of these types. */
    static RelDataType concatType(SqlOperatorBinding binding) {
        SqlFunction function = Objects.requireNonNull(concat(binding.collectOperandTypes()));
        return function.inferReturnType(binding);
    }

    private static boolean isUnknown(RelDataType type) {
        SqlType.Name name = BlazeTypes.fromRel(type).name();
        return name == SqlType.Name.CHAR || name == SqlType.Name.NULL;
    }
}
