/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.vector;

import io.blazedb.calcite.exec.operator.OperatorContext;
import io.blazedb.calcite.types.SqlType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * CASE: the value of the first condition that is TRUE. A value is computed only for the rows that take it.
 *
 * @param conditions one less than the values, or as many: then rows that meet none are NULL
 * @param values of the same form and scale as the result
 */
public record VectorCase(List<VectorFilter> conditions, List<VectorExpression> values, SqlType type, int scale)
        implements VectorExpression {

    /** A condition as a BOOLEAN. */
    public static VectorExpression truth(VectorFilter isTrue, VectorFilter isFalse) {
        SqlType type = SqlType.of(SqlType.Name.BOOLEAN);
        return new VectorCase(
                List.of(isTrue, isFalse),
                List.of(new VectorConstant((row, e) -> true, type), new VectorConstant((row, e) -> false, type)),
                type,
                0);
    }

    @Override
    public Evaluator start(OperatorContext context) {
        VectorFilter.Evaluator[] tests =
                conditions.stream().map(c -> c.start(context)).toArray(VectorFilter.Evaluator[]::new);
        Evaluator[] results = values.stream().map(v -> v.start(context)).toArray(Evaluator[]::new);
        return new Evaluator() {
            private final Vector out = new Vector(type, scale);
            private int[] left = {};
            private int[] met = {};

            @Override
            public Vector evaluate(Batch batch, int @Nullable [] selection, int count) {
                out.reset(batch.rows());
                if (left.length < batch.rows()) {
                    left = new int[batch.rows()];
                    met = new int[batch.rows()];
                }
                int leftCount = VectorFilter.copy(selection, count, left);
                for (int i = 0; i < tests.length && leftCount > 0; i++) {
                    int metCount = tests[i].select(batch, left, leftCount, met);
                    take(results[i], batch, met, metCount);
                    leftCount = without(left, leftCount, met, metCount);
                }
                if (results.length > tests.length) {
                    take(results[tests.length], batch, left, leftCount);
                } else {
                    for (int k = 0; k < leftCount; k++) {
                        out.setNull(left[k]);
                    }
                }
                return out;
            }

            private void take(Evaluator result, Batch batch, int[] rows, int count) {
                if (count == 0) {
                    return;
                }
                Vector value = result.evaluate(batch, rows, count);
                if (out.form == Vector.Form.LONG && !value.hasNulls()) {
                    for (int k = 0; k < count; k++) {
                        out.longs[rows[k]] = value.longs[rows[k]];
                    }
                    return;
                }
                for (int k = 0; k < count; k++) {
                    out.copy(rows[k], value, rows[k]);
                }
            }
        };
    }

    /** Removes positions that are in another list too, both ascending; returns how many are left. */
    private static int without(int[] positions, int count, int[] removed, int removedCount) {
        if (removedCount == count) {
            return 0;
        }
        int left = 0;
        int at = 0;
        for (int k = 0; k < count; k++) {
            if (at < removedCount && removed[at] == positions[k]) {
                at++;
            } else {
                positions[left++] = positions[k];
            }
        }
        return left;
    }
}
