/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.parser.statement;

import io.blazedb.calcite.schema.BlazeTypes;
import io.blazedb.calcite.types.SqlType;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlTypeNameSpec;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.util.Litmus;

/** Arrays of a type. {@code integer[][]} is the same type as {@code integer[]}: dimensions belong to values. */
public final class ArrayType extends SqlTypeNameSpec {
    private final SqlTypeNameSpec element;

    private ArrayType(SqlTypeNameSpec element, SqlParserPos position) {
        super(element.getTypeName(), position);
        this.element = element;
    }

    public static SqlTypeNameSpec of(SqlTypeNameSpec element, SqlParserPos position) {
        return element instanceof ArrayType ? element : new ArrayType(element, position);
    }

    @Override
    public RelDataType deriveType(SqlValidator validator) {
        boolean anyNumber = element instanceof SqlBasicTypeNameSpec basic
                && basic.getPrecision() < 0
                && SqlTypeName.get(basic.getTypeName().getSimple()) == SqlTypeName.DECIMAL;
        SqlType type = anyNumber ? SqlType.of(SqlType.Name.DECIMAL) : BlazeTypes.fromRel(element.deriveType(validator));
        return BlazeTypes.toRel(validator.getTypeFactory(), SqlType.array(type), true);
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
        element.unparse(writer, leftPrec, rightPrec);
        writer.keyword("ARRAY");
    }

    @Override
    public boolean equalsDeep(SqlTypeNameSpec other, Litmus litmus) {
        return (other instanceof ArrayType array
                        && SqlNode.equalDeep(getTypeName(), array.getTypeName(), Litmus.IGNORE))
                ? element.equalsDeep(array.element, litmus)
                : litmus.fail("{} != {}", this, other);
    }
}
