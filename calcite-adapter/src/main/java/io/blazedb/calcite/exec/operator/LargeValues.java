/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.operator;

import io.blazedb.calcite.exec.expression.Expression;
import io.blazedb.calcite.types.LargeObject;
import org.jspecify.annotations.Nullable;

/** How a scan hands on large objects. */
public enum LargeValues {
    /** Each is read into memory: whoever gets the rows computes with them, compares or keeps them. */
    WHOLE,
    /** They are to be read piece by piece: the rows are handed on as they are. */
    STREAMED;

    /** An expression with all of what may be a large object. */
    public static Expression whole(Expression expression) {
        return (row, evaluation) -> {
            Object value = expression.evaluate(row, evaluation);
            return value == null ? null : LargeObject.whole(value);
        };
    }

    /** Reads large objects of a row into memory. */
    static void complete(@Nullable Object[] row, int[] columns) {
        for (int column : columns) {
            Object value = row[column];
            row[column] = value == null ? null : LargeObject.whole(value);
        }
    }
}
