/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.exec.expression.Accumulator;
import io.blazedb.calcite.exec.expression.Aggregates;
import io.blazedb.calcite.exec.expression.Values;
import io.blazedb.calcite.exec.operator.AggregateOperator;
import io.blazedb.calcite.exec.operator.AggregateOperator.GroupingSet;
import io.blazedb.calcite.exec.operator.Operator;
import io.blazedb.calcite.plan.rel.BlazeAggregate;
import io.blazedb.calcite.schema.BlazeTypes;
import io.blazedb.calcite.types.SqlType;
import io.blazedb.calcite.validate.UserOperators;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/** Makes aggregate operators. */
public final class AggregateBuilder {
    private AggregateBuilder() {}

    /** Whether the engine has the call's function. */
    public static boolean isKnown(AggregateCall call) {
        return isConstant(call)
                || call.getAggregation() instanceof UserOperators.Aggregate
                || Aggregates.isKnown(call.getAggregation().getName().toUpperCase(Locale.ROOT));
    }

    /** Columns of the input that the aggregation reads. */
    static ImmutableBitSet columns(BlazeAggregate aggregate) {
        ImmutableBitSet.Builder columns = ImmutableBitSet.builder();
        columns.addAll(aggregate.getGroupSet());
        for (AggregateCall call : aggregate.getAggCallList()) {
            call.getArgList().forEach(columns::set);
            if (call.filterArg >= 0) {
                columns.set(call.filterArg);
            }
            call.getCollation().getFieldCollations().forEach(field -> columns.set(field.getFieldIndex()));
        }
        return columns.build();
    }

    static AggregateOperator build(Operator input, BlazeAggregate aggregate) {
        RelNode child = aggregate.getInput();
        int[] groups = aggregate.getGroupSet().toArray();
        List<AggregateCall> calls = aggregate.getAggCallList();
        Accumulator.Factory[] functions = new Accumulator.Factory[calls.size()];
        for (int i = 0; i < functions.length; i++) {
            functions[i] = function(calls.get(i), child.getRowType());
        }
        List<GroupingSet> sets = new ArrayList<>();
        for (ImmutableBitSet set : aggregate.getGroupSets()) {
            int[] columns = set.toArray();
            Values.KeyForm[] forms = new Values.KeyForm[columns.length];
            for (int i = 0; i < columns.length; i++) {
                SqlType type = OperatorBuilder.fieldType(child, columns[i]);
                forms[i] = Values.KeyForm.of(type, type);
            }
            boolean[] members = new boolean[groups.length];
            for (int i = 0; i < groups.length; i++) {
                members[i] = set.get(groups[i]);
            }
            sets.add(new GroupingSet(columns, forms, members, constants(calls, set)));
        }
        return new AggregateOperator(input, groups, sets, functions);
    }

    private static final Accumulator.Factory EMPTY = () -> new Accumulator() {
        @Override
        public void add(@Nullable Object[] row) {}

        @Override
        public @Nullable Object result() {
            return null;
        }
    };

    private static boolean isConstant(AggregateCall call) {
        return switch (call.getAggregation().getKind()) {
            case GROUPING, GROUP_ID, LITERAL_AGG -> true;
            default -> false;
        };
    }

    static @Nullable Object[] constants(List<AggregateCall> calls, ImmutableBitSet set) {
        @Nullable Object[] constants = new @Nullable Object[calls.size()];
        for (int i = 0; i < constants.length; i++) {
            AggregateCall call = calls.get(i);
            SqlKind kind = call.getAggregation().getKind();
            if (kind == SqlKind.GROUPING) {
                long bits = 0;
                for (int argument : call.getArgList()) {
                    bits = bits << 1 | (set.get(argument) ? 0 : 1);
                }
                constants[i] = bits;
            } else if (kind == SqlKind.GROUP_ID) {
                constants[i] = 0L;
            } else if (kind == SqlKind.LITERAL_AGG) {
                constants[i] = Literals.value((RexLiteral) call.rexList.get(0));
            }
        }
        return constants;
    }

    /** The function of a call over rows of a type. */
    static Accumulator.Factory function(AggregateCall call, RelDataType row) {
        Accumulator.Factory function = unfiltered(call, row);
        return call.filterArg < 0 ? function : Aggregates.filtered(function, call.filterArg);
    }

    /** The function of a call without its FILTER. */
    static Accumulator.Factory unfiltered(AggregateCall call, RelDataType row) {
        if (isConstant(call)) {
            return EMPTY;
        }
        List<Integer> columns = new ArrayList<>(call.getArgList());
        String name = call.getAggregation().getName().toUpperCase(Locale.ROOT);
        boolean percentile = name.startsWith("PERCENTILE");
        if (percentile) {
            call.getCollation().getFieldCollations().forEach(field -> columns.add(field.getFieldIndex()));
        }
        List<SqlType> types = columns.stream()
                .map(column -> BlazeTypes.fromRel(row.getFieldList().get(column).getType()))
                .toList();
        Aggregates.Call aggregate = new Aggregates.Call(name, columns, types, BlazeTypes.fromRel(call.getType()));
        Accumulator.Factory function = call.getAggregation() instanceof UserOperators.Aggregate user
                ? UserCalls.aggregate(user.function(), columns, types)
                : Aggregates.find(aggregate);
        if (function == null) {
            throw new BlazeSqlException(
                    SqlErrorCode.FEATURE_NOT_SUPPORTED, "aggregate function " + name + " is not supported");
        }
        if (call.isDistinct()) {
            function = Aggregates.distinct(function, aggregate);
        }
        if (!call.getCollation().getFieldCollations().isEmpty()) {
            function = Aggregates.ordered(function, OperatorBuilder.comparator(call.getCollation()));
        }
        return function;
    }
}
