/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec;

import com.google.common.collect.BoundType;
import com.google.common.collect.Range;
import io.blazedb.calcite.exec.expression.Expression;
import io.blazedb.calcite.exec.expression.Values;
import io.blazedb.calcite.schema.BlazeTypes;
import io.blazedb.calcite.types.SqlType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUnknownAs;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.util.Sarg;
import org.jspecify.annotations.Nullable;

/** Tests of a value against many points and ranges. */
final class Searches {
    private static final int LOOKUP_MIN = 5;

    private Searches() {}

    /** A range of internal values. */
    private record Interval(
            @Nullable Object low,
            boolean lowIncluded,
            @Nullable Object high,
            boolean highIncluded) {
        boolean contains(Object value) {
            if (low != null) {
                int order = Values.compare(value, low);
                if (order < 0 || (order == 0 && !lowIncluded)) {
                    return false;
                }
            }
            if (high != null) {
                int order = Values.compare(value, high);
                return order < 0 || (order == 0 && highIncluded);
            }
            return true;
        }
    }

    /** {@code SEARCH(operand, ranges)}. */
    static Expression compile(Expression operand, RexLiteral literal) {
        Sarg<?> sarg = Objects.requireNonNull(literal.getValueAs(Sarg.class));
        SqlType type = BlazeTypes.fromRel(literal.getType());
        Values.KeyForm form = Values.KeyForm.of(type, type);
        boolean exact = form != Values.KeyForm.DOUBLE && type.name() != SqlType.Name.CHAR;
        Set<Object> points = new HashSet<>();
        List<Interval> intervals = new ArrayList<>();
        for (Range<?> range : sarg.rangeSet.asRanges()) {
            Object low = range.hasLowerBound() ? Literals.convert(range.lowerEndpoint(), literal.getType()) : null;
            Object high = range.hasUpperBound() ? Literals.convert(range.upperEndpoint(), literal.getType()) : null;
            if (exact && low != null && high != null && Values.compare(low, high) == 0) {
                points.add(Objects.requireNonNull(form.apply(low)));
            } else {
                intervals.add(new Interval(
                        low,
                        low != null && range.lowerBoundType() == BoundType.CLOSED,
                        high,
                        high != null && range.upperBoundType() == BoundType.CLOSED));
            }
        }
        Boolean ifNull = sarg.nullAs == RexUnknownAs.UNKNOWN ? null : (Boolean) (sarg.nullAs == RexUnknownAs.TRUE);
        return (row, e) -> {
            Object value = operand.evaluate(row, e);
            if (value == null) {
                return ifNull;
            }
            if (!points.isEmpty() && points.contains(form.apply(value))) {
                return true;
            }
            for (Interval interval : intervals) {
                if (interval.contains(value)) {
                    return true;
                }
            }
            return false;
        };
    }

    /** {@code column = literal OR column = literal OR ...} as a look-up in a table; null if the call is something else. */
    static @Nullable Expression equalities(ExpressionCompiler compiler, RexCall or) {
        if (or.getOperands().size() < LOOKUP_MIN) {
            return null;
        }
        RexInputRef column = null;
        Set<Object> points = new HashSet<>();
        Values.KeyForm form = Values.KeyForm.AS_IS;
        for (RexNode operand : or.getOperands()) {
            if (!(operand instanceof RexCall equals)
                    || equals.getKind() != SqlKind.EQUALS
                    || !(equals.getOperands().get(0) instanceof RexInputRef ref)
                    || !(equals.getOperands().get(1) instanceof RexLiteral literal)
                    || (column != null && !column.equals(ref))
                    || Literals.isPadded(ref)) {
                return null;
            }
            Values.KeyForm next =
                    Values.KeyForm.of(BlazeTypes.fromRel(ref.getType()), BlazeTypes.fromRel(literal.getType()));
            Object value = next.apply(Literals.value(literal));
            if (value == null || (column != null && next != form) || next == Values.KeyForm.DOUBLE) {
                return null;
            }
            form = next;
            column = ref;
            points.add(value);
        }
        Expression operand = compiler.compile(Objects.requireNonNull(column));
        Values.KeyForm common = form;
        return ExpressionCompiler.strict(
                operand, value -> points.contains(Objects.requireNonNull(common.apply(value))));
    }
}
