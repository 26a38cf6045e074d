/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import com.google.common.collect.Range;
import com.google.common.collect.RangeSet;
import com.google.common.collect.TreeRangeSet;
import java.util.List;
import java.util.Objects;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUnknownAs;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.util.NlsString;
import org.apache.calcite.util.Sarg;
import org.jspecify.annotations.Nullable;

/**
 * Whether every row that meets some conditions meets another one, too: the same condition, one on the same expression with wider limits,
 * or that it is not NULL. What is not seen to follow does not follow.
 */
final class Implication {
    private final List<RexNode> conditions;

    private Implication(List<RexNode> conditions) {
        this.conditions = conditions;
    }

    /** Whether the conditions, all met, imply the predicate. */
    static boolean holds(List<RexNode> conditions, RexNode predicate) {
        List<RexNode> known = conditions.stream().map(Implication::plain).toList();
        Implication implication = new Implication(known);
        return RelOptUtil.conjunctions(predicate).stream().allMatch(implication::implies);
    }

    private boolean implies(RexNode predicate) {
        RexNode wanted = plain(predicate);
        if (conditions.contains(wanted)) {
            return true;
        }
        if (wanted.getKind() == SqlKind.OR) {
            return RelOptUtil.disjunctions(wanted).stream().anyMatch(this::implies);
        }
        if (wanted.getKind() == SqlKind.AND) {
            return RelOptUtil.conjunctions(wanted).stream().allMatch(this::implies);
        }
        if (wanted.getKind() == SqlKind.IS_NOT_NULL) {
            RexNode value = ((RexCall) wanted).getOperands().get(0);
            return conditions.stream().anyMatch(condition -> isFalseForNull(condition, value));
        }
        Limits limits = limits(wanted);
        if (limits == null) {
            return false;
        }
        for (RexNode condition : conditions) {
            Limits narrower = limits(condition);
            if (narrower != null
                    && narrower.value().equals(limits.value())
                    && narrower.textual() == limits.textual()
                    && limits.allowed().enclosesAll(narrower.allowed())) {
                return true;
            }
        }
        return false;
    }

    /** {@code x IS TRUE} and {@code x = TRUE} as {@code x}, and the like for FALSE. */
    private static RexNode plain(RexNode condition) {
        if (condition.getKind() == SqlKind.IS_TRUE) {
            return ((RexCall) condition).getOperands().get(0);
        }
        if (condition.getKind() == SqlKind.EQUALS) {
            List<RexNode> operands = ((RexCall) condition).getOperands();
            if (operands.get(1).isAlwaysTrue()) {
                return operands.get(0);
            }
        }
        return condition;
    }

    /** Whether a condition that is met proves that a value which it compares is not NULL. */
    private static boolean isFalseForNull(RexNode condition, RexNode value) {
        return switch (condition.getKind()) {
            case EQUALS, NOT_EQUALS, LESS_THAN, LESS_THAN_OR_EQUAL, GREATER_THAN, GREATER_THAN_OR_EQUAL, LIKE ->
                ((RexCall) condition).getOperands().stream().anyMatch(operand -> isOrCasts(operand, value));
            case SEARCH -> {
                RexCall search = (RexCall) condition;
                Sarg<?> sarg = sarg(search);
                yield sarg != null
                        && sarg.nullAs != RexUnknownAs.TRUE
                        && isOrCasts(search.getOperands().get(0), value);
            }
            case OR -> RelOptUtil.disjunctions(condition).stream().allMatch(part -> isFalseForNull(part, value));
            default -> false;
        };
    }

    private static boolean isOrCasts(RexNode operand, RexNode value) {
        return operand.equals(value)
                || (operand.getKind() == SqlKind.CAST
                        && ((RexCall) operand).getOperands().get(0).equals(value));
    }

    /**
     * Limits of a value.
     *
     * @param textual whether they are texts, of which single ones can be compared only
     */
    private record Limits(RexNode value, RangeSet<Comparable<?>> allowed, boolean textual) {}

    private static @Nullable Limits limits(RexNode condition) {
        if (condition.getKind() == SqlKind.SEARCH) {
            return searched((RexCall) condition);
        }
        if (!(condition instanceof RexCall call) || call.getOperands().size() != 2) {
            return null;
        }
        boolean straight = call.getOperands().get(1) instanceof RexLiteral;
        RexNode value = call.getOperands().get(straight ? 0 : 1);
        if (!(call.getOperands().get(straight ? 1 : 0) instanceof RexLiteral literal) || value instanceof RexLiteral) {
            return null;
        }
        Comparable<?> bound = comparable(literal.getValue4());
        SqlKind kind = straight ? call.getKind() : call.getKind().reverse();
        if (bound == null) {
            return null;
        }
        boolean textual = bound instanceof String;
        RangeSet<Comparable<?>> allowed = TreeRangeSet.create();
        switch (kind) {
            case EQUALS -> allowed.add(single(bound));
            case NOT_EQUALS -> {
                allowed.add(Range.all());
                allowed.remove(single(bound));
            }
            case LESS_THAN -> allowed.add(raw(Range.lessThan(cast(bound))));
            case LESS_THAN_OR_EQUAL -> allowed.add(raw(Range.atMost(cast(bound))));
            case GREATER_THAN -> allowed.add(raw(Range.greaterThan(cast(bound))));
            case GREATER_THAN_OR_EQUAL -> allowed.add(raw(Range.atLeast(cast(bound))));
            default -> {
                return null;
            }
        }
        boolean ordered = kind != SqlKind.EQUALS && kind != SqlKind.NOT_EQUALS;
        return textual && ordered ? null : new Limits(value, allowed, textual);
    }

    private static @Nullable Limits searched(RexCall search) {
        Sarg<?> sarg = sarg(search);
        if (sarg == null || sarg.nullAs == RexUnknownAs.TRUE) {
            return null;
        }
        RangeSet<Comparable<?>> allowed = TreeRangeSet.create();
        boolean textual = false;
        for (Range<?> range : sarg.rangeSet.asRanges()) {
            boolean point = range.hasLowerBound()
                    && range.hasUpperBound()
                    && range.lowerEndpoint().equals(range.upperEndpoint());
            Comparable<?> lower = range.hasLowerBound() ? comparable(range.lowerEndpoint()) : null;
            Comparable<?> upper = range.hasUpperBound() ? comparable(range.upperEndpoint()) : null;
            boolean text = lower instanceof String || upper instanceof String;
            if ((text && !point)
                    || (range.hasLowerBound() && lower == null)
                    || (range.hasUpperBound() && upper == null)) {
                return null;
            }
            textual |= text;
            allowed.add(text ? single(Objects.requireNonNull(lower)) : raw(cast(range)));
        }
        return new Limits(search.getOperands().get(0), allowed, textual);
    }

    private static @Nullable Sarg<?> sarg(RexCall search) {
        return search.getOperands().get(1) instanceof RexLiteral literal ? literal.getValueAs(Sarg.class) : null;
    }

    private static @Nullable Comparable<?> comparable(@Nullable Object value) {
        if (value instanceof NlsString text) {
            return text.getValue();
        }
        return value instanceof Comparable<?> comparable ? comparable : null;
    }

    private static Range<Comparable<?>> single(Comparable<?> value) {
        return raw(Range.singleton(cast(value)));
    }

    @SuppressWarnings("unchecked") // values of one expression are comparable with each other
    private static Comparable<Object> cast(Comparable<?> value) {
        return (Comparable<Object>) value;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // as above
    private static Range<Comparable<Object>> cast(Range<?> range) {
        return (Range) range;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // as above
    private static Range<Comparable<?>> raw(Range<Comparable<Object>> range) {
        return (Range) range;
    }
}
