/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.validate;

import io.blazedb.calcite.schema.BlazeTypes;
import io.blazedb.calcite.types.SqlType;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorScope;

/** Makes a value of its operands: a row with these names of fields. */
public final class RecordOperator extends SqlFunction {
    private final List<String> fields;
    private final boolean nullIfEmpty;

    /**
     * A row's maker.
     *
     * @param nullIfEmpty whether the row is NULL if all of its fields are: one of the side of an outer join that may be missing
     */
    RecordOperator(List<String> fields, boolean nullIfEmpty) {
        super(
                "RECORD" + (nullIfEmpty ? "_OR_NULL" : "") + fields,
                SqlKind.OTHER_FUNCTION,
                binding -> BlazeTypes.toRel(binding.getTypeFactory(), SqlType.of(SqlType.Name.RECORD), nullIfEmpty),
                null,
                OperandTypes.VARIADIC,
                SqlFunctionCategory.SYSTEM);
        this.fields = List.copyOf(fields);
        this.nullIfEmpty = nullIfEmpty;
    }

    /** Calcite would look for a function of this name. */
    @Override
    public RelDataType deriveType(SqlValidator validator, SqlValidatorScope scope, SqlCall call) {
        call.getOperandList().forEach(operand -> validator.deriveType(scope, operand));
        return validateOperands(validator, scope, call);
    }

    public List<String> fields() {
        return fields;
    }

    public boolean isNullIfEmpty() {
        return nullIfEmpty;
    }
}
