/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec;

import io.blazedb.calcite.exec.expression.Expression;
import io.blazedb.calcite.exec.operator.Operator;
import io.blazedb.calcite.exec.vector.BatchOperators;
import io.blazedb.calcite.exec.vector.BatchSortOperator;
import io.blazedb.calcite.exec.vector.BatchWindow;
import io.blazedb.calcite.exec.vector.VectorExpression;
import io.blazedb.calcite.exec.vector.VectorForms;
import io.blazedb.calcite.exec.vector.WindowCall;
import io.blazedb.calcite.exec.vector.WindowCall.Extent;
import io.blazedb.calcite.exec.vector.WindowCall.Kind;
import io.blazedb.calcite.plan.rel.BlazeWindow;
import io.blazedb.calcite.schema.BlazeTypes;
import io.blazedb.calcite.types.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.Window;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexWindowBound;
import org.apache.calcite.rex.RexWindowExclusion;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/** Makes windows over batches, if every function is one of those whose frames begin with the partition and only grow. */
final class BatchWindowBuilder {
    private static final Set<String> AGGREGATES = Set.of("COUNT", "SUM", "$SUM0", "AVG", "MIN", "MAX");

    private final BatchBuilder batches;
    private final BlazeWindow window;
    private final RelNode child;
    private final int inputWidth;

    BatchWindowBuilder(BatchBuilder batches, BlazeWindow window) {
        this.batches = batches;
        this.window = window;
        this.child = window.getInput();
        this.inputWidth = child.getRowType().getFieldCount();
    }

    /** The rows of the window; null if they need rows. */
    BatchBuilder.@Nullable Source source(ImmutableBitSet required) {
        ImmutableBitSet.Builder needed = ImmutableBitSet.builder();
        needed.addAll(required.intersect(ImmutableBitSet.range(inputWidth)));
        for (Window.Group group : window.groups) {
            if (!isSupported(group)) {
                return null;
            }
            needed.addAll(group.keys);
            group.orderKeys.getFieldCollations().forEach(field -> needed.set(field.getFieldIndex()));
            for (Window.RexWinAggCall call : group.aggCalls) {
                ImmutableBitSet arguments = RelOptUtil.InputFinder.bits(call);
                needed.addAll(arguments.intersect(ImmutableBitSet.range(inputWidth)));
            }
        }
        ImmutableBitSet columns = needed.build();
        BatchBuilder.Source source = batches.supported(child, columns);
        ImmutableBitSet kept = columns;
        int next = 0;
        while (source != null && next < window.groups.size()) {
            int width = source.columns().size();
            int end = endOfSameOrder(next);
            source = over(source, window.groups.subList(next, end), kept);
            next = end;
            kept = source == null
                    ? kept
                    : kept.union(ImmutableBitSet.range(width, source.columns().size()));
        }
        return source;
    }

    /** The first group from here on whose partitions or order are others. */
    private int endOfSameOrder(int from) {
        Window.Group first = window.groups.get(from);
        int end = from + 1;
        while (end < window.groups.size()
                && window.groups.get(end).keys.equals(first.keys)
                && window.groups.get(end).orderKeys.equals(first.orderKeys)) {
            end++;
        }
        return end;
    }

    /** The input with the functions of groups of one order behind its columns; null if a function needs rows. */
    private BatchBuilder.@Nullable Source over(
            BatchBuilder.Source source, List<Window.Group> groups, ImmutableBitSet kept) {
        Window.Group first = groups.get(0);
        List<BatchSortOperator.Field> order = new ArrayList<>();
        for (RelFieldCollation field : first.orderKeys.getFieldCollations()) {
            order.add(new BatchSortOperator.Field(
                    field.getFieldIndex(), field.direction.isDescending(), OperatorBuilder.isNullsFirst(field)));
        }
        List<VectorExpression> columns = new ArrayList<>(source.columns());
        List<WindowCall> calls = new ArrayList<>();
        Expression[] constants = ExpressionCompiler.withoutSubQueries().compile(window.getConstants());
        Operator overRows = BatchOperators.rows(source.operator(), kept.toArray());
        for (Window.Group group : groups) {
            overRows = WindowBuilder.group(overRows, window, group, inputWidth, columns.size(), constants);
            List<AggregateCall> aggregates = group.getAggregateCalls(window);
            for (int i = 0; i < aggregates.size(); i++) {
                WindowCall call = call(aggregates.get(i), group, source, columns.size());
                if (call == null || group.aggCalls.get(i).ignoreNulls) {
                    return null;
                }
                calls.add(call);
                columns.add(call.of());
            }
        }
        BatchWindow operator = new BatchWindow(
                source.operator(), source.columns(), kept.toArray(), first.keys.toArray(), order, calls, overRows);
        return new BatchBuilder.Source(operator, columns);
    }

    private static boolean isSupported(Window.Group group) {
        return group.exclude == RexWindowExclusion.EXCLUDE_NO_OTHER && extent(group) != null;
    }

    /** Up to where frames go that begin with the partition; null for others. */
    private static @Nullable Extent extent(Window.Group group) {
        RexWindowBound lower = group.lowerBound;
        RexWindowBound upper = group.upperBound;
        if (!lower.isUnbounded() || !lower.isPreceding()) {
            return null;
        }
        if (upper.isUnbounded()) {
            return upper.isFollowing() ? Extent.PARTITION : null;
        }
        if (!upper.isCurrentRow()) {
            return null;
        }
        return group.isRows ? Extent.ROW : Extent.PEERS;
    }

    private @Nullable WindowCall call(AggregateCall call, Window.Group group, BatchBuilder.Source source, int index) {
        SqlType result = BlazeTypes.fromRel(call.getType());
        Extent extent = extent(group);
        if (!VectorForms.isSupported(result) || extent == null) {
            return null;
        }
        String name = call.getAggregation().getName().toUpperCase(Locale.ROOT);
        boolean counts = result.name() == SqlType.Name.BIGINT;
        VectorExpression own = VectorExpression.column(index, result);
        return switch (name) {
            case "ROW_NUMBER" -> counts ? position(Kind.ROW_NUMBER, own) : null;
            case "RANK" -> counts ? position(Kind.RANK, own) : null;
            case "DENSE_RANK" -> counts ? position(Kind.DENSE_RANK, own) : null;
            case "LAG" -> shifted(call, source, index, -1);
            case "LEAD" -> shifted(call, source, index, 1);
            case "FIRST_VALUE" -> value(Kind.FIRST_VALUE, call, source, index, 0, extent);
            case "LAST_VALUE" -> value(Kind.LAST_VALUE, call, source, index, 0, extent);
            default -> AGGREGATES.contains(name) ? aggregate(call, source, extent, own) : null;
        };
    }

    private static WindowCall position(Kind kind, VectorExpression own) {
        return new WindowCall(kind, -1, 0, Extent.ROW, null, own);
    }

    private @Nullable WindowCall shifted(AggregateCall call, BatchBuilder.Source source, int index, int direction) {
        List<Integer> arguments = call.getArgList();
        Long distance = arguments.size() == 1 ? (Long) 1L : arguments.size() == 2 ? constant(arguments.get(1)) : null;
        return distance == null ? null : value(Kind.SHIFTED, call, source, index, direction * distance, Extent.ROW);
    }

    /** The whole number that is an argument; null if it is something else. */
    private @Nullable Long constant(int argument) {
        if (argument < inputWidth) {
            return null;
        }
        RexLiteral literal = window.getConstants().get(argument - inputWidth);
        boolean whole = SqlTypeName.INT_TYPES.contains(literal.getType().getSqlTypeName());
        Long value = whole ? literal.getValueAs(Long.class) : null;
        return value != null && Math.abs(value) <= Integer.MAX_VALUE ? value : null;
    }

    /** A function whose values are those of a column. */
    private @Nullable WindowCall value(
            Kind kind, AggregateCall call, BatchBuilder.Source source, int index, long offset, Extent extent) {
        int column = call.getArgList().get(0);
        if (column >= inputWidth) {
            return null;
        }
        VectorExpression of = source.columns().get(column);
        SqlType result = BlazeTypes.fromRel(call.getType());
        return of.type().name() == result.name()
                ? new WindowCall(kind, column, offset, extent, null, VectorForms.output(index, of, result))
                : null;
    }

    private @Nullable WindowCall aggregate(
            AggregateCall call, BatchBuilder.Source source, Extent extent, VectorExpression own) {
        boolean plain = !call.isDistinct()
                && call.filterArg < 0
                && call.getCollation().getFieldCollations().isEmpty()
                && call.getArgList().stream().allMatch(column -> column < inputWidth);
        return plain
                ? new WindowCall(Kind.AGGREGATE, -1, 0, extent, BatchBuilder.function(call, child, source, null), own)
                : null;
    }
}
