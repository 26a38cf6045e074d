/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.vector;

import io.blazedb.calcite.exec.operator.OperatorContext;
import io.blazedb.calcite.types.SqlType;
import org.jspecify.annotations.Nullable;

/** An expression computed for many rows at a time. Immutable; every execution starts an evaluator of its own. */
public interface VectorExpression {

    SqlType type();

    /** Digits after the point of DECIMALs in the vectors' arrays of numbers. */
    default int scale() {
        return Math.max(type().scale(), 0);
    }

    Evaluator start(OperatorContext context);

    /** Computes with memory of its own. */
    interface Evaluator {
        /**
         * Values of the selected rows of a batch, valid until the next call.
         *
         * @param selection positions of rows; null for the first {@code count}
         */
        Vector evaluate(Batch batch, int @Nullable [] selection, int count);
    }

    /** A column of the batch. */
    static VectorExpression column(int index, SqlType type) {
        return new VectorExpression() {
            @Override
            public SqlType type() {
                return type;
            }

            @Override
            public Evaluator start(OperatorContext context) {
                return (batch, selection, count) -> batch.column(index);
            }
        };
    }
}
