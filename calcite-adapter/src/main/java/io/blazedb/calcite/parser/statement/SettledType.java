/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.parser.statement;

import io.blazedb.calcite.schema.BlazeTypes;
import io.blazedb.calcite.types.SqlType;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlTypeNameSpec;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.util.Litmus;

/** A type that is known already, under the name that the statement gave it. */
public final class SettledType extends SqlTypeNameSpec {
    private final SqlType type;

    public SettledType(SqlIdentifier name, SqlType type) {
        super(name, SqlParserPos.ZERO);
        this.type = type;
    }

    @Override
    public RelDataType deriveType(SqlValidator validator) {
        return BlazeTypes.toRel(validator.getTypeFactory(), type, true);
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
        getTypeName().unparse(writer, leftPrec, rightPrec);
    }

    @Override
    public boolean equalsDeep(SqlTypeNameSpec spec, Litmus litmus) {
        boolean same = spec instanceof SettledType other && type.equals(other.type);
        return same ? litmus.succeed() : litmus.fail("{} != {}", this, spec);
    }
}
