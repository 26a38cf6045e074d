/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.validate;

import io.blazedb.calcite.schema.EnumType;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
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
        if (!(binding.getOperandType(0) instanceof EnumType type)) {
            return super.inOperationCoercion(binding);
        }
        if (binding.operand(1) instanceof SqlNodeList values) {
            for (int i = 0; i < values.size(); i++) {
                SqlNode value = values.get(i);
                SqlNode compared = EnumRules.compared(value, validator.deriveType(binding.getScope(), value), type);
                values.set(i, compared);
                validator.deriveType(binding.getScope(), compared);
            }
        }
        return true;
    }

    /** Values of enumerated types are no others by themselves. */
    @Override
    protected boolean needToCast(
            SqlValidatorScope scope, SqlNode node, RelDataType toType, SqlTypeMappingRule mappingRule) {
        return !(validator.deriveType(scope, node) instanceof EnumType)
                && super.needToCast(scope, node, toType, mappingRule);
    }

    @Override
    protected boolean coerceColumnType(
            @Nullable SqlValidatorScope scope, SqlNodeList nodes, int index, RelDataType targetType) {
        SqlNode node = nodes.get(index);
        if (!(targetType instanceof EnumType type) || scope == null) {
            return super.coerceColumnType(scope, nodes, index, targetType);
        }
        SqlNode value = node.getKind() == SqlKind.AS ? ((SqlCall) node).operand(0) : node;
        if (validator.deriveType(scope, value) instanceof EnumType) {
            return false;
        }
        SqlNode cast = EnumRules.cast(value, type);
        validator.deriveType(scope, cast);
        if (value == node) {
            nodes.set(index, cast);
        } else {
            ((SqlCall) node).setOperand(0, cast);
            updateInferredType(node, validator.deriveType(scope, cast));
        }
        return true;
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
