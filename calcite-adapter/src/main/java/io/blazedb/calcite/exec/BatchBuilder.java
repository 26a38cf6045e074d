/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec;

import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.exec.expression.Aggregates;
import io.blazedb.calcite.exec.operator.Operator;
import io.blazedb.calcite.exec.operator.TableAccess;
import io.blazedb.calcite.exec.vector.BatchAggregateOperator;
import io.blazedb.calcite.exec.vector.BatchOperator;
import io.blazedb.calcite.exec.vector.BatchOperators;
import io.blazedb.calcite.exec.vector.TableBatches;
import io.blazedb.calcite.exec.vector.VectorExpression;
import io.blazedb.calcite.exec.vector.VectorForms;
import io.blazedb.calcite.exec.vector.ZoneBound;
import io.blazedb.calcite.plan.rel.AccessPath;
import io.blazedb.calcite.plan.rel.BlazeAggregate;
import io.blazedb.calcite.plan.rel.BlazeFilter;
import io.blazedb.calcite.plan.rel.BlazeProject;
import io.blazedb.calcite.plan.rel.BlazeScan;
import io.blazedb.calcite.plan.rel.SubQueryShapes;
import io.blazedb.calcite.schema.BlazeTable;
import io.blazedb.calcite.schema.BlazeTypes;
import io.blazedb.calcite.types.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/**
 * Makes operators over batches of those parts of a plan that read many rows and need nothing that only rows have: no sub-queries, no
 * keys of rows, no values of types without vectors.
 */
final class BatchBuilder {
    private final OperatorBuilder operators;
    private final ExpressionCompiler compiler;

    BatchBuilder(OperatorBuilder operators, ExpressionCompiler compiler) {
        this.operators = operators;
        this.compiler = compiler;
    }

    /**
     * Batches and what is known of their columns.
     *
     * @param columns how values of each column are held, for those that are there
     */
    record Source(BatchOperator operator, List<VectorExpression> columns) {}

    /** An aggregation over batches; null if it needs rows. */
    @Nullable
    Operator aggregate(BlazeAggregate aggregate) {
        RelNode input = aggregate.getInput();
        ImmutableBitSet columns = AggregateBuilder.columns(aggregate);
        if (aggregate.getGroupSets().size() != 1 || !areSupported(input, columns)) {
            return null;
        }
        Source source = source(input, columns);
        if (source == null) {
            return null;
        }
        List<BatchAggregateOperator.Key> keys = new ArrayList<>();
        for (int column : aggregate.getGroupSet()) {
            keys.add(new BatchAggregateOperator.Key(column, source.columns().get(column)));
        }
        @Nullable Object[] constants = AggregateBuilder.constants(aggregate.getAggCallList(), aggregate.getGroupSet());
        List<BatchAggregateOperator.Function> functions = new ArrayList<>();
        for (int i = 0; i < constants.length; i++) {
            functions.add(function(aggregate.getAggCallList().get(i), input, source, constants[i]));
        }
        return new BatchAggregateOperator(source.operator(), keys, functions);
    }

    private static BatchAggregateOperator.Function function(
            AggregateCall call, RelNode input, Source source, @Nullable Object constant) {
        List<Integer> arguments = new ArrayList<>(call.getArgList());
        call.getCollation().getFieldCollations().forEach(field -> arguments.add(field.getFieldIndex()));
        List<SqlType> types = arguments.stream()
                .map(column -> OperatorBuilder.fieldType(input, column))
                .toList();
        boolean plain =
                !call.isDistinct() && call.getCollation().getFieldCollations().isEmpty();
        int first = arguments.isEmpty() ? -1 : arguments.get(0);
        boolean decimal = first >= 0 && types.get(0).name() == SqlType.Name.DECIMAL;
        return new BatchAggregateOperator.Function(
                new Aggregates.Call(
                        call.getAggregation().getName().toUpperCase(Locale.ROOT),
                        arguments,
                        types,
                        BlazeTypes.fromRel(call.getType())),
                plain,
                call.filterArg,
                AggregateBuilder.unfiltered(call, input.getRowType()),
                decimal ? source.columns().get(first).scale() : 0,
                constant);
    }

    /** Whether vectors can hold these columns. */
    private static boolean areSupported(RelNode rel, ImmutableBitSet columns) {
        for (int column : columns) {
            RexNode field = RexInputRef.of(column, rel.getRowType());
            if (!VectorCompiler.isPossible(field)) {
                return false;
            }
        }
        return true;
    }

    /** The rows of a node as batches with the wanted columns; null if it has to give them one by one. */
    @Nullable
    Source source(RelNode rel, ImmutableBitSet required) {
        if (rel instanceof BlazeScan scan) {
            return scan(scan, required);
        }
        if (rel instanceof BlazeFilter filter) {
            return filter(filter, required);
        }
        if (rel instanceof BlazeProject project) {
            return project(project, required);
        }
        return null;
    }

    private @Nullable Source scan(BlazeScan scan, ImmutableBitSet required) {
        BlazeTable table = scan.blazeTable();
        TableDefinition definition = table.definition();
        AccessPath path = scan.path();
        boolean inKeyOrder =
                (path.kind() == AccessPath.Kind.FULL || path.kind() == AccessPath.Kind.KEY_RANGE) && !path.descending();
        ImmutableBitSet outputs =
                required.intersect(ImmutableBitSet.range(definition.columns().size()));
        boolean possible = inKeyOrder
                && definition.kind() == TableDefinition.Kind.TABLE
                && outputs.equals(required)
                && areSupported(scan, outputs)
                && isCondition(scan.filter());
        if (!possible) {
            return null;
        }
        RexNode condition = scan.filter();
        ImmutableBitSet columns = condition == null ? outputs : outputs.union(RelOptUtil.InputFinder.bits(condition));
        if (!areSupported(scan, columns)) {
            return null;
        }
        List<VectorExpression> types = new ArrayList<>();
        List<ColumnDefinition> definitions = definition.columns();
        for (int i = 0; i < definitions.size(); i++) {
            types.add(VectorExpression.column(i, definitions.get(i).type()));
        }
        List<ZoneBound> bounds = condition == null ? List.of() : ZoneBounds.of(condition, definitions, compiler);
        BatchOperator rows = new TableBatches(
                new TableAccess(table.database(), definition),
                operators.keyCondition(path, definition),
                columns.toArray(),
                bounds);
        Source source = new Source(rows, types);
        return condition == null ? source : filtered(source, condition, scan);
    }

    private static boolean isCondition(@Nullable RexNode condition) {
        return condition == null || (!SubQueryShapes.containsSubQuery(condition) && RexUtil.isDeterministic(condition));
    }

    private Source filtered(Source source, RexNode condition, RelNode rel) {
        VectorCompiler vectors = new VectorCompiler(compiler, rel.getCluster().getRexBuilder(), source.columns());
        return new Source(BatchOperators.filter(source.operator(), vectors.filter(condition, true)), source.columns());
    }

    private @Nullable Source filter(BlazeFilter filter, ImmutableBitSet required) {
        RexNode condition = filter.getCondition();
        ImmutableBitSet columns = required.union(RelOptUtil.InputFinder.bits(condition));
        if (!isCondition(condition) || !areSupported(filter.getInput(), columns)) {
            return null;
        }
        Source source = source(filter.getInput(), columns);
        return source == null ? null : filtered(source, condition, filter);
    }

    private @Nullable Source project(BlazeProject project, ImmutableBitSet required) {
        List<RexNode> projects = project.getProjects();
        ImmutableBitSet.Builder inputs = ImmutableBitSet.builder();
        for (int i : required) {
            if (!VectorCompiler.isPossible(projects.get(i))) {
                return null;
            }
            inputs.addAll(RelOptUtil.InputFinder.bits(projects.get(i)));
        }
        ImmutableBitSet columns = inputs.build();
        Source source = areSupported(project.getInput(), columns) ? source(project.getInput(), columns) : null;
        if (source == null) {
            return null;
        }
        VectorCompiler vectors =
                new VectorCompiler(compiler, project.getCluster().getRexBuilder(), source.columns());
        List<@Nullable VectorExpression> expressions = new ArrayList<>();
        List<VectorExpression> types = new ArrayList<>();
        for (int i = 0; i < projects.size(); i++) {
            VectorExpression expression = required.get(i) ? vectors.expression(projects.get(i)) : null;
            expressions.add(expression);
            types.add(VectorForms.output(
                    i, expression, BlazeTypes.fromRel(projects.get(i).getType())));
        }
        return new Source(BatchOperators.project(source.operator(), expressions), types);
    }
}
