/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.validate;

import io.blazedb.calcite.exec.expression.ValueCheck;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorScope;

/** Gives its operand if that is a value of a domain, and fails otherwise: what remains of a cast to the domain. */
public final class DomainCheck extends SqlFunction {
    private final transient ValueCheck check;

    public DomainCheck(String domain, ValueCheck check) {
        super(
                "DOMAIN " + domain,
                SqlKind.OTHER_FUNCTION,
                ReturnTypes.ARG0,
                null,
                OperandTypes.ANY,
                SqlFunctionCategory.USER_DEFINED_FUNCTION);
        this.check = check;
    }

    public ValueCheck check() {
        return check;
    }

    /** It stands in a tree as it is, and is not looked up by name. */
    @Override
    public RelDataType deriveType(SqlValidator validator, SqlValidatorScope scope, SqlCall call) {
        return validator.deriveType(scope, call.operand(0));
    }

    /** Keeps it from being computed while the statement is planned. */
    @Override
    public boolean isDynamicFunction() {
        return true;
    }
}
