/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import io.blazedb.calcite.schema.BlazeTypeSystem;
import io.blazedb.calcite.types.SqlType;
import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.type.SqlTypeName;

/** NUMERIC without a precision: any number, with the digits that it has, where the standard would drop its fraction. As in PostgreSQL. */
final class NumericType {
    private NumericType() {}

    /** The target of a cast; one that names a precision, or is no number, as it is. */
    static SqlDataTypeSpec orUnchanged(SqlDataTypeSpec type) {
        if (!(type.getTypeNameSpec() instanceof SqlBasicTypeNameSpec basic)
                || basic.getPrecision() >= 0
                || SqlTypeName.get(basic.getTypeName().getSimple()) != SqlTypeName.DECIMAL) {
            return type;
        }
        int precision = BlazeTypeSystem.INSTANCE.getMaxPrecision(SqlTypeName.DECIMAL);
        return new SqlDataTypeSpec(
                new SqlBasicTypeNameSpec(SqlTypeName.DECIMAL, precision, SqlType.PLANNED_SCALE, basic.getParserPos()),
                type.getParserPosition());
    }
}
