/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.validate;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.type.SqlTypeFamily;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.implicit.TypeCoercionImpl;

/** Types that values take by themselves: as Calcite has it, a text beside an array is an array, and intervals of any precision are compared. */
final class ArrayCoercion extends TypeCoercionImpl {
    ArrayCoercion(RelDataTypeFactory typeFactory, SqlValidator validator) {
        super(typeFactory, validator);
    }

    @Override
    public boolean binaryComparisonCoercion(SqlCallBinding binding) {
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
