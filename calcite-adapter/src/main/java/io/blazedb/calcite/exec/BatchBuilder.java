/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec;

import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.exec.expression.Aggregates;
import io.blazedb.calcite.exec.expression.Values;
import io.blazedb.calcite.exec.operator.AggregateOperator;
import io.blazedb.calcite.exec.operator.JoinType;
import io.blazedb.calcite.exec.operator.Operator;
import io.blazedb.calcite.exec.operator.SetOperators;
import io.blazedb.calcite.exec.operator.TableAccess;
import io.blazedb.calcite.exec.vector.BatchAggregateOperator;
import io.blazedb.calcite.exec.vector.BatchHashJoin;
import io.blazedb.calcite.exec.vector.BatchOperator;
import io.blazedb.calcite.exec.vector.BatchOperators;
import io.blazedb.calcite.exec.vector.BatchSortOperator;
import io.blazedb.calcite.exec.vector.TableBatches;
import io.blazedb.calcite.exec.vector.VectorExpression;
import io.blazedb.calcite.exec.vector.VectorForms;
import io.blazedb.calcite.exec.vector.ZoneBound;
import io.blazedb.calcite.plan.rel.AccessPath;
import io.blazedb.calcite.plan.rel.BlazeAggregate;
import io.blazedb.calcite.plan.rel.BlazeFilter;
import io.blazedb.calcite.plan.rel.BlazeHashJoin;
import io.blazedb.calcite.plan.rel.BlazeProject;
import io.blazedb.calcite.plan.rel.BlazeScan;
import io.blazedb.calcite.plan.rel.BlazeSort;
import io.blazedb.calcite.plan.rel.BlazeUnion;
import io.blazedb.calcite.plan.rel.BlazeWindow;
import io.blazedb.calcite.plan.rel.SubQueryShapes;
import io.blazedb.calcite.schema.BlazeTable;
import io.blazedb.calcite.schema.BlazeTypes;
import io.blazedb.calcite.types.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.JoinInfo;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/**
 * Makes operators over batches of those parts of a plan that read many rows and need nothing that only rows have: no sub-queries, no
 * keys of rows, no values of types without vectors.
 */
final class BatchBuilder {
    private final OperatorBuilder operators;
    private final SubQueryBuilder subQueries;
    private final ExpressionCompiler compiler;

    BatchBuilder(OperatorBuilder operators, SubQueryBuilder subQueries, ExpressionCompiler compiler) {
        this.operators = operators;
        this.subQueries = subQueries;
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
        AggregateOperator overRows =
                AggregateBuilder.build(BatchOperators.rows(source.operator(), columns.toArray()), aggregate);
        return new BatchAggregateOperator(
                source.operator(), keys, functions, overRows.sets().get(0), overRows, isDivisible(input));
    }

    static BatchAggregateOperator.Function function(
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

    /** A sort of batches; null if it needs rows. */
    @Nullable
    Operator sort(BlazeSort sort, ImmutableBitSet required) {
        ImmutableBitSet.Builder wanted = ImmutableBitSet.builder();
        wanted.addAll(required);
        List<BatchSortOperator.Field> order = new ArrayList<>();
        for (RelFieldCollation field : sort.getCollation().getFieldCollations()) {
            wanted.set(field.getFieldIndex());
            order.add(new BatchSortOperator.Field(
                    field.getFieldIndex(), field.direction.isDescending(), OperatorBuilder.isNullsFirst(field)));
        }
        ImmutableBitSet columns = wanted.build();
        Source source = areSupported(sort.getInput(), columns) ? source(sort.getInput(), columns) : null;
        return source == null
                ? null
                : new BatchSortOperator(
                        source.operator(),
                        source.columns(),
                        columns.toArray(),
                        order,
                        sort.offset == null ? null : compiler.compile(sort.offset),
                        sort.fetch == null ? null : compiler.compile(sort.fetch));
    }

    /**
     * The rows of a scan or a join, read as batches; null if they are better read one by one. As nobody may want all of them, nothing is
     * computed for many rows at once that could fail for one.
     */
    @Nullable
    Operator rows(RelNode rel, ImmutableBitSet required) {
        if (!cannotFail(rel) || !areSupported(rel, required)) {
            return null;
        }
        Source source = source(rel, required);
        return source == null ? null : BatchOperators.rows(source.operator(), required.toArray());
    }

    /**
     * Whether several threads may compute the rows of a node, each some of them: every expression depends on nothing but its row and
     * the parameters.
     */
    private static boolean isDivisible(RelNode rel) {
        if (rel instanceof BlazeScan scan) {
            return scan.filter() == null || isDivisible(scan.filter());
        }
        if (rel instanceof BlazeFilter filter) {
            return isDivisible(filter.getCondition()) && isDivisible(filter.getInput());
        }
        if (rel instanceof BlazeProject project) {
            return project.getProjects().stream().allMatch(BatchBuilder::isDivisible)
                    && isDivisible(project.getInput());
        }
        return rel instanceof BlazeHashJoin join && isDivisible(join.getCondition()) && isDivisible(join.getLeft());
    }

    private static boolean isDivisible(RexNode node) {
        if (node instanceof RexSubQuery || !(node instanceof RexCall call)) {
            return !(node instanceof RexSubQuery) && !(node instanceof RexFieldAccess);
        }
        return switch (call.getKind()) {
            case PLUS, MINUS, TIMES, DIVIDE, MOD, MINUS_PREFIX, CAST, FLOOR, CEIL, EXTRACT ->
                call.getOperands().stream().allMatch(BatchBuilder::isDivisible);
            default -> isComparison(call) && call.getOperands().stream().allMatch(BatchBuilder::isDivisible);
        };
    }

    private static boolean cannotFail(RelNode rel) {
        if (rel instanceof BlazeUnion union) {
            return union.getInputs().stream().allMatch(BatchBuilder::cannotFail);
        }
        if (rel instanceof BlazeWindow) {
            // It takes all rows of its input in any case.
            return true;
        }
        if (rel instanceof BlazeScan scan) {
            return scan.filter() == null || cannotFail(scan.filter());
        }
        if (rel instanceof BlazeFilter filter) {
            return cannotFail(filter.getCondition()) && cannotFail(filter.getInput());
        }
        if (rel instanceof BlazeProject project) {
            return project.getProjects().stream().allMatch(BatchBuilder::cannotFail) && cannotFail(project.getInput());
        }
        return rel instanceof BlazeHashJoin join
                && cannotFail(join.getCondition())
                && cannotFail(join.getLeft())
                && cannotFail(join.getRight());
    }

    private static boolean cannotFail(RexNode node) {
        if (node instanceof RexSubQuery || !(node instanceof RexCall call)) {
            return !(node instanceof RexSubQuery) && !(node instanceof RexFieldAccess);
        }
        return isComparison(call) && call.getOperands().stream().allMatch(BatchBuilder::cannotFail);
    }

    /** Whether a call compares, or chooses by comparisons, and cannot fail itself. */
    private static boolean isComparison(RexCall call) {
        return switch (call.getKind()) {
            case AND,
                    OR,
                    NOT,
                    IS_NULL,
                    IS_NOT_NULL,
                    IS_TRUE,
                    IS_NOT_TRUE,
                    IS_FALSE,
                    IS_NOT_FALSE,
                    EQUALS,
                    NOT_EQUALS,
                    LESS_THAN,
                    LESS_THAN_OR_EQUAL,
                    GREATER_THAN,
                    GREATER_THAN_OR_EQUAL,
                    SEARCH,
                    COALESCE,
                    CASE -> true;
            default -> false;
        };
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
            return tableScan(scan, required);
        }
        if (rel instanceof BlazeFilter filter) {
            return filter(filter, required);
        }
        if (rel instanceof BlazeProject project) {
            return project(project, required);
        }
        if (rel instanceof BlazeWindow window) {
            return new BatchWindowBuilder(this, window).source(required);
        }
        if (rel instanceof BlazeUnion union && union.all) {
            return concat(union, required);
        }
        return rel instanceof BlazeHashJoin join ? join(join, required) : null;
    }

    /** The rows of all inputs of a union, if their columns have the same types. */
    private @Nullable Source concat(BlazeUnion union, ImmutableBitSet required) {
        List<BatchOperator> operators = new ArrayList<>();
        List<VectorExpression> columns = List.of();
        for (RelNode input : union.getInputs()) {
            Source source = supported(input, required);
            if (source == null) {
                return null;
            }
            columns = columns.isEmpty() ? source.columns() : columns;
            for (int column : required) {
                VectorExpression first = columns.get(column);
                VectorExpression own = source.columns().get(column);
                boolean same = own.type().equals(first.type())
                        && own.scale() == first.scale()
                        && own.type().equals(OperatorBuilder.fieldType(union, column));
                if (!same) {
                    return null;
                }
            }
            operators.add(source.operator());
        }
        return new Source(BatchOperators.concat(operators), columns);
    }

    /** A union without duplicates, over batches; null if it needs rows. */
    @Nullable
    Operator distinct(BlazeUnion union) {
        ImmutableBitSet all = OperatorBuilder.allColumns(union);
        Source source = concat(union, all);
        if (source == null) {
            return null;
        }
        List<BatchAggregateOperator.Key> keys = new ArrayList<>();
        for (int column : all) {
            keys.add(new BatchAggregateOperator.Key(column, source.columns().get(column)));
        }
        Values.KeyForm[] forms = OperatorBuilder.keyForms(union.getRowType());
        Operator overRows =
                SetOperators.distinct(BatchOperators.rows(source.operator(), all.toArray()), all.toArray(), forms);
        return new BatchAggregateOperator(source.operator(), keys, List.of(), null, overRows, false);
    }

    private @Nullable Source tableScan(BlazeScan scan, ImmutableBitSet required) {
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
        ImmutableBitSet columns =
                condition == null ? outputs : outputs.union(SubQueryShapes.columns(condition, scan.getVariablesSet()));
        if (!areSupported(scan, columns)) {
            return null;
        }
        return subQueries.within(scan.getVariablesSet(), () -> scan(scan, columns));
    }

    private Source scan(BlazeScan scan, ImmutableBitSet columns) {
        BlazeTable table = scan.blazeTable();
        TableDefinition definition = table.definition();
        RexNode condition = scan.filter();
        List<VectorExpression> types = new ArrayList<>();
        List<ColumnDefinition> definitions = definition.columns();
        for (int i = 0; i < definitions.size(); i++) {
            types.add(VectorExpression.column(i, definitions.get(i).type()));
        }
        List<ZoneBound> bounds = condition == null ? List.of() : ZoneBounds.of(condition, definitions, compiler);
        BatchOperator rows = new TableBatches(
                new TableAccess(table.database(), definition),
                operators.keyCondition(scan.path(), definition),
                columns.toArray(),
                bounds);
        Source source = new Source(rows, types);
        return condition == null ? source : filtered(source, condition, scan);
    }

    private static boolean isCondition(@Nullable RexNode condition) {
        return condition == null || RexUtil.isDeterministic(condition);
    }

    private Source filtered(Source source, RexNode condition, RelNode rel) {
        VectorCompiler vectors = vectors(rel, source);
        return new Source(BatchOperators.filter(source.operator(), vectors.filter(condition, true)), source.columns());
    }

    private VectorCompiler vectors(RelNode rel, Source source) {
        return new VectorCompiler(compiler, rel.getCluster().getRexBuilder(), rel.getVariablesSet(), source.columns());
    }

    private @Nullable Source filter(BlazeFilter filter, ImmutableBitSet required) {
        RexNode condition = filter.getCondition();
        ImmutableBitSet columns = required.union(SubQueryShapes.columns(condition, filter.getVariablesSet()));
        if (!isCondition(condition) || !areSupported(filter.getInput(), columns)) {
            return null;
        }
        Source source = source(filter.getInput(), columns);
        return source == null
                ? null
                : subQueries.within(filter.getVariablesSet(), () -> filtered(source, condition, filter));
    }

    private @Nullable Source project(BlazeProject project, ImmutableBitSet required) {
        List<RexNode> projects = project.getProjects();
        ImmutableBitSet.Builder inputs = ImmutableBitSet.builder();
        for (int i : required) {
            if (!VectorCompiler.isPossible(projects.get(i))) {
                return null;
            }
            inputs.addAll(SubQueryShapes.columns(projects.get(i), project.getVariablesSet()));
        }
        ImmutableBitSet columns = inputs.build();
        Source source = areSupported(project.getInput(), columns) ? source(project.getInput(), columns) : null;
        if (source == null) {
            return null;
        }
        return subQueries.within(project.getVariablesSet(), () -> projected(project, required, source));
    }

    private Source projected(BlazeProject project, ImmutableBitSet required, Source source) {
        VectorCompiler vectors = vectors(project, source);
        List<RexNode> projects = project.getProjects();
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

    /** A hash join of two inputs that both come as batches; conditions beyond equality only where they just filter. */
    private @Nullable Source join(BlazeHashJoin join, ImmutableBitSet required) {
        JoinInfo info = JoinInfo.of(join.getLeft(), join.getRight(), join.getCondition());
        JoinType type = OperatorBuilder.type(join.getJoinType());
        boolean filters = !info.nonEquiConditions.isEmpty();
        if ((filters && type != JoinType.INNER) || !areComparable(join, info)) {
            return null;
        }
        int leftWidth = join.getLeft().getRowType().getFieldCount();
        int rightWidth = join.getRight().getRowType().getFieldCount();
        RexNode rest = RexUtil.composeConjunction(join.getCluster().getRexBuilder(), info.nonEquiConditions);
        ImmutableBitSet outputs =
                filters ? required.union(SubQueryShapes.columns(rest, join.getVariablesSet())) : required;
        ImmutableBitSet leftOutputs = outputs.intersect(ImmutableBitSet.range(leftWidth));
        ImmutableBitSet rightOutputs =
                outputs.except(ImmutableBitSet.range(leftWidth)).shift(-leftWidth);
        if (!isCondition(rest) || rightOutputs.length() > rightWidth) {
            return null;
        }
        int[] leftKeys = info.leftKeys.toIntArray();
        int[] rightKeys = info.rightKeys.toIntArray();
        Source left = supported(join.getLeft(), leftOutputs.union(ImmutableBitSet.of(leftKeys)));
        Source right =
                left == null ? null : supported(join.getRight(), rightOutputs.union(ImmutableBitSet.of(rightKeys)));
        if (left == null || right == null) {
            return null;
        }
        List<VectorExpression> columns = new ArrayList<>(left.columns());
        for (int i = 0; i < rightWidth; i++) {
            VectorExpression column = right.columns().get(i);
            columns.add(VectorForms.output(leftWidth + i, column, column.type()));
        }
        BatchOperator operator = new BatchHashJoin(
                left.operator(),
                right.operator(),
                type,
                leftKeys,
                rightKeys,
                OperatorBuilder.joinForms(join, info),
                left.columns(),
                right.columns(),
                leftOutputs.toArray(),
                rightOutputs.toArray());
        Source source = new Source(operator, columns);
        return filters ? subQueries.within(join.getVariablesSet(), () -> filtered(source, rest, join)) : source;
    }

    @Nullable
    Source supported(RelNode rel, ImmutableBitSet columns) {
        return areSupported(rel, columns) ? source(rel, columns) : null;
    }

    private static boolean areComparable(BlazeHashJoin join, JoinInfo info) {
        for (int i = 0; i < info.leftKeys.size(); i++) {
            SqlType left = OperatorBuilder.fieldType(join.getLeft(), info.leftKeys.get(i));
            SqlType right = OperatorBuilder.fieldType(join.getRight(), info.rightKeys.get(i));
            if (!VectorForms.isComparable(left, right)) {
                return false;
            }
        }
        return true;
    }
}
