/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.validate;

import io.blazedb.calcite.parser.statement.NamedType;
import io.blazedb.calcite.schema.EnumType;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeFamily;
import org.apache.calcite.sql.type.SqlTypeMappingRule;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.apache.calcite.sql.validate.implicit.TypeCoercionImpl;
import org.jspecify.annotations.Nullable;

/** Types that values take by themselves: as Calcite has it, a text beside an array is an array, and intervals of any precision are compared. */
final class ArrayCoercion extends TypeCoercionImpl {
    ArrayCoercion(RelDataTypeFactory typeFactory, SqlValidator validator) {
        super(typeFactory, validator);
    }

    @Override
    public boolean inOperationCoercion(SqlCallBinding binding) {
        RelDataType left = binding.getOperandType(0);
        if (!SqlTypeUtil.isInterval(left) && !(left instanceof EnumType)) {
            return super.inOperationCoercion(binding);
        }
        if (binding.operand(1) instanceof SqlNodeList values) {
            for (int i = 0; i < values.size(); i++) {
                SqlNode value = values.get(i);
                RelDataType type = validator.deriveType(binding.getScope(), value);
                SqlNode compared = left instanceof EnumType enumeration
                        ? EnumRules.compared(value, type, enumeration)
                        : SqlTypeFamily.CHARACTER.contains(type) ? cast(value, left) : value;
                values.set(i, compared);
                validator.deriveType(binding.getScope(), compared);
            }
        }
        return true;
    }

    /** Values of enumerated types are no others by themselves, intervals of all parts are values of one type. */
    @Override
    protected boolean needToCast(
            SqlValidatorScope scope, SqlNode node, RelDataType toType, SqlTypeMappingRule mappingRule) {
        RelDataType type = validator.deriveType(scope, node);
        return !(type instanceof EnumType)
                && !(SqlTypeUtil.isInterval(type) && SqlTypeUtil.isInterval(toType))
                && super.needToCast(scope, node, toType, mappingRule);
    }

    /** Literals beside intervals are intervals. */
    @Override
    public @Nullable RelDataType getWiderTypeFor(List<RelDataType> types, boolean stringPromotion) {
        RelDataType interval = null;
        boolean nullable = false;
        for (RelDataType type : types) {
            interval = SqlTypeUtil.isInterval(type) ? type : interval;
            nullable |= type.isNullable();
        }
        for (RelDataType type : types) {
            boolean fits = SqlTypeUtil.isInterval(type)
                    || type.getSqlTypeName() == SqlTypeName.CHAR
                    || type.getSqlTypeName() == SqlTypeName.NULL;
            interval = fits ? interval : null;
        }
        return interval == null
                ? super.getWiderTypeFor(types, stringPromotion)
                : factory.createTypeWithNullability(interval, nullable);
    }

    @Override
    protected boolean coerceColumnType(
            @Nullable SqlValidatorScope scope, SqlNodeList nodes, int index, RelDataType targetType) {
        SqlNode node = nodes.get(index);
        boolean interval = SqlTypeUtil.isInterval(targetType);
        if ((!interval && !(targetType instanceof EnumType)) || scope == null) {
            return super.coerceColumnType(scope, nodes, index, targetType);
        }
        SqlNode value = node.getKind() == SqlKind.AS ? ((SqlCall) node).operand(0) : node;
        RelDataType known = validator.deriveType(scope, value);
        if (known instanceof EnumType || SqlTypeUtil.isInterval(known)) {
            return false;
        }
        SqlNode cast = cast(value, targetType);
        validator.deriveType(scope, cast);
        if (value == node) {
            nodes.set(index, cast);
        } else {
            ((SqlCall) node).setOperand(0, cast);
            updateInferredType(node, validator.deriveType(scope, cast));
        }
        return true;
    }

    @Override
    protected boolean coerceOperandType(
            @Nullable SqlValidatorScope scope, SqlCall call, int index, RelDataType targetType) {
        SqlNode value = call.operand(index);
        boolean unknown = scope != null
                && SqlTypeUtil.isInterval(targetType)
                && !SqlTypeUtil.isInterval(validator.deriveType(scope, value));
        if (!unknown || value instanceof SqlDynamicParam) {
            return super.coerceOperandType(scope, call, index, targetType);
        }
        call.setOperand(index, cast(value, targetType));
        updateInferredType(call.operand(index), targetType);
        return true;
    }

    private static SqlNode cast(SqlNode value, RelDataType type) {
        SqlParserPos position = value.getParserPosition();
        return type instanceof EnumType enumeration
                ? EnumRules.cast(value, enumeration)
                : ArrayCast.INSTANCE.createCall(
                        position, value, new SqlDataTypeSpec(NamedType.interval(position), position));
    }

    private boolean comparesEnums(SqlCallBinding binding) {
        EnumType type = null;
        for (int i = 0; i < binding.getOperandCount(); i++) {
            if (binding.getOperandType(i) instanceof EnumType found) {
                type = found;
            }
        }
        for (int i = 0; type != null && i < binding.getOperandCount(); i++) {
            SqlNode value = binding.operand(i);
            SqlNode compared = EnumRules.compared(value, binding.getOperandType(i), type);
            if (compared != value) {
                binding.getCall().setOperand(i, compared);
                updateInferredType(
                        compared,
                        factory.createTypeWithNullability(
                                type, binding.getOperandType(i).isNullable()));
            }
        }
        return type != null;
    }

    @Override
    public boolean binaryComparisonCoercion(SqlCallBinding binding) {
        if (comparesEnums(binding)) {
            return true;
        }
        if (binding.getOperandCount() == 2) {
            for (int i = 0; i < 2; i++) {
                RelDataType array = binding.getOperandType(1 - i);
                boolean text = SqlTypeFamily.CHARACTER.contains(binding.getOperandType(i));
                if (text && array.getSqlTypeName() == SqlTypeName.ARRAY) {
                    binding.getCall()
                            .setOperand(
                                    i,
                                    ArrayCast.INSTANCE.createCall(
                                            binding.operand(i).getParserPosition(),
                                            binding.operand(i),
                                            SqlTypeUtil.convertTypeToSpec(array)));
                    updateInferredType(binding.getCall().operand(i), array);
                    return true;
                }
            }
        }
        boolean intervals = binding.getOperandCount() == 2
                && SqlTypeUtil.isInterval(binding.getOperandType(0))
                && SqlTypeUtil.isInterval(binding.getOperandType(1));
        return !intervals && super.binaryComparisonCoercion(binding);
    }
}
