/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import com.google.common.collect.BoundType;
import com.google.common.collect.Range;
import io.blazedb.calcite.exec.operator.KeyCondition;
import io.blazedb.calcite.schema.BlazeTypes;
import io.blazedb.calcite.schema.IndexExpressions;
import io.blazedb.calcite.types.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUnknownAs;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.Sarg;
import org.jspecify.annotations.Nullable;

/** Finds conditions that a key can answer: a column compared with values that are known before the row is read. */
final class SeekTerms {
    private static final int VALUES_MAX = 50_000;

    private final IndexExpressions expressions;
    private final RexBuilder rexBuilder;
    private final Predicate<RexNode> known;
    private final List<Term> terms = new ArrayList<>();

    /** What a term says. */
    enum Kind {
        EQUAL,
        NULL,
        LOWER,
        UPPER
    }

    /**
     * One condition.
     *
     * @param column the column, or the number of an indexed expression
     * @param values what it is compared with; several only for {@link Kind#EQUAL}
     * @param types types of the values
     * @param conjunct the condition it was made of
     * @param exact whether the term says all that the condition says
     */
    record Term(
            int column,
            Kind kind,
            List<RexNode> values,
            List<SqlType> types,
            boolean inclusive,
            RexNode conjunct,
            boolean exact) {}

    private SeekTerms(IndexExpressions expressions, RexBuilder rexBuilder, Predicate<RexNode> known) {
        this.expressions = expressions;
        this.rexBuilder = rexBuilder;
        this.known = known;
    }

    /**
     * The terms in these conditions.
     *
     * @param expressions what can be found in an index beside columns
     * @param known whether an expression has its value before the row is read
     */
    static List<Term> find(
            List<RexNode> conjuncts, IndexExpressions expressions, RexBuilder rexBuilder, Predicate<RexNode> known) {
        SeekTerms terms = new SeekTerms(expressions, rexBuilder, known);
        conjuncts.forEach(terms::add);
        return terms.terms;
    }

    private void add(RexNode conjunct) {
        if (!(conjunct instanceof RexCall call)) {
            return;
        }
        switch (call.getKind()) {
            case EQUALS, LESS_THAN, LESS_THAN_OR_EQUAL, GREATER_THAN, GREATER_THAN_OR_EQUAL -> comparison(call);
            case IS_NULL -> {
                RexInputRef column = column(call.getOperands().get(0));
                if (column != null) {
                    terms.add(new Term(column.getIndex(), Kind.NULL, List.of(), List.of(), true, call, true));
                }
            }
            case SEARCH -> search(call);
            case OR -> alternatives(call);
            case LIKE -> prefix(call);
            default -> {}
        }
    }

    private void comparison(RexCall call) {
        RexNode left = call.getOperands().get(0);
        RexNode right = call.getOperands().get(1);
        RexInputRef column = column(left);
        if (column != null && known.test(right)) {
            compare(call, column, call.getKind(), right);
            return;
        }
        column = column(right);
        if (column != null && known.test(left)) {
            compare(call, column, call.getKind().reverse(), left);
        }
    }

    private void compare(RexCall call, RexInputRef column, SqlKind kind, RexNode value) {
        if (!canSeek(column, value)) {
            return;
        }
        Kind term = switch (kind) {
            case EQUALS -> Kind.EQUAL;
            case LESS_THAN, LESS_THAN_OR_EQUAL -> Kind.UPPER;
            default -> Kind.LOWER;
        };
        boolean inclusive = kind != SqlKind.LESS_THAN && kind != SqlKind.GREATER_THAN;
        terms.add(new Term(
                column.getIndex(), term, List.of(value), List.of(type(value)), inclusive, call, term == Kind.EQUAL));
    }

    private void alternatives(RexCall or) {
        RexInputRef column = null;
        List<RexNode> values = new ArrayList<>();
        List<SqlType> types = new ArrayList<>();
        for (RexNode operand : or.getOperands()) {
            if (operand.getKind() != SqlKind.EQUALS || values.size() >= VALUES_MAX) {
                return;
            }
            RexCall equals = (RexCall) operand;
            RexInputRef ref = column(equals.getOperands().get(0));
            RexNode value = equals.getOperands().get(1);
            if (ref == null || (column != null && !column.equals(ref)) || !known.test(value) || !canSeek(ref, value)) {
                return;
            }
            column = ref;
            values.add(value);
            types.add(type(value));
        }
        if (column != null) {
            terms.add(new Term(column.getIndex(), Kind.EQUAL, values, types, true, or, true));
        }
    }

    private void search(RexCall call) {
        RexInputRef column = column(call.getOperands().get(0));
        RexLiteral literal = (RexLiteral) call.getOperands().get(1);
        Sarg<?> sarg = Objects.requireNonNull(literal.getValueAs(Sarg.class));
        if (column == null || sarg.nullAs == RexUnknownAs.TRUE || sarg.isNone() || !canSeek(column, literal)) {
            return;
        }
        List<RexNode> values = new ArrayList<>();
        List<SqlType> types = new ArrayList<>();
        SqlType type = type(literal);
        List<Range<?>> ranges = new ArrayList<>(sarg.rangeSet.asRanges());
        for (Range<?> range : ranges) {
            boolean point = range.hasLowerBound()
                    && range.hasUpperBound()
                    && range.lowerEndpoint().equals(range.upperEndpoint());
            if (!point || values.size() >= VALUES_MAX) {
                bounds(call, column, ranges, literal.getType());
                return;
            }
            values.add(literal(range.lowerEndpoint(), literal.getType()));
            types.add(type);
        }
        terms.add(new Term(column.getIndex(), Kind.EQUAL, values, types, true, call, true));
    }

    private void bounds(RexCall call, RexInputRef column, List<Range<?>> ranges, RelDataType type) {
        Range<?> first = ranges.get(0);
        Range<?> last = ranges.get(ranges.size() - 1);
        if (first.hasLowerBound()) {
            boolean closed = first.lowerBoundType() == BoundType.CLOSED;
            RexNode value = literal(first.lowerEndpoint(), type);
            terms.add(
                    new Term(column.getIndex(), Kind.LOWER, List.of(value), List.of(type(value)), closed, call, false));
        }
        if (last.hasUpperBound()) {
            boolean closed = last.upperBoundType() == BoundType.CLOSED;
            RexNode value = literal(last.upperEndpoint(), type);
            terms.add(
                    new Term(column.getIndex(), Kind.UPPER, List.of(value), List.of(type(value)), closed, call, false));
        }
    }

    private RexNode literal(Comparable<?> value, RelDataType type) {
        return rexBuilder.makeLiteral(value, type, false, false);
    }

    /** {@code column LIKE 'abc%'} limits the column from both sides. */
    private void prefix(RexCall call) {
        boolean plain = call.getOperands().size() == 2
                && call.getOperator().getName().equals("LIKE")
                && call.getOperands().get(1) instanceof RexLiteral literal
                && literal.getTypeName() == SqlTypeName.CHAR;
        RexInputRef column = plain ? column(call.getOperands().get(0)) : null;
        if (column == null || column.getType().getSqlTypeName() != SqlTypeName.VARCHAR) {
            return;
        }
        String pattern = Objects.requireNonNullElse(
                RexLiteral.stringValue(call.getOperands().get(1)), "");
        int end = 0;
        while (end < pattern.length() && "%_\\".indexOf(pattern.charAt(end)) < 0) {
            end++;
        }
        String start = pattern.substring(0, end);
        if (start.isEmpty() || start.charAt(end - 1) >= Character.MIN_SURROGATE - 1) {
            return;
        }
        String after = start.substring(0, end - 1) + (char) (start.charAt(end - 1) + 1);
        RexNode lower = rexBuilder.makeLiteral(start);
        RexNode upper = rexBuilder.makeLiteral(after);
        terms.add(new Term(column.getIndex(), Kind.LOWER, List.of(lower), List.of(type(lower)), true, call, false));
        terms.add(new Term(column.getIndex(), Kind.UPPER, List.of(upper), List.of(type(upper)), false, call, false));
    }

    /** The column itself, or under a cast that changes no value; an indexed expression counts as one. */
    private @Nullable RexInputRef column(RexNode node) {
        if (node instanceof RexInputRef ref) {
            return ref;
        }
        int computed = expressions.numberOf(node);
        if (computed >= 0) {
            return new RexInputRef(computed, node.getType());
        }
        if (node.getKind() == SqlKind.CAST && RexUtil.isLosslessCast(node)) {
            RexInputRef ref = column(((RexCall) node).getOperands().get(0));
            if (ref == null) {
                return null;
            }
            boolean sameFamily = ref.getType().getSqlTypeName().getFamily()
                    == node.getType().getSqlTypeName().getFamily();
            return sameFamily ? ref : null;
        }
        return null;
    }

    private boolean canSeek(RexInputRef column, RexNode value) {
        RelDataType type = column.getType();
        return type.getSqlTypeName() != SqlTypeName.NULL
                && value.getType().getSqlTypeName() != SqlTypeName.NULL
                && KeyCondition.canSeek(BlazeTypes.fromRel(type), type(value));
    }

    private static SqlType type(RexNode node) {
        return BlazeTypes.fromRel(node.getType());
    }
}
