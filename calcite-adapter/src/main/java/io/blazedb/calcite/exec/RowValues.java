/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec;

import io.blazedb.calcite.exec.expression.Casts;
import io.blazedb.calcite.exec.expression.Expression;
import io.blazedb.calcite.schema.BlazeTypes;
import io.blazedb.calcite.types.SqlRecord;
import io.blazedb.calcite.types.SqlType;
import io.blazedb.calcite.validate.RecordOperator;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexNode;
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

    /** A row as one value. */
    static Expression record(RecordOperator operator, List<RexNode> operands, Expression[] fields) {
        List<SqlType> types = operands.stream()
                .map(operand -> BlazeTypes.fromRel(operand.getType()))
                .toList();
        return (row, e) -> {
            @Nullable Object[] values = new @Nullable Object[fields.length];
            boolean empty = operator.isNullIfEmpty();
            for (int i = 0; i < values.length; i++) {
                values[i] = fields[i].evaluate(row, e);
                empty &= values[i] == null;
            }
            return empty ? null : new SqlRecord(operator.fields(), types, values);
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
