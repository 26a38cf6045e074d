/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan.cost;

import com.google.common.collect.BoundType;
import com.google.common.collect.Range;
import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.catalog.ColumnStatistics;
import io.blazedb.calcite.catalog.TableStatistics;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.exec.Literals;
import io.blazedb.calcite.schema.BlazeTable;
import io.blazedb.calcite.schema.BlazeTypes;
import io.blazedb.calcite.types.Coercions;
import io.blazedb.calcite.types.SqlType;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUnknownAs;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.util.Sarg;
import org.jspecify.annotations.Nullable;

/** A column of a table that was analyzed, and the share of its rows that meets a condition. */
final class AnalyzedColumn {
    /** How much the number of different values must depend on the number of rows to grow with it, as in PostgreSQL. */
    private static final double GROWING_SHARE = 0.1;

    private final ColumnStatistics statistics;
    private final SqlType type;
    private final double growth;

    private AnalyzedColumn(ColumnStatistics statistics, SqlType type, double growth) {
        this.statistics = statistics;
        this.type = type;
        this.growth = growth;
    }

    /** Null if nothing is known. */
    static @Nullable AnalyzedColumn of(BlazeTable table, int column) {
        TableStatistics known = table.statistics();
        if (known == null || column >= table.definition().columns().size()) {
            return null;
        }
        ColumnDefinition definition = table.definition().columns().get(column);
        ColumnStatistics statistics = known.column(definition.id());
        boolean growing = statistics != null && statistics.distinct() > known.rows() * GROWING_SHARE;
        double growth = growing ? Math.max(1, table.estimatedRows() / Math.max(1, known.rows())) : 1;
        return statistics == null ? null : new AnalyzedColumn(statistics, definition.type(), growth);
    }

    double distinct() {
        return Math.max(1, statistics.distinct() * growth);
    }

    double nullShare() {
        return statistics.nullShare();
    }

    /** Share of the rows that equal the value of an expression. */
    double equalShare(RexNode value) {
        byte[] key = key(value);
        return key == null ? statistics.equalShare() / growth : statistics.equalShare(key) / growth;
    }

    /** Share of the rows beyond constants, null for no limit; negative if the values are not known yet. */
    double rangeShare(
            @Nullable RexNode lower, boolean lowerInclusive, @Nullable RexNode upper, boolean upperInclusive) {
        byte[] from = lower == null ? null : key(lower);
        byte[] to = upper == null ? null : key(upper);
        if ((lower != null && from == null) || (upper != null && to == null)) {
            return -1;
        }
        return statistics.rangeShare(from, lowerInclusive, to, upperInclusive);
    }

    /** Share of the rows in a set of ranges. */
    double searchShare(RexLiteral search) {
        Sarg<?> sarg = Objects.requireNonNull(search.getValueAs(Sarg.class));
        double share = sarg.nullAs == RexUnknownAs.TRUE ? nullShare() : 0;
        for (Range<?> range : List.<Range<?>>copyOf(sarg.rangeSet.asRanges())) {
            byte[] from = range.hasLowerBound() ? key(range.lowerEndpoint(), search.getType()) : null;
            byte[] to = range.hasUpperBound() ? key(range.upperEndpoint(), search.getType()) : null;
            if (from != null && to != null && Arrays.equals(from, to)) {
                share += statistics.equalShare(from) / growth;
            } else {
                share += statistics.rangeShare(
                        from,
                        range.hasLowerBound() && range.lowerBoundType() == BoundType.CLOSED,
                        to,
                        range.hasUpperBound() && range.upperBoundType() == BoundType.CLOSED);
            }
        }
        return Math.min(1, share);
    }

    private byte @Nullable [] key(RexNode node) {
        RexNode value = node;
        while (value.getKind() == SqlKind.CAST) {
            value = ((RexCall) value).getOperands().get(0);
        }
        if (!(value instanceof RexLiteral literal)
                || literal.getTypeName().getName().equals("SARG")) {
            return null;
        }
        Object internal = Literals.value(literal);
        return internal == null ? null : key(internal, BlazeTypes.fromRel(literal.getType()));
    }

    private byte @Nullable [] key(Comparable<?> value, RelDataType from) {
        return key(Literals.convert(value, from), BlazeTypes.fromRel(from));
    }

    private byte @Nullable [] key(Object value, SqlType from) {
        try {
            Object converted = Coercions.convert(value, from, type);
            return ColumnStatistics.key(converted, type);
        } catch (BlazeSqlException incomparable) {
            return null;
        }
    }
}
