/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.vector;

import io.blazedb.calcite.exec.operator.OperatorContext;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * LIKE with a pattern that has a percent sign at one or both ends and nothing else of meaning, on the bytes of texts; other patterns go to
 * {@code other}.
 *
 * @param pattern constant
 * @param wanted whether texts that match are wanted, or those that do not
 */
public record VectorText(VectorExpression text, VectorConstant pattern, boolean wanted, VectorFilter other)
        implements VectorFilter {
    private static final @Nullable Object[] NO_ROW = {};

    @Override
    public Evaluator start(OperatorContext context) {
        VectorExpression.Evaluator texts = text.start(context);
        return new Evaluator() {
            private @Nullable Evaluator evaluator;

            @Override
            public int select(Batch batch, int @Nullable [] selection, int count, int[] out) {
                if (count == 0) {
                    return 0;
                }
                if (evaluator == null) {
                    evaluator = evaluator(texts, context);
                }
                return evaluator.select(batch, selection, count, out);
            }
        };
    }

    private Evaluator evaluator(VectorExpression.Evaluator texts, OperatorContext context) {
        Object value = pattern.expression().evaluate(NO_ROW, context);
        if (value == null) {
            return (batch, selection, count, out) -> 0;
        }
        String source = (String) value;
        boolean anyStart = source.startsWith("%");
        boolean anyEnd = source.endsWith("%") && source.length() > 1;
        String part = source.substring(anyStart ? 1 : 0, source.length() - (anyEnd ? 1 : 0));
        if (part.indexOf('%') >= 0 || part.indexOf('_') >= 0 || part.indexOf('\\') >= 0) {
            return other.start(context);
        }
        byte[] wantedBytes = part.getBytes(StandardCharsets.UTF_8);
        return (batch, selection, count, out) -> {
            Vector vector = texts.evaluate(batch, selection, count);
            int selected = 0;
            for (int k = 0; k < count; k++) {
                int row = selection == null ? k : selection[k];
                if (!vector.isNull(row) && matches(vector, row, wantedBytes, anyStart, anyEnd) == wanted) {
                    out[selected++] = row;
                }
            }
            return selected;
        };
    }

    private static boolean matches(Vector vector, int row, byte[] part, boolean anyStart, boolean anyEnd) {
        byte[] text = vector.arrays[row];
        int from = vector.offsets[row];
        int spare = vector.lengths[row] - part.length;
        if (spare < 0 || (spare > 0 && !anyStart && !anyEnd)) {
            return false;
        }
        int first = anyStart && !anyEnd ? spare : 0;
        int last = anyStart && anyEnd ? spare : first;
        for (int at = from + first; at <= from + last; at++) {
            if (Arrays.equals(text, at, at + part.length, part, 0, part.length)) {
                return true;
            }
        }
        return false;
    }
}
