/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec;

import io.blazedb.calcite.exec.expression.Casts;
import io.blazedb.calcite.exec.expression.Expression;
import io.blazedb.calcite.schema.BlazeTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.calcite.rel.type.RelDataType;
import org.jspecify.annotations.Nullable;

/** Values that are rows, such as {@code (a, b)} in a comparison: arrays of their fields' values. */
final class RowValues {
    private RowValues() {}

    static Expression of(Expression[] fields) {
        return (row, e) -> {
            @Nullable Object[] values = new @Nullable Object[fields.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = fields[i].evaluate(row, e);
            }
            return values;
        };
    }

    /** A row whose fields are cast one by one. */
    static Expression cast(Expression value, RelDataType from, RelDataType to) {
        List<@Nullable UnaryOperator<Object>> conversions = new ArrayList<>();
        for (int i = 0; i < to.getFieldCount(); i++) {
            conversions.add(Casts.cast(
                    BlazeTypes.fromRel(from.getFieldList().get(i).getType()),
                    BlazeTypes.fromRel(to.getFieldList().get(i).getType())));
        }
        return ExpressionCompiler.strict(value, fields -> {
            @Nullable Object[] values = ((@Nullable Object[]) fields).clone();
            for (int i = 0; i < values.length; i++) {
                UnaryOperator<Object> conversion = conversions.get(i);
                if (values[i] != null && conversion != null) {
                    values[i] = conversion.apply(values[i]);
                }
            }
            return values;
        });
    }
}
