/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.vector;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.exec.expression.Expression;
import io.blazedb.calcite.exec.operator.OperatorContext;
import io.blazedb.calcite.exec.operator.SubQueries.Comparison;
import io.blazedb.storage.column.ColumnKind;
import io.blazedb.storage.column.ZoneRange;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A comparison of a column with a value that is known before any row is read: leaves whose rows cannot meet it are left out.
 *
 * @param column id of the column
 * @param kind what its bytes are
 */
public record ZoneBound(int column, ColumnKind kind, Comparison comparison, Expression value) {
    private static final @Nullable Object[] NO_ROW = {};

    /** The range of wanted values; null if it does not limit. */
    @Nullable
    ZoneRange range(OperatorContext context) {
        Object bound;
        try {
            bound = value.evaluate(NO_ROW, context);
        } catch (BlazeSqlException failsWhenARowIsTested) {
            return null;
        }
        if (bound == null || comparison == Comparison.NOT_EQUAL) {
            return null;
        }
        boolean below = comparison == Comparison.LESS || comparison == Comparison.LESS_OR_EQUAL;
        boolean above = comparison == Comparison.GREATER || comparison == Comparison.GREATER_OR_EQUAL;
        return switch (kind.domain()) {
            case INTEGER -> {
                boolean whole = bound instanceof Integer || bound instanceof Long || bound instanceof Short;
                long limit = whole ? ((Number) bound).longValue() : 0;
                yield whole
                        ? ZoneRange.ofLongs(column, below ? Long.MIN_VALUE : limit, above ? Long.MAX_VALUE : limit)
                        : null;
            }
            case FLOATING -> {
                double limit = bound instanceof Number number ? number.doubleValue() : Double.NaN;
                yield ZoneRange.ofDoubles(column, below ? Double.NEGATIVE_INFINITY : limit, above ? Double.NaN : limit);
            }
            case BYTES -> text(bound, below, above);
            case NONE -> null;
        };
    }

    private @Nullable ZoneRange text(Object bound, boolean below, boolean above) {
        if (!(bound instanceof String text)) {
            return null;
        }
        byte[] limit = text.getBytes(StandardCharsets.UTF_8);
        byte[] last = {-1, -1, -1, -1, -1, -1, -1, -1};
        return ZoneRange.ofBytes(column, below ? new byte[0] : limit, above ? last : limit);
    }
}
