/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec;

import io.blazedb.calcite.exec.expression.Accumulator;
import io.blazedb.calcite.exec.expression.Expression;
import io.blazedb.calcite.exec.expression.Values;
import io.blazedb.calcite.exec.operator.Operator;
import io.blazedb.calcite.exec.operator.WindowOperator;
import io.blazedb.calcite.exec.operator.WindowOperator.Exclusion;
import io.blazedb.calcite.exec.operator.WindowOperator.Frame;
import io.blazedb.calcite.exec.operator.WindowOperator.FrameBound;
import io.blazedb.calcite.exec.operator.WindowOperator.Function;
import io.blazedb.calcite.plan.rel.BlazeWindow;
import io.blazedb.calcite.schema.BlazeTypes;
import io.blazedb.calcite.types.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.Window;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexWindowBound;
import org.apache.calcite.rex.RexWindowExclusion;
import org.jspecify.annotations.Nullable;

/** Makes window operators: one for each group of functions with the same window. */
final class WindowBuilder {
    private WindowBuilder() {}

    static Operator build(Operator input, BlazeWindow window) {
        RelNode child = window.getInput();
        int inputWidth = child.getRowType().getFieldCount();
        ExpressionCompiler compiler = ExpressionCompiler.withoutSubQueries();
        Expression[] constants = compiler.compile(window.getConstants());
        int width = inputWidth;
        Operator operator = input;
        for (Window.Group group : window.groups) {
            operator = group(operator, window, group, inputWidth, width, constants);
            width += group.aggCalls.size();
        }
        return operator;
    }

    static Operator group(
            Operator input, BlazeWindow window, Window.Group group, int inputWidth, int width, Expression[] constants) {
        RelDataType row = window.getRowType();
        int[] partition = group.keys.toArray();
        Values.KeyForm[] forms = new Values.KeyForm[partition.length];
        for (int i = 0; i < forms.length; i++) {
            SqlType type = OperatorBuilder.fieldType(window.getInput(), partition[i]);
            forms[i] = Values.KeyForm.of(type, type);
        }
        List<RelDataType> types = new ArrayList<>();
        row.getFieldList().subList(0, inputWidth).forEach(field -> types.add(field.getType()));
        window.getConstants().forEach(constant -> types.add(constant.getType()));
        RelDataType argumentRow = window.getCluster()
                .getTypeFactory()
                .createStructType(
                        types,
                        java.util.stream.IntStream.range(0, types.size())
                                .mapToObj(i -> "c" + i)
                                .toList());
        List<Function> functions = new ArrayList<>();
        List<AggregateCall> calls = group.getAggregateCalls(window);
        for (int i = 0; i < calls.size(); i++) {
            functions.add(function(calls.get(i), argumentRow, group.aggCalls.get(i).ignoreNulls));
        }
        Frame frame = new Frame(
                group.isRows,
                bound(group.lowerBound, inputWidth, constants),
                bound(group.upperBound, inputWidth, constants),
                orderColumn(group),
                orderType(window, group),
                descending(group),
                exclusion(group.exclude));
        return new WindowOperator(
                input,
                width,
                inputWidth,
                constants,
                partition,
                forms,
                OperatorBuilder.comparator(group.orderKeys),
                group.orderKeys.getFieldCollations().isEmpty(),
                frame,
                functions);
    }

    private static Exclusion exclusion(RexWindowExclusion exclusion) {
        return switch (exclusion) {
            case EXCLUDE_NO_OTHER -> Exclusion.NOTHING;
            case EXCLUDE_CURRENT_ROW -> Exclusion.ROW;
            case EXCLUDE_GROUP -> Exclusion.GROUP;
            case EXCLUDE_TIES -> Exclusion.TIES;
        };
    }

    private static int orderColumn(Window.Group group) {
        return group.orderKeys.getFieldCollations().isEmpty()
                ? -1
                : group.orderKeys.getFieldCollations().get(0).getFieldIndex();
    }

    private static SqlType orderType(BlazeWindow window, Window.Group group) {
        int column = orderColumn(group);
        return column < 0 ? SqlType.of(SqlType.Name.NULL) : OperatorBuilder.fieldType(window.getInput(), column);
    }

    private static boolean descending(Window.Group group) {
        return orderColumn(group) >= 0
                && group.orderKeys.getFieldCollations().get(0).direction.isDescending();
    }

    private static FrameBound bound(RexWindowBound bound, int inputWidth, Expression[] constants) {
        if (bound.isUnbounded()) {
            return new FrameBound(bound.isPreceding() ? FrameBound.Kind.START : FrameBound.Kind.END, null);
        }
        if (bound.isCurrentRow()) {
            return new FrameBound(FrameBound.Kind.CURRENT, null);
        }
        RexNode offset = java.util.Objects.requireNonNull(bound.getOffset());
        Expression value = offset instanceof RexInputRef ref && ref.getIndex() >= inputWidth
                ? constants[ref.getIndex() - inputWidth]
                : ExpressionCompiler.withoutSubQueries().compile(offset);
        return new FrameBound(bound.isPreceding() ? FrameBound.Kind.PRECEDING : FrameBound.Kind.FOLLOWING, value);
    }

    private static Function function(AggregateCall call, RelDataType row, boolean ignoreNulls) {
        String name = call.getAggregation().getName().toUpperCase(Locale.ROOT);
        int[] arguments = call.getArgList().stream().mapToInt(i -> i).toArray();
        SqlType result = BlazeTypes.fromRel(call.getType());
        Accumulator.@Nullable Factory aggregate =
                WindowOperator.isRanking(name) ? null : AggregateBuilder.function(call, row);
        return new Function(name, arguments, aggregate, result, ignoreNulls);
    }
}
